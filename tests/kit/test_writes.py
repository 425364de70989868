"""Writes that wait: sent together, in time for whoever asks, and never two to one table at once."""

from uuid import uuid4

import asyncpg
import pytest

from app.clients.actions import set_line
from app.clients.model import BookLine
from app.journal.actions import record, show
from app.kit.db import Db
from app.kit.ids import new_id
from app.kit.writes import Waiting, joined
from app.texts import Phrase
from tests.cast import House

ADD = "INSERT INTO entries (dealership_id, id) VALUES ($1, $2)"
KEEP = "UPDATE mutations SET result = $3 WHERE dealership_id = $1 AND id = $2"


def test_joined_writes_keep_their_own_parameters() -> None:
    house = uuid4()
    sql, given = joined(
        house, [(ADD, (1,)), (KEEP, (2, 3))], ("WITH a AS (SELECT $2) SELECT $3 FROM a", (4, 5))
    )
    assert given == [house, 4, 5, 1, 2, 3]
    assert "VALUES ($1, $4)" in sql
    assert "result = $6 WHERE dealership_id = $1 AND id = $5" in sql
    assert sql.count("WITH") == 1


def test_whoever_names_a_written_table_is_noticed() -> None:
    waiting = Waiting()
    waiting.add(ADD, (1,))
    assert waiting.named_in("SELECT id FROM entries WHERE dealership_id = $1")
    assert waiting.named_in(ADD)
    assert not waiting.named_in("SELECT id FROM timeline WHERE dealership_id = $1")


ENTRIES = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = $2"
TIMELINE = "SELECT count(*) FROM timeline WHERE dealership_id = $1 AND client_id = $2"


async def test_a_reader_in_the_unit_sees_what_waited(house: House) -> None:
    async def unit(db: Db) -> int:
        await record(db, "test.one")
        await record(db, "test.one")
        found: int = await db.value(ENTRIES, "test.one")
        return found

    assert await house.unit(unit) == 2


async def test_what_waits_lands_with_the_unit_and_not_with_one_that_fails(house: House) -> None:
    client = uuid4()

    async def unit(db: Db) -> None:
        await show(db, client, "card", Phrase("timeline.card_made"))

    async def failing(db: Db) -> None:
        await unit(db)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await house.unit(failing)
    assert await house.unit(lambda db: db.value(TIMELINE, client)) == 0
    await house.unit(unit)
    assert await house.unit(lambda db: db.value(TIMELINE, client)) == 1


async def test_two_changes_of_one_line_both_arrive(house: House) -> None:
    id = new_id()
    await house.post("vera", "/api/clients", {"id": id, "name": "Анна", "address_form": "Анна"})

    async def unit(db: Db) -> None:
        await set_line(db, id, BookLine(next_step="Позвонить"))
        await set_line(db, id, BookLine(car="Lada Vesta"))

    await house.unit(unit)
    line = "SELECT next_step, car FROM book_lines WHERE dealership_id = $1 AND client_id = $2"
    found = await house.unit(lambda db: db.row(line, id))
    assert tuple(found) == ("Позвонить", "Lada Vesta")


async def test_a_waiting_write_that_is_refused_fails_its_unit(house: House) -> None:
    line = uuid4()

    async def unit(db: Db) -> None:
        await db.later(
            "INSERT INTO entries (dealership_id, id, at, kind, actor_kind) VALUES ($1, $2, $3, 'x', 'nobody')",
            line,
            db.now,
        )

    with pytest.raises(asyncpg.CheckViolationError):
        await house.unit(unit)
