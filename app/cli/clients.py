"""A client named on the command line, and the personal links made for them."""

from uuid import UUID

from app.cli.refusals import Refused
from app.clients.contacts import contact_by_phone
from app.clients.model import ClientHead
from app.clients.queries import client_head, clients_named
from app.clients.rules import name_key
from app.config import Config
from app.conversations.inviting import Invitation, make_invitation
from app.kit import phones
from app.kit.db import Database, Db
from bots.linking import links_of, username_of_bot


async def invite_by_name(database: Database, config: Config, name: str) -> str:
    """Both links of a fresh invitation, in lines for the terminal."""
    dealership, client = await find_client(database, name)

    async def make(db: Db) -> tuple[Invitation, str | None]:
        return await make_invitation(db, client.id, "telegram", None), await username_of_bot(db)

    (made, username), _ = await database.work(dealership, make)
    links = links_of(config.site, username, made.token)
    telegram = (
        links.telegram or "no link yet: no bot is at work (set OKNO_TELEGRAM_TOKEN, or see `bot` in /ready)"
    )
    lines = [
        f"{client.name}: one use, until {made.expires_at:%Y-%m-%d %H:%M} UTC",
        f"Telegram: {telegram}",
        f"web:      {links.web}",
    ]
    return "\n".join(lines)


async def find_client(database: Database, name: str) -> tuple[UUID, ClientHead]:
    """The client with this id, phone or exact name, unique in the installation. Raises Refused."""
    found: list[tuple[UUID, ClientHead]] = []
    for dealership in await database.dealerships():
        clients, _ = await database.work(dealership, lambda db: clients_meant(db, name.strip()))
        found += [(dealership, client) for client in clients]
    if not found:
        raise Refused(f"There is no client {name!r}: give the id, a phone, or the exact name.")
    if len(found) > 1:
        choices = ", ".join(str(client.id) for _, client in found[:5])
        raise Refused(f"{len(found)} clients are called so: give the id, one of {choices}.")
    return found[0]


async def clients_meant(db: Db, name: str) -> list[ClientHead]:
    ids = [id for id in (id_of(name),) if id] or await owners_of_phone(db, name)
    ids = ids or await clients_named(db, name_key(name))
    heads = [await client_head(db, id) for id in ids]
    return [head for head in heads if head]


def id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def owners_of_phone(db: Db, text: str) -> list[UUID]:
    try:
        phone = phones.e164(text)
    except phones.TwoPhones as error:
        raise Refused("Here are two phones: give one.") from error
    held = await contact_by_phone(db, phone) if phone else None
    return [held.client_id] if held and held.client_id else []
