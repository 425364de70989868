"""A car goes on with somebody else: its clock falls silent for who had it, and speaks to who has it."""

import asyncio
from typing import Any
from uuid import UUID

from app.kit.db import Db
from app.kit.ids import new_id
from app.ownership import jobs
from app.ownership.actions import end_part, give_car
from app.ownership.model import NewCar
from tests.cast import House
from tests.ownership.garage import add_client, park
from tests.ownership.test_raising import Worker, ago, entries, followups

SERVED = 355  # days since the last service: it has stayed the last one through the sale


async def sold(house: House, *, raised_before: bool = True) -> tuple[UUID, UUID, UUID]:
    """Anna's car, whose service is near, is Boris's since yesterday: the car, Anna, Boris."""
    anna, boris = await add_client(house), await add_client(house, "Волков Борис Ильич")
    car = await park(house, anna, ago(1_000), visits=((ago(SERVED), 30_000),))
    if raised_before:
        assert await jobs.raise_due_events(house.database, house.id) == 1
    await house.unit(lambda db: end_part(db, car, anna, house.people["vera"], ago(1)))
    new = NewCar(id=car, client_id=boris, make="Lada", model="Vesta", from_on=ago(1), vin=None)
    await house.unit(lambda db: give_car(db, new, by=house.people["vera"]))
    return car, anna, boris


async def states(house: House) -> dict[UUID, list[str]]:
    sql = "SELECT client_id, state FROM due_events WHERE dealership_id = $1 ORDER BY raised_at"
    found: dict[UUID, list[str]] = {}
    for row in await house.unit(lambda db: db.rows(sql)):
        found.setdefault(row["client_id"], []).append(row["state"])
    return found


async def test_the_next_owner_has_an_event_of_their_own_and_who_had_the_car_has_none_open(
    house: House,
) -> None:
    _, anna, boris = await sold(house)
    assert await states(house) == {anna: ["not_theirs"]}
    assert await jobs.raise_due_events(house.database, house.id) == 1
    assert await states(house) == {anna: ["not_theirs"], boris: ["raised"]}
    assert (await entries(house, "due_event.raised"), await entries(house, "due_event.settled")) == (2, 1)
    [shown] = (await house.get("vera", f"/api/clients/{boris}/events")).json()["events"]
    assert (shown["state"], shown["basis"][:18]) == ("raised", "12 месяцев после Т")


async def test_it_is_raised_once_for_the_next_owner_by_several_workers_and_after_them(
    house: House, worker_database: Worker
) -> None:
    _, anna, boris = await sold(house)
    worker = worker_database[0]
    counts = await asyncio.gather(*(jobs.raise_due_events(worker, house.id) for _ in range(3)))
    assert sum(counts) == 1
    assert await jobs.raise_due_events(worker, house.id) == 0
    assert await states(house) == {anna: ["not_theirs"], boris: ["raised"]}
    assert await followups(house) == 2


async def test_a_visit_of_the_next_owner_ends_their_event_and_leaves_the_former_ones_word(
    house: House,
) -> None:
    car, anna, boris = await sold(house)
    await jobs.raise_due_events(house.database, house.id)
    body = {"id": new_id(), "at": f"{ago(0)}T00:00:00Z", "place": "here"}
    answer = await house.post("vera", f"/api/clients/{boris}/cars/{car}/visits", body)
    assert answer.status_code == 201, answer.text
    assert await states(house) == {anna: ["not_theirs"], boris: ["done"]}


async def test_an_event_raised_under_another_name_is_still_the_one_of_its_day(house: House) -> None:
    """Names of events were made of less once; those keep theirs."""
    anna = await add_client(house)
    await park(house, anna, ago(360))
    await jobs.raise_due_events(house.database, house.id)

    async def rename(db: Db) -> Any:
        return await db.run("UPDATE due_events SET id = $2 WHERE dealership_id = $1", new_id())

    await house.unit(rename)
    assert await jobs.raise_due_events(house.database, house.id) == 0
    shown = (await house.get("vera", f"/api/clients/{anna}/events")).json()["events"]
    assert [event["state"] for event in shown] == ["raised"]
