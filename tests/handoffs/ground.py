"""A house by a clock of its own, in which people stand in for each other."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.clients.seeing import seen_client
from app.conversations.receiving import receive_message
from app.conversations.substitutes import end_what_is_over
from app.coverage import asking, substituting
from app.coverage.jobs import watch_substitutions
from app.coverage.ladder import responsible_at
from app.coverage.model import Answering, OfferSubstitution
from app.coverage.queries import responsible_now
from app.coverage.scheduling import roster_now
from app.followers import FOLLOWERS
from app.journal import followers
from app.journal.jobs import read_followups
from app.kit.auth import Who
from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.ids import new_id
from app.kit.live import Live
from app.people.queries import person
from app.worker import ACTS
from tests.cast import House
from tests.conversations.stories import make_anna, words

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 10:00 in Samara
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NOTICES = """
SELECT words->>'code' AS code FROM notices WHERE dealership_id = $1 AND person_id = $2 ORDER BY at, id
"""


class Shift:
    """The house with its clock, its worker's steps, and its people."""

    def __init__(self, house: House, database: Database, worker: Database) -> None:
        self.house, self.now = house, MONDAY
        self.database, self.worker = (
            Database(one.pool, lambda: self.now, one._flush, lambda *_: None) for one in (database, worker)
        )

    async def unit(self, fn: Callable[[Db], Awaitable[Any]]) -> Any:
        return (await self.database.work(self.house.id, fn))[0]

    async def who(self, name: str) -> Who:
        found = await self.unit(lambda db: person(db, self.house.people[name]))
        return Who(
            dealership=self.house.id,
            id=found.id,
            role=found.role,
            session=new_id(),
            name=found.name,
            language="ru",
        )

    async def minute(self, at: datetime | None = None) -> None:
        """What the worker does by the clock and by the journal, as of then."""
        self.now = at or self.now
        await watch_substitutions(self.worker, self.house.id)
        await self.follow()
        await self.worker.work(self.house.id, end_what_is_over)
        await self.follow()

    async def follow(self) -> None:
        followers.register(FOLLOWERS)
        while await read_followups(self.worker, self.house.id, ACTS):
            pass

    async def offers(self, to: str, days: tuple[int, int] = (0, 0), by: str = "vera", **more: Any) -> UUID:
        """`days`: the first and the last, counted from this one; 0 is from now on."""
        today = (self.now + 4 * HOUR).date()  # in Samara
        first = today + timedelta(days=days[0]) if days[0] else None
        last = today + timedelta(days=days[1])
        id, who = new_id(), await self.who(by)
        new = OfferSubstitution(id=id, person_id=self.house.people[to], from_on=first, until_on=last, **more)
        await self.unit(lambda db: substituting.offer(db, who, new))
        return id

    async def answers(self, who: str, offer: UUID, accept: bool = True) -> None:
        me = await self.who(who)
        await self.unit(lambda db: asking.answer(db, me, offer, accept))

    async def ends(self, who: str, id: UUID) -> None:
        me = await self.who(who)
        await self.unit(lambda db: substituting.end(db, me, id))

    async def answering(self, owner: str = "vera") -> tuple[str, str] | None:
        """Who answers the owner's clients now, and by which step: the rule and its twin say the same."""
        names = {id: name for name, id in self.house.people.items()}

        async def look(db: Db) -> tuple[Answering | None, list[Any]]:
            roster = await roster_now(db)
            rows = await responsible_now(db, db.now, roster.usual)
            return responsible_at(self.house.people[owner], db.now, roster), rows

        found, rows = await self.unit(look)
        twin = {
            (row["person_id"], row["step"]) for row in rows if row["owner_id"] == self.house.people[owner]
        }
        assert twin in (set(), {(found.person_id, found.step) if found else (None, None)})
        return (names[found.person_id], found.step) if found else None

    async def sees(self, name: str, client: UUID) -> bool:
        who = await self.who(name)
        try:
            await self.unit(lambda db: seen_client(db, who, client))
        except Problem as problem:
            if problem.status != 404:
                raise
            return False
        return True

    async def writes(self, handle: str, text: str) -> None:
        inbound = words(handle, text, at=self.now)
        await self.unit(lambda db: receive_message(db, inbound))

    async def told(self, name: str) -> list[str]:
        """Codes of this person's notices, in order."""
        rows = await self.unit(lambda db: db.rows(NOTICES, self.house.people[name]))
        return [row["code"] for row in rows]

    async def kinds(self, pattern: str) -> list[str]:
        sql = "SELECT kind FROM entries WHERE dealership_id = $1 AND kind ~ $2 ORDER BY at, id"
        return [row["kind"] for row in await self.unit(lambda db: db.rows(sql, pattern))]

    async def anna(self) -> UUID:
        return await make_anna(self.house)


@pytest.fixture
def shift(house: House, database: Database, worker_database: tuple[Database, Live]) -> Shift:
    return Shift(house, database, worker_database[0])
