"""A client without Telegram: the link, the calm page, and the talk in their own browser, in real Chromium."""

import asyncio
import base64
import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, Route, async_playwright, expect

from tests.browser.conftest import PHONE, QUIET, Open, chromium_path, comes
from tests.browser.test_push import STUB
from tests.fakes.push import FakePush
from tests.stories.ground import ANNA, Town, an_hour_is_left

SOUND = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
MOST = 20_000  # bytes of script, packed


@pytest.fixture(scope="module")
async def service() -> AsyncIterator[FakePush]:
    fake = await FakePush.start()
    yield fake
    await fake.stop()


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory, service: FakePush) -> AsyncIterator[Town]:
    town = await Town.founded(tmp_path_factory.mktemp("window"), clients=12)
    town.more = {"OKNO_PUSH_ALLOWED_HOSTS": service.host}
    try:
        town.start()
        town.works_around_the_clock("vera")
        yield town
    finally:
        await town.end()


@pytest.fixture(scope="module")
async def speaking() -> AsyncIterator[Browser]:
    """Chromium with a microphone that hears a tone."""
    where = chromium_path()
    if where is None:
        pytest.skip("The browser tests need Chromium: install your system's package `chromium`.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=where, args=[*QUIET, *SOUND])
        yield browser
        await browser.close()


class Client:
    """Anna's browser. What it complains of is kept; a test that expects trouble says which."""

    def __init__(self, town: Town, context: BrowserContext, page: Page) -> None:
        self.town, self.context, self.page = town, context, page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    async def enter(self) -> None:
        await self.page.goto(self.link())
        await self.page.get_by_role("button", name=re.compile("Написать здесь|Write here")).click()
        await self.page.wait_for_url(f"{self.town.site}/c/")
        await expect(self.field).to_be_visible()

    def link(self) -> str:
        return re.search(r"\S+/c/\S+", self.town.okno("invite", ANNA))[0]  # type: ignore[index]

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox")

    async def says(self, text: str) -> None:
        await self.page.get_by_role("textbox").fill(text)
        await self.page.get_by_role("button", name="Отправить").click()


@pytest.fixture
async def anna(town: Town, speaking: Browser) -> AsyncIterator[Client]:
    context = await speaking.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        device_scale_factor=2,
        locale="ru-RU",
        permissions=["microphone", "notifications"],
    )
    client = Client(town, context, await context.new_page())
    yield client
    await context.close()
    expected = ("net::ERR", "Failed to fetch", "503", "401")
    assert [said for said in client.complaints if not any(part in said for part in expected)] == []


async def test_the_window_weighs_little(town: Town) -> None:
    async with httpx.AsyncClient(base_url=town.site, headers={"accept-encoding": "gzip"}) as line:
        page = (await line.get("/c/")).text
        scripts = re.findall(r'(?:src|href)="(/assets/[^"]+\.js)"', page)
        weights = {path: len(gzip.compress((await line.get(path)).content)) for path in scripts}
    assert len(weights) == 1
    assert sum(weights.values()) <= MOST, weights


