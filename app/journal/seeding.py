"""Rows of the journal and the timeline for bulk load."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.kit.bulk import Bulk
from app.texts import Phrase


def entry_row(
    bulk: Bulk,
    at: datetime,
    kind: str,
    /,
    *,
    by: UUID | None = None,
    by_client: UUID | None = None,
    client: UUID | None = None,
    subject: UUID | None = None,
    **facts: Any,
) -> None:
    """What `record` would have written at that instant."""
    bulk.add(
        "entries",
        id=bulk.id_at(at),
        at=at,
        kind=kind,
        actor_kind="person" if by else "client" if by_client else "system",
        actor_id=by or by_client,
        client_id=client,
        subject_id=subject,
        facts=facts,
    )


def timeline_row(
    bulk: Bulk,
    at: datetime,
    client: UUID,
    kind: str,
    words: Phrase,
    who: UUID | None = None,
    ref: UUID | None = None,
) -> None:
    """What `show` would have written at that instant."""
    bulk.add(
        "timeline", client_id=client, at=at, id=bulk.id_at(at), kind=kind, who_id=who, ref_id=ref, words=words
    )
