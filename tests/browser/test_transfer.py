"""A whole book goes from Vera to Oleg and back, with both their phones open, in real Chromium."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open, desk, opens
from tests.stories.ground import ANNA, Town


def anna_of(town: Town) -> str:
    everybody = town.api("irina", "GET", "/api/book")["clients"]
    return next(client["id"] for client in everybody if client["name"] == ANNA)


async def goes_to(page: Page, town: Town, path: str, screen: str) -> None:
    await page.goto(town.site + path)
    await expect(page.locator(f'[data-screen="{screen}"]').first).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("desk", [False, True], ids=["phone", "desk"])
async def test_a_whole_book_goes_from_vera_to_oleg_and_back_under_their_eyes(
    town: Town, opened: Open, desk: bool
) -> None:
    anna = anna_of(town)
    veras, olegs = await opened("vera", path="/clients"), await opened("oleg", path="/clients")
    form = town.api("vera", "GET", "/api/book")["clients"][0]["name"]  # at the top of a list, so drawn
    await expect(veras.get_by_text(form).first).to_be_visible(timeout=20_000)
    open_card = await opened("vera", path=f"/clients/{anna}")
    await expect(open_card.locator('[data-screen="card"]')).to_contain_text("Анна Сергеевна", timeout=20_000)

    irina = await opened("irina", desk=desk)
    await goes_to(irina, town, "/me", "me")
    await irina.get_by_role("link", name="Портфели").click()
    books = irina.locator('[data-screen="books"]')
    await expect(books).to_be_visible(timeout=20_000)
    await books.locator('[data-book="Вера Орлова"]').click()
    handing = irina.locator('[data-screen="handing"]')
    await handing.get_by_role("radio", name="Олег Титов").click()
    await expect(handing.locator("blockquote").first).to_contain_text(
        "Ваш персональный менеджер теперь — Олег Титов (раньше — Вера Орлова)", timeout=20_000
    )
    await expect(handing.locator(".offer-figures")).to_contain_text("Ждут ответа")
    assert await irina.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    await handing.get_by_role("button", name="Передать").click()

    await expect(books).to_be_visible(timeout=30_000)
    row = books.locator("[data-transfer]").first
    await expect(row).to_contain_text("Вера Орлова → Олег Титов")
    await expect(olegs.get_by_text(form).first).to_be_visible(timeout=20_000)
    await expect(veras.get_by_text(form)).to_have_count(0, timeout=20_000)
    await expect(open_card.locator('[data-screen="card"]')).not_to_contain_text(
        "Анна Сергеевна", timeout=20_000
    )
    assert town.api("vera", "GET", "/api/book")["clients"] == []
    owners = town.api("oleg", "GET", f"/api/clients/{anna}/owners")["owners"]
    assert [one["owner"]["name"] for one in owners][:2] == ["Олег Титов", "Вера Орлова"]

    await row.get_by_role("button", name="Отменить").click()
    await irina.get_by_role("dialog").get_by_role("button", name="Отменить").first.click()
    await expect(row).to_contain_text("Отменено", timeout=30_000)
    await expect(veras.get_by_text(form).first).to_be_visible(timeout=20_000)
    await expect(olegs.get_by_text(form)).to_have_count(0, timeout=20_000)


async def test_one_client_goes_to_a_colleague_from_the_card(town: Town, opened: Open) -> None:
    client = town.api("vera", "GET", "/api/book")["clients"][-1]
    page = await opened("irina", path=f"/clients/{client['id']}")
    owner = page.locator(".owner")
    await expect(owner).to_contain_text("Вера Орлова", timeout=20_000)
    sheet = await opens(owner.get_by_role("button", name="Передать коллеге"), page.get_by_role("dialog"))
    await sheet.get_by_role("radio", name="Олег Титов").click()
    await sheet.get_by_role("button", name="Передать 1 клиента").click()
    await expect(owner).to_contain_text("Олег Титов", timeout=20_000)
    last = await opens(owner.get_by_text("Чей клиент и с каких пор"), owner.locator("li").first)
    await expect(last).to_contain_text("передача", timeout=20_000)


async def test_a_full_book_is_asked_about_and_nothing_typed_is_lost(town: Town, opened: Open) -> None:
    version = town.api("alla", "GET", "/api/standards")["book"]["version"]
    town.api("alla", "PUT", "/api/standards/book", {"version": version, "capacity": 1})
    try:
        page = await opened("oleg")
        await desk(page)
        sheet = page.get_by_role("dialog")
        await sheet.get_by_role("searchbox").fill("Портфелев")
        await sheet.get_by_role("button", name="карточка").click()
        await sheet.get_by_label("Имя полностью").fill("Лишний Клиент Портфелев")
        await sheet.get_by_role("button", name="Завести карточку").click()
        await expect(sheet.get_by_role("alert")).to_contain_text("Портфель полон", timeout=20_000)
        await sheet.get_by_role("button", name="Всё равно завести карточку").click()
        await expect(page.locator('[data-screen="card"]')).to_contain_text("Лишний Клиент", timeout=20_000)
    finally:
        town.api("alla", "PUT", "/api/standards/book", {"version": version + 1, "capacity": 400})