async def test_the_link_opens_the_talk_and_both_write_without_a_reload(
    town: Town, anna: Client, opened: Open, pictures: Path
) -> None:
    await anna.page.goto(anna.link())
    await expect(anna.page.get_by_role("heading", name="Вера Орлова")).to_be_visible()
    await anna.page.screenshot(path=pictures / "link.png")
    await anna.page.go_back()
    await anna.enter()
    page = anna.page
    assert page.url == f"{town.site}/c/", "nothing that opens the talk stands in the address"
    assert "okno-window" not in await page.evaluate("document.cookie")
    await expect(page.get_by_role("log")).to_contain_text(
        "Ваш персональный менеджер — Вера Орлова", timeout=30_000
    )
    await expect(page.get_by_role("status")).to_contain_text("Вера Орлова на связи ежедневно")

    vera = await opened("vera", path="/inbox")
    await anna.says("Здравствуйте! Когда будет готова машина?")
    await expect(page.get_by_role("status")).to_contain_text("Ответит Вера Орлова")
    row = vera.locator('[data-screen="inbox"]').get_by_text("Когда будет готова машина?")
    await row.click()
    await vera.get_by_role("textbox", name="Анна Сергеевна").fill("К шести, Анна Сергеевна.")
    await vera.get_by_role("button", name="Отправить").click()
    said = page.locator(".said", has_text="К шести, Анна Сергеевна.")
    await expect(said).to_be_visible(timeout=30_000)
    await expect(said.locator(".author")).to_have_text("Вера Орлова")
    await expect(vera.locator('[data-state="delivered"]', has_text="К шести")).to_be_visible(timeout=30_000)
    await expect(page.get_by_role("status")).to_contain_text("на связи ежедневно")
    for light in ("light", "dark"):
        await page.emulate_media(color_scheme=light)
        await page.screenshot(path=pictures / f"talk-{light}.png")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_what_is_written_without_a_line_survives_a_reload_and_goes_once(anna: Client) -> None:
    await anna.enter()
    page, town = anna.page, anna.town
    line, asked = "cut", 0

    async def on_the_way(route: Route) -> None:
        nonlocal line, asked
        if line == "cut":
            await route.abort()
            return
        asked += 1
        if line == "loses answers":  # the house takes it, and nobody here learns of it
            await route.fetch()
            line = "whole"
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/api/c/messages", on_the_way)
    await anna.says("Это не должно пропасть")
    waiting = page.locator('[data-fate="waits"]', has_text="Это не должно пропасть")
    await expect(waiting).to_contain_text("Ещё не ушло")
    await page.reload()
    await expect(page.locator("[data-fate]", has_text="Это не должно пропасть")).to_be_visible()
    line = "loses answers"
    await expect(page.locator("[data-fate]")).to_have_count(0, timeout=60_000)
    # Known by its id already, it is asked for all the same until it is answered.
    for _ in range(600):
        if asked >= 2:
            break
        await asyncio.sleep(0.05)
    assert asked >= 2
    await expect(page.locator(".said", has_text="Это не должно пропасть")).to_have_count(1)
    texts = [message["text"] for message in town.annas_talk()["messages"]]
    assert texts.count("Это не должно пропасть") == 1


async def test_a_photo_a_voice_and_a_file_arrive(anna: Client, pictures: Path) -> None:
    await anna.enter()
    page, town = anna.page, anna.town
    pixel = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    chooser = page.locator("input[type=file]")
    await chooser.set_input_files({"name": "scratch.png", "mimeType": "image/png", "buffer": pixel})
    await expect(page.locator(".said[data-id] img.photo").last).to_be_visible()
    await chooser.set_input_files({"name": "sts.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"})
    await expect(page.locator(".said[data-id]", has_text="sts.pdf")).to_be_visible()
    await page.get_by_role("button", name="Записать голосовое").click()
    await expect(page.get_by_role("status").last).to_contain_text("Идёт запись")
    await asyncio.sleep(1.5)  # a second of sound
    await page.get_by_role("button", name="Закончить и отправить").click()
    await expect(page.locator(".said[data-id] audio")).to_be_visible(timeout=30_000)
    await page.screenshot(path=pictures / "files.png")
    kinds = [message["kind"] for message in town.annas_talk()["messages"] if message["direction"] == "in"]
    assert kinds[-3:] == ["photo", "document", "voice"]


async def test_more_files_than_a_message_takes_go_in_further_ones_and_an_empty_one_is_told(
    anna: Client,
) -> None:
    await anna.enter()
    page, town = anna.page, anna.town
    sheets = [{"name": f"sheet-{n}.txt", "mimeType": "text/plain", "buffer": b"x"} for n in range(12)]
    nothing = {"name": "nothing.txt", "mimeType": "text/plain", "buffer": b""}
    await page.locator("input[type=file]").set_input_files([nothing, *sheets])  # type: ignore[list-item]
    await expect(page.locator(".composer [role=alert]")).to_contain_text("Файл пустой")
    await expect(page.locator(".said[data-id]", has_text="sheet-11.txt")).to_be_visible()
    brought = [message for message in town.annas_talk()["messages"] if message["direction"] == "in"]
    assert [len(message["attachments"]) for message in brought[-2:]] == [10, 2]


async def test_words_from_the_house_are_shown_as_words(anna: Client) -> None:
    await anna.enter()
    await anna.says("Вы здесь?")
    await expect(anna.page.locator(".said[data-id]", has_text="Вы здесь?")).to_be_visible()
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    anna.town.answers(hostile)
    await expect(anna.page.locator(".said", has_text="<script>alert(2)</script>")).to_be_visible(
        timeout=30_000
    )
    assert await anna.page.evaluate("document.querySelectorAll('img[src=x], .said script').length") == 0


