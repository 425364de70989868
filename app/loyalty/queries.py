"""SQL of evidence and scores: one client's, and many clients' at once."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from app.kit.db import Db
from app.loyalty.model import PARTS, WEIGHTS, Entry, Evidence, Judged, Known, Score, Sums

SUMS = (
    "said_weight", "said_value", "did_weight", "did_value", "friction", "care_weight", "care_value", "complaints",
    "act_at", "nps_at", "nps",
)  # fmt: skip

SCORE_ROWS = """
SELECT client_id, said_weight, said_value, did_weight, did_value, friction, care_weight, care_value, complaints,
       act_at, nps_at, nps, as_of, weights_version, score, coverage, status, care, lost_said, lost_did,
       lost_friction, lost_complaint, lost_said_unknown, lost_did_unknown, lost_silence, lost_red_line
FROM scores WHERE dealership_id = $1
"""

SCORE_OF_CLIENT = SCORE_ROWS + "AND client_id = $2"


async def score_of_client(db: Db, client: UUID) -> Score | None:
    row = await db.row(SCORE_OF_CLIENT, client)
    return score_of(row) if row else None


BEGIN_SCORE = """
INSERT INTO scores (dealership_id, client_id, as_of, weights_version, score, coverage, status)
VALUES ($1, $2, $3, 0, 0, 0, 'unproven') ON CONFLICT DO NOTHING
"""


async def begin_score(db: Db, client: UUID) -> None:
    """A row to hold; what stands in it is written before the unit ends."""
    await db.run(BEGIN_SCORE, client, db.now)


LOCK_SCORE = SCORE_ROWS + "AND client_id = $2 FOR UPDATE"


async def lock_score(db: Db, client: UUID) -> Score:
    """The client's sums, held until the unit ends: of two pieces of news at once one comes second."""
    row = await db.row(LOCK_SCORE, client)
    if row is None:
        await begin_score(db, client)
        row = await db.row(LOCK_SCORE, client)
        assert row is not None
    return score_of(row)


LOCK_OLD_SCORES = SCORE_ROWS + "AND as_of < $2 ORDER BY as_of LIMIT $3 FOR UPDATE SKIP LOCKED"


async def lock_old_scores(db: Db, before: datetime, limit: int) -> list[Score]:
    """Scores that were made before that instant, held."""
    return [score_of(row) for row in await db.rows(LOCK_OLD_SCORES, before, limit)]


BEGIN_SCORES = """
INSERT INTO scores (dealership_id, client_id, as_of, weights_version, score, coverage, status)
SELECT $1, c.id, '-infinity', 0, 0, 0, 'unproven' FROM clients c
WHERE c.dealership_id = $1
  AND NOT EXISTS (SELECT 1 FROM scores s WHERE s.dealership_id = $1 AND s.client_id = c.id)
ON CONFLICT DO NOTHING
"""


async def begin_scores(db: Db) -> None:
    """Clients of whom nothing is known have a score too."""
    await db.run(BEGIN_SCORES)


def score_of(row: asyncpg.Record) -> Score:
    sums: dict[str, Any] = {
        name: int(row[name]) if isinstance(row[name], Decimal) else row[name] for name in SUMS
    }
    judged = Judged(
        score=row["score"],
        coverage=row["coverage"],
        status=row["status"],
        care=row["care"],
        lost={part: row[f"lost_{part}"] for part in PARTS},
    )
    known = row["weights_version"] > 0
    return Score(
        client_id=row["client_id"], sums=Sums(**sums), judged=judged if known else None, as_of=row["as_of"]
    )


WRITE_SCORES = """
INSERT INTO scores (dealership_id, client_id, said_weight, said_value, did_weight, did_value, friction, care_weight,
                    care_value, complaints, act_at, nps_at, nps, as_of, weights_version, score, coverage, status,
                    care, lost_said, lost_did, lost_friction, lost_complaint, lost_said_unknown, lost_did_unknown,
                    lost_silence, lost_red_line)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        $24, $25, $26, $27)
ON CONFLICT (dealership_id, client_id) DO UPDATE SET
    said_weight = excluded.said_weight, said_value = excluded.said_value, did_weight = excluded.did_weight,
    did_value = excluded.did_value, friction = excluded.friction, care_weight = excluded.care_weight,
    care_value = excluded.care_value, complaints = excluded.complaints, act_at = excluded.act_at,
    nps_at = excluded.nps_at, nps = excluded.nps, as_of = excluded.as_of,
    weights_version = excluded.weights_version, score = excluded.score, coverage = excluded.coverage,
    status = excluded.status, care = excluded.care, lost_said = excluded.lost_said, lost_did = excluded.lost_did,
    lost_friction = excluded.lost_friction, lost_complaint = excluded.lost_complaint,
    lost_said_unknown = excluded.lost_said_unknown, lost_did_unknown = excluded.lost_did_unknown,
    lost_silence = excluded.lost_silence, lost_red_line = excluded.lost_red_line
"""


