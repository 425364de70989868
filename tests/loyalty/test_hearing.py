"""A mended complaint whose client cannot be asked is no dead end: asked later, and heard meanwhile by people."""

from typing import Any
from uuid import UUID

import pytest

from app.kit.db import Database
from app.kit.ids import new_id
from app.loyalty.complaining import ask_the_unasked
from tests.cast import House
from tests.conversations.stories import connect, make_anna
from tests.loyalty.workshop import (
    HANDLE,
    asked,
    complains,
    connected_anna,
    ledger,
    mends,
    parts,
    reads_journal,
    serviced,
    taps,
)

SINCE = "SELECT complaint_since FROM book_lines WHERE dealership_id = $1 AND client_id = $2"
SKIPPED = "SELECT skipped FROM surveys WHERE dealership_id = $1"
EARLIER = "UPDATE asks SET asked_at = asked_at - interval '25 hours' WHERE dealership_id = $1"


async def hears(house: House, complaint: UUID, solved: bool, by: str = "vera") -> Any:
    body = {"id": new_id(), "solved": solved}
    answer = await house.post(by, f"/api/complaints/{complaint}/hearing", body)
    await reads_journal(house)
    return answer


async def advice(house: House, client: UUID) -> set[str]:
    """What the ledger says can be done about the complaint."""
    losses = (await ledger(house, client))["losses"]
    return {loss["action"] for loss in losses if loss["component"] in ("complaint", "red_line")}


async def asks_again(house: House, database: Database) -> int:
    """The timetable looks for whoever was not asked; answers how often the client was asked by now."""
    await ask_the_unasked(database, house.id)
    return len(await asked(house))


async def test_who_was_not_connected_is_asked_once_they_are_and_their_yes_ends_it(
    house: House, database: Database
) -> None:
    anna = await make_anna(house)
    complaint = await complains(house, anna)
    assert await advice(house, anna) == {"Решить жалобу и подключить клиента: баллы вернёт его ответ"}
    assert (await mends(house, complaint)).json()["asked"] is False
    assert await asks_again(house, database) == 0
    [unasked] = await advice(house, anna)
    assert unasked.startswith("Спросим, как только сможем написать клиенту")
    await connect(house, anna, HANDLE)
    for _ in range(2):
        assert await asks_again(house, database) == 1
    assert await advice(house, anna) == {"Клиента спросили: баллы вернёт его «да»"}
    assert await taps(house, (await asked(house))[0]["id"], "yes") is None
    assert "complaint" not in parts(await ledger(house, anna))
    assert await asks_again(house, database) == 1


@pytest.mark.parametrize("state", ["failed", "withdrawn"])
async def test_a_question_that_reached_nobody_is_put_again_on_the_next_day(
    house: House, database: Database, state: str
) -> None:
    anna, _ = await connected_anna(house)
    complaint = await complains(house, anna)
    assert (await mends(house, complaint)).json()["asked"] is True
    lost = "UPDATE deliveries SET state = $2 WHERE dealership_id = $1"
    await house.unit(lambda db: db.run(lost, state))
    [shown] = (await ledger(house, anna))["complaints"]
    assert shown["asked"] is False
    assert await asks_again(house, database) == 1
    await house.unit(lambda db: db.run(EARLIER))
    assert await asks_again(house, database) == 2
    assert await taps(house, (await asked(house))[-1]["id"], "yes") is None
    assert "complaint" not in parts(await ledger(house, anna))


async def test_a_yes_heard_by_phone_frees_questions_and_returns_no_points_which_their_own_yes_does(
    house: House,
) -> None:
    anna, car = await connected_anna(house)
    complaint = await complains(house, anna)
    assert (await hears(house, complaint, True)).json()["code"] == "complaint_not_mended"
    await mends(house, complaint)
    before = await ledger(house, anna)
    heard = await hears(house, complaint, True)
    assert (heard.status_code, heard.json()["heard_at"] is None) == (200, False)
    after = await ledger(house, anna)
    assert (after["status"], after["score"] <= before["score"] + 0.01) == ("at_risk", True)
    assert await house.unit(lambda db: db.value(SINCE, anna)) is None
    await serviced(house, anna, car)
    assert await house.unit(lambda db: db.value(SKIPPED)) is None
    assert "survey" in [one["kind"] for one in await asked(house)]
    [ask] = [one for one in await asked(house) if one["kind"] == "complaint"]
    assert await taps(house, ask["id"], "yes") is None
    assert (await ledger(house, anna))["score"] > before["score"] + 20
    assert (await hears(house, complaint, False)).json()["code"] == "complaint_over"


async def test_a_no_heard_by_phone_opens_it_again_and_nobody_waits_for_the_old_answer(house: House) -> None:
    anna, _ = await connected_anna(house)
    complaint = await complains(house, anna)
    await mends(house, complaint)
    await hears(house, complaint, True)
    assert (await hears(house, complaint, False, "irina")).status_code == 200
    [open_one] = (await ledger(house, anna))["complaints"]
    assert (open_one["closed_at"], open_one["heard_at"]) == (None, None)
    assert await house.unit(lambda db: db.value(SINCE, anna)) is not None
    work = "SELECT count(*) FROM tasks WHERE dealership_id = $1 AND kind = 'complaint' AND done_at IS NULL"
    assert await house.unit(lambda db: db.value(work)) == 1
    assert (await taps(house, (await asked(house))[0]["id"], "yes")).code == "ask.over"
    assert (await mends(house, complaint)).json()["asked"] is True


async def test_about_a_complaint_that_is_worked_on_again_nobody_is_asked(
    house: House, database: Database
) -> None:
    anna, _ = await connected_anna(house)
    complaint = await complains(house, anna)
    await mends(house, complaint)
    await taps(house, (await asked(house))[0]["id"], "no")
    await house.unit(lambda db: db.run(EARLIER))
    assert await asks_again(house, database) == 1
