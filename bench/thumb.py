"""A phone in this machine's Chromium and a thumb on it: each movement, and how long the page took to answer it."""

import asyncio
import contextlib
import shutil
from pathlib import Path
from typing import Any

import click
from playwright.async_api import BrowserContext, CDPSession, Error, Page

from bench.demo_house import House

SLOWER = 4  # times, the processor
PATIENCE = 600.0  # seconds for what surely comes, over the slowest line
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