async def test_a_keyboard_is_enough_and_forgetting_leaves_nothing(anna: Client, pictures: Path) -> None:
    await anna.enter()
    page = anna.page
    await page.get_by_role("textbox").fill("Черновик")
    await page.get_by_role("button", name="Ещё").focus()
    await page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_be_visible()
    await expect(sheet.get_by_role("link", name="Позвонить")).to_be_visible()
    await page.screenshot(path=pictures / "more.png")
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await expect(page.get_by_role("button", name="Ещё")).to_be_focused()
    await page.keyboard.press("Enter")
    await sheet.get_by_role("button", name="Забыть этот браузер").click()
    await sheet.get_by_role("button", name="Забыть этот браузер").click()
    await expect(page.get_by_role("alert")).to_contain_text("Этот браузер Вас забыл")
    assert (
        await page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('okno.window'))")
        == []
    )
    assert "okno-window" not in str(await anna.context.cookies())
    await page.reload()
    await expect(page.get_by_role("alert")).to_contain_text("открывается по персональной ссылке")


async def test_the_window_speaks_the_clients_language(town: Town, anna: Client) -> None:
    [card] = [c for c in town.api("vera", "GET", "/api/book")["clients"] if c["name"] == ANNA]
    path = f"/api/clients/{card['id']}"
    town.api("vera", "PATCH", path, {"base": {"language": "ru"}, "language": "en"})
    try:
        await anna.page.goto(anna.link())
        await anna.page.get_by_role("button", name="Write here").click()
        await expect(anna.page.get_by_role("textbox", name="Message")).to_be_visible()
        await expect(anna.page.get_by_role("button", name="More")).to_be_visible()
        assert await anna.page.evaluate("document.documentElement.lang") == "en"
    finally:
        town.api("vera", "PATCH", path, {"base": {"language": "en"}, "language": "ru"})


async def test_the_supervisor_is_one_tap_away_and_the_client_hears_who_and_by_when(
    anna: Client, pictures: Path
) -> None:
    before = await anna.town.tasks("supervisor")
    await anna.enter()
    page = anna.page
    await page.get_by_role("button", name="Написать руководителю").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("textbox").fill("Третий раз прошу перезвонить")
    await page.screenshot(path=pictures / "supervisor.png")
    await sheet.get_by_role("button", name="Отправить").click()
    await expect(sheet).to_be_hidden()
    await expect(page.get_by_role("log")).to_contain_text(
        "Ирина Белова прочитает это и свяжется с Вами", timeout=30_000
    )
    assert len(await anna.town.tasks("supervisor")) == len(before) + 1
    titles = [item["title"] for item in anna.town.api("irina", "GET", "/api/day")["items"]]
    assert not an_hour_is_left() or "Пишет руководителю: Анна Сергеевна" in titles
    for light in ("light", "dark"):
        await page.emulate_media(color_scheme=light)
        await page.screenshot(path=pictures / f"waiting-{light}.png")


async def test_an_answer_rings_in_the_clients_browser_and_its_tap_opens_the_window(
    anna: Client, service: FakePush
) -> None:
    page, town = anna.page, anna.town
    far = service.browser()
    await page.add_init_script(STUB % json.dumps(far.subscription()))
    await anna.enter()
    await anna.says("Скажите, когда ответите")
    await page.get_by_role("button", name="Ещё").click()
    await page.get_by_role("button", name="Сообщать об ответах").click()
    await expect(page.get_by_role("button", name="Больше не сообщать")).to_be_visible()

    line = await anna.context.new_cdp_session(page)
    found: dict[str, str] = {}
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.update(
            {one["scopeURL"]: one["registrationId"] for one in event["registrations"]}
        ),
    )
    await line.send("ServiceWorker.enable")
    await service.wait_for(lambda: f"{town.site}/c/" in found, "the browser names its worker")

    await page.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden' })"
    )  # looked away
    town.answers("К шести.")
    await service.wait_for(lambda: service.told(far), "the answer is pushed")
    [told] = service.told(far)
    data = {"origin": town.site, "registrationId": found[f"{town.site}/c/"], "data": json.dumps(told)}
    await line.send("ServiceWorker.deliverPushMessage", data)
    ask = """async () => (await (await navigator.serviceWorker.ready).getNotifications({ tag: 'window' }))
             .map((one) => ({ title: one.title, path: one.data.path }))"""
    shown: list[dict[str, str]] = []
    for _ in range(300):
        if shown := await page.evaluate(ask):
            break
        await asyncio.sleep(0.05)
    assert shown == [{"title": "Вам ответили", "path": "/c/"}]
    assert "Вера" not in json.dumps(told, ensure_ascii=False)
    await page.reload()
    await expect(page.get_by_role("log")).to_contain_text("К шести.")
    none = (
        "navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) => all.length === 0)"
    )
    await comes(page, none)
