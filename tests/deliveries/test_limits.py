"""What leaves by itself keeps room for answers, and whoever has to wait for one bucket takes from none."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from app.deliveries import actions
from app.deliveries.jobs import send_due
from app.deliveries.model import Claimed, Lane, Limit, Outcome, Parcel, Sent
from app.deliveries.queries import claim_deliveries
from app.deliveries.tables import CHANNELS
from app.kit.db import Db
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.books import add_client
from tests.conversations.stories import connect

SLOW = 1e-6  # a second: what the test itself takes fills no bucket


class Counter:
    """A channel that hears everything, and limits the chat and the account as the test says."""

    per_chat = per_account = Limit(per_second=SLOW, burst=1000)

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        self.heard.append(item.body["text"])
        return Sent(remote_id=f"counter:{item.id}")


@pytest.fixture
def counter() -> Iterator[Counter]:
    made = Counter()
    CHANNELS["telegram"] = made
    yield made
    CHANNELS.clear()


async def chats(house: House, count: int) -> list[UUID]:
    """Addresses of so many clients."""
    for _ in range(count):
        await connect(house, await add_client(house), str(uuid4()))
    rows = await house.unit(
        lambda db: db.rows("SELECT id FROM addresses WHERE dealership_id = $1 ORDER BY id")
    )
    return [row["id"] for row in rows]


async def queue(house: House, lane: Lane, text: str, *addresses: UUID) -> None:
    async def put(db: Db) -> None:
        for address in addresses:
            await actions.queue(db, ("notice", new_id()), address, lane, [Parcel(text=text)])

    await house.unit(put)


async def leave(house: House) -> None:
    """Everything is tried five times."""
    for _ in range(5):
        await house.unit(
            lambda db: db.run("UPDATE deliveries SET lease_until = NULL WHERE dealership_id = $1")
        )
        await send_due(house.database, house.id)


async def tokens(house: House, bucket: str) -> float:
    sql = "SELECT tokens FROM send_limits WHERE dealership_id = $1 AND bucket = $2"
    found: float = await house.unit(lambda db: db.value(sql, bucket))
    return found


async def test_a_campaign_leaves_half_of_what_may_leave_to_answers(house: House, counter: Counter) -> None:
    counter.per_account = Limit(per_second=SLOW, burst=6)
    *crowd, asker = await chats(house, 8)
    await queue(house, "campaign", "Приглашаем", *crowd)
    await leave(house)
    assert counter.heard == ["Приглашаем"] * 3
    await queue(house, "reply", "Да, готова", asker, asker)
    await leave(house)
    assert counter.heard[3:] == ["Да, готова"] * 2


async def test_an_answer_follows_a_campaign_into_the_same_chat_at_once(
    house: House, counter: Counter
) -> None:
    counter.per_chat = Limit(per_second=SLOW, burst=2)
    [chat] = await chats(house, 1)
    await queue(house, "campaign", "Приглашаем", chat)
    await leave(house)
    await queue(house, "reply", "Да, готова", chat)
    await leave(house)
    assert counter.heard == ["Приглашаем", "Да, готова"]


async def test_whoever_waits_for_the_account_has_not_used_up_the_chat(house: House, counter: Counter) -> None:
    counter.per_chat, counter.per_account = (
        Limit(per_second=SLOW, burst=2),
        Limit(per_second=SLOW, burst=1),
    )
    first, second = await chats(house, 2)
    await queue(house, "reply", "Первый", first)
    await leave(house)
    await queue(house, "reply", "Второй", second)
    await leave(house)
    assert counter.heard == ["Первый"]
    assert await tokens(house, f"chat:{second}") > 1.9


async def test_an_answer_waits_for_what_is_on_its_way_into_the_same_chat_and_nothing_is_spent(
    house: House, counter: Counter
) -> None:
    [chat] = await chats(house, 1)
    await queue(house, "campaign", "Приглашаем", chat)
    [offer] = await house.unit(lambda db: claim_deliveries(db, 5))
    await queue(house, "reply", "Да, готова", chat)
    [answer] = await house.unit(lambda db: claim_deliveries(db, 5))
    assert await house.unit(lambda db: actions.begin(db, offer, counter))
    left = await tokens(house, f"chat:{chat}")
    assert not await house.unit(lambda db: actions.begin(db, answer, counter))
    assert await tokens(house, f"chat:{chat}") == pytest.approx(left, abs=0.01)
    await house.unit(lambda db: actions.settle(db, offer, Sent(remote_id="counter:offer")))
    await leave(house)
    assert counter.heard == ["Да, готова"]
