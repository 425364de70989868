"""SQL of cards: reading and writing one client."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from app.clients.model import ClientHead
from app.clients.words import know_words
from app.kit.auth import STANDING, STANDS, Who
from app.kit.db import Db

CLIENT_HEAD = """
SELECT id, name, address_form, language, owner_id FROM clients
WHERE dealership_id = $1 AND id = $2 AND archived_at IS NULL
"""


async def client_head(db: Db, id: UUID) -> ClientHead | None:
    row = await db.row(CLIENT_HEAD, id)
    return ClientHead(**row) if row else None


CLIENTS_NAMED = """
SELECT id FROM clients WHERE dealership_id = $1 AND name_key = $2 AND archived_at IS NULL ORDER BY id
"""


async def clients_named(db: Db, name_key: str) -> list[UUID]:
    """Everyone of exactly this name."""
    return [row["id"] for row in await db.rows(CLIENTS_NAMED, name_key)]


LOCK_CLIENT = """
SELECT id, name, address_form, language, owner_id FROM clients
WHERE dealership_id = $1 AND id = $2 AND archived_at IS NULL FOR UPDATE
"""


async def lock_client(db: Db, id: UUID) -> ClientHead | None:
    """The client, held until the unit ends, so that two changes come one after the other."""
    row = await db.row(LOCK_CLIENT, id)
    return ClientHead(**row) if row else None


CARD_ROW = f"""
WITH {STANDING}
SELECT {STANDS}, c.id, c.name, c.address_form, 'active' AS status, c.language, c.time_zone,
       to_char(c.never_before, 'HH24:MI') AS never_before, to_char(c.never_after, 'HH24:MI') AS never_after,
       c.created_at AS since, c.owner_id,
       json_build_object('id', o.id, 'name', o.name)::text AS owner,
       l.waiting_since, l.next_step, l.next_step_at, l.no_step_at, l.thread_id, l.score, l.untold_since,
       l.promise_by_at, l.promise_new_by_at,
       CASE WHEN l.promise_by_at IS NOT NULL
            THEN json_build_object('id', pp.id, 'name', pp.name)::text END AS promise_person,
       (SELECT coalesce(json_agg(json_build_object('id', p.id, 'phone', p.phone, 'verified_at', p.verified_at,
                                                   'label', coalesce(p.label, 'own'))
                                 ORDER BY p.identifies DESC, p.created_at), '[]')::text
        FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = c.id AND p.kind = 'phone'
          AND p.ended_at IS NULL) AS phones,
       (SELECT coalesce(json_agg(json_build_object('id', p.id, 'email', p.handle, 'label', coalesce(p.label, 'own'))
                                 ORDER BY p.identifies DESC, p.created_at), '[]')::text
        FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = c.id AND p.kind = 'email'
          AND p.ended_at IS NULL) AS emails,
       (SELECT coalesce(json_agg(json_build_object(
                   'id', p.id, 'kind', p.kind, 'verified_at', p.verified_at,
                   'reachable', EXISTS (SELECT 1 FROM addresses a WHERE a.dealership_id = $1
                                        AND a.contact_point_id = p.id AND a.stopped_at IS NULL))
                   ORDER BY p.created_at), '[]')::text
        FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = c.id AND p.kind NOT IN ('phone', 'email')
          AND p.ended_at IS NULL) AS channels,
       (SELECT coalesce(json_agg(json_build_object('purpose', s.purpose, 'given', s.given, 'at', s.at)
                                 ORDER BY s.purpose), '[]')::text
        FROM (SELECT DISTINCT ON (purpose) purpose, given, at FROM consents
              WHERE dealership_id = $1 AND client_id = c.id ORDER BY purpose, at DESC) s) AS consents,
       (SELECT coalesce(json_agg(json_build_object(
                   'id', k.id, 'title', k.make || ' ' || k.model, 'make', k.make, 'model', k.model, 'year', k.year,
                   'vin', k.vin, 'plate', k.plate, 'role', r.role, 'from_on', r.from_on,
                   'odometer', (SELECT json_build_object('km', m.km, 'read_on', m.read_on)
                                FROM odometer_readings m WHERE m.dealership_id = $1 AND m.car_id = k.id
                                  AND m.set_aside_at IS NULL
                                ORDER BY m.read_on DESC, m.km DESC LIMIT 1))
                   ORDER BY r.from_on DESC), '[]')::text
        FROM car_roles r JOIN cars k ON k.dealership_id = r.dealership_id AND k.id = r.car_id
        WHERE r.dealership_id = $1 AND r.client_id = c.id AND r.until_on IS NULL) AS cars,
       (SELECT coalesce(json_agg(json_build_object(
                   'id', v.id, 'person', json_build_object('id', g.id, 'name', g.name), 'reason', v.reason,
                   'words', v.words, 'at', v.at, 'until_at', v.until_at) ORDER BY v.at), '[]')::text
        FROM receptions v JOIN persons g ON g.dealership_id = v.dealership_id AND g.id = v.person_id
        WHERE v.dealership_id = $1 AND v.client_id = c.id AND v.until_at > $3 AND v.ended_at IS NULL) AS receptions,
       (SELECT json_build_object('id', h.household_id, 'role', h.role, 'members', coalesce(
                   (SELECT json_agg(json_build_object(
                               'client_id', k.id, 'name', k.name, 'role', m.role,
                               'owner', json_build_object('id', w.id, 'name', w.name),
                               'phone_tail', (SELECT right(p.phone, 4) FROM contact_points p
                                              WHERE p.dealership_id = $1 AND p.client_id = k.id AND p.kind = 'phone'
                                                AND p.ended_at IS NULL
                                              ORDER BY p.identifies DESC, p.created_at LIMIT 1))
                               ORDER BY m.from_at, k.name_key)
                    FROM household_members m
                    JOIN clients k ON k.dealership_id = m.dealership_id AND k.id = m.client_id
                    JOIN persons w ON w.dealership_id = k.dealership_id AND w.id = k.owner_id
                    WHERE m.dealership_id = $1 AND m.household_id = h.household_id AND m.until_at IS NULL
                      AND m.client_id <> c.id AND k.archived_at IS NULL), '[]'))::text
        FROM household_members h
        WHERE h.dealership_id = $1 AND h.client_id = c.id AND h.until_at IS NULL) AS household
