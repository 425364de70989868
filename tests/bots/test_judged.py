"""Every firing explains itself, people say whether it was right, and what woke somebody in vain is counted."""

from typing import Any
from uuid import UUID

import pytest

from app.menu.judged import NewMark, judged_bursts, mark, unmark
from tests.bots.garage import garage
from tests.bots.nights import Night, night
from tests.bots.test_bursts import DOUBT, TROUBLE
from tests.bots.test_unnoticed import moved, telegram, wait
from tests.conversations.books import who_is
from tests.push.conftest import service

__all__ = ["garage", "moved", "night", "service", "telegram", "wait"]

CALLS = """
INSERT INTO ladder_calls (dealership_id, promise_id, n, person_id, step, urgency, woken, due_at, at)
SELECT $1, p.id, 90, $2, 'owner', 'now', true, $3, $3 FROM promises p WHERE p.dealership_id = $1 AND p.ended_at IS NULL
ON CONFLICT DO NOTHING
"""


async def read(night: Night, handle: str = "irina", role: Any = "supervisor") -> Any:
    who = who_is(night.house, handle, role)
    return await night.house.unit(lambda db: judged_bursts(db, who, None))


async def test_a_firing_says_by_which_words_what_came_of_it_and_who_was_called(
    night: Night, telegram: Any
) -> None:
    await night.says(TROUBLE)
    vera = night.house.people["vera"]
    await night.house.unit(lambda db: db.run(CALLS, vera, night.garage.now))
    [one] = (await read(night)).bursts
    assert (one.urgency, one.sure, one.client) == ("now", True, "Анна Сергеевна")
    assert "«Авария» — по словам «кювете»" in one.because
    assert one.told == "Позвали сразу."
    assert [(call.person.name, call.woken) for call in one.called] == [("Вера Орлова", True)]
    [unnamed] = (await read(night, "alla", "administrator")).bursts
    assert (unnamed.client, unnamed.thread_id, unnamed.because) == (None, None, one.because)


async def test_a_doubt_shows_what_the_client_answered_and_what_can_wait_is_no_firing(
    night: Night, telegram: Any
) -> None:
    await night.says("Когда привезут коврики?")
    assert (await read(night)).bursts == []
    await night.says(DOUBT)
    await night.taps("Подождёт")
    [one] = (await read(night)).bursts
    assert (one.sure, one.called, one.told) == (False, [], "Спросили клиента. Ответ клиента: подождёт.")


async def test_a_mark_is_written_down_once_counts_as_woken_in_vain_and_is_taken_back(
    night: Night, telegram: Any
) -> None:
    await night.says(TROUBLE)
    vera, house = night.house.people["vera"], night.house
    await house.unit(lambda db: db.run(CALLS, vera, night.garage.now))
    irina = who_is(night.house, "irina", "supervisor")
    [one] = (await read(night)).bursts

    async def wakes() -> list[tuple[UUID, int, int, int]]:
        found = (await read(night)).wakes
        return [
            (each.person.id, each.woken, each.in_vain, each.unmarked)
            for each in found
            if each.person.id == vera
        ]

    assert await wakes() == [(vera, 1, 0, 1)]
    for _ in range(2):
        said = await house.unit(lambda db: mark(db, irina, one.id, NewMark(urgent=False)))
    assert said.mark is not None
    assert (said.mark.urgent, said.mark.by.name) == (False, "Ирина Белова")
    assert await wakes() == [(vera, 1, 1, 0)]
    await house.unit(lambda db: mark(db, irina, one.id, NewMark(urgent=True)))
    assert await wakes() == [(vera, 1, 0, 0)]
    back = await house.unit(lambda db: unmark(db, irina, one.id))
    assert (back.mark, await wakes()) == (None, [(vera, 1, 0, 1)])
    rows = await night.office.rows(
        "SELECT kind, facts FROM entries WHERE dealership_id = $1 AND kind LIKE 'burst.%marked' ORDER BY id"
    )
    assert [(row["kind"], row["facts"].get("urgent")) for row in rows] == [
        ("burst.marked", False), ("burst.marked", True), ("burst.unmarked", None),
    ]  # fmt: skip


async def test_of_two_firings_of_one_wait_a_waking_counts_once(night: Night, telegram: Any) -> None:
    await night.says(DOUBT)
    await night.says(TROUBLE)
    await night.taps("Да, срочно")
    vera = night.house.people["vera"]
    await night.house.unit(lambda db: db.run(CALLS, vera, night.garage.now))
    found = await read(night)
    assert len(found.bursts) == 2
    assert [len(one.called) for one in found.bursts] == [1, 0], "the newest first"
    assert [each.woken for each in found.wakes if each.person.id == vera] == [1]


@pytest.mark.parametrize("said", [{"urgent": "so so"}, {}, {"urgent": True, "why": "x"}])
async def test_what_is_no_mark_is_refused(night: Night, telegram: Any, said: Any) -> None:
    await night.says(TROUBLE)
    [one] = (await read(night)).bursts
    answer = await night.house.send("irina", "PUT", f"/api/bursts/{one.id}/mark", said)
    assert answer.status_code == 422
    assert (await read(night)).bursts[0].mark is None
