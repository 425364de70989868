"""The timetable: each occurrence runs once, by whichever worker, and late only as far as is allowed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from app.kit.db import Database
from app.kit.live import Live
from app.schedule import JOBS, NIGHT, Job, Ticker, latest
from tests.cast import House

Worker = tuple[Database, Live]
SAMARA = ZoneInfo("Europe/Samara")
HOUR = timedelta(hours=1)


def job(run: Callable[[Database, Any], Awaitable[None]], when: Any = HOUR) -> Job:
    return Job(name=f"test {uuid4()}", when=when, late=HOUR, run=run)


def ticker(worker: Worker, *jobs: Job) -> Ticker:
    return Ticker(worker[0], None, "Europe/Samara", jobs)  # type: ignore[arg-type]


async def ticked(*tickers: Ticker) -> None:
    """One tick of each at the same time, and all that it began."""
    await asyncio.gather(*(each.tick() for each in tickers))
    await asyncio.gather(*(each.stop() for each in tickers))


async def slot(worker: Worker, job: Job) -> Any:
    return await worker[0].pool.fetchrow("SELECT * FROM schedule_slots WHERE job = $1", job.name)


async def age(worker: Worker, job: Job) -> None:
    """Its worker died six minutes ago."""
    await worker[0].pool.execute(
        "UPDATE schedule_slots SET claimed_at = claimed_at - interval '6 minutes' WHERE job = $1", job.name
    )


async def test_of_two_workers_one_runs_an_occurrence(worker_database: Worker) -> None:
    runs = []

    async def run(database: Database, store: Any) -> None:
        runs.append(1)
        await asyncio.sleep(0.05)

    the_job = job(run)
    await ticked(ticker(worker_database, the_job), ticker(worker_database, the_job))
    assert (await slot(worker_database, the_job))["finished_at"] is not None
    await age(worker_database, the_job)
    await ticked(ticker(worker_database, the_job))
    assert runs == [1]


async def test_what_a_killed_worker_left_is_taken_over_and_not_before(worker_database: Worker) -> None:
    runs = []

    async def run(database: Database, store: Any) -> None:
        runs.append(1)
        if len(runs) == 1:
            await asyncio.sleep(3600)

    the_job = job(run)
    dying = ticker(worker_database, the_job)
    await dying.tick()
    await asyncio.sleep(0)
    for task in dying._running.values():
        task.cancel()
    await ticked(ticker(worker_database, the_job))
    assert runs == [1], "the lease of the dead still stands"
    await age(worker_database, the_job)
    await ticked(ticker(worker_database, the_job))
    assert runs == [1, 1]


async def test_a_run_that_fails_is_tried_again(worker_database: Worker) -> None:
    runs = []

    async def run(database: Database, store: Any) -> None:
        runs.append(1)
        if len(runs) == 1:
            raise RuntimeError("no")

    the_job = job(run)
    await ticked(ticker(worker_database, the_job))
    assert (await slot(worker_database, the_job))["finished_at"] is None
    await age(worker_database, the_job)
    await ticked(ticker(worker_database, the_job))
    assert (await slot(worker_database, the_job))["finished_at"] is not None


async def test_every_job_of_the_timetable_runs_on_a_real_house(house: House, worker_database: Worker) -> None:
    class NoBlobs:
        async def aged(self, *_: object) -> Any:
            return
            yield

        async def delete(self, *_: object) -> None:
            return None

    for each in JOBS:
        await each.run(worker_database[0], NoBlobs())  # type: ignore[arg-type]


def test_occurrences_are_read_in_the_zone_of_the_installation() -> None:
    nightly = Job(name="x", when="10 3 * * *", late=NIGHT, run=nothing)
    at_noon = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert latest(nightly, at_noon, SAMARA) == datetime(2026, 11, 21, 23, 10, tzinfo=UTC)


def test_of_several_missed_occurrences_the_last_runs_and_one_too_late_does_not() -> None:
    weekly = Job(name="x", when="0 9 * * mon-fri", late=HOUR, run=nothing)
    friday = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    assert latest(weekly, friday + HOUR, SAMARA) == friday
    assert latest(weekly, friday + HOUR + timedelta(seconds=1), SAMARA) is None
    assert latest(weekly, friday + timedelta(days=1), SAMARA) is None, "Saturday is not a weekday"
    hourly = Job(name="x", when=HOUR, late=HOUR, run=nothing)
    assert latest(hourly, friday + timedelta(minutes=59), SAMARA) == friday
    prompt = Job(name="x", when=HOUR, late=timedelta(minutes=10), run=nothing)
    assert latest(prompt, friday + timedelta(minutes=11), SAMARA) is None


def test_days_of_the_week_are_written_by_name() -> None:
    with pytest.raises(ValueError, match="mon-fri"):
        Job(name="x", when="0 9 * * 1-5", late=HOUR, run=nothing)


def test_no_two_jobs_share_a_name() -> None:
    assert len({each.name for each in JOBS}) == len(JOBS)


async def nothing(database: Database, store: Any) -> None:
    """A job that does nothing."""
