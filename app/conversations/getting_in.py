"""Where each client stands on the way into the house's messenger: who is invited, who came, who would not."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.clients.rules import may_see_card
from app.conversations.rules import step_of
from app.conversations.trail import Step, Trail
from app.kit.auth import Who
from app.kit.db import Db
from app.people.model import Named


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One client's step, since when and by whom. `invitation_id` names a link that can be shown again,
    `reason` says why a channel fell silent, `seen_as` how the connected account calls itself, and
    `other_card_at` when a link of theirs was opened from an account that has another card."""

    client_id: UUID
    state: Step
    at: datetime | None
    by: Named | None
    invitation_id: UUID | None
    reason: str | None
    seen_as: str | None
    other_card_at: datetime | None


TRAILS = """
SELECT c.id AS client_id, c.owner_id, a.reachable, a.linked_at, a.stopped_at, a.stopped_because, a.shown_name,
       f.at AS refused_at, f.recorded_by, i.shared_at, i.shared_until, i.shared_by, i.opened_at, i.other_card_at,
       i.own_id, q.name AS refused_name, s.name AS shared_name
FROM clients c
LEFT JOIN LATERAL (
    SELECT bool_or(x.stopped_at IS NULL) AS reachable, min(p.created_at) AS linked_at, max(x.stopped_at) AS stopped_at,
           (array_agg(x.stopped_because ORDER BY x.stopped_at DESC NULLS LAST))[1] AS stopped_because,
           (array_agg(p.shown_name ORDER BY x.heard_at DESC NULLS LAST) FILTER (WHERE x.stopped_at IS NULL))[1]
               AS shown_name
    FROM contact_points p JOIN addresses x ON x.dealership_id = $1 AND x.contact_point_id = p.id
    WHERE p.dealership_id = $1 AND p.client_id = c.id AND p.ended_at IS NULL) a ON true
LEFT JOIN LATERAL (
    SELECT n.at, n.recorded_by FROM invitation_refusals n
    WHERE n.dealership_id = $1 AND n.client_id = c.id AND n.undone_at IS NULL ORDER BY n.at DESC LIMIT 1) f ON true
LEFT JOIN LATERAL (
    SELECT max(v.shared_at) AS shared_at, max(v.expires_at) FILTER (WHERE v.shared_at IS NOT NULL) AS shared_until,
           (array_agg(v.made_by ORDER BY v.shared_at DESC NULLS LAST))[1] AS shared_by,
           max(v.opened_at) FILTER (WHERE v.used_at IS NULL AND v.expires_at > $2) AS opened_at,
           max(v.other_card_at) FILTER (WHERE v.used_at IS NULL) AS other_card_at,
           (array_agg(v.id ORDER BY v.made_at DESC) FILTER (
               WHERE v.id IS NOT NULL AND v.used_at IS NULL AND v.made_by = $3 AND v.expires_at > $2))[1] AS own_id
    FROM invitations v WHERE v.dealership_id = $1 AND v.client_id = c.id) i ON true
LEFT JOIN persons q ON q.dealership_id = $1 AND q.id = f.recorded_by
LEFT JOIN persons s ON s.dealership_id = $1 AND s.id = i.shared_by
WHERE c.dealership_id = $1 AND c.archived_at IS NULL
"""

TRAILS_OF_BOOK = TRAILS + "AND ($4 OR c.owner_id = $3) LIMIT 2000"
TRAILS_OF_CLIENTS = TRAILS + "AND c.id = ANY ($4::uuid[])"


async def trails_of_book(db: Db, who: Who) -> list[Standing]:
    """Every client of one's book (a supervisor: of the house) who is on the way or fell off it."""
    rows = await db.rows(TRAILS_OF_BOOK, db.now, who.id, who.role == "supervisor")
    found = [standing(row, db.now) for row in rows]
    return [one for one in found if one.state not in ("connected", "not_invited") or one.other_card_at]


async def trails_of_clients(db: Db, who: Who, clients: list[UUID]) -> list[Standing]:
    """These clients, as far as this person may see their cards."""
    rows = await db.rows(TRAILS_OF_CLIENTS, db.now, who.id, clients)
    return [standing(row, db.now) for row in rows if may_see_card(who, row["owner_id"])]


async def standing_of(db: Db, who: Who, client: UUID) -> Standing:
    """One client of one's own."""
    return (await trails_of_clients(db, who, [client]))[0]


async def read_standings(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """Rows of kind `invitation` for a phone's feed, by client."""
    return {one.client_id: one for one in await trails_of_clients(db, who, ids)}


def standing(row: Any, now: datetime) -> Standing:
    trail = Trail(**{name: row[name] for name in Trail.__struct_fields__})
    state, at = step_of(trail, now)
    by = {"refused": ("recorded_by", "refused_name"), "connected": None, "blocked": None}.get(
        state, ("shared_by", "shared_name")
    )
    return Standing(
        client_id=row["client_id"],
        state=state,
        at=at,
        by=Named(id=row[by[0]], name=row[by[1]]) if by and at and row[by[1]] else None,
        invitation_id=row["own_id"],
        reason=row["stopped_because"] if state == "blocked" else None,
        seen_as=row["shown_name"] if state == "connected" else None,
        other_card_at=row["other_card_at"] if state != "connected" else None,
    )
