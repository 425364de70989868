"""The README stays true: every path and every command it names is there."""

import re
from pathlib import Path

import pytest

from app.cli import commands
from app.demo.anna import NAME

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"`(tests/[\w/.]+)`", TEXT)) | set(re.findall(r'src="([\w/.-]+)"', TEXT)))


@pytest.mark.parametrize("path", PATHS)
def test_every_path_named_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_command_named_exists() -> None:
    named = set(re.findall(r"`(?:\.venv/bin/)?okno (\w+)", TEXT))
    assert named
    assert named <= set(commands.commands)


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", TEXT)) <= targets


def test_the_client_it_invites_is_in_the_demo() -> None:
    assert re.findall(r'okno invite "(.+?)"', TEXT) == [NAME.written]
