"""A manager's own Telegram on the phone: proved, connected, a client let in, an answer that goes there, the stop."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.fakes.telegram import FarUser
from tests.stories.ground import Town

ANNA: dict[str, Any] = {"id": 7301, "is_bot": False, "first_name": "Anna"}


async def proved_and_connected(page: Page, town: Town) -> FarUser:
    await page.get_by_role("link", name="Мой Telegram").click()
    await expect(page.locator('[data-state="unproved"]')).to_be_visible()
    await page.get_by_role("button", name="Получить ссылку").click()
    link = page.get_by_role("link", name="Открыть в Telegram")
    vera = await town.meets(7302, "Вера")
    await vera.starts(payload=str(await link.get_attribute("href")).rpartition("=")[2])
    await expect(page.locator('[data-state="proved"]')).to_be_visible()
    await vera.connects_account()
    await expect(page.locator('[data-state="connected"]')).to_contain_text("можно отвечать в личных чатах")
    return vera


async def test_vera_connects_her_telegram_lets_anna_in_answers_there_and_stops_it(
    town: Town, opened: Open, pictures: Path
) -> None:
    town.bot_works()
    anna = await town.meets(ANNA["id"])
    await anna.starts(payload=town.invitation())
    page = await opened("vera", path="/me")
    vera = await proved_and_connected(page, town)
    await page.screenshot(path=pictures / "own.png")

    talk = town.annas_talk()
    await page.goto(f"{town.site}/clients/{talk['thread']['client_id']}")
    await page.get_by_role("button", name="Мой Telegram").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name="Учитывать переписку").click()
    await expect(sheet).to_contain_text("видна здесь")
    await page.screenshot(path=pictures / "card.png")

    await vera.is_written_by("Вера, я Вам лично", peer=ANNA)
    await page.goto(f"{town.site}/threads/{talk['thread']['thread_id']}")
    theirs = page.locator(".bubble", has_text="Вера, я Вам лично")
    await expect(theirs).to_contain_text("в личном Telegram")
    await expect(page.locator(".own-way")).to_contain_text(re.compile(r"там можно отвечать до .+\d:\d\d"))
    await page.get_by_role("textbox", name="Анна Сергеевна").fill("Отвечаю отсюда")
    await page.get_by_role("button", name="Отправить").click()
    mine = page.locator('.bubble[data-state="sent"]', has_text="Отвечаю отсюда")
    await expect(mine).to_contain_text("через личный Telegram")
    await vera.writes_to("А это из Telegram", peer=ANNA)
    await expect(page.locator(".bubble", has_text="А это из Telegram")).to_contain_text(
        "написано в личном Telegram"
    )
    await page.screenshot(path=pictures / "thread.png")
    sent = (await town.telegram.ledger()).sent_as(7302, ANNA["id"])
    assert [each.text for each in sent] == ["Отвечаю отсюда"]

    await page.goto(f"{town.site}/me/telegram")
    await expect(page.get_by_role("link", name="Ковалёва")).to_be_visible()
    await page.screenshot(path=pictures / "listed.png", full_page=True)
    await page.get_by_role("button", name="Остановить").click()
    await page.get_by_role("dialog").get_by_role("button", name="Остановить").click()
    await expect(page.locator('[data-state="stopped"]')).to_be_visible()
    await vera.is_written_by("Это уже не для дома", peer=ANNA)
    await page.goto(f"{town.site}/threads/{talk['thread']['thread_id']}")
    await expect(page.locator(".own-way")).to_contain_text("ответ уйдёт другим путём")
    await expect(page.get_by_text("Это уже не для дома")).to_have_count(0)


async def test_an_administrator_reads_what_the_bot_needs_and_how_many_strangers_were_turned_away(
    town: Town, opened: Open
) -> None:
    town.bot_works()
    stranger = await town.meets(7401, "Незнакомец")
    await stranger.connects_account()
    page = await opened("alla", path="/me/channels")
    await expect(page.locator("[data-turned-away='1']")).to_be_visible()
    await expect(page.locator(".own-bot")).to_contain_text("Business Mode")
