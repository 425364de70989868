"""Two phones of one manager, and what each has on its disk: they end with the same rows, which are those of the house.
Words begun without a line come back after the page was killed and reach the other phone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.kit.ids import new_id
from tests.browser.conftest import Open
from tests.browser.test_offline import (
    Pocket,
    edit,
    kept,
    note,
    on_disk,
    plan,
    playwright,
    pocket,
    pockets,
    takes_the_book_along,
)
from tests.stories.ground import ANNA, Town

__all__ = ["playwright", "pocket"]  # fixtures

UNSEALED = """async () => {
    const done = (asked) => new Promise((yes, no) => {
        asked.onsuccess = () => yes(asked.result)
        asked.onerror = () => no(asked.error)
    })
    const disk = await done(indexedDB.open('okno'))
    const look = disk.transaction([...disk.objectStoreNames])
    const on = (shelf) => look.objectStore(shelf)
    const [key, book, ids, records] = await Promise.all([
        done(on('keys').get('key')), done(on('book').get('book')),
        done(on('records').getAllKeys()), done(on('records').getAll()),
    ])
    disk.close()
    if (!book) return null
    const open = async ({ iv, data }) =>
        JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data)))
    const all = await Promise.all(records.map(open))
    return { ...(await open(book)), records: Object.fromEntries(ids.map((id, n) => [id, all[n]])) }
}"""


async def replica(page: Page) -> dict[str, Any]:
    """What lies on this phone's disk, opened with its key."""
    found: dict[str, Any] = await page.evaluate(UNSEALED) or {}
    if not found:
        return {}
    return {
        "lines": {line["id"]: line for line in found["book"]["lines"]},
        "threads": {line["thread_id"]: told(line) for line in found["book"]["threads"]},
        "records": {id: pared(record) for id, record in found["records"].items()},
        "seqs": {head["id"]: head["seq"] for head in found["heads"]},
    }


def fresh(town: Town) -> dict[str, Any]:
    """The same as a phone would fetch it now that has nothing yet."""
    feeds = town.api("vera", "GET", "/api/me")["feeds"]
    book = next(feed["id"] for feed in feeds if feed["kind"] == "book")
    records: dict[str, Any] = {}
    after = ""
    while after is not None:
        page = town.api("vera", "GET", f"/sync/snapshot/{book}/records?limit=50{after and f'&after={after}'}")
        records |= page["records"]
        after = page["next"]
    return {
        "lines": {line["id"]: line for line in town.api("vera", "GET", "/api/book")["clients"]},
        "threads": {
            line["thread_id"]: told(line) for line in town.api("vera", "GET", "/api/inbox")["threads"]
        },
        "records": {id: pared(record) for id, record in records.items()},
        "seqs": {feed["id"]: feed["seq"] for feed in town.api("vera", "GET", "/api/me")["feeds"]},
    }


def told(line: dict[str, Any]) -> dict[str, Any]:
    """How far one has read is the phone's own word on the way to the house."""
    return {name: value for name, value in line.items() if name != "unread"}


def pared(record: dict[str, Any]) -> dict[str, Any]:
    talk = record["talk"] and record["talk"] | {"thread": told(record["talk"]["thread"])}
    return record | {"talk": talk}


async def as_in_the_house(town: Town, *pages: Page) -> None:
    """Wait until each phone holds what the house would tell it anew."""
    different: list[str] = []
    for _ in range(120):
        house = fresh(town)
        different = [
            f"{n}: {part}"
            for n, page in enumerate(pages)
            for found in [await replica(page)]
            for part in house
            if found.get(part) != house[part]
        ]
        if not different:
            return
        await pages[0].wait_for_timeout(500)
    raise AssertionError(f"not as in the house: {different}")


@pytest.fixture
async def other(town: Town, tmp_path: Path, playwright: Any) -> AsyncIterator[Pocket]:
    async for phone in pockets(town, tmp_path / "other"):
        yield phone


