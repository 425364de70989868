"""What is asked: the hot routes, by signed-in managers drawn at random over the whole house."""

import random
from collections.abc import Callable
from itertools import cycle
from typing import Any
from uuid import UUID

import msgspec

from app.config import Config
from app.database import access, open_database
from app.kit.db import Db
from app.kit.ids import new_id
from app.people.actions import open_session
from bench.ground import PROCESSES, Ground
from bench.lean import Next, Operation, request

MANAGERS = """
SELECT p.dealership_id, p.id FROM persons p JOIN dealerships d ON d.id = p.dealership_id
WHERE d.code = 'TLT' AND p.role = 'manager' ORDER BY p.handle DESC
"""
CARDS = """
SELECT c.owner_id, c.id FROM clients c JOIN timeline t ON t.dealership_id = c.dealership_id AND t.client_id = c.id
WHERE c.dealership_id = $1 AND c.owner_id = ANY ($2) GROUP BY 1, 2 HAVING count(*) >= 50
"""
THREADS = """
SELECT c.owner_id, l.thread_id FROM clients c
JOIN book_lines l ON l.dealership_id = c.dealership_id AND l.client_id = c.id
WHERE c.dealership_id = $1 AND c.owner_id = ANY ($2) AND l.connected AND l.thread_id IS NOT NULL
"""
NAMES = """
SELECT c.name_key, p.phone FROM clients c
JOIN contact_points p ON p.dealership_id = c.dealership_id AND p.client_id = c.id AND p.kind = 'phone'
WHERE c.dealership_id = $1 AND c.owner_id = ANY ($2)
"""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that people do, and the least of the ceiling it should reach."""

    name: str
    title: str
    aim: float
    requests: int = 1
    books_kept: bool = True


CASES = (
    Case(name="book_hit", title="book of 400, version kept", aim=0.30),
    Case(name="book_miss", title="book of 400, made anew", aim=0.07, books_kept=False),
    Case(name="card", title="card and 50 timeline lines", aim=0.15, requests=2),
    Case(name="message", title="send a message", aim=0.13),
    Case(name="search_name", title="search by a name's fragment", aim=0.15),
    Case(name="search_phone", title="search by a phone's tail", aim=0.15),
)


class People:
    """Managers of one house with their tokens, and what they ask for."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.tokens: dict[UUID, str] = {}
        self.everybody: list[str] = []
        self.readers: list[str] = []
        self.cards: list[tuple[UUID, UUID]] = []
        self.threads: list[tuple[UUID, UUID]] = []
        self.names: list[tuple[str, str]] = []

    @classmethod
    async def of(cls, ground: Ground, most: int) -> "People":
        """Up to `most` managers spread over the house, each with a session of their own."""
        people, connection = cls(), await ground.tools()
        try:
            found = await connection.fetch(MANAGERS)
            some = found[:: max(1, len(found) // most)][:most]
            house, ids = some[0]["dealership_id"], [row["id"] for row in some]
            opened = await sessions(ground.config, ground.server, house, ids)
            people.tokens = dict(zip(ids, opened, strict=True))
            people.everybody = list(people.tokens.values())
            sample = ids[:200]
            # Whoever is written for has a new book each time; the others' books stay as they were.
            people.readers = people.everybody[200:] or people.everybody
            people.cards = [tuple(row) for row in await connection.fetch(CARDS, house, sample)]
            people.threads = [tuple(row) for row in await connection.fetch(THREADS, house, sample)]
            people.names = [tuple(row) for row in await connection.fetch(NAMES, house, sample)]
        finally:
            await connection.close()
        return people

    def anybody(self) -> str:
        return self.random.choice(self.everybody)

    def next_of(self, case: Case) -> Next:
        """What the callers of this case ask for, one after the other."""
        make: Callable[[], list[bytes]] = getattr(self, case.name)
        ports = cycle(range(PROCESSES))
        return lambda: to(next(ports), make())

    def book_hit(self) -> list[bytes]:
        return [request("GET", "/api/book", self.random.choice(self.readers))]

    def book_miss(self) -> list[bytes]:
        return [request("GET", "/api/book", self.anybody())]

    def card(self) -> list[bytes]:
        owner, client = self.random.choice(self.cards)
        token, path = self.tokens[owner], f"/api/clients/{client}"
        return [request("GET", path, token), request("GET", f"{path}/timeline?limit=50", token)]

    def message(self) -> list[bytes]:
        owner, thread = self.random.choice(self.threads)
        body = msgspec.json.encode({"id": new_id(), "text": "Добрый день! Всё готово, приезжайте до 20:00."})
        return [request("POST", f"/api/threads/{thread}/messages", self.tokens[owner], body)]

    def search_name(self) -> list[bytes]:
        name, _ = self.random.choice(self.names)
        return [request("GET", f"/api/clients?search={quoted(name[:5].strip())}", self.anybody())]

    def search_phone(self) -> list[bytes]:
        _, phone = self.random.choice(self.names)
        return [request("GET", f"/api/clients?search={phone[-5:]}", self.anybody())]


def to(port: int, requests: list[bytes]) -> Operation:
    return [(port, one) for one in requests]


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


async def sessions(config: Config, server: Any, house: UUID, people: list[UUID]) -> list[str]:
    """A bearer session of each, opened as the command opens them; of somebody named twice, two."""
    database, _ = await open_database(config, access(config, "app", server), size=1)
    tokens: list[str] = []

    async def some(db: Db, few: list[UUID]) -> list[str]:
        return [await open_session(db, person, "bearer") for person in few]

    try:
        for first in range(0, len(people), 100):
            few = people[first : first + 100]
            tokens += (await database.work(house, lambda db, few=few: some(db, few)))[0]  # type: ignore[misc]
    finally:
        await database.close()
    return tokens
