"""SQL of what is shown: the inbox's lines and a thread's messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.clients.model import Promised
from app.conversations.chain_shown import chain_shown
from app.conversations.chains import RUNGS
from app.conversations.model import Attachment, Draft, Location, Message, ThreadLine
from app.conversations.rules import first_line, preview
from app.deliveries.rules import state_phrase
from app.kit.auth import Who
from app.kit.db import Db
from app.people.model import Named
from app.texts import Phrase, say

THREAD_LINES = """
SELECT t.id AS thread_id, t.client_id, coalesce(c.name, s.shown_name) AS name, c.address_form, l.car, l.plate,
       t.waiting_since, t.last_at, r.by_at, r.new_by_at, w.id AS promise_person, w.name AS promise_name,
       o.id AS owner_id, o.name AS owner_name, o.deactivated_at IS NOT NULL AS owner_out,
       m.kind AS last_kind, m.direction AS last_direction, z.until_at AS snoozed_until,
       EXISTS (SELECT 1 FROM stand_ins e WHERE e.dealership_id = $1 AND e.client_id = t.client_id
               AND e.person_id = $2 AND e.until_at > $4) AS stands_in,
       n.text AS draft, n.device_id AS draft_device, n.at AS draft_at,
       m.deleted_at, x.text AS last_text, f.seconds, f.name AS file_name,
       (SELECT count(*) FROM messages u WHERE u.dealership_id = $1 AND u.thread_id = t.id AND u.direction = 'in'
        AND u.thread_seq > coalesce(k.seq, 0)) AS unread,
       (EXISTS (SELECT 1 FROM contact_points p
                JOIN addresses a ON a.dealership_id = $1 AND a.contact_point_id = p.id AND a.stopped_at IS NULL
                WHERE p.dealership_id = $1 AND p.client_id = t.client_id AND p.ended_at IS NULL)
        OR (t.client_id IS NULL AND s.ended_at IS NULL
            AND EXISTS (SELECT 1 FROM addresses a WHERE a.dealership_id = $1 AND a.contact_point_id = s.id
                        AND a.stopped_at IS NULL))) AS connected
FROM threads t
LEFT JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
LEFT JOIN persons o ON o.dealership_id = $1 AND o.id = c.owner_id
LEFT JOIN contact_points s ON s.dealership_id = $1 AND s.id = t.contact_point_id
LEFT JOIN book_lines l ON l.dealership_id = $1 AND l.client_id = t.client_id
LEFT JOIN promises r ON r.dealership_id = $1 AND r.thread_id = t.id AND r.ended_at IS NULL
LEFT JOIN persons w ON w.dealership_id = $1 AND w.id = r.person_id
LEFT JOIN read_marks k ON k.dealership_id = $1 AND k.thread_id = t.id AND k.person_id = $2
LEFT JOIN snoozes z ON z.dealership_id = $1 AND z.thread_id = t.id AND z.ended_at IS NULL
LEFT JOIN drafts n ON n.dealership_id = $1 AND n.person_id = $2 AND n.thread_id = t.id
LEFT JOIN LATERAL (SELECT id, kind, direction, deleted_at FROM messages b
                   WHERE b.dealership_id = $1 AND b.thread_id = t.id AND b.phrase IS NULL
                   ORDER BY b.thread_seq DESC LIMIT 1) m ON true
LEFT JOIN LATERAL (SELECT text FROM message_texts v WHERE v.dealership_id = $1 AND v.message_id = m.id
                   ORDER BY v.n DESC LIMIT 1) x ON true
LEFT JOIN LATERAL (SELECT g.seconds, g.name FROM message_files h
                   JOIN files g ON g.dealership_id = $1 AND g.id = h.file_id
                   WHERE h.dealership_id = $1 AND h.message_id = m.id ORDER BY h.n LIMIT 1) f ON true
WHERE t.dealership_id = $1 AND t.merged_into IS NULL
  AND ($3 OR c.owner_id = $2 OR t.client_id IS NULL
       OR EXISTS (SELECT 1 FROM stand_ins e
       WHERE e.dealership_id = $1 AND e.client_id = t.client_id AND e.person_id = $2 AND e.until_at > $4))
"""

MINE = """
  AND t.id = ANY (ARRAY(
      SELECT h.id FROM clients d
      CROSS JOIN LATERAL (SELECT g.id FROM threads g WHERE g.dealership_id = $1 AND g.client_id = d.id
                          AND g.merged_into IS NULL LIMIT 1) h
      WHERE d.dealership_id = $1 AND d.owner_id = $2 AND d.archived_at IS NULL
      UNION
      SELECT h.id FROM stand_ins e JOIN threads h ON h.dealership_id = $1 AND h.client_id = e.client_id
      WHERE e.dealership_id = $1 AND e.person_id = $2 AND e.until_at > $4 AND h.merged_into IS NULL
      UNION
      SELECT h.id FROM threads h WHERE h.dealership_id = $1 AND h.client_id IS NULL AND h.merged_into IS NULL))
