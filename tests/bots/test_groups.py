"""Chats of many: at most twenty messages in any minute, whoever sends them, and a group that grows is found again."""

import asyncio
from uuid import UUID

import pytest

from app.conversations.model import Sender
from app.conversations.receiving import acquaint
from app.deliveries import actions
from app.deliveries.jobs import send_due
from app.deliveries.limits import buckets_of
from app.deliveries.model import Claimed, Limit, Outcome, Parcel, Sent
from app.deliveries.queries import claim_deliveries
from app.deliveries.tables import CHANNELS, GROUP_LIMIT
from app.kit.db import Db
from app.kit.ids import new_id
from bots.model import GROUP, group_limit
from tests.bots.nursery import until
from tests.bots.office import Office, act
from tests.fakes.telegram.world import Chat


class Group:
    """A chat of many in which the bot may write."""

    def __init__(self, office: Office, chat: Chat, address: UUID) -> None:
        self.office, self.chat, self.address = office, chat, address

    async def queue(self, *texts: str, pictures: int = 1) -> None:
        async def put(db: Db) -> None:
            for text in texts:
                parcel = Parcel(text=text, album=[new_id() for _ in range(pictures - 1)])
                await actions.queue(db, ("notice", new_id()), self.address, "reply", [parcel])

        await self.office.house.unit(put)

    async def later(self, seconds: float) -> None:
        """So much time has passed for the buckets and whoever waits for them."""
        aged = "UPDATE send_limits SET refilled_at = refilled_at - make_interval(secs => $2) WHERE dealership_id = $1"
        await act(self.office, aged, seconds)
        await self.office.expire_leases("deliveries")

    async def leave(self) -> None:
        """Two workers at once take all that may leave now, at most one in flight for the chat."""
        left = -1
        while left != (left := await self.office.count("deliveries", "state = 'queued'")):
            await asyncio.gather(*(send_due(self.office.worker, self.office.house.id) for _ in range(2)))

    def got(self, chat: int | None = None) -> list[str]:
        bot = self.office.bot.id
        return [sent.text for sent in self.office.fake.ledger.sent(bot=bot, chat=chat or self.chat.id)]


