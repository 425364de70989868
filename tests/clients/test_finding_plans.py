"""The search stays on its indexes, for the app's role and behind row security, also where a name is everybody's."""

import json
from itertools import islice
from typing import Any

import pytest

from app.clients import finding
from app.clients.jobs import key_names
from app.clients.searching import Span, Term, readings, sound_spans, spans
from app.kit.db import Database
from tests.cast import House, open_house
from tests.clients.crowd import crowd, load_crowd

CROWD = 12_000
KEYED = {"search_keys", "search_words", "word_grams", "clients", "contact_points", "book_lines"}


@pytest.fixture(scope="module")
async def town(database: Database, tools: Database, site: str) -> House:
    """A house of many clients, with fresh figures for the planner."""
    house = await open_house(database, site)
    async with tools.pool.acquire() as connection, connection.transaction():
        people = list(islice(crowd(CROWD), CROWD))
        await load_crowd(connection, house.id, [*[house.people["oleg"]] * 29, house.people["vera"]], people)
    await key_names(tools, house.id)
    return house


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
    probes: list[list[str]] = []
    for n in range(finding.FURTHER):
        probes += columns(others[n] if n < len(others) else [], "kind", "low", "high")
    driver = columns(rarest, "kind", "low", "high", "ending")
    args = [town.people["vera"], *driver, finding.SCANNED, finding.REACHED, *probes]

    async def explained(db: Any) -> Any:
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
