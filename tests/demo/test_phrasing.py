"""The little language talks are written in."""

from random import Random

import pytest

from app.demo.phrasing import compiled, scripts, spoken
from app.demo.talks import talks

SCRIPT = """
# a remark
= tyres

@ months=10,11 weight=3 again=yes
> <hi> {Пора|Хочу} менять резину
~ 2-5
< [Записал|Записала]: <slot>

> Да
~ slot
< Готово

= other

< Нет
"""


def test_a_script_gives_talks_by_occasion() -> None:
    found = scripts(SCRIPT)
    assert {name: len(among) for name, among in found.items()} == {"tyres": 2, "other": 1}
    first, second = found["tyres"]
    assert (first.months, first.weight, first.again) == ({10, 11}, 3, True)
    assert [line.side for line in first.lines] == ["in", "out"]
    assert first.lines[1].after_hours == (2, 5)
    assert first.values == {"hi", "slot"}
    assert second.lines[1].after_slot
    assert len(second.months) == 12


def test_a_text_varies_by_chance_gender_and_values() -> None:
    parts = compiled("{Да|Хорошо, <name>|[Согласен|Согласна]}!")
    his = {spoken(parts, Random(n), "m", {"name": "Вера"}) for n in range(50)}
    hers = {spoken(parts, Random(n), "f", {"name": "Вера"}) for n in range(50)}
    assert his == {"Да!", "Хорошо, Вера!", "Согласен!"}
    assert hers == {"Да!", "Хорошо, Вера!", "Согласна!"}


def test_a_choice_may_stand_inside_a_choice() -> None:
    parts = compiled("{a{1|2}|b}")
    assert {spoken(parts, Random(n), "m", {}) for n in range(50)} == {"a1", "a2", "b"}


def test_an_option_may_be_empty() -> None:
    assert {spoken(compiled("Да{|!}"), Random(n), "m", {}) for n in range(30)} == {"Да", "Да!"}


@pytest.mark.parametrize("text", ["{a|b", "a}", "a|b"])
def test_an_unfinished_choice_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        compiled(text)


def test_an_unknown_line_is_refused() -> None:
    with pytest.raises(ValueError):
        scripts("= a\n\nПривет")


def test_a_value_nobody_gave_is_an_error() -> None:
    with pytest.raises(KeyError):
        spoken(compiled("<slot>"), Random(1), "m", {})


def test_every_talk_of_the_demo_can_be_begun_by_somebody() -> None:
    assert all(talk.starter in ("in", "out") for among in talks().values() for talk in among)
    assert all(
        talk.lines[-1].side == "in" for name in ("waiting_day", "waiting_night") for talk in talks()[name]
    )
