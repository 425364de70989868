"""A running demo and real Chromium at phone size, for tests that look at pages as people do."""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    async_playwright,
    expect,
)

from tests.stories.ground import Town

QUIET = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip
expect.set_options(timeout=30_000)  # a busy machine is slow, and slow is not wrong
PHONE = {"width": 390, "height": 844}
CLIENTS = int(os.environ.get("OKNO_TEST_CLIENTS", "12"))
"""Of each manager of the demo. With 400 the tests of what the phone holds (`-k years`) are run by hand."""
DESK = {"width": 1280, "height": 800}
ZOOMED = {"width": 195, "height": 422}
"""The phone as whoever enlarges it twice has it."""


def chromium_path() -> str | None:
    """The system's Chromium; a download of our own is never made."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


Open = Callable[..., Awaitable[Page]]

# Refusals that a test asks for, lines it cuts, a schedule edited on two phones, a code that needs a proof first, and a
# card that may no longer be seen, read once more while it closes.
EXPECTED = re.compile(
    r"status of (401|410|422|503)|status of 404 .* at /api/(clients|threads)/[0-9a-f-]{36}(/\w+)?$"
    r"|status of 409 .* at /api/schedule$|status of 403 .* at /api/me/codes$|net::ERR|Failed to fetch"
)


def complaint(said: ConsoleMessage) -> str:
    """What the console says, and of which address."""
    return f"{said.text} at {urlsplit(said.location.get('url', '')).path}"


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One running demo with a bot for the tests of a file, so that no file depends on what others did."""
    town = await Town.founded(tmp_path_factory.mktemp("browser"), clients=CLIENTS)
    try:
        town.start()
        yield town
    finally:
        await town.end()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    where = chromium_path()
    if where is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and in CI the browser tests must run.")
        pytest.skip("The browser tests need Chromium: install your system's package `chromium`.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=where, args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture
async def opened(town: Town, chromium: Browser) -> AsyncIterator[Open]:
    """Open the phone of a person, signed in; whatever the page complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def open_phone(
        person: str | None,
        *,
        desk: bool = False,
        dark: bool = False,
        zoomed: bool = False,
        still: bool = False,
        path: str = "/",
    ) -> Page:
        context = await chromium.new_context(
            viewport=ZOOMED if zoomed else DESK if desk else PHONE,  # type: ignore[arg-type]
            device_scale_factor=4 if zoomed else 1 if desk else 2,
            reduced_motion="reduce" if still else "no-preference",
            locale="ru-RU",
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(complaint(said)) if said.type == "error" else None)
        page.on("dialog", lambda dialog: complaints.append(f"a dialog opened: {dialog.message}"))
        await page.goto(town.link(person) if person else town.site + path)
        if person and path != "/":
            await page.goto(town.site + path)
        return page

    yield open_phone
    for context in contexts:
        await context.close()
    assert [said for said in complaints if not EXPECTED.search(said)] == []


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return tmp_path


async def opens(button: Locator, what: Locator) -> Locator:
    """Press until it has opened: while the parts of a card still come in, a press can fall beside what moved away."""
    for _ in range(5):
        await button.click()
        with contextlib.suppress(AssertionError):
            await expect(what).to_be_visible(timeout=10_000)
            break
    await expect(what).to_be_visible()
    return what


async def comes(page: Page, what: str, given: Any = None) -> None:
    """Wait until the page says so, also by a promise. (A page's own rules let no text be run that waits inside it, and
    for what waits there a promise is a yes.)"""
    async with asyncio.timeout(30):
        while not await page.evaluate(what, given):
            await page.wait_for_timeout(50)


async def desk(page: Page) -> None:
    """The plus, and in it the way to somebody who came."""
    await page.locator(".nav-plus").click()
    await page.get_by_role("button", name="Кто пришёл?").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