async def write_scores(db: Db, scores: list[Score]) -> None:
    await db.many(WRITE_SCORES, [tuple(columns_of(one).values()) for one in scores])


def columns_of(score: Score) -> dict[str, Any]:
    """A row of `scores` in the order in which it is written."""
    assert score.judged is not None
    judged = score.judged
    return {
        "client_id": score.client_id,
        **{name: getattr(score.sums, name) for name in SUMS},
        "as_of": score.as_of,
        "weights_version": WEIGHTS.version,
        "score": judged.score,
        "coverage": judged.coverage,
        "status": judged.status,
        "care": judged.care,
        **{f"lost_{part}": judged.lost[part] for part in PARTS},
    }


# --- evidence

EVIDENCE_ROWS = """
SELECT subject_id, topic, kind, component, at, weight, value, nps, news_at, entry_id FROM evidence
WHERE dealership_id = $1
"""

KNOWN_EVIDENCE = EVIDENCE_ROWS + "AND subject_id = $2 AND topic = $3"


async def known_evidence(db: Db, subject: UUID, topic: str) -> Known | None:
    """What was known of this thing before. Not asked by client: a planner without statistics would then rather
    walk through all that is known of them."""
    row = await db.row(KNOWN_EVIDENCE, subject, topic)
    return known_of(row) if row else None


RECENT_EVIDENCE = (
    EVIDENCE_ROWS + "AND client_id = $2 AND component = $3 AND weight > 0 ORDER BY at DESC LIMIT $4"
)


async def recent_evidence(db: Db, client: UUID, component: str, limit: int) -> list[Known]:
    """The newest evidence of a component."""
    return [known_of(row) for row in await db.rows(RECENT_EVIDENCE, client, component, limit)]


def known_of(row: asyncpg.Record) -> Known:
    one = Evidence(
        kind=row["kind"], subject=row["subject_id"], topic=row["topic"], component=row["component"], at=row["at"],
        weight=row["weight"], value=row["value"], nps=row["nps"],
    )  # fmt: skip
    return Known(evidence=one, news_at=row["news_at"], entry_id=row["entry_id"])


WRITE_EVIDENCE = """
INSERT INTO evidence (dealership_id, client_id, subject_id, topic, kind, component, at, weight, value, nps, news_at,
                      entry_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (dealership_id, subject_id, topic) DO UPDATE SET
    client_id = excluded.client_id, kind = excluded.kind,
    component = excluded.component, at = excluded.at, weight = excluded.weight,
    value = excluded.value, nps = excluded.nps, news_at = excluded.news_at, entry_id = excluded.entry_id
"""


async def write_evidence(db: Db, client: UUID, known: list[Known]) -> None:
    await db.many(WRITE_EVIDENCE, [tuple(evidence_row(client, one).values()) for one in known])


def evidence_row(client: UUID, known: Known) -> dict[str, Any]:
    """A row of `evidence` in the order in which it is written."""
    one = known.evidence
    return {
        "client_id": client,
        "subject_id": one.subject,
        "topic": one.topic,
        "kind": one.kind,
        "component": one.component,
        "at": one.at,
        "weight": one.weight,
        "value": one.value,
        "nps": one.nps,
        "news_at": known.news_at,
        "entry_id": known.entry_id,
    }


# --- the journal, for a replay

TOLD_OF_CLIENTS = """
SELECT id, at, kind, actor_kind, client_id, subject_id, facts FROM entries
WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[]) AND kind = ANY ($3::text[])
"""


async def told_of_clients(db: Db, clients: list[UUID], kinds: list[str]) -> list[tuple[UUID, Entry]]:
    """What the journal tells of these clients, in any order."""
    return [(row["client_id"], entry_of(row)) for row in await db.rows(TOLD_OF_CLIENTS, clients, kinds)]


def entry_of(row: Any) -> Entry:
    return Entry(
        id=row["id"],
        at=row["at"],
        kind=row["kind"],
        by_client=row["actor_kind"] == "client",
        subject=row["subject_id"],
        facts=row["facts"],
    )


FORGET_EVIDENCE = """
DELETE FROM evidence WHERE dealership_id = $1 AND client_id = ANY ($2::uuid[])
"""


async def forget_evidence(db: Db, clients: list[UUID]) -> None:
    """Before it is read anew from the journal."""
    await db.run(FORGET_EVIDENCE, clients)


CLIENTS_AFTER = """
SELECT id FROM clients WHERE dealership_id = $1 AND id > $2 ORDER BY id LIMIT $3
"""


async def clients_after(db: Db, after: UUID, limit: int) -> list[UUID]:
    """The clients of the house, page by page."""
    return [row["id"] for row in await db.rows(CLIENTS_AFTER, after, limit)]
