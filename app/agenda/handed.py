"""Open tasks follow their client: to the new manager, and back from whoever stood in. The owner does what is left."""

from uuid import UUID

import asyncpg

from app.agenda.tasks import tell
from app.clients.standing_in import stands_in
from app.journal.actions import record_each
from app.kit.db import Db

MOVE_TASKS = """
WITH theirs AS (
    SELECT t.id, t.person_id AS before, c.owner_id FROM transfer_clients k
    JOIN tasks t ON t.dealership_id = $1 AND t.client_id = k.client_id AND t.done_at IS NULL
    JOIN clients c ON c.dealership_id = $1 AND c.id = k.client_id
    WHERE k.dealership_id = $1 AND k.transfer_id = $2 AND t.person_id = ANY ($3::uuid[]) AND t.person_id <> c.owner_id
)
UPDATE tasks t SET person_id = theirs.owner_id FROM theirs
WHERE t.dealership_id = $1 AND t.id = theirs.id
RETURNING t.id, t.client_id, theirs.before, theirs.owner_id
"""


async def move_tasks(db: Db, transfer: UUID, people: list[UUID]) -> list[asyncpg.Record]:
    """Open tasks of these two people with the clients of a transfer, now with whoever owns the client."""
    return await db.rows(MOVE_TASKS, transfer, people)


GIVE_BACK_TASKS = """
WITH theirs AS (
    SELECT t.id, t.person_id AS before, c.owner_id FROM tasks t
    JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
    JOIN persons p ON p.dealership_id = $1 AND p.id = t.person_id AND p.role = 'manager'
    WHERE t.dealership_id = $1 AND t.client_id = $2 AND t.person_id = $3 AND t.done_at IS NULL
      AND c.owner_id <> $3
)
UPDATE tasks t SET person_id = theirs.owner_id FROM theirs
WHERE t.dealership_id = $1 AND t.id = theirs.id
RETURNING t.id, t.client_id, theirs.before, theirs.owner_id
"""


async def give_back_tasks(db: Db, client: UUID, person: UUID) -> list[asyncpg.Record]:
    """Open tasks of a manager with a colleague's client, now the owner's. Supervisors keep theirs."""
    return await db.rows(GIVE_BACK_TASKS, client, person)


async def hand_tasks(db: Db, entry: asyncpg.Record) -> None:
    """Clients were handed over, or went back; or somebody stood in for the owner and does no more."""
    if entry["kind"].startswith("standing_in."):
        client, person = entry["client_id"], entry["subject_id"]
        again = await stands_in(db, person, client)
        moved = [] if again else await give_back_tasks(db, client, person)
    else:
        people = [UUID(entry["facts"][name]) for name in ("giver", "receiver")]
        moved = await move_tasks(db, entry["subject_id"], people)
    await record_each(db, "task.handed_over", [(row["client_id"], row["id"]) for row in moved], by=None)
    for row in moved:
        tell(db, row["before"], row["id"])
        tell(db, row["owner_id"], row["id"])
