"""The service reminder with real workers and a moved clock, one killed at every step: asked once, heard once."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.config import Config
from app.conversations.inviting import Invitation, make_invitation
from app.kit.db import Db
from tests.bots.crashing import Morning, begun
from tests.bots.nursery import Nursery, until
from tests.cast import House
from tests.fakes.telegram import FakeTelegram
from tests.ownership.garage import park

EARLY = datetime(2026, 11, 24, 2, tzinfo=UTC)  # six in the morning in Samara
GOOD = datetime(2026, 11, 24, 5, 1, tzinfo=UTC)  # a minute after nine
THANKS = "Об этом ТО больше не напомним"


@pytest.fixture
async def morning(
    nursery: Nursery, alone: Config, only_house: House, cloud: FakeTelegram, tmp_path: Path
) -> AsyncIterator[Morning]:
    async with begun(Morning.of(nursery, alone, only_house, cloud), tmp_path, EARLY) as morning:
        yield morning


@pytest.mark.kills(20)
async def test_a_reminder_goes_once_at_a_good_hour_and_its_answer_counts_once_whoever_dies(
    morning: Morning,
) -> None:
    await ready(morning)
    await morning.dies_at("events_raising", "events_raised")
    morning.at(EARLY + timedelta(minutes=5))
    await morning.dies_at("reminder_due")
    async with morning.worker():
        await until(morning.task, "the service is a task of Today")
        await morning.quiet()
    assert (await morning.count("due_events"), await morning.count("asks")) == (1, 0), (
        "nobody is asked at six"
    )

    morning.at(GOOD)
    await morning.dies_at("reminder_due", "reminder_asking")
    assert await morning.count("asks") == 0
    await morning.dies_at("reminder_queued", "delivery_claimed", "delivery_answered")
    async with morning.worker():
        await morning.quiet()
    assert morning.told("подходит к ТО") == 1
    before = await morning.task()
    assert before.startswith("ТО подходит: Анна Сергеевна")

    await morning.phone.presses("Сделано в другом месте")
    await morning.dies_at("updates_stored", "arrival_claimed", "answer_counted")
    assert await morning.count("service_visits") == 0, "what a dead worker had begun is not there"
    await morning.dies_at("arrival_handled", *TO_THE_BOARD)
    async with morning.worker():
        await until(lambda: losses(morning), "the loss is known")
        await morning.quiet()
        await nothing_to_read(morning)
    assert (await morning.task()).startswith("Узнать, почему ТО сделано не у нас")
    assert await once_each(morning) == [1] * 5
    await thanked_at_most_once(morning)
    await on_the_board(morning)


TO_THE_BOARD = ("followup_claimed", "followup_acted", *["followup_acted:2"] * 3, "followup_read")
"""Four who read the journal have to do with the answer; a worker dies at the work of each of them."""


async def losses(morning: Morning) -> list[Any]:
    """Points that Anna lost by what she did, as the supervisor reads them on her card."""
    found = (await morning.house.get("irina", f"/api/clients/{morning.anna}/loyalty")).json()["losses"]
    return [loss for loss in found if loss["component"] == "did"]


async def nothing_to_read(morning: Morning) -> None:
    await until(lambda: rests(morning), "nobody has anything left to read")


async def rests(morning: Morning) -> bool:
    return await morning.count("followups") == 0


async def on_the_board(morning: Morning) -> None:
    """One loss, with the visit that the tap told of as its evidence; and the board counts it once."""
    sql = (
        "SELECT id FROM service_visits WHERE dealership_id = $1 AND source = 'client' AND place = 'elsewhere'"
    )
    visit = await morning.house.unit(lambda db: db.value(sql))
    [loss] = await losses(morning)
    [shown] = loss["evidence"]
    assert (shown["id"], datetime.fromisoformat(shown["at"])) == (str(visit), GOOD)
    assert await morning.count("evidence", "kind = 'service_elsewhere'") == 1
    board = (await morning.house.get("irina", "/api/boards/loyalty")).json()
    [cause] = [one for one in board["causes"] if one["component"] == "did"]
    assert (cause["clients"], [one["client_id"] for one in cause["who"]]) == (1, [str(morning.anna)])
    assert abs(cause["points"] - loss["points"]) < 0.1


async def thanked_at_most_once(morning: Morning) -> None:
    """The workers died while the thanks were on their way too: sent is one, in doubt is shown as in doubt."""
    fates = [state for _, words, state in await morning.fates() if THANKS in words]
    assert fates in (["sent"], ["not_confirmed"])
    assert morning.told(THANKS) in ((1,) if fates == ["sent"] else (0, 1))


async def ready(morning: Morning) -> None:
    """Anna is connected, has agreed to reminders, and her car was bought twelve months ago but a week."""
    vera = morning.house.people["vera"]

    async def prepare(db: Db) -> Invitation:
        sql = (
            "INSERT INTO consents (dealership_id, client_id, purpose, at, given, channel) "
            "VALUES ($1, $2, 'reminders', $3, true, 'visit')"
        )
        await db.run(sql, morning.anna, db.now)
        return await make_invitation(db, morning.anna, "telegram", vera)

    invitation = await morning.house.unit(prepare)
    async with morning.worker():
        await morning.phone.starts(invitation.token)
        await until(lambda: morning.told("Это Ваша личная линия"), "Anna is connected")
        await morning.quiet()
        await slots_done(morning)
    await park(morning.house, morning.anna, date(2025, 12, 1), 7)
    # the worker that let her in has raised what was due this morning: nothing yet
    await morning.house.database.pool.execute("DELETE FROM schedule_slots")


async def slots_done(morning: Morning) -> None:
    async def done() -> bool:
        sql = "SELECT count(*) FROM schedule_slots WHERE finished_at IS NULL"
        return await morning.house.database.pool.fetchval(sql) == 0  # type: ignore[no-any-return]

    await until(done, "the timetable rests")


async def once_each(morning: Morning) -> list[int]:
    """How often each thing happened that may happen once."""
    kinds = ("due_event.raised", "due_event.reminded", "ask.answered", "service.visited")
    found = [await morning.count("entries", f"kind = '{kind}'") for kind in kinds]
    return [*found, await morning.count("tasks", "kind = 'service'")]
