"""What clients are told of another manager: in their language, at a good hour, where they are connected."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from app.conversations import handed
from app.conversations.handed import Handed
from app.conversations.transfers import Announced
from app.coverage.rules import good_hour
from app.deliveries import actions as deliveries
from app.deliveries.model import Parcel
from app.journal.actions import record_each
from app.kit import phones
from app.kit.db import Db
from app.kit.ids import feed_of, new_id
from app.kit.zones import zone_of
from app.people.model import Dealership, Person
from app.people.queries import dealership
from app.standards.queries import latest_standard
from app.texts import Phrase, by, say, sentences, stamp


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """One text to one client, and when it goes."""

    to: Handed
    words: Phrase
    text: str
    due_at: datetime


async def announcements(db: Db, going: list[Handed], giver: Person, receiver: Person) -> list[Announcement]:
    """Who the personal manager is now, and by when they answer whoever waits."""

    def words(one: Handed, due_at: datetime) -> Phrase:
        facts = {"form": one.address_form, "manager": receiver.name, "before": giver.name}
        said = [Phrase("handover.announced", facts)]
        if one.waiting_since and one.by_at and one.by_at > due_at:
            said.append(Phrase("handover.answer", {"short": receiver.address_form, "by": by(one.by_at)}))
        return sentences(*said, Phrase("handover.write_here"))

    return await composed(db, going, words)


async def corrections(db: Db, told: list[Handed], giver: Person, made_at: datetime) -> list[Announcement]:
    """The second text, for whoever read the first: their manager stays who it was."""

    def words(one: Handed, due_at: datetime) -> Phrase:
        facts = {"form": one.address_form, "manager": giver.name, "at": stamp(made_at)}
        said = [Phrase("handover.taken_back", facts)]
        if one.waiting_since and one.by_at and one.by_at > due_at:
            said.append(Phrase("handover.answer", {"short": giver.address_form, "by": by(one.by_at)}))
        return sentences(*said)

    return await composed(db, told, words)


async def composed(
    db: Db, going: list[Handed], words: Callable[[Handed, datetime], Phrase]
) -> list[Announcement]:
    house, rules = await dealership(db), (await latest_standard(db)).answer
    made = []
    for one in going:
        if one.address_id is None or one.thread_id is None:
            continue
        zone = zone_of(one.time_zone, house.time_zone)
        due_at = good_hour(db.now, rules, zone, one.never_before, one.never_after)
        phrase = with_phone(words(one, due_at), house)
        text = say(phrase, one.language, zone, now=due_at, house_zone=house.time_zone)
        made.append(Announcement(to=one, words=phrase, text=text, due_at=due_at))
    return made


def with_phone(words: Phrase, house: Dealership) -> Phrase:
    if not house.phone:
        return words
    return sentences(words, Phrase("start.phone", {"phone": phones.shown(house.phone)}))


def by_language(made: list[Announcement]) -> list[Announced]:
    """One example of each language, for whoever decides."""
    found = []
    for language in sorted({one.to.language for one in made}, reverse=True):
        those = [one for one in made if one.to.language == language]
        plain = min(those, key=lambda one: (one.to.by_at is not None, one.due_at))
        found.append(
            Announced(
                language=language,
                text=plain.text,
                clients=len(those),
                first_at=min(one.due_at for one in those),
                last_at=max(one.due_at for one in those),
            )
        )
    return found


async def announce(db: Db, made: list[Announcement], owner: Person) -> dict[UUID, UUID]:
    """Write the texts into the talks and queue them. Answers each client's message.

    An automatic text never ends a wait, and is not the last word of a talk.
    """
    if not made:
        return {}
    said = [(new_id(), one) for one in made]
    await handed.insert_announcements(
        db,
        [(id, one.to.thread_id, one.to.channel, one.words, one.text) for id, one in said],  # type: ignore[misc]
    )
    await deliveries.queue_each(
        db,
        "message",
        "announcement",
        [(id, one.to.address_id, Parcel(text=one.text), one.due_at) for id, one in said],  # type: ignore[misc]
    )
    about = [(one.to.client_id, id) for id, one in said]
    await record_each(db, "message.automatic", about, by=None, text=made[0].words.code)
    for id, _ in said:
        db.touch(feed_of("book", owner.id), "message", id)
    return {one.to.client_id: id for id, one in said}


async def take_back(db: Db, messages: list[UUID], by: UUID) -> set[UUID]:
    """Withdraw the texts that have not left; answers those that were read, or may have been."""
    return await deliveries.take_back(db, messages, by) if messages else set()
