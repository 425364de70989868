"""Whose clients are whose: books with their load, a card's owners in turn."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.clients import owning
from app.clients.model import ClientLine
from app.clients.owning import Books, OwnerSpells, TellOwner, Told
from app.kit.auth import only, with_clients
from app.kit.http import AsWho, InUnit, json_bytes
from app.sync.once import once


@get("/api/books", guards=[only("supervisor")])
async def show_books(unit: InUnit) -> Books:
    """Every manager with their book; those who are out come first, as long as clients are still theirs."""
    return await unit.read(owning.books)


@get("/api/books/{person_id:uuid}", guards=[only("supervisor")])
async def show_book_of(unit: InUnit, person_id: FromPath[UUID]) -> list[ClientLine]:
    """One manager's clients, also of a manager who is out."""
    return await unit.read(lambda db: owning.book_of(db, person_id))


@get("/api/clients/{client_id:uuid}/owners", guards=[with_clients])
async def show_owners(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> OwnerSpells:
    """Whose client this was, since when, and who decided it."""
    return await unit.read(lambda db: owning.spells_of(db, who, client_id))


@post("/api/clients/{client_id:uuid}/told", guards=[with_clients], status_code=HTTP_200_OK)
async def tell_owner(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[Told]
) -> Response[ClientLine]:
    """I told this client myself that I am their manager now: the mark goes."""
    act = TellOwner(client_id=client_id, id=data.id)
    return json_bytes(await once(unit, who, data.id, "clients.told", act, owning.tell_owner))


router = Router("/", route_handlers=[show_books, show_book_of, show_owners, tell_owner])
