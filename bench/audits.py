"""What Lighthouse says of a manager's phone: the median of five runs each of its start and of the whole list, signed
in, nothing kept before, on Lighthouse's own slow line and processor."""

import asyncio
import contextlib
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from playwright.async_api import async_playwright

from bench.budgets import FULL, QUICK, Budget, Run, show
from bench.demo_house import House
from bench.ground import HERE, HOMES, end_all, launched
from bench.report import table_into_readme, written
from bench.thumb import QUIET, browser

HOME = HERE / "lighthouse"
NODE = HERE.parent / "scripts" / "with-node"
PAGES = {"start": "/", "list": "/clients"}
PATIENCE = 240.0  # seconds, of one run
LONGEST_LOAD = 60_000  # ms that Lighthouse waits for a page to come to rest
REPORTS = HOMES / "audits"
"""The reports of the last runs, for whoever wants to know more."""
LANGUAGE = "ru-RU,ru"
"""Of the browser, as of the manager whose phone it is: another would fetch two sets of words."""
NOT_ASKED = "bf-cache"
"""It leads the page away and back and waits for that without a deadline. It has no part in any score."""


@click.command()
@click.option("--quick", is_flag=True, help="A small book, each page once: shows that it runs.")
@click.option("--times", type=int, default=5, show_default=True, help="Runs of each page.")
@click.option(
    "--link", help="A sign-in link of a manager of an installation that runs: that one is asked instead."
)
def main(quick: bool, times: int, link: str | None) -> None:
    """A manager's phone as Lighthouse sees it, against a demo house on a port of this machine."""
    load = os.getloadavg()[0]
    if not (HOME / "node_modules").exists():
        node("npm", "ci", "--loglevel=error", "--no-audit", "--no-fund", "--prefix", str(HOME))
    clients, times = (QUICK, 1) if quick else (FULL, times)
    run = Run(
        at=datetime.now(UTC), cores=os.cpu_count() or 1, machine=platform.machine(), clients=clients,
        times=times, load=load, budgets=asyncio.run(measured(clients, times, link)),
    )  # fmt: skip
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-audits' if quick else 'audits')}")
    if not quick and not link:
        table_into_readme("audits", show(run))


async def measured(clients: int, times: int, link: str | None) -> list[Budget]:
    if link:
        address = urlsplit(link)
        return await audited(f"{address.scheme}://{address.netloc}", link, times)
    house = House(clients)
    async with house.served():
        return await audited(house.site, await house.link(), times)


async def audited(site: str, link: str, times: int) -> list[Budget]:
    budgets: list[Budget] = []
    async with async_playwright() as playwright:
        entry = await playwright.request.new_context()
        await entry.get(link, max_redirects=0)
        cookies = (await entry.storage_state())["cookies"]
        if not cookies:
            raise click.ClickException("This sign-in link is spent or old: make a new one.")
        for name, path in PAGES.items():
            reports = []
            for n in range(times):
                reports.append(await one_run(playwright, cookies, f"{site}{path}", f"{name}-{n + 1}"))
                click.echo(f"{name} {n + 1}: {said(reports[-1])}", err=True)
            budgets += judged(name, reports)
    return budgets


async def one_run(playwright: Any, cookies: Any, address: str, name: str) -> Any:
    """Raises ClickException where Lighthouse cannot judge this page, asked three times."""
    trouble = ""
    for _ in range(3):
        async with fresh_browser(playwright, cookies) as port:
            found = await asyncio.to_thread(report_of, address, port, name)
        if "runtimeError" not in found:
            return found
        trouble = found["runtimeError"]["message"]
    raise click.ClickException(f"Lighthouse could not judge {address}: {trouble}")


@contextlib.asynccontextmanager
async def fresh_browser(playwright: Any, cookies: Any) -> AsyncIterator[int]:
    """A browser that has kept nothing but who is signed in; answers where it can be driven."""
    with tempfile.TemporaryDirectory(prefix="okno-audit-", ignore_cleanup_errors=True) as disk:
        own = [f"--user-data-dir={disk}", f"--accept-lang={LANGUAGE}"]
        words = [browser(), *QUIET, "--headless=new", "--remote-debugging-port=0", *own]
        process = launched([*words, "about:blank"], dict(os.environ), None)
        try:
            port = await asyncio.to_thread(port_of, Path(disk) / "DevToolsActivePort")
            driven = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            await driven.contexts[0].add_cookies(cookies)
            await driven.close()
            yield port
        finally:
            end_all([process])


def port_of(told: Path) -> int:
    deadline = time.monotonic() + 60
    while not (told.exists() and told.read_text().strip()):
        if time.monotonic() > deadline:
            raise click.ClickException("Chromium did not start within a minute.")
        time.sleep(0.1)
    return int(told.read_text().split()[0])


def report_of(address: str, port: int, name: str) -> Any:
    """One run. Raises ClickException with Lighthouse's last words where it does not come to an end."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    report, words = REPORTS / f"{name}.json", REPORTS / f"{name}.log"
    report.unlink(missing_ok=True)
    command = [
        "node", str(HOME / "node_modules" / "lighthouse" / "cli" / "index.js"), address, f"--port={port}",
        "--output=json", f"--output-path={report}", "--only-categories=performance,accessibility,best-practices",
        f"--skip-audits={NOT_ASKED}", "--disable-full-page-screenshot", f"--max-wait-for-load={LONGEST_LOAD}",
    ]  # fmt: skip
    with contextlib.suppress(subprocess.SubprocessError), words.open("wb") as log:
        node(*command, out=log, within=PATIENCE)
    if not report.exists():
        last = "\n".join(words.read_text(errors="replace").splitlines()[-5:])
        raise click.ClickException(
            f"Lighthouse said nothing within {PATIENCE:.0f} s. Its last words:\n{last}"
        )
    found: Any = json.loads(report.read_text())
    return found


def node(*words: str, out: Any = subprocess.DEVNULL, within: float | None = None) -> None:
    subprocess.run(
        [str(NODE), *words], check=True, env=os.environ | {"CI": "1"}, stdout=out, stderr=out, timeout=within
    )


def judged(name: str, reports: list[Any]) -> list[Budget]:
    def score(category: str) -> float:
        return float(round(statistics.median(one["categories"][category]["score"] * 100 for one in reports)))

    def value(audit: str) -> float:
        return float(round(statistics.median(one["audits"][audit]["numericValue"] for one in reports)))

    return [
        Budget(what=f"{name}: performance", found=score("performance"), limit=95, unit="", low=True),
        Budget(what=f"{name}: accessibility", found=score("accessibility"), limit=100, unit="", low=True),
        Budget(what=f"{name}: best practices", found=score("best-practices"), limit=95, unit="", low=True),
        Budget(
            what=f"{name}: largest paint, simulated", found=value("largest-contentful-paint"), limit=1_800
        ),
        Budget(what=f"{name}: blocked by scripts, simulated", found=value("total-blocking-time"), limit=100),
    ]


def said(report: Any) -> str:
    """The scores of a run, and what of accessibility and best practices it does not like."""
    scores = [f"{one['title']} {one['score'] * 100:.0f}" for one in report["categories"].values()]
    asked = {
        part["id"]
        for name in ("accessibility", "best-practices")
        for part in report["categories"][name]["auditRefs"]
        if part["weight"]
    }
    wrong = [id for id in sorted(asked) if (report["audits"][id]["score"] or 0) < 1 and counted(report, id)]
    return ", ".join(scores) + (f"; {', '.join(wrong)}" if wrong else "")


def counted(report: Any, id: str) -> bool:
    return report["audits"][id]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")


if __name__ == "__main__":
    main()
