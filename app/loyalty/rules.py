"""The index: 100 minus losses, from what clients themselves said and did. Nothing that staff log raises it.

score = 100 - the sum of losses. Each component has a value s and enough-ness e, both 0..1: what is known to be
lost is weight * e * (1 - s), what is lost by not knowing is weight * (1 - e) * (1 - prior).
"""

from datetime import UTC, datetime, timedelta

from msgspec import structs

from app.loyalty.model import WEIGHTS, Evidence, Judged, Part, Status, Sums, Weights

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
UNIT = 1 << 40
"""Contributions are whole numbers of this fraction."""


def with_evidence(sums: Sums, one: Evidence, weights: Weights = WEIGHTS) -> Sums:
    """The sums when this is known too."""
    return changed(sums, one, 1, weights)


def without_evidence(sums: Sums, one: Evidence, weights: Weights = WEIGHTS) -> Sums:
    """The sums as if this had never been known. The last act and the last mark stand: clients do not take back
    what they did."""
    return changed(sums, one, -1, weights)


def changed(sums: Sums, one: Evidence, sign: int, weights: Weights) -> Sums:
    match one.component:
        case "said":
            sums = summed(sums, sign, one, weights.said_half_life, "said_weight", "said_value")
        case "did":
            sums = summed(sums, sign, one, weights.did_half_life, "did_weight", "did_value")
        case "care":
            sums = summed(sums, sign, one, weights.trust_half_life, "care_weight", "care_value")
        case "friction":
            sums = structs.replace(
                sums, friction=sums.friction + sign * grown(one.weight, one.at, weights.trust_half_life)
            )
        case "complaint":
            sums = structs.replace(sums, complaints=sums.complaints + sign)
    if (
        sign > 0
        and one.nps is not None
        and (sums.nps_at is None or (one.at, one.nps) > (sums.nps_at, sums.nps))
    ):
        sums = structs.replace(sums, nps_at=one.at, nps=one.nps)
    return sums


def with_act(sums: Sums, at: datetime) -> Sums:
    """The sums when the client did something themselves at that instant."""
    return sums if sums.act_at and sums.act_at >= at else structs.replace(sums, act_at=at)


def summed(sums: Sums, sign: int, one: Evidence, half_life: timedelta, weight: str, value: str) -> Sums:
    return structs.replace(
        sums,
        **{
            weight: getattr(sums, weight) + sign * grown(one.weight, one.at, half_life),
            value: getattr(sums, value) + sign * grown(one.weight * one.value, one.at, half_life),
        },
    )


def grown(amount: float, at: datetime, half_life: timedelta) -> int:
    """The amount as the fixed first instant would have to have had it, to be this much at `at`."""
    return round(amount * 2 ** ((at - EPOCH) / half_life) * UNIT)


def faded(amount: int, now: datetime, half_life: timedelta) -> float:
    """What is left now of amounts that were grown."""
    return amount / UNIT * 2 ** (-(now - EPOCH) / half_life)


def judge(sums: Sums, now: datetime, weights: Weights = WEIGHTS) -> Judged:
    """The index now."""
    w = weights
    said, e_said = share_known(sums.said_weight, sums.said_value, now, w.said_half_life, w)
    did, e_did = share_known(sums.did_weight, sums.did_value, now, w.did_half_life, w)
    rubbed, open_part = friction_now(sums, now, w)
    trust, e_trust = 1 - rubbed - open_part, contact_known(sums.act_at, now, w)
    low = low_mark(sums, now, w)
    if low:
        said = min(said, 0.5)
    said_prior = w.prior + w.voice_of_deeds * e_did * did * trust
    lost: dict[Part, float] = {
        "said": w.said * e_said * (1 - said),
        "did": w.did * e_did * (1 - did),
        "friction": w.trust * e_trust * rubbed,
        "complaint": w.trust * e_trust * open_part,
        "said_unknown": w.said * (1 - e_said) * (1 - said_prior),
        "did_unknown": w.did * (1 - e_did) * (1 - w.prior),
        "silence": w.trust * (1 - e_trust) * (1 - w.prior),
    }
    uncapped = 100 - sum(lost.values())
    cap = min(w.complaint_cap if sums.complaints > 0 else 100.0, w.low_mark_cap if low else 100.0)
    lost["red_line"] = max(0.0, uncapped - cap)
    score = min(100.0, max(0.0, 100 - sum(lost.values())))
    coverage = w.said * (e_said + (1 - e_said) * w.deeds_cover * e_did) + w.did * e_did + w.trust * e_trust
    return Judged(
        score=score,
        coverage=coverage,
        status=status_of(score, coverage, red=cap < 100),
        care=sums.care_value / sums.care_weight if sums.care_weight > 0 else None,
        lost=lost,
    )


def share_known(
    weight: int, value: int, now: datetime, half_life: timedelta, weights: Weights
) -> tuple[float, float]:
    """How good it was, and how much of it is known."""
    if weight <= 0:
        return 0.0, 0.0
    return min(1.0, max(0.0, value / weight)), min(1.0, faded(weight, now, half_life) / weights.enough)


def friction_now(sums: Sums, now: datetime, weights: Weights) -> tuple[float, float]:
    """What rubbed, faded, and what is open, which does not fade: together at most all of the trust."""
    rubbed = max(0.0, faded(sums.friction, now, weights.trust_half_life))
    open_part = weights.open_complaint * max(0, sums.complaints)
    whole = rubbed + open_part
    return (rubbed, open_part) if whole <= 1 else (rubbed / whole, open_part / whole)


def contact_known(act_at: datetime | None, now: datetime, weights: Weights) -> float:
    """Whole while the client's own last act is fresh enough, then half for each half-life; without any, nothing."""
    if act_at is None:
        return 0.0
    return float(2 ** -(max(timedelta(), now - act_at - weights.contact_lasts) / weights.contact_half_life))


def low_mark(sums: Sums, now: datetime, weights: Weights) -> bool:
    """Is the client's latest mark for the house low, and fresh?"""
    if sums.nps is None or sums.nps_at is None:
        return False
    return sums.nps <= weights.low_mark and now - sums.nps_at < weights.low_mark_lasts


def status_of(score: float, coverage: float, *, red: bool) -> Status:
    """In one word; the first that fits."""
    if red:
        return "at_risk"
    if coverage < 60:
        return "unproven"
    if score < 60:
        return "at_risk"
    return "loyal" if score >= 85 else "warm"
