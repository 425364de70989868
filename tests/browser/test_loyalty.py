"""Loyalty as people see it: one word that opens to its losses, and the board that leads to the clients behind it."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.stories.ground import Town


def client_of(town: Town, status: str) -> str:
    found = town.api("irina", "GET", f"/api/boards/loyalty/clients?status={status}")["clients"]
    vera = town.api("vera", "GET", "/api/me")["person"]["id"]
    return next(str(one["client_id"]) for one in found if one["owner"]["id"] == vera)


async def word(page: Page, said: str) -> None:
    await expect(page.locator(".loyalty-word b")).to_have_text(said, timeout=20_000)


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
    await board.locator(".share-names button", has_text="Лояльны").click()
    behind = page.locator('[data-sheet="behind"] a.row')
    await behind.first.click()
    await expect(page.locator('[data-screen="card"][data-client]')).to_be_visible()
    await expect(page.locator(".loyalty-word")).to_contain_text("Лоялен")


async def test_on_a_desk_the_board_stands_beside_whoever_waits(opened: Open) -> None:
    page = await opened("irina", desk=True, dark=True)
    await expect(page.locator('.pane-detail [data-screen="board"]')).to_be_visible()
    await expect(page.locator('.pane-list [data-screen="today"]')).to_be_visible()
