"""Change fields of a card. Each is written over the value its writer saw; whoever was slower gets to choose."""

from typing import Any
from uuid import UUID

import msgspec

from app.clients import history, queries, rules
from app.clients.actions import card, set_line
from app.clients.editing import ClientChange, Conflict
from app.clients.households import touch_kin
from app.clients.model import BookLine, Card, ClientHead
from app.clients.seeing import own_client
from app.journal.actions import record, show
from app.kit.auth import Language, Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field
from app.kit.ids import feed_of
from app.texts import Phrase, at, city

CARD_FIELDS = ("name", "address_form", "language", "time_zone", "never_before", "never_after")
STEP_FIELDS = ("next_step", "next_step_at")
CONSENTS = "consents."


async def change_client(db: Db, who: Who, change: ClientChange) -> Card:
    """Write the changed fields over the values the person saw.

    A field that somebody else changed meanwhile is a conflict (409 with mine and theirs), and then nothing
    is written. Two people with the same value in mind do not collide. A withdrawn consent always holds.
    """
    client = await own_client(db, who, change.client_id, lock=True)
    theirs = await history.fields_of_client(db, client.id)
    mine, base = wanted(change, theirs)
    written, collided = rules.merged(mine, base, theirs)
    if collided:
        raise Problem("conflict", 409, conflicts=await conflicts(db, client.id, collided, mine, theirs))
    after = theirs | written
    judge_hours(after, written)
    if any(field in written for field in CARD_FIELDS):
        await history.change_client(db, client.id, rules.name_key(after["name"]), after)
    if "name" in written:
        await queries.replace_search_keys(db, client.id, "word", rules.words_of(after["name"]))
        await touch_kin(db, [client.id])
    if written:
        await record(db, "client.changed", by=who.id, client=client.id, fields=sorted(written))
        await history.keep_changes(
            db, client.id, who.id, [(field, theirs[field], value) for field, value in written.items()]
        )
        for words in told(theirs, after, written):
            await show(db, client.id, "card", words, who=who.id)
        await write_step(db, client.id, who.id, after, written)
        await write_consents(db, client.id, who.id, written)
        db.touch(feed_of("book", client.owner_id), "client", client.id)
    return await card(db, who, client.id)


