"""The development server: every token and part on one page, and a make-believe house that the phone can live in."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from tests.browser.barriers import barriers
from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[2]
STATES = [
    "here",
    "queued",
    "sent",
    "delivered",
    "failed",
    "not_confirmed",
    "refused",
    "asks",
    "withdrawn",
    "held",
]


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[str]:
    port = free_port()
    server = await asyncio.create_subprocess_exec(
        ROOT / "scripts/with-node", "node", "app/pwa/dev/serve.mjs",
        cwd=ROOT, env={**os.environ, "PORT": str(port)}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert server.stdout is not None
    assert str(port).encode() in await server.stdout.readline()  # it says so once it listens
    yield f"http://localhost:{port}"
    server.kill()
    await server.wait()


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    said: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        said.append(f"{message.text} {message.location.get('url', '')}")

    context = await chromium.new_context(viewport={"width": 800, "height": 900}, locale="ru-RU")
    page = await context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    await context.close()
    assert said == []


async def test_every_token_and_every_part_is_shown_in_both_lights(site: str, page: Page) -> None:
    await page.goto(f"{site}/styleguide")
    await expect(page.locator("[data-light]")).to_have_count(2)
    named = set(
        re.findall(r"^  (--[\w-]+):", (ROOT / "app/pwa/src/styles/tokens.css").read_text("utf-8"), re.M)
    )
    for light in ("light", "dark"):
        guide = page.locator(f'[data-light="{light}"]')
        shown = await guide.locator("[data-token]").evaluate_all("(all) => all.map((it) => it.dataset.token)")
        assert named
        assert named == set(shown) & named
        for state in STATES:
            await expect(guide.locator(f'.bubble[data-state="{state}"]')).to_be_visible()
        await expect(guide.locator('.wait[data-urgency="late"]').first).to_be_visible()
    light, dark = [
        await page.locator(f'[data-light="{one}"]').evaluate("(it) => getComputedStyle(it).backgroundColor")
        for one in ("light", "dark")
    ]
    assert light != dark
    await page.locator('[data-opens="sheet"]').first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.locator('[data-opens="toast"]').first.click()
    await expect(page.locator(".toast")).to_be_visible()
    assert await barriers(page) == []


async def test_the_phone_lives_in_the_make_believe_house(site: str, page: Page) -> None:
    """Its shapes are those of the API as the phone reads them: nothing is missing and nothing breaks."""
    await page.goto(site)
    await expect(page.locator('[data-screen="today"] .talk-row').first).to_be_visible()
    await page.get_by_role("link", name="Переписки").click()
    await page.locator('[data-screen="inbox"] a.row', has_text="Анна Сергеевна").first.click()
    await expect(page.locator('[data-screen="thread"] .bubble').first).to_be_visible()
    await page.locator(".head-who").click()
    card = page.locator('[data-screen="card"][data-client]')
    await expect(card.locator(".timeline")).to_have_attribute("aria-busy", "false")
    await expect(card).to_contain_text("Camry")
