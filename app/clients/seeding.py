"""Rows of cards for bulk load: what the actions would have written."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.clients import rules
from app.journal.seeding import entry_row, timeline_row
from app.kit import phones
from app.kit.bulk import Bulk
from app.texts import Phrase


def client_rows(
    bulk: Bulk, client: UUID, at: datetime, owners: list[tuple[UUID, datetime, str]], **fields: Any
) -> None:
    """The card, its owners in turn, its search words. `fields` = name, address_form, language, preferences."""
    bulk.add(
        "clients",
        id=client,
        name=fields["name"],
        name_key=rules.name_key(fields["name"]),
        address_form=fields["address_form"],
        language=fields["language"],
        time_zone=fields.get("time_zone"),
        never_before=fields.get("never_before"),
        never_after=fields.get("never_after"),
        owner_id=owners[-1][0],
        created_at=at,
    )
    for owner, from_at, because in owners:
        bulk.add("client_owners", client_id=client, from_at=from_at, owner_id=owner, because=because)
    for word in rules.words_of(fields["name"]):
        search_key(bulk, client, owners[-1][0], "word", word)
    entry_row(bulk, at, "client.made", client=client)


def search_key(bulk: Bulk, client: UUID, owner: UUID, kind: str, key: str) -> None:
    bulk.add("search_keys", kind=kind, key=key, client_id=client, owner_id=owner)


def phone_rows(
    bulk: Bulk,
    client: UUID,
    owner: UUID,
    phone: str,
    at: datetime,
    verified_at: datetime | None,
    *,
    label: str = "own",
    by: UUID | None = None,
) -> None:
    """A phone and what the search finds it by. Only an own one identifies the client. `by` = who added it later."""
    id = bulk.id_at(at)
    bulk.add(
        "contact_points", id=id, client_id=client, kind="phone", phone=phone, identifies=label == "own",
        verified_at=verified_at, created_at=at, label=label,
    )  # fmt: skip
    search_key(bulk, client, owner, "phone", phones.reversed_digits(phone))
    entry_row(bulk, at, "client.phone_added", by=by, client=client, subject=id, label=label)
    if by:
        bulk.add(
            "card_changes", client_id=client, field="contacts", at=at, id=bulk.id_at(at), before=None,
            after=f"{label} {phone}", who_id=by,
        )  # fmt: skip


def household_rows(bulk: Bulk, at: datetime, members: list[tuple[UUID, str, str]], by: UUID) -> None:
    """Clients who belong together since that instant: (client, name, role), the first with the household."""
    home, (first, first_name, _) = bulk.id_at(at), members[0]
    bulk.add("households", id=home, made_at=at, made_by=by)
    for client, name, role in members:
        bulk.add("household_members", household_id=home, client_id=client, role=role, from_at=at, added_by=by)
        entry_row(bulk, at, "household.joined", by=by, client=client, subject=home, role=role)
        if client != first:
            joined_line(bulk, at, first, client, name, role, by)
            joined_line(bulk, at, client, first, first_name, members[0][2], by)


def joined_line(bulk: Bulk, at: datetime, on: UUID, who: UUID, name: str, role: str, by: UUID) -> None:
    words = Phrase("timeline.household_joined", {"name": name, "role": Phrase(f"household.{role}")})
    timeline_row(bulk, at, on, "household", words, by, ref=who)


def account_rows(
    bulk: Bulk, client: UUID | None, channel: str, handle: str, at: datetime, shown_name: str | None
) -> UUID:
    """A messenger account, of a client or of a stranger."""
    id = bulk.id_at(at)
    bulk.add(
        "contact_points", id=id, client_id=client, kind=channel, handle=handle, shown_name=shown_name,
        identifies=True, verified_at=at, created_at=at,
    )  # fmt: skip
    if client:
        entry_row(bulk, at, "contact.linked", client=client, subject=id, because="invitation")
    return id


def consent_rows(bulk: Bulk, client: UUID, purpose: str, given: bool, at: datetime, channel: str) -> None:
    bulk.add("consents", client_id=client, purpose=purpose, at=at, given=given, channel=channel)
    kind = "consent.given" if given else "consent.withdrawn"
    entry_row(bulk, at, kind, client=client, purpose=purpose)


def book_line_row(bulk: Bulk, client: UUID, owner: UUID, phones: list[str], **line: Any) -> None:
    """The client's summary row as it stands at the end of the story."""
    bulk.add("book_lines", client_id=client, owner_id=owner, phones=phones, **line)
