"""The walk-in: Anna, known online, stands at Олег's desk; her card opens with its talk, and Вера's phone says so."""

from playwright.async_api import expect

from tests.browser.conftest import Open, desk
from tests.stories.ground import ANNA, Town

FAMILY = ANNA.split()[-1]


async def test_anna_walks_in_to_oleg_and_veras_open_phone_says_so(town: Town, opened: Open) -> None:
    said = [each for each in town.annas_talk()["messages"] if each["direction"] == "in" and each["text"]]
    words = said[-1]["text"].splitlines()[0]
    vera = await opened("vera")
    await expect(vera.locator('[data-screen="today"]')).to_be_visible(timeout=20_000)
    oleg = await opened("oleg")
    await expect(oleg.locator('[data-screen="today"]')).to_be_visible(timeout=20_000)

    await desk(oleg)
    sheet = oleg.get_by_role("dialog")
    await sheet.get_by_role("searchbox").fill(FAMILY)
    line = sheet.locator("[data-client]", has_text=ANNA)
    await expect(line).to_contain_text("Вера")
    assert words not in (await sheet.inner_text())
    await line.click()
    await expect(sheet).to_contain_text("Принять визит")
    await sheet.get_by_role("button", name="Клиент у стойки").click()

    card = oleg.locator('[data-screen="card"]')
    await expect(card.locator('[data-visit="mine"]')).to_contain_text("Вера")
    await expect(card).to_contain_text(ANNA)
    await expect(vera.locator("[data-notice]", has_text="Олег Титов")).to_contain_text(ANNA, timeout=10_000)

    await card.get_by_role("link", name="Переписка").click()
    talk = oleg.locator('[data-screen="thread"]')
    await expect(talk).to_contain_text(words)
    await expect(talk.get_by_role("textbox")).to_have_count(0)

    await vera.locator("[data-notice]", has_text="Олег Титов").get_by_role("link").click()
    hers = vera.locator('[data-screen="card"]')
    await expect(hers.locator('[data-visit="others"]')).to_contain_text("Олег Титов")
    await expect(hers.locator('[data-kind="reception"]').first).to_contain_text("Олег Титов")

    await oleg.go_back()
    await card.get_by_role("button", name="Завершить").click()
    await expect(oleg.locator('[data-screen="card"]')).to_have_count(0)
    await expect(hers.locator('[data-visit="others"]')).to_have_count(0, timeout=10_000)


async def test_a_notice_is_put_away_and_comes_back_when_the_thumb_slipped(town: Town, opened: Open) -> None:
    [anna] = [line for line in town.api("vera", "GET", "/api/book")["clients"] if line["name"] == ANNA]
    visit = {"id": "01a00000-0000-7000-8000-00000000a11a", "reason": "called"}
    town.api("oleg", "POST", f"/api/clients/{anna['id']}/receptions", visit)
    page = await opened("vera")
    notice = page.locator("[data-notice]", has_text="звонок").first
    await expect(notice).to_be_visible(timeout=20_000)
    before = await page.locator("[data-notice]").count()
    await notice.get_by_role("button", name="Убрать").click()
    await expect(page.locator("[data-notice]", has_text="звонок")).to_have_count(0)
    await page.get_by_role("button", name="Вернуть").click()
    await expect(page.locator("[data-notice]", has_text="звонок")).to_have_count(1, timeout=10_000)
    assert await page.locator("[data-notice]").count() == before


async def test_a_phone_the_house_knows_makes_no_second_card_and_a_like_name_asks_once_more(
    town: Town, opened: Open
) -> None:
    [anna] = [line for line in town.api("vera", "GET", "/api/book")["clients"] if line["name"] == ANNA]
    page = await opened("oleg")
    await expect(page.locator('[data-screen="today"]')).to_be_visible(timeout=20_000)
    await desk(page)
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_role("button", name="Новая карточка")).to_be_disabled()
    await sheet.get_by_role("searchbox").fill("Никогонет Такого")
    await sheet.get_by_role("button", name="Новая карточка").click()
    await sheet.get_by_label("Имя полностью").fill("Аня К.")
    await sheet.get_by_label("Телефон").fill(anna["phones"][0])
    await sheet.get_by_role("button", name="Завести карточку").click()
    await expect(sheet.get_by_role("alert")).to_contain_text("уже есть")
    await expect(sheet.locator("[data-client]")).to_contain_text("Вера")
    await sheet.get_by_label("Телефон").fill("")
    await sheet.get_by_label("Имя полностью").fill(ANNA)
    await sheet.get_by_role("button", name="Завести карточку").click()
    await expect(sheet.locator("[data-client]")).to_contain_text(ANNA)
    await sheet.get_by_role("button", name="Это другой человек").click()
    card = page.locator('[data-screen="card"]')
    await expect(card).to_contain_text(ANNA)
    assert str(anna["id"]) not in page.url
