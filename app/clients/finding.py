"""SQL of the search: counts of keys, candidates by the rarest term, words that sound alike."""

from itertools import accumulate
from typing import Any
from uuid import UUID

import asyncpg

from app.clients.searching import NEVER, Span, Term, sound_spans, word_cost
from app.kit.auth import STANDING, STANDS, Who
from app.kit.db import Db

REACHED = 50  # clients of the house one search reaches; who wants others says more
SCANNED = 8_000  # keys of the rarest term looked through at most
COUNTED = 1_000  # keys counted of each term, to know the rarest
COUNTED_ON = 12_000  # and when all of them are commoner
MANY = 10**9  # more than were counted
CHEAPER = 8  # so many keys read side by side cost as much as one client looked up
FURTHER = 3  # terms beside the rarest that SQL looks up; any others are judged afterwards
TAKEN = 24  # similar words taken of each term

KEY_COUNTS = """
SELECT (SELECT count(*)::int FROM (
    SELECT 1 FROM unnest($4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS a (kind, low, high, place)
    CROSS JOIN LATERAL (
        SELECT 1 FROM search_keys k
        WHERE k.dealership_id = $1 AND k.kind = a.kind AND k.key >= a.low AND k.key < a.high LIMIT $7) k
    WHERE a.place BETWEEN t.first AND t.last LIMIT $7) few) AS n
FROM unnest($2::int[], $3::int[]) WITH ORDINALITY AS t (first, last, term) ORDER BY t.term
"""


async def key_counts(db: Db, terms: list[list[Span]], *, on: bool = False) -> list[int]:
    """How many keys each term has, as far as counting pays; MANY where it stopped."""
    most = COUNTED_ON if on else COUNTED
    rows = await db.rows(KEY_COUNTS, *countable(terms), most)
    return [row["n"] if row["n"] < most else MANY for row in rows]


async def counted_on(db: Db, terms: list[list[Span]], counts: list[int]) -> list[int]:
    """The counts so far; where every term is common, counted on, for one of them has to lead."""
    return counts if min(counts) < MANY else await key_counts(db, terms, on=True)


def countable(terms: list[list[Span]]) -> list[Any]:
    """The spans of all terms in one row, and where in it each term begins and ends."""
    last = list(accumulate(len(each) for each in terms))
    first = [end - len(each) + 1 for end, each in zip(last, terms, strict=True)]
    return [first, last, *columns([span for each in terms for span in each], "kind", "low", "high")]


def columns(spans: list[Span], *names: str) -> list[list[str]]:
    return [[getattr(span, name) for span in spans] for name in names]


def bounds(spans: list[Span]) -> list[str]:
    """Where the spans begin and end, in order and without overlaps: a key after an odd number of these is inside."""
    found: list[str] = []
    for low, high in sorted((f"{span.kind} {span.low}", f"{span.kind} {span.high}") for span in spans):
        if found and low <= found[-1]:
            found[-1] = max(found[-1], high)
        else:
            found += [low, high]
    return found


def hull(spans: list[Span]) -> list[str]:
    """The first and the last kind of the spans, and between which keys they lie: what an index can be asked for."""
    kinds = sorted(span.kind for span in spans)
    return [kinds[0], kinds[-1], min(span.low for span in spans), max(span.high for span in spans)]


INSIDE = """o.kind >= ({hull}::text[])[1] AND o.kind <= ({hull}::text[])[2]
          AND o.key >= ({hull}::text[])[3] AND o.key < ({hull}::text[])[4]
          AND width_bucket((o.kind || ' ' || o.key) COLLATE "C", {bounds}::text[]) % 2 = 1"""

# A scalar sub-select for each further term: an EXISTS would become a join, and a planner without fresh figures would
# read every key of a common name for it. One step into the index of the client's keys, however many words a term may
# mean. The key that a client was found by is spent: one word serves one term.
LOOKED_UP = """(
        SELECT true FROM search_keys o WHERE o.dealership_id = $1 AND o.client_id = s.client_id AND o.key <> s.key
          AND {inside} LIMIT 1)"""

