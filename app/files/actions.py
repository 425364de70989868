"""Keep an upload, expect a file of a channel, name files in a message, write down what became of a fetch."""

from datetime import timedelta
from uuid import UUID

from app.files import queries, rules
from app.files.model import (
    DAILY_BYTES,
    DAILY_BYTES_OF_CLIENT,
    DAILY_FILES,
    DAILY_FILES_OF_CLIENT,
    Due,
    FileRow,
    NewFile,
    StoredFile,
    Taken,
    Uploader,
)
from app.files.tables import ARRIVED
from app.journal.actions import record
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, not_found

DAY = timedelta(hours=24)


async def admit(db: Db, by: Uploader, id: UUID, announced: int) -> None:
    """Refuse what would be refused anyway before its bytes travel."""
    known = await queries.file_row(db, id)
    if known is None:
        await require_room(db, by, announced)
    elif known.uploaded_by != by.id:
        raise not_found()


async def keep(db: Db, by: Uploader, id: UUID, name: str | None, taken: Taken) -> tuple[StoredFile, bool]:
    """Make the upload a file; say whether this blob is now its content. A repeat gets the first answer.

    The same id with other bytes is refused (422); an id of somebody else's file is not found.
    """
    await queries.take_turn(db, by.id)
    known = await queries.file_row(db, id)
    if known is None:
        await require_room(db, by, taken.size)
        if await queries.insert_uploaded(db, id, by.id, name, taken):
            actor = {"by_client": by.id, "client": by.id} if by.is_client else {"by": by.id}
            await record(db, "file.uploaded", **actor, subject=id, bytes=taken.size)
        known = await queries.file_row(db, id)
    if known is None or known.uploaded_by != by.id:
        raise not_found()
    if known.sha256 != taken.sha256:
        raise Problem("key_reused", 422)
    return shown(known), known.blob_id == taken.blob_id


async def require_room(db: Db, by: Uploader, size: int) -> None:
    most, bytes_ = (
        (DAILY_FILES_OF_CLIENT, DAILY_BYTES_OF_CLIENT) if by.is_client else (DAILY_FILES, DAILY_BYTES)
    )
    files, held = await queries.uploaded_since(db, by.id, db.now - DAY)
    if files >= most or held + size > bytes_:
        raise Problem("too_many_files", 413)


async def expect(db: Db, new: NewFile) -> None:
    """A channel told us of a file: its bytes are fetched soon."""
    await queries.insert_expected(db, new, rules.clean_name(new.name))
    db.wake("files")


async def attach(
    db: Db, uploader: UUID, file_ids: list[UUID], thread_id: UUID, client_id: UUID | None
) -> list[StoredFile]:
    """Name uploaded files in a message of this thread, once: from now on its readers may see them.

    Answers them in the order given. A file that is missing or somebody else's is an unknown one.
    """
    found = {row.id: row for row in await queries.uploaded_for_naming(db, file_ids, uploader)}
    if len(found) != len(file_ids):
        raise bad_field("files", "unknown_file")
    if any(row.thread_id for row in found.values()):
        raise Problem("file_in_use", 409)
    await queries.place_files(db, file_ids, thread_id, client_id)
    return [shown(found[id]) for id in file_ids]


async def move(db: Db, file_ids: list[UUID], thread_id: UUID, client_id: UUID | None) -> None:
    """The messages that name these files now belong to another thread, so its readers may see them."""
    await queries.place_files(db, file_ids, thread_id, client_id)


def shown(row: FileRow) -> StoredFile:
    return StoredFile(
        id=row.id,
        kind=row.media_kind,
        media_type=row.media_type,
        size=row.size,
        name=row.name,
        seconds=row.seconds,
        state="fetching" if row.state == "queued" else row.state,
    )


# --- what became of a fetch


async def arrive(db: Db, id: UUID, taken: Taken) -> bool:
    """The bytes are here. False when a rival brought them first: then this blob is not needed."""
    if not await queries.settle_ready(db, id, taken):
        row = await queries.file_row(db, id)
        return row is not None and row.blob_id == taken.blob_id
    await record(db, "file.arrived", subject=id, bytes=taken.size)
    await tell(db, id)
    return True


async def give_up(db: Db, id: UUID, state: str, because: str) -> None:
    """The bytes will never come: `state` is failed or too_large."""
    if await queries.settle_lost(db, id, state):
        await record(db, f"file.{state}", subject=id, because=because)
        await tell(db, id)


async def try_later(db: Db, due: Due, because: str) -> None:
    if rules.given_up(due.created_at, db.now):
        await give_up(db, due.id, "failed", because)
    else:
        await queries.put_off(db, due.id, rules.pause_after(due.attempts))


async def tell(db: Db, id: UUID) -> None:
    for hears in ARRIVED.values():
        await hears(db, id)
