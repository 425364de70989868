"""The PostgreSQL that Okno brings along: started, shared, adopted and stopped by its processes together.

Three lock files in OKNO_HOME say everything; the kernel lets go of them when a process dies, however it dies:
`postgres.starting` (exclusive: one process changes the server at a time), `postgres.in-use` (shared: held by
each Okno process) and `postgres.alive` (held by the server's own processes, who inherit it).
All calls block; inside an event loop, call them in a thread.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.kit.embedded.errors import EmbeddedError, plain_errors, told
from app.kit.embedded.place import Place, binaries_of_wheel, find_place
from app.kit.embedded.server import (
    Server,
    ask_to_stop,
    is_server,
    launch,
    make_database,
    pid_file,
    ready,
    reap,
    url,
)

__all__ = ["EmbeddedError", "Server", "binaries_of_wheel", "ensure_running", "leave", "start", "url"]

STOP_SECONDS = 8.0  # then the server goes on stopping by itself, and the next starter waits for it
ORPHAN_SECONDS = 60.0

_in_use: dict[Path, tuple[int, Place]] = {}


def start(home: Path, *, bin_dir: Path | None = None, say: Callable[[str], None]) -> Server:
    """Start or adopt the server of `home` and keep it in use by this process. Raises EmbeddedError.

    `bin_dir` names other PostgreSQL programs than those Okno brings along.
    """
    with plain_errors(home):
        place = find_place(home, bin_dir, say)
        with _alone(place, say):
            newcomer = place.home not in _in_use
            if newcomer:
                _in_use[place.home] = (_locked(place.home / "postgres.in-use", fcntl.LOCK_SH), place)
            try:
                server = _bring_up(place, say)
                make_database(place, server)
            except BaseException:
                if newcomer:
                    os.close(_in_use.pop(place.home)[0])
                raise
    return server


def ensure_running(home: Path, *, bin_dir: Path | None = None, say: Callable[[str], None]) -> Server:
    """The living server, started again if it was killed; cheap enough to be asked every second."""
    held = _in_use.get(home.resolve())
    server = ready(held[1]) if held else None
    return server or start(home, bin_dir=bin_dir, say=say)


def leave(home: Path) -> None:
    """End this process's use of the server; the last one to leave stops it."""
    held = _in_use.get(home.resolve())
    if held is None:
        return
    descriptor, place = held
    with plain_errors(home), _alone(place, lambda _: None):
        del _in_use[place.home]
        os.close(descriptor)
        last = _try_lock(place.home / "postgres.in-use")
        if last is not None:
            os.close(last)
            _stop(place)


def _bring_up(place: Place, say: Callable[[str], None]) -> Server:
    """Wait for the living server, or launch one; while a server lives, its recovery has no time limit."""
    waiting = _Waiting(place, say)
    begins: int | None = None
    while (server := ready(place)) is None:
        alive = _try_lock(place.home / "postgres.alive")
        if alive is None:
            waiting.pause()
            continue
        try:
            if begins is not None:
                raise _why_it_ended(place, begins)
            begins = launch(place, alive, say)
        finally:
            os.close(alive)  # from here on the server's own copy holds the lock
    return server


def _stop(place: Place) -> None:
    ask_to_stop(place)
    until = time.monotonic() + STOP_SECONDS
    while (alive := _try_lock(place.home / "postgres.alive")) is None and time.monotonic() < until:
        time.sleep(0.02)
    if alive is not None:
        os.close(alive)
        with contextlib.suppress(OSError):
            place.sockets.rmdir()
    reap()


def _why_it_ended(place: Place, begins: int) -> EmbeddedError:
    reap()
    with place.log.open("rb") as log:
        log.seek(begins)
        words = log.read().decode(errors="replace")
    return told(words, "The database server did not start", place.home, place.log)


class _Waiting:
    """Waits for a server that lives but does not answer yet, and says why."""

    def __init__(self, place: Place, say: Callable[[str], None]) -> None:
        self.place, self.say = place, say
        self.began = time.monotonic()
        self.next_word = self.began + 2

    def pause(self) -> None:
        time.sleep(0.02)
        now = time.monotonic()
        if now < self.next_word:
            return
        self.next_word = now + 5
        seconds = f"{now - self.began:.0f} s so far"
        said = pid_file(self.place)
        if said and said.status != "ready" and is_server(said.pid, self.place):
            doing = "stops" if said.status == "stopping" else "starts or recovers"
            self.say(f"The database {doing}: {seconds}. Its log: {self.place.log}")
        elif now - self.began < ORPHAN_SECONDS:
            self.say(f"Waiting for the last processes of an earlier server: {seconds}.")
        else:
            raise EmbeddedError(
                f"Processes of an earlier database server still hold {self.place.data} and do not answer: "
                f"end them (`fuser -v {self.place.home / 'postgres.alive'}` names them), and start again."
            )


@contextlib.contextmanager
def _alone(place: Place, say: Callable[[str], None]) -> Iterator[None]:
    file = place.home / "postgres.starting"
    descriptor = _try_lock(file)
    if descriptor is None:
        say("Another Okno process starts or stops the database: waiting for it.")
        descriptor = _locked(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def _try_lock(file: Path) -> int | None:
    try:
        return _locked(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _locked(file: Path, how: int) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
