"""A talk told by two people on certain days: texts with their times, authors and states."""

from datetime import datetime, time, timedelta, tzinfo
from random import Random

from msgspec import Struct

from app.demo.model import DemoMessage, DemoPerson, Gender
from app.demo.phrasing import Said, Talk, spoken
from app.demo.rhythm import (
    answered,
    chat_begins,
    hello,
    replied,
    slot_after,
    slot_words,
)

SLOT_VALUES = frozenset({"slot", "slot_day", "slot_hour"})
LOCATION = "(location)"
NEAR_TOGLIATTI = (53.5303, 49.3461)


class Speaker(Struct, frozen=True, kw_only=True):
    """The client as a writer."""

    form: str
    gender: Gender
    casual: bool
    """Writes without capitals and full stops, as many do on a phone."""
    never_before: time | None


class Told(Struct, frozen=True, kw_only=True):
    """A finished talk. An anchored one belongs to a day that cannot move."""

    messages: tuple[DemoMessage, ...]
    anchored: bool
    km_said: bool

    @property
    def begins(self) -> datetime:
        return self.messages[0].at

    @property
    def ends(self) -> datetime:
        last = self.messages[-1]
        return last.waived_at or last.at


def tell(
    talk: Talk,
    random: Random,
    client: Speaker,
    manager: DemoPerson,
    values: dict[str, str],
    begin: datetime,
    *,
    slot: datetime | None = None,
    anchored: bool = False,
    open_end: bool = False,
) -> Told:
    """The talk from `begin` on (local time). Without a given `slot` the first visit offered is made up.

    A talk that ends with the client's word is marked as needing no answer, unless it has an open end.
    """
    words = {**values, "form": client.form, "mgr": manager.address_form}
    messages: list[DemoMessage] = []
    moment, heard = begin, ""
    for line in talk.lines:
        moment = _next_moment(random, line, moment, heard, slot, brisk=anchored)
        if not line.values.isdisjoint(SLOT_VALUES):
            slot = slot or slot_after(random, moment)
            words.update(slot_words(slot))
        if "hi" in line.values:
            words["hi"] = _hi(random, line, client, manager, moment)
        messages.append(_message(line, random, client, manager, words, moment))
        heard = line.side
    if messages[-1].direction == "in" and not open_end:
        messages[-1] = _waived(messages[-1], answered(random, moment))
    said = frozenset[str]().union(*(line.values for line in talk.lines if line.side == "in"))
    return Told(messages=tuple(messages), anchored=anchored, km_said="km" in said)


def beginning(random: Random, talk: Talk, day: datetime, client: Speaker, zone: tzinfo) -> datetime:
    """A fitting hour of that day for whoever speaks first."""
    return chat_begins(
        random, day.date(), zone, by_client=talk.starter == "in", not_before=client.never_before
    )


def _next_moment(
    random: Random, line: Said, before: datetime, heard: str, slot: datetime | None, *, brisk: bool
) -> datetime:
    if not heard:
        return before
    if line.after_slot and slot is not None:
        return answered(random, slot + timedelta(hours=random.uniform(1, 2.5)), brisk=True)
    if line.after_hours:
        before += timedelta(hours=random.uniform(*line.after_hours))
    elif line.side == heard:
        return before + timedelta(seconds=random.uniform(15, 80))
    meanwhile = answered if line.side == "out" else replied
    return meanwhile(random, before, brisk=brisk or line.after_hours is not None)


def _message(
    line: Said, random: Random, client: Speaker, manager: DemoPerson, words: dict[str, str], moment: datetime
) -> DemoMessage:
    if line.side == "out":
        text = spoken(line.parts, random, manager.gender, words)
        return DemoMessage(at=moment, direction="out", text=text, author=manager.handle, state="sent")
    text = spoken(line.parts, random, client.gender, words)
    if text == LOCATION:
        north, east = NEAR_TOGLIATTI
        return DemoMessage(
            at=moment,
            direction="in",
            kind="location",
            text="",
            latitude=round(north + random.uniform(-0.12, 0.12), 5),
            longitude=round(east + random.uniform(-0.2, 0.2), 5),
        )
    return DemoMessage(at=moment, direction="in", text=_offhand(text, manager) if client.casual else text)


def _hi(random: Random, line: Said, client: Speaker, manager: DemoPerson, moment: datetime) -> str:
    greeting = hello(random, moment)
    if line.side == "out":
        return random.choice((f"{greeting}, {client.form}!", f"{client.form}, {greeting.lower()}!"))
    name = manager.address_form
    return random.choice((f"{greeting}!", f"{greeting}, {name}!", f"{name}, {greeting.lower()}!"))


def _offhand(text: str, manager: DemoPerson) -> str:
    plain = text.removesuffix(".")
    starts_as_a_sentence = plain[1:2].islower() or plain[1:2] == " "
    if starts_as_a_sentence and "А" <= plain[0] <= "Я" and not plain.startswith(manager.address_form):
        return plain[0].lower() + plain[1:]
    return plain


def _waived(message: DemoMessage, at: datetime) -> DemoMessage:
    return DemoMessage(at=message.at, direction="in", kind=message.kind, text=message.text, waived_at=at)
