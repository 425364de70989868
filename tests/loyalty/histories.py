"""Evidence by age in days, as the examples of the index tell it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.loyalty import rules
from app.loyalty.evidence import friction, mark_of, opportunity
from app.loyalty.model import Evidence, Judged, Sums

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def nps(mark: int, days: float) -> Evidence:
    return mark_of("nps", mark, ago(days), uuid4())


def csat(mark: int, days: float) -> Evidence:
    return mark_of("csat", mark, ago(days), uuid4())


def ces(mark: int, days: float) -> Evidence:
    return mark_of("ces", mark, ago(days), uuid4())


def came(what: str, how: str, days: float) -> Evidence:
    return opportunity(what, how, ago(days), uuid4())


def rub(kind: str, days: float, *, recovered: bool = False) -> Evidence:
    return friction(kind, ago(days), uuid4(), "answer", recovered=recovered)


def complaint(days: float) -> Evidence:
    return Evidence(kind="complaint", subject=uuid4(), topic="complaint", component="complaint", at=ago(days))


def sums_of(*known: Evidence, contact: float | None = None) -> Sums:
    sums = Sums()
    for one in known:
        sums = rules.with_evidence(sums, one)
    return sums if contact is None else rules.with_act(sums, ago(contact))


def judged(*known: Evidence, contact: float | None = None) -> Judged:
    return rules.judge(sums_of(*known, contact=contact), NOW)
