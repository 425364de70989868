"""A bot that an administrator gives in the app is asked at once, replaced, taken off; the board says how it is."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from app.config import Config
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.live import Live
from app.kit.secrets import Seal
from bots import keeping, queries
from bots.keeping import Keeper
from bots.model import BotRow
from tests.cast import House, open_house
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.world import Bot


class Desk:
    """Alla the administrator, the worker that looks after her house's bot, and Telegram."""

    def __init__(self, house: House, keeper: Keeper, cloud: FakeTelegram) -> None:
        self.house, self.keeper, self.cloud = house, keeper, cloud
        self.number = uuid4().int % 10**9 + 10**9

    def made(self) -> Bot:
        """A bot as @BotFather makes one."""
        return self.cloud.add_bot(f"{self.number}:{uuid4().hex}", f"house_{self.number}_bot")

    async def gives(self, token: str) -> Any:
        return await self.house.send("alla", "PUT", "/api/bot", {"token": token})

    async def row(self) -> BotRow:
        rows: list[BotRow] = await self.house.unit(queries.bots)
        return next(row for row in rows if row.state != "off")

    async def sign(self, reader: str = "alla") -> Any:
        """What the board says of the bot."""
        signs = (await self.house.get(reader, "/api/boards/channels")).json()["signs"]
        return next(sign for sign in signs if sign["what"].startswith(("bot.", "no_bot")))

    def revoke(self, bot: Bot) -> str:
        """@BotFather gives another token."""
        fresh = f"{bot.id}:{uuid4().hex}"
        self.cloud.world.renew_token(bot, fresh)
        return fresh


@pytest.fixture
async def desk(
    house: House,
    config: Config,
    worker_database: tuple[Database, Live],
    seal: Seal,
    cloud: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Desk]:
    async def here() -> list[Any]:
        return [house.id]

    monkeypatch.setattr(worker_database[0], "dealerships", here)
    settings = replace(config, telegram_token=None, telegram_api_url=cloud.url)
    keeper = Keeper(settings, worker_database[0], seal, new_id())
    yield Desk(house, keeper, cloud)
    await keeper.close()


async def test_a_bot_is_given_asked_broken_and_mended_and_the_board_says_what_to_do(desk: Desk) -> None:
    assert (await desk.sign())["what"] == "no_bot"
    bot = desk.made()
    answer = await desk.gives(f"  {bot.token}\n")
    assert (answer.status_code, answer.json()["state"]) == (200, "new"), answer.text
    assert bot.token not in answer.text
    await desk.keeper.turn()
    sign = await desk.sign()
    assert (sign["what"], sign["level"], sign["advice"]) == ("bot.working", "good", None)
    assert f"@house_{desk.number}_bot" in sign["title"]

    fresh = desk.revoke(bot)
    desk.keeper._at_work.clear()  # as after the worker's next start, or its poller's next refusal
    await desk.keeper.turn()
    sign = await desk.sign("irina")
    assert (sign["what"], sign["level"]) == ("bot.unauthorized", "broken")
    assert "@BotFather" in sign["advice"]

    await desk.gives(fresh)
    await desk.keeper.turn()
    assert (await desk.sign())["what"] == "bot.working"
    rows = await desk.house.unit(queries.bots)
    assert len(rows) == 1, "another token of the same bot is the same bot"


async def test_the_same_token_again_has_a_refused_bot_asked_at_once(desk: Desk) -> None:
    token = f"{desk.number}:{uuid4().hex}"
    await desk.gives(token)
    await desk.keeper.turn()
    assert (await desk.row()).state == "refused"
    desk.cloud.add_bot(token, "late_bot")
    await desk.keeper.turn()
    assert (await desk.row()).state == "refused", "it is asked again in a minute"
    await desk.gives(token)
    await desk.keeper.turn()
    assert (await desk.row()).state == "working"


@pytest.mark.parametrize("token", ["", "  ", "12", "@my_bot", "123:short", "https://t.me/my_bot", "1" * 299])
async def test_what_is_no_token_is_refused_with_how_one_looks(desk: Desk, token: str) -> None:
    answer = await desk.gives(token)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "bot_token"
    assert (await desk.house.get("alla", "/api/bot")).json()["id"] is None


async def test_a_bot_of_another_house_is_refused_until_it_is_taken_off_there(
    desk: Desk, worker_database: tuple[Database, Live]
) -> None:
    bot = desk.made()
    other = await open_house(desk.house.database, desk.house.site)
    await other.send("alla", "PUT", "/api/bot", {"token": bot.token})
    answer = await desk.gives(bot.token)
    assert (answer.status_code, answer.json()["code"]) == (409, "bot_taken")
    assert (await desk.house.get("alla", "/api/bot")).json()["id"] is None
    assert (await other.send("alla", "DELETE", "/api/bot")).json()["id"] is None
    assert (await desk.gives(bot.token)).status_code == 200


async def test_a_bot_of_the_settings_is_changed_on_the_server_only_and_stays_when_the_app_has_one(
    desk: Desk,
) -> None:
    bot = desk.made()
    desk.keeper._config = replace(desk.keeper._config, telegram_token=bot.token)
    await desk.keeper.turn()
    for answer in (
        await desk.gives(f"{desk.number + 1}:{uuid4().hex}"),
        await desk.house.send("alla", "DELETE", "/api/bot"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "bot_by_settings")
    shown = (await desk.house.get("alla", "/api/bot")).json()
    assert (shown["by_settings"], shown["state"]) == (True, "working")


async def test_a_worker_whose_settings_name_no_bot_leaves_one_that_was_given_in_the_app(desk: Desk) -> None:
    await desk.gives(desk.made().token)
    await desk.keeper.turn()
    assert (await desk.row()).state == "working"
    restarted = Keeper(desk.keeper._config, desk.keeper._database, desk.keeper._seal, new_id())
    await restarted.turn()
    await restarted.close()
    assert (await desk.row()).state == "working"


async def test_what_telegram_holds_and_says_of_our_address_is_on_the_board(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LOOK", 0.0)
    desk.keeper._polling = False
    bot = desk.made()
    await desk.gives(bot.token)
    await desk.keeper.turn()
    now = (await desk.row()).state_at.timestamp()
    bot.webhook_error = (now, "Wrong response from the webhook: 502 Bad Gateway")
    await desk.keeper.turn()
    sign = await desk.sign()
    assert (sign["what"], sign["level"]) == ("bot.webhook", "watch")
    assert "502 Bad Gateway" in sign["text"]


async def test_a_way_in_that_somebody_changed_at_telegram_is_set_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LOOK", 0.0)
    desk.keeper._polling = False
    bot = desk.made()
    await desk.gives(bot.token)
    await desk.keeper.turn()
    ours, bot.webhook = bot.webhook, None
    assert ours is not None
    await desk.keeper.turn()
    assert bot.webhook is not None
    assert bot.webhook.url == ours.url
