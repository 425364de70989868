"""The whole book in the pocket: with the server stopped everything is there to read, every act waits on the phone's
disk, and when the server comes back each of them arrives once. Real Chromium, killed as a phone kills it."""

import asyncio
import contextlib
import random
import re
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.async_api import BrowserContext, Error, Page, Route, async_playwright, expect

from app.kit.ids import new_id
from tests.browser.conftest import CLIENTS, PHONE, QUIET, chromium_path
from tests.operation.ground import until
from tests.stories.ground import ANNA, Town

MESSAGES, NOTES, STEPS, EDITS = 24, 14, 6, 6
LOST = 0.3  # of the answers, once the server is back


class Pocket:
    """A phone with its own disk: the browser can be killed and started again."""

    def __init__(self, town: Town, disk: Path) -> None:
        self.town, self.disk = town, disk
        self.context: BrowserContext | None = None
        self.complaints: list[str] = []
        self.disk_breaks = ""
        """A script before that of the replica's keeper; no service worker then: it would fetch that itself."""

    async def start(self, playwright: Any, path: str = "/") -> Page:
        where = chromium_path()
        self.context = context = await playwright.chromium.launch_persistent_context(
            str(self.disk), executable_path=where, args=QUIET, viewport=PHONE, locale="ru-RU",
            service_workers="block" if self.disk_breaks else "allow",
        )  # fmt: skip
        if self.disk_breaks:
            await context.route("**/assets/replica-*.js", self.break_disk)
        page = context.pages[0] if context.pages else await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(self.town.site + path if path.startswith("/") else path)
        return page

    async def break_disk(self, route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=self.disk_breaks + await answer.text())

    async def kill(self) -> None:
        """As a phone short of memory does: no page is told."""
        mine = [p for p in psutil.process_iter() if str(self.disk) in " ".join(command_of(p))]
        assert mine
        for process in mine:
            process.kill()
        psutil.wait_procs(mine, timeout=10)
        self.context = None
        for left in self.disk.glob("Singleton*"):
            left.unlink(missing_ok=True)


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture
async def playwright() -> AsyncIterator[Any]:
    if chromium_path() is None:
        pytest.skip("The browser tests need Chromium: install your system's package `chromium`.")
    async with async_playwright() as found:
        yield found


@pytest.fixture
async def pocket(town: Town, tmp_path: Path, playwright: Any) -> AsyncIterator[Pocket]:
    async for phone in pockets(town, tmp_path / "disk"):
        yield phone


async def pockets(town: Town, disk: Path) -> AsyncIterator[Pocket]:
    """One phone for a test, with a house that serves again when it is over."""
    phone = Pocket(town, disk)
    yield phone
    if town.serving is None or town.serving.process.poll() is not None:
        town.start()
    if phone.context:
        with contextlib.suppress(Error):  # it may be the one that was killed
            await phone.context.close()
    assert phone.complaints == []


async def takes_the_book_along(phone: Pocket, playwright: Any, person: str = "vera") -> Page:
    """Signed in, with every record on the disk and the shell kept for starts without a network."""
    page = await phone.start(playwright, phone.town.link(person))
    await page.goto(phone.town.site + "/me")
    await expect(page.get_by_text("Карточек на этом телефоне")).to_be_visible()
    taken = page.locator(".setting", has_text="Карточек на этом телефоне").locator(".setting-value")
    await expect(taken).to_have_text(str(CLIENTS), timeout=60_000)
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    assert phone.context is not None
    await phone.context.close()  # a browser keeps its cookies on the disk when it is closed, or later
    return await phone.start(playwright, "/me")


async def opens_card(page: Page, name: str) -> None:
    await page.get_by_role("link", name="Клиенты").click()
    await page.locator('[data-screen="clients"] a.row', has_text=name).first.click()
    await expect(page.locator('[data-screen="card"] .card-name')).to_have_text(name)


