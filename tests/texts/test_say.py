"""A phrase becomes words where it is read."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import texts
from app.texts import (
    MissingText,
    Phrase,
    at,
    by,
    hour,
    on,
    paragraphs,
    pressed,
    say,
    sentences,
    span,
    spoken,
    stamp,
)
from app.texts.catalogues import sentences_of

SAMARA = "Europe/Samara"
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # 14:00 in Samara


def told(moment: object, language: str = "ru", now: datetime | None = FRIDAY, zone: str = SAMARA) -> str:
    return say(
        Phrase("text.lines", {"lines": [Phrase("timeline.note", {"text": moment})]}), language, zone, now=now
    )


def words(moment: object, language: str = "ru", now: datetime | None = FRIDAY, zone: str = SAMARA) -> str:
    return told(moment, language, now, zone).split(": ", 1)[1]


@pytest.mark.parametrize(
    ("ahead", "russian", "english"),
    [
        (timedelta(minutes=30), "сегодня до 14:30", "today by 14:30"),
        (timedelta(hours=19, minutes=15), "в субботу до 9:15", "Saturday by 9:15"),
        (timedelta(days=4), "во вторник до 14:00", "Tuesday by 14:00"),
        (timedelta(days=6), "в четверг до 14:00", "Thursday by 14:00"),
        (timedelta(days=7), "27 ноября до 14:00", "27 November by 14:00"),
        (timedelta(days=60), "19 января 2027 г. до 14:00", "19 January 2027 by 14:00"),
    ],
)
def test_a_promise_names_weekday_and_hour(ahead: timedelta, russian: str, english: str) -> None:
    assert words(by(FRIDAY + ahead)) == russian
    assert words(by(FRIDAY + ahead), "en") == english


def test_after_midnight_the_coming_morning_is_a_weekday() -> None:
    half_past_midnight = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)
    assert words(by(half_past_midnight + timedelta(hours=8)), now=half_past_midnight) == "в субботу до 8:30"


def test_the_same_night_is_still_today() -> None:
    half_past_midnight = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)
    assert words(by(half_past_midnight + timedelta(minutes=15)), now=half_past_midnight) == "сегодня до 0:45"


def test_what_is_past_has_its_date() -> None:
    assert words(at(FRIDAY - timedelta(hours=1))) == "сегодня в 13:00"
    assert words(at(FRIDAY - timedelta(days=1))) == "19 ноября в 14:00"
    assert words(at(FRIDAY - timedelta(days=400))) == "16 октября 2025 г. в 14:00"


def test_without_a_now_the_date_is_written_in_full() -> None:
    assert words(by(FRIDAY), now=None) == "20 ноября 2026 г. до 14:00"


def test_an_hour_of_another_day_brings_its_date() -> None:
    assert words(hour(FRIDAY)) == "14:00"
    assert words(hour(FRIDAY), now=FRIDAY + timedelta(days=1)) == "20 ноября, 14:00"
    assert words(stamp(FRIDAY)) == "20 ноября, 14:00"


def test_a_date_has_its_year_only_when_it_is_another_year() -> None:
    assert words(on(date(2026, 2, 2))) == "2 февраля"
    assert words(on(date(2025, 2, 2))) == "2 февраля 2025 г."
    assert words(on(date(2026, 2, 2)), "en") == "2 February"


def test_the_zone_is_named_where_the_readers_clock_differs() -> None:
    promise = Phrase("timeline.note", {"text": by(FRIDAY)})
    here = {"now": FRIDAY, "house_zone": SAMARA}
    assert say(promise, "ru", SAMARA, **here) == "Заметка: сегодня до 14:00"
    assert say(promise, "ru", "Europe/Ulyanovsk", **here) == "Заметка: сегодня до 14:00"
    assert say(promise, "ru", "Europe/Moscow", **here) == "Заметка: сегодня до 13:00 (часовой пояс: Москва)"
    assert say(promise, "en", "Europe/Moscow", **here) == "Note: today by 13:00 (Moscow time)"
    assert say(promise, "ru", **here) == "Заметка: сегодня до 10:00 UTC"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        by(datetime(2026, 11, 20, 10, 0))  # noqa: DTZ001


CLIENTS = """
msgid "test.clients"
msgid_plural "test.clients"
msgstr[0] "{n} клиент"
msgstr[1] "{n} клиента"
msgstr[2] "{n} клиентов"
"""


@pytest.fixture
def clients_counted(monkeypatch: pytest.MonkeyPatch) -> Phrase:
    """A catalogue with one sentence that has plural forms."""
    monkeypatch.setattr(texts, "catalogue", lambda language: sentences_of(CLIENTS, "ru"))
    return Phrase("test.clients", {"n": 0})


@pytest.mark.parametrize(
    ("n", "russian"),
    [
        (1, "1 клиент"),
        (3, "3 клиента"),
        (11, "11 клиентов"),
        (21, "21 клиент"),
        (38400, "38\u00a0400 клиентов"),
    ],
)
def test_numbers_choose_the_plural_form(clients_counted: Phrase, n: int, russian: str) -> None:
    assert say(Phrase(clients_counted.code, {"n": n}), "ru") == russian


def test_a_plural_without_its_number_fails_a_test_and_is_bridged_in_operation(
    clients_counted: Phrase,
) -> None:
    with pytest.raises(MissingText):
        say(Phrase(clients_counted.code), "ru")
    texts.raise_on_gaps(False)
    assert say(Phrase(clients_counted.code), "ru") == "… клиентов"


def test_a_phrase_inside_a_phrase_is_said_in_the_same_language_and_survives_a_row() -> None:
    phrase = Phrase("timeline.consent_given", {"purpose": Phrase("consent.offers")})
    stored = msgspec.json.decode(msgspec.json.encode(phrase), type=Phrase)
    for kept in (phrase, stored):
        assert say(kept, "ru") == "Согласие дано: предложения и новости"
        assert say(kept, "en") == "Consent given: offers and news"


def test_phrases_are_put_together_as_sentences_and_as_paragraphs() -> None:
    one, two = Phrase("state.sent"), Phrase("start.phone", {"phone": "+7 000 123-45-67"})
    assert say(sentences(one, two), "ru") == "Отправлено Телефон: +7 000 123-45-67."
    assert say(paragraphs(one, two), "ru") == "Отправлено\nТелефон: +7 000 123-45-67."


def test_the_length_of_a_voice_message_is_minutes_and_seconds() -> None:
    assert say(Phrase("preview.voice", {"span": span(42)}), "ru") == "Голосовое, 0:42"
    assert say(Phrase("preview.voice", {"span": span(100)}), "en") == "Voice message, 1:40"


@given(st.text())
def test_what_a_person_typed_is_never_read_as_a_placeholder(name: str) -> None:
    assert say(Phrase("timeline.note", {"text": name}), "ru") == f"Заметка: {name}"


@given(
    st.integers(0, 20 * 365 * 24 * 60).map(lambda minutes: FRIDAY + timedelta(minutes=minutes)),
    st.integers(-10_000, 10_000),
)
def test_any_moment_can_be_told_at_any_time(now: datetime, minutes: int) -> None:
    for moment in (by, at, stamp, hour):
        for language in texts.LANGUAGES:
            said = words(moment(now + timedelta(minutes=minutes)), language, now)
            assert "{" not in said
            assert "…" not in said


def test_a_missing_sentence_or_argument_fails_a_test() -> None:
    with pytest.raises(MissingText):
        say(Phrase("no.such"), "ru")
    with pytest.raises(MissingText):
        say(Phrase("timeline.note"), "ru")


def test_in_operation_a_gap_is_bridged() -> None:
    texts.raise_on_gaps(False)
    assert say(Phrase("no.such"), "ru") == "no.such"
    assert say(Phrase("timeline.note"), "ru") == "Заметка: …"


def test_in_operation_the_other_language_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = texts.catalogue
    monkeypatch.setattr(texts, "catalogue", lambda language: {} if language == "en" else whole(language))
    texts.raise_on_gaps(False)
    assert say(Phrase("state.sent"), "en") == "Отправлено"


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("Отправить мой номер", "button.share_phone"),
        (" мой  номер. ", "button.share_phone"),
        ("SEND MY NUMBER", "button.share_phone"),
        ("номер машины А123ВС", None),
        ("", None),
    ],
)
def test_a_typed_button_counts_as_a_tap(typed: str, button: str | None) -> None:
    assert pressed(typed) == button


@pytest.mark.parametrize(
    ("tag", "language"),
    [("ru", "ru"), ("ru-RU", "ru"), ("en_GB", "en"), ("EN", "en"), ("tt", "ru"), ("", "ru"), (None, "ru")],
)
def test_a_language_tag_becomes_a_language_we_speak(tag: str | None, language: str) -> None:
    assert spoken(tag) == language
