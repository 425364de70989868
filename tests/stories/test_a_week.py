"""A week of a house, at the clock's own pace: two managers with schedules of their own, a night on call, nights with
nobody, leave, illness at noon, clocks that are put back, a worker that is away for three hours; clients who write at
every hour. Nobody waits in the dark, and the figures are those of the raw times."""

import math
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.conversations.actions import reply
from app.conversations.asking import ANSWERS
from app.conversations.jobs import note_missed
from app.conversations.model import Reply
from app.conversations.promises import open_promise
from app.conversations.watching import watch_due
from app.coverage.ladder import here_at
from app.coverage.model import NewAbsence, PlanChange, Span
from app.coverage.scheduling import change_schedule, go_away, roster_now
from app.insight.keeping import promise_board
from app.insight.rules import share
from app.journal.jobs import read_followups
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.menu import judging, urgency
from app.sync.queries import flush
from app.worker import ACTS
from tests.cast import House, open_house
from tests.chaos.profile import SEED, either
from tests.conversations.books import add_client, at, who_is
from tests.conversations.stories import connect, says

MONDAY = datetime(2026, 10, 19, 22, tzinfo=UTC)  # Tuesday begins in Berlin; on Sunday the clocks are put back
DAYS, CLIENTS, A_DAY = 6, either(8, 40), either(7, 60)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
GRACE = timedelta(minutes=5)
"""Three minutes, or half a minute after words that go on for at most two."""
ORDINARY = (
    "Когда привезут коврики?",
    "Подскажите цену на чехлы",
    "Во сколько вы открываетесь?",
    "Какие есть цвета?",
)
THANKS = "Спасибо, Вера!"
TROUBLE = "Мы перевернулись, стоим на обочине"
DUE = " UNION ALL ".join(
    f"SELECT min(due_at) AS at FROM {queue} WHERE dealership_id = $1 AND state = 'queued' AND due_at > $2"
    for queue in ("watches", "bursts")
)