"""
"""The threads of a manager's clients, of those whom they stand in for, and the lobby, found before anything is joined
to them: the inbox of one manager never reads the talks of the whole house."""
FROM_TOP = """
  AND t.id = ANY (ARRAY(
      (SELECT h.id FROM threads h WHERE h.dealership_id = $1 AND h.merged_into IS NULL AND h.waiting_since IS NOT NULL
       ORDER BY h.waiting_since LIMIT 1000)
      UNION
      (SELECT h.id FROM threads h WHERE h.dealership_id = $1 AND h.merged_into IS NULL AND h.last_seq > 0
       ORDER BY h.last_at DESC NULLS LAST LIMIT 1000)))
"""
"""Those of the whole house who wait longest, and its latest talks: a supervisor sees the top, and only that is read."""
LATEST = "AND t.last_seq > 0 ORDER BY t.waiting_since IS NULL, r.by_at, t.last_at DESC NULLS LAST LIMIT 1000"
WAITING = "AND t.waiting_since IS NOT NULL ORDER BY r.by_at NULLS LAST, t.waiting_since LIMIT 200"

INBOX = THREAD_LINES + MINE + LATEST
INBOX_OF_HOUSE = THREAD_LINES + FROM_TOP + LATEST
LINES_OF_THREADS = THREAD_LINES + "AND t.id = ANY ($5::uuid[])"
WAITING_LINES = THREAD_LINES + MINE + WAITING
WAITING_LINES_OF_HOUSE = THREAD_LINES + FROM_TOP + WAITING


async def inbox(db: Db, who: Who) -> list[ThreadLine]:
    """Who waits, by promised time; then the others, latest first. Lobby threads are everybody's."""
    if sees_all(who):
        return await inbox_of_house(db, who)
    return [line_of(row, who) for row in await db.rows(INBOX, who.id, False, db.now)]


async def inbox_of_house(db: Db, who: Who) -> list[ThreadLine]:
    return [line_of(row, who) for row in await db.rows(INBOX_OF_HOUSE, who.id, True, db.now)]


async def lines_of_threads(
    db: Db, who: Who, threads: list[UUID], *, let_in: bool = False
) -> list[ThreadLine]:
    """Lines of these threads, as far as they are in this person's lists; all, where they were let in before."""
    rows = await db.rows(LINES_OF_THREADS, who.id, let_in or sees_all(who), db.now, threads)
    return [line_of(row, who) for row in rows]


async def waiting_lines(db: Db, who: Who) -> list[ThreadLine]:
    if sees_all(who):
        return await waiting_lines_of_house(db, who)
    return [line_of(row, who) for row in await db.rows(WAITING_LINES, who.id, False, db.now)]


async def waiting_lines_of_house(db: Db, who: Who) -> list[ThreadLine]:
    return [line_of(row, who) for row in await db.rows(WAITING_LINES_OF_HOUSE, who.id, True, db.now)]


def sees_all(who: Who) -> bool:
    return who.role == "supervisor"


def line_of(row: Any, who: Who) -> ThreadLine:
    promise = None
    if row["by_at"] and row["promise_person"]:
        promise = Promised(
            person=Named(id=row["promise_person"], name=row["promise_name"]),
            by_at=row["by_at"],
            new_by_at=row["new_by_at"],
        )
    words = preview(
        row["last_kind"],
        first_line(row["last_text"] or ""),
        seconds=row["seconds"],
        name=row["file_name"],
        deleted=row["deleted_at"] is not None,
    )
    return ThreadLine(
        thread_id=row["thread_id"],
        client_id=row["client_id"],
        name=row["name"],
        address_form=row["address_form"],
        car=row["car"],
        plate=row["plate"],
        last_text=say(words, who.language) if isinstance(words, Phrase) else words,
        last_kind=row["last_kind"],
        last_at=row["last_at"],
        last_direction=row["last_direction"],
        waiting_since=row["waiting_since"],
        promise=promise,
        unread=row["unread"],
        owner=Named(id=row["owner_id"], name=row["owner_name"]) if row["owner_id"] else None,
        owner_out=row["owner_out"],
        stands_in=row["stands_in"],
        connected=row["connected"],
        snoozed_until=row["snoozed_until"] if row["waiting_since"] else None,
        draft=Draft(text=row["draft"], device=row["draft_device"], at=row["draft_at"])
        if row["draft"]
        else None,
    )


