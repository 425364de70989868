"""Open a dealership, add a person, let them in, put them out."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.kit.ids import feed_of, new_id
from app.kit.tokens import digest, mint
from app.people import queries
from app.people.accounts import drop_accounts_of
from app.people.devices import drop_devices_of
from app.people.model import (
    LINK_LIFE,
    SESSION_IDLE,
    SESSION_LIFE,
    TOKEN_LIFE,
    MyChange,
    NewDealership,
    NewPerson,
)
from app.people.passkeys import drop_passkeys
from app.sync import actions as feeds


async def open_dealership(db: Db, new: NewDealership) -> None:
    """Make a dealership and its lobby. The unit's scope is the new dealership's id."""
    await queries.insert_dealership(db, new)
    await feeds.open_feed(db, "lobby", new.id)
    await record(db, "dealership.opened")


async def add_person(db: Db, new: NewPerson, *, by: UUID | None = None) -> None:
    """Add someone who works here, with the feeds their role reads."""
    await queries.insert_person(db, new)
    await open_feeds(db, new.id, new.role)
    await record(db, "person.added", by=by, subject=new.id, role=new.role)


async def open_feeds(db: Db, person: UUID, role: str) -> None:
    """Everyone reads their own feed; managers their book and the lobby; supervisors all books and the lobby."""
    own = [await feeds.open_feed(db, "person", person)]
    if role == "manager":
        book = await feeds.open_feed(db, "book", person)
        own += [book, feed_of("lobby", db.dealership)]
        for supervisor in await queries.active_people(db, "supervisor"):
            await feeds.grant(db, supervisor["id"], book)
    if role == "supervisor":
        own += await queries.feeds_of_books(db)
    for feed in own:
        await feeds.grant(db, person, feed)


async def make_sign_in_link(db: Db, person: UUID) -> str:
    """A token that signs this person in once, within ten minutes."""
    token = mint(db.dealership)
    await queries.insert_link(db, digest(token), person, db.now + LINK_LIFE)
    await record(db, "sign_in_link.made", subject=person)
    return token


async def sign_in(db: Db, link: str, session: str, device: str | None = None) -> None:
    """Exchange a sign-in link for a session with this token. Raises link_used, link_expired, link_unknown."""
    person = await queries.use_link(db, digest(link))
    if person is None:
        raise await refused_link(db, link)
    await open_session(db, person, "cookie", session, device)


def signed_in(session: str) -> Callable[[Db], Awaitable[bool]]:
    """Is this session open? Asked after a commit whose outcome is unknown: the link is spent by then."""

    async def ask(db: Db) -> bool:
        return await queries.session_of_token(db, digest(session), db.now - SESSION_IDLE) is not None

    return ask


async def refused_link(db: Db, token: str) -> Problem:
    state = await queries.link_state(db, digest(token))
    if state is None:
        return Problem("link_unknown", 404)
    if state["used_at"]:
        return Problem("link_used", 410)
    return Problem("link_expired", 410)


async def open_session(
    db: Db, person: UUID, kind: str, token: str | None = None, device: str | None = None
) -> str:
    """A new session's token, a fresh one unless given; only its hash is kept. `device` is what it is called."""
    token, session = token or mint(db.dealership), new_id()
    life = SESSION_LIFE if kind == "cookie" else TOKEN_LIFE
    await queries.insert_session(db, digest(token), session, person, kind, db.now + life, device)
    await record(db, "session.opened", by=person, subject=session, how=kind)
    return token


async def sign_out(db: Db, who: Who) -> None:
    await queries.end_session(db, who.session)
    await drop_devices_of(db, session=who.session)
    await record(db, "session.ended", by=who.id, subject=who.session)


async def leave_browser(db: Db, token: str) -> None:
    """Somebody else signs in where this session was: nobody can use it any more, and nothing is pushed there."""
    found = await queries.session_of_token(db, digest(token), db.now - SESSION_IDLE)
    if found:
        await queries.end_session(db, found["session"])
        await drop_devices_of(db, session=found["session"])
        await record(db, "session.ended", by=found["id"], subject=found["session"])


async def change_me(db: Db, who: Who, change: MyChange) -> None:
    await queries.change_language(db, who.id, change.language)
    db.touch(feed_of("person", who.id), "me", who.id)


async def deactivate(db: Db, who: Who, person: UUID) -> None:
    """Put a person out at once: sessions end, feeds close. Their clients keep their owner until handed over."""
    if person == who.id:
        raise Problem("not_yourself", 409)
    if await queries.person(db, person) is None:
        raise not_found()
    if await queries.deactivate_person(db, person):
        await queries.end_sessions_of(db, person)
        await drop_devices_of(db, person=person)
        await drop_accounts_of(db, person)
        await drop_passkeys(db, person)
        await feeds.revoke_all(db, person)
        await record(db, "person.deactivated", by=who.id, subject=person)
        db.touch(feed_of("person", person), "me", person)


async def reactivate(db: Db, who: Who, person: UUID) -> None:
    """Let a person in again; they need a new sign-in link."""
    found = await queries.person(db, person)
    if found is None:
        raise not_found()
    if await queries.reactivate_person(db, person):
        await open_feeds(db, person, found.role)
        await record(db, "person.reactivated", by=who.id, subject=person)
