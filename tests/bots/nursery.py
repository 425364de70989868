"""Real workers and APIs, born fast: one process loads everything, and each of them is forked from it.

Started as a program it reads a line of JSON for each and answers with the pid. They die by SIGKILL at their
failpoint, or when told; nobody else's process is ever touched.
"""

import asyncio
import json
import os
import signal
import socket
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
        return self._bear("work", config, failpoint)

    def api(self, config: Config, failpoint: str = "") -> int:
        """An API with these settings; its pid. As under `okno serve` its socket outlives it: callers wait."""
        return self._bear("api", config, failpoint)

    def shut(self, config: Config) -> None:
        """Close the socket of the API too: callers are refused."""
        self._order({"part": "shut", "port": config.port})

    def _bear(self, part: str, config: Config, failpoint: str) -> int:
        given = {name: value for name, value in msgspec.to_builtins(config).items() if value != ""}
        self.born.append(self._order({"part": part, "config": given, "failpoint": failpoint}))
        return self.born[-1]

    def _order(self, line: dict[str, Any]) -> int:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return int(self._read())

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


async def until(happened: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until something is so; `happened` may be async."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = happened()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s in vain until {what}")


# --- the loaded process itself


def serve() -> None:
    import uvicorn  # noqa: F401

    import app.main
    import app.worker  # noqa: F401  the seconds that every child is spared

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not waited for
    print("ready", flush=True)
    sockets: dict[int, socket.socket] = {}
    for line in sys.stdin:
        print(obey(json.loads(line), sockets), flush=True)


def obey(order: dict[str, Any], sockets: dict[int, socket.socket]) -> int:
    from app.serving import listen

    if order["part"] == "shut":
        if listener := sockets.pop(order["port"], None):
            listener.close()
        return 0
    config = msgspec.convert(order["config"], Config)
    if order["part"] == "api" and config.port not in sockets:
        sockets[config.port] = listen(config)
    if pid := os.fork():
        return pid
    # Nobody but its API may hold a socket open, or a caller would wait for an API that is gone.
    kept = sockets.pop(config.port) if order["part"] == "api" else None
    for other in sockets.values():
        other.close()
    live(order["failpoint"], config, kept)
    return 0


def live(failpoint: str, config: Config, listener: socket.socket | None) -> None:
    from app.kit import failpoints
    from app.kit.logs import configure

    failpoints.armed = failpoint
    configure("lines", "api" if listener else "work", out="stderr")
    try:
        asyncio.run(answer(config, listener) if listener else labour(config))
    finally:
        os._exit(0)


async def labour(config: Config) -> None:
    from app.database import access
    from app.worker import work

    await work(config, access(config, "worker"))


async def answer(config: Config, listener: socket.socket) -> None:
    import uvicorn

    from app.database import access
    from app.main import create_app

    app = create_app(config, access(config, "app"))
    await uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none")).serve([listener])


if __name__ == "__main__":
    serve()
