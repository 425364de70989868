"""The commands: what they do, and the one sentence they say when they cannot."""

import asyncio
import errno
import hashlib
import logging
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from click.testing import CliRunner, Result

from app.cli import commands, waiting
from app.config import Config
from app.database import access, open_database
from app.serving import why_not_listening
from tests.cast import House, open_house
from tests.conftest import free_port, log_plainly
from tests.operation.ground import okno


@pytest.fixture
async def inhabited(migrated: str, tmp_path: Path) -> AsyncIterator[tuple[str, House]]:
    """The URL of a database with one dealership, and the dealership."""
    config = Config(home=str(tmp_path), database_url=migrated)
    database, _ = await open_database(config, access(config, "app"), size=2)
    yield migrated, await open_house(database, "http://localhost:1")
    await database.close()


async def run(home: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own."""
    return await asyncio.to_thread(okno, home, *arguments, **more)


@pytest.fixture
def say(tmp_path: Path) -> Iterator[Callable[..., Result]]:
    """Run a command inside the tests' process, which is faster; what it sets up in the process is undone."""

    def invoke(*arguments: str, **settings: str) -> Result:
        names = [name for name in os.environ if name.startswith("OKNO_")]
        return CliRunner().invoke(
            commands,
            arguments,
            prog_name="okno",
            env=dict.fromkeys(names) | {"OKNO_HOME": str(tmp_path)} | settings,  # type: ignore[arg-type]
        )

    handlers = logging.root.handlers[:]
    signals = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield invoke
    log_plainly()
    logging.root.handlers[:] = handlers
    for number, handler in signals.items():
        signal.signal(number, handler)


def refused(done: subprocess.CompletedProcess[str] | Result) -> str:
    """The sentence of a refusal: one line on stderr, exit code 1."""
    code = done.exit_code if isinstance(done, Result) else done.returncode
    assert (code, done.stdout) == (1, ""), done.stderr
    assert done.stderr.startswith("okno: ")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


# --- a database that is away


@pytest.mark.parametrize("command", [("migrate",), ("link", "vera"), ("serve",)])
def test_a_database_that_is_away_is_waited_for_a_moment_and_then_named_with_what_to_do(
    say: Callable[..., Result], command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 1.2)
    where = f"127.0.0.1:{free_port()}"
    url = f"postgresql://okno:secret@{where}/okno"
    done = say(*command, OKNO_DATABASE_URL=url, OKNO_PORT=str(free_port()))
    assert (done.exit_code, done.stdout) == (1, "")
    waited, said = done.stderr.splitlines()
    assert waited == f"Waiting for the database at {where} …"
    assert said.startswith(f"okno: The database at {where} does not answer: start it, or correct")
    assert "secret" not in done.stderr


async def test_a_database_that_comes_late_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [ConnectionRefusedError(), asyncpg.CannotConnectNowError(), "a connection"]

    async def connect(*_: object, **__: object) -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(asyncpg, "connect", connect)
    monkeypatch.setattr(waiting, "AGAIN", 0.01)
    assert await waiting.connected("postgresql://okno@db/okno") == "a connection"
    assert capsys.readouterr().err == "Waiting for the database at db:5432 …\n"


# --- migrate


async def test_two_that_migrate_at_once_both_succeed(empty: str, tmp_path: Path) -> None:
    both = await asyncio.gather(*(run(tmp_path, "migrate", OKNO_DATABASE_URL=empty) for _ in range(2)))
    assert [done.returncode for done in both] == [0, 0], [done.stderr for done in both]


@pytest.mark.parametrize("command", ["api", "work"])
def test_a_schema_that_is_missing_is_refused_with_what_to_do(
    empty: str, say: Callable[..., Result], command: str
) -> None:
    assert "run `okno migrate`" in refused(say(command, OKNO_DATABASE_URL=empty, OKNO_PORT=str(free_port())))


@pytest.fixture
async def newer(migrated: str) -> str:
    connection = await asyncpg.connect(migrated)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()
    return migrated


@pytest.mark.parametrize("command", ["api", "work", "migrate", "serve"])
def test_a_schema_of_a_newer_version_is_refused_by_all_who_would_work_on_it(
    newer: str, say: Callable[..., Result], command: str
) -> None:
    sentence = refused(say(command, OKNO_DATABASE_URL=newer, OKNO_PORT=str(free_port())))
    assert "schema 9999" in sentence
    assert "Start that version" in sentence


def test_a_login_that_row_security_does_not_bind_is_refused(
    migrated: str, say: Callable[..., Result]
) -> None:
    urls = ("OKNO_DATABASE_URL", "OKNO_DATABASE_WORKER_URL", "OKNO_DATABASE_OWNER_URL")
    sentence = refused(say("work", **dict.fromkeys(urls, migrated)))
    assert "is a superuser" in sentence
    assert "OKNO_DATABASE_WORKER_URL" in sentence


# --- link, token, dsn


async def test_a_link_signs_in_once(home: Path, config: Config, house: House) -> None:
    """Made by a process of its own on the embedded server that the site uses too."""
    done = await run(home, "link", f"{await code_of(house)}/vera", port=config.port)
    link = done.stdout.strip()
    async with httpx.AsyncClient() as browser:
        opened = await browser.get(link)
        assert (opened.status_code, opened.headers["location"]) == (303, "/")
        assert (await browser.get(f"{config.site}/api/me")).json()["person"]["handle"] == "vera"
    async with httpx.AsyncClient() as another:
        again = await another.get(link)
        assert (again.status_code, again.json()["code"]) == (410, "link_used")


async def code_of(house: House) -> str:
    code = await house.unit(lambda db: db.value("SELECT code FROM dealerships WHERE id = $1"))
    return str(code).lower()


async def test_a_person_is_found_by_name_with_or_without_the_dealership(
    inhabited: tuple[str, House], say: Callable[..., Result]
) -> None:
    url, house = inhabited
    names = ("vera", f"{await code_of(house)}/vera", "VERA")
    links = [await asyncio.to_thread(say, "link", name, OKNO_DATABASE_URL=url) for name in names]
    assert [done.exit_code for done in links] == [0, 0, 0], links
    assert len({done.stdout for done in links}) == 3
    assert all(done.stdout.startswith("http://localhost:8000/sign-in/") for done in links)


async def test_nobody_and_several_of_a_name_are_refused(
    inhabited: tuple[str, House], say: Callable[..., Result]
) -> None:
    url, house = inhabited
    nobody = await asyncio.to_thread(say, "link", "zzz", OKNO_DATABASE_URL=url)
    assert "There is no person 'zzz'" in refused(nobody)
    await open_house(house.database, house.site)
    several = refused(await asyncio.to_thread(say, "token", "vera", OKNO_DATABASE_URL=url))
    assert "works in several dealerships" in several
    assert f"{await code_of(house)}/vera" in several


async def test_a_token_is_journaled_as_a_session_and_only_its_hash_is_kept(
    inhabited: tuple[str, House], say: Callable[..., Result]
) -> None:
    url, house = inhabited
    token = (await asyncio.to_thread(say, "token", "vera", OKNO_DATABASE_URL=url)).stdout.strip()
    entries = await house.unit(
        lambda db: db.rows(
            "SELECT actor_id, facts FROM entries WHERE dealership_id = $1 AND kind = 'session.opened'"
        )
    )
    assert [(row["actor_id"], row["facts"]) for row in entries] == [(house.people["vera"], {"how": "bearer"})]
    kept = await house.unit(lambda db: db.row("SELECT * FROM sessions WHERE dealership_id = $1"))
    assert kept["token_hash"] == hashlib.sha256(token.encode()).digest()


async def test_the_tools_url_sees_every_dealership(
    inhabited: tuple[str, House], say: Callable[..., Result]
) -> None:
    url, house = inhabited
    done = await asyncio.to_thread(say, "dsn", OKNO_DATABASE_URL=url)
    connection = await asyncpg.connect(done.stdout.strip())
    try:
        assert await connection.fetchval("SELECT current_user") == "okno_tools"
        assert await connection.fetchval("SELECT count(*) FROM persons") == len(house.people)
    finally:
        await connection.close()


# --- refusals


def test_a_taken_port_is_named_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = refused(okno(tmp_path / "home", "serve", port=port))
    assert f"Port {port}" in sentence
    assert "OKNO_PORT" in sentence
    assert not (tmp_path / "home" / "postgres").exists()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"OKNO_HOME": "/dev/null"}, "OKNO_HOME"),
        ({"OKNO_PORT": "0"}, "OKNO_PORT is '0'"),
        ({"OKNO_COLOUR": "blue"}, "OKNO_COLOUR"),
    ],
)
def test_what_keeps_it_from_starting_is_named(
    say: Callable[..., Result], settings: dict[str, str], named: str
) -> None:
    assert named in refused(say("serve", **settings))


@pytest.mark.parametrize(
    ("number", "named"), [(errno.EACCES, "OKNO_PORT"), (errno.EADDRNOTAVAIL, "OKNO_HOST is '10.1.2.3'")]
)
def test_an_address_that_cannot_be_opened_is_named(number: int, named: str) -> None:
    assert named in why_not_listening(Config(host="10.1.2.3", port=80), OSError(number, ""))


def test_wrong_usage_is_told_with_another_exit_code(say: Callable[..., Result]) -> None:
    assert say("link").exit_code == 2
    assert say("dance").exit_code == 2


def test_the_settings_are_shown_and_the_secrets_are_not(say: Callable[..., Result]) -> None:
    shown = say("config", OKNO_TELEGRAM_TOKEN="1234:secret-secret", OKNO_PORT="8123").stdout
    assert "OKNO_PORT=8123" in shown
    assert "OKNO_PUBLIC_URL=http://localhost:8123" in shown
    assert "OKNO_TELEGRAM_TOKEN=••••" in shown
    assert "secret" not in shown
