"""Loyalty as people see it: one word that opens to its losses, and the board that leads to the clients behind it."""

import re

from playwright.async_api import Page, expect

from app.kit.ids import new_id
from tests.browser.conftest import Open
from tests.stories.ground import Town


def client_of(town: Town, status: str) -> str:
    found = town.api("irina", "GET", f"/api/boards/loyalty/clients?status={status}")["clients"]
    vera = town.api("vera", "GET", "/api/me")["person"]["id"]
    return next(str(one["client_id"]) for one in found if one["owner"]["id"] == vera)


async def word(page: Page, said: str) -> None:
    await expect(page.locator(".loyalty-word b")).to_have_text(said, timeout=20_000)


def points_in_words(said: str) -> str:
    """The points at the end of a cause as Russian counts them."""
    number = re.findall(r"[\d\s]+(?= балл)", said)[0].strip()
    n = int(re.sub(r"\s", "", number))
    ones = 0 if 11 <= n % 100 <= 14 else n % 10
    return f"{number} балл" if ones == 1 else f"{number} балла" if ones in (2, 3, 4) else f"{number} баллов"


async def test_a_complaint_turns_the_word_and_opens_to_its_loss_and_a_slip_is_undone(
    opened: Open, town: Town
) -> None:
    client = client_of(town, "loyal")
    page = await opened("vera", path=f"/clients/{client}")
    await word(page, "Лоялен")
    await page.locator(".loyalty-word").click()
    losses = page.locator('[data-sheet="losses"]')
    await losses.get_by_role("button", name="Записать жалобу").click()
    await page.locator('[data-sheet="complaint"] textarea').fill("Ждали два часа")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(losses.locator(".complaint[data-open]")).to_contain_text("Ждали два часа")
    await page.get_by_role("button", name="Закрыть").click()
    await word(page, "Под угрозой")
    await page.locator(".loyalty-word").click()
    await expect(losses.locator('[data-component="complaint"]')).to_contain_text("жалоба открыта")
    points = [int(re.sub(r"\D", "", text)) for text in await losses.locator(".loss-points").all_inner_texts()]
    assert points == sorted(points, reverse=True)
    assert abs(100 - sum(points) - int(await losses.locator(".losses-head > b").inner_text())) <= len(points)


async def test_a_complaint_that_was_a_slip_is_taken_back_by_one_tap_on_the_sheet_it_was_written_on(
    opened: Open, town: Town
) -> None:
    client = client_of(town, "warm")
    page = await opened("vera", path=f"/clients/{client}")
    await page.locator(".loyalty-word").click()
    losses = page.locator('[data-sheet="losses"]')
    await losses.get_by_role("button", name="Записать жалобу").click()
    await page.locator('[data-sheet="complaint"] textarea').fill("Не тому клиенту")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(losses.locator(".complaint[data-open]")).to_contain_text("Не тому клиенту")
    await page.get_by_role("button", name="Вернуть").click()
    await expect(losses.locator(".complaint[data-open]")).to_have_count(0)
    assert town.api("vera", "GET", f"/api/clients/{client}/loyalty")["complaints"] == []


async def test_what_a_client_says_of_a_mended_complaint_by_phone_is_written_down_by_one_tap(
    opened: Open, town: Town
) -> None:
    client, complaint = client_of(town, "loyal"), str(new_id())
    said = {"id": complaint, "words": "Не перезвонили"}
    town.api("vera", "POST", f"/api/clients/{client}/complaints", said)
    page = await opened("vera", path=f"/clients/{client}")
    await page.locator(".loyalty-word").click()
    shown = page.locator(f'[data-complaint="{complaint}"]')
    await expect(shown.get_by_role("button")).to_have_text(["Что сделано"])
    await shown.get_by_role("button").click()
    await page.locator('[data-sheet="complaint"] textarea').fill("Перезвонили и извинились.")
    await page.get_by_role("button", name="Спросить клиента").click()
    await expect(shown.get_by_role("button")).to_have_text(["Клиент: решено", "Клиент: не решено"])
    await shown.get_by_role("button", name="Клиент: решено").click()
    await expect(shown).to_contain_text("Решена со слов клиента")
    await shown.get_by_role("button", name="Клиент: не решено").click()
    await expect(shown).to_contain_text("Решить до")


async def test_words_of_a_complaint_outlive_an_escape_and_a_tap_beside_the_sheet(
    opened: Open, town: Town
) -> None:
    page = await opened("vera", path=f"/clients/{client_of(town, 'loyal')}")
    await page.locator(".loyalty-word").click()
    await page.get_by_role("button", name="Записать жалобу").click()
    words = page.locator('[data-sheet="complaint"] textarea')
    await words.click()
    await page.keyboard.type("Ждали три часа, ")
    for leave in (escape, beside, escape_twice):
        await leave(page)
        await expect(page.get_by_role("alert")).to_contain_text("не сохранено")
        await page.get_by_role("button", name="Писать дальше").click()
        await expect(words).to_be_focused()
        await page.keyboard.type("и ещё ")
    await expect(words).to_have_value("Ждали три часа, и ещё и ещё и ещё ")
    await escape(page)
    await page.get_by_role("button", name="Закрыть без сохранения").click()
    await expect(words).to_have_count(0)


async def escape(page: Page) -> None:
    await page.keyboard.press("Escape")


async def escape_twice(page: Page) -> None:
    await escape(page)
    await escape(page)


async def beside(page: Page) -> None:
    await page.mouse.click(195, 8)


async def test_the_board_leads_from_what_cannot_wait_and_its_figures_to_the_clients(
    opened: Open, town: Town
) -> None:
    page = await opened("irina", path="/board")
    board = page.locator('[data-screen="board"]')
    await expect(board).to_have_attribute("aria-busy", "false")
    await expect(board).to_contain_text("открыт")
    assert not re.search(r"\d[.,]\d", await board.inner_text()), "no decimals on screens"
    await board.get_by_role("button", name="Таблицей").click()
    await expect(board.get_by_role("table")).to_be_visible()
    for said in await board.locator(".cause small").all_inner_texts():
        assert re.fullmatch(rf"\d+ клиент\w*, {points_in_words(said)}", said)
    for way in (
        board.locator(".numbers button").first,
        board.locator(".share-names button", has_text="Лояльны"),
    ):
        await way.click()
        await expect(page.get_by_role("dialog", name="Лояльны").locator("a.row").first).to_be_visible()
        await page.get_by_role("button", name="Закрыть").click()
    await board.locator(".share-names button", has_text="Лояльны").click()
    behind = page.locator('[data-sheet="behind"] a.row')
    await behind.first.click()
    await expect(page.locator('[data-screen="card"][data-client]')).to_be_visible()
    await expect(page.locator(".loyalty-word")).to_contain_text("Лоялен")


async def test_on_a_desk_the_board_stands_beside_whoever_waits(opened: Open) -> None:
    page = await opened("irina", desk=True, dark=True)
    await expect(page.locator('.pane-detail [data-screen="board"]')).to_be_visible()
    await expect(page.locator('.pane-list [data-screen="today"]')).to_be_visible()
