"""Exactly one owner at every instant, whatever people do, at once and at whatever their clocks say."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.clients.owning import assign_owner
from app.kit.db import Database
from app.kit.errors import Problem
from tests.cast import House, open_house
from tests.conversations.books import add_client, add_connected, at, hand_over, hire, owners_agree, take_back
from tests.conversations.stories import connect, says

MANAGERS = ("vera", "oleg", "nina")
START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CLOCKS = (-86_400, -1, 0, 0, 0, 1, 3_600, 90_000)
"""Seconds the clock moves before an act: it stands still, goes on, and goes back."""

act = st.tuples(
    st.sampled_from(
        ("create", "assign", "some", "book", "undo", "two books", "two assigns", "book and undo")
    ),
    st.sampled_from(CLOCKS),
    st.integers(0, 30),
    st.integers(0, 2),
    st.integers(1, 2),
)
"""What, after which move of the clock, about which client or transfer, from whom, to the how manieth other."""


class History:
    """One house on its way through a list of acts."""

    def __init__(self, house: House) -> None:
        self.house, self.now = house, START
        self.clients: list[UUID] = []
        self.transfers: list[UUID] = []
        self.seen: dict[UUID, list[Any]] = {}

    @property
    def clocked(self) -> House:
        return at(self.house, lambda: self.now)

    async def does(self, what: str, moved: int, n: int, giver: int, step: int) -> None:
        self.now += timedelta(seconds=moved)
        first, second = MANAGERS[giver], MANAGERS[(giver + step) % 3]
        third = MANAGERS[(giver + 3 - step) % 3]
        if what == "create" or not self.clients:
            self.clients.append(await add_client(self.clocked, first))
            return
        some = self.clients[n % len(self.clients) :][:3]
        acts: dict[str, list[Callable[[], Any]]] = {
            "assign": [lambda: self.assign(some[0], second)],
            "some": [lambda: self.pass_on(first, second, some)],
            "book": [lambda: self.pass_on(first, second)],
            "undo": [lambda: self.undo(n)],
            "two books": [lambda: self.pass_on(first, second), lambda: self.pass_on(first, third)],
            "two assigns": [lambda: self.assign(some[0], second), lambda: self.assign(some[0], third)],
            "book and undo": [lambda: self.pass_on(second, first), lambda: self.undo(n)],
        }
        await asyncio.gather(*(self.tried(one) for one in acts[what]))

    async def tried(self, act: Callable[[], Any]) -> None:
        with contextlib.suppress(Problem):  # a refusal is an answer; what it left behind is looked at
            await act()

    async def assign(self, client: UUID, to: str) -> None:
        person, by = self.house.people[to], self.house.people["irina"]
        await self.clocked.unit(lambda db: assign_owner(db, client, person, by=by, because="handed_over"))

    async def pass_on(self, giver: str, receiver: str, clients: list[UUID] | None = None) -> None:
        self.transfers.append((await hand_over(self.clocked, giver, receiver, clients)).id)

    async def undo(self, n: int) -> None:
        if self.transfers:
            await take_back(self.clocked, self.transfers[n % len(self.transfers)])

    async def holds(self) -> None:
        """Read from the tables: one owner each, the last of a history that only grows."""
        await self.house.unit(owners_agree)
        sql = """SELECT client_id, from_at, owner_id FROM client_owners WHERE dealership_id = $1
                 ORDER BY client_id, from_at"""
        now: dict[UUID, list[Any]] = {}
        for row in await self.house.unit(lambda db: db.rows(sql)):
            now.setdefault(row["client_id"], []).append((row["from_at"], row["owner_id"]))
        assert now.keys() == set(self.clients), "nobody is without an owner"
        for client, rows in now.items():
            before = self.seen.get(client, [])
            assert rows[: len(before)] == before, "what was is not rewritten, nor anything put before it"
            assert all(a[1] != b[1] for a, b in itertools.pairwise(rows)), "each row is a change"
        self.seen = now
        books = (await self.house.get("irina", "/api/books")).json()["books"]
        assert sum(book["clients"] for book in books) == len(self.clients)


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(acts=st.lists(act, min_size=4, max_size=14))
async def test_every_client_has_exactly_one_owner_at_every_instant(
    database: Database, site: str, acts: list[tuple[str, int, int, int, int]]
) -> None:
    house = await open_house(database, site)
    await hire(house, "nina", "Нина Третья")
    history = History(house)
    for each in acts:
        await history.does(*each)
        await history.holds()


async def test_of_two_transfers_of_one_book_at_once_one_takes_it_and_the_other_is_told(house: House) -> None:
    await hire(house, "nina", "Нина Третья")
    clients = [await add_client(house) for _ in range(5)]

    async def tried(receiver: str, some: list[UUID] | None) -> str:
        try:
            return str((await hand_over(house, "vera", receiver, some)).clients)
        except Problem as problem:
            return problem.code

    assert sorted(await asyncio.gather(tried("oleg", None), tried("nina", None))) == [
        "5",
        "nothing_to_hand_over",
    ]
    await house.unit(owners_agree)
    taken = (await house.get("oleg", "/api/book")).json()["clients"]
    giver = "oleg" if taken else "nina"
    back = [hand_over(house, giver, "vera", clients) for _ in range(2)]
    outcomes = await asyncio.gather(*back, return_exceptions=True)
    assert sorted(getattr(one, "code", "moved") for one in outcomes) == ["moved", "not_givers_clients"]
    await house.unit(owners_agree)


async def test_words_that_come_in_while_the_book_moves_are_promised_by_somebody_who_has_the_client(
    house: House,
) -> None:
    handles = [f"75{n:02}" for n in range(6)]
    for handle in handles:
        await connect(house, await add_client(house), handle)
    await asyncio.gather(
        hand_over(house, "vera", "oleg"), *(says(house, handle, "Вопрос") for handle in handles)
    )
    lines = (await house.get("oleg", "/api/inbox")).json()["threads"]
    assert [line["promise"]["person"]["name"] for line in lines] == ["Олег Титов"] * 6
    book = (await house.get("oleg", "/api/book")).json()["clients"]
    assert [line["promise"]["person"]["name"] for line in book] == ["Олег Титов"] * 6


async def test_two_assignments_at_one_instant_have_an_order(house: House) -> None:
    client = await add_connected(house)
    still = at(house, lambda: START)
    for to in ("oleg", "vera", "oleg"):
        person = house.people[to]
        await still.unit(
            lambda db, person=person: assign_owner(db, client, person, by=None, because="handed_over")
        )
    await house.unit(owners_agree)
    assert (await house.get("oleg", f"/api/clients/{client}")).status_code == 200