class Week:
    """The house, its clock, and what is planned to happen."""

    def __init__(self, house: House, pool: Any, seed: int, days: int) -> None:
        self.now, self.random, self.days = MONDAY, random.Random(seed), days
        self.house = at(house, lambda: self.now)
        self.worker = Database(pool, lambda: self.now, flush, lambda *_: None)
        self.plan: list[tuple[datetime, Callable[[], Awaitable[Any]]]] = []
        self.handles: list[tuple[str, UUID]] = []
        self.down: tuple[datetime, datetime] = (
            MONDAY + timedelta(days=3, hours=9),
            MONDAY + timedelta(days=3, hours=12),
        )

    async def begin(self) -> None:
        zone = "UPDATE dealerships SET time_zone = 'Europe/Berlin' WHERE id = $1"
        await self.house.unit(lambda db: db.run(zone))
        split = [Span(from_minute=540, until_minute=780), Span(from_minute=960, until_minute=1260)]
        day, call = (
            Span(from_minute=540, until_minute=1260),
            Span(from_minute=1260, until_minute=1980, kind="duty"),
        )
        weeks = {
            "vera": [split] * 5 + [[day], []],
            "oleg": [[day], [day], [day, call], [day], [day], [], [day]],
        }
        for who, week in weeks.items():
            change = PlanChange(id=new_id(), version=0, week=week, days=[])
            await self.house.unit(
                lambda db, who=who, change=change: change_schedule(
                    db, who_is(self.house, who, "manager"), change
                )
            )
        people = self.house.people
        pair = (
            "INSERT INTO pairs (dealership_id, person_id, with_id, since_at) "
            "VALUES ($1, $2, $3, $4), ($1, $3, $2, $4)"
        )
        await self.house.unit(lambda db: db.run(pair, people["vera"], people["oleg"], db.now))
        for n in range(CLIENTS):
            owner, handle = ("vera", "oleg")[n % 2], f"{self.house.id}-{n}"
            client = await add_client(self.house, owner)
            thread = await connect(self.house, client, handle)
            self.handles.append((handle, thread))
        await self.settle()

    # --- what happens

    def planned(self) -> None:
        """Words at every hour, and the troubles of the week."""
        for n in range(self.days * A_DAY):
            moment = (
                MONDAY
                + timedelta(days=self.days) * (n / (self.days * A_DAY))
                + MINUTE * self.random.randrange(120)
            )
            text = self.random.choices((*ORDINARY, THANKS, TROUBLE), (6, 6, 6, 6, 3, 1))[0]
            handle, thread = self.random.choice(self.handles)
            self.plan.append((moment, lambda handle=handle, text=text: self.client_says(handle, text)))
            if self.random.random() < 0.7:
                delay = MINUTE * self.random.choice((1, 2, 20, 50, 70, 200))
                self.plan.append((moment + delay, lambda thread=thread: self.somebody_answers(thread)))
        self.plan.append((self.down[1], self.the_worker_is_back))
        self.plan.append((MONDAY + timedelta(days=2, hours=12), self.oleg_is_ill))
        self.plan.append((MONDAY + timedelta(days=1), self.vera_has_leave))
        self.plan.sort(key=lambda each: each[0])

    async def client_says(self, handle: str, text: str) -> None:
        await says(self.house, handle, text, key=f"{handle}:{self.random.random()}")

    async def somebody_answers(self, thread: UUID) -> None:
        """Whoever is promised, if they are at work."""

        async def answer(db: Db) -> None:
            promise = await open_promise(db, thread)
            if promise is None:
                return
            roster = await roster_now(db)
            person = promise["person_id"]
            if not any(shift.kind == "work" for shift in here_at(roster.keepers[person], roster, db.now)):
                return
            handle = next(name for name, id in self.house.people.items() if id == person)
            who = who_is(self.house, handle, roster.keepers[person].role)  # type: ignore[arg-type]
            await reply(db, who, Reply(thread_id=thread, id=new_id(), text="Добрый день!"))

        await self.house.unit(answer)

    async def the_worker_is_back(self) -> None:
        """It looks at once for what is overdue, whatever else happens in the house."""

    async def oleg_is_ill(self) -> None:
        new = NewAbsence(id=new_id(), kind="ill", until_on=date(2026, 10, 23))
        await self.house.unit(lambda db: go_away(db, who_is(self.house, "oleg", "manager"), new))

    async def vera_has_leave(self) -> None:
        new = NewAbsence(id=new_id(), kind="leave", from_on=date(2026, 10, 24), until_on=date(2026, 10, 24))
        await self.house.unit(lambda db: go_away(db, who_is(self.house, "vera", "manager"), new))

    # --- the clock

    async def run(self) -> None:
        """From one thing to the next: what is planned, and what the house has noted for itself."""
        self.planned()
        end = MONDAY + timedelta(days=self.days, hours=12)
        while self.now < end:
            noted = [
                row["at"] for row in await self.house.unit(lambda db: db.rows(DUE, self.now)) if row["at"]
            ]
            ahead = [each for each in self.plan if each[0] > self.now]
            self.now = min([end, *noted, *(moment for moment, _ in ahead[:1])])
            while self.plan and self.plan[0][0] <= self.now:
                await self.plan.pop(0)[1]()
            if not self.down[0] <= self.now < self.down[1]:
                await self.settle()

    async def settle(self) -> None:
        id = self.house.id
        await note_missed(self.worker, id, None)  # type: ignore[arg-type]
        done = 1
        while done:
            done = await read_followups(self.worker, id, ACTS)
            done += await judging.judge_due(self.worker, id) + await watch_due(self.worker, id)

    # --- what is left of it

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.house.unit(lambda db: db.rows(sql))]

    async def log(self) -> list[Any]:
        """What happened, without the ids that chance gave."""
        names = {id: name for name, id in self.house.people.items()}
        kept = ("promise.", "ladder.", "burst.", "wait.", "coverage.")
        rows = await self.rows("SELECT kind, at, facts FROM entries WHERE dealership_id = $1 ")
        return sorted(
            (
                row["at"],
                row["kind"],
                names.get(UUID(str((row["facts"] or {}).get("person", UUID(int=0)))), ""),
            )
            for row in rows
            if row["kind"].startswith(kept)
        )


