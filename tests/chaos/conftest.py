"""One loaded process for all storms; the seed at the top, the figures at the end."""

from collections.abc import Iterator

import pytest

from tests.bots.nursery import Nursery
from tests.chaos.profile import FULL, SEED
from tests.chaos.report import Report


@pytest.fixture(scope="package")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    try:
        yield nursery.ready()
    finally:
        nursery.close()


@pytest.fixture(scope="package")
def report() -> Iterator[Report]:
    report = Report()
    yield report
    print(f"\nchaos: {'long' if FULL else 'short'} profile, seed {SEED} (OKNO_CHAOS_SEED repeats its plan)")
    print(report.text())
    report.keep()