# Thousands of such steps cost more than to read the clients of a term once, side by side as they lie in the index,
# where it is known that they are not too many.
LISTED = """CASE WHEN cardinality(${kinds}::text[]) = 0 THEN {looked_up} ELSE s.client_id IN (
        SELECT k.client_id FROM unnest(${kinds}::text[], ${lows}::text[], ${highs}::text[]) AS b (kind, low, high)
        CROSS JOIN LATERAL (
            SELECT client_id FROM search_keys k
            WHERE k.dealership_id = $1 AND k.kind = b.kind AND k.key >= b.low AND k.key < b.high OFFSET 0) k
        LIMIT {most}) END"""


def further_terms(sql: str, count: int) -> str:
    """The condition of every further term; each has five arguments."""
    found = []
    for n in range(8, 8 + 5 * count, 5):
        inside = INSIDE.format(hull=f"${n}", bounds=f"${n + 1}")
        names = {"kinds": n + 2, "lows": n + 3, "highs": n + 4, "most": 2 * COUNTED_ON}
        found.append(sql.format(looked_up=LOOKED_UP.format(hull=n, inside=inside), **names))
    return " AND ".join(found)


def keys_in(spans: str, owner: str, most: str) -> str:
    """The keys that lie in the spans, in their order; of one owner's clients, if that is asked for. How many spans
    there are is kept from the planner: plans made for one number and for another cost the same, so PostgreSQL makes
    one, once."""
    return f"""SELECT k.client_id, k.kind, k.key FROM {spans}
    CROSS JOIN LATERAL (
        SELECT client_id, kind, key FROM search_keys k
        WHERE k.dealership_id = $1 {owner} AND k.kind = a.kind AND k.key >= a.low AND k.key < a.high
        ORDER BY k.key, k.client_id LIMIT {most}) k
    LIMIT {most}"""


SPANS = """unnest((SELECT ${}::text[]), (SELECT ${}::text[]), (SELECT ${}::text[])) AS a (kind, low, high)"""

SHOWN = """c.id, c.name, c.name_key, c.owner_id, o.name AS owner_name, l.car, l.plate,
       right(l.phones[1], 4) AS phone_tail, (SELECT more FROM cut) AS more"""

DETAILS = """CROSS JOIN LATERAL (
    SELECT id, name, name_key, owner_id FROM clients
    WHERE dealership_id = $1 AND id = f.client_id AND archived_at IS NULL LIMIT 1) c
CROSS JOIN LATERAL (SELECT name FROM persons WHERE dealership_id = $1 AND id = c.owner_id LIMIT 1) o
LEFT JOIN LATERAL (
    SELECT car, plate, phones FROM book_lines WHERE dealership_id = $1 AND client_id = f.client_id LIMIT 1) l ON true"""

ALL_KEYS = """ARRAY(
    SELECT k.kind || ' ' || k.key FROM search_keys k
    WHERE k.dealership_id = $1 AND k.client_id = c.id AND k.kind <> 'region')"""


def by_one_term(keys: str) -> str:
    spans = SPANS.format(6, 7, 8)
    asked_on = f"(SELECT * FROM {spans} WHERE (SELECT more FROM cut)) a"
    return f"""
WITH {STANDING}, house AS MATERIALIZED (
    {keys_in(spans, "", str(REACHED))}
), cut AS MATERIALIZED (
    SELECT count(*) >= {REACHED} AS more FROM house
), mine AS MATERIALIZED (
    {keys_in(asked_on, "AND k.owner_id = $5", str(REACHED))}
)
SELECT {STANDS}, {SHOWN}, {keys} AS keys
FROM (SELECT client_id, array_agg(kind || ' ' || key) AS keys
      FROM (SELECT * FROM house UNION ALL SELECT * FROM mine) k GROUP BY client_id) f
{DETAILS}
"""


