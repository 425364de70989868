"""What must be so when the storm is over: what Telegram knows and what the house shows are the same sets."""

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

import msgspec

from tests.chaos.storm import Storm

Words = dict[tuple[int, str], list[str]]
"""What was said in each chat of each bot, in order."""


class Heard(msgspec.Struct, frozen=True):
    """How the house's talks differ from what was said; everything is empty when nothing was lost or doubled."""

    lost: list[str]
    doubled: list[str]
    disordered: list[str]
    put_aside: int


HEARD = """
SELECT m.dealership_id, p.handle, x.text FROM messages m
JOIN message_texts x ON x.dealership_id = m.dealership_id AND x.message_id = m.id
JOIN threads t ON t.dealership_id = m.dealership_id AND t.id = m.thread_id
JOIN contact_points p ON p.dealership_id = t.dealership_id AND p.id = t.contact_point_id
WHERE m.direction = 'in' ORDER BY m.dealership_id, m.thread_id, m.thread_seq
"""


async def heard(storm: Storm, said: Words) -> Heard:
    """Judge what came in."""
    bots = {town.house.id: town.bot for town in storm.towns}
    found: Words = defaultdict(list)
    for row in await storm.all(HEARD):
        found[bots[row["dealership_id"]], row["handle"]].append(row["text"])
    lost, doubled, disordered = [], [], []
    for chat, words in said.items():
        counts = Counter(found[chat])
        lost += [word for word in words if not counts[word]]
        doubled += [word for word, times in counts.items() if times > 1]
        order = [word for word in found[chat] if word in set(words)]
        if list(dict.fromkeys(order)) != [word for word in words if counts[word]]:
            disordered.append(f"{chat}: {order}")
    doubled += [word for chat, words in found.items() for word in words if chat not in said]
    aside = await storm.all("SELECT count(*) AS n FROM arrivals WHERE state <> 'done'")
    return Heard(lost, doubled, disordered, aside[0]["n"])


class Sent(msgspec.Struct, frozen=True):
    """How what people were shown of their messages differs from what Telegram took."""

    shown: Counter[str]
    doubled: list[str]
    silent: list[str]
    """Neither sent, failed nor not confirmed, or shown as sent and not there."""
    false_failures: list[str]
    disordered: list[str]
    limits_broken: list[str]

    @property
    def total(self) -> int:
        return self.shown.total()


DELIVERIES = """
SELECT d.id, d.dealership_id, d.thing_id, a.destination, d.body->>'text' AS text, d.state, d.attempt,
       1 + coalesce(jsonb_array_length(d.body->'album'), 0) AS messages
FROM deliveries d JOIN addresses a ON a.dealership_id = d.dealership_id AND a.id = d.address_id
WHERE d.thing_kind = 'message' ORDER BY d.dealership_id, d.place
"""


async def sent(storm: Storm) -> Sent:
    """Judge what went out: first attempts, each with words of its own."""
    ledger = await storm.telegram.ledger()
    bots = {town.house.id: town.bot for town in storm.towns}
    there: Words = defaultdict(list)
    for message in ledger.sent():
        there[message.bot, str(message.chat_id)].append(message.text)
    shown: Counter[str] = Counter()
    doubled, silent, false, disordered = [], [], [], []
    in_order: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in await storm.all(DELIVERIES):
        chat = bots[row["dealership_id"]], row["destination"]
        times, state = there[chat].count(row["text"]), row["state"]
        shown[state] += 1
        told = f"{chat} {state} {row['text']!r}"
        if times > 1:
            doubled.append(told)
        if state not in ("sent", "failed", "not_confirmed") or (state == "sent" and not times):
            silent.append(told)
        if state == "failed" and times:
            false.append(told)
        if times:
            in_order[chat].append(row["text"])
    for chat, words in in_order.items():
        known = set(words)
        if [word for word in dict.fromkeys(there[chat]) if word in known] != words:
            disordered.append(f"{chat}: {there[chat]}")
    return Sent(shown, doubled, silent, false, disordered, ledger.violations())


async def unconfirmed(storm: Storm) -> list[Any]:
    """Deliveries of which nobody knows whether they arrived."""
    return [row for row in await storm.all(DELIVERIES) if row["state"] == "not_confirmed"]


async def states_of(storm: Storm, thing: UUID) -> list[str]:
    """The states of all attempts of one message, in their order."""
    rows = [row for row in await storm.all(DELIVERIES) if row["thing_id"] == thing]
    return [row["state"] for row in sorted(rows, key=lambda row: row["attempt"])]
