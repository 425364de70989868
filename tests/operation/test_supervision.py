"""A parent's child: started again when it dies or hangs, ended when it should, gone when the parent is."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

import pytest

from app.serving import Bell, Child
from tests.operation.ground import until

SLEEPS = [sys.executable, "-S", "-c", "import time; time.sleep(3600)"]
DIES = [sys.executable, "-S", "-c", "raise SystemExit(3)"]
STUBBORN = [
    sys.executable, "-S", "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(3600)",
]  # fmt: skip


@pytest.fixture
def children() -> Iterator[list[Child]]:
    made: list[Child] = []
    yield made
    for child in made:
        if child.process is not None:
            child.process.kill()
            child.end(monotonic() + 5)


def launched(children: list[Child], command: list[str]) -> Child:
    child = Child("test", command)
    children.append(child)
    child.launch()
    return child


def pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def tended(child: Child) -> bool:
    child.tend()
    return True


def test_a_dead_child_is_started_again_after_pauses_that_grow(children: list[Child]) -> None:
    child = launched(children, DIES)
    pauses = []
    for _ in range(3):
        before = pid(child)
        until(lambda: tended(child) and child._due, "its death is seen")
        pauses.append(child._pause)
        until(lambda old=before: tended(child) and pid(child) != old, "it is started again")  # type: ignore[misc]
    assert pauses == sorted(set(pauses))


def test_a_silent_child_is_killed_and_started_again(children: list[Child]) -> None:
    child = launched(children, SLEEPS)
    before = pid(child)
    child.silence = 0.1
    child.sign()
    child._sign = monotonic()
    time.sleep(0.2)
    until(lambda: tended(child) and pid(child) != before, "it is replaced")


def test_a_child_that_shows_signs_is_left_alone(children: list[Child]) -> None:
    child = launched(children, SLEEPS)
    before = pid(child)
    child.silence = 5.0
    for _ in range(5):
        child.sign()
        child.tend()
    assert pid(child) == before


def test_a_child_that_ignores_the_request_is_killed_at_the_deadline(children: list[Child]) -> None:
    child = launched(children, STUBBORN)
    time.sleep(0.5)
    child.ask_to_end()
    child.end(monotonic() + 0.5)
    assert child.process is not None
    assert child.process.returncode is not None


def test_a_child_learns_of_its_parents_death_from_its_pipe(tmp_path: Path) -> None:
    script = (
        "import threading, time\n"
        "from app.cli.running import life\n"
        "with life(child=True) as may_go:\n"
        "    may_go.wait()\n"
        "    time.sleep(3600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE) as orphan:
        try:
            assert orphan.stdin is not None
            orphan.stdin.write(b"\n")
            orphan.stdin.close()
            assert orphan.wait(60) == 0
        finally:
            orphan.kill()


def test_a_signal_at_whatever_moment_of_the_wait_is_heard() -> None:
    """A handler runs between any two lines of the thread it interrupts, and may find that thread's locks held."""
    for moment in count(1):
        bell, heard, steps = Bell(), [], count(1)

        def interrupt(frame: FrameType, event: str, arg: Any) -> Any:
            if next(steps) == moment:  # noqa: B023
                sys.settrace(None)
                bell.ring()  # noqa: B023
            return interrupt

        def wait() -> None:
            sys.settrace(interrupt)
            try:
                bell.wait(0.01)  # noqa: B023
            finally:
                sys.settrace(None)
            heard.append(bell.wait(0))  # noqa: B023

        waiting = threading.Thread(target=wait, daemon=True)
        waiting.start()
        waiting.join(30)
        assert heard, f"locked up at step {moment}"
        if heard == [False]:
            return  # the wait was over before this step: every moment of it has been tried
        assert moment < 500
