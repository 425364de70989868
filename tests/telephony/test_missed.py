"""A call that nobody took comes in by the provider's signed word, once, and waits like any message."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.kit.ids import new_id
from app.kit.tokens import mint
from bots.dispatch import TAKERS
from telephony import hook, missed
from telephony.hook import signed
from tests.bots.dying import dies_once
from tests.bots.garage import NOON
from tests.bots.menu import NIGHT
from tests.bots.office import act
from tests.telephony.phones import Phones

MINUTE = timedelta(minutes=1)
ANNAS, UNKNOWN = "+79123450001", "+79123450002"


class Switchboard:
    """A provider that tells of calls."""

    def __init__(self, phones: Phones, url: str, secret: str) -> None:
        self.phones, self.url, self.secret = phones, url, secret

    async def tells(self, body: bytes, secret: str | None = None, url: str | None = None) -> httpx.Response:
        signature = signed(secret or self.secret, body)
        async with httpx.AsyncClient() as line:
            headers = {"x-okno-signature": signature, "content-type": "application/json"}
            return await line.post(url or self.url, content=body, headers=headers)

    async def misses(self, caller: str | None = ANNAS, call: str | None = None, **others: Any) -> str:
        """Somebody rang, and nobody took it; all that follows has happened. Answers the call's id."""
        id = call or str(new_id())
        body = {"call": id, "event": "missed", "from": caller} | others
        answer = await self.tells(json.dumps(body).encode())
        assert (answer.status_code, answer.content) == (200, b""), answer.text
        await self.phones.settle()
        return id


@pytest.fixture
async def board(house_phones: Phones, monkeypatch: pytest.MonkeyPatch) -> Switchboard:
    """The number on Anna's card is ANNAS, and the house takes missed calls."""
    monkeypatch.setitem(TAKERS, missed.SOURCE, missed.take_call)
    phones = house_phones
    sql = (
        "UPDATE contact_points SET phone = $3 WHERE dealership_id = $1 AND client_id = $2 AND kind = 'phone'"
    )
    await act(phones.office, sql, phones.office.anna, ANNAS)
    given = (await phones.house.post("alla", "/api/telephony/hook")).json()
    return Switchboard(phones, given["url"], given["secret"])


async def calls_in(phones: Phones, who: str = "vera") -> list[dict[str, Any]]:
    return [each for each in await phones.office.talk(who) if each["kind"] == "call"]


async def test_a_missed_call_of_a_client_waits_is_promised_in_their_messenger_and_escalates(
    board: Switchboard,
) -> None:
    phones = board.phones
    await board.misses("8 (912) 345-00-01")
    line = await phones.office.thread()
    assert (line["last_text"], line["last_kind"], line["waiting_since"] is not None) == (
        "Пропущенный звонок", "call", True,
    )  # fmt: skip
    [call] = await calls_in(phones)
    assert (call["direction"], call["channel"], call["text"]) == ("in", "phone", ANNAS), (
        "for whoever calls back"
    )
    assert phones.pushed("vera")[-1]["notification"]["title"] == "Вам написал клиент"
    await phones.until(NOON + 3 * MINUTE)
    assert phones.told()[-1].startswith(
        "Анна Сергеевна, видим Ваш пропущенный звонок. Ответит Вера Орлова, сегодня до 13:00."
    )
    await phones.until(NOON + 60 * MINUTE)
    assert [call[0] for call in await phones.calls()] == ["irina"]


async def test_an_outgoing_call_that_is_logged_as_the_answer_ends_the_wait(board: Switchboard) -> None:
    phones = board.phones
    await board.misses()
    phones.garage.now += MINUTE
    touch = {"id": str(new_id()), "kind": "call", "direction": "out", "outcome": "talked", "answers": True}
    path = f"/api/clients/{phones.office.anna}/touches"
    answer = await phones.house.post("vera", path, touch)
    assert answer.status_code == 201, answer.text
    assert answer.json()["answered"] is True
    await phones.until(NOON + 90 * MINUTE)
    assert (await phones.promise())["ending"] == "kept"
    assert (phones.told(), await phones.calls()) == (phones.told()[:1], [])
    assert not [text for text in phones.told() if "звонок" in text]


