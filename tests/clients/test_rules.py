"""How names, plates and what people type become searchable."""

import pytest

from app.clients.rules import cleaned, name_key, words_of
from app.clients.spelling import plate_key, vin_key


def test_names_are_compared_in_lower_case_with_ё_as_е() -> None:
    assert name_key("  Пётр   СЕМЁНОВ ") == "петр семенов"
    assert words_of("Анна-Мария О'Нил") == ["анна", "мария", "нил", "о"]


def test_unusual_white_space_is_no_part_of_a_name() -> None:
    assert cleaned("\u00a0Анна\u2003\tКузнецова ") == "Анна Кузнецова"


@pytest.mark.parametrize("typed", ["А123ВС163", "a123bc 163", "A 123 BC 163", "а123вс-163"])
def test_a_plate_is_found_in_either_alphabet(typed: str) -> None:
    assert plate_key(typed) == "А123ВС163"


def test_a_vin_typed_with_russian_letters_is_the_same_vin() -> None:
    assert vin_key("хТА gfl110") == "XTAGFL110"
