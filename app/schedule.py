"""Every job that runs by the clock: one table, and the ticker that gives each occurrence to one worker.

Every worker looks each second which occurrence is due by its clock, and a row of `schedule_slots` decides who runs
it. An occurrence that was missed is run while it is not later than `late`; of several missed ones only the last. A run
that fails or dies is tried again within the same bound. APScheduler reads the crontab lines; its scheduler is not used,
because it keeps the hour of its next look: of a machine whose clock is set back two hours it would wait them out.
"""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import structlog
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

from app.agenda.reminding import remind_of_service
from app.clients.jobs import key_names
from app.clients.receptions import forget_receptions
from app.conversations.drafts import forget_drafts
from app.conversations.jobs import end_standing_in, move_chains, note_missed
from app.conversations.unwatched import watch_unwatched
from app.coverage.jobs import forget_coverage, look_for_gaps, watch_substitutions
from app.deliveries.devices import forget_pushes, forget_words_to_staff
from app.files.jobs import sweep_orphans
from app.handoffs.climbing import watch_questions
from app.kit import leases
from app.kit.blobs import Blobs
from app.kit.db import Database, Db
from app.loyalty.complaining import ask_the_unasked
from app.loyalty.jobs import count_day
from app.ownership.jobs import raise_due_events
from app.people.accounts import forget_staff_links
from app.people.devices import forget_devices
from app.people.notices import forget_notices
from app.people.queries import forget_links, forget_sessions
from app.sync.queries import forget_mutations
from app.window.queries import forget_windows
from bots.queries import forget_arrivals
from push.alerts import forget_alerts

log = structlog.get_logger()

TICK = 1.0  # seconds
RENEWAL = 60.0  # seconds between two signs of a running job; shorter than a slot's lease
FINISH = 5.0  # seconds a running job gets when the worker stops

Run = Callable[[Database, Blobs], Awaitable[None]]
When = str | timedelta


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """`when`: an interval, or a crontab line with days of the week by name; `late`: how late it may still run."""

    name: str
    when: When
    late: timedelta
    run: Run

    def __post_init__(self) -> None:
        # In APScheduler's crontab 1 is Tuesday: a digit there would fire a day late for ever.
        if isinstance(self.when, str) and re.search(r"\d", self.when.split()[4]):
            raise ValueError(f"{self.name}: write days of the week by name, such as mon-fri")


def in_each(act: Callable[[Database, UUID, Blobs], Awaitable[Any]]) -> Run:
    """Run `act` for each dealership; one that fails does not keep the others waiting."""

    async def run(database: Database, store: Blobs) -> None:
        failed: list[UUID] = []
        for dealership in await database.dealerships():
            try:
                await act(database, dealership, store)
            except Exception:
                log.exception("job failed here", dealership=dealership)
                failed.append(dealership)
        if failed:
            raise Unfinished

    return run


class Unfinished(Exception):
    """A job did its work in some dealerships only; the occurrence will be tried again."""


def older_than(days: int, forget: Callable[[Db, datetime], Awaitable[Any]]) -> Run:
    """Run `forget` in one unit of work of each dealership, for rows of that age."""

    async def act(database: Database, dealership: UUID, _: Blobs) -> None:
        await database.work(dealership, lambda db: forget(db, db.now - timedelta(days=days)))

    return in_each(act)


async def forget_claims(database: Database, _: Blobs) -> None:
    """Old occurrences, and leases whose holders died."""
    await leases.forget_slots(database, database.clock() - timedelta(days=90))
    await leases.forget_leases(database)


HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NIGHT = timedelta(hours=20)
FIVE_MINUTES = timedelta(minutes=5)