@pytest.fixture
async def group(office: Office, monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setitem(GROUP_LIMIT, "telegram", group_limit)
    number = -1_000_000_000_000 - new_id().int % 10**9
    chat = await office.person().adds_bot_to(number)
    await office.bring_in()  # the bot is told, and says nothing of it
    chat.closed = None
    return Group(office, chat, await known(office, number))


async def known(office: Office, number: int) -> UUID:
    """The address of a chat."""
    _, address = await office.house.unit(lambda db: acquaint(db, sender_in(office, number)))
    return UUID(str(address))


def sender_in(office: Office, number: int) -> Sender:
    return Sender(
        channel="telegram", account_id=office.bot_id, handle=str(number), destination=str(number), shown_name=None,
        language="ru",
    )  # fmt: skip


def test_only_chats_of_many_have_the_tighter_limit_and_it_is_twenty_in_any_minute() -> None:
    assert group_limit("7101") is None
    assert group_limit("-1001234567890") is GROUP
    assert GROUP.burst + GROUP.per_second * 60 <= 20


SLOWLY = Limit(per_second=GROUP.per_second / 1000, burst=GROUP.burst)
"""The same at a thousandth of the pace: what the test itself takes is nothing beside it."""


class Quick:
    """A messenger without a pace for a single chat, so that only the group's is left."""

    per_chat = per_account = Limit(per_second=1000, burst=1000)

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        self.heard.append(item.body["text"])
        return Sent(remote_id=f"quick:{item.id}")


async def test_a_group_takes_twenty_in_a_minute_whoever_sends_and_the_rest_waits(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = Quick()
    monkeypatch.setitem(CHANNELS, "telegram", quick)
    monkeypatch.setitem(GROUP_LIMIT, "telegram", lambda chat: SLOWLY)
    texts = [f"Новость {n}" for n in range(30)]
    await group.queue(*texts)
    await group.leave()
    assert quick.heard == texts[: int(GROUP.burst)]
    await group.later(54_000)
    await group.leave()
    assert quick.heard == texts[:19], "twenty in sixty seconds, which are not over"
    await group.later(6_000)
    await group.leave()
    assert quick.heard == texts[:20]


async def test_an_album_weighs_as_many_messages_as_it_has_pictures(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = Quick()
    monkeypatch.setitem(CHANNELS, "telegram", quick)
    monkeypatch.setitem(GROUP_LIMIT, "telegram", lambda chat: SLOWLY)
    await group.queue("Альбом", pictures=10)
    await group.queue("Новость")
    await group.leave()
    assert quick.heard == ["Альбом"]
    await group.later(6_000)
    await group.leave()
    assert quick.heard == ["Альбом", "Новость"]


async def test_the_bucket_of_a_group_stands_in_the_database_beside_the_others(group: Group) -> None:
    await group.queue("Новость")
    [item] = await group.office.work(lambda db: claim_deliveries(db, 1))
    names = [name for name, _ in buckets_of(item, CHANNELS["telegram"])]
    await group.office.expire_leases("deliveries")
    await group.leave()
    kept = await group.office.rows("SELECT bucket FROM send_limits WHERE dealership_id = $1")
    assert {row["bucket"] for row in kept} == set(names)
    assert f"group:{group.address}" in names


async def test_a_group_that_grew_gets_what_it_missed_once_under_its_new_number(group: Group) -> None:
    grown = -1_000_000_000_000 - new_id().int % 10**9
    group.office.fake.migrate(group.chat, grown)
    await group.queue("Новость", "Ещё одна")
    await group.office.send()
    assert (group.got(grown), group.got()) == (["Новость", "Ещё одна"], [])
    refused = [call for call in group.office.fake.calls("sendMessage", bot=group.office.bot)
               if call.data["chat"] == group.chat.id]  # fmt: skip
    assert len(refused) == 1, "the old number is asked once, and never again"
    [address] = await group.office.rows("SELECT destination FROM addresses WHERE dealership_id = $1 AND id = $2",
                                        group.address)  # fmt: skip
    assert address["destination"] == str(grown)


async def test_where_the_grown_group_is_known_already_what_waits_goes_to_it_once(group: Group) -> None:
    grown = -1_000_000_000_000 - new_id().int % 10**9
    await known(group.office, grown)
    group.office.fake.migrate(group.chat, grown)
    await group.queue("Новость", "Ещё одна")
    await group.office.send()
    assert (group.got(grown), group.got()) == (["Новость", "Ещё одна"], [])
    assert await group.office.count("addresses", f"id = '{group.address}' AND stopped_because = 'moved'") == 1


HELD_UP = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid())"


async def test_a_grown_group_that_speaks_at_the_very_moment_it_is_written_to_gets_what_waits_once(
    group: Group,
) -> None:
    grown = -1_000_000_000_000 - new_id().int % 10**9
    group.office.fake.migrate(group.chat, grown)
    await group.queue("Новость")
    spoken, go = asyncio.Event(), asyncio.Event()

    async def speak(db: Db) -> None:
        await acquaint(db, sender_in(group.office, grown))
        spoken.set()
        await go.wait()

    async def held_up() -> bool:
        return bool(await group.office.house.database.pool.fetchval(HELD_UP))

    speaking = asyncio.create_task(group.office.house.unit(speak))
    await spoken.wait()
    leaving = asyncio.create_task(group.office.send())
    await until(held_up, "the move waits for the one who speaks")
    go.set()
    await asyncio.gather(speaking, leaving)
    await group.office.send()
    assert (group.got(grown), group.got()) == (["Новость"], [])
    assert await group.office.count("deliveries", "state = 'not_confirmed'") == 0


async def test_whoever_is_sent_in_a_circle_has_to_wait_and_at_last_it_is_over(group: Group) -> None:
    group.office.fake.fail_next(
        "sendMessage", kind="migrate", bot=group.office.bot.id, migrate_to=group.chat.id, times=None
    )
    await group.queue("Новость")
    await group.leave()
    assert group.got() == []
    assert await group.office.count("deliveries", "state = 'failed' AND reason = 'refused'") == 1
