"""Waits that nobody watched, or could promise, are taken up; what is needed early is seen by who is here."""

from typing import Any

import pytest

from app.conversations.unwatched import watch_unwatched
from app.people.queries import KNOWN
from tests.bots.garage import NOON, garage
from tests.bots.menu import NIGHT
from tests.bots.nights import Night, night
from tests.bots.office import act
from tests.bots.test_unnoticed import moved, service, wait
from tests.bots.watched import HOUR, MINUTE, SECOND, Watched, make_watched

__all__ = ["garage", "moved", "night", "service", "wait"]

EARLIER = "Вылетаю в 7, заберу ключи до 6?"


@pytest.fixture
async def watched(night: Night, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = make_watched(night, monkeypatch)
    watched.garage.now = NOON
    return watched


async def sweep(watched: Watched) -> None:
    await watch_unwatched(watched.office.worker, watched.house.id)
    await watched.settle()


async def test_a_wait_without_a_watch_is_found_and_told_and_climbs_as_any_other(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    await act(watched.office, "DELETE FROM watches WHERE dealership_id = $1")
    await watched.until(NOON + 10 * MINUTE)
    assert len(watched.told()) == 1, "nobody looks after it"
    await sweep(watched)
    await sweep(watched)
    assert await watched.office.count("watches") == 1
    await watched.until(NOON + 13 * MINUTE)
    assert "сообщение получено. Ответит Вера Орлова, сегодня до 13:00" in watched.told()[-1]
    await watched.until(NOON + HOUR)
    assert [(call[0], call[-1]) for call in await watched.calls()] == [("irina", NOON + HOUR)]


async def test_a_wait_that_is_watched_is_left_as_it_is(watched: Watched) -> None:
    await watched.writes("Когда привезут коврики?")
    before = await watched.office.rows("SELECT * FROM watches WHERE dealership_id = $1")
    watched.garage.now += MINUTE
    await sweep(watched)
    assert await watched.office.rows("SELECT * FROM watches WHERE dealership_id = $1") == before


async def test_who_wrote_while_the_house_had_nobody_is_promised_when_somebody_comes_back(
    watched: Watched,
) -> None:
    sql = "UPDATE persons SET deactivated_at = $2 WHERE dealership_id = $1 AND role IN ('manager', 'supervisor')"
    await act(watched.office, sql, NOON)
    await watched.writes("Когда привезут коврики?")
    waiting = await watched.office.rows(
        "SELECT waiting_since FROM threads WHERE dealership_id = $1 AND waiting_since IS NOT NULL"
    )
    assert (await watched.office.count("promises"), len(waiting)) == (0, 1)
    await sweep(watched)
    assert await watched.office.count("promises") == 0
    back = NOON + 30 * MINUTE
    watched.garage.now = back
    for who in ("vera", "irina"):
        path = f"/api/people/{watched.house.people[who]}/deactivation"
        answer = await watched.house.send("alla", "DELETE", path)
        assert answer.status_code == 204, answer.text
    await watched.settle()
    promise = await watched.promise()
    assert (promise["who"], promise["by_at"], promise["ended_at"]) == ("vera", back + HOUR, None)
    line = await watched.office.thread()
    assert line["waiting_since"] == waiting[0]["waiting_since"].isoformat().replace("+00:00", "Z")
    await watched.until(back + 3 * MINUTE)
    assert "Ответит Вера Орлова, сегодня до 13:30" in watched.told()[-1]


async def at_night(watched: Watched) -> Any:
    """Oleg is on call, and Anna needs it before anybody comes to work."""
    await watched.works("oleg", (9, 21, "work"), (21, 33, "duty"))
    for who in ("oleg", "irina"):
        await watched.subscribe(who)
    watched.garage.now = NIGHT
    await watched.says(EARLIER)
    return watched.garage.now


async def test_what_is_needed_early_is_seen_by_who_is_on_call_and_wakes_nobody(watched: Watched) -> None:
    began = await at_night(watched)
    assert watched.told()[-1].endswith("Нужно раньше?"), "the client is asked too"
    await watched.until(began + 2 * HOUR)
    calls = await watched.calls()
    assert {(call[0], call[2], call[3]) for call in calls} == {("oleg", "soon", False)}
    [notice] = await watched.ladder_notices("oleg")
    assert notice.startswith("Анна Сергеевна: нужно раньше обещанного")
    assert (await watched.office.thread("oleg"))["stands_in"] is True
    assert [watched.pushed(who) for who in ("vera", "oleg", "irina")] == [[], [], []], "nothing rings"


async def test_the_client_who_can_wait_after_all_bothers_nobody_any_more(watched: Watched) -> None:
    began = await at_night(watched)
    calls = len(await watched.calls())
    await watched.taps("Подождёт")
    await watched.until(began + 2 * HOUR)
    assert len(await watched.calls()) == calls


async def test_who_says_that_it_is_urgent_after_all_wakes_as_any(watched: Watched) -> None:
    await at_night(watched)
    await watched.taps("Да, срочно")
    pressed = watched.garage.now
    await watched.until(pressed + MINUTE)
    assert ("oleg", "duty", "now", False, pressed) in await watched.calls()
    assert len(watched.pushed("oleg")) == 1


async def test_by_day_who_is_at_work_is_rung_and_the_broken_promise_begins_its_own_ladder(
    watched: Watched,
) -> None:
    await watched.subscribe("irina")
    await watched.works("vera", (9, 21, "work"))
    await watched.says("Нужно до 12:30, успеете?")
    await watched.after(30 * SECOND)
    assert [(call[0], call[2]) for call in await watched.calls()] == [("vera", "soon")]
    assert watched.pushed("vera")[-1]["notification"]["title"] == "Ваша очередь ответить"
    by_at = (await watched.promise())["by_at"]
    await watched.until(by_at)
    assert (await watched.calls())[-1] == ("irina", "supervisor", "can_wait", False, by_at)


async def test_whoever_was_woken_stands_in_the_supervisors_table_once_for_each_wait(watched: Watched) -> None:
    watched.garage.now = NIGHT
    await watched.says("Подскажите цену на зимние коврики")
    await watched.taps("Срочно")
    pressed = watched.garage.now
    await watched.until(pressed + HOUR)
    assert len([call for call in await watched.calls() if call[0] == "irina"]) > 1, "called again and again"
    board = (await watched.house.get("irina", "/api/boards/wakes")).json()
    assert (board["month"], board["before"], board["after"]) == ("2026-11", "2026-10", None)
    assert [(one["person"]["name"], one["wakes"]) for one in board["people"]] == [
        ("Вера Орлова", 1), ("Ирина Белова", 1),
    ]  # fmt: skip
    assert board["wakes"] == 2
    october = (await watched.house.get("irina", "/api/boards/wakes", month="2026-10")).json()
    assert (october["people"], october["after"]) == ([], "2026-11")
    refused = await watched.house.get("irina", "/api/boards/wakes", month="вчера")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_a_date")


async def test_a_house_whose_zone_is_gone_hears_its_clients_and_says_by_when_they_are_answered(
    watched: Watched,
) -> None:
    await act(watched.office, "UPDATE dealerships SET time_zone = 'Mars/Base' WHERE id = $1")
    KNOWN.pop(watched.house.id)
    await watched.writes("Когда привезут коврики?")
    assert (await watched.office.talk())[-1]["text"] == "Когда привезут коврики?"
    await watched.until(NOON + 3 * MINUTE)
    assert "Ответит Вера Орлова, сегодня до 12:00" in watched.told()[-1], "by the time of Moscow"
    await watched.until(NOON + HOUR)
    assert [call[0] for call in await watched.calls()] == ["irina"]
    assert (await watched.house.get("vera", "/api/day")).status_code == 200
    refused = await watched.house.get("vera", "/api/schedule")
    assert (refused.status_code, refused.json()["code"]) == (409, "zone_unknown")


async def test_who_owns_a_client_and_left_is_made_up_for_by_whoever_works_here(watched: Watched) -> None:
    """There is no pair, nobody on call and no supervisor: the ladder has nobody, the house has."""
    sql = "UPDATE persons SET deactivated_at = $2 WHERE dealership_id = $1 AND handle IN ('vera', 'irina')"
    await act(watched.office, sql, NOON)
    await watched.writes("Когда привезут коврики?")
    assert (await watched.promise())["who"] == "oleg"
    assert (await watched.office.thread("oleg"))["stands_in"] is True
    watched.garage.now = NIGHT
    await watched.taps("Срочно")
    assert [(call[0], call[2], call[3]) for call in await watched.calls()][-1] == ("oleg", "now", True)
