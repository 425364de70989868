"""The disk is full under the database and the files: everything is refused in words, nothing acknowledged is lost, and
when there is room again the house works again by itself."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.kit import embedded
from app.kit.ids import new_id
from tests.chaos.profile import FULL, either
from tests.chaos.report import Report
from tests.network import PLAIN
from tests.operation.ground import Serving, okno, until

SIZE = "160m"
ROUNDS = either(1, 5)
WRITES = 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, which only root can make."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "okno-storm", str(disk)], capture_output=True, check=False
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"no disk of its own can be mounted here: {made.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


class Desk:
    """Vera at work with a house whose disk is full now and then."""

    def __init__(self) -> None:
        self.line = httpx.Client(timeout=60, verify=PLAIN)
        self.files: dict[str, bytes] = {}
        self.cards: dict[str, str] = {}
        self.refused = 0
        self.strange: list[str] = []

    def sign_in(self, serving: Serving, token: str) -> None:
        self.line.base_url = serving.site  # type: ignore[assignment]
        self.line.headers["authorization"] = f"Bearer {token}"

    def writes(self, number: int) -> bool:
        """A card and a file. Was anything refused?"""
        id, name = str(new_id()), f"Гость {number}"
        content = f"{number} ".encode() + os.urandom(20_000)
        card = self.asked(
            "POST", "/api/clients", json={"id": id, "name": name, "address_form": name, "namesake": True}
        )
        if card:
            self.cards[id] = name
        headers = {"content-type": "application/octet-stream", "okno-file-name": "a.bin"}
        file = self.asked("PUT", f"/api/files/{id}", content=content, headers=headers)
        if file:
            self.files[id] = content
        return not (card and file)

    def asked(self, method: str, path: str, **more: object) -> bool:
        try:
            answer = self.line.request(method, path, **more)  # type: ignore[arg-type]
        except httpx.TransportError as error:
            self.strange.append(f"{method} {path}: {type(error).__name__}")
            return False
        if answer.status_code < 300:
            return True
        self.refused += 1
        fair = (
            answer.status_code == 503
            and answer.headers.get("retry-after")
            and len(answer.json()["detail"]) > 10
        )
        if not fair:
            self.strange.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return False

    def missing(self) -> list[str]:
        """What was acknowledged and is not there as it was."""
        lost = [
            id
            for id, name in self.cards.items()
            if self.line.get(f"/api/clients/{id}").json().get("name") != name
        ]
        return lost + [
            id for id, bytes in self.files.items() if self.line.get(f"/api/files/{id}").content != bytes
        ]


def fill_up(ballast: Path) -> None:
    """Not a byte is left."""
    with ballast.open("wb", buffering=0) as file:
        for piece in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * piece)


POSTGRES_15 = Path(os.environ.get("OKNO_TEST_POSTGRES15", "/usr/lib/postgresql/15/bin"))


class Judged:
    """A server of Debian's PostgreSQL 15 on the small disk: its `pg_amcheck` reads every table and index to the end."""

    def __init__(self, folder: Path) -> None:
        if not FULL:
            pytest.skip("the long profile fills the disk under PostgreSQL 15 too")
        if not (POSTGRES_15 / "pg_amcheck").exists():
            pytest.skip("pg_amcheck is not installed here (apt-get install postgresql-15)")
        self.folder = folder
        self.up()

    def up(self) -> str:
        """It runs, as whoever looks after a server sees to it; its address."""
        return embedded.url(embedded.ensure_running(self.folder, bin_dir=POSTGRES_15, say=lambda line: None))

    def broken(self) -> str:
        """What is not as it must be in what lies on the disk."""
        url = self.up()
        command = ["--install-missing", "--heapallindexed", "--parent-check", url]
        found = subprocess.run(
            [POSTGRES_15 / "pg_amcheck", *command], capture_output=True, text=True, check=False
        )
        return found.stdout + found.stderr if found.returncode or found.stdout else ""


def filled_again_and_again(
    home: Path, ballast: Path, log: Path, settings: dict[str, str], look_after: Callable[[], object]
) -> Desk:
    """A house at work while its disk is filled and freed; who looks after its server does so once there is room."""
    for command in (["migrate"], ["seed", "--demo", "--clients", "2"]):
        made = okno(home, *command, **settings)
        assert made.returncode == 0, made.stderr
    serving, desk = Serving(home, "serve", log=log, **settings), Desk()
    try:
        serving.ready()
        said = okno(home, "token", "vera", port=serving.port, **settings)
        assert said.returncode == 0, said.stderr
        desk.sign_in(serving, said.stdout.split()[-1])
        for round in range(ROUNDS):
            for number in range(WRITES):
                desk.writes(number)
            assert desk.refused == 0 or round, desk.strange
            fill_up(ballast)
            refused = desk.refused
            for number in range(10 * WRITES):
                if desk.writes(number) and desk.refused - refused > WRITES:
                    break
            ballast.unlink()
            look_after()
            until(lambda: not desk.writes(0), "there is room, and the house works again by itself")
            assert desk.missing() == []
        assert desk.strange == []
        assert desk.refused
    finally:
        serving.end()
        desk.line.close()
    return desk


def test_a_full_disk_is_refused_in_words_and_loses_nothing_that_was_acknowledged(
    small_disk: Path, tmp_path: Path, report: Report
) -> None:
    home, ballast = small_disk / "home", small_disk / "ballast"
    desk = filled_again_and_again(home, ballast, tmp_path / "log", {}, look_after=lambda: None)
    report.tell(
        "a full disk",
        f"{ROUNDS} times full: {desk.refused} writes refused in words, {len(desk.cards)} cards and {len(desk.files)} "
        f"files acknowledged, 0 lost; at work again by itself each time",
    )


def test_a_full_disk_leaves_no_table_and_no_index_broken(
    small_disk: Path, tmp_path: Path, report: Report
) -> None:
    server = Judged(small_disk / "server")
    settings = {"OKNO_DATABASE_URL": server.up()}
    try:
        desk = filled_again_and_again(
            tmp_path / "home", small_disk / "ballast", tmp_path / "log", settings, look_after=server.up
        )
        assert server.broken() == ""
    finally:
        embedded.leave(small_disk / "server")
    report.tell(
        "a full disk under PostgreSQL 15",
        f"{ROUNDS} times full, {desk.refused} writes refused: pg_amcheck finds nothing in any table or index, "
        f"{len(desk.cards)} cards acknowledged and there",
    )
