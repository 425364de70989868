"""The nightly care of the search: what is not keyed gets its keys, words nobody bears go."""

from functools import partial
from typing import Any
from uuid import UUID

from app.clients import words
from app.kit.db import Database, Db

PAGE = 2_000  # distinct words, or plates, of one unit of work


async def key_names(database: Database, dealership: UUID, _: Any = None) -> int:
    """Bring the search keys of a house up to date, a page per unit, so that a cut run loses nothing.

    For houses older than the search for misspelt names, after a bulk load, and every night. Repeating it
    changes nothing. Answers how many words came or went.
    """
    changed, after = 0, ""
    while True:
        (missing, place), _ = await database.work(dealership, partial(key_page, after=after))
        changed += missing
        if place is None:
            break
        after = place
    changed += await forget_unused(database, dealership)
    await key_plates(database, dealership)
    return changed


async def key_page(db: Db, after: str) -> tuple[int, str | None]:
    missing, place = await words.unknown_words(db, after, PAGE)
    await words.know_words(db, missing)
    return len(missing), place


async def forget_unused(database: Database, dealership: UUID) -> int:
    gone = 0
    while True:
        count, _ = await database.work(dealership, forget_page)
        gone += count
        if not count:
            return gone


async def forget_page(db: Db) -> int:
    unused = await words.unused_words(db)
    return await words.forget_words(db, unused) if unused else 0


async def key_plates(database: Database, dealership: UUID) -> None:
    """Plates keyed before people could ask for the digits alone."""
    after: tuple[str, UUID] | None = ("", UUID(int=0))
    while after is not None:
        after, _ = await database.work(dealership, partial(key_plate_page, after=after))


async def key_plate_page(db: Db, after: tuple[str, UUID]) -> tuple[str, UUID] | None:
    plates = await words.keyed_plates(db, after, PAGE)
    await words.add_plate_keys(db, plates)
    return plates[-1] if len(plates) == PAGE else None
