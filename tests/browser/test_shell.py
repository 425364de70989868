"""The shell on the phone: a newer build comes whole or not at all and waits until nobody types; the house can take the
shell away, and can refuse a phone that is too old: neither costs what was not sent."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.gate import Gate, gate_at
from tests.browser.test_offline import Pocket, kept, note, on_disk, playwright, pocket
from tests.serving import free_port
from tests.stories.ground import Town

__all__ = ["playwright", "pocket"]  # fixtures
BUILD = "document.querySelector('meta[name=build]')?.content ?? ''"
SHELLS = "caches.keys().then((names) => names.filter((name) => name.startsWith('shell-')).sort())"
COUNT = "caches.keys().then((names) => names.length)"
HELD = """(name) => caches.open(name).then((cache) => cache.keys())
    .then((all) => all.map((asked) => new URL(asked.url).pathname))"""
WORKER = "navigator.serviceWorker.ready.then((it) => it.active.state)"
LOOKS = """async () => {
    const kept = await navigator.serviceWorker.getRegistration()
    await kept.update().catch(() => {})
    const coming = kept.installing
    if (!coming) return kept.waiting ? 'installed' : 'none'
    return new Promise((done) => coming.addEventListener('statechange', () => done(coming.state)))
}"""
"""The phone looks for a newer build, as it does whenever it is taken up; answers what became of it."""


@pytest.fixture
async def gate(town: Town) -> AsyncIterator[Gate]:
    """The house behind a gate, under the gate's own address."""
    async with gate_at(free_port()) as gate:
        gate.behind = town.site
        restart(town, OKNO_PUBLIC_URL=gate.site)
        yield gate
    restart(town)


def restart(town: Town, **settings: str) -> None:
    assert town.serving is not None
    town.serving.end()
    town.more = settings
    town.start()


async def enters(town: Town, phone: Pocket, playwright: Any, gate: Gate) -> Page:
    """Signed in with the shell and the book on the disk."""
    page = await phone.start(playwright, town.link("vera"))
    await expect(page.locator('[data-screen="today"]')).to_be_visible()
    await page.evaluate(WORKER)
    await on_disk(page, lambda found: found["book"] == 1 and found["taking"] == 1)
    await page.goto(f"{gate.site}/clients")
    await expect(page.locator('[data-screen="clients"] a.row').first).to_be_visible()
    await becomes(page, "!!navigator.serviceWorker.controller", True)
    return page


async def becomes(page: Page, what: str, value: Any) -> None:
    for _ in range(120):
        if await page.evaluate(what) == value:
            return
        await page.wait_for_timeout(250)
    assert await page.evaluate(what) == value


def anybody(town: Town) -> Any:
    lines = town.api("vera", "GET", "/api/book")["clients"]
    return next(line for line in lines if line["thread_id"] and line["connected"])


async def test_a_newer_build_comes_whole_waits_for_a_tap_and_never_breaks_into_typing(
    town: Town, gate: Gate, pocket: Pocket, playwright: Any
) -> None:
    page = await enters(town, pocket, playwright, gate)
    [before] = await page.evaluate(SHELLS)
    whole = await page.evaluate(HELD, before)
    assert "/" in whole
    assert not [path for path in whole if path.startswith(("/api", "/sync", "/sign-in"))]

    gate.build, gate.lost = "half", "/manifest.webmanifest"
    assert await page.evaluate(LOOKS) == "redundant"
    assert await page.evaluate(HELD, before) == whole, "the build that is here is as whole as it was"
    await page.reload()
    await expect(page.locator('[data-screen="clients"] a.row').first).to_be_visible()
    assert await page.evaluate(BUILD) == ""

    gate.build, gate.lost = "newer", ""
    await page.goto(f"{gate.site}/threads/{anybody(town)['thread_id']}")
    field = page.locator(".composer textarea")
    await field.fill("Пишу и не хочу, чтобы меня")
    assert await page.evaluate(LOOKS) == "installed"
    bar = page.locator(".update-bar")
    await expect(bar).to_have_count(0)
    await field.press_sequentially(" прерывали")
    await expect(field).to_have_value("Пишу и не хочу, чтобы меня прерывали")
    assert await page.evaluate(BUILD) == "", "the page is of the build it began with"

    await page.get_by_role("button", name="Назад").click()
    await expect(bar).to_be_visible()
    search = page.get_by_role("searchbox")
    await page.get_by_role("link", name="Клиенты").click()
    await search.focus()
    await expect(bar).to_have_count(0)
    await search.blur()
    await bar.get_by_role("button", name="Обновить").click()
    await expect(page.locator("meta[name=build]")).to_have_attribute("content", "newer", timeout=120_000)
    [after] = await page.evaluate(SHELLS)
    assert after.startswith("shell-newer")
    assert sorted(await page.evaluate(HELD, after)) == sorted(whole)
    await page.goto(f"{gate.site}/threads/{anybody(town)['thread_id']}")
    await expect(field).to_have_value("Пишу и не хочу, чтобы меня прерывали")


