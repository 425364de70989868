"""A chain as the manager reads it on its message: each rung with its hour, and what is theirs to do."""

from datetime import datetime
from typing import Any

import msgspec

from app.deliveries.chain import ChainShown, Rung, rung_words
from app.kit.auth import Who
from app.texts import Phrase, at, hour, say


def chain_shown(row: Any, who: Who, zone: str, now: datetime) -> ChainShown | None:
    """None while the first way is all there is."""
    rungs = msgspec.json.decode(row["rungs"], type=list[Rung]) if row["rungs"] else []
    state = row["chain"] if row["chain"] != "over" else row["because"]
    if len(rungs) < 2 and state not in ("asking", "calling", "called"):
        return None

    def said(words: Phrase) -> str:
        return say(words, who.language, zone, now=now)

    steps = [rung_words(rung, now) for rung in rungs]
    if state == "calling":
        early = row["call_at"] > now
        steps.append(Phrase("chain.call_from", {"at": at(row["call_at"])}) if early else Phrase("chain.call"))
    elif state == "called":
        steps.append(Phrase("chain.called", {"at": hour(row["ended_at"])}))
    return ChainShown(
        text=" · ".join(said(step) for step in steps) if len(steps) > 1 else "",
        **asked(row["offer"], rungs, said) if state == "asking" else {"question": None, "go_on": None},
        sms=said(sms_words(row, who)) if state == "calling" and row["text"] else None,
    )


def asked(offer: str | None, rungs: list[Rung], said: Any) -> dict[str, str]:
    """The question after a delivery in doubt, and the one tap that answers it."""
    if offer is None:
        return {"question": said(Phrase("chain.question.call")), "go_on": said(Phrase("chain.go_on.call"))}
    way = {"way": Phrase(f"chain.way.{offer}")}
    if any(rung.channel == offer for rung in rungs):  # the client has a second account there
        way = {"way": Phrase("chain.way.another", way)}
    return {"question": said(Phrase("chain.question", way)), "go_on": said(Phrase("chain.go_on", way))}


def sms_words(row: Any, who: Who) -> Phrase:
    """The same words with the name of whoever says them, for the manager's own phone to send."""
    name = row["author_name"] or who.name
    return Phrase("chain.sms", {"name": name, "house": row["house"], "text": row["text"]})
