"""Signing out without a line: the phone is empty at once, and the house hears of it with the first line, before
anything else is asked by that session."""

from pathlib import Path
from typing import Any

import asyncpg
from playwright.async_api import Page, expect

from tests.browser.test_offline import Pocket, empty, kept, note, playwright, pocket, takes_the_book_along
from tests.stories.ground import Town

__all__ = ["playwright", "pocket"]  # fixtures


async def leaves_without_a_line(town: Town, pocket: Pocket, page: Page, pictures: Path | None = None) -> None:
    client = next(line["id"] for line in town.api("vera", "GET", "/api/book")["clients"])
    assert pocket.context is not None
    await pocket.context.set_offline(True)
    await note(page, client, "Уходя")
    await kept(page, 1)
    await page.goto(f"{town.site}/me")
    await page.get_by_role("button", name="Выйти").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("дом узнает о выходе, когда появится связь")
    if pictures:
        await page.screenshot(path=pictures / "sheet.png")
    await sheet.get_by_role("button", name="Выйти").click()
    await expect(page.locator('[data-screen="signin"] [data-unheard]')).to_contain_text("ничего не осталось")
    if pictures:
        await page.screenshot(path=pictures / "door.png")
    await empty(page)


async def sessions(town: Town) -> int:
    """How many phones the house takes for Vera's."""
    connection = await asyncpg.connect(town.okno("dsn").strip())
    sql = """SELECT count(*) FROM sessions s JOIN persons p ON p.id = s.person_id
             WHERE p.handle = 'vera' AND s.kind = 'cookie' AND s.ended_at IS NULL"""
    try:
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


async def test_whoever_signs_out_without_a_line_leaves_an_empty_phone_and_the_house_hears_it_first(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    other = await pocket.context.new_page()
    await other.goto(f"{town.site}/clients")
    await expect(other.locator("a.row").first).to_be_visible()
    before = await sessions(town)
    await leaves_without_a_line(town, pocket, page)
    await expect(other.locator('[data-screen="signin"] [data-unheard]')).to_be_visible()
    await expect(other.locator("a.row")).to_have_count(0)
    assert await sessions(town) == before, "it could not be told"

    await other.close()
    await page.reload()  # closed and opened again, still without a line
    await expect(page.locator("[data-unheard]")).to_be_visible()
    await page.goto("about:blank")
    asked: list[str] = []
    page.on("request", lambda it: asked.append(it.method + it.url.removeprefix(town.site)))
    await pocket.context.set_offline(False)
    await page.goto(f"{town.site}/clients")
    await expect(page.locator('[data-screen="signin"]')).to_be_visible()
    await expect(page.locator("[data-unheard]")).to_have_count(0)
    spoken = [one for one in asked if "/api/" in one or "/sync/" in one]
    assert spoken[0].startswith("DELETE/api/sessions/"), spoken
    assert await sessions(town) == before - 1
    assert (await pocket.context.request.get(f"{town.site}/api/me")).status == 401
    await page.reload()
    await expect(page.locator('[data-screen="signin"]')).to_be_visible()


async def test_at_the_door_the_house_hears_it_as_soon_as_there_is_a_line(
    town: Town, pocket: Pocket, playwright: Any, pictures: Path
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    before = await sessions(town)
    await leaves_without_a_line(town, pocket, page, pictures)
    assert pocket.context is not None
    await pocket.context.set_offline(False)
    await expect(page.locator("[data-unheard]")).to_have_count(0)
    await expect(page.locator('[data-screen="signin"]')).to_be_visible()
    assert await sessions(town) == before - 1


async def test_who_signs_in_next_is_not_signed_out_by_what_the_house_had_not_heard(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    for person, name in (("oleg", "Олег Титов"), ("vera", "Вера Орлова")):
        page = await takes_the_book_along(pocket, playwright)
        before = await sessions(town)
        await leaves_without_a_line(town, pocket, page)
        assert pocket.context is not None
        await page.goto("about:blank")
        await pocket.context.set_offline(False)
        await page.goto(town.link(person))
        await expect(page.locator('[data-screen="today"]')).to_be_visible()
        await page.goto(f"{town.site}/me")
        await expect(page.get_by_role("heading", name=name)).to_be_visible()
        assert await page.evaluate("localStorage.getItem('okno.left')") is None
        mine = person == "vera"
        assert await sessions(town) == before - 1 + mine
        await page.get_by_role("button", name="Выйти").click()
        await page.get_by_role("dialog").get_by_role("button", name="Выйти").click()
        await expect(page.locator('[data-screen="signin"]')).to_be_visible()
        await pocket.context.close()
