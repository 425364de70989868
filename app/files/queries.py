"""SQL of files."""

from datetime import datetime
from uuid import UUID

from app.files.model import Due, FileRow, NewFile, Taken
from app.kit.db import Db

FILE_ROW = """
SELECT id, uploaded_by, thread_id, media_kind, media_type, size, name, seconds, sha256, blob_id, state
FROM files WHERE dealership_id = $1 AND id = $2
"""


async def file_row(db: Db, id: UUID) -> FileRow | None:
    row = await db.row(FILE_ROW, id)
    return FileRow(**row) if row else None


UPLOADED_FOR_NAMING = """
SELECT id, uploaded_by, thread_id, media_kind, media_type, size, name, seconds, sha256, blob_id, state
FROM files WHERE dealership_id = $1 AND id = ANY ($2::uuid[]) AND uploaded_by = $3
ORDER BY id FOR UPDATE
"""


async def uploaded_for_naming(db: Db, ids: list[UUID], uploader: UUID) -> list[FileRow]:
    """Files of this uploader, locked so that neither a rival message nor the sweep takes them."""
    return [FileRow(**row) for row in await db.rows(UPLOADED_FOR_NAMING, ids, uploader)]


INSERT_UPLOADED = """
INSERT INTO files (dealership_id, id, uploaded_by, media_kind, media_type, name, size, sha256, blob_id, state,
                   due_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ready', $10, $10)
ON CONFLICT (dealership_id, id) DO NOTHING
"""


async def insert_uploaded(db: Db, id: UUID, uploader: UUID, name: str | None, taken: Taken) -> bool:
    """False when the id is taken: a rival with the same id is waited for."""
    return (
        await db.run(
            INSERT_UPLOADED,
            id,
            uploader,
            taken.kind,
            taken.media_type,
            name,
            taken.size,
            taken.sha256,
            taken.blob_id,
            db.now,
        )
        == 1
    )


UPLOADED_SINCE = """
SELECT count(*) AS files, coalesce(sum(size), 0)::bigint AS bytes
FROM files WHERE dealership_id = $1 AND uploaded_by = $2 AND created_at > $3
"""


async def uploaded_since(db: Db, uploader: UUID, since: datetime) -> tuple[int, int]:
    """How many files, and how many bytes."""
    row = await db.row(UPLOADED_SINCE, uploader, since)
    assert row is not None
    return row["files"], row["bytes"]


TAKE_TURN = """
SELECT pg_advisory_xact_lock(hashtextextended('files of ' || $1::uuid::text || $2::uuid::text, 0))
"""


async def take_turn(db: Db, uploader: UUID) -> None:
    """One upload of a person at a time is counted, so that many at once cannot slip past the limit."""
    await db.run(TAKE_TURN, uploader)


INSERT_EXPECTED = """
INSERT INTO files (dealership_id, id, client_id, thread_id, media_kind, media_type, name, size, seconds,
                   source, state, due_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'queued', $11, $11)
"""


async def insert_expected(db: Db, new: NewFile, name: str | None) -> None:
    await db.run(
        INSERT_EXPECTED,
        new.id,
        new.client_id,
        new.thread_id,
        new.media_kind,
        new.media_type,
        name,
        new.size,
        new.seconds,
        new.source,
        db.now,
    )


PLACE_FILES = """
UPDATE files SET thread_id = $3, client_id = $4 WHERE dealership_id = $1 AND id = ANY ($2::uuid[])
"""


async def place_files(db: Db, ids: list[UUID], thread: UUID, client: UUID | None) -> None:
    """From now on whoever may read this thread may read them."""
    await db.run(PLACE_FILES, ids, thread, client)


CLAIM_FILES = """
WITH free AS (
    SELECT id FROM files
    WHERE dealership_id = $1 AND state = 'queued' AND due_at <= $2
      AND (lease_until IS NULL OR lease_until <= now())
    ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE files f SET lease_until = now() + interval '150 seconds', attempts = attempts + 1
FROM free WHERE f.dealership_id = $1 AND f.id = free.id
RETURNING f.id, f.media_kind, f.name, f.source, f.attempts, f.created_at
"""


async def claim_files(db: Db, limit: int) -> list[Due]:
    """Files to fetch, held by lease: a worker that dies in the middle leaves them to the next."""
    return [Due(**row) for row in await db.rows(CLAIM_FILES, db.now, limit)]


PUT_OFF = """
UPDATE files SET lease_until = now() + make_interval(secs => $3)
WHERE dealership_id = $1 AND id = $2 AND state = 'queued'
"""


async def put_off(db: Db, id: UUID, seconds: float) -> None:
    """Not to be claimed for so many seconds (a lease without a holder)."""
    await db.run(PUT_OFF, id, seconds)


SETTLE_READY = """
UPDATE files SET state = 'ready', media_kind = $3, media_type = $4, size = $5, sha256 = $6, blob_id = $7,
                 lease_until = NULL
WHERE dealership_id = $1 AND id = $2 AND state = 'queued'
"""


async def settle_ready(db: Db, id: UUID, taken: Taken) -> bool:
    """False when a rival was faster."""
    settled = await db.run(
        SETTLE_READY, id, taken.kind, taken.media_type, taken.size, taken.sha256, taken.blob_id
    )
    return settled == 1


SETTLE_LOST = """
UPDATE files SET state = $3, lease_until = NULL WHERE dealership_id = $1 AND id = $2 AND state = 'queued'
"""


async def settle_lost(db: Db, id: UUID, state: str) -> bool:
    return await db.run(SETTLE_LOST, id, state) == 1


DELETE_ORPHANS = """
WITH old AS (
    SELECT id FROM files WHERE dealership_id = $1 AND thread_id IS NULL AND created_at < $2
    ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
DELETE FROM files f USING old WHERE f.dealership_id = $1 AND f.id = old.id RETURNING f.blob_id
"""


async def delete_orphans(db: Db, before: datetime, limit: int) -> list[UUID]:
    """Delete uploads that no message named, and answer their blobs."""
    return [row["blob_id"] for row in await db.rows(DELETE_ORPHANS, before, limit)]


BLOBS_IN_USE = """
SELECT blob_id FROM files WHERE dealership_id = $1 AND blob_id = ANY ($2::uuid[])
"""


async def blobs_in_use(db: Db, blobs: list[UUID]) -> set[UUID]:
    return {row["blob_id"] for row in await db.rows(BLOBS_IN_USE, blobs)}
