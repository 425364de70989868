"""What a client was asked although the house knew it: which question, by whom, once for one press."""

from typing import Any
from uuid import UUID

import pytest

from app.conversations import repeats
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says


@pytest.fixture
async def thread(house: House) -> UUID:
    anna = await make_anna(house)
    return await connect(house, anna, "8001")


async def writes(house: House, thread: UUID, text: str, **more: Any) -> Any:
    body = {"id": new_id(), "text": text} | more
    answer = await house.post("vera", f"/api/threads/{thread}/messages", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def shown(house: House, thread: UUID) -> dict[str, Any]:
    answer = await house.get("vera", f"/api/threads/{thread}/messages")
    return {one["id"]: one for one in answer.json()["messages"]}


async def counted(house: House, sql: str) -> list[dict[str, Any]]:
    rows = await house.unit(lambda db: db.rows(f"{sql} WHERE dealership_id = $1 ORDER BY at"))
    return [dict(row) for row in rows]


async def test_asking_all_the_same_is_written_down_with_the_facts_once_however_often_it_is_sent(
    house: House, thread: UUID
) -> None:
    id = new_id()
    for _ in range(2):
        await writes(house, thread, "Какой пробег и VIN?", id=id, asks_known=["vin", "mileage", "vin"])
    [row] = await counted(house, "SELECT how, question_id, person_id, facts, at FROM repeats")
    assert (row["how"], row["question_id"], row["person_id"]) == ("asked", id, house.people["vera"])
    assert row["facts"] == ["mileage", "vin"]
    entries = await counted(house, "SELECT kind, facts, at FROM entries")
    assert [entry["facts"] for entry in entries if entry["kind"] == "repeat.asked"] == [
        {"facts": ["mileage", "vin"]}
    ]
    assert (await shown(house, thread))[str(id)]["repeat"] == "asked"


async def test_a_question_of_which_nobody_was_warned_is_none(house: House, thread: UUID) -> None:
    said = await writes(house, thread, "Какой пробег?")
    assert await counted(house, "SELECT message_id, at FROM repeats") == []
    assert (await shown(house, thread))[said["id"]]["repeat"] is None


async def test_what_no_card_can_hold_is_refused(house: House, thread: UUID) -> None:
    body = {"id": new_id(), "text": "Кот есть?", "asks_known": ["cat"]}
    answer = await house.post("vera", f"/api/threads/{thread}/messages", body)
    assert answer.status_code == 422
    assert await counted(house, "SELECT message_id, at FROM repeats") == []


async def tells_again(house: House, thread: UUID, answers: UUID | None) -> UUID:
    """The client presses the button, as an answer to one of our messages or to none."""
    message = await says(house, "8001", "Это уже было")
    assert message is not None

    async def press(db: Any) -> UUID:
        sql = "UPDATE messages SET reply_to = $3 WHERE dealership_id = $1 AND id = $2"
        await db.run(sql, message, answers)
        asked = await repeats.question_meant(db, thread, message)
        place = await db.row("SELECT client_id FROM threads WHERE dealership_id = $1 AND id = $2", thread)
        await repeats.told(
            db, place["client_id"], message, asked["id"] if asked else None, asked and asked["author_id"]
        )
        return message

    pressed: UUID = await house.unit(press)
    return pressed


async def test_it_is_about_the_last_question_or_the_one_that_is_answered(house: House, thread: UUID) -> None:
    first = await writes(house, thread, "Какой пробег?")
    last = await writes(house, thread, "А VIN?")
    plain = await tells_again(house, thread, None)
    exact = await tells_again(house, thread, UUID(first["id"]))
    seen = await shown(house, thread)
    assert (seen[str(plain)]["repeat"], seen[str(plain)]["reply_to"]) == ("told", last["id"])
    assert (seen[str(exact)]["repeat"], seen[str(exact)]["reply_to"]) == ("told", first["id"])
    rows = await counted(house, "SELECT message_id, question_id, at FROM repeats")
    kept = {row["message_id"]: str(row["question_id"]) for row in rows}
    assert kept == {plain: last["id"], exact: first["id"]}


async def test_told_where_nobody_had_asked_names_no_question(house: House, thread: UUID) -> None:
    pressed = await tells_again(house, thread, None)
    seen = (await shown(house, thread))[str(pressed)]
    assert (seen["repeat"], seen["reply_to"]) == ("told", None)
