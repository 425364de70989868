"""Nobody tells it twice, as Vera sees it: what the card holds while she asks, and a client's word that it was told."""

from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.stories.ground import Town


async def test_a_question_the_card_answers_says_so_before_it_leaves_and_the_clients_word_brings_the_fact(
    town: Town, opened: Open
) -> None:
    town.bot_works()
    anna = await town.meets(7501)
    await anna.starts(payload=town.invitation())
    await anna.says(text="Хочу записаться на сервис")
    page = await opened("vera", path="/inbox")
    await page.get_by_text("Хочу записаться на сервис").first.click(timeout=30_000)
    words = page.get_by_role("textbox", name="Анна Сергеевна")
    known = page.locator("[data-knows]")
    await words.fill("Как к Вам обращаться и какой у Вас номер телефона?")
    await expect(known).to_have_count(2)
    await expect(page.locator('[data-knows="phone"]')).to_contain_text("Спросить всё равно?")
    await page.locator('[data-knows="name"]').get_by_role("button", name="убрать").click()
    await expect(known).to_have_count(1)
    await page.get_by_role("button", name="Спросить всё равно").click()
    asked = page.locator(".bubble-line", has_text="номер телефона?")
    await expect(asked.locator('[data-repeat="asked"]')).to_be_visible(timeout=30_000)
    await expect(known).to_have_count(0)
    await words.fill("Запишу на среду, подойдёт?")
    await expect(known).to_have_count(0)
    await words.fill("")
    await expect(page.locator('[data-state="sent"]', has_text="номер телефона?")).to_be_visible(
        timeout=30_000
    )
    await anna.says(text="/repeat")
    told = page.locator(".bubble-line", has=page.locator('[data-repeat="told"]'))
    await expect(told.locator(".quote")).to_contain_text("номер телефона?", timeout=30_000)
    await expect(told.locator('[data-repeat="told"]')).to_contain_text("Телефон уже есть: +7")
