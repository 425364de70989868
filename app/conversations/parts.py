"""A message that its channel brings in several, such as an album: one for the house, whatever its parts are called."""

from uuid import UUID

import asyncpg

from app.kit.db import Db

FIRST_PART = """
INSERT INTO message_parts (dealership_id, source_key, message_id, n, text) VALUES ($1, $2, $3, 1, $4)
"""


async def first_part(db: Db, message: UUID, whole: str, text: str) -> None:
    """What a new message begins with, under the key that all its parts have in common."""
    await db.later(FIRST_PART, whole, message, text)


INSERT_PART = """
INSERT INTO message_parts (dealership_id, source_key, message_id, n, text)
SELECT $1, $2, $3, coalesce(max(n), 0) + 1, $4 FROM message_parts WHERE dealership_id = $1 AND message_id = $3
ON CONFLICT (dealership_id, source_key) DO NOTHING RETURNING n
"""


async def insert_part(db: Db, message: UUID, source_key: str, text: str) -> int | None:
    """The next part of a message; which it is. None if it is here already."""
    n: int | None = await db.value(INSERT_PART, source_key, message, text)
    return n


PARTS_OF_MESSAGE = """
SELECT source_key, n, text FROM message_parts WHERE dealership_id = $1 AND message_id = $2 ORDER BY n
"""


async def parts_of_message(db: Db, message: UUID) -> list[asyncpg.Record]:
    return await db.rows(PARTS_OF_MESSAGE, message)


SET_PART_TEXT = """
UPDATE message_parts SET text = $4 WHERE dealership_id = $1 AND message_id = $2 AND n = $3
"""


async def set_part_text(db: Db, message: UUID, n: int, text: str) -> None:
    await db.run(SET_PART_TEXT, message, n, text)


async def words_with(db: Db, message: UUID, source_key: str, text: str) -> str:
    """All words of a message in which this part says this from now on; of a message without parts just these."""
    parts = await parts_of_message(db, message)
    if not parts:
        return text
    changed = next((part["n"] for part in parts if part["source_key"] == source_key), 1)
    await set_part_text(db, message, changed, text)
    return together([text if part["n"] == changed else part["text"] for part in parts])


async def words_of_parts(db: Db, message: UUID) -> str:
    return together([part["text"] for part in await parts_of_message(db, message)])


def together(texts: list[str]) -> str:
    return "\n".join(filter(None, texts))


COMPLETE_TEXT = """
INSERT INTO message_texts (dealership_id, message_id, n, text, at)
SELECT $1, $2, max(n) + 1, $3, min(at) FROM message_texts WHERE dealership_id = $1 AND message_id = $2
"""


async def complete_text(db: Db, message: UUID, text: str) -> None:
    """More of the message came in: its words are these since they were said, for nobody changed them."""
    await db.run(COMPLETE_TEXT, message, text)


SET_PLACE = """
UPDATE messages SET latitude = $3, longitude = $4
WHERE dealership_id = $1 AND id = $2 AND latitude IS NOT NULL AND (latitude, longitude) <> ($3, $4)
RETURNING id
"""


async def set_place(db: Db, message: UUID, latitude: float, longitude: float) -> asyncpg.Record | None:
    """Where a sender who moves is now. None: they are still there, or never sent a place."""
    return await db.row(SET_PLACE, message, latitude, longitude)
