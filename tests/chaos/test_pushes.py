"""Pushes by the thousand while workers die and push services say every kind of no: none is shown twice."""

import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from app.clients.actions import add_card
from app.clients.model import NewClient
from app.config import Config
from app.database import access
from app.kit.db import Db
from app.kit.ids import new_id
from app.people import actions as people
from app.people.model import NewPerson
from tests.bots.nursery import Nursery
from tests.cast import House
from tests.chaos.crew import Crew, soon
from tests.chaos.profile import FULL, either
from tests.chaos.report import Report
from tests.conversations.stories import connect, says
from tests.fakes.push import FakePush, FarBrowser
from tests.fakes.push.service import Answer
from tests.push.conftest import work_around_the_clock
from tests.serving import free_port, served

MANAGERS, DEVICES, CLIENTS, ROUNDS = either(4, 50), 2, either(2, 4), either(4, 25)
KILLS = either(3, 100)
PERSONAL = ("Клиент", "Гость", "вопрос", "+7", "555-01", "0005550101")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # of ten thousand, some hold any three digits
NOES = (
    Answer(400), Answer(401), Answer(403), Answer(413), Answer(429, {"retry-after": "1"}), Answer(500), Answer(503),
)  # fmt: skip


class Exchange:
    """Managers with two devices each, and clients who write to them round after round."""

    def __init__(self, house: House, service: FakePush, crew: Crew, chance: Random) -> None:
        self.house, self.service, self.crew, self.chance = house, service, crew, chance
        self.browsers: list[FarBrowser] = []
        self.handles: list[str] = []
        self.gone: set[str] = set()
        self.hangs = 0

    async def fill(self) -> None:
        for number in range(MANAGERS):
            handle = f"m{number}"
            self.house.people[handle] = new_id()
            new = NewPerson(
                id=self.house.people[handle], handle=handle, name=f"Менеджер {number}", address_form="Менеджер",
                role="manager", language="ru",
            )  # fmt: skip
            await self.house.unit(lambda db, new=new: people.add_person(db, new))
            await work_around_the_clock(self.house, handle)
            for _ in range(DEVICES):
                self.browsers.append(self.service.browser())
                path = f"/api/devices/{new_id()}/push"
                answer = await self.house.send(handle, "PUT", path, self.browsers[-1].subscription())
                assert answer.status_code == 200, answer.text
            for _ in range(CLIENTS):
                await self.moves_in(self.house.people[handle])

    async def moves_in(self, owner: UUID) -> None:
        client, chat = new_id(), str(uuid4().int % 10**9)
        new = NewClient(id=client, name="Клиент Гость", address_form="Клиент")
        await self.house.unit(lambda db: add_card(db, new, owner=owner, by=None, because="made"))
        await connect(self.house, client, chat)
        self.handles.append(chat)

    def trouble(self, round: int) -> None:
        """One device in ten meets a no this round; one of all is gone for good, and once a service hangs."""
        there = [each for each in self.browsers if each.endpoint not in self.gone]
        for browser in self.chance.sample(there, len(there) // 10):
            self.service.answer(browser, self.chance.choice(NOES))
        lost = self.chance.choice(there)
        if round % 2:
            self.forgets(lost, round)
        elif FULL and round == 2:
            self.service.answer(lost, Answer(201, hangs=True))
            self.hangs += 1
        self.service.ttl_at_most = 600 if round % 3 else None

    def forgets(self, lost: FarBrowser, round: int) -> None:
        """From now on the service says of this one that it is gone: by one number or by the other."""
        self.gone.add(lost.endpoint)
        if round // 2 % 2:
            self.service.answer(lost, *[Answer(410)] * 100)
        else:
            del self.service.browsers[lost.endpoint]

    async def everybody_writes(self, round: int) -> None:
        for chat in self.handles:
            await says(self.house, chat, f"вопрос {round}, телефон +7 000 555-01-01")

    async def settled(self) -> bool:
        sql = """SELECT (SELECT count(*) FROM followups WHERE dealership_id = $1)
                      + (SELECT count(*) FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'push'
                         AND state IN ('queued', 'sending'))"""
        return int(await self.house.unit(lambda db: db.value(sql))) == 0

    async def fates(self) -> list[Any]:
        sql = """SELECT d.id, d.thing_id, d.address_id, d.state, d.reason FROM deliveries d
                 WHERE d.dealership_id = $1 AND d.thing_kind = 'push'"""
        found: list[Any] = await self.house.unit(lambda db: db.rows(sql))
        return found


@pytest.fixture
async def exchange(
    nursery: Nursery, alone: Config, only_house: House, service: FakePush, chance: Random
) -> AsyncIterator[Exchange]:
    config = replace(alone, port=free_port(), push_allowed_hosts=service.host)
    only_house.site = config.site
    crew = Crew(nursery, config, only_house, chance)
    async with served(config, access(config, "app")):
        yield Exchange(only_house, service, crew, chance)
        await crew.stop()


async def test_no_push_is_shown_twice_and_only_what_is_gone_is_removed(
    exchange: Exchange, report: Report
) -> None:
    crew, began = exchange.crew, time.monotonic()
    await exchange.fill()
    crew.fill()
    for round in range(ROUNDS):
        exchange.trouble(round)
        kills = KILLS * (round + 1) // ROUNDS - KILLS * round // ROUNDS
        async with crew.dying(kills, (0.1, 0.8)):
            await exchange.everybody_writes(round)
        await soon(exchange.settled, f"round {round} is over")
    await exchange.everybody_writes(
        ROUNDS
    )  # nobody dies: what an answer lost to a death had told is told again
    await soon(exchange.settled, "the last round is over")
    fates = await exchange.fates()
    states = Counter(each["state"] for each in fates)
    told_in_doubt = shown_once(exchange, fates)
    assert exchange.service.violations == []
    assert await devices(exchange) == MANAGERS * DEVICES - len(exchange.gone)
    assert states["not_confirmed"] <= 20 * KILLS + exchange.hangs, "a batch for each death"
    for taken in exchange.service.taken:
        assert len(taken.plain) <= 2_000
        said = ID.sub("", taken.plain.decode())
        assert not [word for word in PERSONAL if word in said]
    report.tell(
        "pushes",
        f"{len(fates)} queued, {len(exchange.service.asked)} posts, {crew.kills} kills, every kind of no: "
        f"{states['sent']} sent once, {states['not_confirmed']} not confirmed ({told_in_doubt} of them had arrived), "
        f"{states['failed']} failed, {states['withdrawn']} no news any more, 0 twice; {len(exchange.gone)} devices "
        f"gone and removed, no other; {time.monotonic() - began:.0f} s",
    )


def shown_once(exchange: Exchange, fates: list[Any]) -> int:
    """Each message is queued once for a device and reaches it once at most, just as its state says. Answers how
    many of those in doubt arrived."""
    assert len({(each["thing_id"], each["address_id"]) for each in fates}) == len(fates)
    arrived = Counter(each.told["notification"]["data"]["push"] for each in exchange.service.taken)
    allowed = {"sent": {1}, "not_confirmed": {0, 1}, "failed": {0}, "withdrawn": {0}}
    for each in fates:
        assert arrived[str(each["id"])] in allowed[each["state"]], dict(each)
    assert {each["reason"] for each in fates if each["state"] == "failed"} <= {"gone", "too_long"}
    return sum(arrived[str(each["id"])] for each in fates if each["state"] == "not_confirmed")


async def devices(exchange: Exchange) -> int:
    async def count(db: Db) -> int:
        found: int = await db.value("SELECT count(*) FROM devices WHERE dealership_id = $1")
        return found

    found: int = await exchange.house.unit(count)
    return found
