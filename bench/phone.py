"""The phone against its budgets, in this machine's Chromium: what it waits for over a slow line, how soon the first row
stands from its own disk, how soon it answers a thumb on a slow processor, and what Lighthouse says."""

import asyncio
import os
import platform
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from playwright.async_api import BrowserContext, async_playwright

from bench.budgets import FULL, QUICK, Budget, Run, show
from bench.demo_house import House
from bench.ground import HERE
from bench.line import Line
from bench.report import table_into_readme, written
from bench.thumb import (
    FIRST,
    HELD,
    opens_card,
    phone,
    scrolls,
    sends,
    settled,
    slowed,
    swipes,
    until_true,
)

DIST = HERE.parent / "app" / "pwa" / "dist"


@click.command()
@click.option("--quick", is_flag=True, help="A small book, each once: shows that it runs.")
@click.option("--times", type=int, default=9, show_default=True, help="Of each measure.")
def main(quick: bool, times: int) -> None:
    """A manager's phone with a whole book, against a demo house on a port of this machine."""
    load = os.getloadavg()[0]
    clients = QUICK if quick else FULL
    budgets = asyncio.run(measured(clients, 1 if quick else times))
    run = Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        clients=clients,
        times=1 if quick else times,
        load=load,
        budgets=budgets,
    )
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-phone' if quick else 'phone')}")
    if not quick:
        table_into_readme("phone", show(run))


async def measured(clients: int, times: int) -> list[Budget]:
    house = House(clients)
    async with house.served() as line, async_playwright() as playwright:
        with tempfile.TemporaryDirectory(prefix="okno-phone-") as folder:
            found = weights()
            cold = [
                await first_evening(house, line, playwright, Path(folder) / str(n))
                for n in range(min(times, 3))
            ]
            lists, books, sizes = zip(*cold, strict=True)
            found += [
                Budget(what="list over a slow line, nothing kept before", found=p75(lists), limit=2_500),
                Budget(what="the whole book with it", found=p75(books), limit=10_000),
                Budget(what="bytes of all of it", found=round(max(sizes) / 1e6, 2), limit=1.5, unit="MB"),
            ]
            context = await phone(playwright, Path(folder) / "0")
            try:
                found += await everyday(house, context, times)
            finally:
                await context.close()
    return found


def weights() -> list[Budget]:
    """What the first screen waits for, compressed."""
    page = (DIST / "index.html").read_text()
    names = [name for name in page.split('"') if name.startswith("/assets/") and "more-" not in name]
    of = {
        ending: sum((DIST / f"{name[1:]}.gz").stat().st_size for name in names if name.endswith(ending))
        for ending in (".js", ".css")
    }
    return [
        Budget(what="first script, gzip", found=round(of[".js"] / 1e3, 1), limit=45, unit="kB"),
        Budget(what="first styles, gzip", found=round(of[".css"] / 1e3, 1), limit=10, unit="kB"),
    ]


async def first_evening(house: House, line: Line, playwright: Any, disk: Path) -> tuple[float, float, int]:
    """A phone that has nothing yet but its session: until the list stands, until the whole book is here (ms), bytes."""
    context = await phone(playwright, disk)
    try:
        page = context.pages[0]
        answer = await context.request.get(await house.link(), max_redirects=0)
        if answer.status not in (302, 303):
            raise RuntimeError(f"the sign-in link answers {answer.status}")
        await slowed(page)
        line.slow, line.down.bytes = True, 0
        loop = asyncio.get_running_loop()
        began = loop.time()
        await page.goto(f"{house.site}/clients", wait_until="commit")
        first = await until_true(page, FIRST)
        await until_true(page, f"async () => (await ({HELD})()) >= {house.clients}", 0.2)
        return first, (loop.time() - began) * 1000, line.down.bytes
    finally:
        line.slow = False
        await context.close()


async def everyday(house: House, context: BrowserContext, times: int) -> list[Budget]:
    """From the disk, with thumbs, on a slow processor."""
    page = context.pages[0]
    await page.goto(f"{house.site}/clients")
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    await until_true(page, "() => !!navigator.serviceWorker.controller")
    warm = []
    for _ in range(times):
        page = await context.new_page()
        await slowed(page)
        await page.goto(f"{house.site}/clients", wait_until="commit")
        warm.append(await until_true(page, FIRST))
        await settled(page)
        await page.close()
    page = await context.new_page()
    await page.goto(f"{house.site}/clients")
    await until_true(page, FIRST)
    await settled(page)
    devtools = await slowed(page)
    opening = [await opens_card(page, n) for n in range(times)]
    sending = await sends(house, page, times)
    swiping = await swipes(house, page, devtools, times)
    long = await scrolls(house, page, devtools)
    return [
        Budget(what="first row from the phone's own disk, p75", found=p75(warm), limit=1_000),
        Budget(what="a tap opens a card (INP, p75)", found=p75(opening), limit=200),
        Budget(what="a tap sends (INP, p75)", found=p75(sending), limit=200),
        Budget(what="a push of the thumb asks until when (INP, p75)", found=p75(swiping), limit=200),
        Budget(what="scrolling the whole list: tasks over 50 ms", found=long, limit=0, unit=""),
    ]


def p75(found: Any) -> float:
    ordered = sorted(found)
    return round(
        ordered[0] if len(ordered) == 1 else statistics.quantiles(ordered, n=4, method="inclusive")[2]
    )


if __name__ == "__main__":
    main()
