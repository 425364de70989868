"""SQL of the day's items: the next steps people wrote on cards, and tasks."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from app.agenda.model import Item, NewTask, Task
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.zones import usable
from app.texts import Phrase, say

NEXT_STEPS = """
SELECT c.id, 'next_step' AS kind, l.next_step AS title, c.id AS client_id, l.next_step_at AS at,
       c.address_form AS because
FROM clients c JOIN book_lines l ON l.dealership_id = c.dealership_id AND l.client_id = c.id
WHERE c.dealership_id = $1 AND c.archived_at IS NULL AND ($3 OR c.owner_id = $2)
  AND l.next_step IS NOT NULL AND l.next_step_at < $4
ORDER BY l.next_step_at LIMIT 50
"""


async def next_steps(db: Db, person: UUID, sees_all: bool, until: datetime) -> list[Item]:
    """Dated next steps of my clients before `until`, earliest first."""
    return [Item(**row) for row in await db.rows(NEXT_STEPS, person, sees_all, until)]


TASK_ROWS = """
SELECT t.id, t.kind, t.words, t.because, t.client_id, t.due_at, t.done_at, t.outcome, d.time_zone
FROM tasks t JOIN dealerships d ON d.id = t.dealership_id
WHERE t.dealership_id = $1 AND t.person_id = $2
"""

OPEN_TASKS = TASK_ROWS + "AND t.done_at IS NULL AND t.due_at < $3 ORDER BY t.due_at, t.id LIMIT 200"
TASKS_BY_ID = TASK_ROWS + "AND t.id = ANY ($3::uuid[])"
LOCK_TASK = TASK_ROWS + "AND t.id = $3 FOR UPDATE OF t"


async def open_tasks(db: Db, who: Who, until: datetime) -> list[Task]:
    """My tasks that are due before `until` and not done, earliest first."""
    return [task_of(row, who, db.now) for row in await db.rows(OPEN_TASKS, who.id, until)]


async def tasks_by_id(db: Db, who: Who, ids: list[UUID]) -> list[Task]:
    """Those of these tasks that are mine."""
    return [task_of(row, who, db.now) for row in await db.rows(TASKS_BY_ID, who.id, ids)]


async def lock_task(db: Db, who: Who, id: UUID) -> Task | None:
    """This task if it is mine, held until the unit ends: nobody changes it under a tick."""
    row = await db.row(LOCK_TASK, who.id, id)
    return task_of(row, who, db.now) if row else None


def task_of(row: Any, who: Who, now: datetime) -> Task:
    zone = usable(row["time_zone"])
    title, because = (
        say(msgspec.convert(row[name], Phrase), who.language, zone, now=now) if row[name] else None
        for name in ("words", "because")
    )
    return Task(
        id=row["id"],
        kind=row["kind"],
        says=row["words"]["code"],
        title=title or "",
        client_id=row["client_id"],
        at=row["due_at"],
        because=because,
        done_at=row["done_at"],
        outcome=row["outcome"],
    )


COUNT_OPEN = """
SELECT count(*) FROM tasks WHERE dealership_id = $1 AND person_id = $2 AND kind = $3 AND done_at IS NULL
"""


async def count_open(db: Db, person: UUID, kind: str) -> int:
    """How many tasks of this kind wait for a person."""
    found: int = await db.value(COUNT_OPEN, person, kind)
    return found


OPEN_TASK_WITH = """
SELECT id, person_id, due_at FROM tasks
WHERE dealership_id = $1 AND client_id = $2 AND kind = $3 AND done_at IS NULL ORDER BY due_at DESC, id LIMIT 1
"""


async def open_task_with(db: Db, client: UUID, kind: str) -> asyncpg.Record | None:
    """What somebody has still to do for this client, by the time that was told last."""
    return await db.row(OPEN_TASK_WITH, client, kind)


PERSON_SPOKE = """
SELECT EXISTS (SELECT 1 FROM threads t
               JOIN messages m ON m.dealership_id = $1 AND m.thread_id = t.id AND m.author_id IS NOT NULL
               WHERE t.dealership_id = $1 AND t.client_id = $2)
"""


async def person_spoke(db: Db, client: UUID) -> bool:
    """Did anybody of the house ever write to this client themselves?"""
    spoke: bool = await db.value(PERSON_SPOKE, client)
    return spoke


INSERT_TASK = """
INSERT INTO tasks (dealership_id, id, person_id, client_id, kind, key, words, because, due_at, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (dealership_id, kind, key) DO NOTHING
"""


async def insert_task(db: Db, id: UUID, new: NewTask) -> bool:
    """False when there was one of this kind and key before."""
    what = new.kind, new.key, new.words, new.because, new.due_at
    return await db.run(INSERT_TASK, id, new.person, new.client, *what, db.now) == 1


CHANGE_TASK = """
UPDATE tasks SET person_id = $2, words = $5, because = $6, due_at = $7, done_at = NULL, done_by = NULL, outcome = NULL
WHERE dealership_id = $1 AND kind = $3 AND key = $4 RETURNING id
"""


async def change_task(db: Db, new: NewTask) -> UUID | None:
    """The task of this kind and key says something else now, and is open. None if there is none."""
    what = new.kind, new.key, new.words, new.because, new.due_at
    found: UUID | None = await db.value(CHANGE_TASK, new.person, *what)
    return found


KEY_OF_TASK = """
SELECT key FROM tasks WHERE dealership_id = $1 AND id = $2
"""


async def key_of_task(db: Db, id: UUID) -> str | None:
    found: str | None = await db.value(KEY_OF_TASK, id)
    return found


SET_DONE = """
UPDATE tasks SET done_at = $3, done_by = $4, outcome = $5
WHERE dealership_id = $1 AND id = $2 AND done_at IS NULL
"""


async def set_done(db: Db, id: UUID, by: UUID, outcome: str | None) -> bool:
    return await db.run(SET_DONE, id, db.now, by, outcome) == 1


SET_OPEN = """
UPDATE tasks SET done_at = NULL, done_by = NULL, outcome = NULL
WHERE dealership_id = $1 AND id = $2 AND done_at IS NOT NULL
"""


async def set_open(db: Db, id: UUID) -> bool:
    return await db.run(SET_OPEN, id) == 1


OPEN_BY_KEY = """
WITH was AS (
    SELECT id, done_at FROM tasks
    WHERE dealership_id = $1 AND kind = $2 AND key = $3 AND done_at IS NOT NULL AND done_by IS NULL AND outcome = $4
    FOR UPDATE
)
UPDATE tasks t SET done_at = NULL, outcome = NULL FROM was WHERE t.dealership_id = $1 AND t.id = was.id
RETURNING t.id, t.person_id, t.client_id, was.done_at
"""


async def open_by_key(db: Db, kind: str, key: str, outcome: str) -> asyncpg.Record | None:
    return await db.row(OPEN_BY_KEY, kind, key, outcome)


FINISH_BY_KEY = """
UPDATE tasks SET done_at = $4, outcome = $5
WHERE dealership_id = $1 AND kind = $2 AND key = $3 AND done_at IS NULL
RETURNING id, person_id, client_id
"""


async def finish_by_key(db: Db, kind: str, key: str, outcome: str) -> asyncpg.Record | None:
    return await db.row(FINISH_BY_KEY, kind, key, db.now, outcome)