FROM clients c
JOIN persons o ON o.dealership_id = c.dealership_id AND o.id = c.owner_id
LEFT JOIN book_lines l ON l.dealership_id = c.dealership_id AND l.client_id = c.id
LEFT JOIN persons pp ON pp.dealership_id = c.dealership_id AND pp.id = l.promise_person
WHERE c.dealership_id = $1 AND c.id = $5 AND c.archived_at IS NULL
"""


async def card_row(db: Db, who: Who, id: UUID) -> asyncpg.Record | None:
    return await db.row(CARD_ROW, who.session, db.now, who.remembered, id)


INSERT_CLIENT = """
INSERT INTO clients (dealership_id, id, name, name_key, address_form, language, owner_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def insert_client(
    db: Db, id: UUID, name: str, name_key: str, address_form: str, language: str, owner: UUID
) -> None:
    await db.run(INSERT_CLIENT, id, name, name_key, address_form, language, owner, db.now)


INSERT_OWNER = """
INSERT INTO client_owners (dealership_id, client_id, from_at, owner_id, assigned_by, because)
VALUES ($1, $2, $3, $4, $5, $6)
"""


async def insert_owner(db: Db, client: UUID, owner: UUID, by: UUID | None, because: str) -> None:
    await db.run(INSERT_OWNER, client, db.now, owner, by, because)


HOURS_OF_CLIENT = """
SELECT to_char(never_before, 'HH24:MI') AS never_before, to_char(never_after, 'HH24:MI') AS never_after, time_zone
FROM clients WHERE dealership_id = $1 AND id = $2
"""


async def hours_of_client(db: Db, id: UUID) -> asyncpg.Record:
    """Before and after which hour the client wants to be left in peace, and by which clock if not the house's."""
    row = await db.row(HOURS_OF_CLIENT, id)
    assert row is not None
    return row


INSERT_CONSENT = """
INSERT INTO consents (dealership_id, client_id, purpose, at, given, recorded_by, channel)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (dealership_id, client_id, purpose, at) DO UPDATE SET given = excluded.given
"""


async def insert_consent(
    db: Db, client: UUID, purpose: str, given: bool, by: UUID | None, channel: str
) -> None:
    await db.run(INSERT_CONSENT, client, purpose, db.now, given, by, channel)


ADD_BOOK_LINE = """
INSERT INTO book_lines (dealership_id, client_id, owner_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
"""

WRITE_BOOK_LINE = """
UPDATE book_lines SET
    thread_id      = CASE WHEN $3 ? 'thread_id'      THEN ($3->>'thread_id')::uuid             ELSE thread_id END,
    waiting_since  = CASE WHEN $3 ? 'waiting_since'  THEN ($3->>'waiting_since')::timestamptz  ELSE waiting_since END,
    promise_by_at  = CASE WHEN $3 ? 'promise_by_at'  THEN ($3->>'promise_by_at')::timestamptz  ELSE promise_by_at END,
    promise_new_by_at = CASE WHEN $3 ? 'promise_new_by_at' THEN ($3->>'promise_new_by_at')::timestamptz
                             WHEN $3 ? 'promise_by_at' THEN NULL ELSE promise_new_by_at END,
    promise_person = CASE WHEN $3 ? 'promise_person' THEN ($3->>'promise_person')::uuid        ELSE promise_person END,
    next_step      = CASE WHEN $3 ? 'next_step'      THEN $3->>'next_step'                     ELSE next_step END,
    next_step_at   = CASE WHEN $3 ? 'next_step_at'   THEN ($3->>'next_step_at')::timestamptz   ELSE next_step_at END,
    no_step_at     = CASE WHEN $3 ? 'no_step_at'     THEN ($3->>'no_step_at')::timestamptz
                          WHEN $3->>'next_step' IS NOT NULL THEN NULL                          ELSE no_step_at END,
    met_at         = CASE WHEN $3 ? 'met_at'         THEN ($3->>'met_at')::timestamptz         ELSE met_at END,
    car            = CASE WHEN $3 ? 'car'            THEN $3->>'car'                           ELSE car END,
    plate          = CASE WHEN $3 ? 'plate'          THEN $3->>'plate'                         ELSE plate END,
    vin_tail       = CASE WHEN $3 ? 'vin_tail'       THEN $3->>'vin_tail'                      ELSE vin_tail END,
    last_text      = CASE WHEN $3 ? 'last_text'      THEN $3->>'last_text'                     ELSE last_text END,
    last_at        = CASE WHEN $3 ? 'last_at'        THEN ($3->>'last_at')::timestamptz        ELSE last_at END,
    connected      = CASE WHEN $3 ? 'connected'      THEN ($3->>'connected')::boolean          ELSE connected END,
    complaint_since = CASE WHEN $3 ? 'complaint_since' THEN ($3->>'complaint_since')::timestamptz
                           ELSE complaint_since END
WHERE dealership_id = $1 AND client_id = $2
"""


async def add_book_line(db: Db, client: UUID, owner: UUID) -> None:
    await db.run(ADD_BOOK_LINE, client, owner)


async def write_book_line(db: Db, client: UUID, line: Any) -> None:
    """Change the columns that the Struct sets, leave the others. A next step ends "not needed"."""
    await db.later(WRITE_BOOK_LINE, client, msgspec.to_builtins(line))


PHONES_INTO_LINE = """
UPDATE book_lines SET phones = ARRAY(
    SELECT p.phone FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = $2 AND p.kind = 'phone'
      AND p.ended_at IS NULL ORDER BY p.identifies DESC, p.created_at, p.id)
WHERE dealership_id = $1 AND client_id = $2
"""


async def phones_into_line(db: Db, client: UUID) -> None:
    """The line shows the phones that stand on the card now, one's own first."""
    await db.run(PHONES_INTO_LINE, client)


ADD_SEARCH_KEY = """
INSERT INTO search_keys (dealership_id, kind, key, client_id, owner_id)
SELECT $1, $2::text, $3::text, c.id, c.owner_id FROM clients c WHERE c.dealership_id = $1 AND c.id = $4 FOR KEY SHARE
ON CONFLICT DO NOTHING
"""
# The card is held: a handover at the same moment ends first, and the key is the new owner's.

DELETE_SEARCH_KEYS = """
DELETE FROM search_keys WHERE dealership_id = $1 AND client_id = $2 AND kind = $3
"""


async def replace_search_keys(db: Db, client: UUID, kind: str, keys: list[str]) -> None:
    """From now on the client is found by these keys of a kind and by no others."""
    await db.run(DELETE_SEARCH_KEYS, client, kind)
    await db.many(ADD_SEARCH_KEY, [(kind, key, client) for key in keys])
    if kind == "word":
        await know_words(db, keys)


async def add_search_key(db: Db, client: UUID, kind: str, key: str) -> None:
    await db.run(ADD_SEARCH_KEY, kind, key, client)


DROP_SEARCH_KEY = """
DELETE FROM search_keys WHERE dealership_id = $1 AND kind = $2 AND key = $3 AND client_id = $4
"""


async def drop_search_key(db: Db, client: UUID, kind: str, key: str) -> None:
    await db.run(DROP_SEARCH_KEY, kind, key, client)


OWNER_AT = """
SELECT owner_id FROM client_owners
WHERE dealership_id = $1 AND client_id = $2 AND from_at <= $3 ORDER BY from_at DESC LIMIT 1
"""


async def owner_at(db: Db, client: UUID, at: datetime) -> UUID | None:
    """Whose client it was at that instant."""
    owner: UUID | None = await db.value(OWNER_AT, client, at)
    return owner


OWNERS_OF = "SELECT id, owner_id FROM clients WHERE dealership_id = $1 AND id = ANY ($2::uuid[])"


async def owners_of(db: Db, clients: list[UUID]) -> list[tuple[UUID, UUID]]:
    """(client, owner) of each of them."""
    return [(row["id"], row["owner_id"]) for row in await db.rows(OWNERS_OF, clients)]


OWNERS_WITH_CLIENTS = """
SELECT p.id FROM persons p
WHERE p.dealership_id = $1 AND p.role = 'manager'
  AND EXISTS (SELECT 1 FROM clients c WHERE c.dealership_id = $1 AND c.owner_id = p.id AND c.archived_at IS NULL)
"""


async def owners_with_clients(db: Db) -> set[UUID]:
    """The managers who have a book."""
    return {row["id"] for row in await db.rows(OWNERS_WITH_CLIENTS)}
