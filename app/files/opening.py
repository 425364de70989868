"""Open a file for somebody who may see it."""

from uuid import UUID

from app.files import queries, rules
from app.files.model import FileRow, Opened
from app.files.tables import READABLE
from app.kit.auth import Who
from app.kit.blobs import Blobs
from app.kit.db import Database, Db
from app.kit.errors import not_found


async def open_file(db: Db, who: Who, id: UUID) -> Opened:
    """The file, for its uploader until a message names it, then for whoever may read that thread."""
    row = await queries.file_row(db, id)
    opened = opened_of(row) if row and await may_see(db, who, row) else None
    if opened is None:
        raise not_found()
    return opened


async def may_see(db: Db, who: Who, row: FileRow) -> bool:
    if row.thread_id is None:
        return row.uploaded_by == who.id
    for may_read in READABLE.values():
        if await may_read(db, who, row.thread_id):
            return True
    return False


def opened_of(row: FileRow) -> Opened | None:
    """None while its bytes are not here."""
    if row.blob_id is None or row.media_type is None:
        return None
    name = rules.shown_name(row.name, row.media_kind, row.media_type)
    return Opened(blob_id=row.blob_id, kind=row.media_kind, media_type=row.media_type, name=name)


async def content_of(
    database: Database, dealership: UUID, store: Blobs, id: UUID
) -> tuple[Opened, bytes] | None:
    """A file with all its bytes, for a channel to send; None when there is none. Asks nobody's leave."""
    row, _ = await database.work(dealership, lambda db: queries.file_row(db, id))
    opened = opened_of(row) if row else None
    return (opened, await store.read(dealership, opened.blob_id)) if opened else None
