"""The phone's way in and out: a typed code, a passkey, a device emptied from afar, two weeks without a word, and rows
that the house calls too old."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_offline import (
    CLIENTS,
    Pocket,
    kept,
    note,
    opens_card,
    playwright,
    pocket,
    shelves,
    takes_the_book_along,
)
from tests.operation.ground import until
from tests.stories.ground import Town

__all__ = ["playwright", "pocket"]  # fixtures
EMPTY = {"keys": 0, "book": 0, "taking": 0, "records": 0, "stale": 0, "acts": 0, "drafts": 0}


async def holds(page: Page, shelved: dict[str, int]) -> None:
    """Wait until this lies on the phone's disk, and nothing else."""
    for _ in range(60):
        if await shelves(page) == EMPTY | shelved:
            return
        await page.wait_for_timeout(500)
    assert await shelves(page) == EMPTY | shelved


def anybody(town: Town) -> str:
    return str(town.api("vera", "GET", "/api/book")["clients"][0]["id"])


def notes_like(town: Town, client: str, words: str) -> int:
    lines = town.api("vera", "GET", f"/api/clients/{client}/timeline?limit=50&kinds=touch")["items"]
    return sum(words in line["text"] for line in lines)


async def test_a_code_opens_another_device_and_a_lost_one_is_emptied_and_says_so(
    town: Town, opened: Open, pocket: Pocket, playwright: Any, pictures: Path
) -> None:
    here = await opened("vera", path="/me/devices")
    await expect(here.locator(".device[data-here]")).to_contain_text("Это устройство")
    await here.get_by_role("button", name="Показать код").click()
    code = await here.locator(".typed-code").inner_text()
    await here.screenshot(path=pictures / "code.png")
    await here.get_by_role("dialog").get_by_role("button", name="Закрыть").click()

    there = await pocket.start(playwright)
    field = there.get_by_role("textbox")
    await field.fill("ТТТ-2222-2222")
    await there.get_by_role("button", name="Войти", exact=True).click()
    await expect(there.get_by_role("alert")).to_contain_text("Код не подошёл")
    await field.fill(code.lower().replace("-", " "))
    await there.get_by_role("button", name="Войти", exact=True).click()
    await expect(there.locator('[data-screen="today"]')).to_be_visible()
    await holds(there, {"keys": 1, "book": 1, "taking": 1, "records": CLIENTS})
    assert pocket.context is not None
    client = anybody(town)
    await pocket.context.set_offline(True)
    await note(there, client, "Уже не уйдёт")
    await kept(there, 1)

    await here.reload()
    other = here.locator(".device:not([data-here])", has_text="Chrom").first
    await other.get_by_role("button", name="Выйти там").click()
    await here.get_by_role("dialog").get_by_role("button", name="Потеряно: очистить").click()
    wiped = here.locator(".device[data-wiped]")
    await expect(wiped).to_contain_text("Будет очищено")
    await here.screenshot(path=pictures / "devices.png", full_page=True)
    await pocket.context.set_offline(False)
    await expect(there.locator('[data-screen="signin"] [data-emptied]')).to_contain_text("очищено с другого")
    await there.screenshot(path=pictures / "emptied.png")
    await holds(there, {})
    await expect(wiped).to_contain_text(re.compile(r"Очищено \d"))
    assert notes_like(town, client, "Уже не уйдёт") == 0


async def test_one_device_is_signed_out_from_another_and_then_all_the_others(
    town: Town, opened: Open
) -> None:
    here, tablet = await opened("oleg"), await opened("oleg")
    await here.goto(f"{town.site}/me/devices")
    mine = here.locator(".device[data-here]")
    await expect(mine).to_contain_text("Это устройство")
    await expect(mine.get_by_role("button")).to_have_count(0)
    out = [page.locator('[data-screen="signin"]') for page in (here, tablet)]
    await tablet.goto(f"{town.site}/clients")  # the one seen last
    await here.reload()
    rows = here.locator(".device:not([data-here]):not([data-wiped])")
    await rows.first.get_by_role("button", name="Выйти там").click()
    await here.get_by_role("dialog").get_by_role("button", name="Выйти там").click()
    await expect(out[1]).to_be_visible()
    await expect(tablet.locator("[data-emptied]")).to_have_count(0)

    desk = await opened("oleg")
    await expect(desk.locator('[data-screen="today"]')).to_be_visible()
    await here.reload()
    await here.get_by_role("button", name="Выйти на всех остальных").click()
    await here.get_by_role("dialog").get_by_role("button", name="Выйти на всех остальных").click()
    await expect(desk.locator('[data-screen="signin"]')).to_be_visible()
    await expect(rows).to_have_count(0)
    await expect(mine).to_be_visible()


