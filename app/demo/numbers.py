"""Numbers that look right and disturb nobody: phones, Telegram accounts, VINs, plates.

Phones begin with +7 000. In the numbering plan of zone 7 no subscriber's code begins with 0: that digit is
kept for the long-distance and international prefixes, so such a number cannot ring, today or later. It has
the full length, so every check of form takes it; no register of given-out ranges holds it.
Telegram accounts lie above 4·10¹⁵: a form the protocol allows (52 bits), far beyond any id ever given.
"""

from random import Random

SILENT_CODE = "+7000"
FIRST_TELEGRAM_ID = 4_000_000_000_000_000

PLATE_LETTERS = "АВЕКМНОРСТУХ"
REGIONS, REGION_WEIGHTS = ("163", "763", "63"), (50, 30, 20)

YEAR_CODES = {year: "ABCDEFGHJKLMNPRSTVWXY123456789"[(year - 2010) % 30] for year in range(2010, 2040)}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)],
        strict=True,
    )
)


def phone(number: int, house: int = 0) -> str:
    """The `number`-th phone of a dealership: all different, in no visible order."""
    return f"{SILENT_CODE}{(number * 6_700_417 + house * 1_299_709 + 2_100_203) % 10_000_000:07d}"


def telegram_id(number: int, house: int = 0) -> str:
    return str(FIRST_TELEGRAM_ID + house * 1_000_000 + number * 7 + 11)


def vin(random: Random, start: str, year: int) -> str:
    """A VIN of this maker, type and model year with a right check digit in the ninth place."""
    head, rest = (
        start,
        f"{YEAR_CODES[year]}{random.choice('ABCDEKMTY')}{random.randrange(100_000, 1_000_000)}",
    )
    return f"{head}{check_digit(f'{head}0{rest}')}{rest}"


SERIALS = 900_000
CROWD_LETTERS = "FGHJLNPRS"
"""None of those that `vin` draws: a counted VIN never meets a drawn one."""


def vin_of(number: int, start: str, year: int) -> str:
    """The `number`-th VIN of a house: all different, whatever maker and year."""
    letter, serial = divmod(number, SERIALS)
    rest = f"{YEAR_CODES[year]}{CROWD_LETTERS[letter]}{100_000 + serial}"
    return f"{start}{check_digit(f'{start}0{rest}')}{rest}"


def check_digit(number: str) -> str:
    """ISO 3779 / 49 CFR 565: the weighted sum of the signs modulo 11, ten written as X."""
    left = sum(_VALUES[sign] * weight for sign, weight in zip(number, _WEIGHTS, strict=True)) % 11
    return "X" if left == 10 else str(left)


def plate(random: Random) -> str:
    first, second, third = random.choices(PLATE_LETTERS, k=3)
    (region,) = random.choices(REGIONS, REGION_WEIGHTS)
    return f"{first}{random.randrange(1, 1000):03d}{second}{third}{region}"
