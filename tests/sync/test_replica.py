"""A phone that works without a network keeps whole records. Whatever happens, what it had and what its feeds tell it
make up what a phone that reads everything anew would hold."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kit.db import Database
from app.kit.ids import feed_of, new_id
from app.ownership import jobs
from app.ownership.actions import add_visit
from app.ownership.model import NewVisit
from tests.cast import PETR, House, open_house
from tests.conversations.stories import connect, says
from tests.ownership.garage import noon, park
from tests.ownership.test_raising import Worker, ago
from tests.security.ground import Ground
from tests.security.matrix import ACTS, ROUTES, Ids, rows_of
from tests.security.test_authorization import pushed

CHANGES = ("POST", "PUT", "PATCH", "DELETE")
BY_ACT = [(kind, of) for kind, of, answers in rows_of(ACTS) if answers["vera"] == "applied"]
BY_ROUTE = [
    (asked, of)
    for asked, of, answers in rows_of(ROUTES)
    if asked.split()[0] in CHANGES
    and asked.split()[1].startswith("/api/")
    and answers["vera"].startswith("2")
    and asked
    not in ("DELETE /api/session", "DELETE /api/sessions")  # this phone's own session goes with them
]


class Replica:
    """What a phone keeps of its person's book, told only by snapshots and pulls."""

    def __init__(self, client: httpx.AsyncClient, feed: UUID) -> None:
        self.client, self.feed = client, feed
        self.records: dict[str, Any] = {}
        self.threads: dict[str, str] = {}
        self.cursors: dict[str, dict[str, Any]] = {}

    async def begin(self) -> None:
        """The cursors first: what changes while the pages are read is told again."""
        me = (await self.client.get("/api/me")).json()
        self.cursors = {f["id"]: {"epoch": f["epoch"], "since": f["seq"]} for f in me["feeds"]}
        self.keep(await self.whole())

    async def whole(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        after: dict[str, str] = {}
        while True:
            answer = await self.client.get(
                f"/sync/snapshot/{self.feed}/records", params={"limit": 2, **after}
            )
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found |= page["records"]
            if page["next"] is None:
                return found
            after = {"after": page["next"]}

    def keep(self, records: dict[str, Any]) -> None:
        self.records |= records
        self.threads |= {
            record["talk"]["thread"]["thread_id"]: client
            for client, record in records.items()
            if record["talk"]
        }

    async def catch_up(self) -> None:
        """Pull, and read anew whom the book's feed named."""
        answer = await self.client.post("/sync/pull", json={"feeds": self.cursors, "limit": 500})
        assert answer.status_code == 200, answer.text
        told = answer.json()["feeds"]
        stale = self.named_in(told[str(self.feed)])
        for feed, changes in told.items():
            assert not changes["more"]
            self.cursors[feed]["since"] = changes["seq"]
        for start in range(0, len(stale), 50):
            some = stale[start : start + 50]
            answer = await self.client.post(f"/sync/snapshot/{self.feed}/records", json={"ids": some})
            assert answer.status_code == 200, answer.text
            fresh = answer.json()["records"]
            self.keep(fresh)
            for client in set(some) - set(fresh):
                self.records.pop(client, None)

    def named_in(self, changes: dict[str, Any]) -> list[str]:
        """The clients whose record is old: their line, their thread or a message of it has changed or is gone."""
        named = {
            row["id"] for row in changes["puts"] + changes["dels"] if row["kind"] in ("client", "invitation")
        }
        for put in changes["puts"]:
            if put["kind"] in ("thread", "message") and put["row"]["client_id"]:
                named.add(put["row"]["client_id"])
        named |= {self.threads[row["id"]] for row in changes["dels"] if row["id"] in self.threads}
        return sorted(named)


class Scene:
    def __init__(self, ground: Ground, replica: Replica) -> None:
        self.ground, self.replica = ground, replica

    async def set(self, of: str, asked: str) -> Ids:
        """The thing that will be changed; Vera's phone has seen it come."""
        ids = await self.ground.object(of, asked)
        await self.replica.catch_up()
        assert self.replica.records == await self.replica.whole(), "before the act"
        return ids

    async def ends_equal(self) -> None:
        await self.replica.catch_up()
        assert self.replica.records == await self.replica.whole()


@pytest.fixture
async def scene(database: Database, site: str) -> AsyncIterator[Scene]:
    house, other = await open_house(database, site), await open_house(database, site, PETR)
    async with httpx.AsyncClient(base_url=site, timeout=60) as client, await house.as_("vera") as vera:
        replica = Replica(vera, feed_of("book", house.people["vera"]))
        ground = Ground(house, other, client)
        await ground.object("vera's", "a client who was there before")
        await replica.begin()
        yield Scene(ground, replica)


@pytest.mark.parametrize(("kind", "of"), BY_ACT)
async def test_after_every_act_of_an_outbox_the_phone_holds_what_a_fresh_one_would(
    scene: Scene, kind: str, of: str
) -> None:
    ids = await scene.set(of, kind)
    assert await pushed(scene.ground, "vera", kind, ids) == "applied"
    await scene.ends_equal()


@pytest.mark.parametrize(("asked", "of"), BY_ROUTE)
async def test_after_every_change_by_a_route_the_phone_holds_what_a_fresh_one_would(
    scene: Scene, asked: str, of: str
) -> None:
    ids = await scene.set(of, asked)
    answer = await scene.ground.ask("vera", asked, ids)
    assert answer.status_code < 300, answer.text
    await scene.ends_equal()


async def test_a_visit_received_by_a_colleague_reaches_the_owners_phone(scene: Scene) -> None:
    asked = "POST /api/clients/{client_id}/receptions"
    ids = await scene.set("vera's", asked)
    answer = await scene.ground.ask("oleg", asked, ids)
    assert answer.status_code == 201, answer.text
    await scene.ends_equal()


async def test_a_new_name_is_on_the_relatives_records_too(scene: Scene) -> None:
    ids = await scene.set("vera's", "a client")
    change = {"base": {"name": "Анна Кузнецова"}, "name": "Анна Петрова"}
    answer = await scene.ground.house.send("vera", "PATCH", f"/api/clients/{ids['client_id']}", change)
    assert answer.status_code == 200, answer.text
    await scene.ends_equal()


async def test_what_a_client_writes_reaches_the_phone(scene: Scene) -> None:
    ids = await scene.set("vera's", "a talk")
    handle = str(new_id())
    house: House = scene.ground.house
    await connect(house, ids["client_id"], handle)
    await scene.ends_equal()
    await says(house, handle, "Заберу в пятницу")
    await scene.ends_equal()


async def test_a_client_handed_over_leaves_the_phone_whole(scene: Scene) -> None:
    ids = await scene.set("vera's", "a client")
    house = scene.ground.house
    body = {
        "id": new_id(), "from_id": house.people["vera"], "to_id": house.people["oleg"], "clients": [ids["client_id"]],
    }  # fmt: skip
    answer = await house.post("irina", "/api/transfers", body)
    assert answer.status_code == 201, answer.text
    assert str(ids["client_id"]) in scene.replica.records
    await scene.ends_equal()
    assert str(ids["client_id"]) not in scene.replica.records


async def test_nobody_takes_a_book_along_that_is_not_theirs(scene: Scene) -> None:
    feed, house = scene.replica.feed, scene.ground.house
    for who in ("oleg", "irina", "alla", "sofia"):
        assert (await house.get(who, f"/sync/snapshot/{feed}/records")).status_code == 404
    mine = feed_of("person", house.people["vera"])
    assert (await house.get("vera", f"/sync/snapshot/{mine}/records")).status_code == 404


async def test_records_are_asked_for_by_fifty_at_most_and_only_of_ones_own(scene: Scene) -> None:
    house, path = scene.ground.house, f"/sync/snapshot/{scene.replica.feed}/records"
    petrs = await scene.ground.object("petr's of vera's", "a client")
    asked = await house.post("vera", path, {"ids": [petrs["client_id"], new_id()]})
    assert asked.json()["records"] == {}
    refused = await house.post("vera", path, {"ids": [new_id() for _ in range(51)]})
    assert refused.status_code == 422, refused.text


async def test_who_took_a_whole_book_along_is_in_the_journal(scene: Scene) -> None:
    sql = (
        "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'replica.taken' AND subject_id = $2"
    )
    taken = await scene.ground.house.unit(lambda db: db.value(sql, scene.replica.feed))
    assert taken == 1


async def test_what_comes_for_a_car_is_on_the_phone_and_goes_with_the_visit(
    scene: Scene, worker_database: Worker
) -> None:
    ids = await scene.set("vera's", "a client")
    house, client = scene.ground.house, ids["client_id"]

    def coming() -> list[str]:
        found: list[dict[str, Any]] = scene.replica.records[str(client)]["coming"]
        return [event["state"] for event in found if event["car_id"] == str(car)]

    car = await park(house, client, ago(360))
    await scene.ends_equal()
    assert coming() == ["expected"]
    await jobs.raise_due_events(worker_database[0], house.id)
    await scene.ends_equal()
    assert coming() == ["raised"]
    visit = NewVisit(
        id=new_id(), car_id=car, client_id=client, at=noon(ago(0)), place="here", source="import"
    )
    await house.unit(lambda db: add_visit(db, visit))
    await scene.ends_equal()
    assert coming() == ["done", "expected"]


async def test_a_phone_put_out_a_moment_ago_takes_nothing_along_and_hears_why(scene: Scene) -> None:
    path = f"/sync/snapshot/{scene.replica.feed}/records"
    assert (await scene.replica.client.get(path)).status_code == 200
    assert (await scene.ground.ask("vera", "DELETE /api/sessions", {})).status_code == 204
    refused = [
        await scene.replica.client.get(path),
        await scene.replica.client.post(path, json={"ids": [str(new_id())]}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(401, "unauthorized")] * 2
