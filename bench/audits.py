"""What Lighthouse says of the manager's list, signed in: the median of five runs on its own slow line and processor."""

import asyncio
import json
import os
import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from bench.ground import HERE

HOME = HERE / "lighthouse"
NODE = HERE.parent / "scripts" / "with-node"
TIMES = 5


async def audits(site: str, link: str, folder: Path, budget: Any) -> list[Any]:
    """Runs of a browser that is signed in and has kept nothing."""
    async with httpx.AsyncClient() as browser:
        entered = await browser.get(link)
    cookie = "; ".join(f"{name}={value}" for name, value in entered.cookies.items())
    found = [await asyncio.to_thread(audit, f"{site}/clients", cookie, folder, n) for n in range(TIMES)]

    def median(of: Callable[[Any], float]) -> float:
        return statistics.median(of(one) for one in found)

    def score(name: str) -> float:
        return round(median(lambda one: one["categories"][name]["score"] * 100))

    def value(name: str) -> float:
        return round(median(lambda one: one["audits"][name]["numericValue"]))

    return [
        budget(what="Lighthouse: performance", found=score("performance"), limit=95, unit="", low=True),
        budget(what="Lighthouse: accessibility", found=score("accessibility"), limit=100, unit="", low=True),
        budget(what="Lighthouse: best practices", found=score("best-practices"), limit=95, unit="", low=True),
        budget(what="largest paint, simulated", found=value("largest-contentful-paint"), limit=1_800),
        budget(what="blocked by scripts, simulated", found=value("total-blocking-time"), limit=100),
    ]


def audit(address: str, cookie: str, folder: Path, n: int) -> Any:
    if not (HOME / "node_modules").exists():
        npm("ci", "--loglevel=error", "--no-audit", "--no-fund")
    folder.mkdir(parents=True, exist_ok=True)
    report, headers = folder / f"{n}.json", folder / "headers.json"
    headers.write_text(json.dumps({"Cookie": cookie}))
    headers.chmod(0o600)
    command = [
        str(NODE), "node", str(HOME / "node_modules" / "lighthouse" / "cli" / "index.js"), address, "--quiet",
        "--output=json", f"--output-path={report}", f"--extra-headers={headers}",
        "--only-categories=performance,accessibility,best-practices",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    subprocess.run(command, check=True, env=os.environ | {"CI": "1"}, stdout=subprocess.DEVNULL)
    found: Any = json.loads(report.read_text())
    return found


def npm(*words: str) -> None:
    subprocess.run([str(NODE), "npm", *words, "--prefix", str(HOME)], check=True, stdout=subprocess.DEVNULL)
