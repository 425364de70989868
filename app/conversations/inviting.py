"""Invitations: a personal link that ties a client's messenger account to their card, once."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from app.clients.actions import touch_book
from app.clients.model import ClientHead, ContactPoint
from app.clients.queries import client_head
from app.clients.seeing import own_client
from app.conversations import invitations
from app.conversations.getting_in import Standing, standing_of
from app.conversations.linking import link_contact
from app.journal.actions import record, show
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found
from app.kit.tokens import dealership_of, digest, mint
from app.people.notices import notify
from app.texts import Phrase

LIFE = timedelta(days=30)
TAKEN_BACK_WITHIN = timedelta(minutes=2)
Way = Literal["telegram", "web"]
How = Literal["sms", "share", "copy", "telegram", "qr"]
Outcome = Literal["linked", "already", "used", "expired", "unknown", "other_card"]


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A link's token, kept nowhere but with whoever gets it."""

    token: str
    expires_at: datetime


class Sharing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invitation left the manager's hands. `id` is the key of the act, `how` the way it went."""

    id: UUID
    how: How


class Share(Sharing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID
    invitation_id: UUID


class Unshare(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID
    client_id: UUID
    invitation_id: UUID


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The client would rather not be connected. `id` is the key of the act."""

    id: UUID


class Refuse(Refusal, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID


async def make_invitation(
    db: Db, client: UUID, channel: Way, by: UUID | None, *, token: str | None = None, id: UUID | None = None
) -> Invitation:
    """A link for one client, good once and for thirty days. `token`: one the caller made by `mint` or alike,
    `id`: what the link is called by from then on."""
    if await client_head(db, client) is None:
        raise not_found()
    made = Invitation(token=token or mint(db.dealership), expires_at=db.now + LIFE)
    key = digest(made.token)
    if await invitations.insert_invitation(db, key, id, client, channel, by, made.expires_at):
        await record(db, "invitation.made", by=by, client=client, channel=channel)
        return made
    known = await invitations.lock_invitation(db, key)
    if known is None or (known["client_id"], known["made_by"]) != (client, by):
        raise bad_field("id", "taken")  # somebody else's invitation must not be had by its id
    return Invitation(token=made.token, expires_at=known["expires_at"])


async def use_invitation(db: Db, token: str, contact: ContactPoint) -> tuple[Outcome, ClientHead | None]:
    """Tie this contact to the client the link was made for; say what became of it, and whose link it was.

    A link that is spent, too old, unknown or another dealership's changes nothing, nor does one for
    another card than the contact's own: of that the manager is told.
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
        await tell_other_card(db, key, client)
        return "other_card", client
    await invitations.mark_used(db, key, contact.id)
    await record(db, "invitation.used", by_client=client.id, client=client.id, subject=contact.id)
    if contact.client_id == client.id:
        await touch_book(db, client.id, "invitation", client.id)
        return "already", client
    await link_contact(db, contact, client, by=None, because="invitation")
    return "linked", client


async def tell_other_card(db: Db, key: bytes, client: ClientHead) -> None:
    """The manager learns it once, not whose account it was: that card may be a colleague's."""
    if not await invitations.mark_other_card(db, key):
        return
    await record(db, "invitation.other_card", client=client.id)
    words = Phrase("notice.invitation_other_card", {"form": client.address_form, "name": client.name})
    await notify(db, client.owner_id, "invitation", words, client=client.id)
    await touch_book(db, client.id, "invitation", client.id)


async def note_opening(db: Db, token: str) -> None:
    """A person looks at the page behind the link. Only the first time counts, only while the link stands."""
    key = digest(token)
    row = await invitations.invited(db, key)
    if row is None or not row["stands"] or not await invitations.mark_opened(db, key):
        return
    await record(db, "invitation.opened", by_client=row["client_id"], client=row["client_id"])
    await show(db, row["client_id"], "channel", Phrase("timeline.invitation_opened"))
    await touch_book(db, row["client_id"], "invitation", row["client_id"])


# --- what the manager does


async def share(db: Db, who: Who, data: Share) -> Standing:
    """It is on its way to the client. Whoever is invited again has not refused for good."""
    client = await own_client(db, who, data.client_id)
    found = await invitations.invitation_of_client(db, client.id, data.invitation_id)
    if found is None:
        raise not_found()
    if found["expires_at"] <= db.now:
        raise Problem("invitation_expired", 409)
    await take_refusal_back(db, who, client.id)
    if await invitations.mark_shared(db, client.id, data.invitation_id, data.how):
        await record(
            db, "invitation.shared", by=who.id, client=client.id, subject=data.invitation_id, how=data.how
        )
        how = Phrase(f"invitation.how.{data.how}")
        await show(db, client.id, "channel", Phrase("timeline.invitation_shared", {"how": how}), who=who.id)
    return await told(db, who, client)


async def unshare(db: Db, who: Who, data: Unshare) -> Standing:
    """It was not sent after all."""
    client = await own_client(db, who, data.client_id)
    if await invitations.invitation_of_client(db, client.id, data.invitation_id) is None:
        raise not_found()
    if await invitations.unmark_shared(db, client.id, data.invitation_id, TAKEN_BACK_WITHIN):
        await record(db, "invitation.unshared", by=who.id, client=client.id, subject=data.invitation_id)
        await show(db, client.id, "channel", Phrase("timeline.invitation_unshared"), who=who.id)
    return await told(db, who, client)


async def refuse(db: Db, who: Who, data: Refuse) -> Standing:
    """The client said no. Who is connected has said yes in deed."""
    client = await own_client(db, who, data.client_id, lock=True)
    if (await standing_of(db, who, client.id)).state == "connected":
        raise Problem("already_connected", 409)
    if await invitations.insert_refusal(db, client.id, who.id):
        await record(db, "invitation.refused", by=who.id, client=client.id)
        await show(db, client.id, "channel", Phrase("timeline.invitation_refused"), who=who.id)
    return await told(db, who, client)


async def unrefuse(db: Db, who: Who, data: Refuse) -> Standing:
    """A slip of the thumb, or the client thought better of it."""
    client = await own_client(db, who, data.client_id)
    await take_refusal_back(db, who, client.id)
    return await told(db, who, client)


async def take_refusal_back(db: Db, who: Who, client: UUID) -> None:
    if await invitations.undo_refusal(db, client):
        await record(db, "invitation.unrefused", by=who.id, client=client)
        await show(db, client, "channel", Phrase("timeline.invitation_unrefused"), who=who.id)


async def told(db: Db, who: Who, client: ClientHead) -> Standing:
    """Phones learn where the client stands now."""
    await touch_book(db, client.id, "invitation", client.id)
    return await standing_of(db, who, client.id)
