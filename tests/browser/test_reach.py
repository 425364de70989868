"""A colleague's own Telegram on Me, and the rules of the fallback chain on the administrator's page of standards."""

import asyncio
from pathlib import Path
from uuid import uuid4

from playwright.async_api import Browser as Chromium
from playwright.async_api import expect

from tests.browser.conftest import PHONE, Open, opens
from tests.browser.test_window import Client
from tests.stories.ground import ANNA, Town


async def test_my_telegram_is_linked_from_me_and_unlinked_there(
    opened: Open, town: Town, pictures: Path
) -> None:
    page = await opened("vera", path="/me")
    row = page.locator("[data-messenger]")
    async with asyncio.timeout(60):
        while "напишем Вам в Telegram" not in (
            await row.inner_text()
        ):  # until the worker has asked for the bot
            await page.reload()
            await expect(row).to_be_visible()
    await row.get_by_role("button", name="Подключить").click()
    link = row.get_by_role("link", name="Открыть Telegram")
    await expect(link).to_be_visible()
    await page.screenshot(path=pictures / "link.png")
    url = await link.get_attribute("href")
    assert url is not None
    vera = await town.telegram.user(town.bot, 71001, "Вера О.")
    await vera.starts(url.rpartition("=")[2])
    await expect(row).to_have_attribute("data-messenger", "linked")
    await expect(row).to_contain_text("Подключён: Вера О.")
    await row.scroll_into_view_if_needed()
    await page.screenshot(path=pictures / "linked.png")
    await page.get_by_role("button", name="Отключить Telegram").click()
    await expect(row).to_have_attribute("data-messenger", "off")


async def test_an_administrator_sees_what_the_rules_would_do_before_saving_them(
    opened: Open, town: Town, pictures: Path
) -> None:
    page = await opened("alla", path="/me/standards", dark=True)
    reply = page.locator('[data-purpose="reply"]')
    await expect(reply).to_contain_text("Молчит 24 часа")
    hours = reply.get_by_label("Молчит столько часов")
    await hours.fill("6")
    await reply.get_by_role("button", name="Окно").click()
    await expect(reply).to_contain_text("сразу дальше: окно, потом Telegram. Молчит 6 часов")
    await reply.scroll_into_view_if_needed()
    await page.screenshot(path=pictures / "chain-dark.png")
    await hours.fill("")
    await expect(page.get_by_role("alert")).to_contain_text("через сколько часов молчание считается")
    await reply.get_by_label("Звонить и о вопросах без ответа").uncheck()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await expect(reply).to_contain_text("Молчание клиента ничего не меняет.")
    form = page.locator("form", has=reply)
    await form.get_by_role("button", name="Сохранить").click()
    await expect(form).to_contain_text("Версия 1: ")
    await page.reload()
    await expect(reply).to_contain_text("Молчание клиента ничего не меняет.")
    assert await reply.get_by_label("Молчит столько часов").input_value() == ""
    light = await opened("alla", path="/me/standards")
    await light.locator('[data-purpose="reply"]').scroll_into_view_if_needed()
    await light.screenshot(path=pictures / "chain.png")


async def test_a_lost_phones_window_is_ended_from_the_card_and_says_so(
    opened: Open, town: Town, chromium: Chromium, pictures: Path
) -> None:
    context = await chromium.new_context(viewport=PHONE, locale="ru-RU")  # type: ignore[arg-type]
    try:
        anna = Client(town, context, await context.new_page())
        await anna.enter()
        [card] = [one for one in town.api("vera", "GET", "/api/book")["clients"] if one["name"] == ANNA]
        page = await opened("vera", path=f"/clients/{card['id']}", dark=True)
        windows = page.get_by_role("dialog", name="Окна клиента")
        await opens(page.get_by_role("button", name="Окна клиента"), windows)
        await expect(windows.locator("[data-window]").first).to_contain_text("Последний раз")
        await page.screenshot(path=pictures / "windows-dark.png")
        for _ in range(await windows.locator("[data-window]").count()):
            before = await windows.locator("[data-window]").count()
            await windows.locator("[data-window]").first.get_by_role("button", name="Закрыть").click()
            await expect(windows.locator("[data-window]")).to_have_count(before - 1)
        await expect(windows).to_contain_text("Окно нигде не открыто")
        await expect(anna.page.get_by_text("Это окно закрыл Ваш менеджер")).to_be_visible()
        await anna.page.screenshot(path=pictures / "ended.png")
    finally:
        await context.close()


async def test_a_number_is_proved_by_a_code_that_vera_reads_out(
    opened: Open, town: Town, chromium: Chromium, pictures: Path
) -> None:
    context = await chromium.new_context(viewport=PHONE, locale="ru-RU")  # type: ignore[arg-type]
    try:
        [card] = [one for one in town.api("vera", "GET", "/api/book")["clients"] if one["name"] == ANNA]
        new = {"id": str(uuid4()), "value": "+7 927 111-22-33", "label": "own"}
        town.api("vera", "POST", f"/api/clients/{card['id']}/contacts", new)
        anna = Client(town, context, await context.new_page())
        await anna.enter()
        page = await opened("vera", path=f"/clients/{card['id']}")
        windows = page.get_by_role("dialog", name="Окна клиента")
        await opens(page.get_by_role("button", name="Окна клиента"), windows)
        number = windows.locator("[data-number]", has_text="927 111-22-33")
        await number.get_by_role("button", name="Показать код").click()
        await expect(number).to_contain_text("Подтвердить мой номер")
        await page.screenshot(path=pictures / "code.png")
        right = await number.locator("[data-code]").inner_text()
        wrong = f"{(int(right.replace(' ', '')) + 1) % 10**6:06d}"
        await anna.page.get_by_role("button", name="Ещё").click()
        await anna.page.get_by_role("button", name="Подтвердить мой номер").click()
        sheet = anna.page.get_by_role("dialog", name="Подтвердить мой номер")
        for code in (wrong, right):
            await sheet.get_by_label("Шесть цифр").fill(code)
            await sheet.get_by_role("button", name="Подтвердить мой номер").click()
            if code == wrong:
                await expect(sheet.get_by_role("alert")).to_contain_text("Этот код не подошёл")
                await anna.page.screenshot(path=pictures / "wrong-code.png")
        await expect(sheet).to_be_hidden()
        await expect(number).to_contain_text("подтверждён")
        await expect(number.locator("[data-code]")).to_have_count(0)
    finally:
        await context.close()


async def test_a_client_changes_their_words_in_the_window(
    town: Town, chromium: Chromium, pictures: Path
) -> None:
    context = await chromium.new_context(viewport=PHONE, locale="ru-RU", has_touch=True)  # type: ignore[arg-type]
    try:
        anna = Client(town, context, await context.new_page())
        await anna.enter()
        await anna.field.fill("Приеду в пять")
        await anna.page.get_by_role("button", name="Отправить").click()
        said = anna.page.locator(".said[data-id]", has_text="Приеду в пять")
        await expect(said).to_be_visible()
        await said.tap()
        await said.get_by_role("button", name="Изменить").click()
        await expect(anna.field).to_have_value("Приеду в пять")
        await anna.page.screenshot(path=pictures / "changing.png")
        await anna.field.fill("Приеду в шесть")
        await anna.page.get_by_role("button", name="Отправить").click()
        changed = anna.page.locator(".said[data-id]", has_text="Приеду в шесть")
        await expect(changed).to_contain_text("изменено")
        await expect(said).to_have_count(0)
        await expect(anna.field).to_have_value("")
        assert anna.complaints == []
    finally:
        await context.close()