BY_TERM, BY_LIKENESS = by_one_term("f.keys"), by_one_term(ALL_KEYS)
"""Who of the house is reached by one term; if that may not be everybody, the asker's own beside them. A term as
typed is judged by the keys it was found by, one that may be misspelt by all keys of the client."""


async def by_term(
    db: Db, who: Who, owner: UUID | None, term: list[Span], *, similar: bool
) -> list[asyncpg.Record]:
    """Clients with a key in the spans of a reading's only term. `stands` on each row tells whether the asker's
    session does."""
    spans = columns(term, "kind", "low", "high")
    return await db.rows(
        BY_LIKENESS if similar else BY_TERM, who.session, db.now, who.remembered, owner, *spans
    )


def by_terms(further: int) -> str:
    spans = SPANS.format(3, 4, 5)
    asked_on = f"(SELECT * FROM {spans} WHERE (SELECT more FROM cut)) a"
    return f"""
WITH house AS MATERIALIZED (
    {keys_in(spans, "", "$6")}
), reached AS MATERIALIZED (
    SELECT s.client_id FROM house s WHERE {further_terms(LISTED, further)} LIMIT $7
), cut AS MATERIALIZED (
    SELECT CASE WHEN count(*) < $7 THEN (SELECT count(*) FROM house) >= $6 ELSE true END AS more FROM reached
), own AS MATERIALIZED (
    {keys_in(asked_on, "AND k.owner_id = $2", "$6")}
), mine AS MATERIALIZED (
    SELECT s.client_id FROM own s WHERE {further_terms("{looked_up}", further)} LIMIT $7
)
SELECT {SHOWN}, {ALL_KEYS} AS keys
FROM (SELECT client_id FROM reached UNION SELECT client_id FROM mine) f
{DETAILS}
"""


OF_TWO_TERMS, OF_THREE_TERMS, OF_MORE_TERMS = (by_terms(further) for further in range(1, FURTHER + 1))
CANDIDATES = {1: OF_TWO_TERMS, 2: OF_THREE_TERMS, 3: OF_MORE_TERMS}
"""Who of the house is reached by the rarest of several terms and has the others; if that is not everybody, the
asker's own beside them. Every step is one look at an index for each client at most, whatever the planner knows of
the tables."""


async def candidates(
    db: Db, owner: UUID | None, terms: list[list[Span]], counts: list[int], *, scanned: int = SCANNED
) -> list[asyncpg.Record]:
    """Clients with a key in the spans of each of several terms, by the rarest: the house's, and `owner`'s.

    `more` on each row tells that the house has others that were not reached.
    """
    order = sorted(range(len(terms)), key=lambda n: counts[n])
    rarest, *others = [terms[n] for n in order]
    steps = min(counts[order[0]], scanned)
    short = [counts[n] < CHEAPER * steps for n in order[1:]]
    sql = CANDIDATES[min(len(others), FURTHER)]
    return await db.rows(sql, *asked(owner, rarest, others, scanned, short))


def asked(
    owner: UUID | None, rarest: list[Span], others: list[list[Span]], scanned: int, short: list[bool]
) -> list[Any]:
    """The statement's values: who asks, the spans of the rarest term, how far; of each other term its bounds, and
    its spans if it is short enough to be read as a list."""
    args = [owner, *columns(rarest, "kind", "low", "high"), scanned, REACHED]
    for term, listed in zip(others[:FURTHER], short, strict=False):
        apart = listed and not overlap(term, rarest)
        args += [hull(term), bounds(term), *columns(term if apart else [], "kind", "low", "high")]
    return args


def overlap(one: list[Span], other: list[Span]) -> bool:
    """May one key serve both terms? Then it must be seen which key did."""
    return any(a.kind == b.kind and a.low < b.high and b.low < a.high for a in one for b in other)


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
