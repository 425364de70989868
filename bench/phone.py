"""The phone against its budgets, in this machine's Chromium: what it waits for over a slow line, how soon the first row
stands from its own disk, how soon it answers a thumb on a slow processor, and what Lighthouse says."""

import asyncio
import contextlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from playwright.async_api import BrowserContext, CDPSession, Error, Page, async_playwright

from app.config import Config
from app.kit import embedded
from bench.ground import HERE, HOMES, end_all, free_port, launched, wait_for
from bench.line import Line, line_to
from bench.report import table_into_readme, written

FULL, QUICK = 400, 24
SLOWER = 4  # times, the processor
PATIENCE = 600.0  # seconds for what surely comes, over the slowest line
DIST = HERE.parent / "app" / "pwa" / "dist"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-quic",
]
WATCH = """() => {
    window.seen = { first: 0, acts: [], long: [] }
    const look = () => {
        if (seen.first || !document.querySelector('[data-screen="clients"] a.row')) return
        seen.first = performance.now()
    }
    new MutationObserver(look).observe(document, { childList: true, subtree: true })
    const of = (list, into, floor) => list.getEntries().forEach((one) => one.duration > floor && into.push(one))
    new PerformanceObserver((list) => of(list, seen.acts, 0)).observe({ type: 'event', durationThreshold: 16 })
    new PerformanceObserver((list) => of(list, seen.long, 50)).observe({ type: 'longtask' })
}"""
FIRST = "() => window.seen.first"
WORST = """async () => {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))
    const taps = seen.acts.filter((one) => one.interactionId)
    seen.acts = []
    return Math.max(16, ...taps.map((one) => one.duration))
}"""
PUSHED = WORST.replace("one.interactionId", "one.name.startsWith('pointer')")
"""The same of a thumb that pushes: browsers number only what may be a tap."""
HELD = """async () => new Promise((done) => {
    const asked = indexedDB.open('okno')
    asked.onsuccess = () => {
        const disk = asked.result
        if (!disk.objectStoreNames.contains('records')) return disk.close(), done(0)
        const count = disk.transaction('records').objectStore('records').count()
        count.onsuccess = () => (disk.close(), done(count.result))
    }
})"""


SOMEBODY = """async () => {
    const { clients } = await (await fetch('/api/book')).json()
    return clients.find((one) => one.thread_id && one.connected).thread_id
}"""


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """One thing with its limit; `low` where more is better."""

    what: str
    found: float
    limit: float
    unit: str = "ms"
    low: bool = False

    @property
    def kept(self) -> bool:
        return self.found >= self.limit if self.low else self.found <= self.limit


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    clients: int
    times: int
    load: float
    budgets: list[Budget]


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


class House:
    """The demo with a book of this size, seeded once and kept for later runs, behind a line that can be slow."""

    def __init__(self, clients: int) -> None:
        self.config = Config(home=str(HOMES / f"phone-{clients}"))
        self.clients, self.port, self.gate = clients, free_port(), free_port()
        self.site = f"http://localhost:{self.gate}"

    def okno(self, *words: str) -> str:
        command = [sys.executable, "-m", "app", *words]
        return subprocess.run(
            command, env=self.environment(), check=True, capture_output=True, text=True
        ).stdout

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OKNO_")}
        own = {"OKNO_HOME": self.config.home, "OKNO_PORT": str(self.port), "OKNO_PUBLIC_URL": self.site}
        return kept | own | {"OKNO_LOG": "json"}

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[Line]:
        self.config.folder.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(embedded.start, self.config.folder, say=lambda line: None)
        processes = []
        try:
            if not (self.config.folder / "seeded").exists():
                self.okno("migrate")
                self.okno("seed", "--demo", "--clients", str(2 * self.clients))
                (self.config.folder / "seeded").touch()
            self.okno("migrate")
            log = self.config.folder / "api.log"
            processes.append(launched([sys.executable, "-m", "app", "api"], self.environment(), log))
            await asyncio.to_thread(wait_for, f"http://127.0.0.1:{self.port}/ready")
            async with line_to(self.port, self.gate) as line:
                yield line
        finally:
            end_all(processes)
            await asyncio.to_thread(embedded.leave, self.config.folder)

    async def link(self) -> str:
        return (await asyncio.to_thread(self.okno, "link", "vera")).split()[-1]


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


