"""How names, plates and what people type become searchable."""

import pytest

from app.clients.rules import cleaned, name_key, plate_key, search_terms, vin_key, words_of


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


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("34-56", [("phone", "6543")]),
        ("8 (912) 345-67-89", [("phone", "9876543219")]),
        ("+7 912 345 67 89", [("phone", "9876543219")]),
        ("12", []),
        ("кузн анна", [("word", "анна"), ("word", "кузн")]),
        ("а123", [("plate", "А123"), ("vin", "321A")]),
        ("%", []),
        ("'; DROP TABLE clients --", [("word", "clients"), ("word", "drop"), ("word", "table")]),
        ("", []),
    ],
)
def test_what_people_type_is_understood(typed: str, terms: list[tuple[str, str]]) -> None:
    assert search_terms(typed) == terms
