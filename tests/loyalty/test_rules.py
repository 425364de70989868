"""The index: its table of examples, and what must hold for every history."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.loyalty import rules
from app.loyalty.evidence import FRICTION
from app.loyalty.model import Evidence, Judged, Sums
from tests.loyalty.histories import NOW, ago, came, ces, complaint, csat, judged, nps, rub, sums_of

IDEAL = (
    nps(10, 20), csat(5, 20), csat(5, 200), came("service", "on_time", 30), came("service", "on_time", 390),
    came("insurance", "on_time", 100),
)  # fmt: skip
ANGRY = (
    nps(4, 5), csat(5, 200), came("service", "on_time", 30), came("service", "on_time", 300), complaint(3),
    rub("missed", 5),
)  # fmt: skip
RECOVERED = (
    nps(4, 50), csat(5, 245), csat(5, 3), nps(9, 3), came("service", "on_time", 75), came("service", "on_time", 345),
    rub("closed_late", 10, recovered=True), rub("missed", 50, recovered=True),
)  # fmt: skip
EXAMPLES = {
    "ideal": (IDEAL, 10, 100.0, 100, "loyal", {}),
    "a new owner whom nobody asked": ((), 30, 70.0, 25, "unproven", {"said_unknown": 16, "did_unknown": 14}),
    "14 months since a 9 and a service": (
        (nps(9, 420), came("service", "on_time", 430)), 420, 78.6, 45, "unproven",
        {"said_unknown": 10.8, "did_unknown": 9.9, "silence": 0.7},
    ),
    "says good things, services elsewhere": (
        (nps(9, 40), csat(5, 40), came("service", "elsewhere", 60), came("insurance", "elsewhere", 90)), 20,
        67.6, 96, "warm", {"did": 30.7, "did_unknown": 1.7},
    ),
    "a fresh 4 and an open complaint": (
        ANGRY, 1, 40.0, 98, "at_risk",
        {"said": 18, "friction+complaint": 12.4, "said_unknown": 1.0, "red_line": 28.6},
    ),
    "the same, made good, late": (
        RECOVERED, 1, 88.4, 97, "loyal", {"said": 6.8, "friction": 3.7, "did_unknown": 1.1},
    ),
    "ideal but for two late answers this month": (
        (*IDEAL, rub("missed", 3), rub("missed", 12)), 10, 95.3, 100, "loyal", {"friction": 4.7},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_come_out_to_a_tenth(name: str) -> None:
    known, contact, score, coverage, status, losses = EXAMPLES[name]
    found = judged(*known, contact=contact)
    assert found.score == pytest.approx(score, abs=0.1)
    assert round(found.coverage) == coverage
    assert found.status == status
    for part, points in losses.items():
        assert sum(found.lost[p] for p in part.split("+")) == pytest.approx(points, abs=0.06), part  # type: ignore[index]
    named = {p for part in losses for p in part.split("+")}
    assert all(points < 0.3 for part, points in found.lost.items() if part not in named)


# --- for every history

ages = st.floats(min_value=0, max_value=2500)
evidence = st.one_of(
    st.builds(nps, st.integers(0, 10), ages),
    st.builds(csat, st.integers(1, 5), ages),
    st.builds(ces, st.integers(1, 7), ages),
    st.builds(
        came, st.sampled_from(("service", "insurance", "replacement", "referral")),
        st.sampled_from(("on_time", "late", "elsewhere")), ages,
    ),
    st.builds(rub, st.sampled_from(sorted(FRICTION)), ages, recovered=st.booleans()),
    st.builds(complaint, ages),
)  # fmt: skip
histories = st.lists(evidence, max_size=25)
contacts = st.one_of(st.none(), ages)
many = settings(max_examples=100, deadline=None)


def after(sums: Sums, *more: Evidence, days: float = 0) -> Judged:
    for one in more:
        sums = rules.with_evidence(sums, one)
    return rules.judge(sums, NOW + timedelta(days=days))


@many
@given(histories, contacts, st.floats(0, 3000))
def test_the_score_lies_between_0_and_100_and_is_100_less_the_losses(
    known: list[Evidence], contact: float | None, later: float
) -> None:
    found = after(sums_of(*known, contact=contact), days=later)
    assert 0 <= found.score <= 100
    assert 0 <= found.coverage <= 100.000001
    assert all(points >= 0 for points in found.lost.values())
    assert found.score == pytest.approx(100 - sum(found.lost.values()), abs=1e-9)


@many
@given(histories, contacts, st.sampled_from((nps(10, 0), came("service", "on_time", 0))))
def test_a_10_or_a_service_in_time_never_lowers(
    known: list[Evidence], contact: float | None, good: Evidence
) -> None:
    sums = sums_of(*known, contact=contact)
    assert after(sums, good).score >= after(sums).score - 1e-9


@many
@given(histories, contacts, ages)
def test_an_open_complaint_never_raises(known: list[Evidence], contact: float | None, age: float) -> None:
    sums = sums_of(*known, contact=contact)
    after_it = after(sums, complaint(age))
    assert after_it.score <= after(sums).score + 1e-9
    assert after_it.score <= 40 + 1e-9
    assert after_it.status == "at_risk"
    complained = rules.with_act(sums, NOW)  # to complain is an act of the client too
    assert after(complained, complaint(0)).score <= after(sums).score + 1e-9


@many
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_news_and_what_was_taken_back_leave_no_trace(
    known: list[Evidence], chance: Random
) -> None:
    mixed = [*known]
    chance.shuffle(mixed)
    assert sums_of(*mixed) == sums_of(*known)
    slip = rub("missed", 7)
    assert rules.without_evidence(rules.with_evidence(sums_of(*known), slip), slip) == sums_of(*known)


def test_a_low_mark_weighs_for_ninety_days_and_a_better_one_lifts_it() -> None:
    assert judged(*IDEAL, nps(6, 1), contact=1).score <= 55
    assert judged(*IDEAL, nps(6, 1), contact=1).status == "at_risk"
    assert judged(*IDEAL, nps(6, 91), contact=1).status != "at_risk"
    assert judged(*IDEAL, nps(6, 5), nps(9, 1), contact=1).lost["red_line"] == 0


def test_who_never_answers_but_services_with_us_each_year_is_loyal() -> None:
    years = [came("service", "on_time", 20 + 365 * n) for n in range(4)]
    insured = [came("insurance", "on_time", 40 + 365 * n) for n in range(4)]
    found = judged(*years, *insured, contact=20)
    assert found.status == "loyal"
    assert found.score >= 85


def test_what_is_old_says_nothing_any_more() -> None:
    sums = sums_of(*ANGRY[:4], contact=1)
    later = rules.judge(sums, ago(-3000))
    assert later.coverage < 5
    assert later.status == "unproven"
