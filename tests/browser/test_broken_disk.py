"""A browser's own database that breaks: the way to it is lost while the phone slept, a write ends in the middle, or it
answers nobody for a while."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.test_converging import as_in_the_house, replica
from tests.browser.test_devices import notes_like
from tests.browser.test_offline import (
    CLIENTS,
    Pocket,
    kept,
    note,
    on_disk,
    playwright,
    pocket,
    takes_the_book_along,
)
from tests.operation.ground import until
from tests.stories.ground import ANNA, Town

__all__ = ["playwright", "pocket"]  # fixtures

LOST = """
const reach = IDBDatabase.prototype.transaction
const done = new WeakMap()
IDBDatabase.prototype.transaction = function (...given) {
    done.set(this, (done.get(this) ?? 0) + 1)
    if (done.get(this) > 3) throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError')
    return reach.apply(this, given)
};
"""
"""After three looks every way to the database is lost for good; a new one works."""

TORN = """
const put = IDBObjectStore.prototype.put
IDBObjectStore.prototype.put = function (...given) {
    const asked = put.apply(this, given)
    if (this.name === 'stale') this.transaction.abort()
    return asked
};
"""
"""Whatever says that a record grew old ends its whole write, as a full disk does."""


async def test_a_phone_that_lost_the_way_to_its_database_finds_another(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    client = next(line["id"] for line in town.api("vera", "GET", "/api/book")["clients"])
    pocket.disk_breaks = LOST
    page = await pocket.start(playwright, town.link("vera"))
    await on_disk(page, lambda found: found.get("records") == CLIENTS and found["taking"] == 1)
    await page.goto(f"{town.site}/clients")
    assert pocket.context is not None
    await pocket.context.route("**/sync/push", lambda route: route.abort())
    for n in range(3):
        await note(page, client, f"Заметка {n} на старом диске")
    await kept(page, 3)
    await on_disk(page, lambda found: found["acts"] == 3)
    await pocket.context.unroute("**/sync/push")
    await page.reload()
    await expect(page.get_by_text("Всё отправлено")).to_be_visible(timeout=60_000)
    await as_in_the_house(town, page)


async def test_where_a_write_ends_in_the_middle_the_cursor_stays_with_the_rows(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    client = next(line for line in town.api("vera", "GET", "/api/book")["clients"] if line["name"] != ANNA)
    pocket.disk_breaks = TORN
    page = await pocket.start(playwright, town.link("vera"))
    await on_disk(page, lambda found: found.get("records") == CLIENTS and found["stale"] == 0)
    await as_in_the_house(town, page)
    before = await replica(page)
    await page.goto(f"{town.site}/clients/{client['id']}")
    base = {"address_form": town.api("vera", "GET", f"/api/clients/{client['id']}")["address_form"]}
    changed = {"base": base, "address_form": "Пока диск рвался"}
    town.api("vera", "PATCH", f"/api/clients/{client['id']}", changed)
    await expect(page.locator('[data-screen="card"] h1').first).to_have_text(
        "Пока диск рвался", timeout=60_000
    )
    assert (await replica(page))["seqs"] == before["seqs"], "what was not written whole is not written"
    assert pocket.context is not None
    await pocket.context.close()
    assert {said for said in pocket.complaints if "transaction was aborted" not in said} == set()
    pocket.complaints.clear()
    pocket.disk_breaks = "/* whole again */"
    page = await pocket.start(playwright, "/clients")
    await as_in_the_house(town, page)


HANGS = """async () => {
    window.held = indexedDB.open('okno')
    await new Promise((done) => (held.onsuccess = done))
    indexedDB.open('okno', 1000)
}"""
"""A page that does not let the database go, and one that waits for it: whoever comes then waits behind both."""


async def hangs(pocket: Pocket) -> Page:
    """From here on nobody in this browser gets an answer of the database, until this page is closed."""
    assert pocket.context is not None
    holder = await pocket.context.new_page()
    await holder.goto(f"{pocket.town.site}/icons/icon.svg")
    await holder.evaluate(HANGS)
    return holder


async def test_a_phone_whose_database_hangs_works_with_the_house_says_so_and_takes_it_up_when_it_answers(
    town: Town, pocket: Pocket, playwright: Any, pictures: Path
) -> None:
    client = next(line["id"] for line in town.api("vera", "GET", "/api/book")["clients"])
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    await pocket.context.route("**/sync/push", lambda route: route.abort())
    await note(page, client, "Записано, пока память отвечала")
    await kept(page, 1)
    holder = await hangs(pocket)
    await page.goto(f"{town.site}/clients")
    strip = page.locator(".strips", has_text="Память телефона не отвечает")
    await expect(strip).to_be_visible()
    await page.screenshot(path=pictures / "hangs.png")
    await pocket.context.unroute("**/sync/push")
    await expect(page.locator('[data-screen="clients"] a.row').first).to_be_visible()
    await note(page, client, "Записано мимо памяти")
    until(lambda: notes_like(town, client, "Записано мимо памяти") == 1, "it goes out all the same")
    assert notes_like(town, client, "Записано, пока память отвечала") == 0
    await holder.close()
    await expect(strip).to_have_count(0)
    until(lambda: notes_like(town, client, "Записано, пока память отвечала") == 1, "what lay there goes out")
    await on_disk(page, lambda found: found["acts"] == 0 and found["records"] == CLIENTS)
    await as_in_the_house(town, page)


async def test_without_a_line_too_a_database_that_hangs_is_said_and_its_book_opens_when_it_answers(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    holder = await hangs(pocket)
    assert town.serving is not None
    town.serving.end()
    await page.goto(f"{town.site}/clients")
    door = page.locator('[data-screen="unreachable"]')
    await expect(door).to_contain_text("Память телефона не отвечает")
    await holder.close()
    await expect(page.locator('[data-screen="clients"] a.row').first).to_be_visible()
    await expect(page.locator(".strips")).to_contain_text("Нет связи")
    await expect(page.get_by_text("Память телефона не отвечает")).to_have_count(0)
