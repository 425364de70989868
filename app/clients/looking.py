"""The search of a house: what was typed is read, asked for, judged and put in order."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg
import msgspec

from app.clients import finding
from app.clients.model import Found, FoundClient
from app.clients.searching import FEW, Fit, Kind, Reading, exactly, fit, readings, spans
from app.kit.auth import Outdated, Who
from app.kit.db import Db
from app.people.model import Named
from app.people.queries import require_standing
from app.texts import Phrase, say

SIMILAR_SCANNED = 3_000


class Hit(msgspec.Struct, frozen=True):
    """A client who fits, and how well."""

    fit: Fit
    row: asyncpg.Record


class Haul(msgspec.Struct):
    """What a search brought so far, and whether the house has more of it."""

    hits: dict[UUID, Hit]
    more: bool = False
    stands: bool | None = None
    """Does the asker's session stand? None: no statement has told yet."""

    def take(self, rows: Iterable[asyncpg.Record], reading: Reading, *, similar: bool) -> None:
        for row in rows:
            self.more = self.more or row["more"]
            fits = fit(reading, keys_of_row(row), similar=similar)
            if fits and (row["id"] not in self.hits or fits < self.hits[row["id"]].fit):
                self.hits[row["id"]] = Hit(fits, row)


async def found_from_memory(db: Db, who: Who, search: str, start: int, limit: int) -> Found:
    """One page for a person from memory. Raises Outdated when their session has ended."""
    haul = Haul({})
    page = await found(db, who, search, start, limit, haul)
    if haul.stands is None:
        await require_standing(db, who)
    elif not haul.stands:
        raise Outdated
    return page


async def found(db: Db, who: Who, search: str, start: int, limit: int, haul: Haul | None = None) -> Found:
    """One page. As typed first; if nobody fits, as the other keyboard has it; if few do, what is similar."""
    both, haul = readings(search), haul or Haul({})
    if not both:
        return Found(
            clients=[], next=None, advice=advice(who, "search.too_little" if search.strip() else None)
        )
    for reading in both:
        await look(db, who, reading, haul)
        if haul.hits:
            break
    if len(haul.hits) < FEW:
        for reading in both:
            await look_for_similar(db, who, reading, haul)
            if haul.hits:
                break
    order = sorted(haul.hits.values(), key=lambda hit: place_of(hit, who))
    page = order[start : start + limit]
    last = start + limit >= len(order)
    common = "search.too_common" if haul.more and last else None
    return Found(
        clients=[line_of(hit, who) for hit in page],
        next=None if last else str(start + limit),
        advice=advice(who, common or (None if order else "search.nobody")),
    )


def place_of(hit: Hit, who: Who) -> tuple[int, bool, int, str, UUID]:
    """Exact, then beginnings, then similar; of equal ones my own first, then the closer, then by name."""
    grade, cost = hit.fit
    return grade, hit.row["owner_id"] != who.id, cost, hit.row["name_key"], hit.row["id"]


async def look(db: Db, who: Who, reading: Reading, haul: Haul) -> None:
    """Who fits as typed. Of several terms the rarest leads."""
    begin = [spans(term, begins=True) for term in reading]
    if len(reading) == 1:
        rows = await finding.by_term(db, who, own(who), begin[0], similar=False)
        haul.stands = rows[0]["stands"] if rows else haul.stands
        haul.take(rows, reading, similar=False)
        return
    exact = [spans(term, begins=False) for term in reading]
    counts = await finding.key_counts(db, begin + exact)
    begin_counts, exact_counts = counts[: len(begin)], counts[len(begin) :]
    if not all(begin_counts):
        return
    if all(exact_counts) and min(begin_counts) > finding.REACHED:
        exact_counts = await finding.counted_on(db, exact, exact_counts)
        rows = await finding.candidates(db, own(who), exact, exact_counts)
        haul.take(rows, reading, similar=False)
    if len(haul.hits) < FEW:
        haul.more = False
        begin_counts = await finding.counted_on(db, begin, begin_counts)
        rows = await finding.candidates(db, own(who), begin, begin_counts)
        haul.take(rows, reading, similar=False)


async def look_for_similar(db: Db, who: Who, reading: Reading, haul: Haul) -> None:
    """Who fits when words may be misspelt, heard or typed from the middle."""
    words = [term for term in reading if term.kind == "word"]
    if not words:
        return
    alike = dict(zip(words, await finding.similar_words(db, words), strict=True))
    terms = [
        [*spans(term, begins=True), *(exactly("word", word) for word in alike.get(term, ()))]
        for term in reading
    ]
    if len(terms) == 1:
        haul.take(await finding.by_term(db, who, own(who), terms[0], similar=True), reading, similar=True)
        return
    counts = await finding.key_counts(db, terms)
    if all(counts):
        rows = await finding.candidates(db, own(who), terms, counts, scanned=SIMILAR_SCANNED)
        haul.take(rows, reading, similar=True)


def own(who: Who) -> UUID | None:
    """Whose clients come first: a supervisor has none."""
    return who.id if who.role == "manager" else None


def keys_of_row(row: asyncpg.Record) -> dict[Kind, list[str]]:
    keys: dict[Kind, list[str]] = {"word": [], "phone": [], "plate": [], "vin": []}
    for each in row["keys"]:
        kind, _, key = each.partition(" ")
        if kind == "region":  # found by it, a client has a plate of this number and region
            keys["plate"].append(key[:3] + key[3:][::-1])
        else:
            keys[kind].append(key)
    return keys


def line_of(hit: Hit, who: Who) -> FoundClient:
    """Of others' clients: name, last four digits and whose, nothing more."""
    row, mine = hit.row, hit.row["owner_id"] == who.id
    open_to = mine or who.role == "supervisor"
    return FoundClient(
        id=row["id"],
        name=row["name"],
        phone_tail=row["phone_tail"],
        car=row["car"] if open_to else None,
        plate=row["plate"] if open_to else None,
        owner=Named(id=row["owner_id"], name=row["owner_name"]),
        mine=mine,
        similar=hit.fit[0] == 2,
    )


def advice(who: Who, code: str | None) -> str | None:
    return say(Phrase(code), who.language) if code else None
