"""The bot of the settings: registered, asked how it is, told where its updates go; trouble stops nothing else."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from app.config import Config
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.secrets import Seal
from bots import actions, keeping, queries
from bots.keeping import Keeper
from bots.model import BotRow
from bots.poller import WANTED
from bots.states import state_of_bot
from tests.bots.nursery import until
from tests.cast import House
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.sending import structure
from tests.fakes.telegram.world import Bot

Make = Callable[..., Keeper]


class Scene:
    """A dealership, its settings, and keepers made of them."""

    def __init__(self, house: House, config: Config, cloud: FakeTelegram, seal: Seal) -> None:
        self.house, self.config, self.cloud, self.seal = house, config, cloud, seal
        self.keepers: list[Keeper] = []

    def keeper(self, **settings: Any) -> Keeper:
        """A keeper as a fresh worker would have one."""
        self.config = replace(self.config, **settings)
        self.keepers.append(Keeper(self.config, self.house.database, self.seal, new_id()))
        return self.keepers[-1]

    async def bot(self) -> BotRow:
        rows: list[BotRow] = await self.house.unit(queries.bots)
        return next(row for row in rows if row.state != "off")

    async def ready(self) -> str:
        """What /ready says of the bot."""
        return await state_of_bot(self.config, self.house.database)

    async def arrivals(self) -> int:
        async def count(db: Db) -> int:
            number: int = await db.value("SELECT count(*) FROM arrivals WHERE dealership_id = $1")
            return number

        found: int = await self.house.unit(count)
        return found


@pytest.fixture
async def scene(
    alone: Config, alone_database: Database, only_house: House, cloud: FakeTelegram, seal: Seal
) -> AsyncIterator[Scene]:
    token = f"{uuid4().int % 10**9 + 10**9}:secret"
    config = replace(alone, telegram_token=token, telegram_api_url=cloud.url)
    scene = Scene(only_house, config, cloud, seal)
    yield scene
    for keeper in scene.keepers:
        await keeper.close()


@pytest.fixture
def bot(scene: Scene) -> Bot:
    return scene.cloud.add_bot(scene.config.telegram_token or "", "okno_tlt_bot")


async def test_the_bot_of_the_settings_is_registered_asked_and_polled(scene: Scene, bot: Bot) -> None:
    keeper = scene.keeper()
    await keeper.turn()
    row = await scene.bot()
    assert (row.state, row.username, row.remote_id) == ("working", "okno_tlt_bot", bot.id)
    assert await scene.ready() == "working"
    await scene.cloud.user(bot, 7001).says("раз")
    await until(scene.arrivals, "the update is in")
    await keeper.turn()
    assert len(scene.cloud.calls("getMe", bot=bot)) == 1


async def test_in_webhook_mode_telegram_is_told_the_address_the_secret_and_the_kinds(
    scene: Scene, bot: Bot
) -> None:
    await scene.keeper(telegram_mode="webhook").turn()
    keys = actions.keys_of(scene.seal, scene.house.id, (await scene.bot()).id)
    assert bot.webhook is not None
    assert bot.webhook.url == f"{scene.config.site}/telegram/{keys.path}"
    assert (bot.webhook.secret, bot.webhook.max_connections) == (keys.secret, 40)
    assert bot.allowed == frozenset(WANTED)
    assert scene.cloud.calls("getUpdates", bot=bot) == []
    await scene.keeper(telegram_mode="polling").turn()
    assert bot.webhook is None
    calls = scene.cloud.calls("setWebhook", bot=bot) + scene.cloud.calls("deleteWebhook", bot=bot)
    assert all("drop_pending_updates" not in call.data["params"] for call in calls)


async def test_a_wrong_token_is_said_in_one_line_and_shown_in_ready(scene: Scene) -> None:
    keeper = scene.keeper()
    with capture_logs() as logged:
        await keeper.turn()
        await keeper.turn()
    [line] = [each for each in logged if each["log_level"] == "error"]
    assert "correct OKNO_TELEGRAM_TOKEN" in line["event"]
    assert await scene.ready() == "refused: unauthorized"
    with capture_logs() as logged:
        await scene.keeper().turn()
    assert [each["state"] for each in logged] == ["refused"]  # each start says it again


async def test_a_bot_that_was_refused_works_once_it_is_let_in(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(keeping.ASK_AGAIN, "refused", 0.0)
    keeper = scene.keeper()
    await keeper.turn()
    assert (await scene.bot()).state == "refused"
    scene.cloud.add_bot(scene.config.telegram_token or "")
    await keeper.turn()
    assert await scene.ready() == "working"


async def test_without_telegram_everything_else_goes_on_and_the_bot_comes_back(
    scene: Scene, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(keeping.ASK_AGAIN, "unreachable", 0.0)
    await scene.cloud.go_dark()
    try:
        keeper = scene.keeper()
        await keeper.turn()
        assert await scene.ready() == "unreachable: channel_down"
    finally:
        await scene.cloud.come_back()
    await keeper.turn()
    assert await scene.ready() == "working"


async def test_a_changed_token_in_the_settings_is_taken_at_the_next_start(scene: Scene, bot: Bot) -> None:
    await scene.keeper().turn()
    first = await scene.bot()
    await scene.keepers[0].close()
    fresh = f"{bot.id}:rotated"
    scene.cloud.world.bots[fresh] = scene.cloud.world.bots.pop(scene.config.telegram_token or "")
    keeper = scene.keeper(telegram_token=fresh)
    await keeper.turn()
    row = await scene.bot()
    assert (row.id, row.state, row.poll_offset) == (first.id, "working", first.poll_offset)
    await scene.cloud.user(bot, 7001).says("раз")
    await until(scene.arrivals, "the update is in")


async def test_without_a_token_the_bot_is_off(scene: Scene, bot: Bot) -> None:
    await scene.keeper().turn()
    await scene.keepers[0].close()
    keeper = scene.keeper(telegram_token=None)
    await keeper.turn()
    states = [row.state for row in await scene.house.unit(queries.bots)]
    assert states == ["off"]
    assert await scene.ready() == "off"


async def test_a_poller_that_died_is_started_again(scene: Scene, bot: Bot) -> None:
    keeper = scene.keeper()
    await keeper.turn()
    [task] = keeper._polls.values()
    task.cancel()
    await until(task.done, "it has ended")
    await keeper.turn()
    await scene.cloud.user(bot, 7001).says("раз")
    await until(scene.arrivals, "the update is in")


async def test_a_token_sealed_with_another_key_is_asked_for_again(scene: Scene, bot: Bot) -> None:
    await scene.keeper().turn()
    await scene.keepers[0].close()
    scene.seal = Seal(b"k" * 32)
    await scene.keeper().turn()
    assert await scene.ready() == "working"  # the setting holds the token: it was sealed anew


async def test_a_closed_group_is_no_trouble_to_leave(scene: Scene, bot: Bot) -> None:
    keeper = scene.keeper()
    await keeper.turn()
    await keeper.leave(scene.house.id, (await scene.bot()).id, -100500)
    await keeper.leave(scene.house.id, new_id(), -100500)
    assert len(scene.cloud.calls("leaveChat", bot=bot)) == 1


def commands(scene: Scene, bot: Bot) -> dict[str, list[tuple[str, str]]]:
    """What Telegram shows as the menu, by the language of its app."""
    calls = scene.cloud.calls("setMyCommands", bot=bot)
    return {
        call.data["params"].get("language_code") or "": [
            (one["command"], one["description"]) for one in structure(call.data["params"], "commands")
        ]
        for call in calls
    }


async def test_the_menu_is_set_in_both_languages_and_only_where_it_changed(scene: Scene, bot: Bot) -> None:
    await scene.keeper().turn()
    ru = [("urgent", "Срочно"), ("car", "Мой автомобиль"), ("duty", "Кто на связи"), ("more", "Ещё")]
    en = [("urgent", "Urgent"), ("car", "My car"), ("duty", "Who is on duty"), ("more", "More")]
    assert commands(scene, bot) == {"": ru, "ru": ru, "en": en}
    await scene.keepers[0].close()
    await scene.keeper().turn()
    assert len(scene.cloud.calls("setMyCommands", bot=bot)) == 3, "a new start finds them there"
    kept = next(key for key in bot.settings if key.startswith("commands|en|"))
    bot.settings[kept] = [{"command": "help", "description": "Somebody else's"}]
    await scene.keepers[1].close()
    await scene.keeper().turn()
    assert len(scene.cloud.calls("setMyCommands", bot=bot)) == 4


async def test_a_menu_that_cannot_be_set_stops_nothing(
    scene: Scene, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(METHODS, "getMyCommands")
    await scene.keeper().turn()
    assert commands(scene, bot) == {}
    assert await scene.ready() == "working"
    await scene.cloud.user(bot, 7001).says("раз")
    await until(scene.arrivals, "the update is in")
