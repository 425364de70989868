"""SQL of pairs, and of what colleagues ask of each other."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from app.coverage.model import AskedDays, AskedSubstitution, DayPlan, KeptDay, Request
from app.kit.db import Db
from app.people.model import Named

INSERT_REQUEST = """
INSERT INTO coverage_requests (dealership_id, id, kind, person_id, by_id, asked, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
"""


async def insert_request(db: Db, *request: Any) -> bool:
    return await db.run(INSERT_REQUEST, *request, db.now) == 1


REQUEST = """
SELECT id, kind, person_id, by_id, asked, state FROM coverage_requests
WHERE dealership_id = $1 AND id = $2 FOR UPDATE
"""


async def request(db: Db, id: UUID) -> Any:
    """One request, held until the unit ends, so that two answers come one after the other."""
    return await db.row(REQUEST, id)


SETTLE_REQUEST = """
UPDATE coverage_requests SET state = $3, settled_at = $4 WHERE dealership_id = $1 AND id = $2 AND state = 'open'
"""


async def settle_request(db: Db, id: UUID, state: str) -> None:
    await db.run(SETTLE_REQUEST, id, state, db.now)


WITHDRAW_ALL = """
UPDATE coverage_requests SET state = 'withdrawn', settled_at = $3
WHERE dealership_id = $1 AND state = 'open' AND (person_id = $2 OR by_id = $2) RETURNING id, person_id
"""


async def withdraw_all(db: Db, person: UUID) -> list[Any]:
    """Nothing waits for this person's answer any more, nor for an answer to them."""
    return await db.rows(WITHDRAW_ALL, person, db.now)


OPEN_REQUESTS = """
SELECT r.id, r.kind, r.at, r.asked, p.id AS person_id, p.name AS person, b.id AS by_id, b.name AS by,
       o.name AS owner
FROM coverage_requests r
LEFT JOIN persons o ON o.dealership_id = $1 AND o.id = (r.asked->>'owner')::uuid
JOIN persons p ON p.dealership_id = $1 AND p.id = r.person_id AND p.deactivated_at IS NULL
JOIN persons b ON b.dealership_id = $1 AND b.id = r.by_id AND b.deactivated_at IS NULL
WHERE r.dealership_id = $1 AND r.state = 'open' AND ($2::uuid IS NULL OR r.person_id = $2 OR r.by_id = $2)
ORDER BY r.at, r.id
"""


async def open_requests(db: Db, person: UUID | None, today: date) -> list[Request]:
    """What waits for an answer: of this person and by them, or of everybody. What names a day gone by, or is over,
    waits no more."""
    found = [request_of(row) for row in await db.rows(OPEN_REQUESTS, person)]
    return [
        one
        for one in found
        if all(day.on >= today for day in [*one.days, *one.give])
        and (one.until_at is None or one.until_at > db.now)
    ]


def request_of(row: Any) -> Request:
    asked = asked_of(row["asked"]) if row["kind"] == "days" else None
    looked_after = None
    if row["kind"] == "substitution":
        looked_after = msgspec.convert(row["asked"], AskedSubstitution)
    return Request(
        id=row["id"],
        kind=row["kind"],
        person=Named(id=row["person_id"], name=row["person"]),
        by=Named(id=row["by_id"], name=row["by"]),
        at=row["at"],
        days=asked.days if asked else [],
        give=asked.give if asked else [],
        owner=Named(id=looked_after.owner, name=row["owner"]) if looked_after else None,
        from_at=looked_after.from_at if looked_after else None,
        until_at=looked_after.until_at if looked_after else None,
    )


def asked_of(stored: Any) -> AskedDays:
    kept = msgspec.convert(stored, dict[str, list[KeptDay]])
    return AskedDays(
        **{name: [DayPlan(on=day.on, spans=day.spans) for day in days] for name, days in kept.items()}
    )


OFFERS_WAITING = """
SELECT id, person_id, by_id, asked, at, warned_at FROM coverage_requests
WHERE dealership_id = $1 AND state = 'open' AND kind = 'substitution' ORDER BY at, id FOR UPDATE SKIP LOCKED
"""


async def offers_waiting(db: Db) -> list[Any]:
    """Offers to look after somebody's clients that nobody answered, held until the unit ends; without those that are
    being answered this moment."""
    return await db.rows(OFFERS_WAITING)


OFFERS_OVER = """
SELECT id, person_id, by_id, asked, at, warned_at FROM coverage_requests
WHERE dealership_id = $1 AND state = 'open' AND kind = 'substitution' AND asked->>'owner' = $2
ORDER BY at, id FOR UPDATE
"""


async def offers_over(db: Db, owner: UUID) -> list[Any]:
    """Those over the clients of this person, whom the unit holds: so that nobody else holds one of them for long."""
    return await db.rows(OFFERS_OVER, str(owner))


OFFERED_OVER = """
SELECT asked->>'owner' FROM coverage_requests WHERE dealership_id = $1 AND id = $2 AND kind = 'substitution'
"""


async def offered_over(db: Db, id: UUID) -> UUID | None:
    """Whose clients this offer is about; None where it is another kind of request."""
    owner = await db.value(OFFERED_OVER, id)
    return UUID(owner) if owner else None


MARK_WARNED = """
UPDATE coverage_requests SET warned_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def mark_warned(db: Db, id: UUID) -> None:
    await db.run(MARK_WARNED, id, db.now)


FORGET_REQUESTS = """
DELETE FROM coverage_requests WHERE dealership_id = $1 AND settled_at < $2
"""


async def forget_requests(db: Db, before: datetime) -> None:
    """Remove the requests that were settled before a time."""
    await db.run(FORGET_REQUESTS, before)


# --- pairs


INSERT_PAIR = """
INSERT INTO pairs (dealership_id, person_id, with_id, since_at)
VALUES ($1, $2, $3, $4), ($1, $3, $2, $4) ON CONFLICT DO NOTHING
"""


async def insert_pair(db: Db, one: UUID, other: UUID) -> bool:
    """False where one of them has a pair already."""
    return await db.run(INSERT_PAIR, one, other, db.now) == 2


PAIRED = """
SELECT p.id, p.name FROM pairs r JOIN persons p ON p.dealership_id = $1 AND p.id = r.person_id
WHERE r.dealership_id = $1 AND r.person_id = ANY ($2::uuid[]) ORDER BY p.id LIMIT 1
"""


async def paired(db: Db, people: list[UUID]) -> Named | None:
    """One of these who is in a pair."""
    row = await db.row(PAIRED, people)
    return Named(**row) if row else None


END_PAIR = """
DELETE FROM pairs WHERE dealership_id = $1 AND (person_id = $2 OR with_id = $2) RETURNING person_id
"""


async def end_pair(db: Db, person: UUID) -> UUID | None:
    """Whose pair this person was."""
    found = [row["person_id"] for row in await db.rows(END_PAIR, person)]
    return next((id for id in found if id != person), None)
