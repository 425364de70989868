"""Complaints and visits told by the everyday actions and loaded in bulk are the same rows."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.kit.bulk import Bulk
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.loyalty.seeding import complaint_rows
from app.ownership.actions import add_car, add_visit
from app.ownership.model import NewCar, NewVisit
from app.ownership.seeding import visit_row
from tests.cast import House, open_house
from tests.conversations.stories import make_anna
from tests.test_seeding import comparable

WORDS, CLOSING = "Ждали два часа", "Извинились, закрепили приёмщика."
TABLES = ("complaints", "service_visits", "entries", "timeline")
KINDS = ("complaint.made", "complaint.closed", "service.visited", "complaint", None)
INSTANTS = ("at", "made_at", "due_at", "closed_at")


async def car_of(house: House, anna: UUID) -> UUID:
    car = NewCar(id=new_id(), client_id=anna, make="Lada", model="Vesta", from_on=date(2024, 1, 9))
    await house.unit(lambda db: add_car(db, car))
    return car.id


def visited(anna: UUID, car: UUID, at: Any) -> NewVisit:
    return NewVisit(
        id=new_id(), car_id=car, client_id=anna, at=at, place="here", source="import", km=9000, words="ТО-1"
    )


async def rows(tools: Database, house: House, table: str) -> list[dict[str, Any]]:
    """What can be compared: the same facts at whatever instant, the instants by how they lie to each other."""
    found = [
        dict(row)
        for row in await tools.pool.fetch(f"SELECT * FROM {table} WHERE dealership_id = $1", house.id)
    ]
    told = [row for row in found if row.get("kind") in KINDS or table == "service_visits"]
    bare = [{k: v for k, v in comparable(row).items() if k not in INSTANTS} for row in told]
    for row in bare:
        row["facts"] = {k: v for k, v in (row.get("facts") or {}).items() if k not in INSTANTS}
    return sorted(bare, key=str)


async def test_bulk_load_leaves_the_rows_that_the_actions_leave(
    house: House, database: Database, tools: Database, site: str
) -> None:
    anna = await make_anna(house)
    car = await car_of(house, anna)
    await house.unit(lambda db: add_visit(db, visited(anna, car, db.now - timedelta(hours=1))))
    body = {"id": new_id(), "words": WORDS}
    assert (await house.post("vera", f"/api/clients/{anna}/complaints", body)).status_code == 201
    mended = {"id": new_id(), "words": CLOSING}
    assert (await house.post("vera", f"/api/complaints/{body['id']}/closing", mended)).status_code == 200

    second = await open_house(database, site)
    other = await make_anna(second)
    same = await car_of(second, other)
    bulk = Bulk(second.id, Random(1))

    async def load(db: Db) -> None:
        visit_row(bulk, visited(other, same, db.now - timedelta(hours=1)), db.now)
        complaint_rows(bulk, other, second.people["vera"], db.now, WORDS, db.now, CLOSING, None)

    await second.unit(load)
    async with tools.pool.acquire() as connection, connection.transaction():
        await bulk.load(connection)
    for table in TABLES:
        by_actions = await rows(tools, house, table)
        assert by_actions, table
        assert await rows(tools, second, table) == by_actions, table
