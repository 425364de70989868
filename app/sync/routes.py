"""The sync protocol: a stream of pokes, pull, push."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import ServerSentEvent, ServerSentEventMessage

from app.kit.auth import Outdated, Who, only, signed_in
from app.kit.bodies import NUL_BY_ITEM, place_of_nul
from app.kit.db import Database, Db, Seqs
from app.kit.errors import Problem, bad_field
from app.kit.http import AS_IT_IS, PACKED_WELL, AsWho, InUnit, problem_response, trouble_of
from app.kit.live import Live, Stream
from app.sync import queries, snapshots
from app.sync.actions import apply, landed
from app.sync.model import (
    Pulled,
    PullRequest,
    Pushed,
    PushRequest,
    PushResult,
    QueuedMutation,
    Snapshot,
    WantedRecords,
)
from app.sync.pulling import pull
from app.sync.tables import MUTATIONS, Mutation

HEARTBEAT = 25.0
RECHECK = 4.0  # seconds between two looks whether the session still stands
TURNS = 16  # into which the open streams are divided for it
LONGEST = 15 * 60.0  # seconds a stream lives; the phone opens the next
BATCH = 50
NEXT = "okno-next"
UNFIT = (
    asyncpg.DataError,
    asyncpg.UniqueViolationError,
    OverflowError,
)  # a repeat would fail alike and block the outbox for ever


@get(
    "/sync/stream",
    guards=[signed_in],
    sync_to_thread=False,
    media_type="text/event-stream",
    opt={AS_IT_IS: True},
)
def open_stream(request: Request[Who, str, Any], who: AsWho) -> ServerSentEvent:
    """Server-sent events: `poke {feed, seq}` for each feed as it stands, then whenever one moves; the phone
    pulls what is news to it. An open stream holds no connection."""
    state = request.app.state

    async def stands() -> bool:
        return bool(await state.sessions.stands(request.auth))

    return streamed(state.live, state.database, Stream(who.dealership, who.id), stands)


def streamed(
    live: Live, database: Database, stream: Stream, stands: Callable[[], Awaitable[bool]]
) -> ServerSentEvent:
    """The answer without end for one reader, as long as their session `stands`."""
    answer = ServerSentEvent(pokes(live, database, stream, stands))
    answer.headers["x-accel-buffering"] = "no"
    return answer


async def pokes(
    live: Live, database: Database, stream: Stream, stands: Callable[[], Awaitable[bool]]
) -> AsyncIterator[ServerSentEventMessage]:
    clock = asyncio.get_running_loop().time
    opened = last_word = clock()
    standing = await granted_seqs(database, stream)
    live.join(stream, standing)
    try:
        # What moved between the phone's last pull and this line is told by nobody else.
        for feed, seq in standing.items():
            yield poke(feed, seq)
        while clock() - opened < LONGEST:
            stirred = await stirred_within(stream, to_next_look(stream, clock()))
            if not await stands():
                yield ServerSentEventMessage(event="signed_out", data="{}")
                return
            if stirred:
                for told in await taken(live, stream, database):
                    yield told
                last_word = clock()
            elif clock() - last_word > HEARTBEAT - RECHECK:
                yield ServerSentEventMessage(comment="here", data=None)
                last_word = clock()
    finally:
        live.part(stream)


def to_next_look(stream: Stream, now: float) -> float:
    """Seconds to the stream's next look at its session. Streams look in turns, many at once: all of a turn are asked
    about together, and no turn is a burst that keeps pokes waiting."""
    turn = id(stream) // 64 % TURNS * RECHECK / TURNS
    return RECHECK - (now - turn) % RECHECK


async def stirred_within(stream: Stream, seconds: float) -> bool:
    try:
        await asyncio.wait_for(stream.stirred.wait(), seconds)
    except TimeoutError:
        return False
    stream.stirred.clear()
    return True


async def taken(live: Live, stream: Stream, database: Database) -> list[ServerSentEventMessage]:
    """The pokes to tell; a stir without a named feed (the listener was away) compares all of them."""
    if not stream.moved and not stream.lost_a_feed:
        live.keep_to(stream, await granted_seqs(database, stream))
    moved, stream.moved = stream.moved, {}
    pokes = [poke(feed, seq) for feed, seq in moved.items()]
    if stream.lost_a_feed:
        pokes.append(poke("*", 0))
    stream.lost_a_feed = False
    stream.stirred.clear()
    return pokes


def poke(feed: UUID | str, seq: int) -> ServerSentEventMessage:
    """`*` says only: pull. A phone then drops the feeds it may not read any more."""
    data = msgspec.json.encode({"feed": feed, "seq": seq}).decode()
    return ServerSentEventMessage(event="poke", data=data)


async def granted_seqs(database: Database, stream: Stream) -> Seqs:
    found, _ = await database.work(stream.dealership, lambda db: queries.granted_seqs(db, [stream.person]))
    return found[stream.person]


async def compare_streams(database: Database, streams: set[Stream]) -> dict[Stream, Seqs]:
    """The net under the hints: what each open stream may read now, and where those feeds stand."""
    houses: dict[UUID, list[Stream]] = {}
    for stream in streams:
        houses.setdefault(stream.dealership, []).append(stream)
    granted: dict[Stream, Seqs] = {}
    for dealership, members in houses.items():
        people = list({member.person for member in members})
        found, _ = await database.work(dealership, partial(queries.granted_seqs, people=people))
        granted |= {member: found[member.person] for member in members}
    return granted


@post("/sync/pull", guards=[signed_in], status_code=200)
async def pull_changes(unit: InUnit, who: AsWho, data: JSONBody[PullRequest]) -> Pulled:
    """What changed in the feeds granted to me since my cursors, all in one snapshot."""
    return await unit.read(lambda db: pull(db, who, data), snapshot=True)


@get("/sync/snapshot/{feed_id:uuid}/records", guards=[only("manager")], opt={PACKED_WELL: True})
async def take_records(
    unit: InUnit,
    who: AsWho,
    feed_id: FromPath[UUID],
    after: FromQuery[UUID | None] = None,
    limit: FromQuery[int] = 25,
) -> Response[Snapshot]:
    """The whole records of a book, page by page: what a manager's phone shows without a network. Supervisors read
    card by card, and each of those leaves its trace. `okno-next` is `next` before the page itself has come down: the
    phone asks for the next one at once."""

    async def read(me: Who) -> Snapshot:
        return await unit.read(lambda db: snapshots.page(db, me, feed_id, after, limit), snapshot=True)

    page = await unit.as_who(read)
    if after is None:
        await unit.write(lambda db: snapshots.note_taken(db, who, feed_id))
    return Response(page, headers={NEXT: str(page.next or "")})


@post("/sync/snapshot/{feed_id:uuid}/records", guards=[only("manager")], status_code=200)
async def take_some_records(
    unit: InUnit, who: AsWho, feed_id: FromPath[UUID], data: JSONBody[WantedRecords]
) -> Snapshot:
    """These records anew. One that is missing from the answer is not mine to keep any more."""

    async def read(me: Who) -> Snapshot:
        return await unit.read(lambda db: snapshots.some(db, me, feed_id, data.ids), snapshot=True)

    return await unit.as_who(read)


@post("/sync/push", guards=[signed_in], status_code=200, opt={NUL_BY_ITEM: True})
async def push_mutations(request: Request[Who, str, Any], who: AsWho, data: JSONBody[PushRequest]) -> Pushed:
    """Apply a phone's outbox in order, one unit of work each. A refused act stops only those that name it."""
    if len(data.mutations) > BATCH:
        raise bad_field("mutations", "too_many", most=BATCH)
    results: list[PushResult] = []
    refused: set[UUID] = set()
    for queued in data.mutations:
        if refused & set(queued.after):
            refused.add(queued.id)
            results.append(refusal(request, queued, Problem("depends_on_refused", 409)))
            continue
        result = await push_one(request, who, queued)
        if result.outcome != "applied":
            refused.add(queued.id)
        results.append(result)
    return Pushed(results=results)


