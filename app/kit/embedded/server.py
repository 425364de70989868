"""One embedded server as a process: made, launched, asked whether it answers, told to stop."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from app.kit.embedded.errors import EmbeddedError, told
from app.kit.embedded.place import PORT, Place, major_version

USER = "okno"
DATABASE = "okno"

# The log must not carry a person's data, so nothing of level ERROR or below: those lines quote values.
SETTINGS = """
# Okno, sized by this machine's memory when the database was made. ALTER SYSTEM overrides.
max_connections = 100
shared_buffers = {shared_mb}MB
effective_cache_size = {cache_mb}MB
fsync = on
full_page_writes = on
synchronous_commit = on
max_wal_size = 4GB
checkpoint_timeout = 15min
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
"""

_children: list[subprocess.Popen[bytes]] = []  # kept so that a dead server is reaped


@dataclass(frozen=True)
class Server:
    """A server that accepts connections."""

    dsn_host: str
    port: int
    user: str
    pid: int


@dataclass(frozen=True)
class PidFile:
    """What the server says of itself in postmaster.pid; `status` is empty at first."""

    pid: int
    port: str
    socket_folder: str
    status: str


def url(server: Server, database: str = DATABASE) -> str:
    """The address for asyncpg, psql and SQLAlchemy."""
    host = quote(server.dsn_host, safe="")
    return f"postgresql://{server.user}@/{database}?host={host}&port={server.port}"


def ready(place: Place) -> Server | None:
    """The server of this place if it accepts connections now."""
    said = pid_file(place)
    if said is None or said.status != "ready":
        return None
    # Asked, not believed: after a SIGKILL the file still says "ready".
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        try:
            probe.connect(f"{said.socket_folder}/.s.PGSQL.{said.port}")
        except (BlockingIOError, TimeoutError):
            pass  # somebody listens, and has too many callers at this moment
        except OSError:
            return None
    return Server(dsn_host=said.socket_folder, port=int(said.port), user=USER, pid=said.pid)


def launch(place: Place, alive: int, say: Callable[[str], None]) -> int:
    """Start the server, with its database made first if need be; returns where its words begin in the log.

    `alive` is the locked descriptor that the server inherits: it is free again when its last process ends.
    """
    version = major_version(place)
    if not (place.data / "PG_VERSION").exists():
        say(f"Making a database in {place.data}.")
        _initialise(place, version, alive)
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != str(version):
        raise EmbeddedError(
            f"{place.data} was made by PostgreSQL {made_by}, and this one is {version}: dump it with "
            f"{made_by} and load it here, or name an empty folder in OKNO_HOME."
        )
    _forget_the_dead(place)
    place.private_folder(place.sockets)
    folder = str(place.sockets).replace('"', '""')
    settings = [f'unix_socket_directories="{folder}"', "unix_socket_permissions=0700", "listen_addresses="]
    options = [part for setting in settings for part in ("-c", setting)]
    command = place.command("postgres", "-D", str(place.data), "-p", str(PORT), *options)
    with os.fdopen(os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as log:
        begins = log.seek(0, os.SEEK_END)
        _children.append(_spawn(place, command, alive, log.fileno()))
    return begins


def make_database(place: Place, server: Server) -> None:
    """Create the database Okno works in, if it is missing."""
    wanted = f"SELECT 'CREATE DATABASE {DATABASE}' WHERE NOT EXISTS "
    wanted += f"(SELECT FROM pg_database WHERE datname = '{DATABASE}')\\gexec\n"
    done = subprocess.run(
        [place.binaries / "psql", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-d", url(server, "postgres")],
        input=wanted.encode(),
        capture_output=True,
        env=_environment(),
        cwd="/",
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace")
        raise told(words, f"The database {DATABASE} was not made", place.home, place.log)


def ask_to_stop(place: Place) -> None:
    """Fast shutdown: transactions are rolled back, connections closed, everything written."""
    said = pid_file(place)
    if said is not None and is_server(said.pid, place):
        with contextlib.suppress(ProcessLookupError):
            os.kill(said.pid, signal.SIGINT)


def reap() -> None:
    """Let dead servers that this process launched go from the process table."""
    _children[:] = [child for child in _children if child.poll() is None]


def pid_file(place: Place) -> PidFile | None:
    """None when there is none, or when a crash left it torn."""
    try:
        lines = [*(place.data / "postmaster.pid").read_text().split("\n"), *[""] * 8]
        return PidFile(pid=int(lines[0]), port=lines[3], socket_folder=lines[4], status=lines[7].strip())
    except (FileNotFoundError, ValueError):
        return None


def is_server(pid: int, place: Place) -> bool:
    """Is this process a server of this place, and not a later one that got the same number?"""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        if Path("/proc/self").exists():
            return False
        asked = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]  # macOS has no /proc
        command = subprocess.run(asked, capture_output=True).stdout
    return os.fsencode(place.data) in command


def _initialise(place: Place, version: int, alive: int) -> None:
    # Made aside and renamed: a start that was killed half-way leaves no half database.
    making = place.data.with_name("postgres.making")
    shutil.rmtree(making, ignore_errors=True)
    place.private_folder(making)
    locale = ["--locale=C"]
    if version >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = place.command("initdb", "-D", str(making), "-U", USER, "-E", "UTF8", *locale)
    # Whoever reaches the socket is the superuser; only this account can open its folder.
    command += ["--auth-local=trust", "--auth-host=reject", "--data-checksums", "--no-instructions"]
    child = _spawn(place, command, alive, subprocess.PIPE)
    output, _ = child.communicate()
    if child.returncode:
        shutil.rmtree(making, ignore_errors=True)
        words = output.decode(errors="replace")
        raise told(words, "initdb did not make the database", place.home, place.log)
    with (making / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS.format(**sizes()))
        settings.flush()
        os.fsync(settings.fileno())
    making.rename(place.data)


def sizes() -> dict[str, int]:
    """An eighth of the memory for the server's own cache, untouched until it is needed; half for all caches."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    except (OSError, ValueError):
        memory = 0
    return {"shared_mb": min(max(memory // 8, 128), 2048), "cache_mb": max(memory // 2, 512)}


def _spawn(place: Place, command: list[str], alive: int, output: int) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C and the end of the terminal are for Okno's processes.
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=_environment(),
        start_new_session=True,
        pass_fds=(alive,),
        **place.identity,
    )


def _environment() -> dict[str, str]:
    """Little of ours: no secrets, no PG… variables; messages in English so that they can be judged."""
    kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
    return {"LC_ALL": "C", **{name: os.environ[name] for name in kept if name in os.environ}}


def _forget_the_dead(place: Place) -> None:
    """Remove what killed servers left where PostgreSQL would take another process for them, and refuse.

    No server of ours lives, since the caller holds its lock; the number of a dead one may have a new bearer.
    """
    reap()
    said = pid_file(place)
    if said is not None and is_server(said.pid, place):
        raise EmbeddedError(
            f"A server that Okno did not start uses {place.data}: stop it (kill -INT {said.pid})."
        )
    # A pid file that names nobody stays: PostgreSQL reads the shared memory of the dead from it.
    if said is None or _lives(said.pid):
        (place.data / "postmaster.pid").unlink(missing_ok=True)
    for leftover in place.sockets.glob(".s.PGSQL.*"):
        leftover.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
