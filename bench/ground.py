"""What is measured on: seeded homes, their servers, and the ceiling's; all started here, all ended here."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import click
import httpx
import psutil

from app.config import Config
from app.database import access
from app.kit import embedded

HERE = Path(__file__).resolve().parent
HOMES = HERE / ".home"
PROCESSES = 2


class Ground:
    """One seeded installation with two API processes."""

    def __init__(self, clients: int) -> None:
        self.clients = clients
        self.config = Config(home=str(HOMES / str(clients)))
        self.server: Any = None
        self.ports: list[int] = []
        self.ports_without_books: list[int] = []
        self.processes: list[subprocess.Popen[bytes]] = []

    def prepare(self) -> None:
        """Start its database and seed it, unless an earlier run has; what was interrupted is continued."""
        self.config.folder.mkdir(parents=True, exist_ok=True)
        self.server = embedded.start(self.config.folder, say=click.echo)
        self._okno("migrate")
        seeded = self.config.folder / "seeded"
        if not seeded.exists():
            click.echo(
                f"Seeding {self.clients} clients into {self.config.folder}: once, kept for later runs."
            )
            self._okno("seed", "--clients", str(self.clients))
            asyncio.run(self._settle())
            seeded.touch()

    def _okno(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", "app", *words], env=self.environment(0), check=True)

    async def _settle(self) -> None:
        """What a night does: statistics, and pages marked as seen by all."""
        connection = await asyncpg.connect(embedded.url(self.server))
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
        await connection.close()

    def serve(self, books: tuple[int, ...] = (256, 0)) -> None:
        """Two processes as they are run for real, and two that keep no book: there every book is a miss."""
        for books_mb in books:
            ports = self.ports if books_mb else self.ports_without_books
            for _ in range(PROCESSES):
                port = free_port()
                ports.append(port)
                command = [sys.executable, "-m", "app", "api"]
                environment = self.environment(port) | {"OKNO_BOOKS_MB": str(books_mb)}
                self.processes.append(launched(command, environment, self.config.folder / f"api-{port}.log"))
        for port in (*self.ports, *self.ports_without_books):
            wait_for(f"http://127.0.0.1:{port}/ready")

    def environment(self, port: int) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OKNO_")}
        return kept | {"OKNO_HOME": self.config.home, "OKNO_PORT": str(port or 8000), "OKNO_LOG": "json"}

    async def tools(self) -> Any:
        """A connection that sees everything: it picks whom to ask for."""
        where = access(self.config, "tools", self.server)
        return await asyncpg.connect(where.url, server_settings={"role": where.role or ""})

    def database_pid(self) -> int:
        return int(self.server.pid)

    def end(self) -> None:
        end_all(self.processes)
        if self.server is not None:
            embedded.leave(self.config.folder)


class Ceiling:
    """Two processes of the bare route."""

    def __init__(self, sizes: set[int]) -> None:
        self.ports: list[int] = []
        self.processes: list[subprocess.Popen[bytes]] = []
        for _ in range(PROCESSES):
            with socket.socket() as listener:
                listener.bind(("127.0.0.1", 0))
                listener.listen(1024)
                port = listener.getsockname()[1]
                environment = os.environ | {"CEILING_SIZES": ",".join(map(str, sorted(sizes)))}
                command = [sys.executable, "-m", "bench.ceiling", str(listener.fileno())]
                self.processes.append(launched(command, environment, None, (listener.fileno(),)))
            self.ports.append(port)
        for port in self.ports:
            wait_for(f"http://127.0.0.1:{port}/{min(sizes)}")

    def end(self) -> None:
        end_all(self.processes)


def launched(
    command: list[str], environment: dict[str, str], log: Path | None, fds: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    with open(log or os.devnull, "wb") as said:
        return subprocess.Popen(
            command, env=environment, stdout=said, stderr=said, cwd=HERE.parent, pass_fds=fds
        )


def end_all(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_of(pids: list[int]) -> float:
    """Seconds of CPU that these processes and their children have used."""
    total = 0.0
    for process in family(pids):
        with contextlib.suppress(psutil.Error):
            used = process.cpu_times()
            total += used.user + used.system
    return total


def family(pids: list[int]) -> Iterator[psutil.Process]:
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            yield process
            yield from process.children(recursive=True)
