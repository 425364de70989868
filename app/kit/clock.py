"""The clock of every process: the system's, or a file's when a test or a rehearsal moves time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Clock = Callable[[], datetime]


class ClockError(Exception):
    """The clock's setting or its file says something else than a time."""


A_TIME = "an instant such as 2027-03-28T01:59:58+00:00, or an offset in seconds such as +3600"


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


def clock_from(setting: str | None) -> Clock:
    """The clock that `OKNO_CLOCK` names: unset, or `file:PATH` holding an instant or an offset."""
    if not setting:
        return system_clock
    scheme, _, path = setting.partition(":")
    if scheme != "file" or not path:
        raise ClockError(f"OKNO_CLOCK is {setting!r}; it must be file:PATH, or unset.")
    return lambda: read_clock(Path(path))


def seconds_from(setting: str | None) -> Callable[[], float]:
    """Seconds by which pauses are measured: the machine's, which nobody sets back, or those of the file."""
    if not setting:
        return time.monotonic
    clock = clock_from(setting)
    return lambda: clock().timestamp()


def read_clock(path: Path) -> datetime:
    """The time `path` says now. It holds an ISO instant (stands still) or `+SECONDS` / `-SECONDS` (runs)."""
    try:
        text = path.read_text("ascii").strip()
        if text[:1] in "+-":
            return system_clock() + timedelta(seconds=float(text))
        instant = datetime.fromisoformat(text)
    except OSError as error:
        raise ClockError(
            f"OKNO_CLOCK names the file {path}, which cannot be read: {error.strerror}."
        ) from error
    except ValueError as error:
        raise ClockError(f"OKNO_CLOCK names the file {path}, which must hold {A_TIME}.") from error
    if instant.tzinfo is None:
        raise ClockError(
            f"OKNO_CLOCK names the file {path}, whose time lacks its zone: it must hold {A_TIME}."
        )
    return instant.astimezone(UTC)