def wanted(change: ClientChange, theirs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a change and the values they were made over, by field; each is judged by itself."""
    mine, base = flat(change), flat(change.base)
    for field, value in mine.items():
        if field in ("name", "address_form", "next_step") and isinstance(value, str):
            mine[field] = rules.cleaned(value)
        if field in ("name", "address_form") and not mine[field]:
            raise bad_field(field, "blank")
    for field in ("next_step", "time_zone"):
        if field in mine:
            mine[field] = mine[field] or None
    zone = mine.get("time_zone")
    if zone is not None and not rules.is_time_zone(zone):
        raise bad_field("time_zone", "unknown_zone")
    for field, value in mine.items():
        if field not in base and value != theirs[field] and not rules.withdraws(field, value):
            raise bad_field(f"base.{field}", "required")
    return mine, base


def flat(fields: Any) -> dict[str, Any]:
    """The set fields of a change by name; each purpose of consent is a field of its own."""
    found = {name: getattr(fields, name) for name in (*CARD_FIELDS, *STEP_FIELDS)}
    if fields.consents is not msgspec.UNSET:
        found |= {CONSENTS + purpose: given for purpose, given in fields.consents.items()}
    return {name: value for name, value in found.items() if value is not msgspec.UNSET}


def judge_hours(after: dict[str, Any], written: dict[str, Any]) -> None:
    """Two sane wishes of two phones may leave the client not one good hour between them."""
    crossed = rules.hours_crossed(after["never_before"], after["never_after"])
    if crossed and ("never_before" in written or "never_after" in written):
        field = "never_after" if "never_after" in written else "never_before"
        facts = {"before": after["never_before"], "after": after["never_after"]}
        raise bad_field(field, "hours_crossed", **facts)


async def conflicts(
    db: Db, client: UUID, fields: list[str], mine: dict[str, Any], theirs: dict[str, Any]
) -> list[Conflict]:
    last = await history.last_changes(db, client, fields)
    found = []
    for field in fields:
        by, at = last.get(field, (None, None))
        found.append(Conflict(field=field, mine=mine[field], theirs=theirs[field], by=by, at=at))
    return found


def told(before: dict[str, Any], after: dict[str, Any], written: dict[str, Any]) -> list[Phrase]:
    """What the timeline says of the changed fields of the card."""
    said = []
    if "name" in written:
        said.append(Phrase("timeline.name_changed", {"name": after["name"], "before": before["name"]}))
    if "address_form" in written:
        facts = {"form": after["address_form"], "before": before["address_form"]}
        said.append(Phrase("timeline.form_changed", facts))
    if "language" in written:
        said.append(
            Phrase("timeline.language_changed", {"language": Phrase(f"language.{after['language']}")})
        )
    if "time_zone" in written:
        zone = after["time_zone"]
        said.append(
            Phrase("timeline.zone_changed", {"zone": city(zone)}) if zone else Phrase("timeline.zone_cleared")
        )
    if "never_before" in written or "never_after" in written:
        said.append(hours_told(after["never_before"], after["never_after"]))
    return said


def hours_told(never_before: str | None, never_after: str | None) -> Phrase:
    if never_before and never_after:
        return Phrase("timeline.hours_between", {"from": never_before, "until": never_after})
    if never_before:
        return Phrase("timeline.hours_not_before", {"from": never_before})
    if never_after:
        return Phrase("timeline.hours_not_after", {"until": never_after})
    return Phrase("timeline.hours_any")


async def write_step(db: Db, client: UUID, who: UUID, after: dict[str, Any], written: dict[str, Any]) -> None:
    if not any(field in written for field in STEP_FIELDS):
        return
    await set_line(db, client, BookLine(next_step=after["next_step"], next_step_at=after["next_step_at"]))
    await show(db, client, "next_step", step_told(after, written), who=who)


def step_told(after: dict[str, Any], written: dict[str, Any]) -> Phrase:
    if not after["next_step"]:
        return Phrase("timeline.next_step_cleared")
    if "next_step" in written or not after["next_step_at"]:
        return Phrase("timeline.next_step", {"step": after["next_step"]})
    return Phrase("timeline.next_step_moved", {"step": after["next_step"], "at": at(after["next_step_at"])})


async def write_consents(
    db: Db, client: UUID, who: UUID | None, written: dict[str, Any], channel: str = "manager"
) -> None:
    """Without `who` it is the client's own word, by that channel."""
    by_client = None if who else client
    for field, given in written.items():
        if not field.startswith(CONSENTS):
            continue
        purpose = field.removeprefix(CONSENTS)
        await queries.insert_consent(db, client, purpose, given, who, channel)
        kind = "consent.given" if given else "consent.withdrawn"
        await record(db, kind, by=who, by_client=by_client, client=client, purpose=purpose)
        code = "timeline.consent_given" if given else "timeline.consent_withdrawn"
        await show(db, client, "consent", Phrase(code, {"purpose": Phrase(f"consent.{purpose}")}), who=who)


async def set_next_step(db: Db, client: UUID, step: str | None, step_at: Any, *, by: UUID | None) -> None:
    """Another room plans or clears the next step: written over whatever stood there, remembered as a change."""
    theirs = await history.fields_of_client(db, client)
    mine = {"next_step": step, "next_step_at": step_at}
    written = {field: value for field, value in mine.items() if value != theirs[field]}
    if written:
        changes = [(field, theirs[field], value) for field, value in written.items()]
        await history.keep_changes(db, client, by, changes)
        await set_line(db, client, BookLine(next_step=step, next_step_at=step_at))


# --- by the client themselves


async def withdraw_consents(db: Db, client: ClientHead, channel: str) -> dict[str, bool | None]:
    """The client wants nothing by itself: no to every purpose. Answers what they had said of those it changed."""
    theirs = await history.consents_of_client(db, client.id)
    before: dict[str, bool | None] = {field: said for field, said in theirs.items() if said is not False}
    await say_consents(db, client, before, False, channel)
    return before


async def give_consents(db: Db, client: ClientHead, fields: list[str], channel: str) -> None:
    """The client agrees to these purposes."""
    theirs = await history.consents_of_client(db, client.id)
    before = {field: theirs[field] for field in fields if theirs[field] is not True}
    await say_consents(db, client, before, True, channel)


async def say_consents(
    db: Db, client: ClientHead, before: dict[str, bool | None], given: bool, channel: str
) -> None:
    changes = [(field, was, given) for field, was in before.items()]
    await history.keep_changes(db, client.id, None, changes)
    await write_consents(db, client.id, None, dict.fromkeys(before, given), channel)
    db.touch(feed_of("book", client.owner_id), "client", client.id)


async def change_language(db: Db, client: ClientHead, language: Language) -> None:
    """The client chose the language in which the house speaks with them."""
    theirs = await history.fields_of_client(db, client.id)
    if theirs["language"] == language:
        return
    after, written = theirs | {"language": language}, {"language": language}
    await history.change_client(db, client.id, rules.name_key(after["name"]), after)
    await record(db, "client.changed", by_client=client.id, client=client.id, fields=["language"])
    await history.keep_changes(db, client.id, None, [("language", theirs["language"], language)])
    for words in told(theirs, after, written):
        await show(db, client.id, "card", words)
    db.touch(feed_of("book", client.owner_id), "client", client.id)