JOBS: tuple[Job, ...] = (
    Job(name="forget mutations", when="10 3 * * *", late=NIGHT, run=older_than(30, forget_mutations)),
    Job(name="forget arrivals", when="12 3 * * *", late=NIGHT, run=older_than(30, forget_arrivals)),
    Job(name="forget sessions", when="15 3 * * *", late=NIGHT, run=older_than(90, forget_sessions)),
    Job(name="forget links", when="20 3 * * *", late=NIGHT, run=older_than(90, forget_links)),
    Job(name="forget staff links", when="21 3 * * *", late=NIGHT, run=older_than(90, forget_staff_links)),
    Job(name="forget drafts", when="24 3 * * *", late=NIGHT, run=older_than(30, forget_drafts)),
    Job(name="forget notices", when="22 3 * * *", late=NIGHT, run=older_than(90, forget_notices)),
    Job(name="forget receptions", when="23 3 * * *", late=NIGHT, run=older_than(1_096, forget_receptions)),
    Job(name="forget pushes", when="24 3 * * *", late=NIGHT, run=older_than(30, forget_pushes)),
    Job(
        name="forget words to staff", when="26 3 * * *", late=NIGHT, run=older_than(30, forget_words_to_staff)
    ),
    Job(name="forget alerts", when="29 3 * * *", late=NIGHT, run=older_than(30, forget_alerts)),
    Job(name="forget devices", when="27 3 * * *", late=NIGHT, run=older_than(14, forget_devices)),
    Job(name="forget windows", when="28 3 * * *", late=NIGHT, run=older_than(90, forget_windows)),
    Job(name="forget claims", when="25 3 * * *", late=NIGHT, run=forget_claims),
    Job(name="key names", when="40 3 * * *", late=NIGHT, run=in_each(key_names)),
    Job(name="note missed answers", when=MINUTE, late=MINUTE, run=in_each(note_missed)),
    Job(name="watch the unwatched", when=MINUTE, late=MINUTE, run=in_each(watch_unwatched)),
    Job(name="end standing in", when=MINUTE, late=MINUTE, run=in_each(end_standing_in)),
    Job(name="watch substitutions", when=MINUTE, late=MINUTE, run=in_each(watch_substitutions)),
    Job(name="watch questions", when=MINUTE, late=MINUTE, run=in_each(watch_questions)),
    Job(name="move chains", when=MINUTE, late=MINUTE, run=in_each(move_chains)),
    Job(name="count loyalty", when="30 4 * * *", late=NIGHT, run=in_each(count_day)),
    Job(name="raise due events", when="30 5 * * *", late=NIGHT, run=in_each(raise_due_events)),
    Job(name="remind of service", when=FIVE_MINUTES, late=FIVE_MINUTES, run=in_each(remind_of_service)),
    Job(name="ask the unasked", when=FIVE_MINUTES, late=FIVE_MINUTES, run=in_each(ask_the_unasked)),
    Job(name="forget coverage", when="31 3 * * *", late=NIGHT, run=older_than(400, forget_coverage)),
    Job(name="look for gaps", when="45 5 * * *", late=NIGHT, run=in_each(look_for_gaps)),
    Job(name="sweep files", when=HOUR, late=HOUR, run=in_each(sweep_orphans)),
)


# --- the ticker


class Ticker:
    """Looks every second which occurrences are due, and runs those that this worker gets."""

    def __init__(self, database: Database, store: Blobs, zone: str, jobs: tuple[Job, ...] = JOBS) -> None:
        self._database, self._store, self._zone, self._jobs = database, store, ZoneInfo(zone), jobs
        self._settled: dict[str, datetime] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ticking = asyncio.Lock()
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Take nothing more; what runs may finish for a moment, the rest is left to another worker."""
        if self._looking:
            async with self._ticking:  # else a tick may be cut between its claim and its run
                self._looking.cancel()
        if self._running:
            _, slow = await asyncio.wait(self._running.values(), timeout=FINISH)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            await self.tick()
            await asyncio.sleep(TICK)

    async def tick(self) -> None:
        """Claim and begin what is due now."""
        async with self._ticking:
            now = self._database.clock()
            for job in self._jobs:
                try:
                    due = latest(job, now, self._zone)
                    if due and job.name not in self._running and self._settled.get(job.name) != due:
                        await self._claim(job, due)
                except Exception:
                    log.exception("slot not claimed", job=job.name)

    async def _claim(self, job: Job, due: datetime) -> None:
        if await leases.claim_slot(self._database, job.name, due):
            self._running[job.name] = asyncio.create_task(self._run(job, due))
        elif await leases.slot_finished(self._database, job.name, due):
            self._settled[job.name] = due

    async def _run(self, job: Job, due: datetime) -> None:
        sign = asyncio.create_task(self._show_life(job, due))
        try:
            await job.run(self._database, self._store)
            await leases.finish_slot(self._database, job.name, due)
            self._settled[job.name] = due
            log.info("job done", job=job.name, slot=due)
        except Exception:
            log.exception("job failed", job=job.name, slot=due)
        finally:
            sign.cancel()
            self._running.pop(job.name, None)

    async def _show_life(self, job: Job, due: datetime) -> None:
        while True:
            await asyncio.sleep(RENEWAL)
            with contextlib.suppress(Exception):
                await leases.renew_slot(self._database, job.name, due)


def latest(job: Job, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The last occurrence at or before `now`, unless it is later than the job allows."""
    due = last_interval(job.when, now) if isinstance(job.when, timedelta) else last_cron(job, now, zone)
    return due if due is not None and now - due <= job.late else None


def last_interval(every: timedelta, now: datetime) -> datetime:
    """Counted from a fixed instant, so that all workers see the same occurrences."""
    epoch = datetime(2020, 1, 1, tzinfo=UTC)
    return epoch + (now - epoch) // every * every


def last_cron(job: Job, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Clocks that are set back pass an hour twice: what is due in it is due the first time.

    Asked for what follows on an hour's second passage, APScheduler answers with the same one for ever, so each step
    begins an hour later.
    """
    trigger = CronTrigger.from_crontab(job.when, timezone=zone)
    found, following = None, trigger.get_next_fire_time(None, now - job.late)
    while following is not None and following <= now:
        if not following.fold:
            found = following
        later = following.astimezone(UTC) + (HOUR if following.fold else timedelta(microseconds=1))
        following = trigger.get_next_fire_time(None, later)
    return None if found is None else found.astimezone(UTC)
