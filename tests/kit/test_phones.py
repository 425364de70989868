"""Phone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.phones import TwoPhones, e164, reversed_digits, shown, tail

national = st.integers(0, 999_999_999).map(lambda n: f"9{n:09d}")
separators = st.sampled_from(["", " ", "-", "\u00a0", "\u2011", "\u202f", ".", " - ", "  "])


def typed(draw: st.DrawFn, digits: str) -> str:
    """The number the way somebody might write it."""
    start = draw(st.sampled_from(["8", "+7", "7", "+7 ", "8 ", "8-", ""]))
    gap = [draw(separators) for _ in range(4)]
    code = draw(st.sampled_from([digits[:3], f"({digits[:3]})"]))
    tail_digits = f"{gap[1]}{digits[3:6]}{gap[2]}{digits[6:8]}{gap[3]}{digits[8:]}"
    return f"{start}{gap[0] if start else ''}{code}{tail_digits}"


@st.composite
def typed_numbers(draw: st.DrawFn) -> tuple[str, str]:
    digits = draw(national)
    return typed(draw, digits), f"+7{digits}"


@given(typed_numbers())
def test_one_number_is_the_same_number_however_it_is_typed(pair: tuple[str, str]) -> None:
    text, number = pair
    assert e164(text) == number


@given(national)
def test_what_is_shown_reads_back_as_the_same_number(digits: str) -> None:
    assert e164(shown(f"+7{digits}")) == f"+7{digits}"


@given(national, national, st.sampled_from([", ", " / ", ";", "\n", "|", " ", " +7"]))
def test_two_numbers_in_one_field_are_named_as_two(one: str, other: str, between: str) -> None:
    text = f"8{one}{between}{'' if between == ' +7' else '8'}{other}"
    if one == other:
        assert e164(text) == f"+7{one}"
        return
    with pytest.raises(TwoPhones):
        e164(text)


@given(
    national,
    st.characters(
        categories=["L", "Cc", "Cs", "So"], exclude_characters="\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85"
    ),
)
def test_a_number_with_letters_or_control_signs_is_refused(digits: str, sign: str) -> None:
    assert e164(f"8{digits[:5]}{sign}{digits[5:]}") is None


@given(st.text(max_size=300))
def test_any_text_gives_a_number_none_or_two_and_nothing_else(text: str) -> None:
    try:
        number = e164(text)
    except TwoPhones:
        return
    assert number is None or (number.startswith("+") and number[1:].isascii() and number[1:].isdigit())


@given(national)
def test_the_tail_is_a_prefix_of_the_reversed_digits(digits: str) -> None:
    assert reversed_digits(f"+7{digits}").startswith(reversed_digits(tail(f"+7{digits}")))
    assert reversed_digits(shown(f"+7{digits}")) == reversed_digits(f"+7{digits}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "112",
        "12345",
        "8-800-FLOWERS",
        "+",
        "8 912 345 67 8",
        "8 912 345 67 89 доб. 3",
        "А123ВС163",
        "8 912 345 67 89 12 345",
        "0" * 199,
    ],
)
def test_what_is_not_one_whole_number_is_refused(text: str) -> None:
    assert e164(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8 (912) 345-67-89", "+79123456789"),
        ("\u202a+7\u00a0912\u00a0345\u201167\u201189\u202c", "+79123456789"),
        ("8/912/3456789", "+79123456789"),
        ("8 (8482) 12-34-56", "+78482123456"),
        ("(8482) 12-34-56", "+78482123456"),
        ("+1 650 253 0000", "+16502530000"),
        ("+375 29 123-45-67", "+375291234567"),
    ],
)
def test_common_ways_to_write_a_number_are_understood(text: str, number: str) -> None:
    assert e164(text) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+79123456789", "+7 912 345-67-89"),
        ("+70001234567", "+7 000 123-45-67"),
        ("+375291234567", "+375 29 123-45-67"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_number_is_shown_in_groups(number: str, text: str) -> None:
    assert shown(number) == text


def test_a_colleague_sees_the_last_four_digits() -> None:
    assert tail("+79123456789") == "6789"
    assert tail("+79123456789", 2) == "89"
    assert tail("+79123456789", 0) == ""
