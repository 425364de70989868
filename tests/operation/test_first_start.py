"""The first start: the demo is made once, its people get their ways in, and a half-made demo is told."""

import asyncio
import re
from pathlib import Path

import msgspec
import pytest
from litestar.testing import AsyncTestClient

from app.cli import preparing
from app.cli.preparing import UNFINISHED, bring_up_to_date, first_demo
from app.cli.refusals import Refused
from app.cli.welcome import greet
from app.config import Config
from app.database import access
from app.main import create_app


class Interrupted(Exception):
    """Somebody pulled the plug."""


LINK = re.compile(r"/sign-in/[\w-]{44}")


@pytest.fixture
def fresh(empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An installation that was never started, with a demo of few clients."""
    monkeypatch.setattr(preparing, "CLIENTS", 6)
    return Config(home=str(tmp_path), database_url=empty)


def started(config: Config) -> None:
    bring_up_to_date(config, None)
    first_demo(config, None)


async def test_the_printed_link_lets_vera_in_with_her_clients(
    fresh: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    await asyncio.to_thread(started, fresh)
    capsys.readouterr()
    await asyncio.to_thread(greet, fresh, None)
    said = capsys.readouterr().out
    assert {name for name in NAMES if f"({name}, " in said} == NAMES
    assert "█" in said, "a code for the camera"
    async with AsyncTestClient(create_app(fresh, access(fresh, "app"))) as browser:
        vera = LINK.search(said)
        assert vera
        answer = await browser.get(vera[0], follow_redirects=False)
        assert answer.status_code == 303
        assert (await browser.get("/api/me")).json()["person"]["handle"] == "vera"
        assert len((await browser.get("/api/book")).json()["clients"]) == 3


NAMES = {"vera", "oleg", "irina", "sofia", "timur", "lev", "alla", "petr"}


async def test_the_second_start_makes_nothing_and_its_links_are_new(
    fresh: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    await asyncio.to_thread(started, fresh)
    await asyncio.to_thread(greet, fresh, None)
    first = capsys.readouterr().out
    await asyncio.to_thread(started, fresh)
    await asyncio.to_thread(greet, fresh, None)
    second = capsys.readouterr().out
    assert len(LINK.findall(second)) == len(NAMES)
    assert not set(LINK.findall(first)) & set(LINK.findall(second))


async def test_a_demo_whose_making_was_interrupted_is_told_at_the_next_start(
    fresh: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> int:
        raise Interrupted

    await asyncio.to_thread(bring_up_to_date, fresh, None)
    with monkeypatch.context() as interrupted:
        interrupted.setattr(preparing, "make_demo", die)
        with pytest.raises(Interrupted):
            await asyncio.to_thread(first_demo, fresh, None)
    assert (fresh.folder / UNFINISHED).exists()
    with pytest.raises(Refused, match="interrupted"):
        await asyncio.to_thread(started, fresh)


async def test_outside_this_machine_no_link_is_printed(
    fresh: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    await asyncio.to_thread(started, fresh)
    capsys.readouterr()
    outside = msgspec.structs.replace(fresh, public_url="https://okno.example.ru")
    await asyncio.to_thread(greet, outside, None)
    said = capsys.readouterr().out
    assert "Okno is open at https://okno.example.ru" in said
    assert LINK.search(said) is None
