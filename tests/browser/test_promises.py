"""The boards as Irina and Vera open them: promises by period, hour and person, and what was judged urgent."""

import re

import asyncpg
from playwright.async_api import expect

from tests.bots.nursery import until
from tests.browser.conftest import Open
from tests.stories.ground import Town

ONE_LATE = """
UPDATE promises SET ending = 'late', by_at = ended_at - interval '1 minute'
WHERE id = (SELECT r.id FROM promises r JOIN persons p ON p.id = r.person_id AND p.handle = 'vera'
            WHERE r.ending = 'kept' AND r.ended_at > r.made_at + interval '2 minutes' ORDER BY r.made_at DESC LIMIT 1)
"""
"""As if the newest of Vera's answers had come a minute after its time: by the day of its making, a small demo may have
kept every promise."""
TROUBLE = "Вера, мы в кювете, стоим на обочине"


async def test_irina_goes_from_the_share_kept_to_each_broken_promise_and_vera_sees_her_own(
    town: Town, opened: Open
) -> None:
    connection = await asyncpg.connect(town.okno("dsn").strip())
    try:
        assert await connection.execute(ONE_LATE) == "UPDATE 1"
    finally:
        await connection.close()
    page = await opened("irina", path="/me")
    await page.get_by_role("link", name="Обещания").click()
    board = page.locator('[data-screen="promises"]')
    await expect(board).to_have_attribute("data-days", "28")
    await expect(board.locator("[data-kept] b")).to_have_text(re.compile(r"^\d+%$"))
    await board.get_by_role("button", name="91 день").click()
    await expect(board).to_have_attribute("data-days", "91")
    await expect(board.locator("svg rect").first).to_be_attached()
    await board.get_by_role("button", name="Таблицей").click()
    await expect(board.locator("[data-hour]").first).to_be_visible()
    await expect(board.locator("figure")).to_have_count(0)
    broken = int(await board.locator("[data-broken-sum] b").inner_text())
    assert broken > 0
    reasons = [int(n) for n in await board.locator("[data-reason] b").all_inner_texts()]
    assert sum(reasons) == broken
    await board.locator("[data-broken-sum]").click()
    listed = page.get_by_role("dialog").locator("[data-broken]")
    await expect(listed).to_have_count(min(broken, 50))
    await expect(listed.first).to_contain_text("Обещано")
    await page.keyboard.press("Escape")
    await board.locator('[data-person="Вера Орлова"]').get_by_role("button").click()
    await expect(board).to_have_attribute("data-of", "Вера Орлова")
    await expect(board.locator("[data-person]")).to_have_count(0)
    share = await board.locator("[data-kept] b").inner_text()
    mine = await opened("vera", path="/me/promises")
    own = mine.locator('[data-screen="promises"]')
    await own.get_by_role("button", name="91 день").click()
    await expect(own).to_have_attribute("data-days", "91")
    await expect(own.locator("[data-kept] b")).to_have_text(share)
    await expect(own.locator("[data-person]")).to_have_count(0)


async def test_what_was_judged_urgent_says_why_and_is_marked_by_one_tap(town: Town, opened: Open) -> None:
    town.bot_works()
    anna = await town.meets(7601)
    await anna.starts(payload=town.invitation())
    await anna.says(text=TROUBLE)

    async def understood() -> bool:
        return any("поняли: срочно" in sent.text for sent in await town.telegram.sent_to(anna))

    await until(understood, "Anna reads that she was understood")
    page = await opened("irina", path="/me/bursts")
    one = page.locator("[data-burst]", has_text="кювете")
    await expect(one).to_contain_text("«Авария» — по словам «кювете»")
    await one.get_by_role("button", name="Не было срочным").click()
    await expect(one).to_contain_text("Отметка: Ирина Белова")
    await page.reload()
    pressed = one.get_by_role("button", name="Не было срочным")
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    await pressed.click()
    await expect(one).not_to_contain_text("Отметка")
