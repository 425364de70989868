"""No message leaves twice, and none is lost in silence, whoever is killed and whatever Telegram answers."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from app.kit.ids import new_id
from tests.bots.nursery import Nursery
from tests.chaos.oracle import sent, states_of, unconfirmed
from tests.chaos.profile import FULL, SEED, either
from tests.chaos.report import Report
from tests.chaos.storm import SENDING, Storm, Town, storm

HOUSES = either(1, 40)
CHATS = either(8, 10)
MESSAGES = either(24, 10_000)
ALBUM = 3  # pictures; every fourth message is an album
KILLS = either(5, 200)
RESTARTS = either(1, 5)
LIES = {
    "too_many": 0.04,
    "server_error": 0.02,
    "drop_after_accept": 0.01,
    "silence_after_accept": 0.01,
    "bad_gateway_after_accept": 0.01,
}
"""What Telegram does to every hundredth message and more: a no, or a message that is there without a word."""


async def answers(storm: Storm, talks: list[tuple[Town, UUID]], messages: int) -> None:
    """Vera's phones write side by side, each talk in its order, until the storm is over too."""

    async def write(few: list[tuple[Town, UUID]]) -> None:
        number = 0
        while number * len(talks) < messages or not storm.over.is_set():
            for town, thread in few:
                text = f"{number} для {thread}"
                body: dict[str, Any] = {"id": str(new_id()), "text": text}
                if number % 4 == 1:  # an album, with its words under it
                    body["files"] = [await storm.picture(town) for _ in range(ALBUM)]
                await storm.phone(town, "POST", f"/api/threads/{thread}/messages", body)
                if enough := number * len(talks) >= messages:
                    await asyncio.sleep(1.0)
                if enough and storm.over.is_set():
                    return
            number += 1

    await asyncio.gather(*(write(talks[n::8]) for n in range(8)))


async def test_no_message_leaves_twice_or_is_lost_in_silence(
    tmp_path: Path, nursery: Nursery, report: Report
) -> None:
    async with storm(tmp_path, nursery, "polling", houses=HOUSES, points=SENDING) as found:
        found.start()
        talks = await found.everybody_writes(CHATS)
        found.stop()
        await found.telegram.mix(SEED, LIES, retry_after=(1, 2))
        _, toll = await asyncio.gather(answers(found, talks, MESSAGES), found.blow(KILLS, RESTARTS))
        await found.leases_run_out()
        await found.quiet(either(180, 900))
        judged, doubtful, torn = await sent(found), await unconfirmed(found), await torn_albums(found)
        await found.telegram.clear_faults()
        report.tell(
            "out by Telegram: nothing doubled, nothing lost in silence",
            f"{judged.total} messages, {toll.kills} SIGKILLs ({toll.at_places.total()} at named places), "
            f"{toll.restarts} restarts of the database: {len(judged.doubled)} doubled, {len(judged.silent)} silent, "
            f"{len(judged.false_failures)} failed and yet there, {len(judged.disordered)} chats out of order, "
            f"{judged.shown['not_confirmed']} shown as not confirmed, {len(torn)} albums torn",
        )
        assert found.complaints == []
        assert (judged.doubled, judged.silent, judged.false_failures) == ([], [], [])
        assert judged.disordered == []
        assert torn == []
        if FULL:
            assert judged.limits_broken == []
        await send_again_what_is_doubtful(found, doubtful)


async def torn_albums(storm: Storm) -> list[str]:
    """Albums of which not every picture is there."""
    messages = [sent.message for sent in (await storm.telegram.ledger()).sent()]
    found = Counter(message["media_group_id"] for message in messages if "media_group_id" in message)
    assert found, "there were albums"
    return [f"{album}: {pictures}" for album, pictures in found.items() if pictures != ALBUM]


async def send_again_what_is_doubtful(storm: Storm, doubtful: list[Any]) -> None:
    """Each is sent exactly once more by one tap, as a new attempt that is seen."""
    houses = {town.house.id: town for town in storm.towns}
    before = len((await storm.telegram.ledger()).sent())
    for row in doubtful:
        town = houses[row["dealership_id"]]
        body = {"id": str(new_id())}
        await storm.phone(town, "POST", f"/api/deliveries/{row['id']}/attempts", body)
        await storm.phone(town, "POST", f"/api/deliveries/{row['id']}/attempts", body)
    await storm.quiet(180)
    assert storm.complaints == []
    assert len((await storm.telegram.ledger()).sent()) == before + sum(row["messages"] for row in doubtful)
    for row in doubtful:
        assert await states_of(storm, row["thing_id"]) == ["not_confirmed", "sent"]