async def test_a_passkey_signs_in_where_it_was_made_and_no_more_once_it_is_removed(
    town: Town, opened: Open, pictures: Path
) -> None:
    page = await opened("vera", path="/me/devices")
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    key = await devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    await page.get_by_role("button", name="Добавить ключ").click()
    await expect(page.locator("[data-passkey]")).to_contain_text("создан")
    await page.screenshot(path=pictures / "keys.png", full_page=True)

    await sign_ins_grow_old(town)
    shows = page.get_by_role("button", name="Показать код")
    await shows.click()
    await expect(page.locator(".typed-code")).to_be_visible()
    proved = await authenticator_knows(devtools, key["authenticatorId"])
    assert proved == 2, "it was made, and asked once more before the code"
    await page.keyboard.press("Escape")

    async def leaves_and_proves() -> None:
        await page.get_by_role("link", name="Я", exact=True).first.click()
        await page.get_by_role("button", name="Выйти").click()
        await page.get_by_role("dialog").get_by_role("button", name="Выйти").click()
        await expect(page.locator('[data-screen="signin"]')).to_be_visible()
        await page.get_by_role("button", name="Войти ключом").click()

    await page.goto(re.sub(r"/me.*", "/me", page.url))
    await leaves_and_proves()
    await expect(page.locator('[data-screen="me"]')).to_contain_text("Вера Орлова")
    await page.get_by_role("link", name="Мои устройства").click()
    key = page.locator("[data-passkey]")
    await expect(key).to_contain_text("вход")
    await key.get_by_role("button", name="Удалить").click()
    await page.get_by_role("dialog").get_by_role("button", name="Удалить").click()
    await expect(key).to_have_count(0)
    await page.goto(re.sub(r"/me.*", "/me", page.url))
    await leaves_and_proves()
    await expect(page.get_by_role("alert")).to_contain_text("Ключ не подошёл")


async def moved(page: Page, days: float) -> None:
    """The phone's own clock, from here on."""
    await page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=days))


async def test_after_two_weeks_without_a_word_the_book_is_gone_and_what_was_written_is_not(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    client = anybody(town)
    page = await takes_the_book_along(pocket, playwright)
    assert town.serving is not None
    town.serving.end()
    await note(page, client, "Ждёт две недели")
    await kept(page, 1)
    await moved(page, 13)
    await page.goto(town.site + "/clients")
    await expect(page.locator('[data-screen="clients"] a.row').first).to_be_visible()
    await moved(page, 14.1)
    # Open all the while: it looks at the clock by itself.
    await expect(page.locator('[data-screen="unreachable"]')).to_contain_text("Две недели без связи")
    await expect(page.locator("a.row")).to_have_count(0)
    await holds(page, {"keys": 1, "acts": 1})
    town.start()
    await expect(page.locator('[data-screen="clients"] a.row').first).to_be_visible(timeout=60_000)
    until(lambda: notes_like(town, client, "Ждёт две недели") == 1, "the note is on the card")


async def test_a_phone_that_was_closed_for_two_weeks_opens_without_the_book(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    assert town.serving is not None
    town.serving.end()
    await page.goto("about:blank")
    await moved(page, 15)
    await page.goto(town.site + "/clients")
    await expect(page.locator('[data-screen="unreachable"]')).to_contain_text("Две недели без связи")
    await holds(page, {"keys": 1})
    town.start()
    await expect(page.locator('[data-screen="clients"] a.row').first).to_be_visible(timeout=60_000)


async def test_rows_that_are_too_old_are_read_anew_and_the_outbox_stays(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    client = anybody(town)
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    await pocket.context.route("**/sync/push", lambda route: route.abort())
    await note(page, client, "Ждёт в исходящих")
    await kept(page, 1)
    async with page.expect_request(re.compile(r"/sync/snapshot/[^/]+/records\?limit=\d+$")):
        await feeds_begin_anew(town)
        await page.reload()
    await expect(page.locator("[data-act]")).to_have_count(1)

    await holds(page, {"keys": 1, "book": 1, "taking": 1, "records": CLIENTS, "acts": 1})
    await pocket.context.unroute("**/sync/push")
    await page.reload()
    until(lambda: notes_like(town, client, "Ждёт в исходящих") == 1, "the note is on the card")
    await page.goto(town.site + "/clients")
    await opens_card(page, town.api("vera", "GET", f"/api/clients/{client}")["name"])


async def sign_ins_grow_old(town: Town) -> None:
    """As if everybody had signed in an hour ago."""
    connection = await asyncpg.connect(town.okno("dsn").strip())
    try:
        await connection.execute("UPDATE sessions SET created_at = created_at - interval '1 hour'")
    finally:
        await connection.close()


async def authenticator_knows(devtools: Any, authenticator: str) -> int:
    """How often its one passkey has signed."""
    found = await devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
    return int(found["credentials"][0]["signCount"])


async def feeds_begin_anew(town: Town) -> None:
    """As after a backup was brought back: no place in a feed that a phone knows is good any more."""
    connection = await asyncpg.connect(town.okno("dsn").strip())
    try:
        await connection.execute("UPDATE feeds SET epoch = gen_random_uuid()")
    finally:
        await connection.close()
