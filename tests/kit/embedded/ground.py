"""What the tests of the embedded PostgreSQL share: other processes of Okno, and questions to the server."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg

from app.kit import embedded
from app.kit.embedded.place import system_folder

REPOSITORY = Path(__file__).parents[3]

# Another Okno process: starts, tells which server it got, leaves when told to.
OKNO = """
import json, sys
from pathlib import Path
from app.kit import embedded
said = []
embedded.STOP_SECONDS = 600  # a busy machine is no failure
try:
    server = embedded.start(Path(sys.argv[1]), say=said.append)
except embedded.EmbeddedError as error:
    print(json.dumps({"error": str(error), "said": said}), flush=True)
    sys.exit(1)
print(json.dumps({"pid": server.pid, "url": embedded.url(server), "said": said}), flush=True)
sys.stdin.readline()
embedded.leave(Path(sys.argv[1]))
"""


class Okno:
    """A second process of Okno, under another account or in another environment if wanted."""

    def __init__(self, home: Path, python: str = sys.executable, **popen: object) -> None:
        self.process = subprocess.Popen(
            [python, "-c", OKNO, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            **popen,  # type: ignore[call-overload]
        )

    def answer(self) -> dict:
        return json.loads(self.process.stdout.readline())

    def leave(self) -> None:
        self.process.communicate("leave\n")
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def end(home: Path) -> None:
    """End the server of this home, whoever started it."""
    embedded.leave(home)
    for data in (home / "postgres", system_folder(home) / "postgres"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
            pid = int((data / "postmaster.pid").read_text().split("\n")[0])
            if os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGQUIT)
    wait_until_gone(home)


def wait_until_gone(home: Path) -> None:
    """Wait for the last process of the server: it holds this lock."""
    if home.exists():
        with (home / "postgres.alive").open("a") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX)


def is_free(file: Path) -> bool:
    with file.open("a") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def begin(home: Path, **more: Path) -> embedded.Server:
    return embedded.start(home, say=print, **more)


async def query(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()
