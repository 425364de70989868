"""A demo house served on a port of this machine, behind a line that can be slow."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator

from app.config import Config
from app.kit import embedded
from bench.ground import HOMES, end_all, free_port, launched, wait_for
from bench.line import Line, line_to


class House:
    """The demo with a book of this size, seeded once and kept for later runs, behind a line that can be slow."""

    def __init__(self, clients: int) -> None:
        self.config = Config(home=str(HOMES / f"phone-{clients}"))
        self.clients, self.port, self.gate = clients, free_port(), free_port()
        self.site = f"http://localhost:{self.gate}"

    def okno(self, *words: str) -> str:
        command = [sys.executable, "-m", "app", *words]
        return subprocess.run(
            command, env=self.environment(), check=True, capture_output=True, text=True
        ).stdout

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OKNO_")}
        own = {"OKNO_HOME": self.config.home, "OKNO_PORT": str(self.port), "OKNO_PUBLIC_URL": self.site}
        return kept | own | {"OKNO_LOG": "json"}

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[Line]:
        self.config.folder.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(embedded.start, self.config.folder, say=lambda line: None)
        processes = []
        try:
            if not (self.config.folder / "seeded").exists():
                self.okno("migrate")
                self.okno("seed", "--demo", "--clients", str(2 * self.clients))
                (self.config.folder / "seeded").touch()
            self.okno("migrate")
            log = self.config.folder / "api.log"
            processes.append(launched([sys.executable, "-m", "app", "api"], self.environment(), log))
            await asyncio.to_thread(wait_for, f"http://127.0.0.1:{self.port}/ready")
            async with line_to(self.port, self.gate) as line:
                yield line
        finally:
            end_all(processes)
            await asyncio.to_thread(embedded.leave, self.config.folder)

    async def link(self) -> str:
        return (await asyncio.to_thread(self.okno, "link", "vera")).split()[-1]
