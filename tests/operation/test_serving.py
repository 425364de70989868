"""`okno serve` as a whole: it mends what dies, ends with everything, and comes back.

One installation lives through this file from its start to its end, for each start takes seconds.
"""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from tests.cast import open_house
from tests.operation.conftest import inside
from tests.operation.ground import PATIENCE, Serving, gone, still_there, until


def test_it_says_where_it_is_open_where_data_lives_and_that_the_bot_is_off(running: Serving) -> None:
    until(lambda: "bot: off" in running.said, "the welcome is printed")
    assert f"Okno is open at {running.site}" in running.said
    assert f"data: {running.home}" in running.said


def test_ready_names_the_worker_and_the_bot(running: Serving) -> None:
    def working() -> bool:
        answer = running.get("/ready")
        return answer is not None and answer.json()["worker"] == "working"

    until(working, "the worker shows its heartbeat")
    answer = running.get("/ready")
    assert answer is not None
    assert answer.json() == {
        "state": "ready", "database": "ready", "schema": "ready", "worker": "working", "bot": "off",
        "warnings": [],
    }  # fmt: skip


def test_a_killed_api_comes_back_and_its_callers_only_wait(running: Serving) -> None:
    killed = until(lambda: running.child("api"), "the API runs")
    killed.send_signal(signal.SIGKILL)
    until(lambda: gone(killed), "it is dead")
    assert httpx.get(running.site + "/health", timeout=PATIENCE).status_code == 200
    assert until(lambda: running.child("api"), "another API runs").pid != killed.pid


def test_a_killed_worker_comes_back(running: Serving) -> None:
    killed = until(lambda: running.child("work"), "the worker runs")
    killed.send_signal(signal.SIGKILL)
    until(lambda: (new := running.child("work")) and new.pid != killed.pid, "another worker runs")


def test_a_killed_database_server_comes_back_under_the_running_processes(running: Serving) -> None:
    api, killed = until(lambda: running.child("api"), "the API runs"), psutil.Process(running.postmaster())
    killed.send_signal(signal.SIGKILL)
    until(lambda: gone(killed), "it is dead")
    running.ready()
    assert running.postmaster() != killed.pid
    assert not gone(api), "the API needed no new start"


async def test_it_stops_with_open_streams_and_leaves_no_process_behind(running: Serving) -> None:
    async with inside(running.home) as database:
        house = await open_house(database, running.site)
        client = await house.as_("vera")
    until(lambda: running.child("work"), "the worker runs")
    async with client, client.stream("GET", "/sync/stream") as stream:
        assert stream.status_code == 200
        family = running.family()
        assert len(family) >= 4, "parent, API, worker, database"
        assert running.stop() == 0
    until(lambda: not still_there(family), "every process has ended")


def test_it_starts_again_and_when_the_parent_is_killed_everything_ends_with_it(
    running: Serving, start: Callable[..., Serving]
) -> None:
    again = start(running.home, port=running.port).ready()
    until(lambda: again.child("work"), "the worker runs")
    family = again.family()
    again.process.send_signal(signal.SIGKILL)
    until(lambda: not still_there(family), "every process has ended")


def test_a_signal_during_the_start_ends_it_too(start: Callable[..., Serving], tmp_path: Path) -> None:
    serving = start(tmp_path / "home")
    until(lambda: (serving.home / "postgres.log").exists(), "the database starts")
    assert serving.stop() == 0
    until(lambda: not psutil.pid_exists(serving.process.pid), "it has ended")


def test_a_signal_while_code_is_loaded_ends_a_process_on_the_spot() -> None:
    """Types are built while they are imported, in code that a handler's exception would break."""
    loading = (
        "import os, signal\n"
        "from app.cli.running import life\n"
        "with life(False):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        signal.pause()\n"
        "    except BaseException as broken:\n"
        "        print('an import broke:', repr(broken))\n"
        "        raise\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", loading], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