async def test_the_same_call_told_again_and_by_two_at_once_is_one(board: Switchboard) -> None:
    phones = board.phones
    call = await board.misses()
    await board.misses(call=call)
    await board.misses(call=call, caller=UNKNOWN)
    assert len(await calls_in(phones)) == 1
    assert await phones.office.count("arrivals", "source LIKE 'telephony:%'") == 1
    await board.misses()
    assert len(await calls_in(phones)) == 2, "another call is another"
    assert len({each["id"] for each in await calls_in(phones)}) == 2


async def test_an_api_that_dies_after_the_commit_is_told_again_and_keeps_it_once(
    board: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    died = dies_once(monkeypatch, hook)
    body = json.dumps({"call": "7", "event": "missed", "from": ANNAS}).encode()
    assert [(await board.tells(body)).status_code for _ in range(2)] == [500, 200]
    await board.phones.settle()
    assert (died, len(await calls_in(board.phones))) == (["call_stored"], 1)


async def test_what_is_not_signed_by_the_key_or_comes_to_another_address_leaves_nothing(
    board: Switchboard,
) -> None:
    phones = board.phones
    body = json.dumps({"call": "1", "event": "missed", "from": ANNAS}).encode()
    here = board.url.rpartition("/")[0]
    for secret, url in (
        ("0" * 64, None),
        (None, f"{here}/{mint(phones.house.id)}"),
        (None, f"{here}/{mint(new_id())}"),
        (None, f"{here}/none"),
    ):
        assert (await board.tells(body, secret, url)).status_code == 404
    async with httpx.AsyncClient() as line:
        assert (await line.post(board.url, content=body)).status_code == 404
        other = signed(board.secret, body + b" ")
        assert (
            await line.post(board.url, content=body, headers={"x-okno-signature": other})
        ).status_code == 404
    anew = (await phones.house.post("alla", "/api/telephony/hook")).json()
    assert (await board.tells(body)).status_code == 404, "the address before ended"
    assert await phones.office.count("arrivals", "source LIKE 'telephony:%'") == 0
    assert (await board.tells(body, anew["secret"], anew["url"])).status_code == 200
    closed = (await phones.house.send("alla", "DELETE", "/api/telephony/hook")).json()
    assert (closed["hook"], closed["heard_at"] is not None) == (False, True)
    assert (await board.tells(body, anew["secret"], anew["url"])).status_code == 404


async def test_what_is_no_missed_call_or_of_nobody_makes_no_wait_and_what_is_unreadable_is_put_aside(
    board: Switchboard,
) -> None:
    phones = board.phones
    for event in ("answered", "ringing"):
        await board.misses(event=event)
    for nobody in (None, "", "anonymous"):
        await board.misses(nobody)
    await phones.number("oleg", "+7 912 345-67-02")
    await board.misses("79123456702")
    assert await phones.office.inbox("oleg") == []
    assert (await board.tells(b"{nonsense")).status_code == 200
    [stored] = await phones.office.rows(
        "SELECT state, trouble FROM arrivals WHERE dealership_id = $1 AND state = 'quarantined'"
    )
    assert stored == {"state": "quarantined", "trouble": "unreadable"}


async def test_an_unknown_number_waits_in_the_lobby_by_its_number_until_a_person_says_whose_it_is(
    board: Switchboard,
) -> None:
    phones = board.phones
    await board.misses("79123450002")
    await board.misses("+7 912 345-00-02")
    line = await phones.office.thread("oleg")
    assert (line["client_id"], line["name"], line["last_text"]) == (
        None, "+7 912 345-00-02", "Пропущенный звонок",
    )  # fmt: skip
    assert (line["promise"] is not None, line["connected"]) == (True, False)
    await phones.until(NOON + 3 * MINUTE)
    assert len(phones.told()) == 1, "nobody is told what is not theirs"
    link = {"id": str(new_id()), "client_id": str(phones.office.anna)}
    answer = await phones.house.post("vera", f"/api/threads/{line['thread_id']}/link", link)
    assert answer.status_code < 300, answer.text
    [mine] = await phones.office.inbox()
    assert (mine["client_id"], mine["waiting_since"] is not None) == (str(phones.office.anna), True)
    assert [each["text"] for each in await calls_in(phones)] == [UNKNOWN] * 2
    card = (await phones.house.get("vera", f"/api/clients/{phones.office.anna}")).json()
    assert {each["number"] if "number" in each else each["phone"] for each in card["phones"]} >= {UNKNOWN}
    await board.misses(UNKNOWN)
    assert len(await calls_in(phones)) == 3, "it is hers from now on"
    found = (await phones.house.get("vera", "/api/clients", search="345-00-02")).json()
    assert str(phones.office.anna) in json.dumps(found)


async def test_an_unknown_number_becomes_a_new_card(board: Switchboard) -> None:
    phones = board.phones
    await board.misses(UNKNOWN)
    line = await phones.office.thread("oleg")
    card = {"id": str(new_id()), "name": "Новиков Пётр", "address_form": "Пётр", "phone": UNKNOWN}
    link = {"id": str(new_id()), "client": card}
    answer = await phones.house.post("vera", f"/api/threads/{line['thread_id']}/link", link)
    assert answer.status_code < 300, answer.text
    [mine] = [each for each in await phones.office.inbox() if each["waiting_since"]]
    assert (mine["client_id"], mine["connected"]) == (card["id"], False)
    phones_of = (await phones.house.get("vera", f"/api/clients/{card['id']}")).json()["phones"]
    assert len(phones_of) == 1


async def test_at_night_the_client_is_asked_whether_it_is_urgent_and_told_the_duty_number(
    board: Switchboard,
) -> None:
    phones = board.phones
    phones.garage.now = NIGHT
    await board.misses()
    await phones.after(15 * timedelta(seconds=1))
    asked = phones.told()[-1]
    assert "Пропущенный звонок" in asked
    assert asked.endswith("Телефон: +7 848 200-00-00. Это срочно или подождёт?")
    await phones.taps("Да, срочно")
    await phones.until(phones.garage.now + MINUTE)
    assert len(await phones.calls()) == 1


async def test_at_night_whoever_is_on_call_sees_the_call_of_somebody_who_cannot_be_asked_and_is_not_woken(
    board: Switchboard,
) -> None:
    phones = board.phones
    await phones.connect("oleg", "vera")
    await phones.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    card = {"id": str(new_id()), "name": "Пётр Лаптев", "address_form": "Пётр", "phone": UNKNOWN}
    assert (await phones.house.post("vera", "/api/clients", card)).status_code == 201
    phones.garage.now = NIGHT
    await board.misses(UNKNOWN)
    await phones.after(15 * timedelta(seconds=1))
    assert [call[:4] for call in await phones.calls()] == [("oleg", "duty", "soon", False)]
    assert phones.rang() == []


async def test_a_time_of_a_clock_that_goes_wrong_counts_for_nothing(board: Switchboard) -> None:
    phones = board.phones
    for at in ("2031-01-01T00:00:00+00:00", "yesterday", (NOON - MINUTE).isoformat()):
        await board.misses(at=at)
    rows = await phones.office.rows(
        "SELECT channel_at FROM messages WHERE dealership_id = $1 AND kind = 'call' ORDER BY thread_seq"
    )
    assert [row["channel_at"] for row in rows] == [NOON, NOON, NOON - MINUTE]
