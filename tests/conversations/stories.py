"""Pieces of talk that several tests tell: Anna's card, her account, a stranger, their words."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from asyncpg import Record

from app.clients.actions import add_card, add_phone
from app.clients.contacts import contact_by_handle
from app.clients.model import NewClient
from app.clients.queries import client_head
from app.conversations.linking import link_contact
from app.conversations.model import Inbound, InboundFile, Kind, Sender
from app.conversations.receiving import meet, receive_message
from app.kit.db import Db
from app.kit.ids import new_id
from tests.cast import House

BOT = UUID("00000000-0000-7000-8000-0000000000b0")
ANNAS_PHONE = "+70005550101"


async def make_anna(house: House, owner: str = "vera") -> UUID:
    """Anna's card in Vera's book, with her phone."""
    anna = new_id()

    async def make(db: Db) -> None:
        new = NewClient(id=anna, name="Анна Сергеевна Кузнецова", address_form="Анна Сергеевна")
        await add_card(db, new, owner=house.people[owner], by=house.people[owner], because="made")
        await add_phone(db, anna, ANNAS_PHONE)

    await house.unit(make)
    return anna


def sender(handle: str, name: str = "Anna") -> Sender:
    return Sender(
        channel="telegram", account_id=BOT, handle=handle, destination=handle, shown_name=name, language="ru"
    )


def words(
    handle: str,
    text: str,
    *,
    kind: Kind = "text",
    key: str | None = None,
    file: InboundFile | None = None,
    at: datetime | None = None,
) -> Inbound:
    return Inbound(
        sender=sender(handle),
        source_key=key or f"telegram:{uuid4()}",
        kind=kind,
        text=text,
        channel_at=at or datetime.now(UTC),
        file=file,
    )


async def says(house: House, handle: str, text: str, **more: object) -> UUID | None:
    """Somebody writes to the bot."""
    inbound = words(handle, text, **more)  # type: ignore[arg-type]
    received: UUID | None = await house.unit(lambda db: receive_message(db, inbound))
    return received


async def connect(house: House, client: UUID, handle: str) -> UUID:
    """The client's messenger account is known; answers their thread."""

    async def link(db: Db) -> UUID:
        await meet(db, sender(handle))
        contact = await contact_by_handle(db, "telegram", handle)
        head = await client_head(db, client)
        assert contact is not None
        assert head is not None
        return (await link_contact(db, contact, head, by=None, because="invitation")).id

    thread: UUID = await house.unit(link)
    return thread


async def owner_history(db: Db, client: UUID) -> list[Record]:
    """Whose client it was, why, from the first."""
    sql = "SELECT owner_id, because FROM client_owners WHERE dealership_id = $1 AND client_id = $2 ORDER BY from_at"
    return await db.rows(sql, client)
