"""SQL of the search: counts of keys, candidates by the rarest term, words that sound alike."""

from typing import Any
from uuid import UUID

import asyncpg

from app.clients.searching import NEVER, Span, Term, sound_spans, word_cost
from app.kit.db import Db

REACHED = 50  # clients of the house one search reaches; who wants others says more
SCANNED = 8_000  # keys of the rarest term looked through at most
COUNTED = 2_000  # keys counted of each term, to know the rarest
FURTHER = 3  # terms beside the rarest that SQL looks up; any others are judged afterwards
TAKEN = 24  # similar words taken of each term

KEY_COUNTS = """
SELECT a.term, sum(counted.n)::int AS n
FROM unnest($2::int[], $3::text[], $4::text[], $5::text[]) AS a (term, kind, low, high)
CROSS JOIN LATERAL (
    SELECT count(*) AS n FROM (
        SELECT 1 FROM search_keys k
        WHERE k.dealership_id = $1 AND k.kind = a.kind AND k.key >= a.low AND k.key < a.high LIMIT $6) few
) counted
GROUP BY a.term
"""


async def key_counts(db: Db, terms: list[list[Span]]) -> list[int]:
    """How many keys each term has, as far as counting pays."""
    rows = [(n, span.kind, span.low, span.high) for n, each in enumerate(terms) for span in each]
    found = await db.rows(KEY_COUNTS, *(list(column) for column in zip(*rows, strict=True)), COUNTED)
    counts = {row["term"]: row["n"] for row in found}
    return [counts.get(n, 0) for n in range(len(terms))]


# A scalar sub-select for each further term, and none where none is asked for: an EXISTS would become a join, and
# a planner without fresh figures would read every key of a common name for it. The key that a client was found
# by is spent: one word serves one term. OFFSET 0 likewise keeps the last look-up one step per client.
FURTHER_TERM = """(cardinality({kinds}::text[]) = 0 OR (
        SELECT true FROM unnest({kinds}::text[], {lows}::text[], {highs}::text[]) AS b (kind, low, high)
        CROSS JOIN LATERAL (
            SELECT 1 FROM search_keys o
            WHERE o.dealership_id = $1 AND o.client_id = s.client_id AND o.kind = b.kind
              AND o.key >= b.low AND o.key < b.high AND o.key <> s.key LIMIT 1) there
        LIMIT 1))"""
FURTHER_TERMS = " AND ".join(
    FURTHER_TERM.format(kinds=f"${n}", lows=f"${n + 1}", highs=f"${n + 2}") for n in (9, 12, 15)
)

CANDIDATES = f"""
WITH mine AS MATERIALIZED (
    SELECT c.id AS client_id, k.key
    FROM clients c
    CROSS JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS a (kind, low, high, ending)
    CROSS JOIN LATERAL (
        SELECT key FROM search_keys k
        WHERE k.dealership_id = $1 AND k.client_id = c.id AND k.kind = a.kind
          AND k.key >= a.low AND k.key < a.high AND (a.ending = '' OR right(k.key, length(a.ending)) = a.ending)) k
    WHERE c.dealership_id = $1 AND c.owner_id = $2 AND c.archived_at IS NULL
), house AS MATERIALIZED (
    SELECT k.client_id, k.key
    FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS a (kind, low, high, ending)
    CROSS JOIN LATERAL (
        SELECT client_id, key FROM search_keys k
        WHERE k.dealership_id = $1 AND k.kind = a.kind AND k.key >= a.low AND k.key < a.high
          AND (a.ending = '' OR right(k.key, length(a.ending)) = a.ending)
        ORDER BY k.key, k.client_id LIMIT $7) k
), found AS MATERIALIZED (
    (SELECT s.client_id, true AS mine FROM mine s WHERE {FURTHER_TERMS} LIMIT $8)
    UNION ALL
    (SELECT s.client_id, false AS mine FROM house s WHERE {FURTHER_TERMS} LIMIT $8)
), reached AS MATERIALIZED (
    SELECT count(*) AS n FROM found WHERE NOT mine
)
SELECT c.id, c.name, c.name_key, c.owner_id, o.name AS owner_name, l.car, l.plate,
       (SELECT right(p.phone, 4) FROM contact_points p WHERE p.dealership_id = $1 AND p.client_id = c.id
        AND p.kind = 'phone' AND p.ended_at IS NULL ORDER BY p.identifies DESC, p.created_at LIMIT 1) AS phone_tail,
       ARRAY(SELECT k.kind || ' ' || k.key FROM search_keys k
             WHERE k.dealership_id = $1 AND k.client_id = c.id) AS keys,
       (SELECT CASE WHEN n < $8 THEN (SELECT count(*) FROM house) >= $7 ELSE true END FROM reached) AS more
FROM (SELECT DISTINCT client_id FROM found) f
CROSS JOIN LATERAL (
    SELECT id, name, name_key, owner_id FROM clients
    WHERE dealership_id = $1 AND id = f.client_id AND archived_at IS NULL OFFSET 0) c
JOIN persons o ON o.dealership_id = $1 AND o.id = c.owner_id
LEFT JOIN book_lines l ON l.dealership_id = $1 AND l.client_id = c.id
"""


async def candidates(
    db: Db, owner: UUID | None, rarest: list[Span], others: list[list[Span]], *, scanned: int = SCANNED
) -> list[asyncpg.Record]:
    """Clients with a key in the spans of the rarest term and one in those of each other: `owner`'s, then others'.

    `more` on each row tells that the house has others that were not reached.
    """
    return await db.rows(CANDIDATES, *asked(owner, rarest, others, scanned))


def asked(owner: UUID | None, rarest: list[Span], others: list[list[Span]], scanned: int) -> list[Any]:
    """The statement's values: who asks, the spans of the rarest term, the bounds, the spans of the others."""
    driver = [[getattr(span, name) for span in rarest] for name in ("kind", "low", "high", "ending")]
    terms = [*others[:FURTHER], *[[] for _ in range(FURTHER - len(others))]]
    probes = [[getattr(span, name) for span in term] for term in terms for name in ("kind", "low", "high")]
    return [owner, *driver, scanned, REACHED, *probes]


SIMILAR_WORDS = """
SELECT DISTINCT a.term, p.word
FROM unnest($2::int[], $3::text[], $4::text[]) AS a (term, low, high)
CROSS JOIN LATERAL (
    SELECT g.word FROM word_grams g
    WHERE g.dealership_id = $1 AND g.gram >= a.low AND g.gram < a.high ORDER BY g.gram LIMIT 200) p
"""


async def similar_words(db: Db, terms: list[Term]) -> list[list[str]]:
    """For each term the words of the house it may have meant, the likeliest first."""
    rows = [(n, low, high) for n, term in enumerate(terms) for low, high in sound_spans(term)]
    found: list[list[tuple[int, str]]] = [[] for _ in terms]
    if rows:
        for row in await db.rows(SIMILAR_WORDS, *(list(column) for column in zip(*rows, strict=True))):
            cost = word_cost(terms[row["term"]], row["word"])
            if cost < NEVER:
                found[row["term"]].append((cost, row["word"]))
    return [[word for _, word in sorted(each)[:TAKEN]] for each in found]
