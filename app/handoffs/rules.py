"""Draw the capsule: the same facts make the same words, whoever asks, and nothing in it is guessed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from app.clients.model import Card, CardCar
from app.conversations.rules import first_line, preview
from app.handoffs.model import Drawn, DrawnEvidence, DrawnLine, Facts, Happened, Mood, Promise, Said
from app.texts import Phrase, at, by, city, on

LINES, LONGEST = 3, 160
"""So many lines has the last talk, of so many letters each."""
BREAK = timedelta(hours=12)
"""After so long a silence another talk began."""
LATELY = timedelta(days=30)
"""So long a broken promise or a repeated story is felt;"""
REMEMBERED = timedelta(days=90)
"""so long a mark, and what was made good."""
FRESH = timedelta(days=31)
"""So long a mileage is not asked again."""
LOW, HIGH = {"csat": 3, "nps": 6}, {"csat": 4, "nps": 9}
MOST_EVIDENCE = 4


def draw(facts: Facts, now: datetime, zone: str) -> Drawn:
    """The capsule of these facts at this instant; `zone` is the house's."""
    mood, shown = mood_of(facts.happened, now)
    return Drawn(
        who=who_it_is(facts.card, zone),
        cars=[car_said(car) for car in facts.card.cars],
        promises=promises_of(facts.card, facts.promise, now),
        talk=last_talk(facts.talk),
        do=what_to_do(facts.card, facts.spoke_on),
        dont=what_not_to_do(facts.card, now, zone),
        mood=mood,
        evidence=[DrawnEvidence(at=one.at, words=evidence_said(one)) for one in shown],
    )


def who_it_is(card: Card, zone: str) -> list[Phrase]:
    since = card.since.astimezone(ZoneInfo(zone)).date()
    return [Phrase("capsule.since", {"on": on(since), "owner": card.owner.name})]


def car_said(car: CardCar) -> Phrase:
    name = f"{car.title} · {car.plate}" if car.plate else car.title
    if car.odometer is None:
        return Phrase("capsule.car", {"car": name})
    read_on = on(date.fromisoformat(car.odometer.read_on))
    return Phrase("capsule.car.km", {"car": name, "km": car.odometer.km, "on": read_on})


def promises_of(card: Card, promise: Promise | None, now: datetime) -> list[Phrase]:
    """The answer that is waited for, then the step that was agreed."""
    found = [promise_said(promise, now)] if promise else []
    if card.next_step and card.next_step_at:
        found.append(Phrase("capsule.step.at", {"step": card.next_step, "at": at(card.next_step_at)}))
    elif card.next_step:
        found.append(Phrase("capsule.step", {"step": card.next_step}))
    return found


def promise_said(promise: Promise, now: datetime) -> Phrase:
    facts = {"name": promise.name, "by": by(promise.by_at)}
    until = promise.new_by_at or promise.by_at
    if until <= now:
        return Phrase("capsule.promise.late", facts)
    if promise.new_by_at:
        return Phrase("capsule.promise.moved", facts | {"new": by(promise.new_by_at)})
    return Phrase("capsule.promise", facts)


# --- the last talk


def last_talk(said: Sequence[Said]) -> list[DrawnLine]:
    """At most three lines, in order: how it began, the other side's last words, the last words.

    What one side says in a row is one line. A talk that is longer loses its middle, never its end.
    """
    turns = turns_of(sorted(said, key=lambda one: (one.at, one.id)))
    talk = turns[begun_at(turns) :]
    if len(talk) > LINES:
        before = [one for one in talk[1:-1] if one.side != talk[-1].side] or talk[1:-1]
        talk = [talk[0], before[-1], talk[-1]]
    return talk


def begun_at(turns: Sequence[DrawnLine]) -> int:
    """The place after the last long silence."""
    breaks = [n for n, (one, other) in enumerate(pairwise(turns), 1) if other.at - one.at > BREAK]
    return breaks[-1] if breaks else 0


def turns_of(said: Sequence[Said]) -> list[DrawnLine]:
    """What each side said in a row, as one line with the time of its end. What has no words is named by its kind."""
    turns: list[DrawnLine] = []
    for one in said:
        words = words_of(one)
        if not words:
            continue
        last = turns[-1] if turns else None
        if last and same_turn(last, one) and isinstance(last.text, str) and isinstance(words, str):
            turns[-1] = replace(last, at=one.at, text=first_line(f"{last.text} {words}", LONGEST))
        else:
            turns.append(DrawnLine(at=one.at, side=one.side, who=one.who, text=words))
    return turns


def same_turn(last: DrawnLine, one: Said) -> bool:
    return (last.side, last.who) == (one.side, one.who) and one.at - last.at <= BREAK


def words_of(one: Said) -> str | Phrase:
    if one.touch:
        return one.touch
    words = first_line(one.text, LONGEST)
    if one.kind == "text":
        return words
    return preview(one.kind, words, seconds=one.seconds, name=one.file_name, deleted=False)