async def test_with_the_server_stopped_every_card_opens_with_its_years(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    book = town.api("vera", "GET", "/api/book")["clients"]
    page = await takes_the_book_along(pocket, playwright)
    assert town.serving is not None
    town.serving.end()
    await pocket.kill()
    page = await pocket.start(playwright, "/clients")
    await expect(page.get_by_role("status").filter(has_text="Нет связи")).to_be_visible()
    assert len(book) == CLIENTS
    for client in book:
        await page.goto(f"{town.site}/clients/{client['id']}")
        await expect(page.locator('[data-screen="card"] .card-name')).to_have_text(client["name"])
        await expect(page.locator(".timeline .event").first).to_be_visible()
    [talker] = [line for line in book if line["name"] == ANNA]
    await page.goto(f"{town.site}/clients/{talker['id']}")
    await expect(page.locator("[data-event]").first).to_be_visible()
    await page.goto(f"{town.site}/me")
    await expect(page.locator(".setting", has_text="Карточек на этом телефоне")).to_contain_text(str(CLIENTS))
    await page.goto(f"{town.site}/threads/{talker['thread_id']}")
    await expect(page.locator("[data-message]").first).to_be_visible()


async def write(page: Page, thread: str, words: list[str]) -> None:
    await page.goto(re.sub(r"(://[^/]+).*", rf"\1/threads/{thread}", page.url))
    box = page.locator(".composer textarea")
    for one in words:
        await box.fill(one)
        await page.locator(".composer .send").click()
        await expect(page.locator("[data-message]", has_text=one)).to_have_attribute("data-state", "here")


async def note(page: Page, client: str, words: str) -> None:
    await page.goto(re.sub(r"(://[^/]+).*", rf"\1/clients/{client}", page.url))
    await page.locator(".acts").get_by_role("button", name="Записать").click()
    sheet = page.locator('[data-sheet="log"]')
    await sheet.locator('[data-choice="note"]').click()
    await sheet.get_by_role("textbox").first.fill(words)
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(page.locator(".timeline")).to_contain_text(words)


async def plan(page: Page, client: str, step: str) -> None:
    await page.goto(re.sub(r"(://[^/]+).*", rf"\1/clients/{client}", page.url))
    await page.locator(".next-step").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("textbox").first.fill(step)
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(page.locator(".next-step")).to_contain_text(step)


async def edit(page: Page, client: str, form: str) -> None:
    await page.goto(re.sub(r"(://[^/]+).*", rf"\1/clients/{client}", page.url))
    await page.get_by_role("button", name="Изменить карточку").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Как обращаться").fill(form)
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator('[data-screen="card"] h1').first).to_have_text(form)


async def kept(page: Page, acts: int) -> None:
    """All of them lie on the disk."""
    await page.goto(re.sub(r"(://[^/]+).*", r"\1/me/outbox", page.url))
    await expect(page.locator("[data-act]")).to_have_count(acts)
    await expect(page.get_by_text("Сохранено на телефоне")).to_have_count(acts)


async def loses_answers(context: BrowserContext, share: float) -> None:
    """The server hears everything; of its answers some never arrive."""
    luck = random.Random(5)

    async def lose(route: Route) -> None:
        answer = await route.fetch()
        await (route.abort() if luck.random() < share else route.fulfill(response=answer))

    await context.route(re.compile(r"/sync/(push|pull)"), lose)


