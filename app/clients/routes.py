"""The book, the search and the card."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from app.clients import actions, books, card_routes, looking, receptions
from app.clients.kept import KeptBooks, Version
from app.clients.model import (
    Book,
    Card,
    Found,
    NewClient,
    NewReception,
    Receive,
    Reception,
)
from app.kit.auth import Who, only, with_clients
from app.kit.errors import bad_field
from app.kit.http import AS_IT_IS, AsWho, InUnit, json_bytes, packed_json
from app.kit.ids import feed_of
from app.kit.packing import packed
from app.people.sessions import ASKS_ITSELF
from app.sync.once import once

PAGE = 50
LONGEST_SEARCH = 200


@get("/api/book", guards=[with_clients], opt={ASKS_ITSELF: True, AS_IT_IS: True})
async def show_book(request: Request[Who, Any, Any], unit: InUnit, who: AsWho) -> Response[Book]:
    """My clients; for a supervisor every client of the house.

    A manager's book goes by its version, which is also its ETag: while the feed stands still the same packed
    bytes are sent, or 304 to whom has them.
    """
    books_kept: KeptBooks = request.app.state.books
    if who.role != "manager":
        feed = feed_of("person", who.id)
        whole = await unit.as_who(lambda me: unit.read(lambda db: books.book_of_house(db, me, feed)))
        return packed_json(request, packed(msgspec.json.encode(whole)), None)
    feed = feed_of("book", who.id)
    kept = books_kept.look(feed)
    known = kept and kept.version
    book = await unit.as_who(lambda me: unit.read(lambda db: books.book_of_owner(db, me, feed, known)))
    if kept and book is None:
        return packed_json(request, books_kept.again(feed, kept), name_of(kept.version))
    assert book is not None
    version = book.epoch, book.seq
    return packed_json(request, books_kept.keep(feed, version, msgspec.json.encode(book)), name_of(version))


def name_of(version: Version) -> str:
    return f'W/"{version[0].hex}-{version[1]}"'


@get("/api/clients", guards=[with_clients], opt={ASKS_ITSELF: True})
async def search_clients(
    unit: InUnit,
    search: FromQuery[str] = "",
    after: FromQuery[str] = "",
    limit: FromQuery[int] = 20,
) -> Found:
    """Clients of the house by name, phone tail, plate or VIN tail: the better fit first, of equal ones my own."""
    if len(search) > LONGEST_SEARCH:
        raise bad_field("search", "too_long", most=LONGEST_SEARCH)
    place = page_start(after)
    most = max(1, min(limit, PAGE))

    return await unit.as_who(
        lambda who: unit.read(lambda db: looking.found_from_memory(db, who, search, place, most))
    )


def page_start(after: str) -> int:
    if not after:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) <= 3):
        raise bad_field("after", "not_a_place")
    return int(after)


@post("/api/clients", guards=[only("manager")], status_code=201)
async def create_client(unit: InUnit, who: AsWho, data: JSONBody[NewClient]) -> Response[Card]:
    """A new card in my book. Its id is the key of the act."""
    return json_bytes(await once(unit, who, data.id, "clients.create", data, actions.create_client), 201)


@get("/api/clients/{client_id:uuid}", guards=[with_clients], opt={ASKS_ITSELF: True})
async def show_card(unit: InUnit, client_id: FromPath[UUID]) -> Card:
    """The card, for its owner and for supervisors."""
    return await unit.as_who(lambda who: unit.read(lambda db: actions.card_asked(db, who, client_id)))


@post("/api/clients/{client_id:uuid}/receptions", guards=[only("manager")], status_code=201)
async def receive_visit(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[NewReception]
) -> Response[Reception]:
    """Receive a colleague's client: their card is open to me for a day, and their manager is told."""
    body = Receive(client_id=client_id, id=data.id, reason=data.reason, words=data.words)
    return json_bytes(await once(unit, who, data.id, "clients.receive", body, receptions.receive_visit), 201)


@delete("/api/receptions/{reception_id:uuid}", guards=[only("manager")], status_code=204)
async def finish_visit(unit: InUnit, who: AsWho, reception_id: FromPath[UUID]) -> None:
    """The visit is over: the card is closed to me again."""
    await unit.write(lambda db: receptions.finish_visit(db, who, reception_id))


router = Router(
    "/",
    route_handlers=[
        show_book, search_clients, create_client, show_card, receive_visit, finish_visit, *card_routes.handlers,
    ],
)  # fmt: skip
