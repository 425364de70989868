"""Real workers, born fast: one process loads everything, and each worker is forked from it.

Started as a program it reads a line of JSON for each worker and answers with the pid. A worker dies by SIGKILL
at its failpoint, or when told; nobody else's process is ever touched.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, Self

import msgspec

from app.config import Config

PATIENCE = 60.0  # seconds


class Nursery:
    """The loaded process, driven from a test."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bots.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.born: list[int] = []

    def ready(self) -> Self:
        assert self._read() == "ready"
        return self

    def worker(self, config: Config, failpoint: str = "") -> int:
        """A worker with these settings; its pid."""
        assert self._process.stdin
        given = {name: value for name, value in msgspec.to_builtins(config).items() if value != ""}
        line = {"config": given, "failpoint": failpoint}
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        self.born.append(int(self._read()))
        return self.born[-1]

    def _read(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        for pid in self.born:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        self._process.terminate()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(happened: Callable[[], Any], what: str) -> Any:
    """Wait until something is so; `happened` may be async."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = happened()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE:.0f} s in vain until {what}")


# --- the loaded process itself


def serve() -> None:
    import app.worker  # noqa: F401  the seconds that every worker is spared

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not waited for
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(json.loads(line))
        print(pid, flush=True)


def live(order: dict[str, Any]) -> None:
    from app.database import access
    from app.kit import failpoints
    from app.kit.logs import configure
    from app.worker import work

    failpoints.armed = order["failpoint"]
    configure("lines", "work", out="stderr")
    config = msgspec.convert(order["config"], Config)
    try:
        asyncio.run(work(config, access(config, "worker")))
    finally:
        os._exit(0)


if __name__ == "__main__":
    serve()
