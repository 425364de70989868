"""The embedded server under root and under ordinary users."""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.kit import embedded
from app.kit.embedded.place import system_folder
from tests.kit.embedded.ground import REPOSITORY, Okno, begin, end, is_free

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def python_for(user: int) -> str:
    """An interpreter that an ordinary user can reach; root's own may be hidden below /root."""
    for python in (sys.executable, "/usr/bin/python3"):
        asked = [python, "-c", "import sys, app.kit.embedded as e; sys.exit(sys.version_info < (3, 11))"]
        with contextlib.suppress(OSError):
            if subprocess.run(asked, cwd=REPOSITORY, user=user, capture_output=True).returncode == 0:
                return python
    pytest.skip("no Python 3.11 that an ordinary user can reach together with this folder")


@pytest.fixture
def nobody(empty_home: Path) -> int:
    """An ordinary user who owns the parent folder of the home."""
    uid = pwd.getpwnam("nobody").pw_uid
    for folder in empty_home.parents:
        if folder.owner() == "root" and folder.stat().st_mode & 0o005 == 0:
            folder.chmod(folder.stat().st_mode | 0o011)
    os.chown(empty_home.parent, uid, -1)
    return uid


def libraries() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def test_an_ordinary_user_runs_the_same(empty_home: Path, nobody: int, okno: Callable[..., Okno]) -> None:
    python = python_for(nobody)
    first = okno(empty_home, python, user=nobody, env=libraries())
    second = okno(empty_home, python, user=nobody, env=libraries())
    pids = {first.answer().get("pid"), second.answer().get("pid")}
    assert len(pids) == 1
    assert Path(f"/proc/{pids.pop()}").stat().st_uid == nobody
    first.leave()
    second.leave()
    assert is_free(empty_home / "postgres.alive")


def test_a_folder_that_is_not_writable_is_refused_in_a_sentence(
    empty_home: Path, nobody: int, okno: Callable[..., Okno]
) -> None:
    os.chown(empty_home.parent, 0, -1)
    error = okno(empty_home, python_for(nobody), user=nobody, env=libraries()).answer()["error"]
    assert error.startswith(f"Okno cannot keep its database in {empty_home}: Permission denied")
    assert "OKNO_HOME" in error


def test_the_data_of_another_user_is_refused_with_the_name(
    empty_home: Path, nobody: int, okno: Callable[..., Okno]
) -> None:
    empty_home.mkdir()
    (empty_home / "postgres").mkdir()
    os.chown(empty_home, nobody, -1)
    error = okno(empty_home, python_for(nobody), user=nobody, env=libraries()).answer()["error"]
    assert "belongs to user root" in error


def test_root_never_runs_the_server_as_root_even_where_namespaces_are_forbidden(
    empty_home: Path, tmp_path: Path, okno: Callable[..., Okno]
) -> None:
    first = okno(empty_home, env={"PATH": str(tmp_path)})  # no `unshare` to be found
    answer = first.answer()
    assert any("system user" in line for line in answer["said"]), answer
    assert Path(f"/proc/{answer['pid']}").stat().st_uid != 0
    try:
        # Where the data already is decides, also when a namespace is allowed now.
        assert begin(empty_home).pid == answer["pid"]
        first.leave()
        embedded.leave(empty_home)
        assert is_free(empty_home / "postgres.alive")
    finally:
        end(empty_home)
        shutil.rmtree(system_folder(empty_home))


def test_root_serves_the_data_of_an_ordinary_user_as_that_user(
    empty_home: Path, nobody: int, okno: Callable[..., Okno]
) -> None:
    first = okno(empty_home, python_for(nobody), user=nobody, env=libraries())
    assert "pid" in first.answer()
    first.leave()
    assert Path(f"/proc/{begin(empty_home).pid}").stat().st_uid == nobody
