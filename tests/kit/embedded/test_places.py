"""The embedded server in odd folders, on full disks, and with other programs."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.kit import embedded
from tests.kit.embedded.ground import begin, end, query

POSTGRES_15 = Path(os.environ.get("OKNO_TEST_POSTGRES15", "/usr/lib/postgresql/15/bin"))


def is_there(folder: str) -> bool:
    return Path(folder).exists()


@pytest.mark.parametrize(
    "name", ['дом "на Московском" проспекте', "comma, percent %2F and ?host=x", "very/long/" * 20 + "deep"]
)
async def test_a_home_may_have_any_printable_name(empty_home: Path, name: str) -> None:
    try:
        server = begin(empty_home / name)
        assert len(os.fsencode(f"{server.dsn_host}/.s.PGSQL.{server.port}")) <= 107
        assert await query(embedded.url(server), "SELECT 1") == 1
    finally:
        end(empty_home / name)
    assert not is_there(server.dsn_host)


def test_a_home_with_a_line_break_is_refused(empty_home: Path) -> None:
    with pytest.raises(embedded.EmbeddedError, match="unprintable"):
        begin(empty_home / "two\nlines")


def test_a_home_that_is_a_file_is_refused_in_a_sentence(empty_home: Path) -> None:
    empty_home.touch()
    with pytest.raises(embedded.EmbeddedError, match=r"cannot keep its database.*OKNO_HOME"):
        begin(empty_home)
    empty_home.unlink()


def test_missing_programs_are_refused_with_the_fix(empty_home: Path, tmp_path: Path) -> None:
    with pytest.raises(embedded.EmbeddedError, match="make setup"):
        begin(empty_home, bin_dir=tmp_path)


def test_programs_that_do_not_run_here_are_refused_with_the_fix(empty_home: Path, tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("\x7fELF for another machine")
    (tmp_path / "postgres").chmod(0o755)
    with pytest.raises(embedded.EmbeddedError, match="does not run here"):
        begin(empty_home, bin_dir=tmp_path)


def test_data_of_another_major_version_is_refused_with_both_versions(used_home: Path) -> None:
    begin(used_home)
    embedded.leave(used_home)
    (used_home / "postgres" / "PG_VERSION").write_text("14\n")
    with pytest.raises(embedded.EmbeddedError, match="made by PostgreSQL 14, and this one is 18"):
        begin(used_home)


@pytest.mark.skipif(not (POSTGRES_15 / "initdb").exists(), reason=f"no PostgreSQL 15 in {POSTGRES_15}")
async def test_another_postgresql_serves_as_well(empty_home: Path) -> None:
    server = begin(empty_home, bin_dir=POSTGRES_15)
    assert await query(embedded.url(server), "SHOW server_encoding") == "UTF8"
    assert (await query(embedded.url(server), "SHOW server_version_num")).startswith("15")


@pytest.fixture
def small_disk(empty_home: Path) -> Iterator[Callable[[int], None]]:
    """A disk of so many MB at the empty_home."""
    empty_home.mkdir()

    def resize(megabytes: int) -> None:
        how = f"size={megabytes}m,mode=0700" + (",remount" if os.path.ismount(empty_home) else "")
        subprocess.run(["mount", "-t", "tmpfs", "-o", how, "tmpfs", empty_home], check=True)

    try:
        resize(1)
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("mounting a small disk is not permitted here")
    yield resize
    end(empty_home)
    subprocess.run(["umount", empty_home], check=True)


def test_a_disk_too_small_for_a_database_is_told_and_leaves_nothing_half_made(
    empty_home: Path, small_disk: Callable[[int], None]
) -> None:
    small_disk(20)
    with pytest.raises(embedded.EmbeddedError, match=r"disk of .* is full"):
        begin(empty_home)
    assert not list(empty_home.glob("postgres.making*"))
    small_disk(200)
    begin(empty_home)


async def test_a_full_disk_is_told_at_start_and_nothing_saved_is_lost(
    empty_home: Path, small_disk: Callable[[int], None]
) -> None:
    small_disk(200)
    await query(embedded.url(begin(empty_home)), "CREATE TABLE kept AS SELECT 1 AS n")
    embedded.leave(empty_home)
    filler = empty_home / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as filling:
        while True:
            filling.write(bytes(1 << 16))
    with (empty_home / "postgres.log").open("ab") as log:
        log.write(b"\n" * (-log.tell() % 4096))  # not even the log has room for a word
    with pytest.raises(embedded.EmbeddedError, match=r"disk of .* is full"):
        begin(empty_home)
    filler.unlink()
    assert await query(embedded.url(begin(empty_home)), "SELECT n FROM kept") == 1
