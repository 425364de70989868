"""Invitations: a personal link that ties a client's messenger account to their card, once."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from app.clients.model import ClientHead, ContactPoint
from app.clients.queries import client_head
from app.conversations import invitations
from app.conversations.linking import link_contact
from app.journal.actions import record
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.tokens import dealership_of, digest, mint

LIFE = timedelta(days=30)
Way = Literal["telegram", "web"]
Outcome = Literal["linked", "already", "used", "expired", "unknown", "other_card"]


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A link's token, kept nowhere but with whoever gets it."""

    token: str
    expires_at: datetime


async def make_invitation(
    db: Db, client: UUID, channel: Way, by: UUID | None, *, token: str | None = None
) -> Invitation:
    """A link for one client, good once and for thirty days. `token`: one the caller made by `mint` or alike."""
    if await client_head(db, client) is None:
        raise not_found()
    made = Invitation(token=token or mint(db.dealership), expires_at=db.now + LIFE)
    if await invitations.insert_invitation(db, digest(made.token), client, channel, by, made.expires_at):
        await record(db, "invitation.made", by=by, client=client, channel=channel)
    return made


async def use_invitation(db: Db, token: str, contact: ContactPoint) -> tuple[Outcome, ClientHead | None]:
    """Tie this contact to the client the link was made for; say what became of it, and whose link it was.

    A link that is spent, too old, unknown or another dealership's changes nothing, nor does one for
    another card than the contact's own.
    """
    key = digest(token)
    found = await invitations.lock_invitation(db, key) if dealership_of(token) == db.dealership else None
    client = await client_head(db, found["client_id"]) if found else None
    if found is None or client is None:
        return "unknown", None
    if found["used_at"]:
        return ("already" if found["contact_point_id"] == contact.id else "used"), client
    if found["expires_at"] <= db.now:
        return "expired", client
    if contact.client_id not in (None, client.id):
        return "other_card", client
    await invitations.mark_used(db, key, contact.id)
    await record(db, "invitation.used", by_client=client.id, client=client.id, subject=contact.id)
    if contact.client_id == client.id:
        return "already", client
    await link_contact(db, contact, client, by=None, because="invitation")
    return "linked", client
