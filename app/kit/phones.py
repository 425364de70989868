"""Phone numbers: what people type becomes E.164, and E.164 becomes what people read."""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

LONGEST_FIELD = 200

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\u00b7.]")
_ALLOWED = re.compile(r"[0-9+() \-/,;|]*")
_BETWEEN_NUMBERS = re.compile(r"[/,;|]|(?<=[\d)]) ?(?=\+)")


class TwoPhones(ValueError):
    """One field holds two different numbers: a person has to say which is which."""


def e164(text: str, region: str = "RU") -> str | None:
    """The number in `text` as `+79…`, or None if it is not one phone number; raises TwoPhones for two.

    A number counts when its length fits its country's plan. Whether the range is given out is not asked:
    the lists of ranges age, and a client with a new operator must not be refused.
    """
    cleaned = _cleaned(text)
    if cleaned is None:
        return None
    pieces = [piece for piece in _BETWEEN_NUMBERS.split(cleaned) if any(map(str.isdigit, piece))]
    if len(pieces) <= 1:
        whole = _parsed(cleaned, region)
        return whole if whole or not pieces else _one_of(_halves(pieces[0], region))
    numbers = [_parsed(piece, region) for piece in pieces]
    if None in numbers:
        return _parsed(_BETWEEN_NUMBERS.sub(" ", cleaned), region)
    return _one_of([number for number in numbers if number])


def shown(number: str) -> str:
    """An E.164 number as people read it: `+7 912 345-67-89`."""
    if len(number) == 12 and number.startswith("+7"):
        # The library groups only ranges it knows, and a number on the screen must not depend on its age.
        return f"+7 {number[2:5]} {number[5:8]}-{number[8:10]}-{number[10:]}"
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def tail(number: str, n: int = 4) -> str:
    """The last `n` digits: what a colleague may see of a client who is not theirs."""
    digits = _digits(number)
    return digits[-n:] if n > 0 else ""


def reversed_digits(text: str) -> str:
    """Digits from the last to the first, so that the tail of a number is a prefix an index can find."""
    return _digits(text)[::-1]


def _digits(text: str) -> str:
    return "".join(c for c in text if "0" <= c <= "9")


def _cleaned(text: str) -> str | None:
    if len(text) > LONGEST_FIELD:
        return None
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = _SPACES.sub(" ", _DASHES.sub("-", plain)).strip()
    return plain if plain and _ALLOWED.fullmatch(plain) else None


def _parsed(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    if _lacks_a_digit(text) and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _lacks_a_digit(text: str) -> bool:
    """`8 912 345 67 8` would pass as ten digits of a zone 891: the prefix was typed and a digit forgotten."""
    digits = _digits(text)
    return len(digits) == 10 and digits[0] in "78" and "+" not in text


def _halves(text: str, region: str) -> list[str]:
    """Two numbers with nothing but a space between them, if `text` is that."""
    cuts = [place for place, sign in enumerate(text) if sign == " "]
    pairs = [(_parsed(text[:cut], region), _parsed(text[cut:], region)) for cut in cuts]
    return next(([first, second] for first, second in pairs if first and second), [])


def _one_of(numbers: list[str]) -> str | None:
    if len(set(numbers)) > 1:
        raise TwoPhones
    return numbers[0] if numbers else None
