"""Logs: lines or JSON on stdout, about ids, codes and counts. Names, phones, words and tokens cannot get in.

Two nets: a key must stand in KEYS, and whatever a value looks like is judged too. The texts of exceptions are
never written, for they quote values (a unique violation quotes the phone); type and places are.
"""

import logging
import re
import sys
import traceback
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal
from uuid import UUID

import msgspec
import structlog
from structlog.typing import EventDict

KEYS = frozenset(
    {
        *("event", "level", "at", "process", "logger", "exception", "trace", "sqlstate", "error", "refused"),
        *("method", "route", "status", "ms", "bytes"),
        # whose and which: ids only
        *("dealership", "person", "session", "client", "thread", "message", "entry", "delivery", "address"),
        *("file", "bot", "feed", "arrival", "id", "ids", "worker"),
        # work
        *(
            "loop",
            "queue",
            "job",
            "slot",
            "follower",
            "kind",
            "code",
            "state",
            "reason",
            "attempt",
            "attempts",
        ),
        *("count", "seconds", "pid", "signal", "lane", "channel", "language", "revision", "variable"),
    }
)
OF_THE_CODE = frozenset(("at", "level", "process", "logger", "exception", "trace", "route"))
"""Keys whose values come from the program text or are made here, so they are written as they are."""

HIDDEN = "…"
LONGEST = 300
BIGGEST = 10**8  # a longer number may be a phone or a chat
FRAMES = 15

_LOOKS = re.compile(
    r"""
      (?P<id>\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b)
    | (?P<date>\b(?:19|20)\d\d-\d\d-\d\d(?:[T\ ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\d-]))
    | [^\s@]+@[^\s@]+\.\w+                                  # an e-mail address
    | \b(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?:(?=[\w-]*\d)[\w-]{20,}|[\w-]{40,})  # a token, not a class
    | \b[0-9a-fA-F]{32,}\b                                  # a hash or a key
    | \+?\d(?:[\s().-]{0,3}\d){6,}                          # a phone
    | [\u0400-\u04ff]+                                      # a word of a person
    """,
    re.VERBOSE,
)
ROOT = Path(__file__).resolve().parents[2]


def configure(
    style: Literal["lines", "json"],
    process: str,
    *,
    out: Literal["stdout", "stderr"] = "stdout",
    strict: bool = False,
) -> None:
    """Send everything this process logs, other libraries' too, through the nets to stdout.

    `strict` raises on a key outside KEYS instead of dropping it: for tests.
    """
    as_text = as_json if style == "json" else as_line
    PLAIN.update(out=Out(out), process=process, as_text=as_text)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            lambda _, __, event: {"at": moment(), "process": process, **event},
            without_words,
            strictly_screened if strict else screened,
            as_text,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: Out(out),
    )
    logging.basicConfig(handlers=[OfLibraries()], level=logging.WARNING, force=True)


PLAIN: dict[str, Any] = {}


def plain(event: str, **facts: UUID | float | Literal["cut"] | str | None) -> None:
    """One line past the nets, for what is written at every request: only ids, numbers and words of the code.

    The nets would take a fifth of the time of a request that is answered from memory.
    """
    if PLAIN:
        said = {"at": moment(), "level": "info", "process": PLAIN["process"], "event": event, **facts}
        PLAIN["out"].msg(PLAIN["as_text"](None, "", said))


def moment() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Out:
    """Writes lines. A log that cannot be written (full disk, closed pipe) must never fail the work."""

    def __init__(self, stream: str) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        try:
            stream = getattr(sys, self._stream)
            stream.write(line + "\n")
            stream.flush()
        except (OSError, ValueError):
            pass

    debug = info = warning = error = critical = exception = log = msg


class OfLibraries(logging.Handler):
    """What libraries log: the template only, for their arguments may be anything."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno, str(record.msg), logger=record.name, exc_info=record.exc_info or None
        )


# --- exceptions


def without_words(_: Any, __: str, event: EventDict) -> EventDict:
    """Replace the exception by its type, its SQLSTATE and the places it came through."""
    error = exception_of(event.pop("exc_info", None))
    for unsafe in ("stack_info", "exception", "trace"):
        event.pop(unsafe, None)
    if error is None:
        return event
    told: dict[str, Any] = {"exception": types_of(error), "trace": places_of(error.__traceback__)}
    if sqlstate := getattr(error, "sqlstate", None):
        told["sqlstate"] = sqlstate
    return {**event, **told}


def exception_of(given: Any) -> BaseException | None:
    if isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        return given
    return sys.exc_info()[1] if given else None


def types_of(error: BaseException) -> str:
    """The type and those of its causes, the outermost first."""
    chain: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(chain) < 5:
        chain.append(f"{type(cause).__module__}.{type(cause).__qualname__}".removeprefix("builtins."))
        cause = cause.__cause__ or cause.__context__
    return " < ".join(chain)


def places_of(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def short(filename: str) -> str:
    return filename.rpartition("site-packages/")[2].removeprefix(f"{ROOT}/")


# --- the nets


def screened(_: Any, __: str, event: EventDict) -> EventDict:
    """Drop what is not allowed, and say which keys those were."""
    kept = {key: value if key in OF_THE_CODE else safe(value) for key, value in event.items() if key in KEYS}
    refused = sorted(event.keys() - KEYS)
    return {**kept, "refused": refused} if refused else kept


def strictly_screened(logger: Any, name: str, event: EventDict) -> EventDict:
    refused = sorted(event.keys() - KEYS)
    if refused:
        raise ValueError(f"Logs tell ids, codes and counts only; not allowed: {', '.join(refused)}")
    return screened(logger, name, event)


def safe(value: Any) -> Any:
    """The value if it cannot be personal data, else a sign that something was hidden."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < BIGGEST else HIDDEN
    if isinstance(value, UUID | datetime | date):
        return str(value)
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [safe(each) for each in list(value)[:20]]
    return f"({type(value).__name__})"


def scrubbed(text: str) -> str:
    """The text without anything that looks like a phone, a token, an e-mail address or a Russian word."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + HIDDEN
    return _LOOKS.sub(lambda found: found[0] if found["id"] or found["date"] else HIDDEN, cut)


# --- how it looks


def as_json(_: Any, __: str, event: EventDict) -> str:
    return msgspec.json.encode(event).decode()


def as_line(_: Any, __: str, event: EventDict) -> str:
    said = dict(event)
    head = f"{said.pop('at')} {said.pop('level'):<7} {said.pop('process'):<5} {said.pop('event')}"
    trace = said.pop("trace", [])
    facts = "".join(f" {key}={value}" for key, value in said.items() if value is not None)
    return head + facts + "".join(f"\n    {place}" for place in trace)