# --- what to do, and what not


def what_to_do(card: Card, spoke_on: str | None) -> list[Phrase]:
    found = [Phrase("capsule.do.address", {"form": card.address_form})]
    if card.language == "en":
        found.append(Phrase("capsule.do.english"))
    if not any(channel.reachable for channel in card.channels):
        found.append(Phrase("capsule.do.call"))
    elif spoke_on in ("telegram", "web", "own_chat"):
        found.append(Phrase(f"capsule.do.write.{spoke_on}"))
    return found


def what_not_to_do(card: Card, now: datetime, zone: str) -> list[Phrase]:
    """What the card says against disturbing them; and what nobody asks them a second time."""
    found = hours_said(card, zone)
    refused = {consent.purpose for consent in card.consents if not consent.given}
    found += [Phrase(f"capsule.dont.{purpose}") for purpose in ("offers", "reminders") if purpose in refused]
    known = known_already(card, now.astimezone(ZoneInfo(zone)).date())
    if known:
        found.append(Phrase("capsule.dont.ask", {"sentences": known}))
    return found


def hours_said(card: Card, zone: str) -> list[Phrase]:
    facts = {"from": card.never_before, "until": card.never_after}
    given = {name: hour for name, hour in facts.items() if hour}
    if not given:
        return []
    code = f"capsule.dont.hours.{'_'.join(given)}"
    found = [Phrase(code, dict(given))]
    if card.time_zone and card.time_zone != zone:
        found.append(Phrase("capsule.dont.zone", {"city": city(card.time_zone)}))
    return found


def known_already(card: Card, today: date) -> list[Phrase]:
    """As the composer knows it: of every car, or the question may be about the other one; a mileage of this month."""
    found = [Phrase("capsule.known.phone")] if any(one.label == "own" for one in card.phones) else []
    if card.cars and all(car.plate for car in card.cars):
        found.append(Phrase("capsule.known.plate"))
    if card.cars and all(read_lately(car, today) for car in card.cars):
        found.append(Phrase("capsule.known.mileage"))
    return found


def read_lately(car: CardCar, today: date) -> bool:
    return car.odometer is not None and today - date.fromisoformat(car.odometer.read_on) <= FRESH


# --- the mood


def mood_of(happened: Sequence[Happened], now: datetime) -> tuple[Mood, list[Happened]]:
    """How the client feels, by what happened alone, and the entries that show it, the latest first.

    An open complaint outweighs all. Then the latest mark speaks, a low one for itself; a broken promise, a story told
    twice, and what only we call mended strain. Where nothing is known, nothing is said.
    """
    past = sorted((one for one in happened if one.at <= now), key=order_of, reverse=True)
    last = last_of_complaints(past)
    complaints = [one for one in last if one.kind in ("complaint.made", "complaint.reopened")]
    mark = next((one for one in past if one.kind == "survey.answered" and one.at > now - REMEMBERED), None)
    low = [mark] if mark and is_mark(mark, LOW, low=True) else []
    high = [mark] if mark and is_mark(mark, HIGH, low=False) else []
    strain = [one for one in past if one.kind in STRAINS and one.at > now - LATELY]
    strain += [one for one in last if one.kind == "complaint.closed" and one.at > now - REMEMBERED]
    mended = [one for one in past if one.kind == "complaint.solved" and one.at > now - REMEMBERED]
    if complaints or low:
        return "upset", latest(complaints + low + strain)
    if strain:
        return "strained", latest(strain)
    if high or mended:
        return "glad", latest(high + mended)
    return "unknown", []


STRAINS = ("promise.missed", "repeat.told")


def latest(shown: list[Happened]) -> list[Happened]:
    once = {(one.kind, one.subject): one for one in sorted(shown, key=order_of)}
    return sorted(once.values(), key=order_of, reverse=True)[:MOST_EVIDENCE]


def order_of(one: Happened) -> tuple[datetime, UUID]:
    return one.at, one.id


def last_of_complaints(past: Sequence[Happened]) -> list[Happened]:
    """Each complaint by its last word; `past` is the latest first."""
    last: dict[UUID | None, Happened] = {}
    for one in past:
        if one.kind.startswith("complaint."):
            last.setdefault(one.subject, one)
    return list(last.values())


def is_mark(one: Happened, bounds: dict[str, int], *, low: bool) -> bool:
    bound, mark = bounds.get(one.facts.get("instrument", "")), one.facts.get("mark")
    if bound is None or not isinstance(mark, int):
        return False
    return mark <= bound if low else mark >= bound


def evidence_said(one: Happened) -> Phrase:
    facts = {"mark": one.facts["mark"]} if one.kind == "survey.answered" else {}
    return Phrase(f"capsule.because.{one.kind}", facts)
