"""The phone's own search, bundled as the phone bundles it and run by node: asked as often as a test likes."""

import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import { createInterface } from 'node:readline'
import { keysOf, search } from './app/pwa/src/screens/clients/search'
let kept = []
for await (const line of createInterface({ input: process.stdin })) {
  const { rows, query } = JSON.parse(line)
  if (rows) kept = rows.map((row, at) => ({ at, keys: keysOf(row.name, row.phones, row.plates, row.vins) }))
  console.log(JSON.stringify(search(kept, (row) => row.keys, query).map(({ row, fit }) => [row.at, ...fit])))
}
"""


class Phone:
    """One process of node with the phone's rules. End it by `close`."""

    def __init__(self, folder: Path) -> None:
        with_node = str(ROOT / "scripts" / "with-node")
        bundle = folder / "search.mjs"
        esbuild = ["app/pwa/node_modules/.bin/esbuild", "--bundle", "--loader=ts", "--format=esm"]
        options = ["--platform=node", "--log-level=error", f"--outfile={bundle}"]
        subprocess.run([with_node, *esbuild, *options], input=ASK, text=True, check=True, cwd=ROOT)
        self._process = subprocess.Popen(
            [with_node, "node", str(bundle)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._rows: list[dict[str, Any]] = []

    def finds(self, rows: list[dict[str, Any]], query: str) -> list[list[int]]:
        """Places of the rows that fit, each with its fit, the best first."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked: dict[str, Any] = {"query": query}
        if rows != self._rows:
            asked["rows"] = self._rows = rows
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        found: list[list[int]] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        self._process.communicate()
