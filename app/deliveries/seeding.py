"""Rows of addresses and settled deliveries for bulk load."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.deliveries.model import Parcel
from app.journal.seeding import entry_row
from app.kit.bulk import Bulk


def address_row(
    bulk: Bulk, channel: str, account: UUID, destination: str, contact_point: UUID, at: datetime, *,
    language: str, stopped_at: datetime | None, heard_at: datetime | None,
) -> UUID:  # fmt: skip
    """Where a contact point is reached through one account of ours."""
    id = bulk.id_at(at)
    bulk.add(
        "addresses", id=id, channel=channel, account_id=account, destination=destination,
        contact_point_id=contact_point, language=language, stopped_at=stopped_at,
        stopped_because="blocked" if stopped_at else None, heard_at=heard_at,
    )  # fmt: skip
    return id


def settled_delivery_row(
    bulk: Bulk, message: UUID, address: UUID, text: str, at: datetime, state: str, reason: str | None
) -> None:
    """An attempt whose fate is known, or known to be unknown."""
    id, settled_at = bulk.id_at(at), at + timedelta(seconds=1)
    bulk.add(
        "deliveries", id=id, thing_kind="message", thing_id=message, address_id=address, lane="reply",
        body=Parcel(text=text), state=state, due_at=at, attempts=1, reason=reason,
        remote_id=f"demo:{id.hex}" if state == "sent" else None, queued_at=at, settled_at=settled_at,
    )  # fmt: skip
    facts: dict[str, Any] = {"reason": reason} if reason else {}
    entry_row(bulk, settled_at, f"delivery.{state}", subject=id, **facts)