async def test_the_button_works_also_where_another_page_has_taken_the_newer_build(
    town: Town, gate: Gate, pocket: Pocket, playwright: Any
) -> None:
    page = await enters(town, pocket, playwright, gate)
    assert pocket.context is not None
    other = await pocket.context.new_page()
    await other.goto(f"{gate.site}/clients")
    await expect(other.locator('[data-screen="clients"] a.row').first).to_be_visible()
    gate.build = "newest"
    assert await page.evaluate(LOOKS) == "installed"
    for one in (page, other):
        await expect(one.locator(".update-bar")).to_be_visible()
    for one in (page, other):
        await one.locator(".update-bar").get_by_role("button", name="Обновить").click()
        await expect(one.locator("meta[name=build]")).to_have_attribute("content", "newest", timeout=120_000)


async def test_the_house_takes_the_shell_away_and_nothing_else(
    town: Town, gate: Gate, pocket: Pocket, playwright: Any
) -> None:
    client = anybody(town)["id"]
    page = await enters(town, pocket, playwright, gate)
    assert pocket.context is not None
    await pocket.context.route("**/sync/push", lambda route: route.abort())
    await note(page, client, "Написано до выключателя")
    await kept(page, 1)
    restart(town, OKNO_PUBLIC_URL=gate.site, OKNO_PHONE_SHELL="off")
    await page.evaluate(LOOKS)
    await becomes(page, COUNT, 0)
    gate.served.clear()
    await page.reload()
    await expect(page.locator("[data-act]")).to_have_count(1)
    assert "/me/outbox" in gate.served, "the page comes from the house, not from a worker"
    assert await page.evaluate(SHELLS) == [], "and is kept by nobody"
    await on_disk(page, lambda found: found["book"] == 1 and found["records"] > 0 and found["acts"] == 1)
    await pocket.context.unroute("**/sync/push")
    await page.reload()
    await expect(page.get_by_text("Всё отправлено")).to_be_visible()
    assert len(notes_like(town, client, "Написано до выключателя")) == 1

    restart(town, OKNO_PUBLIC_URL=gate.site)
    await page.evaluate(LOOKS)
    await becomes(page, COUNT, 1)


def notes_like(town: Town, client: str, words: str) -> list[Any]:
    lines = town.api("vera", "GET", f"/api/clients/{client}/timeline?limit=50&kinds=touch")["items"]
    return [line for line in lines if words in line["text"]]


async def test_a_phone_that_is_too_old_is_told_to_update_and_keeps_what_was_not_sent(
    town: Town, gate: Gate, pocket: Pocket, playwright: Any
) -> None:
    client = anybody(town)["id"]
    page = await enters(town, pocket, playwright, gate)
    restart(town, OKNO_PUBLIC_URL=gate.site, OKNO_OLDEST_PHONE="9000")
    await note(page, client, "Со старого телефона")
    strip = page.get_by_role("button", name=re.compile("Версия устарела"))
    await expect(strip).to_be_visible()
    await kept(page, 1)
    await expect(page.locator("[data-act]")).to_have_attribute("data-state", "here")
    assert notes_like(town, client, "Со старого телефона") == []
    gate.build = "renewed"
    await strip.click()
    await expect(page.locator("meta[name=build]")).to_have_attribute("content", "renewed", timeout=120_000)
    await kept(page, 1)
    restart(town, OKNO_PUBLIC_URL=gate.site)
    await expect(page.get_by_text("Всё отправлено")).to_be_visible(timeout=120_000)
    await expect(strip).to_have_count(0)
    assert len(notes_like(town, client, "Со старого телефона")) == 1
