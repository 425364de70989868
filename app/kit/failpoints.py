"""Named places where a test kills the process, to prove that a crash there loses and doubles nothing."""

import os
import signal

log = os.environ.get("OKNO_FAILPOINT_LOG", "")
"""The file in which the dying write down their place, so that tests can count them."""
armed = os.environ.get("OKNO_FAILPOINT", "")
passed = 0


def failpoint(name: str) -> None:
    """Die by SIGKILL here when `OKNO_FAILPOINT` is `name` (or `name:3` for the third passage)."""
    if not armed.startswith(name):
        return
    wanted, _, nth = armed.partition(":")
    if wanted != name:
        return
    global passed
    passed += 1
    if passed == int(nth or 1):
        note_death(name)
        os.kill(os.getpid(), signal.SIGKILL)


def note_death(name: str) -> None:
    if log:
        with open(log, "ab", buffering=0) as file:
            file.write(f"{name}\n".encode())
