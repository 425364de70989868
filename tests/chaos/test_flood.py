"""Many bots under Telegram's true limits: no word is lost, no limit broken, and an answer waits for no campaign."""

import asyncio
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from uuid import UUID

from app.conversations.model import Sender
from app.conversations.receiving import acquaint
from app.deliveries import actions as deliveries
from app.deliveries.model import Parcel
from app.kit.db import Db
from app.kit.ids import new_id
from tests.bots.nursery import Nursery
from tests.chaos.oracle import Words, heard, sent
from tests.chaos.profile import SEED, either
from tests.chaos.report import Report
from tests.chaos.storm import Storm, Town, storm

HOUSES = either(2, 40)
CHATS = either(3, 10)
ROUNDS = either(2, 10)
OFFERS = either(4, 12)  # for each chat
# For the one group of each house, to which twenty may go in a minute, and ten of a campaign.
TO_GROUPS = either(9, 40)
NOES = {"too_many": either(15, 4) / 100}


async def campaign(storm: Storm) -> int:
    """Each house has offers in line for everybody."""
    sql = "SELECT id FROM addresses WHERE dealership_id = $1 AND channel = 'telegram'"

    async def put(db: Db) -> int:
        found = await db.rows(sql)
        for number in range(OFFERS):
            for row in found:
                offer = Parcel(text=f"предложение {number} для {row['id']}")
                await deliveries.queue(db, ("offer", new_id()), row["id"], "campaign", [offer])
        return len(found) * OFFERS

    return sum([await town.house.unit(put) for town in storm.towns])


async def tell_groups(storm: Storm) -> int:
    """Each house has news in line for a group, more than a minute takes."""
    told = 0
    for place, town in enumerate(storm.towns):
        number = -1_001_000_000_000 - place
        await storm.telegram.user(town.bot, number, "Группа")
        told += await town.house.unit(lambda db, number=number: queue_for_group(db, number))  # type: ignore[misc]
    return told


async def queue_for_group(db: Db, number: int) -> int:
    sql = "SELECT account_id FROM addresses WHERE dealership_id = $1 AND channel = 'telegram' LIMIT 1"
    sender = Sender(
        channel="telegram", account_id=await db.value(sql), handle=str(number), destination=str(number),
        shown_name=None, language="ru",
    )  # fmt: skip
    _, address = await acquaint(db, sender)
    for n in range(TO_GROUPS):
        await deliveries.queue(
            db, ("offer", new_id()), address, "campaign", [Parcel(text=f"новость {n} для {number}")]
        )
    return TO_GROUPS


Answered = dict[tuple[int, str, str], float]
"""When the house had taken an answer: bot, chat, text → instant."""


async def talk(storm: Storm, talks: list[tuple[Town, UUID]], said: Words) -> Answered:
    """Everybody says a word, and is answered, again and again."""
    answered: Answered = {}
    crowd = await storm.crowd(CHATS)

    async def one(town: Town, person: Any, thread: UUID) -> None:
        for number in range(ROUNDS):
            said[town.bot, str(person.id)].append(f"слово {number}")
            await person.says(f"слово {number}")
            text = f"ответ {number} в {thread}"
            body = {"id": str(new_id()), "text": text}
            await storm.phone(town, "POST", f"/api/threads/{thread}/messages", body)
            answered[town.bot, str(person.id), text] = time.time()

    pairs = list(zip(crowd, talks, strict=True))
    few = [pairs[n::8] for n in range(8)]

    async def some(mine: list[Any]) -> None:
        for (town, person), (_, thread) in mine:
            await one(town, person, thread)

    await asyncio.gather(*(some(mine) for mine in few))
    return answered


async def overtaken(storm: Storm, answered: Answered) -> int:
    """How many offers a chat was sent at most between an answer that the house had taken and its arrival."""
    chats: dict[tuple[int, str], list[tuple[float, str]]] = defaultdict(list)
    for message in (await storm.telegram.ledger()).sent():
        chats[message.bot, str(message.chat_id)].append((message.at, message.text))
    most = 0
    for (bot, chat, text), taken in answered.items():
        there = chats[bot, chat]
        arrived = next((at for at, words in there if words == text), 0.0)
        between = [words for at, words in there if taken < at < arrived and words.startswith("предложение")]
        most = max(most, len(between))
    return most


CAMPAIGN = """
SELECT d.dealership_id, a.destination, d.state, d.body->>'text' AS text
FROM deliveries d JOIN addresses a ON a.dealership_id = d.dealership_id AND a.id = d.address_id
WHERE d.lane = 'campaign'
"""


async def test_bots_in_a_flood_keep_telegrams_limits_and_every_word(
    tmp_path: Path, nursery: Nursery, report: Report
) -> None:
    said: Words = defaultdict(list)
    async with storm(tmp_path, nursery, "polling", houses=HOUSES, limits="enforce") as found:
        found.start()
        talks = await found.everybody_writes(CHATS)
        for chat in [(town.bot, str(person.id)) for town, person in await found.crowd(CHATS)]:
            said[chat].append("Здравствуйте")
        await found.telegram.mix(SEED, NOES, retry_after=(1, 3))
        offers = await campaign(found) + await tell_groups(found)
        answered = await talk(found, talks, said)
        await found.quiet(either(120, 900))
        listened, spoken = await heard(found, said), await sent(found)
        before_an_answer = await overtaken(found, answered)
        asked_to_wait = (await found.telegram.ledger()).of("fault", {"fault": "too_many"})
        once = await each_offer_once(found, offers)
    report.tell(
        "a flood within Telegram's limits",
        f"{HOUSES} bots, {sum(map(len, said.values()))} words in, {spoken.total} answers and {offers} offers out, "
        f"{len(asked_to_wait)} times asked to wait: {len(listened.lost)} lost, {len(spoken.doubled)} doubled, "
        f"{len(spoken.limits_broken)} limits broken, {before_an_answer} offers at most before an answer in its chat",
    )
    assert found.complaints == []
    assert (listened.lost, listened.doubled, listened.disordered, listened.put_aside) == ([], [], [], 0)
    assert (spoken.doubled, spoken.silent, spoken.disordered) == ([], [], [])
    assert spoken.shown.keys() == {"sent"}
    assert once == []
    assert asked_to_wait
    assert spoken.limits_broken == [], Counter(spoken.limits_broken)
    assert before_an_answer <= 1, "the one that was on its way"


async def each_offer_once(storm: Storm, offers: int) -> list[str]:
    """What of the campaign did not arrive exactly once."""
    bots = {town.house.id: town.bot for town in storm.towns}
    there = Counter(
        (message.bot, str(message.chat_id), message.text)
        for message in (await storm.telegram.ledger()).sent()
    )
    rows = await storm.all(CAMPAIGN)
    assert len(rows) == offers
    return [
        f"{row['state']} {row['text']}"
        for row in rows
        if (row["state"], there[bots[row["dealership_id"]], row["destination"], row["text"]]) != ("sent", 1)
    ]
