"""A service falls due: the clock on file moves, the client is asked once and taps, and the supervisor sees why."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.kit.ids import new_id
from tests.operation.conftest import inside
from tests.operation.ground import until
from tests.serving import set_clock
from tests.stories.conftest import Found
from tests.stories.ground import Town

BORIS, CHAT = "Борис Громов", 7005
ASKED, THANKED = "подходит к ТО", "больше не напомним"
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
DAWN = TODAY + timedelta(hours=1)  # five in the morning in Samara, before the day's look at the cars
EARLY, GOOD = TODAY + timedelta(hours=1, minutes=31), TODAY + timedelta(hours=5, minutes=1)


def kill_worker(town: Town) -> None:
    """The worker dies, and its parent starts another."""
    assert town.serving is not None
    serving = town.serving
    child = until(lambda: serving.child("work"), "the worker runs")
    child.kill()
    until(lambda: (new := serving.child("work")) and new.pid != child.pid, "another worker runs")


def takes_boris_in(town: Town) -> str:
    """Vera makes his card: his car is a year old in a week, and he agrees to reminders."""
    boris, bought = str(new_id()), (TODAY + timedelta(days=7)).date()
    town.api("vera", "POST", "/api/clients", {"id": boris, "name": BORIS, "address_form": "Борис"})
    consents = {"base": {"consents": {"reminders": None}}, "consents": {"reminders": True}}
    town.api("vera", "PATCH", f"/api/clients/{boris}", consents)
    from_on = bought.replace(year=bought.year - 1).isoformat()
    car = {"id": str(new_id()), "make": "Lada", "model": "Vesta", "from_on": from_on, "km": 7}
    town.api("vera", "POST", f"/api/clients/{boris}/cars", car)
    return boris


def task(town: Town, boris: str) -> Any:
    """What Vera's Today says of his service."""
    items = town.api("vera", "GET", "/api/day")["items"]
    return next(
        (one["title"] for one in items if one["kind"] == "service" and one["client_id"] == boris), None
    )


def loss(town: Town, boris: str) -> Any:
    """What Ирина reads on his card: points lost by what he did, and the evidence."""
    found = town.api("irina", "GET", f"/api/clients/{boris}/loyalty")["losses"]
    return next((one for one in found if one["component"] == "did"), None)


async def told(town: Town, words: str) -> int:
    ledger = await town.telegram.ledger()
    return sum(words in sent.text for sent in ledger.sent(bot=town.bot, chat=CHAT))


async def looked(town: Town, now: datetime) -> None:
    """The reminders' job of this very moment is done."""
    slot = now.replace(minute=now.minute // 5 * 5)
    sql = "SELECT finished_at FROM schedule_slots WHERE job = 'remind of service' AND scheduled_for = $1"
    async with inside(town.home) as database:
        for _ in range(2_000):
            if await database.pool.fetchval(sql, slot):
                return
            await asyncio.sleep(0.05)
    raise AssertionError(f"nobody looked for reminders at {slot}" + town.log_tail())


async def test_a_client_is_asked_once_taps_done_elsewhere_and_the_board_shows_the_loss_with_the_tap(
    found: Found, tmp_path: Path
) -> None:
    town, clock = await found("polling"), tmp_path / "now"
    set_clock(clock, DAWN)
    town.more = {"OKNO_CLOCK": f"file:{clock}"}
    town.start()
    town.bot_works()
    boris = takes_boris_in(town)
    phone = await town.meets(CHAT, "Борис")
    await phone.starts(payload=town.invitation(BORIS))
    await town.telegram.wait_for(lambda ledger: ledger.sent(bot=town.bot, chat=CHAT), 60)
    assert task(town, boris) is None

    kill_worker(town)
    set_clock(clock, EARLY)
    until(lambda: task(town, boris), "the service is in Vera's Today")
    assert task(town, boris).startswith("ТО подходит: Борис")
    await looked(town, EARLY)
    assert await told(town, ASKED) == 0, "nobody is asked before nine"

    kill_worker(town)
    set_clock(clock, GOOD)
    await town.telegram.wait_for(
        lambda ledger: any(ASKED in sent.text for sent in ledger.sent(bot=town.bot, chat=CHAT)), 60
    )
    talk = f"/api/clients/{boris}/messages"
    until(lambda: town.api("vera", "GET", talk)["messages"][-1]["state"] == "sent", "it is known as sent")
    kill_worker(town)
    await phone.presses(text="Сделано в другом месте")
    kill_worker(town)
    until(lambda: (task(town, boris) or "").startswith("Узнать, почему"), "Vera is to ask why")
    until(lambda: loss(town, boris), "the loss is on his card")

    [evidence] = loss(town, boris)["evidence"]
    assert (evidence["kind"], datetime.fromisoformat(evidence["at"])) == ("visit", GOOD)
    board = town.api("irina", "GET", "/api/boards/loyalty/clients?component=did")["clients"]
    [line] = [one for one in board if one["client_id"] == boris]
    assert line["points"] > 0
    for days in (1, 3):
        later = GOOD + timedelta(days=days)
        set_clock(clock, later)
        await looked(town, later)
    assert (await told(town, ASKED), await told(town, THANKED) <= 1) == (1, True)
