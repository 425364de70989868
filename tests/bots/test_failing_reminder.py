"""A reminder that cannot be made, for whatever reason, is nobody else's trouble."""

from datetime import timedelta
from typing import Any

from tests.bots.garage import BOUGHT, NOON, Garage, garage
from tests.bots.office import act
from tests.bots.test_reminder_waits import agreed
from tests.ownership.garage import add_client, park

__all__ = ["garage"]

SPOIL = "UPDATE due_events SET basis = $2 WHERE dealership_id = $1 AND client_id = $3"
WAITS = "SELECT client_id, basis, remind_at FROM due_events WHERE dealership_id = $1"


async def test_a_reminder_that_fails_keeps_no_other_waiting_and_is_tried_again(garage: Garage) -> None:
    await agreed(garage)
    anna = garage.office.anna
    boris = await add_client(garage.house, "Волков Борис Ильич")
    await park(garage.house, boris, BOUGHT)
    garage.now = NOON + timedelta(minutes=5)
    await garage.raise_it()
    before = await waits(garage)
    assert before[anna]["remind_at"] < before[boris]["remind_at"], "the one that fails comes first"
    await act(garage.office, SPOIL, {}, anna)
    for minutes in (5, 10, 15):
        garage.now = NOON + timedelta(minutes=minutes)
        await garage.remind_only()
    after = await waits(garage)
    assert after[boris]["remind_at"] == NOON + timedelta(days=1, minutes=5), "his manager's until then"
    assert after[anna]["remind_at"] == NOON + timedelta(hours=1, minutes=5)
    assert await garage.asked() == 0
    await act(garage.office, SPOIL, before[anna]["basis"], anna)
    garage.now = NOON + timedelta(hours=1, minutes=5)
    await garage.remind()
    assert await garage.asked() == 1


async def waits(garage: Garage) -> dict[Any, Any]:
    return {row["client_id"]: row for row in await garage.office.rows(WAITS)}
