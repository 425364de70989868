"""The capsule is drawn from facts alone: the same from the same, three lines at most, a mood with its reasons."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.clients.model import Card, CardCar, CardChannel, CardPhone, Consent, Odometer
from app.handoffs.model import Drawn, Facts, Happened, Promise, Said
from app.handoffs.rules import BREAK, LONGEST, draw, last_talk, mood_of
from app.people.model import Named
from app.texts import Phrase, say

NOON = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ZONE = "Europe/Samara"
VERA = Named(id=UUID(int=1), name="Вера Орлова")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def card(**more: Any) -> Card:
    blank: dict[str, Any] = dict.fromkeys(
        ("time_zone", "never_before", "never_after", "responsible", "household", "waiting_since", "promise",
         "next_step", "next_step_at", "no_step_at", "thread_id", "score", "untold_since")
    )  # fmt: skip
    blank |= {name: [] for name in ("phones", "emails", "channels", "consents", "cars", "receptions")}
    return Card(
        **blank
        | {
            "id": UUID(int=9), "name": "Анна Сергеевна Кузнецова", "address_form": "Анна Сергеевна",
            "status": "active", "language": "ru", "since": datetime(2021, 3, 5, 22, tzinfo=UTC), "owner": VERA,
        }
        | more
    )  # fmt: skip


def said(minutes: float, side: Any, text: str, who: str | None = None, **more: Any) -> Said:
    at = NOON + minutes * MINUTE
    id = more.pop("id", UUID(int=int((minutes + 1e6) * 60)))
    return Said(id=id, at=at, side=side, who=who, text=text, **more)


def happened(kind: str, days: float, subject: int = 1, **facts: Any) -> Happened:
    return Happened(id=uuid4(), kind=kind, at=NOON - days * DAY, subject=UUID(int=subject), facts=facts)


def read(drawn: Drawn) -> list[str]:
    """As a person reads it, all of it, in order."""
    phrases = [*drawn.who, *drawn.cars, *drawn.promises]
    lines = [f"{line.who or 'клиент'}: {words(line.text)}" for line in drawn.talk]
    rest = [
        *drawn.do,
        *drawn.dont,
        Phrase(f"capsule.mood.{drawn.mood}"),
        *(one.words for one in drawn.evidence),
    ]
    return [*map(words, phrases), *lines, *map(words, rest)]


def words(text: str | Phrase) -> str:
    return text if isinstance(text, str) else say(text, "ru", ZONE, now=NOON)


def test_a_whole_capsule_reads_like_this() -> None:
    facts = Facts(
        card=card(
            cars=[
                CardCar(
                    id=UUID(int=5), title="Lada Vesta", make="Lada", model="Vesta", year=2021, vin=None,
                    plate="А123ВС163", role="owner", from_on="2021-03-06",
                    odometer=Odometer(km=38400, read_on="2026-02-02"),
                ),
            ],
            phones=[CardPhone(id=UUID(int=6), phone="+70005550101", label="own", verified_at=None)],
            channels=[CardChannel(id=UUID(int=7), kind="telegram", verified_at=None, reachable=True)],
            consents=[
                Consent(purpose="offers", given=False, at=NOON),
                Consent(purpose="reminders", given=True, at=NOON),
            ],
            never_before="11:00",
            next_step="привезти коврики", next_step_at=NOON + 2 * DAY,
        ),
        promise=Promise(name="Вера Орлова", by_at=NOON + 30 * MINUTE, new_by_at=None),
        talk=[
            said(-9000, "client", "Спасибо!"),
            said(-60, "client", "Здравствуйте!"),
            said(-59, "client", "Когда будут коврики?"),
            said(-40, "house", "Уточняю на складе", "Вера Орлова"),
            said(-30, "client", "Жду"),
            said(-20, "house", "Обещают в четверг", "Вера Орлова"),
            said(-10, "client", "", kind="voice", seconds=42),
        ],
        happened=[happened("complaint.made", 3), happened("survey.answered", 40, 2, instrument="csat", mark=5)],
        spoke_on="telegram",
    )  # fmt: skip
    assert read(draw(facts, NOON, ZONE)) == [
        "Клиент с 6 марта 2021 г., менеджер — Вера Орлова",
        "Lada Vesta · А123ВС163, 38\xa0400 км (2 февраля)",
        "Ответ обещан: Вера Орлова, сегодня до 12:30.",
        "Следующий шаг, в четверг в 12:00: привезти коврики",
        "клиент: Здравствуйте! Когда будут коврики?",
        "Вера Орлова: Обещают в четверг",
        "клиент: Голосовое, 0:42",
        "Обращаться: Анна Сергеевна",
        "Пишет в Telegram",
        "Не беспокоить раньше 11:00",
        "Не предлагать: от предложений клиент отказался",
        "Не спрашивать ещё раз. Телефон есть. Госномер есть.",
        "Есть недовольство: сначала выслушать",
        "Жалоба открыта",
    ]


def test_of_a_client_nobody_knows_anything_of_nothing_is_made_up() -> None:
    drawn = draw(Facts(card=card(), promise=None, talk=[], happened=[], spoke_on=None), NOON, ZONE)
    assert (drawn.cars, drawn.promises, drawn.talk, drawn.dont, drawn.evidence) == ([], [], [], [], [])
    assert drawn.mood == "unknown"
    assert [one.code for one in drawn.do] == ["capsule.do.address", "capsule.do.call"]


def test_what_is_not_asked_again_is_what_the_composer_warns_of() -> None:
    def dont(*cars: CardCar, phone: str = "own") -> list[str]:
        phones = [CardPhone(id=UUID(int=6), phone="+70005550101", label=phone, verified_at=None)]
        facts = Facts(
            card=card(cars=list(cars), phones=phones), promise=None, talk=[], happened=[], spoke_on=None
        )
        return [words(one) for one in draw(facts, NOON, ZONE).dont]

    def car(plate: str | None, read_on: str | None) -> CardCar:
        odometer = Odometer(km=38400, read_on=read_on) if read_on else None
        return CardCar(
            id=UUID(int=5), title="Lada Vesta", make="Lada", model="Vesta", year=2021, vin=None, plate=plate,
            role="owner", from_on="2021-03-06", odometer=odometer,
        )  # fmt: skip

    assert dont(car("А123ВС163", "2026-10-24")) == [
        "Не спрашивать ещё раз. Телефон есть. Госномер есть. Пробег есть."
    ]
    assert dont(car("А123ВС163", "2026-10-23"), phone="work") == ["Не спрашивать ещё раз. Госномер есть."]
    both = dont(car("А123ВС163", "2026-11-01"), car(None, None))
    assert both == ["Не спрашивать ещё раз. Телефон есть."], "it may be about the other car"


def test_hours_of_another_zone_name_its_city() -> None:
    far = card(time_zone="Asia/Omsk", never_before="11:00")
    drawn = draw(Facts(card=far, promise=None, talk=[], happened=[], spoke_on=None), NOON, ZONE)
    assert [words(one) for one in drawn.dont] == ["Не беспокоить раньше 11:00", "Часы клиента: Омск"]


def test_a_promise_that_moved_or_passed_says_so() -> None:
    def told(by_at: datetime, new: datetime | None) -> str:
        promise = Promise(name="Олег Титов", by_at=by_at, new_by_at=new)
        facts = Facts(card=card(), promise=promise, talk=[], happened=[], spoke_on=None)
        return draw(facts, NOON, ZONE).promises[0].code

    assert told(NOON + MINUTE, None) == "capsule.promise"
    assert told(NOON, None) == "capsule.promise.late"
    assert told(NOON - MINUTE, NOON + MINUTE) == "capsule.promise.moved"
    assert told(NOON - 2 * MINUTE, NOON - MINUTE) == "capsule.promise.late"


# --- the last talk, of any talks


WORDS = st.text("абв ", min_size=0, max_size=400)
TALKS = st.lists(
    st.builds(
        lambda n, minutes, side, text: said(
            -minutes, side, text, "Вера" if side == "house" else None, id=UUID(int=n)
        ),
        st.integers(1, 2**60), st.integers(0, 20_000), st.sampled_from(["client", "house"]), WORDS,
    ),
    max_size=30,
    unique_by=lambda one: one.id,
)  # fmt: skip


@given(TALKS, st.randoms())
def test_the_last_talk_is_three_lines_in_order_whatever_was_said(talk: list[Said], chance: Any) -> None:
    lines = last_talk(talk)
    spoken = sorted((one for one in talk if one.text.strip()), key=lambda one: (one.at, one.id))
    assert len(lines) <= 3
    assert bool(lines) == bool(spoken)
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert all(isinstance(line.text, str) and 0 < len(line.text) <= LONGEST for line in lines)
    if spoken:
        assert (lines[-1].at, lines[-1].side) == (spoken[-1].at, spoken[-1].side), "the last words are there"
    shuffled = list(talk)
    chance.shuffle(shuffled)
    assert last_talk(shuffled) == lines, "the same talk makes the same lines"


def test_an_older_talk_is_another_talk() -> None:
    old = said(-2 * BREAK / MINUTE, "client", "Старое")
    assert [line.text for line in last_talk([old, said(0, "client", "Новое")])] == ["Новое"]
    near = said(-BREAK / MINUTE, "house", "Вчерашнее", "Вера")
    assert [line.text for line in last_talk([near, said(0, "client", "Новое")])] == ["Вчерашнее", "Новое"]


# --- the mood


def moods(*several: Happened) -> tuple[str, list[str]]:
    mood, shown = mood_of(several, NOON)
    return mood, [one.kind for one in shown]


def test_each_mood_names_what_shows_it_and_only_that() -> None:
    glad = happened("survey.answered", 5, 8, instrument="nps", mark=9)
    middling = happened("survey.answered", 5, 8, instrument="nps", mark=8)
    low = happened("survey.answered", 4, 9, instrument="csat", mark=3)
    late = happened("promise.missed", 29, 3)
    again = happened("repeat.told", 1, 4)
    assert moods(glad) == ("glad", ["survey.answered"])
    assert moods(middling) == ("unknown", [])
    assert moods(glad, late) == ("strained", ["promise.missed"])
    assert moods(late, again) == ("strained", ["repeat.told", "promise.missed"])
    assert moods(glad, low, late) == ("upset", ["survey.answered", "promise.missed"])
    assert moods(low, happened("survey.answered", 1, 7, instrument="csat", mark=5))[0] == "glad", (
        "the latest mark"
    )
    assert moods(happened("promise.missed", 31, 3)) == ("unknown", []), "what is long ago is over"
    assert moods(happened("promise.missed", 0, 3), happened("promise.missed", 1, 3)) == (
        "strained", ["promise.missed"],
    ), "once for one promise"  # fmt: skip


def test_a_complaint_lasts_until_its_last_word() -> None:
    made, later = happened("complaint.made", 300), happened("complaint.reopened", 2)
    assert moods(made) == ("upset", ["complaint.made"]), "however long ago"
    assert moods(made, happened("complaint.closed", 10)) == ("strained", ["complaint.closed"]), (
        "mended, we say; the client has not said so"
    )
    assert moods(made, happened("complaint.closed", 100))[0] == "unknown"
    for ended in ("withdrawn", "heard"):
        assert moods(made, happened(f"complaint.{ended}", 10))[0] == "unknown"
    for ended in ("closed", "withdrawn", "heard"):
        assert moods(made, happened(f"complaint.{ended}", 10), later) == ("upset", ["complaint.reopened"])
    assert moods(made, happened("complaint.solved", 10)) == ("glad", ["complaint.solved"])
    assert moods(made, happened("complaint.solved", 10), happened("complaint.made", 5, 2))[0] == "upset"


KINDS = (
    "complaint.made", "complaint.closed", "complaint.solved", "complaint.reopened", "promise.missed", "repeat.told",
)  # fmt: skip


@given(
    st.lists(st.builds(happened, st.sampled_from(KINDS), st.floats(-1, 400), st.integers(1, 3)), max_size=12)
)
def test_a_mood_stands_on_what_happened_and_never_on_the_future(several: list[Happened]) -> None:
    mood, shown = mood_of(several, NOON)
    assert (mood == "unknown") == (shown == [])
    assert all(one in several and one.at <= NOON for one in shown)
    assert mood_of(several[::-1], NOON)[0] == mood
