"""The search stays on its indexes, for the app's role and behind row security, also where a name is everybody's,
and also right after a bulk load, when PostgreSQL has no statistics yet."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from app.clients import finding, words
from app.clients.searching import Span, readings, sound_spans, spans
from app.kit import embedded
from app.kit.ids import new_id
from tests.cast import House

KEYED = ("search_keys", "search_words", "word_grams", "clients", "contact_points", "book_lines")
MOST = 5_000
"""Rows looked at by one statement, of the 85 000 keys and 12 000 clients that are there."""


@pytest.fixture(params=["with statistics", "without statistics"])
async def asking(town: House, server: embedded.Server, request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    """A connection as the app has it; what it forgets comes back with the end of its transaction."""
    connection = await asyncpg.connect(embedded.url(server))
    await connection.execute("BEGIN")
    if request.param == "without statistics":
        for table in KEYED:
            await connection.execute(f"SELECT pg_clear_relation_stats('public', '{table}')")
            await connection.execute(
                f"SELECT pg_clear_attribute_stats('public', '{table}', attname, false) FROM pg_attribute"
                f" WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
            )
    await connection.execute(f"SET LOCAL ROLE okno_app; SET LOCAL app.dealership = '{town.id}'")
    # The town is nearly the whole table here, in life one of many: reading it whole must not look cheap.
    await connection.execute("SET LOCAL enable_seqscan = off")
    yield connection
    await connection.execute("ROLLBACK")
    await connection.close()


async def plan_of(connection: Any, town: House, sql: str, *args: Any) -> list[dict[str, Any]]:
    """The nodes of the plan, with what they did."""
    told = await connection.fetchval("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, town.id, *args)
    return nodes(json.loads(told)[0]["Plan"])


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in nodes(child))]


def rows_read(plan: list[dict[str, Any]]) -> int:
    """Rows that were looked at in the tables and indexes of the search, whether they fitted or not."""
    seen = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    scans = [node for node in plan if "Scan" in node["Node Type"] and reads_keys(node)]
    assert scans
    return int(sum(node.get(count, 0) * node["Actual Loops"] for node in scans for count in seen))


def reads_keys(node: dict[str, Any]) -> bool:
    return node.get("Relation Name") in KEYED or node.get("Index Name", "").startswith(KEYED)


def told(plan: list[dict[str, Any]]) -> str:
    shown = ("Node Type", "Index Name", "Index Cond", "Actual Rows", "Actual Loops", "Rows Removed by Filter")
    return "\n".join(str([node.get(what) for what in shown]) for node in plan if reads_keys(node))


def whole(plan: list[dict[str, Any]]) -> list[str]:
    return [node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan" and reads_keys(node)]


@pytest.mark.parametrize("generic", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("handle", ["vera", "irina"])
@pytest.mark.parametrize(
    ("query", "listed"),
    [
        (query, way)
        for way in (False, True)
        for query in (
            "иванов", "ив", "6789", "123", "000001", "а123", "иванов сергей", "сергей петрович", "кузнецова 4512",
        )
    ] + [("и с п", False)],
)  # fmt: skip
async def test_a_search_reads_no_table_from_end_to_end(
    town: House, asking: Any, query: str, generic: str, handle: str, listed: bool
) -> None:
    reading = readings(query)[0]
    rarest, *others = [spans(term, begins=True) for term in reading]
    await asking.execute(f"SET LOCAL plan_cache_mode = {generic}")
    owner = town.people["vera"] if handle == "vera" else None
    if others:
        args = finding.asked(owner, rarest, others, finding.SCANNED, [listed] * len(others))
        plan = await plan_of(asking, town, finding.CANDIDATES[len(others)], *args)
    else:
        sql = finding.BY_LIKENESS if listed else finding.BY_TERM
        asker = (new_id(), datetime.now(UTC), "manager|ru|Вера Орлова", owner)
        plan = await plan_of(asking, town, sql, *asker, *finding.columns(rarest, "kind", "low", "high"))
    assert whole(plan) == []
    assert rows_read(plan) < MOST, told(plan)


async def test_counting_and_similar_words_stay_on_their_indexes(town: House, asking: Any) -> None:
    alike = sound_spans(readings("кузницоф")[0][0])
    plan = await plan_of(
        asking, town, finding.SIMILAR_WORDS, [0] * len(alike), *map(list, zip(*alike, strict=True))
    )
    assert whole(plan) == []
    assert rows_read(plan) < MOST
    # Where a term has few keys, a bitmap of them all may look cheaper; only the other plan shows that counting stops.
    await asking.execute("SET LOCAL enable_bitmapscan = off")
    terms: list[list[Span]] = [spans(term, begins=True) for term in readings("ив сергей")[0]]
    plan = await plan_of(asking, town, finding.KEY_COUNTS, *finding.countable(terms), 100)
    assert whole(plan) == []
    assert rows_read(plan) <= 2 * 100


async def test_the_nightly_look_for_words_reads_them_a_page_at_a_time(town: House, asking: Any) -> None:
    plan = await plan_of(asking, town, words.UNKNOWN_WORDS, "и", 50)
    assert whole(plan) == []
    assert rows_read(plan) < 20_000
