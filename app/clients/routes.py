"""The book, the search and the card."""

from uuid import UUID

from litestar import Response, Router, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from app.clients import actions, books, looking, receptions
from app.clients.model import (
    Book,
    Card,
    ClientChange,
    ClientFields,
    Found,
    NewClient,
    NewReception,
    Receive,
    Reception,
)
from app.kit.auth import Who, only, with_clients
from app.kit.db import Db
from app.kit.errors import bad_field
from app.kit.http import AsWho, IdempotencyKey, InUnit, json_bytes
from app.kit.ids import feed_of, new_id
from app.sync.once import once

PAGE = 50
LONGEST_SEARCH = 200


@get("/api/book", guards=[with_clients])
async def show_book(unit: InUnit, who: AsWho) -> Book:
    """My clients; for a supervisor every client of the house."""
    return await unit.read(lambda db: book(db, who), snapshot=True)


async def book(db: Db, who: Who) -> Book:
    feed = feed_of("book" if who.role == "manager" else "person", who.id)
    place = await books.feed_place(db, feed)
    clients = await (books.book_of_owner(db, who.id) if who.role == "manager" else books.book_of_house(db))
    assert place is not None
    return Book(feed=feed, epoch=place["epoch"], seq=place["seq"], clients=clients)


@get("/api/clients", guards=[with_clients])
async def search_clients(
    unit: InUnit,
    who: AsWho,
    search: FromQuery[str] = "",
    after: FromQuery[str] = "",
    limit: FromQuery[int] = 20,
) -> Found:
    """Clients of the house by name, phone tail, plate or VIN tail: the better fit first, of equal ones my own."""
    if len(search) > LONGEST_SEARCH:
        raise bad_field("search", "too_long", most=LONGEST_SEARCH)
    place = page_start(after)
    return await unit.read(lambda db: looking.found(db, who, search, place, max(1, min(limit, PAGE))))


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


@get("/api/clients/{client_id:uuid}", guards=[with_clients])
async def show_card(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Card:
    """The card, for its owner and for supervisors."""
    return await unit.read(lambda db: actions.card(db, who, client_id))


@patch("/api/clients/{client_id:uuid}", guards=[with_clients])
async def change_client(
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    data: JSONBody[ClientFields],
    idempotency_key: IdempotencyKey = None,
) -> Response[Card]:
    """Change fields of my client's card over the version I saw."""
    fields = {name: getattr(data, name) for name in data.__struct_fields__}
    change = ClientChange(client_id=client_id, **fields)
    key = idempotency_key or new_id()
    return json_bytes(await once(unit, who, key, "clients.change", change, actions.change_client))


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
        show_book, search_clients, create_client, show_card, change_client, receive_visit, finish_visit,
    ],
)  # fmt: skip
