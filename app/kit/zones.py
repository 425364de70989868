"""Time zones by name, also of names that do not exist any more."""

from functools import lru_cache
from zoneinfo import ZoneInfo

import structlog

INSTEAD = "Europe/Moscow"
"""By this a house goes on whose own zone is gone: clients are heard and answered, its schedules ask for one."""
log = structlog.get_logger()


@lru_cache(1_000)
def exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def usable(name: str) -> str:
    """The zone of this name, or the one that stands in for it."""
    if exists(name):
        return name
    log.error("time zone unknown", zone=name[:60], instead=INSTEAD)
    return INSTEAD


def zone_of(own: str | None, house: str) -> str:
    """The zone that somebody lives in by their card; the house's where it names none, or one that is gone."""
    if own is None or exists(own):
        return own or house
    log.error("time zone unknown", zone=own[:60], instead=house)
    return house
