"""Workers whose machine's clock jumps, by `faketime`, beside a database whose clock does not."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.config import Config
from tests.chaos.crew import soon
from tests.chaos.profile import FULL
from tests.chaos.season import EARLY, GOOD, NIGHT, Season, once_each
from tests.operation.ground import environment

LIBRARY = "/usr/lib/**/faketime/libfaketime.so.1"


@pytest.fixture(scope="module")
def library() -> Path:
    """What stands between a program and the machine's clock. CI installs it; elsewhere it may be missing."""
    if not FULL:
        pytest.skip("in the short profile tests/operation/test_clock_jumps.py moves the clocks")
    found = next(iter(Path("/").glob(LIBRARY.lstrip("/"))), None)
    if found is None and "CI" not in os.environ:
        pytest.skip("faketime is not installed here (apt-get install faketime)")
    assert found, "faketime is not installed: .ci/run asks for it"
    return found


class Faked:
    """A worker that believes what its file says."""

    def __init__(self, config: Config, library: Path, folder: Path, name: str) -> None:
        self._file, self._log = folder / f"{name}.offset", folder / f"{name}.log"
        self.jump(NIGHT)
        assert config.telegram_token
        settings = {
            "OKNO_DATABASE_URL": config.database_url or "",
            "OKNO_TELEGRAM_TOKEN": config.telegram_token,
            "OKNO_TELEGRAM_API_URL": config.telegram_api_url,
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "work"],
                env=environment(Path(config.home), config.port, settings),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def jump(self, to: datetime) -> None:
        """The machine's clock is set; from here on it runs."""

        fresh = self._file.with_suffix(".fresh")
        fresh.write_text(f"{(to - datetime.now(UTC)).total_seconds():+.0f}s\n")
        fresh.replace(self._file)

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        self.process.kill()
        self.process.wait()


@pytest.fixture
def two(season: Season, library: Path, tmp_path: Path) -> Iterator[tuple[Faked, Faked]]:
    one, other = (Faked(season.config, library, tmp_path, name) for name in ("one", "other"))
    yield one, other
    one.end()
    other.end()


async def holders(season: Season) -> set[UUID]:
    """Who polls the bot now."""
    sql = "SELECT holder FROM leases WHERE name LIKE 'poller:%' AND until_at > now()"
    return {row["holder"] for row in await season.house.database.pool.fetch(sql)}


async def test_the_clock_of_a_worker_jumps_and_nobody_is_asked_twice_or_forgotten(
    season: Season, two: tuple[Faked, Faked]
) -> None:
    one, other = two
    await season.fill(of_all=12, too_late=2)
    held = await holders(season)
    # Past every jump: what was put by a clock that ran ahead is due by that clock.
    season.now = GOOD + timedelta(hours=2, minutes=20)
    for first, second in (
        (EARLY, EARLY),
        (GOOD, EARLY),  # the one may ask
        (GOOD + timedelta(hours=2), GOOD - timedelta(hours=2)),
        (GOOD - timedelta(hours=1), GOOD + timedelta(hours=2, minutes=10)),  # set back, it does not wait
        (season.now, season.now),
    ):
        one.jump(first)
        other.jump(second)
        await soon(lambda first=first: season.looked(first), f"somebody looked at {first}")  # type: ignore[misc]
        held |= await holders(season)
    await soon(season.all_asked, "everybody is asked")
    await soon(season.rested, "everything is sent")
    assert len(held) == 1, "nobody took the bot's line from a living worker"
    await once_each(season)