async def phone(playwright: Any, disk: Path) -> BrowserContext:
    context: BrowserContext = await playwright.chromium.launch_persistent_context(
        str(disk), executable_path=browser(), args=QUIET, viewport={"width": 390, "height": 844},
        locale="ru-RU", has_touch=True, is_mobile=True,
    )  # fmt: skip
    await context.add_init_script(f"({WATCH})()")
    return context


def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise click.ClickException("This bench needs Chromium: install your system's package `chromium`.")
    return found


async def slowed(page: Page) -> CDPSession:
    """This page on a processor so much slower. Its worker scripts run as they are: Chromium slows pages alone."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return devtools


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


async def until_true(page: Page, what: str, pause: float = 0.05, within: float = PATIENCE) -> float:
    """What it says once it says something. Raises TimeoutError with the question, and where the page stood."""
    try:
        async with asyncio.timeout(within):
            while True:
                with contextlib.suppress(Error):  # the page is only coming
                    if found := await page.evaluate(what):
                        return float(found)
                await asyncio.sleep(pause)
    except TimeoutError:
        raise TimeoutError(f"not true within {within:.0f} s at {page.url}: {what}") from None


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


async def settled(page: Page) -> None:
    """What the phone does by itself after a start is done."""
    await page.evaluate("() => new Promise((done) => requestIdleCallback(done, { timeout: 5000 }))")
    await asyncio.sleep(0.5)


async def opens_card(page: Page, n: int) -> float:
    row = page.locator('[data-screen="clients"] a.row').nth(n % 5)
    await page.evaluate("() => (seen.acts = [], null)")
    await row.tap()
    await page.locator('[data-screen="card"] .card-name').wait_for()
    found = float(await page.evaluate(WORST))
    await page.go_back()
    await settled(page)
    return found


async def sends(house: House, page: Page, times: int) -> list[float]:
    thread = await page.evaluate(SOMEBODY)
    await page.goto(f"{house.site}/threads/{thread}")
    field = page.locator(".composer textarea")
    await field.wait_for()
    found = []
    for n in range(times):
        await field.fill(f"Добрый день! {n}")
        await settled(page)
        await page.evaluate("() => (seen.acts = [], null)")
        await page.locator(".composer .send").tap()
        await page.locator("[data-message]", has_text=f"Добрый день! {n}").last.wait_for()
        found.append(float(await page.evaluate(WORST)))
    return found


async def swipes(house: House, page: Page, devtools: CDPSession, times: int) -> list[float]:
    """A row that waits is pushed to the left until its choices open."""
    await page.goto(f"{house.site}/inbox")
    row, choices = page.locator(".swiped").first, page.get_by_role("dialog")
    await row.wait_for()
    found = []
    for _ in range(times):
        await settled(page)
        box = await row.bounding_box()
        assert box
        y = box["y"] + box["height"] / 2
        await page.evaluate("() => (seen.acts = [], null)")
        points = [{"x": x, "y": y} for x in range(300, 120, -15)]
        for n, point in enumerate(points):
            kind = "touchMove" if n else "touchStart"
            await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await choices.wait_for()
        found.append(float(await page.evaluate(PUSHED)))
        await page.keyboard.press("Escape")
        await choices.wait_for(state="detached")
    return found


async def scrolls(house: House, page: Page, devtools: CDPSession) -> int:
    await page.goto(f"{house.site}/clients")
    await until_true(page, FIRST)
    await settled(page)
    await asyncio.sleep(2)
    await page.evaluate("() => (seen.long = [], null)")
    gesture = {"x": 195, "y": 500, "yDistance": -1_500, "speed": 3_000, "gestureSourceType": "touch"}
    for _ in range(max(2, house.clients * 72 // 1_500)):
        await devtools.send("Input.synthesizeScrollGesture", gesture)
    return int(await page.evaluate("() => seen.long.length"))


def p75(found: Any) -> float:
    ordered = sorted(found)
    return round(
        ordered[0] if len(ordered) == 1 else statistics.quantiles(ordered, n=4, method="inclusive")[2]
    )


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    lines = [
        f"{run.at:%Y-%m-%d}, {run.cores} cores, a book of {run.clients}, {run.times} times each, "
        f"beside other work (load {run.load:.0f})",
        "",
        "| what | found | budget | |",
        "|---|---|---|---|",
    ]
    for one in run.budgets:
        unit = one.unit and f" {one.unit}"
        lines.append(
            f"| {one.what} | {one.found:g}{unit} | {'≥' if one.low else '≤'} {one.limit:g}{unit} "
            f"| {'' if one.kept else 'missed'} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