async def test_fifty_acts_without_a_server_outlive_three_kills_and_arrive_once(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    book = town.api("vera", "GET", "/api/book")["clients"]
    threads = [line["thread_id"] for line in book if line["thread_id"] and line["connected"]][:4]
    page = await takes_the_book_along(pocket, playwright)
    assert town.serving is not None
    town.serving.end()
    said = {thread: [f"Отвечаю {n}.{k}" for k in range(MESSAGES // 4)] for n, thread in enumerate(threads)}
    for thread, words in said.items():
        await write(page, thread, words)
    await kept(page, MESSAGES)
    await pocket.kill()
    page = await pocket.start(playwright, "/clients")
    noted = [(book[n % CLIENTS]["id"], f"Заметка без связи, {n}-я") for n in range(NOTES)]
    for client, words in noted:
        await note(page, client, words)
    await kept(page, MESSAGES + NOTES)
    await pocket.kill()
    page = await pocket.start(playwright, "/clients")
    planned = {line["id"]: f"Шаг без связи, {n}-й" for n, line in enumerate(book[:STEPS])}
    edited = {line["id"]: f"Правка {n}" for n, line in enumerate(book[STEPS : STEPS + EDITS])}
    for client, step in planned.items():
        await plan(page, client, step)
    for client, form in edited.items():
        await edit(page, client, form)
    await kept(page, MESSAGES + NOTES + STEPS + EDITS)
    await pocket.kill()
    page = await pocket.start(playwright, "/me/outbox")
    await expect(page.locator("[data-act]")).to_have_count(MESSAGES + NOTES + STEPS + EDITS)
    assert pocket.context is not None
    await loses_answers(pocket.context, LOST)
    town.start()
    back = time.monotonic()
    await expect(page.get_by_text("Всё отправлено")).to_be_visible(timeout=60_000)
    print(f"fifty acts went out within {time.monotonic() - back:.0f} s of the house's return")

    for thread, words in said.items():
        page_of = town.api("vera", "GET", f"/api/threads/{thread}/messages?limit=100")["messages"]
        assert [m["text"] for m in page_of if m["text"] in words] == words, "once each, in their order"
    for client, words in noted:
        lines = town.api("vera", "GET", f"/api/clients/{client}/timeline?limit=50&kinds=touch")["items"]
        assert sum(words in line["text"] for line in lines) == 1
    for client, step in planned.items():
        assert town.api("vera", "GET", f"/api/clients/{client}")["next_step"] == step
    for client, form in edited.items():
        assert town.api("vera", "GET", f"/api/clients/{client}")["address_form"] == form
        changed = town.api("vera", "GET", f"/api/clients/{client}/fields/address_form/history")
        assert sum(one["after"] == form for one in changed["items"]) == 1, changed


async def test_a_reply_that_waited_asks_when_the_client_wrote_again(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    anna = await town.meets(700_001)
    town.bot_works()
    await anna.starts(town.invitation())
    await anna.says("Когда забирать?")
    thread = until(lambda: waits(town), "Anna waits")
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    await page.goto(f"{town.site}/threads/{thread}")
    await expect(page.locator("[data-message]", has_text="Когда забирать?")).to_be_visible()
    await pocket.context.set_offline(True)
    await write_here(page, "Забирайте в шесть")
    await page.evaluate("() => { const real = Date.now; Date.now = () => real() + 61_000 }")
    await anna.says("Уже не надо, спасибо")
    until(lambda: "Уже не надо" in str(town.annas_talk()["messages"]), "her words are there")
    await pocket.context.set_offline(False)
    bubble = page.locator("[data-message]", has_text="Забирайте в шесть")
    await expect(bubble).to_have_attribute("data-state", "asks")
    await expect(page.get_by_text("клиент написал ещё")).to_be_visible()
    assert "Забирайте в шесть" not in str(town.annas_talk()["messages"])
    await page.get_by_role("button", name="Отправить всё равно").click()
    until(lambda: "Забирайте в шесть" in str(town.annas_talk()["messages"]), "it is sent")


def waits(town: Town) -> str | None:
    line = town.annas_talk()
    found = [m for m in line["messages"] if m["text"] == "Когда забирать?"]
    return str(line["thread"]["thread_id"]) if found else None


async def write_here(page: Page, words: str) -> None:
    await page.locator(".composer textarea").fill(words)
    await page.locator(".composer .send").click()
    await expect(page.locator("[data-message]", has_text=words)).to_have_attribute("data-state", "here")


async def test_what_was_written_when_the_session_ended_waits_for_its_writer(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    client = next(line["id"] for line in town.api("vera", "GET", "/api/book")["clients"])
    assert pocket.context is not None
    await pocket.context.set_offline(True)
    await note(page, client, "Написано без связи")
    await kept(page, 1)
    await pocket.context.clear_cookies()
    await pocket.context.set_offline(False)
    await expect(page.locator('[data-screen="signin"]')).to_be_visible()
    waiting = {"keys": 1, "book": 0, "taking": 0, "records": 0, "stale": 0, "acts": 1, "drafts": 0}
    await on_disk(page, lambda found: found == waiting)
    await page.goto(town.link("oleg"))
    await expect(page.locator('[data-screen="today"]')).to_be_visible()
    assert (await shelves(page))["acts"] == 1, "not under another name"
    await page.goto(town.link("vera"))
    await expect(page.locator('[data-screen="today"]')).to_be_visible()

    def noted() -> bool:
        lines = town.api("vera", "GET", f"/api/clients/{client}/timeline?limit=50&kinds=touch")["items"]
        return sum("Написано без связи" in line["text"] for line in lines) == 1

    until(noted, "the note is on the card")


async def test_whoever_signs_in_over_a_colleague_sends_nothing_in_their_own_name(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    client = next(line["id"] for line in town.api("vera", "GET", "/api/book")["clients"])
    assert pocket.context is not None
    sent: list[str] = []
    page.on(
        "request", lambda asked: sent.append(asked.post_data or "") if "/sync/push" in asked.url else None
    )
    await pocket.context.set_offline(True)
    await note(page, client, "Слова Веры")
    await kept(page, 1)
    link = town.link("oleg")
    await page.close()  # with the server back it would send at once
    page = await pocket.context.new_page()
    page.on(
        "request", lambda asked: sent.append(asked.post_data or "") if "/sync/push" in asked.url else None
    )
    sent.clear()
    await pocket.context.set_offline(False)
    await page.goto(link)
    await expect(page.locator('[data-screen="today"]')).to_be_visible()
    await page.goto(f"{town.site}/me")
    await expect(page.get_by_role("heading", name="Олег Титов")).to_be_visible()
    assert [body for body in sent if "Слова Веры" in body] == []
    assert (await shelves(page))["acts"] == 1


async def test_nothing_goes_out_before_the_house_has_said_whose_phone_it_is(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    client = next(line["id"] for line in town.api("vera", "GET", "/api/book")["clients"])
    assert pocket.context is not None
    await page.route("**/sync/push", lambda route: route.abort())
    await note(page, client, "Написано раньше, чем известно кем")
    await kept(page, 1)
    await page.close()
    answers, sent = asyncio.Event(), list[str]()

    async def hold(route: Route) -> None:
        await answers.wait()
        await route.continue_()

    await pocket.context.route(re.compile(r"/api/me$"), hold)
    pocket.context.on("request", lambda asked: sent.append(asked.url) if "/sync/push" in asked.url else None)
    page = await pocket.context.new_page()
    await page.goto(f"{town.site}/me/outbox")
    await expect(page.locator("[data-act]")).to_have_count(1)
    # Whatever makes a phone send, and then its turn at the outbox, which is over when nothing more goes out by it.
    await page.evaluate("['online', 'focus'].forEach((what) => dispatchEvent(new Event(what)))")
    await page.evaluate("navigator.locks.request('okno-outbox', () => null)")
    assert sent == []
    await expect(page.locator("[data-act]")).to_have_attribute("data-state", "here")
    answers.set()
    await expect(page.get_by_text("Всё отправлено")).to_be_visible()
    lines = town.api("vera", "GET", f"/api/clients/{client}/timeline?limit=50&kinds=touch")["items"]
    assert (bool(sent), sum("известно кем" in line["text"] for line in lines)) == (True, 1)


async def test_signing_out_leaves_nothing_of_the_clients_on_the_phone(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    everything = {"keys": 1, "book": 1, "taking": 1, "records": CLIENTS, "stale": 0, "acts": 0, "drafts": 0}
    await on_disk(page, lambda found: found == everything)
    await page.get_by_role("button", name="Выйти").click()
    await page.get_by_role("dialog").get_by_role("button", name="Выйти").click()
    await expect(page.locator('[data-screen="signin"]')).to_be_visible()
    await empty(page)


async def test_a_dismissed_managers_phone_keeps_nothing_not_even_what_was_unsent(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright, "oleg")
    people = town.api("irina", "GET", "/api/people")["people"]
    oleg = next(one["id"] for one in people if one["handle"] == "oleg")
    client = next(line["id"] for line in town.api("oleg", "GET", "/api/book")["clients"])
    assert pocket.context is not None
    await pocket.context.set_offline(True)
    await note(page, client, "Уже не мой клиент")
    await kept(page, 1)
    town.api("alla", "POST", f"/api/people/{oleg}/deactivation", {"id": str(new_id())})
    try:
        await pocket.context.set_offline(False)
        await expect(page.locator('[data-screen="signin"]')).to_be_visible()
        await empty(page)
    finally:
        town.api("alla", "DELETE", f"/api/people/{oleg}/deactivation")


async def test_what_lies_on_the_disk_is_sealed(town: Town, pocket: Pocket, playwright: Any) -> None:
    await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    await pocket.context.close()
    pocket.context = None
    written = b"".join(
        file.read_bytes() for file in pocket.disk.rglob("*") if "IndexedDB" in str(file) and file.is_file()
    )
    assert len(written) > 50_000
    for name in (ANNA, "Ковал", "timeline"):
        assert name.encode() not in written
        assert name.encode("utf-16-le") not in written


async def test_a_client_handed_over_leaves_the_phone_and_its_disk(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    people = town.api("irina", "GET", "/api/people")["people"]
    ids = {one["handle"]: one["id"] for one in people}
    client = next(line for line in town.api("vera", "GET", "/api/book")["clients"] if line["name"] != ANNA)
    body = {"id": str(new_id()), "from_id": ids["vera"], "to_id": ids["oleg"], "clients": [client["id"]]}
    transfer = town.api("irina", "POST", "/api/transfers", body)
    try:
        await on_disk(page, lambda found: found["records"] == CLIENTS - 1)
    finally:
        town.api("irina", "DELETE", f"/api/transfers/{transfer['id']}")


async def empty(page: Page) -> None:
    """Nothing is left on the phone's disk. Its keeper works beside the page, which may be there a moment before."""
    await on_disk(page, lambda found: set(found.values()) == {0})


async def on_disk(page: Page, so: Callable[[dict[str, int]], bool]) -> None:
    """Waits until what lies on the phone's disk is so."""
    found: dict[str, int] = {}
    for _ in range(120):
        found = await shelves(page)
        if so(found):
            return
        await page.wait_for_timeout(250)
    raise AssertionError(f"on the disk lie {found}")


async def shelves(page: Page) -> dict[str, int]:
    """How many things lie on each shelf of the phone's disk."""
    counted: dict[str, int] = await page.evaluate(
        """async () => {
            const disk = await new Promise((yes, no) => {
                const asked = indexedDB.open('okno')
                asked.onsuccess = () => yes(asked.result)
                asked.onerror = () => no(asked.error)
            })
            const found = {}
            for (const name of disk.objectStoreNames) {
                found[name] = await new Promise((yes) => {
                    const asked = disk.transaction(name).objectStore(name).count()
                    asked.onsuccess = () => yes(asked.result)
                })
            }
            disk.close()
            return found
        }"""
    )
    return counted
