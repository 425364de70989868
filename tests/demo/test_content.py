"""The demo content is plausible, consistent and harmless."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import phonenumbers
import pytest
from vininfo import Vin

from app.conversations.rules import touch_words
from app.demo import DEALERSHIPS, DemoClient, demo_clients, demo_strangers
from app.demo.model import DemoMessage
from app.demo.numbers import FIRST_TELEGRAM_ID, SILENT_CODE
from app.kit.phones import e164
from app.texts import say

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
TOGLIATTI, SYZRAN = DEALERSHIPS
PER_MANAGER = 130

Clients = list[DemoClient]


@pytest.fixture(scope="module")
def clients() -> Clients:
    return list(demo_clients(TOGLIATTI, NOW, per_manager=PER_MANAGER))


def said(clients: Clients) -> Iterator[tuple[DemoClient, DemoMessage]]:
    return ((client, message) for client in clients for message in client.messages)


def test_the_same_seed_and_clock_give_the_same_content() -> None:
    one, again = ([*demo_clients(TOGLIATTI, NOW, per_manager=8)] for _ in range(2))
    assert one == again
    assert one != [*demo_clients(TOGLIATTI, NOW, per_manager=8, seed=1)]


def test_everybody_of_the_cast_works_in_one_of_the_two_dealerships() -> None:
    people = {person.handle: person.role for house in DEALERSHIPS for person in house.people}
    assert people == {
        "vera": "manager",
        "oleg": "manager",
        "irina": "supervisor",
        "sofia": "specialist",
        "timur": "specialist",
        "lev": "specialist",
        "alla": "administrator",
        "petr": "manager",
    }
    assert [person.handle for person in SYZRAN.people] == ["petr"]


def test_anna_is_veras_first_client_and_waits_for_nothing(clients: Clients) -> None:
    anna = clients[0]
    assert (anna.owner, anna.address_form, anna.gender) == ("vera", "Анна Сергеевна", "f")
    assert anna.waiting_since is None
    assert timedelta(days=1) < NOW - anna.messages[-1].at < timedelta(days=3)
    assert anna.never_before is not None
    assert [car.title for car in anna.cars] == ["LADA Vesta SW Cross"]


def test_each_manager_has_as_many_clients_as_asked_for(clients: Clients) -> None:
    assert [client.owner for client in clients] == ["vera"] * PER_MANAGER + ["oleg"] * PER_MANAGER
    assert len({client.number for client in clients}) == len(clients)


def test_about_three_of_a_hundred_wait(clients: Clients) -> None:
    waiting = [client for client in clients if client.waiting_since]
    assert 0.02 < len(waiting) / len(clients) < 0.045
    assert all(client.messages[-1].direction == "in" for client in waiting)
    assert all(timedelta(0) < NOW - client.waiting_since < timedelta(hours=16) for client in waiting)  # type: ignore[operator]


def test_every_other_wait_was_answered_or_marked(clients: Clients) -> None:
    """The first inbound message after an answer opens a wait."""
    for client in clients:
        open_since = None
        for message in client.messages:
            if message.direction == "out" or message.waived_at:
                open_since = None
            elif open_since is None:
                open_since = message.at
        assert open_since == client.waiting_since, client.number


def test_messages_stand_in_order_of_time_and_none_is_in_the_future(clients: Clients) -> None:
    for client in clients:
        times = [message.at for message in client.messages]
        assert times == sorted(times), client.number
        assert all(moment < NOW for moment in times)
        assert all(
            message.waived_at is None or message.at < message.waived_at < NOW for message in client.messages
        )


def test_managers_write_in_working_hours_and_to_the_right_client(clients: Clients) -> None:
    for client, message in said(clients):
        if message.direction == "in":
            assert message.author is None
            continue
        assert 9 <= message.at.hour < 21, (client.number, message)
        owner = [owner.manager for owner in client.owners if owner.from_at <= message.at][-1]
        assert message.author == owner, (client.number, message)


def test_a_usual_client_has_some_dozens_of_messages(clients: Clients) -> None:
    connected = [client for client in clients if client.connected]
    assert 35 < sum(len(client.messages) for client in connected) / len(connected) < 65
    assert 0.8 < len(connected) / len(clients) < 0.93
    assert any(not client.messages and len(client.timeline) <= 4 for client in clients)


def test_no_text_has_a_hole_or_a_leftover_of_the_script(clients: Clients) -> None:
    leftover = re.compile(r"[<>{}\[\]|]|  |None|^$| [,.!?]|[.,!?]{2}(?<!\.\.)")
    bad = {
        message.text
        for _, message in said(clients)
        if message.kind == "text" and leftover.search(message.text)
    }
    assert bad == set()


def test_speakers_use_their_own_gender(clients: Clients) -> None:
    """Forms of the first person only: other verbs may be about somebody else."""
    hers, his = (
        re.compile(r"\b(записала|рада|отметила|нашла|поняла|отправила|накатала|подписала|сама)\b", re.I),
        re.compile(r"\b(записал|рад|отметил|нашёл|понял|отправил|накатал|подписал|сам)\b", re.I),
    )
    genders = {person.handle: person.gender for person in TOGLIATTI.people}
    for client, message in said(clients):
        gender = genders[message.author] if message.author else client.gender
        assert not (his if gender == "f" else hers).search(message.text), (client.number, message)


def test_nobody_says_tomorrow_or_yesterday(clients: Clients) -> None:
    """The next message may have slipped to another day."""
    assert [
        message.text for _, message in said(clients) if re.search(r"\b(завтра|вчера)\b", message.text, re.I)
    ] == []


def test_phones_have_the_form_of_a_number_and_belong_to_nobody(clients: Clients) -> None:
    contacts = [contact for client in clients for contact in client.contacts if contact.kind == "phone"]
    phones = [contact.value for contact in contacts if contact.label == "own"]
    phones += {contact.value for contact in contacts if contact.label == "company"}
    phones += [house.phone for house in DEALERSHIPS]
    assert len(phones) == len(set(phones))
    for phone in phones:
        assert phone.startswith(SILENT_CODE)
        assert e164(phone) == phone
        assert not phonenumbers.is_valid_number(phonenumbers.parse(phone))


def test_telegram_accounts_are_beyond_any_given_one_and_within_52_bits(clients: Clients) -> None:
    accounts = [
        contact.value for client in clients for contact in client.contacts if contact.kind == "telegram"
    ]
    accounts += [stranger.telegram_id for stranger in demo_strangers(TOGLIATTI, NOW)]
    assert len(accounts) == len(set(accounts))
    assert all(FIRST_TELEGRAM_ID <= int(account) < 2**52 for account in accounts)


def test_two_houses_share_no_number() -> None:
    def numbers(order: int) -> set[str]:
        house = demo_clients(TOGLIATTI, NOW, per_manager=40, order=order)
        return {contact.value for client in house for contact in client.contacts if client.number}

    assert numbers(0).isdisjoint(numbers(1))


def test_cars_have_right_vins_and_plates(clients: Clients) -> None:
    cars = [car for client in clients for car in client.cars]
    assert len({car.vin for car in cars}) == len({car.plate for car in cars}) == len(cars)
    for car in cars:
        assert Vin(car.vin).verify_checksum(), car.vin
        assert car.year in Vin(car.vin).years
        assert re.fullmatch(r"[АВЕКМНОРСТУХ]\d{3}[АВЕКМНОРСТУХ]{2}(63|163|763)", car.plate)
        assert "000" not in car.plate
        assert car.from_on.year - 8 <= car.year <= car.from_on.year


def test_most_cars_were_bought_new_and_while_they_were_on_sale(clients: Clients) -> None:
    cars = [car for client in clients for car in client.cars]
    new = [car for car in cars if car.bought_new]
    assert 0.75 < len(new) / len(cars) < 0.93
    assert all(car.readings[0].km < 30 for car in new)
    # Another maker is on sale since 2022; Anna's car alone is chosen by hand.
    assert all(car.from_on.year <= 2022 for car in new if car.make in ("Kia", "Hyundai", "Renault"))


def test_odometers_rise_at_a_believable_pace(clients: Clients) -> None:
    for client in clients:
        for car in client.cars:
            assert len({(reading.read_on, reading.source) for reading in car.readings}) == len(car.readings)
            for before, after in pairwise(car.readings):
                days = (after.read_on - before.read_on).days
                assert before.read_on <= after.read_on
                assert 0 <= after.km - before.km <= 130 * days + 100, (client.number, before, after)


def test_service_comes_about_once_a_year_or_by_mileage(clients: Clients) -> None:
    for client in clients:
        for car in client.cars:
            regular = [visit for visit in car.visits if visit.works.startswith("ТО-")]
            for before, after in pairwise(regular):
                assert (after.arrived_at - before.arrived_at).days >= 40
                assert int(after.works[3:]) > int(before.works[3:])
            assert all(visit.arrived_at < visit.done_at < NOW for visit in car.visits)
            assert all(8 <= visit.arrived_at.hour < 18 for visit in car.visits)


def test_history_covers_five_years_and_every_line_can_be_read(clients: Clients) -> None:
    first = min(client.since_at for client in clients)
    assert timedelta(days=5 * 365 - 90) < NOW - first < timedelta(days=5 * 366)
    for client in clients:
        times = [line.at for line in client.timeline]
        assert times == sorted(times)
        assert all(client.since_at <= moment < NOW for moment in times)
        for line in client.timeline:
            assert line.kind in {
                "card",
                "owner",
                "deal",
                "service",
                "channel",
                "consent",
            }
            assert say(line.words, "ru")
            assert say(line.words, "en")


def test_managers_log_calls_visits_and_notes_in_order_of_time(clients: Clients) -> None:
    touches = [touch for client in clients for touch in client.touches]
    assert {touch.kind for touch in touches} == {"call", "visit", "note"}
    assert {touch.outcome for touch in touches if touch.kind == "call"} == {
        "talked",
        "no_answer",
        "call_back",
    }
    for client in clients:
        times = [touch.at for touch in client.touches]
        assert times == sorted(times)
        assert all(client.since_at <= moment < NOW for moment in times)
        for touch in client.touches:
            words = touch_words(touch.kind, touch.direction, touch.outcome, touch.words)
            assert say(words, "ru")
            assert say(words, "en")


def test_some_clients_came_from_a_colleague(clients: Clients) -> None:
    handed_over = [client for client in clients if len(client.owners) == 2]
    assert 0.02 < len(handed_over) / len(clients) < 0.08
    assert all(client.owners[0].manager != client.owners[1].manager for client in handed_over)
    assert all(
        client.since_at == client.owners[0].from_at < client.owners[1].from_at < NOW for client in handed_over
    )


def test_a_client_who_stopped_the_bot_shows_a_failed_message(clients: Clients) -> None:
    blocked = [client for client in clients if any(contact.blocked_at for contact in client.contacts)]
    assert blocked
    for client in blocked:
        assert (client.messages[-1].state, client.messages[-1].reason) == ("failed", "blocked")


def test_in_the_lobby_strangers_wait() -> None:
    strangers = demo_strangers(TOGLIATTI, NOW)
    assert len(strangers) == 3
    assert all(
        message.direction == "in" and message.at < NOW for one in strangers for message in one.messages
    )


@pytest.mark.parametrize("hour", [0, 5, 12, 20])
@pytest.mark.parametrize("day", [datetime(2026, 1, 3, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)])
def test_content_holds_at_any_hour_and_on_odd_days(day: datetime, hour: int) -> None:
    now = day + timedelta(hours=hour)
    made = [*demo_clients(TOGLIATTI, now, per_manager=20), *demo_clients(SYZRAN, now, per_manager=20)]
    assert all(message.at < now for _, message in said(made))
    assert sum(client.waiting_since is not None for client in made) == 3
    assert msgspec.json.encode(made)