async def test_two_phones_that_both_wrote_without_a_line_end_with_the_rows_of_the_house(
    town: Town, pocket: Pocket, other: Pocket, playwright: Any
) -> None:
    book = town.api("vera", "GET", "/api/book")["clients"]
    both, left, right = [line["id"] for line in book if line["name"] != ANNA][:3]
    first = await takes_the_book_along(pocket, playwright)
    second = await takes_the_book_along(other, playwright)
    assert town.serving is not None
    town.serving.end()
    await edit(first, both, "Первый телефон")
    await plan(first, left, "Шаг с первого")
    await note(first, both, "Заметка с первого")
    await kept(first, 3)
    await edit(second, both, "Второй телефон")
    await plan(second, right, "Шаг со второго")
    await note(second, both, "Заметка со второго")
    await kept(second, 3)
    await other.kill()
    town.start()
    await expect(first.get_by_text("Всё отправлено")).to_be_visible(timeout=60_000)

    second = await other.start(playwright, f"/clients/{both}")
    parked = second.locator(".parked")
    await expect(parked).to_contain_text("Как обращаться", timeout=60_000)
    assert town.api("vera", "GET", f"/api/clients/{both}")["address_form"] == "Первый телефон"
    await second.get_by_role("button", name="Выбрать").click()
    dispute = second.get_by_role("dialog").locator('[data-field="address_form"]')
    await expect(dispute).to_contain_text("Первый телефон")
    await expect(dispute).to_contain_text("Второй телефон")
    await dispute.get_by_role("button", name="Моё").click()
    await expect(parked).to_have_count(0)
    await as_in_the_house(town, first, second)
    card = town.api("vera", "GET", f"/api/clients/{both}")
    assert card["address_form"] == "Второй телефон"
    for client, step in ((left, "Шаг с первого"), (right, "Шаг со второго")):
        assert town.api("vera", "GET", f"/api/clients/{client}")["next_step"] == step
    lines = town.api("vera", "GET", f"/api/clients/{both}/timeline?limit=50&kinds=touch")["items"]
    for words in ("Заметка с первого", "Заметка со второго"):
        assert sum(words in line["text"] for line in lines) == 1
    await first.goto(f"{town.site}/clients/{both}")
    await expect(first.locator('[data-screen="card"] h1').first).to_have_text("Второй телефон")


async def test_words_begun_without_a_line_outlive_the_page_and_reach_the_other_phone(
    town: Town, pocket: Pocket, opened: Open, playwright: Any
) -> None:
    thread = next(
        line["thread_id"]
        for line in town.api("vera", "GET", "/api/book")["clients"]
        if line["thread_id"] and line["connected"]
    )
    await takes_the_book_along(pocket, playwright)
    assert town.serving is not None
    assert pocket.context is not None
    town.serving.end()
    page = pocket.context.pages[0]
    await page.goto(f"{town.site}/threads/{thread}")
    await page.locator(".composer textarea").fill("Начато в подземном гараже")
    await on_disk(page, lambda found: found["drafts"] == 1)
    await pocket.kill()
    page = await pocket.start(playwright, f"/threads/{thread}")
    await expect(page.locator(".composer textarea")).to_have_value("Начато в подземном гараже")
    assert town.serving.process.poll() is not None, "all of it without the house"
    town.start()
    tablet = await opened("vera", path=f"/threads/{thread}")
    await expect(tablet.locator("[data-draft]")).to_contain_text("Начато в подземном гараже", timeout=60_000)
    # Sent from here, they are a draft nowhere any more.
    await page.locator(".composer .send").click()
    await expect(tablet.locator("[data-draft]")).to_have_count(0)
    await on_disk(page, lambda found: found["drafts"] == 0 and found["acts"] == 0)
    await expect(page.locator(".composer textarea")).to_have_value("")


async def test_words_begun_to_a_client_who_is_handed_over_leave_the_phone_untold(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    line = next(
        line
        for line in town.api("vera", "GET", "/api/book")["clients"]
        if line["thread_id"] and line["connected"]
    )
    page = await takes_the_book_along(pocket, playwright)
    await page.goto(f"{town.site}/threads/{line['thread_id']}")
    told: list[str] = []
    page.on(
        "request", lambda request: told.append(request.post_data or "") if "/draft" in request.url else None
    )
    async with page.expect_response("**/draft") as answered:
        await page.locator(".composer textarea").fill("Уже не мой клиент")
    assert (await answered.value).ok
    await on_disk(page, lambda found: found["drafts"] == 1)
    ids = {one["handle"]: one["id"] for one in town.api("irina", "GET", "/api/people")["people"]}
    body = {"id": str(new_id()), "from_id": ids["vera"], "to_id": ids["oleg"], "clients": [line["id"]]}
    transfer = town.api("irina", "POST", "/api/transfers", body)
    try:
        await on_disk(page, lambda found: found["drafts"] == 0)
        assert len(told) == 1
    finally:
        town.api("irina", "DELETE", f"/api/transfers/{transfer['id']}")
