"""Real Okno processes for tests: started, watched, killed by their own ids, and never left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.conftest import free_port
from tests.network import PLAIN

PATIENCE = 90.0  # seconds; a machine may be busy with other things


def until(happened: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until `happened` answers something true, and answer it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := happened():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s in vain until {what}")


def environment(home: Path, port: int, more: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the developer's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OKNO_")}
    return kept | {"OKNO_HOME": str(home), "OKNO_PORT": str(port)} | more


def okno(home: Path, *arguments: str, port: int = 8000, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env=environment(home, port, more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Serving:
    """An `okno serve` (or `api`, or `work`) with its children."""

    def __init__(
        self, home: Path, *arguments: str, port: int | None = None, log: Path | None = None, **more: str
    ) -> None:
        self.home, self.port = home, port or free_port()
        self.site = f"http://localhost:{self.port}"
        self.log = log or home.parent / f"{home.name}.{self.port}.log"
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", *(arguments or ("serve", "--empty"))],
                env=environment(home, self.port, more),
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> httpx.Response | None:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(self.site + path, timeout=PATIENCE, verify=PLAIN)
        return None

    def ready(self) -> "Serving":
        """Wait until it is ready."""

        def asked() -> bool:
            assert self.process.poll() is None, f"it ended: {self.said}"
            answer = self.get("/ready")
            return answer is not None and answer.status_code == 200

        until(asked, "it is ready")
        return self

    def child(self, command: str) -> psutil.Process | None:
        """The living child that runs this command."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children():
                with contextlib.suppress(psutil.NoSuchProcess):
                    if child.status() != psutil.STATUS_ZOMBIE and command in child.cmdline()[1:6]:
                        return child
        return None

    def postmaster(self) -> int:
        """The process id of the embedded server."""
        return int((self.home / "postgres" / "postmaster.pid").read_text().split("\n")[0])

    def family(self) -> list[psutil.Process]:
        """Parent, children and the embedded server."""
        parent = psutil.Process(self.process.pid)
        return list({parent, *parent.children(), psutil.Process(self.postmaster())})

    def stop(self) -> int:
        """Ask it to stop, and answer its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.send_signal(signal.SIGTERM)
                self.process.wait(15)
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


def gone(process: psutil.Process) -> bool:
    """Is this very process no more? (A later one may bear its number.)"""
    with contextlib.suppress(psutil.NoSuchProcess):
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    return True


def still_there(family: list[psutil.Process]) -> list[psutil.Process]:
    return [each for each in family if not gone(each)]
