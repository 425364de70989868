"""One loaded process for all storms; a house alone in its database; the seed at the top, the figures at the end."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from msgspec.structs import replace

from app.config import Config
from app.kit.clock import clock_from
from tests.bots.conftest import alone, alone_database, cloud, nursery, only_house
from tests.cast import House
from tests.chaos.profile import FULL, SEED
from tests.chaos.report import Report
from tests.chaos.season import NIGHT, Season
from tests.fakes.telegram import FakeTelegram
from tests.push.conftest import service
from tests.serving import set_clock

__all__ = ["alone", "alone_database", "cloud", "nursery", "only_house", "service"]


@pytest.fixture(scope="package")
def report() -> Iterator[Report]:
    report = Report()
    yield report
    print(f"\nchaos: {'long' if FULL else 'short'} profile, seed {SEED} (OKNO_CHAOS_SEED repeats its plan)")
    print(report.text())


@pytest.fixture
def chance() -> Random:
    """Everything that is left to chance comes from one printed seed."""
    print("seed", SEED)
    return Random(SEED)


@pytest.fixture
async def season(
    alone: Config, only_house: House, cloud: FakeTelegram, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Season]:  # fmt: skip
    token = f"{uuid4().int % 10**9 + 10**9}:secret"
    bot, clock = cloud.add_bot(token), tmp_path / "now"
    moved = replace(alone, telegram_token=token, telegram_api_url=cloud.url, clock=f"file:{clock}")
    set_clock(clock, NIGHT)
    monkeypatch.setattr(only_house.database, "clock", clock_from(moved.clock))
    yield Season(only_house, cloud, bot, moved, clock)
    assert cloud.ledger.violations(bot=bot.id) == []
