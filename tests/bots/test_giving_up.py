"""A reminder that could not leave for too long is not sent out of nowhere: the manager is told to call instead."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.bots.garage import NOON, Garage, garage, tapped
from tests.bots.office import act
from tests.bots.test_reminder_waits import agreed, kept_waiting, reminders, send, told

__all__ = ["garage"]

CHOSEN = NOON + timedelta(days=14)
LAST = datetime(2027, 1, 14, 8, tzinfo=UTC)  # thirty days after the last expected day
A_SEASON_LATER = datetime(2027, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize("because", ["nobody looked", "a complaint was open"])
async def test_who_chose_two_weeks_is_not_asked_out_of_nowhere_a_season_later(
    garage: Garage, because: str
) -> None:
    await tapped(garage, "Через 2 недели")
    if because == "a complaint was open":
        await act(garage.office, "UPDATE book_lines SET complaint_since = $2 WHERE dealership_id = $1", NOON)
        for now in (CHOSEN, LAST, LAST + timedelta(days=1)):
            garage.now = now
            await garage.remind()
        await act(garage.office, "UPDATE book_lines SET complaint_since = NULL WHERE dealership_id = $1")
    garage.now = A_SEASON_LATER
    for _ in range(2):
        await garage.remind()
        garage.now += timedelta(days=2)
    assert await garage.asked() == 1
    assert (await garage.task())["title"].startswith("Позвонить о ТО")


async def test_the_day_that_the_client_chose_is_kept_though_the_expected_ones_are_long_over(
    garage: Garage,
) -> None:
    anna = await agreed(garage)
    await garage.remind()
    garage.now = LAST - timedelta(days=2)
    await anna.presses("Через 2 недели")
    await garage.office.turn()
    garage.now = LAST + timedelta(days=12)
    await garage.remind()
    assert told(garage, anna) == 2


async def test_a_queued_reminder_that_nobody_sent_for_a_season_stays_here(garage: Garage) -> None:
    anna = await kept_waiting(garage)
    garage.now = A_SEASON_LATER
    await send(garage)
    assert (told(garage, anna), [state for state, _ in await reminders(garage)]) == (0, ["withdrawn"])
    garage.now += timedelta(hours=2)
    await garage.remind()
    assert told(garage, anna) == 0
    assert (await garage.task())["title"].startswith("Позвонить о ТО")


async def test_a_reminder_whose_client_withdrew_their_consent_while_it_waited_stays_here(
    garage: Garage,
) -> None:
    anna = await kept_waiting(garage)
    garage.now = NOON + timedelta(minutes=30)
    await garage.agree(False)
    await send(garage)
    assert told(garage, anna) == 0
    assert (await garage.task())["title"].startswith("Позвонить о ТО")
    garage.now = NOON + timedelta(days=2)
    await garage.agree()
    await garage.remind()
    assert told(garage, anna) == 1, "they changed their mind"
