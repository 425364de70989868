"""The test box of urgency: what a house would do at night with words that nobody has written yet."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from app.coverage.rules import answer_by, next_turn, open_now
from app.coverage.urgency import Burst, Class, Reason, Verdict, judged, names_of
from app.kit.db import Db
from app.people.queries import dealership, people
from app.standards.model import AnswerRules
from app.standards.queries import latest_standard
from app.standards.urgency import UrgencyRules, refuse_nonsense
from app.texts import Phrase, say, sentences

INTO_THE_NIGHT = timedelta(hours=1)


class Trial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words, each message on a line of its own, and rules that may not be in force yet."""

    text: Annotated[str, msgspec.Meta(max_length=4_000)]
    rules: UrgencyRules


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """The class, what would happen in a sentence, and the signs it rests on."""

    urgency: Class
    asks: bool
    told: str
    reasons: list[Reason]


async def try_words(db: Db, trial: Trial, language: str) -> Tried:
    """Judged an hour after the house has closed next, or now if it is closed."""
    refuse_nonsense(trial.rules)
    hours, zone = (await latest_standard(db)).answer, (await dealership(db)).time_zone
    at = tonight(db.now, hours, zone)
    burst = Burst(texts=[line for line in trial.text.splitlines() if line.strip()], wordless=[])
    verdict = judged(burst, trial.rules, at, answer_by(at, hours, zone), zone, names_of(await people(db)))
    return Tried(
        urgency=verdict.urgency,
        asks=verdict.asks,
        told=say(told(verdict), language),
        reasons=verdict.reasons,
    )


def tonight(now: datetime, hours: AnswerRules, zone: str) -> datetime:
    return next_turn(now, hours, zone) + INTO_THE_NIGHT if open_now(now, hours, zone) else now


def told(verdict: Verdict) -> Phrase:
    """What comes of it at night, and why."""
    does = f"{verdict.urgency}_asks" if verdict.asks else verdict.urgency
    because = [why(reason) for reason in verdict.reasons]
    if verdict.unclear:
        because.append(Phrase("urgency.because.unclear"))
    return sentences(Phrase(f"urgency.told.{does}"), *because)


def why(reason: Reason) -> Phrase:
    """A sign and the words in which it was found."""
    if not reason.sign:
        return Phrase("urgency.because.hour", {"words": reason.words})
    return Phrase("urgency.because.sign", {"sign": reason.sign, "words": reason.words})