URGENT = "SELECT count(*) AS n FROM ladder_calls WHERE dealership_id = $1 AND urgency = 'now' AND promise_id = '%s'"


Lived = Callable[..., Awaitable[Week]]


@pytest.fixture
async def lived(worker_database: Any, house: House, monkeypatch: pytest.MonkeyPatch) -> Lived:
    monkeypatch.setitem(ANSWERS, urgency.KIND, urgency.not_needed)
    monkeypatch.setitem(ANSWERS, judging.KIND, judging.heard)

    async def live(somewhere: House, days: int = DAYS) -> Week:
        week = Week(somewhere, worker_database[0].pool, SEED, days)
        await week.begin()
        await week.run()
        return week

    return live


async def test_a_week_in_which_nobody_waits_in_the_dark(
    lived: Lived, house: House, other_house: House
) -> None:
    print(f"seed {SEED}")
    week = await lived(house)
    promises = await week.rows("SELECT * FROM promises WHERE dealership_id = $1 ORDER BY made_at")
    assert len(promises) > DAYS, "a week with something in it"
    assert (
        await week.house.unit(
            lambda db: db.value(
                "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'wait.without_responsible'"
            )
        )
        == 0
    )
    await everybody_was_told(week, promises)
    await figures_are_those_of_the_raw_times(week, promises)
    await the_board_says_what_the_talks_say(week, promises)
    await broken_ones_were_called_at_their_minute(week, promises)
    await nobodys_rest_was_broken_by_what_can_wait(week)


def in_talk(message: dict[str, Any], promise: dict[str, Any]) -> bool:
    return bool(message["thread_id"] == promise["thread_id"])


async def everybody_was_told(week: Week, promises: list[dict[str, Any]]) -> None:
    """In time and once, unless an answer or a question came first."""
    told = await week.rows(
        "SELECT subject_id, count(*) FILTER (WHERE (facts->>'first')::bool) AS first FROM entries "
        "WHERE dealership_id = $1 AND kind = 'promise.told' GROUP BY 1"
    )
    assert all(row["first"] <= 1 for row in told)
    out = await week.rows(
        "SELECT thread_id, at, author_id FROM messages WHERE dealership_id = $1 AND direction = 'out'"
    )
    for promise in promises:
        talk = [one for one in out if in_talk(one, promise)]
        latest = promise["made_at"] + GRACE
        if week.down[0] - GRACE <= promise["made_at"] < week.down[1]:
            latest = week.down[1] + MINUTE
        before = [one["at"] for one in talk if one["author_id"] and one["at"] < promise["made_at"]]
        if before:
            latest = max(latest, max(before) + 11 * MINUTE)
        said = [one for one in talk if not one["author_id"] and promise["made_at"] <= one["at"] <= latest]
        assert said or (promise["ended_at"] or week.now) <= latest, promise


async def figures_are_those_of_the_raw_times(week: Week, promises: list[dict[str, Any]]) -> None:
    """Kept, late, missed: counted anew from when people spoke."""
    spoken = await week.rows(
        "SELECT thread_id, at FROM messages WHERE dealership_id = $1 AND author_id IS NOT NULL ORDER BY at"
    )
    sql = (
        "SELECT subject_id, min(at) AS at FROM entries "
        "WHERE dealership_id = $1 AND kind = 'promise.missed' GROUP BY 1"
    )
    noted = {row["subject_id"]: row["at"] for row in await week.rows(sql)}
    for promise in promises:
        answered = next(
            (
                one["at"]
                for one in spoken
                if one["thread_id"] == promise["thread_id"] and one["at"] >= promise["made_at"]
            ),
            None,
        )
        if promise["ending"] in ("kept", "late"):
            assert answered == promise["ended_at"]
            assert promise["ending"] == ("kept" if answered <= promise["by_at"] else "late")
        over = promise["ended_at"] or week.now
        down = week.down[0] <= promise["by_at"] < week.down[1]
        assert (promise["missed_at"] is not None) == (over > promise["by_at"]) or down
        if promise["missed_at"] and not down:
            assert noted[promise["id"]] == promise["by_at"], "at its very minute"
    kept = [promise for promise in promises if promise["ending"] == "kept"]
    print(
        f"{len(promises)} promises, {len(kept)} kept, {sum(bool(one['new_by_at']) for one in promises)} moved"
    )


