"""Every screen at phone and desk size, in both lights: it stands, nothing scrolls sideways, thumbs can hit it, and
nobody is kept from using it."""

import gzip
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.conftest import Open, comes
from tests.stories.ground import ANNA, Town

SCREENS = {
    "vera": {
        "today": "/",
        "inbox": "/inbox",
        "clients": "/clients",
        "me": "/me",
        "getting_in": "/getting-in",
        "outbox": "/me/outbox",
        "own": "/me/telegram",
        "schedule": "/me/schedule",
        "duty": "/duty",
        "promises": "/me/promises",
    },
    "irina": {
        "today": "/",
        "inbox": "/inbox",
        "clients": "/clients",
        "me": "/me",
        "books": "/me/books",
        "board": "/board",
        "coverage": "/me/coverage",
        "promises": "/me/promises",
        "bursts": "/me/bursts",
        "wakes": "/me/wakes",
    },
    "alla": {
        "people": "/me/people",
        "standards": "/me/standards",
        "channels": "/me/channels",
        "telephony": "/me/telephony",
        "templates": "/me/templates",
    },
}


# A bubble's menu button is for mouse and keyboard; a thumb presses the bubble itself.
SMALL = """() => [...document.querySelectorAll('button, a[href], input, textarea')]
    .filter((it) => it.checkVisibility() && !it.closest('.letters, .bubble-more') && it.className !== 'unseen')
    .map((it) => [it.getBoundingClientRect(), it])
    .filter(([box]) => box.width && box.height && box.bottom > 0 && box.top < innerHeight)
    .filter(([box]) => box.width < 43.5 || box.height < 43.5)
    .map(([box, it]) => `${it.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""

CACHED = """async () => {
    const caught = await Promise.all((await caches.keys()).map((name) => caches.open(name)))
    const requests = await Promise.all(caught.map((cache) => cache.keys()))
    return requests.flat().map((request) => new URL(request.url).pathname)
}"""

MOST = {"js": 45_000, "css": 10_000}  # bytes, packed, before the first screen stands


async def test_what_the_first_screen_waits_for_weighs_little(town: Town) -> None:
    async with httpx.AsyncClient(base_url=town.site, headers={"accept-encoding": "gzip"}) as line:
        page = (await line.get("/")).text
        for kind, most in MOST.items():
            wanted = re.findall(rf'<[^>]*(?:src|href)="(/assets/[^"]+\.{kind})"[^>]*>', page)
            first = {path for path in wanted if "more-" not in path}  # its styles wait behind the first paint
            weights = {path: len(gzip.compress((await line.get(path)).content)) for path in first}
            assert 0 < sum(weights.values()) <= most, weights


async def test_whoever_is_new_is_found_out_in_the_talk(town: Town, opened: Open) -> None:
    page = await opened("vera", path="/inbox")
    await page.get_by_role("link", name="Sergey V").first.click()
    await page.get_by_role("button", name="Кто это?").click()
    sheet = page.get_by_role("dialog", name="Кто это?")
    await sheet.get_by_role("button", name="Новая карточка").click()
    await expect(sheet.get_by_label("Имя полностью")).to_have_value("Sergey V")


def anna_of(town: Town) -> str:
    clients = town.api("vera", "GET", "/api/book")["clients"]
    return next(client["id"] for client in clients if client["name"] == ANNA)


async def stands(page: Page, screen: str) -> None:
    await expect(page.locator(f'[data-screen="{screen}"]').first).to_be_visible(timeout=20_000)
    sideways = await page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert sideways <= 0, f"{screen} scrolls sideways by {sideways} px"


async def every_screen(
    town: Town,
    opened: Open,
    *,
    desk: bool = False,
    dark: bool = False,
    zoomed: bool = False,
    still: bool = False,
) -> AsyncIterator[tuple[str, Page]]:
    """Each screen of each person, standing and at rest; at last a sheet over it."""
    talk = {
        "thread": f"/threads/{town.annas_talk()['thread']['thread_id']}",
        "card": f"/clients/{anna_of(town)}",
    }
    for person, screens in SCREENS.items():
        page = await opened(person, desk=desk, dark=dark, zoomed=zoomed, still=still)
        for screen, path in {**screens, **({} if person == "alla" else talk)}.items():
            await page.goto(town.site + path)
            await stands(page, screen)
            await page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
            yield f"{person}'s {screen}", page
        if person == "vera" and not desk:
            await page.goto(town.site)
            await page.get_by_role("button", name="Записать").click()
            await expect(page.locator('[data-sheet="log"]')).to_be_visible()
            yield "the log sheet", page


@pytest.mark.parametrize(
    ("desk", "dark"), [(False, False), (False, True), (True, False)], ids=["light", "dark", "desk"]
)
async def test_every_screen_stands_and_keeps_nobody_out(
    town: Town, opened: Open, desk: bool, dark: bool
) -> None:
    found: dict[str, list[str]] = {}
    async for screen, page in every_screen(town, opened, desk=desk, dark=dark):
        found[screen] = await barriers(page)
        if not desk:
            found[screen] += await page.evaluate(SMALL)
    assert len(found) > sum(map(len, SCREENS.values()))
    assert {screen: all for screen, all in found.items() if all} == {}


async def test_a_supervisor_reads_whose_client_it_is_however_long_the_car(town: Town, opened: Open) -> None:
    page = await opened("irina", path="/clients")
    row = page.locator("[data-client] .row-last").first
    await expect(row).to_have_text(re.compile(r"^(Вера|Олег) · "), timeout=20_000)
    await page.goto(f"{town.site}/inbox")
    under = page.locator(".talk-row:not(:has(.tag)) .row-under").first
    await expect(under).to_have_text(re.compile(r"^(Вера|Олег)( · |$)"), timeout=20_000)
    await expect(under).to_be_visible()


@pytest.mark.parametrize(
    ("person", "words"),
    [("vera", "Выберите клиента"), ("alla", "сотрудниками или стандартами"), ("sofia", "вопрос клиента")],
)
async def test_an_empty_desk_speaks_to_whoever_sits_there(opened: Open, person: str, words: str) -> None:
    page = await opened(person, desk=True)
    await expect(page.locator(".nothing-open")).to_contain_text(words, timeout=20_000)


async def test_a_screen_of_another_role_says_so_and_leads_back(opened: Open) -> None:
    page = await opened("vera", path="/me/books")
    await expect(page.locator('[data-screen="not_yours"]')).to_contain_text("другой роли")
    await page.locator('[data-screen="not_yours"]').get_by_role("link", name="Сегодня").click()
    await expect(page.locator('[data-screen="today"]')).to_be_visible()


async def test_today_tells_what_comes_next_by_the_clock_with_what_is_late_first(
    town: Town, opened: Open
) -> None:
    page = await opened("vera")
    times = page.locator(".next-time")
    await expect(times.first).to_be_visible(timeout=20_000)
    told = await times.evaluate_all("(all) => all.map((it) => it.dateTime)")
    assert told == sorted(told)
    late = await times.evaluate_all("(all) => all.map((it) => 'past' in it.dataset)")
    assert late == sorted(late, reverse=True)


async def test_the_card_shows_what_it_must_and_nothing_it_must_not(town: Town, opened: Open) -> None:
    page = await opened("vera", path=f"/clients/{anna_of(town)}")
    card = page.locator('[data-screen="card"]').first
    await expect(card).to_contain_text("Анна Сергеевна")
    await expect(card).to_contain_text("Vesta")
    await expect(card).to_contain_text("11:00")


async def test_the_search_finds_a_colleagues_client_as_a_line_and_no_card(town: Town, opened: Open) -> None:
    book = town.api("oleg", "GET", "/api/book")["clients"]
    foreign = book[0]
    page = await opened("vera", path="/clients")
    await page.get_by_role("searchbox").fill(foreign["phones"][0][-6:])
    row = page.get_by_text(foreign["name"]).first
    await expect(row).to_be_visible(timeout=20_000)
    await expect(page.locator('[data-screen="clients"]')).to_contain_text("Олег")


async def test_english_is_whole(town: Town, opened: Open) -> None:
    town.api("irina", "PATCH", "/api/me", {"language": "en"})
    try:
        page = await opened("irina")
        await expect(page.locator('[data-screen="today"]')).to_contain_text("Today", timeout=20_000)
        nav = await page.locator("nav").first.inner_text()
        assert not any("а" <= char <= "я" for char in nav.lower()), nav
    finally:
        town.api("irina", "PATCH", "/api/me", {"language": "ru"})


async def test_the_shell_opens_without_a_server_and_keeps_no_data_in_its_cache(
    town: Town, opened: Open
) -> None:
    page = await opened("vera")
    await expect(page.locator('[data-screen="today"]')).to_be_visible(timeout=20_000)
    await comes(page, "navigator.serviceWorker.ready.then((it) => !!it.active)")
    await comes(page, f"({CACHED})().then((paths) => paths.some((path) => path.startsWith('/assets/')))")
    cached = await page.evaluate(CACHED)
    assert cached
    assert not [path for path in cached if path.startswith(("/api", "/sync", "/sign-in"))]
    assert town.serving is not None
    town.serving.end()
    try:
        await page.goto(f"{town.site}/inbox")
        await expect(page.locator("[data-screen]").first).to_be_visible(timeout=20_000)
    finally:
        town.start()


async def test_signing_out_leaves_nothing_behind(town: Town, opened: Open) -> None:
    page = await opened("vera", path="/me")
    await expect(page.locator('[data-screen="me"]').first).to_be_visible(timeout=20_000)
    await page.get_by_role("button", name="Выйти").first.click()
    confirm = page.get_by_role("dialog").get_by_role("button", name="Выйти")
    if await confirm.count():
        await confirm.click()
    await expect(page.locator('[data-screen="signin"]')).to_be_visible(timeout=20_000)
    assert await page.context.cookies() == []
