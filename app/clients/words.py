"""The distinct words of a house and their pieces, by which a misspelt name is found: how they come and go.

They are an aid: what is exact or a beginning is found without them. A word comes with the first client who
bears it; the nightly job removes what nobody bears, and keys what an older installation has not keyed.
"""

from uuid import UUID

from app.clients.spelling import kept_plate_keys, pieces
from app.kit.db import Db

NEW_WORDS = """
WITH held AS (
    SELECT word FROM search_words WHERE dealership_id = $1 AND word = ANY ($2::text[]) ORDER BY word FOR KEY SHARE
)
INSERT INTO search_words (dealership_id, word)
SELECT $1, word FROM (SELECT unnest($2::text[]) AS word EXCEPT SELECT word FROM held ORDER BY word) missing
ON CONFLICT DO NOTHING RETURNING word
"""

ADD_PIECES = """
INSERT INTO word_grams (dealership_id, gram, word)
SELECT $1, gram, word FROM unnest($2::text[], $3::text[]) AS p (gram, word)
ON CONFLICT DO NOTHING
"""


async def new_words(db: Db, words: list[str]) -> list[str]:
    """Write the words that are missing, and hold those that are there, so that no sweep takes them meanwhile."""
    return [row["word"] for row in await db.rows(NEW_WORDS, words)]


async def add_pieces(db: Db, words: list[str]) -> None:
    rows = [(piece, word) for word in words for piece in pieces(word)]
    await db.run(ADD_PIECES, [piece for piece, _ in rows], [word for _, word in rows])


async def know_words(db: Db, words: list[str]) -> None:
    """From now on these words of a name are found misspelt too."""
    if words and (fresh := await new_words(db, words)):
        await add_pieces(db, fresh)


UNKNOWN_WORDS = """
SELECT k.key AS word, s.word IS NULL AS missing
FROM (SELECT DISTINCT key FROM search_keys
      WHERE dealership_id = $1 AND kind = 'word' AND key > $2 ORDER BY key LIMIT $3) k
LEFT JOIN search_words s ON s.dealership_id = $1 AND s.word = k.key
ORDER BY k.key
"""


async def unknown_words(db: Db, after: str, limit: int) -> tuple[list[str], str | None]:
    """Words of names after this one that are not known yet, and where to look on; None at the end."""
    rows = await db.rows(UNKNOWN_WORDS, after, limit)
    missing = [row["word"] for row in rows if row["missing"]]
    return missing, rows[-1]["word"] if len(rows) == limit else None


UNUSED_WORDS = """
SELECT s.word FROM search_words s
LEFT JOIN LATERAL (SELECT 1 AS one FROM search_keys k
    WHERE k.dealership_id = $1 AND k.kind = 'word' AND k.key = s.word LIMIT 1) borne ON true
WHERE s.dealership_id = $1 AND borne.one IS NULL
ORDER BY s.word LIMIT 1000 FOR UPDATE OF s
"""
# One look at the index for each word: as an anti-join it took minutes while PostgreSQL had no statistics.

FORGET_WORDS = """
DELETE FROM search_words s
WHERE dealership_id = $1 AND word = ANY ($2::text[]) AND NOT EXISTS (SELECT 1 FROM search_keys k
    WHERE k.dealership_id = $1 AND k.kind = 'word' AND k.key = s.word)
"""


async def unused_words(db: Db) -> list[str]:
    """Words nobody bears, held: whoever is writing one has ended, whoever comes waits."""
    return [row["word"] for row in await db.rows(UNUSED_WORDS)]


async def forget_words(db: Db, words: list[str]) -> int:
    """Looks once more: a name may have come while the words were being taken hold of."""
    return await db.run(FORGET_WORDS, words)


KEYED_PLATES = """
SELECT k.key, k.client_id FROM search_keys k
WHERE k.dealership_id = $1 AND k.kind = 'plate' AND (k.key, k.client_id) > ($2, $3::uuid) ORDER BY k.key, k.client_id
LIMIT $4
"""

ADD_PLATE_KEYS = """
INSERT INTO search_keys (dealership_id, kind, key, client_id, owner_id)
SELECT $1, k.kind, k.key, c.id, c.owner_id FROM unnest($2::text[], $3::text[], $4::uuid[]) AS k (kind, key, client_id)
JOIN clients c ON c.dealership_id = $1 AND c.id = k.client_id ORDER BY c.id FOR KEY SHARE OF c
ON CONFLICT DO NOTHING
"""


async def keyed_plates(db: Db, after: tuple[str, UUID], limit: int) -> list[tuple[str, UUID]]:
    """Plates as they are keyed, a page of them."""
    rows = await db.rows(KEYED_PLATES, *after, limit)
    return [(row["key"], row["client_id"]) for row in rows]


async def add_plate_keys(db: Db, plates: list[tuple[str, UUID]]) -> int:
    """The keys that a plate must have, as far as they are missing."""
    rows = [(kind, key, client) for plate, client in plates for kind, key in kept_plate_keys(plate)]
    return await db.run(ADD_PLATE_KEYS, *([row[n] for row in rows] for n in range(3)))
