"""A reminder that had to wait for its channel: judged once more when it leaves, and lost to nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.conversations.asked import Option
from app.conversations.asking import ask
from app.deliveries import leaving
from app.deliveries.queries import claim_deliveries
from app.deliveries.tables import CHANNELS
from app.kit.db import Db
from app.kit.ids import new_id
from app.texts import Phrase
from tests.bots.garage import NOON, Garage, connected, garage
from tests.bots.office import act

__all__ = ["garage"]

WORDS = "подходит к ТО"


async def agreed(garage: Garage) -> Any:
    """Anna is connected and has agreed to reminders, and the service is near."""
    anna = await connected(garage)
    await garage.agree()
    await garage.raise_it()
    return anna


async def kept_waiting(garage: Garage) -> Any:
    """Her reminder is queued, and Telegram does not answer."""
    anna = await agreed(garage)
    await garage.office.fake.go_dark()
    try:
        await garage.remind_only()
        await garage.office.send_once()
    finally:
        await garage.office.fake.come_back()
    assert await reminders(garage) == [("queued", "channel_down")]
    return anna


async def reminders(garage: Garage) -> list[tuple[str, str | None]]:
    sql = "SELECT state, reason FROM deliveries WHERE dealership_id = $1 AND lane = 'reminder' ORDER BY place"
    return [(row["state"], row["reason"]) for row in await garage.office.rows(sql)]


async def send(garage: Garage) -> None:
    """The channel is back and its pauses are over: whatever is due leaves."""
    office = garage.office
    office.telegram.reached(office.bot_id)
    await office.expire_leases("deliveries")
    await act(office, "UPDATE send_limits SET paused_until = NULL, tokens = 3 WHERE dealership_id = $1")
    while await office.count("deliveries", f"state = 'queued' AND due_at <= '{garage.now.isoformat()}'"):
        await office.send_once()
    await garage.follow()


def told(garage: Garage, anna: Any) -> int:
    return sum(WORDS in text for text in garage.office.told(anna))


async def open_up(garage: Garage, anna: Any, what: str) -> None:
    office = garage.office
    if what == "waiting":
        await anna.says("У меня вопрос")
        await office.bring_in()
        await office.handle()
    elif what == "complaint":
        body = {"id": new_id(), "words": "Скрипит после ремонта"}
        answer = await garage.house.post("vera", f"/api/clients/{office.anna}/complaints", body)
        assert answer.status_code == 201, answer.text
    else:
        sql = (
            "INSERT INTO due_events (dealership_id, id, car_id, client_id, kind, since_on, expected_on, from_on, "
            "to_on, basis, raised_at, state) SELECT $1, $2, car_id, client_id, kind, since_on + 1, expected_on, "
            "from_on, to_on, basis, raised_at, 'booking' FROM due_events WHERE dealership_id = $1"
        )
        await act(office, sql, new_id())


async def close_again(garage: Garage, what: str) -> None:
    if what == "waiting":
        await garage.office.answer("Слушаю Вас")
    else:
        undo = {
            "complaint": "UPDATE book_lines SET complaint_since = NULL WHERE dealership_id = $1",
            "booking": "UPDATE due_events SET state = 'done' WHERE dealership_id = $1 AND state = 'booking'",
        }[what]
        await act(garage.office, undo)


@pytest.mark.parametrize("what", ["waiting", "complaint", "booking"])
async def test_a_waiting_reminder_is_taken_back_when_something_opens_and_goes_once_when_it_is_over(
    garage: Garage, what: str
) -> None:
    anna = await kept_waiting(garage)
    assert (await garage.task())["because"].startswith("Напоминание ушло")
    await open_up(garage, anna, what)
    garage.now = NOON + timedelta(minutes=30)
    await send(garage)
    assert (told(garage, anna), await reminders(garage)) == (0, [("withdrawn", "channel_down")])
    assert (await garage.task())["because"] == "12 месяцев после покупки 1 декабря 2025 г."
    await garage.remind()
    assert told(garage, anna) == 0
    await close_again(garage, what)
    for hours in (2, 3, 30):
        garage.now = NOON + timedelta(hours=hours)
        await garage.remind()
    assert told(garage, anna) == 1
    assert await garage.office.count("entries", "kind = 'due_event.not_reminded'") == 1


async def test_a_reminder_for_which_nothing_opened_goes_as_soon_as_the_channel_is_back(
    garage: Garage,
) -> None:
    anna = await kept_waiting(garage)
    garage.now = NOON + timedelta(minutes=30)
    await send(garage)
    assert (told(garage, anna), await reminders(garage)) == (1, [("sent", None)])


@pytest.mark.parametrize("lane", ["reminder", "announcement"])
async def test_what_waited_into_the_night_goes_in_the_morning(garage: Garage, lane: Any) -> None:
    anna = await connected(garage)
    garage.now = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)  # a minute to nine in the evening
    await asked(garage, lane=lane)
    for hour in (17, 23):
        garage.now = datetime(2026, 11, 24, hour, 30, tzinfo=UTC)
        await send(garage)
        assert garage.office.told(anna)[-1] != "Спасибо!", "nobody is woken"
    garage.now = datetime(2026, 11, 25, 5, tzinfo=UTC)  # nine in the morning
    await send(garage)
    assert garage.office.told(anna)[-1] == "Спасибо!"


async def test_who_is_here_at_night_is_asked_at_once(garage: Garage) -> None:
    anna = await connected(garage)
    garage.now = datetime(2026, 11, 24, 20, tzinfo=UTC)
    await asked(garage, at_once=True)
    await send(garage)
    assert garage.office.told(anna)[-1] == "Спасибо!"


async def asked(garage: Garage, **how: Any) -> None:
    options = [Option(key="yes", words=Phrase("button.solved"))]

    async def put(db: Db) -> Any:
        return await ask(
            db, garage.office.anna, kind="x", subject=new_id(), words=Phrase("survey.thanks"), options=options, **how
        )  # fmt: skip

    assert await garage.office.work(put) is not None


async def test_a_reminder_whose_channel_never_came_back_is_put_again_tomorrow_and_arrives_once(
    garage: Garage,
) -> None:
    anna = await kept_waiting(garage)
    garage.now = NOON + timedelta(hours=6)
    await garage.office.fake.go_dark()
    try:
        await send(garage)
    finally:
        await garage.office.fake.come_back()
    assert await reminders(garage) == [("failed", "channel_down")]
    assert (await garage.task())["because"] == "12 месяцев после покупки 1 декабря 2025 г."
    [failed] = [one for one in await garage.office.talk() if one["state"] == "failed"]
    again = await garage.house.post(
        "vera", f"/api/deliveries/{failed['delivery_id']}/attempts", {"id": new_id()}
    )
    assert again.status_code == 201, again.text
    await send(garage)
    assert told(garage, anna) == 0, "that question is over"
    for hours in (23, 31, 55):
        garage.now = NOON + timedelta(hours=hours)
        garage.office.telegram.reached(garage.office.bot_id)
        await garage.remind()
    assert told(garage, anna) == 1


async def test_a_worker_that_overslept_takes_back_nothing_that_another_has_sent(garage: Garage) -> None:
    anna = await agreed(garage)
    await garage.remind_only()
    [item] = await garage.office.work(lambda db: claim_deliveries(db, 20))
    await garage.office.expire_leases("deliveries")
    await garage.office.send()
    await anna.says("Спасибо, вижу")
    await garage.office.bring_in()
    await garage.office.handle()
    assert not await garage.office.work(lambda db: leaving.begin(db, item, CHANNELS["telegram"]))
    assert (await garage.event())["state"] == "raised"
    assert await garage.office.count("asks", "until_at IS NULL") == 1, "its answer still counts"
    garage.now = NOON + timedelta(days=3)
    await garage.remind()
    assert (told(garage, anna), await garage.asked()) == (1, 1)
