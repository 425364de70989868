"""The week itself: its clock goes from one thing to the next, to what is planned and to what the house has noted for
itself; at each the house does what its workers would do."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.conversations.actions import reply
from app.conversations.jobs import note_missed
from app.conversations.model import Reply
from app.conversations.promises import open_promise
from app.conversations.watching import watch_due
from app.coverage.jobs import look_for_gaps
from app.coverage.ladder import here_at
from app.coverage.model import NewAbsence
from app.coverage.scheduling import go_away, roster_now
from app.deliveries.jobs import send_due
from app.journal.jobs import read_followups
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.menu import judging
from app.simulation import queries
from app.simulation.house import House, add_clients, carry_phones, hear, keep_hours
from app.simulation.model import (
    BEGINS,
    DAY,
    DEAD_PHONE,
    HOUR,
    ILL,
    LEAVE_ASKED,
    MINUTE,
    NO_WORKER,
    Client,
    Size,
)
from app.worker import ACTS
from push.raising import raise_due

ORDINARY = (
    "Когда привезут коврики?",
    "Подскажите цену на чехлы",
    "Во сколько вы открываетесь?",
    "Какие есть цвета?",
)
THANKS = "Спасибо, Вера!"
TROUBLE = "Мы перевернулись, стоим на обочине"
ANSWERED_AFTER = (1, 2, 5, 12, 20, 45, 90)  # minutes
ANSWERED, CALLED_ANSWER = 0.7, 0.9
"""How many of all whoever was promised answers at all, and how many of those they are called for."""
SITE = "https://okno.example"
LATE_MORNING = 12 * HOUR
"""The clock goes on so long after the last day, until what was said in its night is answered."""
Act = Callable[[], Awaitable[Any]]


class Week:
    """A house, its clock, and what is planned to happen. `house` and `worker` go by `clock`."""

    def __init__(self, size: Size) -> None:
        self.size, self.now, self.random = size, BEGINS, random.Random(size.seed)  # noqa: S311
        self.plan: list[tuple[datetime, Act]] = []
        self.clients: list[Client] = []
        self.house: House
        self.worker: Database

    def clock(self) -> datetime:
        return self.now

    async def begin(
        self, house: House, worker: Database, told: Callable[[int], None] = lambda done: None
    ) -> None:
        """Everybody is there, and every client is known."""
        self.house, self.worker = house, worker
        await keep_hours(house)
        await carry_phones(house)
        self.clients = await add_clients(house, self.size.clients, told)
        await self.settle()

    # --- what happens

    def make_plans(self) -> None:
        """Words at every hour, and the troubles of the week."""
        for number in range(self.size.days * self.size.a_day):
            even = DAY * (number / self.size.a_day)
            moment = BEGINS + even + MINUTE * self.random.randrange(120)
            [text] = self.random.choices((*ORDINARY, THANKS, TROUBLE), (6, 6, 6, 6, 3, 1))
            client = self.random.choice(self.clients)
            self.at(moment, lambda client=client, text=text, key=number: self.says(client, text, key))  # type: ignore[misc]
            if self.random.random() < ANSWERED:
                delay = MINUTE * self.random.choice(ANSWERED_AFTER)
                self.at(moment + delay, lambda thread=client.thread: self.somebody_answers(thread))  # type: ignore[misc]
        self.at(NO_WORKER.ends, self.nothing)
        self.at(LEAVE_ASKED, self.vera_has_leave)
        self.at(ILL, self.oleg_is_ill)
        for day in range(self.size.days):
            self.at(BEGINS + day * DAY + HOUR, self.another_day)

    def at(self, moment: datetime, act: Act) -> None:
        self.plan.append((moment, act))

    async def says(self, client: Client, text: str, number: int) -> None:
        await hear(self.house, client.handle, text, f"week:{self.house.id}:{number}")

    async def somebody_answers(self, thread: UUID, called: UUID | None = None) -> None:
        """Whoever is promised, if they are at work; or whoever was called, and woken if need be."""

        async def answer(db: Db) -> None:
            promise = await open_promise(db, thread)
            if promise is None:
                return
            person = called or promise["person_id"]
            if not self.rings(person):
                return
            roster = await roster_now(db)
            keeper = roster.keepers[person]
            if called is None and not any(shift.kind == "work" for shift in here_at(keeper, roster, db.now)):
                self.reads_later(thread, promise["by_at"])
                return
            who = self.house.who(self.house.handle_of(person))
            await reply(db, who, Reply(thread_id=thread, id=new_id(), text="Добрый день!"))

        await self.house.unit(answer)

    def reads_later(self, thread: UUID, by_at: datetime) -> None:
        """Whoever comes to work goes through what has waited, mostly before the time that was told."""
        moment = by_at - MINUTE * self.random.randrange(1, 12)
        if moment > self.now:
            self.at(moment, lambda: self.somebody_answers(thread))

    def rings(self, person: UUID) -> bool:
        """Nothing is shown, and nothing read, on a phone that is dead."""
        return not (person == self.house.people["vera"] and DEAD_PHONE.holds(self.now))

    async def oleg_is_ill(self) -> None:
        until = (ILL + DAY).date()
        new = NewAbsence(id=new_id(), kind="ill", until_on=until)
        await self.house.unit(lambda db: go_away(db, self.house.who("oleg"), new))

    async def vera_has_leave(self) -> None:
        saturday = (BEGINS + 5 * DAY).date()
        new = NewAbsence(id=new_id(), kind="leave", from_on=saturday, until_on=saturday)
        await self.house.unit(lambda db: go_away(db, self.house.who("vera"), new))

    async def another_day(self) -> None:
        await look_for_gaps(self.worker, self.house.id)

    async def nothing(self) -> None:
        """The worker is back, and looks at once for what is overdue, whatever else happens in the house."""

    # --- the clock

    async def run(self, told: Callable[[datetime], None] = lambda now: None) -> None:
        """To the end of the week."""
        self.make_plans()
        end = BEGINS + self.size.days * DAY + LATE_MORNING
        while self.now < end:
            ahead = min((moment for moment, _ in self.plan), default=end)
            self.now = min([end, ahead, *await self.house.unit(queries.looks)])
            due = [each for each in self.plan if each[0] <= self.now]
            self.plan = [each for each in self.plan if each[0] > self.now]
            for _, act in sorted(due, key=lambda each: each[0]):
                await act()
            if not NO_WORKER.holds(self.now):
                await self.settle()
                await self.answer_calls()
            told(self.now)

    async def answer_calls(self) -> None:
        """Whoever has just been called reads it soon, and mostly answers."""
        for person, thread in await self.house.unit(queries.called_now):
            if self.random.random() < CALLED_ANSWER:
                moment = self.now + MINUTE * self.random.randrange(2, 9)
                self.at(moment, lambda thread=thread, person=person: self.somebody_answers(thread, person))  # type: ignore[misc]

    async def settle(self) -> None:
        """All that workers have to do at this moment."""
        id = self.house.id
        await note_missed(self.worker, id, None)  # type: ignore[arg-type]
        done = 1
        while done:
            done = await read_followups(self.worker, id, ACTS)
            done += await judging.judge_due(self.worker, id) + await watch_due(self.worker, id)
            done += await raise_due(self.worker, id, SITE)
            done += await send_due(self.worker, id) + await send_due(self.worker, id, pushes=True)

    async def log(self) -> list[tuple[timedelta, str, str]]:
        """What happened: since the week began, of which kind, to whom; without the ids that chance gave."""
        kinds = r"^(promise|ladder|burst|wait|coverage)\."
        rows = await self.house.unit(lambda db: queries.logged(db, kinds))
        return sorted((row["at"] - BEGINS, row["kind"], self.named(row["facts"])) for row in rows)

    def named(self, facts: dict[str, Any] | None) -> str:
        person = UUID(str((facts or {}).get("person", UUID(int=0))))
        return next((handle for handle, id in self.house.people.items() if id == person), "")
