"""The signs of urgency on the administrator's page of standards: tried on words first, then saved as a version."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.stories.ground import Town


async def test_an_administrator_tries_words_adds_a_sign_and_is_told_what_cannot_work(
    opened: Open, town: Town, pictures: Path
) -> None:
    page = await opened("alla", path="/me/standards", dark=True)
    form = page.locator("form", has=page.get_by_label("Проверить слова"))
    box, told = form.get_by_label("Проверить слова"), form.get_by_role("status")
    await box.fill("Машина не заводится\nдым из-под капота")
    await expect(told).to_contain_text("Срочно: будит сразу, без вопросов. «Огонь и дым»")
    await box.fill("Спасибо!")
    await expect(told).to_contain_text("ожидание не начинается")
    await box.fill("Кот залез на крышу")
    await expect(told).to_contain_text("ночью спросим клиента")
    await box.scroll_into_view_if_needed()
    await page.screenshot(path=pictures / "signs-dark.png")

    await form.get_by_role("button", name="Добавить признак").click()
    sign = form.locator("details[open]")
    await sign.get_by_label("Название").fill("Кот")
    await sign.get_by_label("Слова").fill("кот* крыш*\n-пёс")
    await expect(form.get_by_role("alert")).to_contain_text("«-пёс» не сработает")
    await sign.get_by_label("Слова").fill("кот* крыш*")
    await sign.get_by_label("Что делает").select_option(label="Будит сразу")
    await expect(told).to_contain_text("Срочно: будит сразу, без вопросов. «Кот» — по словам «кот крышу».")
    await sign.scroll_into_view_if_needed()
    await page.screenshot(path=pictures / "sign-dark.png")
    await form.get_by_role("button", name="Сохранить").click()
    await expect(form).to_contain_text("Версия 1: ")
    saved = town.api("alla", "GET", "/api/standards/urgency")
    assert saved["version"] == 1
    assert saved["rules"]["signs"][-1] == {"name": "Кот", "weight": "now", "patterns": ["кот* крыш*"]}

    light = await opened("alla", path="/me/standards")
    named = light.get_by_text("Кот", exact=True)
    kept = light.locator("details", has=named)
    await kept.locator("summary").click()
    await kept.get_by_role("button", name="Убрать признак").click()
    await expect(named).to_have_count(0)
    again = light.locator("form", has=light.get_by_label("Проверить слова"))
    await again.locator("details").first.scroll_into_view_if_needed()
    await light.screenshot(path=pictures / "signs.png")
    await again.get_by_role("button", name="Сохранить").click()
    await expect(again).to_contain_text("Версия 2: ")
