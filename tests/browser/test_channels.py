"""The channel board and the house's bot, as the administrator and the supervisor see them."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.stories.ground import Town


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A running demo whose settings name no bot."""
    town = await Town.founded(tmp_path_factory.mktemp("channels"), clients=3)
    town.more["OKNO_TELEGRAM_TOKEN"] = ""
    try:
        town.start()
        yield town
    finally:
        await town.end()


def sign(page: Page, what: str) -> Locator:
    return page.locator(f'[data-sign="{what}"]')


async def gives(page: Page, token: str) -> None:
    await page.get_by_label("Ключ бота от @BotFather").fill(token)
    await (
        page.get_by_role("button", name="Подключить")
        .or_(page.get_by_role("button", name="Заменить ключ"))
        .click()
    )


async def test_an_administrator_gives_a_bot_it_breaks_and_the_board_says_what_to_do(
    opened: Open, town: Town
) -> None:
    page = await opened("alla", path="/me")
    await page.get_by_role("link", name="Каналы связи").click()
    await expect(sign(page, "no_bot")).to_contain_text("@BotFather")

    await gives(page, "t.me/my_bot")
    await expect(page.get_by_role("alert")).to_contain_text("не похоже на ключ")
    first = f"{town.bot}:{uuid4().hex}"
    await town.telegram.renew_token(town.bot, first)
    await gives(page, first)
    await expect(sign(page, "bot.working")).to_contain_text("@okno_story_bot")
    assert await page.get_by_label("Ключ бота от @BotFather").input_value() == ""

    second = f"{town.bot}:{uuid4().hex}"
    await town.telegram.renew_token(town.bot, second)
    supervisor = await opened("irina", path="/me/channels")
    broken = sign(supervisor, "bot.unauthorized")
    await expect(broken).to_have_attribute("data-level", "broken")
    await expect(broken).to_contain_text("Возьмите у @BotFather новый ключ")
    await expect(supervisor.get_by_label("Ключ бота от @BotFather")).to_have_count(0)

    await gives(page, second)
    await expect(sign(page, "bot.working")).to_be_visible()
    await expect(sign(supervisor, "bot.working")).to_be_visible()

    await page.get_by_role("button", name="Отключить бота").click()
    await page.get_by_role("dialog").get_by_role("button", name="Отключить бота").click()
    await expect(sign(page, "no_bot")).to_be_visible()