async def push_one(request: Request[Who, str, Any], who: Who, queued: QueuedMutation) -> PushResult:
    database: Database = request.app.state.database
    try:
        mutation, body = understood(queued)

        async def act(db: Db) -> bytes:
            return await apply(db, who, queued.id, queued.kind, body, lambda: mutation.act(db, who, body))

        result, seqs = await database.work(who.dealership, act, landed=landed(who.id, queued.id))
    except Outdated as error:
        # A phone whose person was sent away gives up what it has not sent yet, so it must hear why.
        raise Problem(await request.app.state.sessions.why_out(request.auth), 401) from error
    except Problem as problem:
        if problem.status >= 500:
            raise
        return refusal(request, queued, problem)
    except UNFIT:
        return refusal(request, queued, bad_field("body", "wrong_type"))
    return PushResult(id=queued.id, outcome="applied", feeds=seqs, result=msgspec.Raw(result))


def understood(queued: QueuedMutation) -> tuple[Mutation, msgspec.Struct]:
    mutation = MUTATIONS.get(queued.kind)
    if mutation is None:
        raise bad_field("kind", "wrong_choice")
    if place := place_of_nul(queued.body):
        raise bad_field(place, "bad_text")
    try:
        return mutation, msgspec.convert(queued.body, mutation.body)
    except msgspec.ValidationError as error:
        raise Problem("validation", 422, fields=(trouble_of(str(error)),)) from error


def refusal(request: Request[Who, str, Any], queued: QueuedMutation, problem: Problem) -> PushResult:
    told: Response[Any] = problem_response(request, problem)
    outcome = "conflict" if problem.code == "conflict" else "rejected"
    return PushResult(id=queued.id, outcome=outcome, problem=msgspec.Raw(told.content))  # type: ignore[arg-type]


router = Router(
    "/", route_handlers=[open_stream, pull_changes, take_records, take_some_records, push_mutations]
)
