"""The phone searches its book by the rules by which the server judges the house: one list of examples for both."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.clients.searching import FEW, Fit, fit, keys_of, readings

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
ROWS: list[dict[str, Any]] = VECTORS["rows"]
QUERIES: dict[str, list[int]] = VECTORS["queries"]

ASK = """
import {{ keysOf, search }} from './app/pwa/src/screens/clients/search'
const {{ rows, queries }} = {vectors}
const kept = rows.map((row, at) => ({{ at, keys: keysOf(row.name, row.phones, row.plates, row.vins) }}))
const found = {{}}
for (const query of Object.keys(queries))
  found[query] = search(kept, (row) => row.keys, query).map(({{ row, fit }}) => [row.at, ...fit])
console.log(JSON.stringify(found))
"""


@cache
def on_the_phone() -> dict[str, list[list[int]]]:
    """The phone's own script, bundled as the phone bundles it and run by node."""
    with_node = str(ROOT / "scripts" / "with-node")
    script = ASK.format(vectors=json.dumps(VECTORS, ensure_ascii=False))
    esbuild = [with_node, "app/pwa/node_modules/.bin/esbuild", "--bundle", "--loader=ts", "--log-level=error"]
    made = subprocess.run(esbuild, input=script, capture_output=True, text=True, check=True)
    ran = subprocess.run(
        [with_node, "node", "-"], input=made.stdout, capture_output=True, text=True, check=True
    )
    found: dict[str, list[list[int]]] = json.loads(ran.stdout)
    return found


def on_the_server(query: str) -> list[list[int]]:
    """The server's rules over the same rows, in the phone's order."""
    found: dict[int, Fit] = {}
    for similar in (False, True):
        if len(found) >= FEW:
            break
        for reading in readings(query):
            for n, row in enumerate(ROWS):
                fits = fit(reading, keys_of(**row), similar=similar)
                if fits and (n not in found or fits < found[n]):
                    found[n] = fits
            if found:
                break
    return [[n, *fits] for n, fits in sorted(found.items(), key=lambda each: each[1])]


@pytest.mark.parametrize("query", QUERIES)
def test_the_server_finds_whom_the_example_names_in_its_order(query: str) -> None:
    assert [n for n, *_ in on_the_server(query)] == QUERIES[query]


@pytest.mark.parametrize("query", QUERIES)
def test_the_phone_finds_the_same_people_for_the_same_reasons(query: str) -> None:
    assert on_the_phone()[query] == on_the_server(query)
