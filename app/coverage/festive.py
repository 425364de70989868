"""Public holidays of Russia: a suggestion beside a day, never a day off by itself."""

from datetime import date
from functools import lru_cache


@lru_cache(16)
def holidays_of(year: int, language: str) -> dict[date, str]:
    """The holidays of a year by their names. The calendar is read when it is first asked for: it takes a moment."""
    from holidays import country_holidays

    return dict(country_holidays("RU", years=year, language="ru" if language == "ru" else "en_US"))


def holiday(on: date, language: str) -> str | None:
    return holidays_of(on.year, language).get(on)
