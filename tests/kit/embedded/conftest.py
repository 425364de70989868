"""Homes for the embedded PostgreSQL, and other processes of Okno."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.kit import embedded
from tests.kit.embedded.ground import Okno, end


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine that takes long to stop a server is no failure."""
    monkeypatch.setattr(embedded, "STOP_SECONDS", 600)


@pytest.fixture
def okno() -> Iterator[Callable[..., Okno]]:
    """Start further Okno processes; whatever still lives at the end is killed."""
    started: list[Okno] = []

    def begin(*args: object, **kwargs: object) -> Okno:
        started.append(Okno(*args, **kwargs))
        return started[-1]

    with contextlib.ExitStack() as ending:
        yield begin
        for each in started:
            ending.enter_context(each.process)
            ending.callback(each.process.kill)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of a server that stopped well, so that not every test must make its own."""
    folder = tmp_path_factory.mktemp("made")
    embedded.start(folder, say=print)
    embedded.leave(folder)
    return folder / "postgres"


@pytest.fixture
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home that is not there yet; the server that a test leaves in it is ended."""
    folder = tmp_path_factory.mktemp("okno")
    yield folder / "home"
    end(folder / "home")
    shutil.rmtree(folder)


@pytest.fixture
def used_home(empty_home: Path, made: Path) -> Path:
    empty_home.mkdir()
    shutil.copytree(made, empty_home / "postgres")
    return empty_home
