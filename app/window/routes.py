"""The client's window over HTTP. Runs in the API process: nothing here may reach aiogram."""

from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post, put
from litestar.di import Provide
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import ServerSentEvent

from app.conversations.inviting import make_invitation
from app.files.model import LARGEST_MEDIA, StoredFile, Uploader
from app.files.routes import PART, SLACK, WHOLE, TakesBytes, handed_out, stored
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.http import AS_IT_IS, refuses
from app.kit.live import Stream
from app.people.guessing import Guesses
from app.sync.actions import landed
from app.sync.routes import streamed
from app.window import entering, page, proving, pushing, talking
from app.window.model import (
    Changes,
    NewAnswer,
    NewSaying,
    NewWay,
    NewWords,
    Older,
    Said,
    SeenUntil,
    Talk,
    WayToTelegram,
)
from app.window.opening import InWindow, cookie_of, looking, provide_window, through_window
from app.window.proving import TypedCode
from bots.linking import links_of, token_for, username_of_bot
from push.model import Standing, Subscription
from push.routes import key_of
from push.rules import hosts_of

GUARDED = [through_window]


@get("/api/c", guards=GUARDED)
async def show_talk(window: InWindow) -> Talk:
    """My talk as it stands: who answers by when, and the last words of both sides."""
    return await window.read(lambda db: talking.talk(db, window.me), snapshot=True)


@get("/api/c/messages", guards=GUARDED)
async def show_older(window: InWindow, before: FromQuery[int | None] = None) -> Older:
    """Older words, oldest first."""
    place = max(0, min(before, 2**62)) if before is not None else 2**62
    return await window.read(lambda db: talking.older(db, window.me, place), snapshot=True)


@get("/api/c/changes", guards=GUARDED)
async def show_changes(
    window: InWindow, epoch: FromQuery[UUID | None] = None, since: FromQuery[int] = 0
) -> Changes:
    """What is new since a place of my feed."""
    place = max(-1, min(since, 2**62))
    return await window.read(lambda db: talking.changes(db, window.me, epoch, place), snapshot=True)


@get("/api/c/stream", guards=GUARDED, media_type="text/event-stream", opt={AS_IT_IS: True})
async def open_stream(request: Request[Any, Any, Any], window: InWindow) -> ServerSentEvent:
    """Server-sent events: `poke {feed, seq}` whenever there is something new; then ask for the changes."""
    state, cookie = request.app.state, cookie_of(request)

    async def stands() -> bool:
        return await looking(state.database, cookie) is not None

    return streamed(state.live, state.database, Stream(window.me.dealership, window.me.client_id), stands)


@post("/api/c/messages", guards=GUARDED, status_code=201)
async def say(window: InWindow, data: JSONBody[NewSaying]) -> Said:
    """Say something. Its id is the key: however often it comes, it is said once."""
    me = window.me
    return await window.write(lambda db: talking.say_once(db, me, data), landed=landed(me.client_id, data.id))


@put("/api/c/messages/{key:uuid}", guards=GUARDED, responses=refuses(409))
async def change(window: InWindow, key: FromPath[UUID], data: JSONBody[NewWords]) -> Said:
    """Say it in other words. `key` is the id that my window gave to what I said."""
    me = window.me
    return await window.write(
        lambda db: talking.change_once(db, me, key, data), landed=landed(me.client_id, data.id)
    )


@post("/api/c/supervisor", guards=GUARDED, status_code=201)
async def write_to_supervisor(window: InWindow, data: JSONBody[NewSaying]) -> Said:
    """Say something that the supervisors are called to."""
    me = window.me
    return await window.write(
        lambda db: talking.say_once(db, me, data, to_supervisor=True), landed=landed(me.client_id, data.id)
    )


@post("/api/c/answers", guards=GUARDED, status_code=204)
async def answer(window: InWindow, data: JSONBody[NewAnswer]) -> None:
    """Answer a question by a tap."""
    me = window.me
    await window.write(lambda db: talking.answer_once(db, me, data), landed=landed(me.client_id, data.id))


@put("/api/c/seen", guards=GUARDED, status_code=204)
async def see(window: InWindow, data: JSONBody[SeenUntil]) -> None:
    """How far the window shows the talk: what lies before that has arrived."""
    await window.write(lambda db: talking.see_until(db, window.me, data.seq))


