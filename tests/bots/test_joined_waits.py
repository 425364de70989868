"""A wait goes on as what it was: when a stranger turns out to be a client, and when it was ended by a slip."""

from typing import Any

import pytest

from app.kit.ids import new_id
from tests.bots.garage import NOON, garage
from tests.bots.menu import NIGHT
from tests.bots.nights import PAUSE, Night, night
from tests.bots.test_unnoticed import moved, service, wait
from tests.bots.watched import HOUR, MINUTE, SECOND, Watched, make_watched
from tests.conversations.stories import ANNAS_PHONE

__all__ = ["garage", "moved", "night", "service", "wait"]

TROUBLE = "Мы перевернулись, стоим на обочине"
NEW_PHONE = "+70005550777"


@pytest.fixture
async def watched(night: Night, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = make_watched(night, monkeypatch)
    watched.garage.now = NOON
    return watched


async def in_trouble(watched: Watched) -> Any:
    """Midnight, Oleg is on call, and somebody on an unknown phone says what wakes the house."""
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    watched.garage.now = NIGHT
    guest = watched.office.person(name="Гость")
    await guest.says(TROUBLE)
    await watched.settle()
    await watched.after(PAUSE)
    assert [(call[0], call[2]) for call in await watched.calls()] == [("oleg", "now")]
    return guest


async def test_a_call_about_a_stranger_leads_to_their_talk_and_not_to_another_that_waits(
    watched: Watched,
) -> None:
    other = watched.office.person(name="Прохожий")
    await other.says("Вы ещё открыты?")
    await watched.settle()
    await in_trouble(watched)
    talks = {
        one["name"]: one["thread_id"] for one in await watched.office.inbox("oleg") if not one["client_id"]
    }
    assert set(talks) == {"Прохожий", "Гость"}
    notices = (await watched.house.get("oleg", "/api/notices")).json()["notices"]
    urgent = [one for one in notices if one["kind"] == "ladder" and one["text"].startswith("Срочно")]
    assert [(one["client_id"], one["thread_id"]) for one in urgent] == [(None, talks["Гость"])]


async def test_the_ladder_of_a_stranger_is_climbed_on_when_they_share_a_clients_number(
    watched: Watched,
) -> None:
    guest = await in_trouble(watched)
    await guest.shares_contact(ANNAS_PHONE)
    await watched.settle()
    shared = watched.garage.now
    assert await watched.office.count("threads", "merged_into IS NULL") == 1, "it is Anna's talk"
    await watched.until(shared + 8 * MINUTE)
    assert [(call[0], call[2], call[3], call[-1]) for call in (await watched.calls())[1:]] == [
        ("oleg", "now", False, shared),
        ("vera", "now", True, shared + 5 * MINUTE),
        ("irina", "now", True, shared + 8 * MINUTE),
    ]
    assert (await watched.office.thread("oleg"))["stands_in"] is True
    [notice] = await watched.ladder_notices("oleg")
    assert notice.startswith("Срочно: Анна Сергеевна ждёт ответа"), "and nothing of a stranger any more"
    assert await watched.office.count("watches", "state = 'queued'") == 1


@pytest.mark.parametrize("came", [False, True])
async def test_whoever_was_called_about_a_stranger_goes_on_with_the_client_they_are(
    watched: Watched, came: bool
) -> None:
    card = {"id": str(new_id()), "name": "Пётр Новиков", "address_form": "Пётр", "phone": NEW_PHONE}
    assert (await watched.house.post("vera", "/api/clients", card)).status_code == 201
    guest = await in_trouble(watched)
    if came:
        [lobby] = [one for one in await watched.office.inbox("oleg") if one["client_id"] is None]
        path = f"/api/threads/{lobby['thread_id']}/read"
        assert (await watched.house.send("oleg", "PUT", path, {"seq": 1})).status_code == 200
    await watched.after(MINUTE)
    await guest.shares_contact(NEW_PHONE)
    await watched.settle()
    talk = await watched.house.get("oleg", f"/api/clients/{card['id']}/messages")
    assert talk.status_code == 200, "his turn is not over"
    answer = {"id": str(new_id()), "text": "Где Вы?"}
    thread = talk.json()["thread"]["thread_id"]
    assert (await watched.house.post("oleg", f"/api/threads/{thread}/messages", answer)).status_code == 201
    await watched.until(NIGHT + HOUR)
    assert [call[0] for call in await watched.calls()] == ["oleg"] * (1 if came else 2), "and he has answered"


async def test_who_was_told_as_a_stranger_is_not_told_again_and_the_time_told_is_kept(
    watched: Watched,
) -> None:
    watched.garage.now = NOON - 30 * MINUTE
    guest = watched.office.person(name="Гость")
    await guest.says("Когда привезут коврики?")
    await watched.settle()
    assert "до 12:30" in watched.told(guest)[0]
    watched.garage.now = NOON + 10 * MINUTE
    [lobby] = [one for one in await watched.office.inbox() if one["client_id"] is None]
    body = {"id": str(new_id()), "client_id": str(watched.office.anna)}
    answer = await watched.house.send("vera", "POST", f"/api/threads/{lobby['thread_id']}/link", body)
    assert answer.status_code == 200, answer.text
    told = len(watched.told(guest)) + len(watched.told())
    await watched.until(NOON + 24 * MINUTE)
    assert len(watched.told(guest)) + len(watched.told()) == told
    assert (await watched.promise())["by_at"] == NOON + 30 * MINUTE
    await watched.until(NOON + 30 * MINUTE)
    assert [(call[0], call[-1]) for call in await watched.calls()] == [("irina", NOON + 30 * MINUTE)]


async def test_the_later_time_that_a_stranger_was_told_is_the_one_that_slips_next(watched: Watched) -> None:
    watched.garage.now = NOON - HOUR
    guest = watched.office.person(name="Гость")
    await guest.says("Когда привезут коврики?")
    await watched.settle()
    await watched.until(NOON + 10 * MINUTE)
    assert "Новый срок — сегодня до 12:55" in watched.told(guest)[-1]
    await guest.shares_contact(ANNAS_PHONE)
    await watched.settle()
    book = (await watched.house.get("vera", "/api/book")).json()["clients"]
    lines = [await watched.office.thread(), *(one for one in book if one["promise"])]
    assert [one["promise"]["new_by_at"] for one in lines] == ["2026-11-24T08:55:00Z"] * 2
    await watched.until(NOON + 49 * MINUTE)
    assert not any("не успеваем" in text for text in watched.told(guest)[2:] + watched.told())
    await watched.until(NOON + 50 * MINUTE)
    [slips] = [text for text in watched.told(guest)[2:] + watched.told() if "не успеваем" in text]
    assert "ответ был обещан сегодня до 12:55" in slips


async def test_a_time_that_was_brought_forward_is_kept_at_its_own_minute(watched: Watched) -> None:
    """Anna waits by one o'clock, and from another phone, as somebody unknown, by half past twelve."""
    watched.garage.now = NOON - 30 * MINUTE
    guest = watched.office.person(name="Гость")
    await guest.says("Когда привезут коврики?")
    await watched.settle()
    watched.garage.now = NOON
    await watched.writes("Подскажите цену на чехлы")
    await watched.until(NOON + 10 * MINUTE)
    await guest.shares_contact(ANNAS_PHONE)
    await watched.settle()
    assert (await watched.promise())["by_at"] == NOON + 30 * MINUTE
    called: list[Any] = []
    while not called and watched.garage.now < NOON + HOUR:
        await watched.after(MINUTE)
        called = await watched.office.rows("SELECT at FROM ladder_calls WHERE dealership_id = $1")
    assert [row["at"] for row in called] == [NOON + 30 * MINUTE]


async def test_a_slip_that_is_taken_back_leaves_an_emergency_an_emergency(watched: Watched) -> None:
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    began = watched.garage.now
    await watched.after(MINUTE)
    thread = (await watched.office.thread())["thread_id"]
    path = f"/api/threads/{thread}/waiver"
    assert (await watched.house.post("vera", path, {"id": str(new_id())})).status_code == 200
    await watched.after(10 * SECOND)
    assert (await watched.house.send("vera", "DELETE", path)).status_code == 200
    await watched.until(began + 8 * MINUTE)
    assert [(call[0], call[2], call[-1]) for call in await watched.calls()] == [
        ("oleg", "now", began),
        ("vera", "now", began + 5 * MINUTE),
        ("irina", "now", began + 8 * MINUTE),
    ]
