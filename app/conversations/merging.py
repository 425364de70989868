"""SQL of a stranger's thread becoming a client's."""

from datetime import datetime
from uuid import UUID

from app.kit.db import Db

GIVE_THREAD = """
UPDATE threads SET client_id = $3 WHERE dealership_id = $1 AND id = $2
"""


async def give_thread(db: Db, thread: UUID, client: UUID) -> None:
    """The client has no thread yet: the stranger's thread is theirs."""
    await db.run(GIVE_THREAD, thread, client)


MESSAGES_OF_THREAD = """
SELECT id FROM messages WHERE dealership_id = $1 AND thread_id = $2 ORDER BY thread_seq
"""


async def messages_of_thread(db: Db, thread: UUID) -> list[UUID]:
    return [row["id"] for row in await db.rows(MESSAGES_OF_THREAD, thread)]


MOVE_MESSAGES = """
UPDATE messages m SET thread_id = $3, thread_seq = $4 + moved.n
FROM (SELECT id, row_number() OVER (ORDER BY thread_seq) AS n FROM messages
      WHERE dealership_id = $1 AND thread_id = $2) moved
WHERE m.dealership_id = $1 AND m.id = moved.id
"""


async def move_messages(db: Db, from_thread: UUID, to_thread: UUID, after_seq: int) -> None:
    """The stranger's messages take the next places of the client's thread, in their order."""
    await db.run(MOVE_MESSAGES, from_thread, to_thread, after_seq)


CLOSE_MERGED = """
UPDATE threads SET merged_into = $3, waiting_since = NULL WHERE dealership_id = $1 AND id = $2
"""


async def close_merged(db: Db, thread: UUID, into: UUID) -> None:
    await db.run(CLOSE_MERGED, thread, into)


FILES_OF_THREAD = """
SELECT f.file_id FROM messages m
JOIN message_files f ON f.dealership_id = m.dealership_id AND f.message_id = m.id
WHERE m.dealership_id = $1 AND m.thread_id = $2
UNION SELECT r.file_id FROM messages m
JOIN former_files r ON r.dealership_id = m.dealership_id AND r.message_id = m.id
WHERE m.dealership_id = $1 AND m.thread_id = $2
"""


async def files_of_thread(db: Db, thread: UUID) -> list[UUID]:
    return [row["file_id"] for row in await db.rows(FILES_OF_THREAD, thread)]


WAIT_SINCE = """
UPDATE threads SET waiting_since = least(waiting_since, $3) WHERE dealership_id = $1 AND id = $2
RETURNING waiting_since
"""


async def wait_since(db: Db, thread: UUID, since: datetime) -> datetime:
    """The wait began at the earlier of both."""
    earlier: datetime = await db.value(WAIT_SINCE, thread, since)
    return earlier
