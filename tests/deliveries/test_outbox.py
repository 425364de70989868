"""The outbox with a channel that does as it is told: each thing leaves at most once, and its fate is known."""

import asyncio
from collections import deque
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from app.conversations.jobs import message_settled
from app.deliveries.actions import begin, settle
from app.deliveries.jobs import rescue_lost, send_due
from app.deliveries.model import Claimed, Later, Limit, Moved, Outcome, Refused, Sent, Unknown
from app.deliveries.queries import claim_deliveries
from app.deliveries.tables import CHANNELS, SETTLED
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.live import Live
from tests.cast import House
from tests.conversations.stories import connect, make_anna


class Puppet:
    """A channel that answers what the test prepared, and keeps what it was given."""

    per_chat = Limit(per_second=1000, burst=1000)
    per_account = Limit(per_second=1000, burst=1000)

    def __init__(self) -> None:
        self.answers: deque[Outcome | Exception] = deque()
        self.heard: list[str] = []

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        self.heard.append(item.body["text"])
        answer = self.answers.popleft() if self.answers else Sent(remote_id=f"r{len(self.heard)}")
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def puppet() -> Iterator[Puppet]:
    made = Puppet()
    CHANNELS["telegram"] = made
    SETTLED["message"] = message_settled
    yield made
    CHANNELS.clear()


class Desk:
    """Vera at work: she writes, the worker sends, she looks what became of it."""

    def __init__(self, house: House, database: Database, thread: UUID) -> None:
        self.house, self.database, self.thread = house, database, thread

    async def write(self, text: str) -> str:
        body = {"id": str(new_id()), "text": text}
        answer = await self.house.post("vera", f"/api/threads/{self.thread}/messages", body)
        assert answer.status_code == 201, answer.text
        return body["id"]

    async def send(self) -> int:
        return await send_due(self.database, self.house.id)

    async def message(self, id: str) -> dict[str, Any]:
        talk = (await self.house.get("vera", f"/api/threads/{self.thread}/messages")).json()
        return next(message for message in talk["messages"] if message["id"] == id)

    async def act(self, message: dict[str, Any], act: str) -> Any:
        path = f"/api/deliveries/{message['delivery_id']}"
        if act == "withdraw":
            return await self.house.send("vera", "DELETE", path)
        return await self.house.post("vera", f"{path}/{act}", {"id": str(new_id())})


@pytest.fixture
async def desk(house: House, worker_database: tuple[Database, Live]) -> Desk:
    anna = await make_anna(house)
    return Desk(house, worker_database[0], await connect(house, anna, "7001"))


async def test_a_sent_message_says_so_and_is_not_sent_again(desk: Desk, puppet: Puppet) -> None:
    id = await desk.write("Добрый день")
    await desk.send()
    await desk.send()
    assert puppet.heard == ["Вера Орлова:\nДобрый день"]
    assert (await desk.message(id))["state"] == "sent"


async def test_a_broken_line_is_shown_and_never_repeated_by_itself(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Unknown())
    id = await desk.write("Дошло?")
    await desk.send()
    await desk.send()
    message = await desk.message(id)
    assert message["state"] == "not_confirmed"
    assert message["state_text"].startswith("Не знаем, дошло ли")
    assert len(puppet.heard) == 1


