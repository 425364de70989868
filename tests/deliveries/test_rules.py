"""How long texts are cut, and what a manager reads about a delivery."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries.rules import given_up, pause_after, split, state_phrase, width
from app.texts import say

AT = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)


@given(st.text(max_size=400), st.integers(min_value=2, max_value=50))
def test_a_split_text_loses_nothing_but_the_white_space_at_its_cuts(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(width(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(max_size=400), st.integers(min_value=2, max_value=50))
def test_a_text_is_always_cut_the_same_way(text: str, limit: int) -> None:
    assert split(text, limit) == split(text, limit)


def test_a_pair_of_surrogates_is_never_cut_in_half() -> None:
    assert split("🚗" * 5, 5) == ["🚗🚗", "🚗🚗", "🚗"]


def test_a_cut_prefers_the_end_of_a_sentence() -> None:
    assert split("Приезжайте в десять. Возьмите ключи", 24) == ["Приезжайте в десять.", "Возьмите ключи"]


def test_pauses_grow_to_a_minute() -> None:
    assert [pause_after(n) for n in (1, 2, 3, 7, 50)] == [1, 2, 4, 60, 60]


def test_a_thing_waits_two_hours_for_a_channel_that_is_down() -> None:
    assert not given_up(AT, AT + timedelta(minutes=119))
    assert given_up(AT, AT + timedelta(minutes=120))


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        ("queued", None, "В очереди"),
        ("failed", "blocked", "Не доставлено: клиент остановил бота"),
        ("failed", "channel_down", "Не отправлено: Telegram не отвечал до 16:02"),
        ("queued", "channel_down", "Telegram не отвечает с 14:02"),
        ("not_confirmed", "line_broke", "Не знаем, дошло ли"),
        ("held", None, "Ждёт Вас"),
        ("failed", "some_new_reason", "Не доставлено"),
    ],
)
def test_each_state_says_what_happened_and_what_follows(
    state: str, reason: str | None, sentence: str
) -> None:
    assert say(state_phrase(state, reason, AT, AT), "ru", "Europe/Samara", now=AT).startswith(sentence)
