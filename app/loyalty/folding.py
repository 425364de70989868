"""The fold: entries of the journal into evidence and sums. One entry or all of them, the end is the same."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from app.loyalty import rules
from app.loyalty.evidence import CATALOGUE, acted_at
from app.loyalty.model import Entry, Evidence, Known, Sums

Name = tuple[UUID, str]
"""Subject and topic."""


class Folded(msgspec.Struct, kw_only=True):
    """What is known of one client so far."""

    sums: Sums = Sums()
    known: dict[Name, Known] = {}


def name_of(one: Evidence) -> Name:
    return one.subject, one.topic


def fold(folded: Folded, entry: Entry) -> None:
    """Take in one entry. Older news of a thing than what is known already changes nothing."""
    if entry.kind not in CATALOGUE:
        return
    if act := acted_at(entry):
        folded.sums = rules.with_act(folded.sums, act)
    for one in CATALOGUE[entry.kind](entry):
        before = folded.known.get(name_of(one))
        if before and not is_newer(entry, before):
            continue
        folded.sums = replaced(folded.sums, before, one)
        folded.known[name_of(one)] = Known(evidence=one, news_at=entry.at, entry_id=entry.id)


def is_newer(entry: Entry, known: Known) -> bool:
    return (entry.at, entry.id) > (known.news_at, known.entry_id)


def replaced(sums: Sums, before: Known | None, one: Evidence) -> Sums:
    if before:
        sums = rules.without_evidence(sums, before.evidence)
    return rules.with_evidence(sums, one)


def folded(entries: Iterable[Entry]) -> Folded:
    """Everything that these entries of one client tell, in any order."""
    whole = Folded()
    for entry in entries:
        fold(whole, entry)
    return whole
