"""The catalogue of evidence: which entry of the journal speaks for or against loyalty, and how strongly.

A new kind of evidence is one function here and its row in `CATALOGUE`. The functions are pure: all that they
judge by stands in the entry, so a replay of the journal makes the same evidence.
"""

from datetime import datetime
from uuid import UUID

from app.loyalty.model import Evidence

FRICTION = {
    "missed": 0.10,
    "missed_grossly": 0.20,
    "repeated": 0.15,
    "broken": 0.20,
    "closed": 0.15,
    "closed_late": 0.25,
    "reopened": 0.35,
}
"""What rubs a client, by how much of the trust it takes."""
OPPORTUNITIES = {"service": 1.0, "insurance": 0.5, "replacement": 2.0, "referral": 1.0}
TAKEN = {"on_time": 1.0, "late": 0.7, "elsewhere": 0.0}
MARKS = {"nps": 1.0, "csat": 0.8, "ces": 0.6}


def mark_of(instrument: str, mark: int, at: datetime, survey: UUID) -> Evidence:
    """What a client said, asked by the system: would recommend 0-10, satisfied 1-5, easy 1-7."""
    if instrument == "nps":
        value = {10: 1.0, 9: 1.0, 8: 0.85, 7: 0.7}.get(mark, mark / 10)
    else:
        value = (mark - 1) / (4 if instrument == "csat" else 6)
    return Evidence(
        kind=f"mark_{instrument}",
        subject=survey,
        component="said",
        at=at,
        weight=MARKS[instrument],
        value=value,
        nps=mark if instrument == "nps" else None,
    )


def opportunity(what: str, how: str, at: datetime, subject: UUID) -> Evidence:
    """What a client did when something came due: with us in time, with us late, or elsewhere."""
    return Evidence(
        kind=f"{what}_{how}",
        subject=subject,
        component="did",
        at=at,
        weight=OPPORTUNITIES[what],
        value=TAKEN[how],
    )