@put(
    "/api/c/files/{file_id:uuid}",
    guards=GUARDED,
    status_code=200,
    operation_class=TakesBytes,
    request_max_body_size=LARGEST_MEDIA + SLACK,
    opt={AS_IT_IS: True},
)
async def store_file(
    request: Request[Any, Any, Any], window: InWindow, file_id: FromPath[UUID]
) -> StoredFile:
    """Bring a file under an id of the window's own making, before the words that name it. A repeat is harmless."""
    uploader = Uploader(id=window.me.client_id, is_client=True)
    return await stored(request, window, window.me.dealership, uploader, file_id)


@get(
    "/api/c/files/{file_id:uuid}",
    guards=GUARDED,
    responses={200: WHOLE, 206: PART, **refuses(416)},
    opt={AS_IT_IS: True},
)
async def show_file(
    request: Request[Any, Any, Any], window: InWindow, file_id: FromPath[UUID]
) -> Response[Any]:
    """A file of my talk, or the part a Range header asks for."""
    opened = await window.read(lambda db: talking.readable_file(db, window.me, file_id))
    return await handed_out(request, window.me.dealership, opened)


@post("/api/c/phone", guards=GUARDED, status_code=204)
async def prove_phone(request: Request[Any, Any, Any], window: InWindow, data: JSONBody[TypedCode]) -> None:
    """The code that my manager has just read out to me on the phone: the number is mine."""
    me, state = window.me, request.app.state
    guesses: Guesses = state.link_guesses
    sender = "a code read out", str(me.client_id)
    if pause := guesses.pause(sender):
        raise Problem("rate_limited", 429, retry_after=ceil(pause))
    try:
        await window.write(
            lambda db: proving.prove(db, me, state.seal, data), landed=landed(me.client_id, data.id)
        )
    except Problem as refusal:
        if refusal.status == 422:
            guesses.wrong(sender)
        raise


@post("/api/c/telegram", guards=GUARDED, status_code=201, responses=refuses(409))
async def go_to_telegram(
    request: Request[Any, Any, Any], window: InWindow, data: JSONBody[NewWay]
) -> WayToTelegram:
    """A link into the house's bot, good once: the same talk goes on there."""
    me, state = window.me, request.app.state
    token = token_for(state.seal, me.dealership, data.id)

    async def make(db: Db) -> str | None:
        username = await username_of_bot(db)
        if username:
            await make_invitation(db, me.client_id, "telegram", None, token=token)
        return username

    url = links_of(state.config.site, await window.write(make), token).telegram
    if url is None:
        raise Problem("no_bot", 409)
    return WayToTelegram(url=url)


@get("/api/c/push", guards=GUARDED)
async def show_push(request: Request[Any, Any, Any], window: InWindow) -> Standing:
    """Do pushes reach this browser of mine?"""
    return await window.read(lambda db: pushing.standing(db, window.me, key_of(request)))


@put("/api/c/push", guards=GUARDED, responses=refuses(409))
async def subscribe(
    request: Request[Any, Any, Any], window: InWindow, data: JSONBody[Subscription]
) -> Standing:
    """This browser's subscription, as `PushSubscription.toJSON()` tells it. Again and again is fine."""
    key, hosts = key_of(request), hosts_of(request.app.state.config.push_allowed_hosts)

    async def act(db: Db) -> Standing:
        await pushing.subscribe(db, window.me, data, hosts, key)
        return await pushing.standing(db, window.me, key)

    return await window.write(act)


@delete("/api/c/push", guards=GUARDED, status_code=204)
async def unsubscribe(window: InWindow) -> None:
    """Push nothing to this browser of mine any more."""
    await window.write(lambda db: pushing.unsubscribe(db, window.me))


@put("/api/c/pushes/{push_id:uuid}/shown", guards=GUARDED, status_code=204)
async def shown(window: InWindow, push_id: FromPath[UUID]) -> None:
    """My browser showed this push."""
    await window.write(lambda db: pushing.shown(db, window.me, push_id))


@delete("/api/c/session", guards=GUARDED, status_code=204)
async def forget_browser(request: Request[Any, Any, Any], window: InWindow) -> Response[None]:
    """This browser shows my talk no more."""
    await window.write(lambda db: entering.forget(db, window.me))
    answer: Response[None] = Response(None, status_code=204)
    answer.set_cookie(page.window_cookie(request.app.state.config.https, "", timedelta(0)))
    return answer


own = Router(
    "/",
    route_handlers=[
        show_talk, show_older, show_changes, open_stream, say, change, write_to_supervisor, answer, see,
        store_file, show_file, prove_phone, go_to_telegram, show_push, subscribe, unsubscribe, shown, forget_browser,
    ],
    dependencies={"window": Provide(provide_window)},
)  # fmt: skip
router = Router("/", route_handlers=[own, page.router], opt={"exclude_from_auth": True})
