"""The search stays on its indexes, for the app's role and behind row security, also where a name is everybody's."""

import json
from typing import Any

import pytest

from app.clients import finding
from app.clients.searching import Span, Term, readings, sound_spans, spans
from tests.cast import House

KEYED = {"search_keys", "search_words", "word_grams", "clients", "contact_points", "book_lines"}


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in nodes(child))]


async def plan_of(house: House, sql: str, *args: Any) -> list[dict[str, Any]]:
    """The nodes of the plan that the app's role gets inside its dealership."""
    told = await house.unit(lambda db: db.value("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, *args))
    return nodes((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])


def columns(found: list[Span], *names: str) -> list[list[str]]:
    return [[getattr(span, name) for span in found] for name in names]


def scans(plan: list[dict[str, Any]]) -> list[str]:
    return [
        node["Relation Name"]
        for node in plan
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in KEYED
    ]


@pytest.mark.parametrize("generic", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize(
    "query",
    [
        "иванов",
        "ив",
        "6789",
        "123",
        "000001",
        "а123",
        "иванов сергей",
        "сергей петрович",
        "кузнецова 4512",
        "и с п",
    ],
)
async def test_a_search_reads_no_table_from_end_to_end(town: House, query: str, generic: str) -> None:
    reading = readings(query)[0]
    rarest, *others = [spans(term, begins=True) for term in reading]
    args = finding.asked(town.people["vera"], rarest, others, finding.SCANNED)

    async def explained(db: Any) -> Any:
        # The town is nearly the whole table here, in life one of many: reading it whole must not look cheap.
        await db._connection.execute("SET LOCAL enable_seqscan = off")
        await db._connection.execute(f"SET LOCAL plan_cache_mode = {generic}")
        return await db.value("EXPLAIN (ANALYZE, FORMAT JSON) " + finding.CANDIDATES, *args)

    told = await town.unit(explained)
    plan = nodes((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])
    assert scans(plan) == []
    assert rows_read(plan) < 5_000  # of the 85 000 that are there


def rows_read(plan: list[dict[str, Any]]) -> int:
    """Rows that left the indexes of the keys."""
    keys = [node for node in plan if node.get("Index Name", "").startswith("search_keys")]
    return int(sum(node["Actual Rows"] * node["Actual Loops"] for node in keys))


async def test_counting_and_similar_words_stay_on_their_indexes(town: House) -> None:
    term = readings("кузницоф")[0][0]
    assert isinstance(term, Term)
    alike = sound_spans(term)
    plan = await plan_of(
        town, finding.SIMILAR_WORDS, [0] * len(alike), [low for low, _ in alike], [high for _, high in alike]
    )
    assert scans(plan) == []
    found = spans(readings("ив")[0][0], begins=True)
    plan = await plan_of(
        town, finding.KEY_COUNTS, [0] * len(found), *columns(found, "kind", "low", "high"), 2_000
    )
    assert scans(plan) == []
