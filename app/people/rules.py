"""How a device is called, and the letters of a code that is typed."""

import re

BROWSERS = (
    ("YaBrowser/", "Яндекс Браузер"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edg/", "Edge"), ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
"""The first that is found names it: most browsers say the names of others too."""
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another one: no 0 and O, no 1, I and L."""
CODE = 8
"""So many letters: 40 bits, good for ten minutes, once."""
LOOK_ALIKE = str.maketrans("АВСЕНКМРТХУ", "ABCEHKMPTXY")
"""Whoever types with the Russian layout means these."""


def device_named(user_agent: str) -> str | None:
    """ "Chrome · Android", of what a browser says of itself; None where neither is known."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in SYSTEMS if mark in user_agent), None)
    return " · ".join(filter(None, (browser, system))) or None


def code_from(bits: bytes) -> str:
    """Eight letters from at least eight evenly spread bytes."""
    number, letters = int.from_bytes(bits), ""
    for _ in range(CODE):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return letters


def shown_code(house: str, letters: str) -> str:
    """As a person reads it from one screen and types it on another: `TLT-ABCD-EFGH`."""
    return f"{house}-{letters[: CODE // 2]}-{letters[CODE // 2 :]}"


def typed_code(typed: str) -> tuple[str, str] | None:
    """The house's code and the letters, however they were typed; None for what is no code."""
    plain = re.sub(r"[\s\-–—.]", "", typed).upper().translate(LOOK_ALIKE)
    house, letters = plain[:-CODE], plain[-CODE:]
    if not re.fullmatch(r"[A-Z0-9]{2,8}", house) or not set(letters) <= set(LETTERS):
        return None
    return house, letters
