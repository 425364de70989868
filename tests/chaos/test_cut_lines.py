"""Lines that break in the middle of an answer: what Telegram or a push service may have taken is shown as a doubt and
never sent again by itself; what the database or the house may have taken is there once."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from tests.bots.nursery import Nursery
from tests.chaos.crew import soon
from tests.chaos.oracle import DELIVERIES, heard, sent
from tests.chaos.profile import SEED, either
from tests.chaos.report import Report
from tests.chaos.storm import Storm, storm
from tests.chaos.test_inbound import talk
from tests.chaos.test_outbound import answers
from tests.chaos.test_pushes import Exchange, exchange, shown_once
from tests.fakes.push import FakePush
from tests.kit.cutting import Line, line_to

__all__ = ["exchange"]

HOUSES, CHATS = either(2, 10), either(5, 20)
WORDS, ANSWERS = either(60, 2_000), either(60, 2_000)
ROUNDS = either(3, 20)


class Saw:
    """Cuts so large a share of the answers that pass a line, and every twelfth of those that count for sure: the ones
    that tell of a message, or all; knows whose answers it took."""

    def __init__(self, share: float, seed: int, every: bool = False) -> None:
        self.share, self.chance, self.cuts, self.every = share, random.Random(seed), 0, every
        self.counted = 0
        self.took: set[tuple[str, str]] = set()
        """Chat and words of messages that are there, and whose answers were lost."""

    def __call__(self, said: bytes) -> int | None:
        message = message_in(said)
        counts = self.every or message is not None
        self.counted += counts
        sure = bool(self.share) and counts and self.counted % 12 == 0
        if not sure and self.chance.random() >= self.share:
            return None
        self.cuts += 1
        if message:
            self.took.add(message)
        return len(said) // 2

    def rest(self) -> None:
        self.share = 0.0


def message_in(said: bytes) -> tuple[str, str] | None:
    """The message that Telegram's answer tells of. Its head may have come before, by itself."""
    head, gap, body = said.partition(b"\r\n\r\n")
    try:
        result = json.loads(body if gap else head)["result"]
        return str(result["chat"]["id"]), result["text"]
    except (ValueError, KeyError, TypeError):
        return None


async def bring_lines(storm: Storm, lines: AsyncExitStack) -> tuple[Saw, Saw, Saw]:
    """Between the house and Telegram, the database, and Vera's phones."""
    saws = Saw(0.08, SEED), Saw(0.002, SEED + 1), Saw(0.08, SEED + 2)
    port = urlsplit(storm.telegram.url).port or 0
    socket = Path(storm.server.dsn_host) / f".s.PGSQL.{storm.server.port}"
    to_telegram, to_database, to_house = [
        await lines.enter_async_context(line_to(server)) for server in (port, socket, storm.config.port)
    ]
    for line, saw in zip((to_telegram, to_database, to_house), saws, strict=True):
        line.listen = saw
    storm.door = f"http://127.0.0.1:{to_house.port}"
    storm.config = replace(
        storm.config,
        telegram_api_url=f"http://127.0.0.1:{to_telegram.port}",
        database_url=f"postgresql://{storm.server.user}@/okno?host={to_database.folder}&port=5432",
    )
    return saws


async def test_an_answer_cut_in_the_middle_doubles_nothing_and_is_shown_as_a_doubt(
    tmp_path: Path, nursery: Nursery, report: Report
) -> None:
    async with storm(tmp_path, nursery, "polling", houses=HOUSES) as found, AsyncExitStack() as lines:
        found.start()
        talks = await found.everybody_writes(CHATS)
        found.stop()
        telegram, database, house = await bring_lines(found, lines)
        found.start()
        found.over.set()
        said, _ = await asyncio.gather(talk(found, CHATS, WORDS), answers(found, talks, ANSWERS))
        await soon(lambda: bool(telegram.took), "an answer about a message was cut")
        for saw in (telegram, database, house):
            saw.rest()
        await found.leases_run_out()
        await found.quiet(either(120, 900))
        for chat in said:
            said[chat].insert(0, "Здравствуйте")
        listened, spoken = await heard(found, said), await sent(found)
        doubts = {
            (row["destination"], row["text"])
            for row in await found.all(DELIVERIES)
            if row["state"] == "not_confirmed"
        }
        for saw in (telegram, database, house):
            assert saw.cuts
    report.tell(
        "lines cut in the middle of an answer",
        f"{telegram.cuts} of Telegram's answers, {database.cuts} of the database's and {house.cuts} of the house's "
        f"to its phones: {len(listened.lost)} words lost, {len(listened.doubled) + len(spoken.doubled)} doubled, "
        f"{len(spoken.silent)} silent, {len(doubts)} shown as not confirmed",
    )
    assert found.complaints == []
    assert (listened.lost, listened.doubled, listened.disordered, listened.put_aside) == ([], [], [], 0)
    assert (spoken.doubled, spoken.silent, spoken.false_failures, spoken.disordered) == ([], [], [], [])
    assert telegram.took, "some answers about messages were cut"
    assert telegram.took <= doubts, "each of them is a doubt"
    assert len(doubts) <= telegram.cuts + database.cuts


@pytest.fixture
async def push_line(service: FakePush, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    """Browsers whose push service is reached by a line."""
    async with line_to(service.port) as line:
        monkeypatch.setattr(service, "port", line.port)
        yield line


async def test_a_push_whose_answer_was_cut_is_not_posted_again(
    push_line: Line, exchange: Exchange, report: Report
) -> None:
    saw = Saw(0.1, SEED, every=True)
    push_line.listen = saw
    await exchange.fill()
    exchange.crew.fill()
    for round in range(ROUNDS):
        await exchange.everybody_writes(round)
    await soon(exchange.settled, "every push is over")
    fates = await exchange.fates()
    arrived = shown_once(exchange, fates)
    doubts = [each for each in fates if each["state"] == "not_confirmed"]
    report.tell(
        "pushes whose answers are cut",
        f"{len(fates)} queued, {saw.cuts} answers cut: {len(doubts)} not confirmed, {arrived} of them had arrived, "
        "0 twice",
    )
    assert saw.cuts
    assert len(doubts) == arrived == saw.cuts