MESSAGE_ROWS = (
    """
SELECT m.id, m.thread_id, t.client_id, m.thread_seq AS seq, m.direction, m.channel, m.kind, m.at, m.deleted_at,
       coalesce(m.reply_to, CASE w.how WHEN 'told' THEN w.question_id END) AS reply_to, w.how AS repeat, o.line,
       m.latitude, m.longitude, m.phrase IS NOT NULL AS automatic, a.id AS author_id, a.name AS author_name,
       v.text, greatest(v.at, b.at) AS text_at, d.id AS delivery_id, d.state, d.reason, d.queued_at, d.settled_at,
       d.part, d.parts,
       k.state AS chain, k.offer, k.call_at, k.ended_at, k.because, h.name AS house,
       CASE WHEN k.message_id IS NOT NULL THEN """
    + RUNGS
    + """ END AS rungs,
       (SELECT coalesce(json_agg(json_build_object(
                   'id', f.id, 'kind', f.media_kind, 'media_type', f.media_type, 'size', f.size, 'name', f.name,
                   'seconds', f.seconds, 'state', CASE f.state WHEN 'queued' THEN 'fetching' ELSE f.state END)
                   ORDER BY h.n), '[]')::text
        FROM message_files h JOIN files f ON f.dealership_id = $1 AND f.id = h.file_id
        WHERE h.dealership_id = $1 AND h.message_id = m.id) AS attachments
FROM messages m
JOIN dealerships h ON h.id = $1
JOIN threads t ON t.dealership_id = $1 AND t.id = m.thread_id
LEFT JOIN clients c ON c.dealership_id = $1 AND c.id = t.client_id
LEFT JOIN persons a ON a.dealership_id = $1 AND a.id = m.author_id
LEFT JOIN repeats w ON w.dealership_id = $1 AND w.message_id = m.id
LEFT JOIN own_lines o ON o.dealership_id = $1 AND o.message_id = m.id
LEFT JOIN chains k ON k.dealership_id = $1 AND k.message_id = m.id
LEFT JOIN LATERAL (SELECT text, at, n FROM message_texts x WHERE x.dealership_id = $1 AND x.message_id = m.id
                   ORDER BY x.n DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (SELECT max(r.replaced_at) AS at FROM former_files r
                   WHERE r.dealership_id = $1 AND r.message_id = m.id) b ON true
LEFT JOIN LATERAL (SELECT e.id, e.state, e.reason, e.queued_at, e.settled_at, e.part, e.parts FROM deliveries e
                   WHERE e.dealership_id = $1 AND e.thing_id = m.id AND m.direction = 'out'
                   ORDER BY e.attempt DESC, array_position(
                       '{not_confirmed,failed,sending,queued,held,withdrawn,sent,delivered}'::text[], e.state), e.part
                   LIMIT 1) d ON true
WHERE m.dealership_id = $1 AND ($3 OR c.owner_id = $2 OR t.client_id IS NULL
       OR EXISTS (SELECT 1 FROM stand_ins e
       WHERE e.dealership_id = $1 AND e.client_id = t.client_id AND e.person_id = $2 AND e.until_at > $4))
"""
)

MESSAGES_PAGE = (
    MESSAGE_ROWS + "AND m.thread_id = $5 AND m.thread_seq < $6 ORDER BY m.thread_seq DESC LIMIT $7"
)
MESSAGES_BY_ID = MESSAGE_ROWS + "AND m.id = ANY ($5::uuid[]) ORDER BY m.thread_seq"


async def messages_page(db: Db, who: Who, thread: UUID, before: int, limit: int, zone: str) -> list[Message]:
    """Messages before a place of a thread this person was let into, oldest first."""
    rows = await db.rows(MESSAGES_PAGE, who.id, True, db.now, thread, before, limit)
    return [message_of(row, who, zone, db.now) for row in reversed(rows)]


async def messages_by_id(db: Db, who: Who, ids: list[UUID], zone: str) -> list[Message]:
    """These messages, as far as this person may read them."""
    rows = await db.rows(MESSAGES_BY_ID, who.id, sees_all(who), db.now, ids)
    return [message_of(row, who, zone, db.now) for row in rows]


def message_of(row: Any, who: Who, zone: str, now: datetime) -> Message:
    state = "queued" if row["state"] == "held" else row["state"]
    state_text = None
    if row["state"]:
        phrase = state_phrase(row["state"], row["reason"], row["queued_at"], row["settled_at"])
        state_text = say(phrase, who.language, zone, now=now)
        if row["parts"] > 1 and row["state"] in ("failed", "not_confirmed"):
            part = Phrase("state.of_part", {"part": row["part"], "parts": row["parts"]})
            state_text = f"{state_text} {say(part, who.language)}"
    here = row["latitude"] is not None
    return Message(
        id=row["id"],
        thread_id=row["thread_id"],
        client_id=row["client_id"],
        seq=row["seq"],
        direction=row["direction"],
        channel=row["channel"],
        kind=row["kind"],
        text="" if row["deleted_at"] else row["text"] or "",
        attachments=msgspec.json.decode(row["attachments"], type=list[Attachment]),
        location=Location(latitude=row["latitude"], longitude=row["longitude"]) if here else None,
        author=Named(id=row["author_id"], name=row["author_name"]) if row["author_id"] else None,
        automatic=row["automatic"],
        at=row["at"],
        edited_at=row["text_at"] if (row["text_at"] or row["at"]) > row["at"] else None,
        deleted_at=row["deleted_at"],
        state=state,
        state_text=state_text,
        delivery_id=row["delivery_id"],
        reply_to=row["reply_to"],
        chain=chain_shown(row, who, zone, now) if row["chain"] else None,
        repeat=row["repeat"],
        line=row["line"],
    )