async def test_an_unforeseen_crash_of_a_channel_means_we_do_not_know(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(RuntimeError("a bug in the channel"))
    id = await desk.write("Дошло?")
    await desk.send()
    assert (await desk.message(id))["state"] == "not_confirmed"


async def test_send_again_is_one_more_attempt_and_no_more(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Unknown())
    id = await desk.write("Дошло?")
    await desk.send()
    unsure = await desk.message(id)
    assert (await desk.act(unsure, "attempts")).status_code == 201
    refused = await desk.act(unsure, "attempts")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_repeatable")
    await desk.send()
    await desk.send()
    assert len(puppet.heard) == 2
    assert (await desk.message(id))["state"] == "sent"


async def test_it_arrived_settles_the_doubt(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Unknown())
    id = await desk.write("Дошло?")
    await desk.send()
    assert (await desk.act(await desk.message(id), "confirmation")).status_code == 200
    await desk.send()
    assert (await desk.message(id))["state"] == "sent"
    assert len(puppet.heard) == 1


async def test_the_parts_behind_a_doubtful_one_wait_for_the_manager(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Unknown())
    id = await desk.write("а " * 5000)
    for _ in range(4):
        await desk.send()
    assert len(puppet.heard) == 1
    await desk.act(await desk.message(id), "confirmation")
    for _ in range(4):
        await desk.send()
    assert len(puppet.heard) == 3
    assert (await desk.message(id))["state"] == "sent"


async def test_a_later_message_does_not_overtake_one_that_has_to_wait(
    desk: Desk, puppet: Puppet, tools: Database
) -> None:
    puppet.answers.append(Later(reason="channel_down", seconds=30))
    await desk.write("первое")
    await desk.write("второе")
    await desk.send()
    await desk.send()
    assert puppet.heard == ["Вера Орлова:\nпервое"]
    await let_pauses_pass(tools, desk.house)
    for _ in range(2):
        await desk.send()
    assert [text.split("\n")[1] for text in puppet.heard] == ["первое", "первое", "второе"]


async def let_pauses_pass(tools: Database, house: House) -> None:
    await tools.pool.execute("UPDATE deliveries SET lease_until = now() WHERE dealership_id = $1", house.id)
    await tools.pool.execute("UPDATE send_limits SET paused_until = NULL WHERE dealership_id = $1", house.id)


async def test_the_line_goes_on_behind_a_doubtful_message(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Unknown())
    await desk.write("первое")
    second = await desk.write("второе")
    for _ in range(2):
        await desk.send()
    assert (await desk.message(second))["state"] == "sent"


async def test_a_blocked_client_is_not_called_again_and_the_card_says_so(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Refused(reason="blocked", stops=True))
    first, second = await desk.write("раз"), await desk.write("два")
    for _ in range(3):
        await desk.send()
    assert len(puppet.heard) == 1
    assert (await desk.message(first))["state_text"].startswith("Не доставлено: клиент остановил бота")
    assert (await desk.message(second))["state"] == "failed"
    book = (await desk.house.get("vera", "/api/book")).json()["clients"]
    assert book[0]["connected"] is False


async def test_a_chat_that_moved_gets_the_message_at_its_new_address(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Moved(destination="-100123"))
    id = await desk.write("раз")
    for _ in range(2):
        await desk.send()
    assert (await desk.message(id))["state"] == "sent"
    assert len(puppet.heard) == 2


async def test_a_message_is_withdrawn_only_while_it_is_queued(desk: Desk, puppet: Puppet) -> None:
    gone, stays = await desk.write("нет"), await desk.write("да")
    assert (await desk.act(await desk.message(gone), "withdraw")).status_code == 200
    await desk.send()
    assert puppet.heard == ["Вера Орлова:\nда"]
    assert (await desk.message(gone))["state"] == "withdrawn"
    late = await desk.act(await desk.message(stays), "withdraw")
    assert (late.status_code, late.json()["code"]) == (409, "already_sent")


async def test_what_a_dead_worker_left_half_sent_is_shown_as_not_confirmed(
    desk: Desk, puppet: Puppet, tools: Database
) -> None:
    id = await desk.write("раз")
    await tools.pool.execute(
        "UPDATE deliveries SET state = 'sending', lease_until = now() WHERE thing_id = $1", id
    )
    assert await rescue_lost(desk.database, desk.house.id) == 1
    await desk.send()
    assert (await desk.message(id))["state"] == "not_confirmed"
    assert puppet.heard == []


async def test_the_late_answer_of_a_doubtful_send_is_still_the_truth(desk: Desk, tools: Database) -> None:

    SETTLED["message"] = message_settled
    id = await desk.write("раз")
    [item] = (await desk.database.work(desk.house.id, lambda db: claim_deliveries(db, 5)))[0]
    await tools.pool.execute("UPDATE deliveries SET state = 'not_confirmed' WHERE id = $1", item.id)
    await desk.database.work(desk.house.id, lambda db: settle(db, item, Sent(remote_id="r1")))
    assert (await desk.message(id))["state"] == "sent"


async def test_two_workers_claim_a_delivery_once(desk: Desk, puppet: Puppet) -> None:

    for text in ("раз", "два", "три"):
        await desk.write(text)
    for _ in range(6):
        await asyncio.gather(desk.send(), desk.send(), desk.send())
    assert [text.split("\n")[1] for text in puppet.heard] == ["раз", "два", "три"]


async def test_a_chat_gets_three_at_once_and_then_waits(desk: Desk, puppet: Puppet) -> None:
    puppet.per_chat = Limit(per_second=0.001, burst=3)
    for n in range(5):
        await desk.write(str(n))
    for _ in range(8):
        await desk.send()
    assert len(puppet.heard) == 3


async def test_a_worker_that_slept_through_its_lease_puts_nothing_back_that_a_rival_is_sending(
    desk: Desk, puppet: Puppet, tools: Database
) -> None:
    id = await desk.write("раз")
    [late] = (await desk.database.work(desk.house.id, lambda db: claim_deliveries(db, 5)))[0]
    await tools.pool.execute("UPDATE deliveries SET state = 'sending' WHERE thing_id = $1", id)
    puppet.per_chat = Limit(per_second=0.001, burst=0)
    assert not (await desk.database.work(desk.house.id, lambda db: begin(db, late, puppet)))[0]
    assert await tools.pool.fetchval("SELECT state FROM deliveries WHERE thing_id = $1", id) == "sending"


async def test_the_parts_behind_a_doubtful_one_go_on_when_its_answer_comes_late(
    desk: Desk, puppet: Puppet
) -> None:
    puppet.answers.append(Unknown())
    id = await desk.write("а " * 5000)
    [first] = (await desk.database.work(desk.house.id, lambda db: claim_deliveries(db, 5)))[0]
    await desk.database.work(desk.house.id, lambda db: begin(db, first, puppet))
    await desk.database.work(desk.house.id, lambda db: settle(db, first, Unknown()))
    await desk.database.work(desk.house.id, lambda db: settle(db, first, Sent(remote_id="r1")))
    puppet.answers.clear()
    for _ in range(3):
        await desk.send()
    assert len(puppet.heard) == 2
    assert (await desk.message(id))["state"] == "sent"


async def test_the_parts_behind_a_refused_one_wait_and_go_with_it_again(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Refused(reason="refused"))
    id = await desk.write("а " * 5000)
    for _ in range(3):
        await desk.send()
    assert len(puppet.heard) == 1, "nobody reads the second part without the first"
    assert (await desk.act(await desk.message(id), "attempts")).status_code == 201
    for _ in range(4):
        await desk.send()
    assert len(puppet.heard) == 4
    assert (await desk.message(id))["state"] == "sent"


async def another(desk: Desk, handle: str) -> Desk:
    """Vera and another client of hers."""
    new = {"id": str(new_id()), "name": f"Пётр {handle}", "address_form": "Пётр"}
    made = await desk.house.post("vera", "/api/clients", new)
    assert made.status_code == 201, made.text
    return Desk(desk.house, desk.database, await connect(desk.house, UUID(new["id"]), handle))


async def test_a_pause_asked_for_in_two_chats_is_a_pause_of_the_whole_account(
    desk: Desk, puppet: Puppet
) -> None:
    """A channel that limits the account says so in whichever chat it is asked: a third one is not tried."""
    puppet.answers.extend(Later(reason="pause", seconds=30, counts=False) for _ in range(2))
    third = await another(desk, "7003")
    for talk in (desk, await another(desk, "7002")):
        await talk.write("раз")
        await desk.send()
    waits = await third.write("три")
    await desk.send()
    assert len(puppet.heard) == 2
    assert (await third.message(waits))["state"] == "queued"


async def test_a_pause_asked_for_in_one_chat_stops_no_other(desk: Desk, puppet: Puppet) -> None:
    puppet.answers.append(Later(reason="pause", seconds=30, counts=False))
    other = await another(desk, "7002")
    await desk.write("раз")
    await desk.send()
    second = await other.write("два")
    await desk.send()
    assert (await other.message(second))["state"] == "sent"
