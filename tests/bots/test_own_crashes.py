"""Workers and APIs killed while they handle a manager's own account: each word once, each answer once, doubt shown."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.clients.queries import client_head
from app.config import Config
from app.conversations import actions as talk
from app.conversations.linking import link_contact
from app.conversations.model import Reply, Sender
from app.conversations.own_chats import let_in
from app.conversations.receiving import acquaint
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.ids import new_id
from app.kit.tokens import mint
from app.people import accounts
from bots import queries
from tests.bots.crashing import Scene
from tests.bots.nursery import Nursery, until
from tests.cast import House
from tests.conversations.stories import make_anna
from tests.fakes.telegram import FakeTelegram, User


class OwnScene(Scene):
    """Vera's account, connected; Anna on its list."""

    vera: User
    anna: User
    client: Any

    def who(self) -> Who:
        return Who(
            dealership=self.house.id, id=self.house.people["vera"], role="manager", session=new_id(),
            name="Вера Орлова", language="ru",
        )  # fmt: skip

    async def prepare(self) -> None:
        self.vera, self.anna = self.person("Вера"), self.person("Анна")
        self.client = await make_anna(self.house)
        async with self.worker():
            await until(self.bot_is_known, "the bot is registered")
            await self.vera.starts(await self.house.unit(self.list_anna))
            await self.quiet()
            await self.vera.connects_account()
            await self.quiet()

    async def bot_is_known(self) -> bool:
        rows = await self.house.unit(queries.bots)
        return any(row.state == "working" for row in rows)

    async def list_anna(self, db: Db) -> str:
        [bot] = [row for row in await queries.bots(db) if row.state != "off"]
        sender = Sender(
            channel="telegram", account_id=bot.id, handle=str(self.anna.id), destination=str(self.anna.id),
            shown_name="Анна", language="ru",
        )  # fmt: skip
        contact, _ = await acquaint(db, sender)
        client = await client_head(db, self.client)
        assert client is not None
        await link_contact(db, contact, client, by=None, because="invitation")
        await let_in(db, self.who(), self.client, "telegram")
        token = mint(db.dealership)
        await accounts.make_link(db, self.who().id, token)
        return token

    async def said(self) -> list[tuple[str, str]]:
        """The talk in its order: direction and words."""
        sql = """SELECT m.direction, x.text FROM messages m
                 JOIN message_texts x ON x.dealership_id = $1 AND x.message_id = m.id
                 WHERE m.dealership_id = $1 ORDER BY m.thread_seq"""
        return [(row["direction"], row["text"]) for row in await self.house.unit(lambda db: db.rows(sql))]

    async def answers(self, text: str) -> None:
        sql = "SELECT id FROM threads WHERE dealership_id = $1 AND client_id = $2"

        async def act(db: Db) -> Any:
            thread = await db.value(sql, self.client)
            return await talk.reply(db, self.who(), Reply(thread_id=thread, id=new_id(), text=text))

        await self.house.unit(act)

    async def refused(self) -> bool:
        mine = [state for _, text, state in await self.fates() if text.endswith("Да, на месте")]
        return bool(mine) and mine[0] in ("failed", "not_confirmed")  # died while Telegram was saying no

    async def settled(self) -> bool:
        return all(state in ("sent", "not_confirmed") for _, _, state in await self.fates())

    def there(self) -> list[str]:
        return [sent.text for sent in self.fake.ledger.sent_as(self.vera.id, self.anna.id)]


@pytest.fixture
async def scene(
    nursery: Nursery, alone: Config, only_house: House, cloud: FakeTelegram
) -> AsyncIterator[OwnScene]:
    scene = OwnScene.of(nursery, alone, only_house, cloud)
    await scene.prepare()
    yield scene
    assert cloud.ledger.violations(bot=scene.bot.id) == []


@pytest.mark.parametrize("failpoint", ["updates_stored", "arrival_claimed", "arrival_handled"])
async def test_words_of_both_sides_are_there_once_and_nobody_elses_wherever_the_worker_dies(
    scene: OwnScene, failpoint: str
) -> None:
    mother = scene.person("Мама")
    await scene.vera.is_written_by(mother, "тайна")
    await scene.vera.is_written_by(scene.anna, "Вы на месте?")
    await scene.vera.writes_to(scene.anna, "Да, на месте")
    await scene.vera.is_written_by(scene.anna, "Спасибо")
    await scene.killed_at(failpoint)
    await scene.expire_leases()
    async with scene.worker():
        await scene.quiet()
    assert await scene.said() == [("in", "Вы на месте?"), ("out", "Да, на месте"), ("in", "Спасибо")]
    assert scene.there() == []


@pytest.mark.parametrize(
    ("failpoint", "arrived"),
    [("delivery_claimed", 1), ("delivery_sending", 0), ("delivery_answered", 1)],
)
async def test_an_answer_goes_there_at_most_once_and_its_echo_takes_the_doubt_away(
    scene: OwnScene, failpoint: str, arrived: int
) -> None:
    await scene.vera.is_written_by(scene.anna, "Вы на месте?")
    async with scene.worker():
        await until(scene.said, "her words are there")
    await scene.answers("Да, на месте")
    await scene.killed_at(failpoint)
    await scene.expire_leases()
    async with scene.worker():
        await scene.quiet()
        await until(scene.settled, "its fate is known, or known to be unknown")
    assert scene.there().count("Да, на месте") == arrived
    fates = [state for _, text, state in await scene.fates() if text.endswith("Да, на месте")]
    assert fates == ["sent" if arrived else "not_confirmed"], (
        "the echo proves what the dead worker could not say"
    )
    assert [text for direction, text in await scene.said() if direction == "out"] == ["Да, на месте"]


@pytest.mark.parametrize("failpoint", ["updates_stored", "delivery_claimed"])
async def test_a_disconnection_is_obeyed_wherever_the_worker_dies(scene: OwnScene, failpoint: str) -> None:
    await scene.vera.is_written_by(scene.anna, "Вы на месте?")
    async with scene.worker():
        await until(scene.said, "her words are there")
    await scene.answers("Да, на месте")
    await scene.vera.disconnects_account()
    await scene.killed_at(failpoint)
    await scene.expire_leases()
    async with scene.worker():
        await until(scene.refused, "the answer is told as not sent, or as doubt")
        await until(lambda: not scene.bot.pending, "Telegram has told everything")
    assert scene.there() == []
    sql = "SELECT enabled FROM own_accounts WHERE dealership_id = $1"
    assert await scene.house.unit(lambda db: db.value(sql)) is False
