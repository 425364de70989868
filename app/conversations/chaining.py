"""The fallback chain at work: each time a text's delivery, its client, its manager or the clock says something, what
follows is judged anew and done in the same unit of work, held by the chain's row."""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.conversations import chains
from app.conversations.asking import good_hour_for
from app.conversations.chains import Head
from app.conversations.handed import handed
from app.conversations.receiving import touch_message
from app.deliveries import actions as deliveries
from app.deliveries import many
from app.deliveries.chain import (
    LANES,
    LIES_THERE,
    UNDER_WAY,
    Ask,
    Because,
    Call,
    End,
    Facts,
    Open,
    Step,
    Wait,
    Way,
    next_step,
    parcels_for,
)
from app.deliveries.queries import parts_of_attempt
from app.deliveries.tables import SHORTEST, TEXT_LIMIT
from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.failpoints import failpoint


async def follow(db: Db, message: UUID) -> None:
    """Something about this message changed, or its hour came: take the step that follows, if any."""
    head = await chains.chain_head(db, message)
    if head is None or head.state == "over":
        return
    if head.state is None:
        if head.rungs[-1].state in (*UNDER_WAY, "delivered", "withdrawn"):
            return
        if isinstance(next_step(await chains.facts_of(db, head), db.now), End):
            return
        await chains.begin_chain(db, head)
    await chains.hold_chain(db, message)
    head = await chains.chain_head(db, message)  # as it is now that nobody else moves it
    if head and head.state != "over":
        facts = await chains.facts_of(db, head)
        await take(db, head, facts, next_step(facts, db.now))


async def take(db: Db, head: Head, facts: Facts, step: Step) -> None:
    last = facts.rungs[-1]
    if last.n > 1 and last.channel == LIES_THERE and last.state == "sent" and head.due_at is None:
        # it lies in the client's window from now on: their browser is told
        await record(db, "chain.in_window", client=head.client_id, subject=head.message_id)
    if head.state == "asking" and not isinstance(step, Ask | End):
        await record(db, "chain.answered", client=head.client_id, subject=head.message_id)
    match step:
        case Wait(until=until):
            await chains.set_waiting(db, head.message_id, until)
        case Open(way=way):
            await open_rung(db, head, facts, way)
        case Ask(way=way) if head.state != "asking":
            await chains.set_asking(db, head.message_id, way.channel if way else None)
            await record(db, "chain.asked", client=head.client_id, subject=head.message_id)
        case Call() if head.state != "calling":
            await chains.set_calling(db, head.message_id, await good_hour(db, head.client_id))
            await record(db, "chain.called", client=head.client_id, subject=head.message_id)
        case End(because=because):
            await end(db, head, because)
    await touch_message(db, head.message_id)


async def open_rung(db: Db, head: Head, facts: Facts, way: Way) -> None:
    """The same text by the client's next way; in its lane it waits for their good hour. What is left of the attempt
    before stays here."""
    last = facts.rungs[-1]
    first = await parts_of_attempt(db, head.message_id, facts.rungs[0].n)
    parcels = [deliveries.parcel_of(part["body"]) for part in first]
    await many.withdraw_queued(db, [head.message_id])
    await deliveries.queue(
        db,
        ("message", head.message_id),
        way.address,
        LANES[head.purpose],
        parcels_for(parcels, TEXT_LIMIT.get(way.channel, SHORTEST)),
        attempt=last.n + 1,
    )
    await chains.set_waiting(db, head.message_id, None)
    await record(
        db, "chain.opened", client=head.client_id, subject=head.message_id,
        channel=way.channel, rung=last.n + 1, after=last.state,
    )  # fmt: skip
    failpoint("rung_opening")


async def good_hour(db: Db, client: UUID) -> datetime:
    """The first instant from now on at which this client may be called unasked."""
    [to] = await handed(db, [client])
    return await good_hour_for(db, to, db.now)


async def end(db: Db, head: Head, because: Because) -> None:
    """It goes no further; a rung that waits for its hour stays here."""
    if not await chains.end_chain(db, head.message_id, because):
        return
    await record(db, "chain.ended", client=head.client_id, subject=head.message_id, because=because)
    if len(head.rungs) > 1 and head.rungs[-1].state == "queued":
        await deliveries.withdraw_unsent(db, [head.message_id])
    await touch_message(db, head.message_id)


# --- what moves it


async def heard(db: Db, entry: asyncpg.Record) -> None:
    """The client wrote or tapped: nothing goes further that they have, or can ask about."""
    for chain in await chains.chains_of_client(db, entry["client_id"]) if entry["client_id"] else []:
        await follow(db, chain["message_id"])


async def rules_changed(db: Db, entry: asyncpg.Record) -> None:
    """The house goes further now, or less far: each text that waits for a silence to end is judged by the new rules.
    What was opened, asked or given to a person to call stays as it is."""
    if entry["facts"].get("name") == "chain":
        await chains.look_at_all(db)


async def read_in_window(db: Db, client: UUID, until: int) -> None:
    """The client's window shows their talk up to here: those texts are seen, whatever brought them."""
    for message in await chains.chains_read(db, client, until):
        await chains.hold_chain(db, message)
        head = await chains.chain_head(db, message)
        if head:
            await end(db, head, "seen")


async def needless(db: Db, message: UUID) -> str | None:
    """Why a rung that is about to leave stays here; None: it goes."""
    head = await chains.chain_head(db, message)
    if head is None or head.state is None:
        return None
    step = next_step(await chains.facts_of(db, head), db.now)
    return step.because if isinstance(step, End) else None


async def go_on(db: Db, who: Who, message: UUID) -> None:
    """A person says: by the next way, though it may have arrived."""
    state = await chains.hold_chain(db, message)
    head = await chains.chain_head(db, message)
    if head is None or state != "asking":
        raise Problem("not_repeatable", 409)
    await chains.set_yes(db, message, head.rungs[-1].n)
    await record(db, "chain.agreed", by=who.id, client=head.client_id, subject=message)
    await follow(db, message)
