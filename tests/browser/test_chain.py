"""A text that may not have reached its client: what Vera's phone says of it, asks, and offers, in real Chromium."""

import re
from pathlib import Path
from urllib.parse import unquote

from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.stories.ground import Town

QUESTION = "Когда Вам удобно приехать?"


async def test_the_last_rung_is_a_call_with_words_for_an_sms_and_the_clients_own_word_ends_it(
    town: Town, opened: Open, pictures: Path
) -> None:
    town.bot_works()
    book = town.api("vera", "GET", "/api/book")["clients"]
    client = next(line for line in book if not line["connected"] and line["phones"])
    anna = await town.meets(7301)
    await anna.starts(payload=town.invitation(client["name"]))
    await anna.says(text="Добрый вечер")
    page = await opened("vera", path="/inbox")
    await page.locator('[data-screen="inbox"]').get_by_text("Добрый вечер", exact=True).click(timeout=30_000)
    await expect(page.locator('[data-screen="thread"]')).to_be_visible()
    await town.telegram.fail_next("sendMessage", kind="drop_after_accept", chat=7301)
    await page.get_by_role("textbox", name=client["address_form"]).fill(QUESTION)
    await page.get_by_role("button", name="Отправить").click()
    chain = page.locator(".chain")
    await expect(chain).to_contain_text("Возможно, дошло. Другого пути к клиенту нет.")
    await page.screenshot(path=pictures / "asked.png")
    await chain.get_by_role("button", name="Буду звонить").click()
    await expect(chain).to_contain_text(re.compile(r" · позвоните"))
    await expect(chain.get_by_role("button", name="Буду звонить")).to_have_count(0)
    call, sms = chain.get_by_role("link", name="Позвонить"), chain.get_by_role("link", name="Написать SMS")
    assert re.fullmatch(r"tel:\+\d{11}", await call.get_attribute("href") or "")
    words = f"Вера Орлова, «Тольятти Премиум»: {QUESTION}"
    href = unquote(await sms.get_attribute("href") or "")
    assert re.fullmatch(r"sms:\+\d{11}\?&body=(.*)", href)
    assert href.endswith(words)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await chain.get_by_role("button", name="Скопировать для SMS").click()
    assert await page.evaluate("navigator.clipboard.readText()") == words
    boxes = [await each.bounding_box() for each in await chain.get_by_role("link").all()]
    assert all(box and box["height"] >= 44 and box["x"] + box["width"] <= 390 for box in boxes)
    await page.screenshot(path=pictures / "call.png")
    await anna.says(text="Завтра в десять")
    await expect(page.locator('[data-screen="thread"]')).to_contain_text("Завтра в десять")
    await expect(chain).to_have_count(0)
