"""Two phones edit one card, in real Chromium: both see the truth, and nothing that was typed is lost."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.test_screens import anna_of
from tests.stories.ground import ANNA, Town

FORM, NAME = "Как обращаться", "Имя полностью"


async def editing(page: Page) -> Locator:
    """The open sheet of the card."""
    await page.get_by_role("button", name="Изменить карточку").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_label(NAME)).to_have_value(ANNA)
    return sheet


async def test_two_phones_change_one_card_and_both_see_the_truth(town: Town, opened: Open) -> None:
    path = f"/clients/{anna_of(town)}"
    left, right = await opened("vera", path=path), await opened("vera", path=path)
    mine, theirs = await editing(left), await editing(right)
    await mine.get_by_label(NAME).fill("Ковалёва Анна Первая")
    await mine.get_by_label(FORM).fill("Анна С.")
    await theirs.get_by_label(NAME).fill("Ковалёва Анна Вторая")
    await theirs.get_by_role("button", name="Сохранить").click()
    await expect(right.get_by_role("dialog")).to_have_count(0)
    # The left phone has not saved yet and is told already, with both values and who.
    dispute = mine.locator('[data-field="name"]')
    await expect(dispute).to_contain_text("Ковалёва Анна Вторая", timeout=20_000)
    await expect(dispute).to_contain_text("Ковалёва Анна Первая")
    await expect(dispute).to_contain_text("Вы, на другом устройстве")
    await expect(mine.get_by_label(FORM)).to_have_value("Анна С.")
    await dispute.get_by_role("button", name="Моё").click()
    await mine.get_by_role("button", name="Сохранить").click()
    await expect(left.get_by_role("dialog")).to_have_count(0)
    for page in (left, right):
        card = page.locator('[data-screen="card"]').first
        await expect(card).to_contain_text("Ковалёва Анна Первая", timeout=20_000)
        await expect(card).to_contain_text("Анна С.")
    await right.get_by_role("button", name="История: Имя полностью").click()
    history = right.get_by_role("dialog")
    await expect(history).to_contain_text("было: Ковалёва Анна Вторая")
    await expect(history).to_contain_text("Вера")
    await back_to(town, ANNA, "Анна Сергеевна")


async def test_a_phone_without_a_line_keeps_its_change_and_asks_when_another_was_quicker(
    town: Town, opened: Open
) -> None:
    page = await opened("vera", path=f"/clients/{anna_of(town)}")
    sheet = await editing(page)
    await page.context.set_offline(True)
    await sheet.get_by_label(FORM).fill("Аннушка")
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("dialog")).to_have_count(0, timeout=20_000)
    await expect(page.locator('[data-screen="card"] h1').first).to_have_text("Аннушка")
    await back_to(town, ANNA, "Анна Сергевна")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Выбрать").click(timeout=60_000)
    dispute = page.get_by_role("dialog").locator('[data-field="address_form"]')
    await expect(dispute).to_contain_text("Аннушка")
    await dispute.get_by_role("button", name="На карточке").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator(".parked")).to_have_count(0)
    await expect(page.locator('[data-screen="card"] h1').first).to_have_text("Анна Сергевна")
    await back_to(town, ANNA, "Анна Сергеевна")


async def test_the_composer_says_that_it_is_too_early_and_sends_all_the_same(
    town: Town, opened: Open
) -> None:
    anna, there = anna_of(town), datetime.now(UTC).astimezone(ZoneInfo("Europe/Samara"))
    early = there.hour < 22
    hours = (
        (f"{there + timedelta(hours=1):%H:%M}", None)
        if early
        else (None, f"{there - timedelta(hours=1):%H:%M}")
    )
    change(town, anna, never_before=hours[0], never_after=hours[1])
    page = await opened("vera", path=f"/threads/{town.annas_talk()['thread']['thread_id']}")
    await expect(page.get_by_text("а просит не")).to_be_visible(timeout=20_000)
    button = page.get_by_role("button", name="Отправить")
    await expect(button).to_contain_text("лучше")
    await page.get_by_role("textbox", name="Анна Сергеевна").fill("Доброе утро!")
    await button.click()
    await expect(page.locator("[data-state]", has_text="Доброе утро!").first).to_be_visible()
    change(town, anna, never_before="11:00", never_after=None)


async def test_a_familys_number_and_a_relative_are_added_by_thumb(town: Town, opened: Open) -> None:
    [other] = [c for c in town.api("vera", "GET", "/api/book")["clients"] if c["name"] != ANNA][:1]
    page = await opened("vera", path=f"/clients/{anna_of(town)}")
    await expect(page.locator(".timeline")).to_have_attribute("aria-busy", "false", timeout=20_000)
    await page.get_by_role("button", name="Изменить: Телефоны и почта").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Добавить телефон или почту").fill(other["phones"][0])
    await sheet.get_by_role("button", name="Добавить").click()
    await expect(sheet.get_by_role("alert")).to_contain_text(other["name"], timeout=20_000)
    await sheet.locator("form").get_by_role("button", name="Семейный").click()
    await sheet.get_by_role("button", name="Добавить").click()
    await expect(sheet.locator(".contact")).to_have_count(2, timeout=20_000)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Добавить близких").click()
    family = page.get_by_role("dialog")
    await family.get_by_role("searchbox").fill(other["name"].split()[0])
    await family.get_by_role("button", name=other["name"]).click()
    await family.get_by_role("button", name="Добавить").click()
    await expect(family.locator(".relative", has_text=other["name"])).to_be_visible(timeout=20_000)
    await page.keyboard.press("Escape")
    await page.locator(".household").get_by_role("link", name=other["name"]).click()
    await expect(page.locator(".household")).to_contain_text(ANNA, timeout=20_000)


def change(town: Town, client: str, **fields: str | None) -> None:
    """Another phone of Vera's changes the card."""
    card = town.api("vera", "GET", f"/api/clients/{client}")
    base = {name: card[name] for name in fields}
    town.api("vera", "PATCH", f"/api/clients/{client}", {"base": base} | fields)


async def back_to(town: Town, name: str, form: str) -> None:
    """Her card as the other tests know it."""
    book = town.api("vera", "GET", "/api/book")["clients"]
    anna = next(line["id"] for line in book if line["name"].startswith("Ковалёва Анна"))
    change(town, anna, name=name, address_form=form)
