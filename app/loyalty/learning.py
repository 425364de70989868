"""News from the journal becomes evidence, and evidence a new score: as much work for an old client as for a new."""

from uuid import UUID

import asyncpg
from msgspec import structs

from app.clients.actions import touch_book
from app.clients.scored import set_scores
from app.kit.db import Db
from app.loyalty import folding, queries, rules
from app.loyalty.evidence import CATALOGUE, acted_at
from app.loyalty.model import Entry, Known, Score


async def learn(db: Db, entry: asyncpg.Record) -> None:
    """An entry of a kind in the catalogue was written. Entries of strangers speak of no client yet."""
    if entry["client_id"]:
        await take_in(db, entry["client_id"], queries.entry_of(entry))


async def take_in(db: Db, client: UUID, entry: Entry) -> None:
    """Fold one entry into the client's sums, and judge them."""
    score = await queries.lock_score(db, client)
    if score.judged is None:  # never counted: what the journal told before this entry counts too
        await read_anew(db, [score])
        return
    sums, written = score.sums, []
    if act := acted_at(entry):
        sums = rules.with_act(sums, act)
    for one in CATALOGUE[entry.kind](entry):
        before = await queries.known_evidence(db, one.subject, one.topic)
        if before and not folding.is_newer(entry, before):
            continue
        sums = folding.replaced(sums, before, one)
        written.append(Known(evidence=one, news_at=entry.at, entry_id=entry.id))
    await queries.write_evidence(db, client, written)
    await judge_anew(db, [structs.replace(score, sums=sums)])


async def read_anew(db: Db, held: list[Score]) -> list[Score]:
    """Make evidence and sums of these clients, whose scores are held, from all that the journal tells of them."""
    clients = [score.client_id for score in held]
    told: dict[UUID, list[Entry]] = {client: [] for client in clients}
    for client, entry in await queries.told_of_clients(db, clients, list(CATALOGUE)):
        told[client].append(entry)
    await queries.forget_evidence(db, clients)
    scores = []
    for score in held:
        whole = folding.folded(told[score.client_id])
        await queries.write_evidence(db, score.client_id, list(whole.known.values()))
        scores.append(structs.replace(score, sums=whole.sums))
    return await judge_anew(db, scores)


async def judge_anew(db: Db, scores: list[Score]) -> list[Score]:
    """Write what these sums come to now, and tell the phones of a score that they show."""
    judged = [structs.replace(one, judged=rules.judge(one.sums, db.now), as_of=db.now) for one in scores]
    await queries.write_scores(db, judged)
    for client in await set_scores(db, {one.client_id: shown(one) for one in judged}):
        await touch_book(db, client, "client", client)
    return judged


def shown(score: Score) -> int:
    """A score as people see it: without decimals."""
    assert score.judged is not None
    return round(score.judged.score)
