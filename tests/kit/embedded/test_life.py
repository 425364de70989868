"""The embedded server with real processes: started, shared, killed, adopted, stopped."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from app.kit import embedded
from tests.kit.embedded.ground import Okno, begin, is_free, query, wait_until_gone


def mode(folder: str) -> int:
    return os.stat(folder).st_mode & 0o777


async def test_a_cold_start_makes_a_durable_utf8_database_on_a_private_socket_only(empty_home: Path) -> None:
    server = begin(empty_home)
    shown = await query(
        embedded.url(server),
        """SELECT array[current_database(), current_setting('fsync'), current_setting('synchronous_commit'),
            current_setting('listen_addresses'), current_setting('server_encoding'), lower('ЁЖ'),
            current_setting('data_checksums'), current_setting('max_connections')]""",
    )
    assert shown == ["okno", "on", "on", "", "UTF8", "ёж", "on", "100"]
    assert mode(server.dsn_host) == mode(str(empty_home / "postgres")) == 0o700


async def test_a_warm_start_finds_the_data_again(used_home: Path) -> None:
    first = begin(used_home)
    await query(embedded.url(first), "CREATE TABLE cars AS SELECT 'Лада' AS name")
    embedded.leave(used_home)
    second = begin(used_home)
    assert second.pid != first.pid
    assert await query(embedded.url(second), "SELECT name FROM cars") == "Лада"


async def test_a_dropped_database_is_made_again_at_the_next_start(used_home: Path) -> None:
    server = begin(used_home)
    await query(embedded.url(server, "postgres"), "DROP DATABASE okno")
    begin(used_home)
    assert await query(embedded.url(server), "SELECT current_database()") == "okno"


def test_the_server_inherits_no_secret_no_terminal_and_no_session(
    used_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKNO_MASTER_KEY", "do-not-tell")
    monkeypatch.setenv("PGDATA", "/nowhere")
    pid = begin(used_home).pid
    assert b"do-not-tell" not in Path(f"/proc/{pid}/environ").read_bytes()
    assert os.getsid(pid) == pid
    assert [os.readlink(f"/proc/{pid}/fd/{n}") for n in (0, 1, 2)] == [
        "/dev/null",
        str(used_home / "postgres.log"),
        str(used_home / "postgres.log"),
    ]


async def test_the_log_tells_no_values_of_a_failed_statement(used_home: Path) -> None:
    url = embedded.url(begin(used_home))
    await query(url, "CREATE TABLE phones AS SELECT '+79990001122' AS phone")
    await query(url, "CREATE UNIQUE INDEX ON phones (phone)")
    for wrong in ("INSERT INTO phones VALUES ('+79990001122')", "SELECT '+79990001122'::uuid"):
        with pytest.raises(asyncpg.PostgresError):
            await query(url, wrong)
    assert "79990001122" not in (used_home / "postgres.log").read_text()


def test_a_second_process_adopts_and_the_last_one_out_stops_the_server(
    used_home: Path, okno: Callable[..., Okno]
) -> None:
    mine = begin(used_home)
    other = okno(used_home)
    assert other.answer()["pid"] == mine.pid
    embedded.leave(used_home)
    assert not is_free(used_home / "postgres.alive")
    other.leave()
    assert is_free(used_home / "postgres.alive")
    assert not (used_home / "postgres" / "postmaster.pid").exists()


def test_processes_that_start_at_once_share_one_server(empty_home: Path, okno: Callable[..., Okno]) -> None:
    together = [okno(empty_home) for _ in range(4)]
    assert len({each.answer()["pid"] for each in together}) == 1


def test_a_second_start_in_the_same_process_changes_nothing_and_one_leave_is_enough(used_home: Path) -> None:
    assert begin(used_home) == begin(used_home)
    embedded.leave(used_home)
    embedded.leave(used_home)
    assert is_free(used_home / "postgres.alive")


def test_after_sigkill_of_its_starter_the_server_lives_and_is_adopted(
    used_home: Path, okno: Callable[..., Okno]
) -> None:
    starter = okno(used_home)
    pid = starter.answer()["pid"]
    starter.kill()
    assert begin(used_home).pid == pid
    embedded.leave(used_home)
    assert is_free(used_home / "postgres.alive")


async def test_a_killed_server_is_started_again_with_every_commit(used_home: Path) -> None:
    first = begin(used_home)
    await query(embedded.url(first), "CREATE TABLE visits AS SELECT generate_series(1, 1000) AS n")
    os.kill(first.pid, signal.SIGKILL)
    wait_until_gone(used_home)
    second = embedded.ensure_running(used_home, say=print)
    assert second.pid != first.pid
    assert await query(embedded.url(second), "SELECT count(*) FROM visits") == 1000
    assert embedded.ensure_running(used_home, say=print) == second


def test_when_the_server_dies_every_process_comes_back_to_the_same_new_one(
    used_home: Path, okno: Callable[..., Okno]
) -> None:
    first = begin(used_home)
    other = okno(used_home)
    assert other.answer()["pid"] == first.pid
    os.kill(first.pid, signal.SIGKILL)
    wait_until_gone(used_home)
    third = okno(used_home).answer()
    assert third["pid"] not in (None, first.pid)
    assert embedded.ensure_running(used_home, say=print).pid == third["pid"]


async def test_after_sigkill_of_everything_the_next_start_recovers(
    used_home: Path, okno: Callable[..., Okno]
) -> None:
    starter = okno(used_home)
    answer = starter.answer()
    await query(answer["url"], "CREATE TABLE kept AS SELECT 1 AS n")
    starter.kill()
    os.kill(answer["pid"], signal.SIGKILL)
    assert await query(embedded.url(begin(used_home)), "SELECT n FROM kept") == 1


@pytest.mark.parametrize("left", ["{me}\n/data\n0\n5432\n/run\n\n1 1\nready   \n", "", "12"])
def test_a_pid_file_that_is_torn_or_names_a_strangers_process_does_not_stop_a_start(
    used_home: Path, left: str
) -> None:
    first = begin(used_home)
    os.kill(first.pid, signal.SIGKILL)
    wait_until_gone(used_home)
    (used_home / "postgres" / "postmaster.pid").write_text(left.format(me=os.getpid()))
    assert begin(used_home).pid != os.getpid()


def test_a_start_killed_in_the_middle_of_making_the_database_leaves_no_half_database(
    empty_home: Path,
) -> None:
    making = empty_home / "postgres.making"
    making.mkdir(parents=True)
    (making / "PG_VERSION").write_text("18")
    begin(empty_home)
    assert not making.exists()


def test_a_server_that_is_stopping_is_waited_for(used_home: Path, okno: Callable[..., Okno]) -> None:
    other = okno(used_home)
    pid = other.answer()["pid"]
    other.process.stdin.write("leave\n")
    other.process.stdin.flush()
    with (used_home / "postgres.in-use").open("a") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_EX)  # it has let go: from now on it stops the server
    assert begin(used_home).pid != pid


def test_processes_of_an_earlier_server_that_never_end_are_named(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "ORPHAN_SECONDS", 0)
    empty_home.mkdir()
    with (empty_home / "postgres.alive").open("a") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        with pytest.raises(embedded.EmbeddedError, match=r"still hold .*fuser -v"):
            begin(empty_home)


def test_a_refused_start_does_not_count_as_use(used_home: Path, okno: Callable[..., Okno]) -> None:
    other = okno(used_home)
    other.answer()
    with pytest.raises(embedded.EmbeddedError):
        begin(used_home, bin_dir=used_home)
    other.leave()
    assert is_free(used_home / "postgres.alive")


def test_a_server_that_okno_did_not_start_is_not_disturbed(used_home: Path) -> None:
    begin(used_home)
    embedded.leave(used_home)
    data = str(used_home.resolve() / "postgres")
    stranger = subprocess.Popen([sys.executable, "-c", "input()", "-D", data], stdin=subprocess.PIPE)
    (used_home / "postgres" / "postmaster.pid").write_text(
        f"{stranger.pid}\n{data}\n0\n5432\n/nowhere\n\n\nready\n"
    )
    with pytest.raises(embedded.EmbeddedError, match=f"kill -INT {stranger.pid}"):
        begin(used_home)
    stranger.communicate(b"\n")