async def the_board_says_what_the_talks_say(week: Week, promises: list[dict[str, Any]]) -> None:
    """Waits counted anew from the talks alone, from a client's first words to a person's next."""
    said = await week.rows(
        "SELECT m.thread_id, m.at, m.direction, m.author_id, v.text FROM messages m JOIN message_texts v "
        "ON v.dealership_id = $1 AND v.message_id = m.id AND v.n = 1 WHERE m.dealership_id = $1 "
        "ORDER BY m.thread_id, m.thread_seq"
    )
    began: dict[UUID, datetime] = {}
    waits: list[tuple[UUID, datetime, datetime]] = []
    for one in said:
        thread = one["thread_id"]
        if one["direction"] == "in" and one["text"] != THANKS:
            began.setdefault(thread, one["at"])
        elif one["author_id"] and thread in began:
            waits.append((thread, began.pop(thread), one["at"]))
    until = {(one["thread_id"], one["made_at"]): one["by_at"] for one in promises}
    kept = sum(answered <= until[thread, at] for thread, at, answered in waits)
    broken = len(waits) - kept + sum(until[thread, at] < week.now for thread, at in began.items())
    boss = who_is(week.house, "irina", "supervisor")
    board = await week.house.unit(lambda db: promise_board(db, boss, 28, None))
    assert (board.figures.kept, board.figures.broken) == (kept, broken)
    assert board.figures.kept_share == share(kept, kept + broken)
    taken = sorted((answered - at) / MINUTE for _, at, answered in waits)
    for figure, part in ((board.figures.median, 0.5), (board.figures.p90, 0.9)):
        assert figure == round(taken[math.ceil(part * len(taken)) - 1], 1)
    hours = Counter(at.astimezone(ZoneInfo("Europe/Berlin")).hour for _, at, _ in waits)
    assert {one.hour: one.answered for one in board.hours} == hours


async def broken_ones_were_called_at_their_minute(week: Week, promises: list[dict[str, Any]]) -> None:
    calls = await week.rows(
        "SELECT * FROM ladder_calls WHERE dealership_id = $1 AND urgency = 'can_wait' ORDER BY due_at, n"
    )
    first: dict[UUID, dict[str, Any]] = {}
    for call in calls:
        first.setdefault(call["promise_id"], call)
    for promise in promises:
        call, over = first.get(promise["id"]), promise["ended_at"] or week.now
        urgent = await week.rows(URGENT % promise["id"])
        if over > promise["by_at"] + 15 * HOUR and not urgent[0]["n"]:
            assert call is not None, "by then somebody else was at work"
        if call is not None:
            assert call["due_at"] >= promise["by_at"]
            down = week.down[0] <= call["due_at"] < week.down[1]
            assert call["at"] - call["due_at"] <= (3 * HOUR if down else timedelta(0))
    assert first, "a week in which nothing is late shows nothing"
    print(f"{len(first)} broken promises called for, {len(calls)} calls")


async def nobodys_rest_was_broken_by_what_can_wait(week: Week) -> None:
    """No push left for somebody who was not at work, but for a call that is urgent."""
    calls = await week.rows("SELECT * FROM ladder_calls WHERE dealership_id = $1")
    assert not any(call["woken"] and call["urgency"] == "can_wait" for call in calls)
    roster = await week.house.unit(roster_now)
    for call in calls:
        if call["urgency"] == "can_wait":
            assert here_at(roster.keepers[call["person_id"]], roster, call["at"]), call


async def test_the_same_days_again_are_the_same_log(
    lived: Lived, house: House, database: Database, site: str
) -> None:
    """With other ids, in another house: nothing in it goes by chance."""
    first, second = await lived(house, 2), await lived(await open_house(database, site), 2)
    assert await first.log() == await second.log()
    assert len(await first.log()) > A_DAY
