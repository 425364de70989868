"""The fallback chain's judgement: what follows from each fate of a text, and what no history can make it do."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from app.deliveries.chain import (
    CONSENTS,
    Ask,
    Call,
    End,
    Facts,
    Open,
    Purpose,
    Rung,
    Step,
    Wait,
    Way,
    awaits_answer,
    next_step,
    parcels_for,
    plan_of,
    rung_words,
)
from app.deliveries.model import Button, Parcel, State
from app.deliveries.rules import width
from app.standards.chain import WAYS, ChainRules, Heard, Unheard
from app.texts import say

PURPOSES: list[Purpose] = ["reply", "promise", "announcement", "reminder", "survey", "campaign"]
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TELEGRAM, WINDOW = (
    Way(address=UUID(int=1), channel="telegram"),
    Way(address=UUID(int=2), channel="web"),
)


def facts(*states: State, purpose: Purpose = "reply", **more: Any) -> Facts:
    """A text whose attempts fared so, the first by Telegram, the second in the window; settled just now."""
    channels = ["telegram", "web", "max"]
    rungs = [Rung(n=n + 1, channel=channels[n], state=state, at=NOW) for n, state in enumerate(states)]
    plain: dict[str, Any] = {"asks": True, "left": [], "seen": False, "word": True, "gone": False, "yes": 0}
    return Facts(purpose=purpose, rungs=rungs, **(plain | more))


def test_a_failed_text_goes_on_at_once_and_a_sent_one_when_its_client_was_silent_for_a_day() -> None:
    assert next_step(facts("failed", left=[WINDOW]), NOW) == Open(way=WINDOW)
    sent = facts("sent", left=[WINDOW])
    day = NOW + timedelta(hours=24)
    assert next_step(sent, NOW) == Wait(until=day)
    assert next_step(sent, day - timedelta(seconds=1)) == Wait(until=day)
    assert next_step(sent, day) == Open(way=WINDOW)


def test_without_a_way_left_the_manager_calls() -> None:
    assert next_step(facts("failed"), NOW) == Call()
    assert next_step(facts("failed", "failed"), NOW) == Call()
    assert next_step(facts("sent", "failed"), NOW) == Call()
    assert next_step(facts("sent", "sent"), NOW + timedelta(hours=24)) == Call()


def test_silence_after_a_statement_opens_another_way_but_calls_nobody() -> None:
    day = NOW + timedelta(hours=24)
    assert next_step(facts("sent", left=[WINDOW], asks=False), day) == Open(way=WINDOW)
    assert next_step(facts("sent", "sent", asks=False), day) == End(because="sent")
    assert next_step(facts("failed", asks=False), NOW) == Call(), "a failure is no silence"
    assert awaits_answer("Когда Вам удобно?", None)
    assert awaits_answer("ТО подходит.", "service")
    assert not awaits_answer("Машина готова.", None)


def test_a_text_that_may_have_arrived_goes_on_only_when_a_person_says_so() -> None:
    doubt = facts("not_confirmed", left=[WINDOW])
    assert next_step(doubt, NOW + timedelta(days=9)) == Ask(way=WINDOW)
    assert next_step(replace(doubt, yes=1), NOW) == Open(way=WINDOW)
    assert next_step(facts("not_confirmed"), NOW) == Ask(way=None)
    assert next_step(facts("not_confirmed", yes=1), NOW) == Call()


def test_what_lies_in_the_window_is_there_whatever_became_of_its_worker() -> None:
    """It waits to be seen like any other; nobody is asked about it."""
    in_window = facts("failed", "not_confirmed")
    assert next_step(in_window, NOW) == Wait(until=NOW + timedelta(hours=24))


@pytest.mark.parametrize("state", ["failed", "sent", "not_confirmed", "delivered"])
def test_whoever_wrote_tapped_or_read_is_left_in_peace(state: State) -> None:
    seen = facts(state, left=[WINDOW], seen=True, yes=1)
    assert next_step(seen, NOW + timedelta(days=9)) == End(because="seen")


def test_a_rung_that_waits_for_its_hour_stays_here_once_the_client_has_the_text_and_goes_if_nothing_has_it() -> (
    None
):
    assert next_step(facts("sent", "queued", seen=True), NOW) == End(because="seen")
    assert next_step(facts("failed", "queued", seen=True), NOW) == Wait(until=None)
    assert next_step(facts("sent", "sending", seen=True), NOW) == Wait(until=None)
    assert next_step(facts("queued", seen=True), NOW) == Wait(until=None), "the first way is not the chain's"


def test_a_campaign_never_escalates_to_a_call_and_nothing_goes_on_without_consent() -> None:
    for state in ("failed", "sent", "not_confirmed"):
        step = next_step(facts(state, purpose="campaign", yes=1), NOW + timedelta(days=99))
        assert isinstance(step, End), state
    assert next_step(facts("failed", purpose="campaign", left=[WINDOW]), NOW) == Open(way=WINDOW)
    for purpose, word in (("campaign", None), ("reminder", None), ("reminder", False), ("survey", False)):
        step = next_step(facts("failed", purpose=purpose, left=[WINDOW], word=word), NOW)  # type: ignore[arg-type]
        assert step == End(because="no_consent"), (purpose, word)
    queued = facts("sent", "queued", purpose="reminder", word=False)
    assert next_step(queued, NOW) == End(because="no_consent")
    assert next_step(facts("failed", purpose="survey", word=None, left=[WINDOW]), NOW) == Open(way=WINDOW)


def test_the_order_of_ways_is_that_of_the_plan() -> None:
    max_ = Way(address=UUID(int=3), channel="max")
    assert next_step(facts("failed", left=[max_, WINDOW, TELEGRAM]), NOW) == Open(way=TELEGRAM)
    assert next_step(facts("failed", left=[max_, WINDOW]), NOW) == Open(way=WINDOW)
    assert next_step(facts("failed", left=[max_]), NOW) == Open(way=max_), "a new channel is a way too"


@pytest.mark.parametrize("seed", range(400))
def test_no_history_repeats_a_way_disturbs_whoever_answered_or_dies_in_silence(seed: int) -> None:
    """Deliveries, clients, managers and clocks that do anything: the chain ends, and by the rules."""
    chance = Random(seed)
    purpose: Purpose = chance.choice(PURPOSES)
    rules = any_rules(chance)
    plan = plan_of(rules, purpose)
    ways = [
        Way(address=uuid4(), channel=chance.choice(["telegram", "web", "max"]))
        for _ in range(chance.randint(1, 4))
    ]
    now, first = NOW, ways.pop()
    state = facts(
        purpose=purpose,
        rules=rules,
        left=ways,
        word=chance.choice([True, True, None, False]),
        asks=chance.random() < 0.5,
    )
    state = replace(state, rungs=[Rung(n=1, channel=first.channel, state="queued", at=now)])
    agreed = state.word is True or purpose not in CONSENTS or (purpose == "survey" and state.word is None)
    step: Step = Wait(until=None)
    for _ in range(60):
        before, step = state, next_step(state, now)
        check(state, step, now, agreed=agreed)
        if isinstance(step, Call | End):
            break
        state, now = moved(state, step, now, chance)
    assert isinstance(step, Call | End), f"never over: {before}"
    reached = any(
        rung.state in ("sent", "delivered") or (rung.state, rung.channel) == ("not_confirmed", "web")
        for rung in state.rungs
    )
    stopped = state.seen or state.gone or not agreed or state.rungs[-1].state == "withdrawn"
    if not reached and not stopped and plan.calls != "never":
        assert step == Call(), "nobody has the text and nobody is told"


def any_rules(chance: Random) -> ChainRules:
    """Whatever a house may set."""

    def ways() -> Any:
        return chance.sample(WAYS, len(WAYS))

    def heard() -> Heard:
        hours: Any = chance.choice([None, 1, 24, 336])
        calls: Any = chance.choice(["failed", "unseen"])
        return Heard(silence_hours=hours, calls=calls, ways=ways())

    return ChainRules(
        reply=heard(), announcement=heard(), reminder=heard(), promise=Unheard(ways=ways()),
        survey=Unheard(ways=ways()), campaign=Unheard(ways=ways()),
    )  # fmt: skip


def check(state: Facts, step: Step, now: datetime, *, agreed: bool) -> None:
    """What no step may be."""
    last = state.rungs[-1]
    if isinstance(step, Open | Call):
        assert not state.seen
        assert not state.gone
        assert agreed
        assert last.state in ("failed", "not_confirmed", "sent")
        assert last.state != "not_confirmed" or last.channel == "web" or state.yes >= last.n
    if isinstance(step, Open):
        assert step.way in state.left
        silence = plan_of(state.rules, state.purpose).silence
        assert last.state != "sent" or (silence is not None and now >= last.at + silence)
    if isinstance(step, Call):
        assert state.purpose != "campaign"
        assert not state.left


def moved(state: Facts, step: Step, now: datetime, chance: Random) -> tuple[Facts, datetime]:
    """The world goes on after a step."""
    now += timedelta(hours=chance.choice([-2, 0, 1, 2, 30]))  # a clock may be put back
    last = state.rungs[-1]
    if isinstance(step, Open):
        rung = Rung(n=last.n + 1, channel=step.way.channel, state="queued", at=now)
        left = [way for way in state.left if way != step.way]
        return replace(state, rungs=[*state.rungs, rung], left=left), now
    if isinstance(step, Ask):
        return replace(state, yes=last.n), now
    if last.state in ("queued", "sending", "held"):
        fate = chance.choice(
            ["sending", "sent", "sent", "failed", "failed", "not_confirmed", "delivered", "withdrawn"]
        )
        state = replace(state, rungs=[*state.rungs[:-1], replace(last, state=fate, at=now)])  # type: ignore[arg-type]
    elif chance.random() < 0.1:
        state = replace(state, seen=True)
    else:
        now += timedelta(hours=80)
    return state, now


def test_another_channel_gets_the_same_words_cut_for_it_and_nothing_that_only_the_first_one_knew() -> None:
    buttons = [Button(text="Да", act="ask:1:yes")]
    file = uuid4()
    parcels = [
        Parcel(file_id=file, media_kind="photo", reply_to="tg:1"),
        Parcel(text="Слово. " * 1000, buttons=buttons, drop_keyboard=True),
    ]
    cut = parcels_for(parcels, 4096)
    assert cut[0] == Parcel(file_id=file, media_kind="photo")
    assert "".join(" ".join(p.text for p in cut).split()) == "Слово." * 1000
    assert all(width(parcel.text) <= 4096 for parcel in cut)
    assert [bool(parcel.buttons) for parcel in cut] == [False] * (len(cut) - 1) + [True]
    assert not any(parcel.reply_to or parcel.drop_keyboard for parcel in cut)


def test_each_rung_says_its_way_its_fate_and_its_hour() -> None:
    def said(state: State, at: datetime, language: str) -> str:
        return say(
            rung_words(Rung(n=1, channel="web", state=state, at=at), NOW), language, "Europe/Samara", now=NOW
        )

    assert said("sent", NOW, "ru") == "окно: отправлено 12:00"
    assert said("queued", NOW + timedelta(hours=20), "en") == "window: goes Wednesday at 8:00"
    for state in ("queued", "sending", "held", "sent", "delivered", "failed", "not_confirmed", "withdrawn"):
        assert said(state, NOW, "ru")  # type: ignore[arg-type]
