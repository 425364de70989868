"""An act and a kind of row that exist only here, so that the protocol is tested without the trade."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal
from uuid import UUID

import httpx
import msgspec
import pytest

from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.ids import feed_of, new_id
from app.sync.tables import MUTATIONS, READERS, Mutation
from tests.cast import House


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on one row: it is noted in the journal and shown in the actor's book."""

    row: UUID
    text: str = ""
    end: Literal["", "forbidden", "conflict", "crash", "unfit"] = ""


async def note(db: Db, who: Who, body: Note) -> dict[str, Any]:
    entry = await record(db, "test.noted", by=who.id, subject=body.row)
    db.touch(feed_of("book", who.id), "probe", body.row)
    if body.end in ("forbidden", "conflict"):
        raise Problem(body.end, 409 if body.end == "conflict" else 403)
    if body.end == "crash":
        raise RuntimeError
    if body.end == "unfit":
        await db.value(COUNTED, 2**70)
    return {"entry": entry}


COUNTED = "SELECT count(*) FROM feed_rows WHERE dealership_id = $1 AND seq > $2::bigint"


async def read_probes(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    return {id: {"id": id} for id in ids if id not in UNSEEN}


UNSEEN: set[UUID] = set()


@pytest.fixture(autouse=True)
def tables(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MUTATIONS, "test.note", Mutation(body=Note, act=note))
    monkeypatch.setitem(READERS, "probe", read_probes)
    UNSEEN.clear()


class Phone:
    """A phone of one person: it keeps its cursors, and what it was told."""

    def __init__(self, house: House, who: str, client: httpx.AsyncClient) -> None:
        self.house, self.who, self.client = house, who, client
        self.cursors: dict[str, dict[str, Any]] = {}
        self.rows: dict[tuple[str, str], Any] = {}
        self.done: list[str] = []

    @property
    def book(self) -> UUID:
        return feed_of("book", self.house.people[self.who])

    async def begin(self) -> None:
        """Take every feed as it stands."""
        me = (await self.client.get("/api/me")).json()
        self.cursors = {f["id"]: {"epoch": f["epoch"], "since": f["seq"]} for f in me["feeds"]}

    async def ask(self, limit: int = 500, schema: int = 1) -> httpx.Response:
        return await self.client.post(
            "/sync/pull", json={"feeds": self.cursors, "limit": limit, "schema": schema}
        )

    async def pull(self, limit: int = 500) -> dict[str, Any]:
        """One pull, taken in as a phone does: rows and cursor together, feeds no longer listed dropped."""
        answer = await self.ask(limit)
        assert answer.status_code == 200, answer.text
        pulled: dict[str, Any] = answer.json()
        for feed, changes in pulled["feeds"].items():
            for put in changes["puts"]:
                self.rows[put["kind"], put["id"]] = put["row"]
            for gone in changes["dels"]:
                self.rows.pop((gone["kind"], gone["id"]), None)
            if feed in self.cursors:
                self.cursors[feed]["since"] = changes["seq"]
        self.cursors = {feed: cursor for feed, cursor in self.cursors.items() if feed in pulled["feeds"]}
        self.done += [mutation["id"] for mutation in pulled["mutations"]]
        return pulled

    async def push(self, *mutations: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await self.client.post(
            "/sync/push", json={"device": str(new_id()), "mutations": list(mutations)}
        )
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    @contextlib.asynccontextmanager
    async def stream(self) -> AsyncIterator[Callable[[], Any]]:
        """An open stream; calling what it gives waits for the next event, (name, data)."""
        async with self.client.stream("GET", "/sync/stream", timeout=30) as answer:
            assert answer.status_code == 200
            lines = answer.aiter_lines()

            async def event() -> tuple[str, Any]:
                name = ""
                async for line in lines:
                    if line.startswith("event: "):
                        name = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        return name, msgspec.json.decode(line.removeprefix("data: "))
                return "closed", None

            async def within(seconds: float = 15) -> tuple[str, Any]:
                return await asyncio.wait_for(event(), seconds)

            for _ in self.cursors:
                assert (await within())[0] == "poke"  # where each feed stands
            yield within


def mutation(row: UUID | None = None, *, after: list[str] | None = None, **body: Any) -> dict[str, Any]:
    """A `test.note` as an outbox holds it."""
    body = {"row": str(row or new_id())} | body
    return {"id": str(new_id()), "kind": "test.note", "body": body, "after": after or []}


@pytest.fixture
async def phones(house: House) -> AsyncIterator[Callable[[str], Any]]:
    """Gives people their phones, and takes them back."""
    given: list[httpx.AsyncClient] = []

    async def phone(who: str) -> Phone:
        given.append(await house.as_(who))
        made = Phone(house, who, given[-1])
        await made.begin()
        return made

    yield phone
    for client in given:
        await client.aclose()


@pytest.fixture
async def vera(phones: Callable[[str], Any]) -> Phone:
    found: Phone = await phones("vera")
    return found


async def touch(house: House, feed: UUID, *rows: UUID, kind: str = "probe", gone: bool = False) -> int:
    """Something happened to these rows; answers the feed's new sequence."""

    async def unit(db: Db) -> None:
        for row in rows:
            db.touch(feed, kind, row, gone=gone)

    seqs = (await house.database.work(house.id, unit))[1]
    return seqs[feed]
