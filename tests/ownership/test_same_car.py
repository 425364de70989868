"""One car of one VIN: written down twice it is refused in words, and with its next owner it may have a new plate."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.kit.db import Db
from app.kit.errors import Problem
from app.ownership.actions import add_car_of_client, end_part
from app.ownership.model import AddCar, CarShown
from tests.cast import House
from tests.conversations.books import who_is
from tests.ownership.garage import add_client
from tests.ownership.test_cars import a_body
from tests.ownership.test_raising import Worker, ago

VIN, OLD, NEW = "XTAGFL110LY000001", "А123ВС163", "В777ОР763"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND $1::uuid IS NOT NULL"


async def found_by(house: House, search: str) -> set[str]:
    return {one["id"] for one in (await house.get("vera", "/api/clients", search=search)).json()["clients"]}


async def adds(house: House, client: UUID, **more: Any) -> Any:
    return await house.post("vera", f"/api/clients/{client}/cars", a_body(**more))


async def sold_by_anna(house: House) -> tuple[UUID, UUID, UUID]:
    """Her car, which she has no more; Anna; and Boris."""
    anna, boris = await add_client(house), await add_client(house, "Волков Борис Ильич")
    car = UUID((await adds(house, anna, vin=VIN, plate=OLD)).json()["id"])
    await leaves(house, car, anna)
    return car, anna, boris


async def leaves(house: House, car: UUID, client: UUID) -> None:
    assert await house.unit(lambda db: end_part(db, car, client, house.people["vera"], ago(1)))


async def test_a_known_car_takes_the_plate_that_its_next_owner_has(house: House) -> None:
    car, _, boris = await sold_by_anna(house)
    added = await adds(house, boris, vin=VIN, plate="в 777 ор 763")
    assert (added.status_code, added.json()["id"], added.json()["plate"]) == (201, str(car), NEW)
    assert (await found_by(house, NEW), await found_by(house, OLD)) == ({str(boris)}, set())
    await leaves(house, car, boris)
    assert [await found_by(house, search) for search in (NEW, OLD, VIN[-8:])] == [set()] * 3


async def test_a_known_car_keeps_its_plate_where_nobody_says_another(house: House) -> None:
    _, _, boris = await sold_by_anna(house)
    assert (await adds(house, boris, vin=VIN)).json()["plate"] == OLD
    assert await found_by(house, OLD) == {str(boris)}


async def test_a_car_that_comes_back_on_the_day_it_came_is_theirs_again(house: House) -> None:
    car, anna, _ = await sold_by_anna(house)
    again = await adds(house, anna, vin=VIN)
    assert (again.status_code, again.json()["id"]) == (201, str(car))


async def test_the_id_of_somebody_elses_car_is_refused(house: House) -> None:
    anna, boris = await add_client(house), await add_client(house, "Волков Борис Ильич")
    taken = UUID((await adds(house, anna)).json()["id"])

    async def again(db: Db) -> CarShown:
        body = a_body() | {"id": taken, "from_on": ago(9), "client_id": boris}
        return await add_car_of_client(db, who_is(house, "vera", "manager"), AddCar(**body))

    with pytest.raises(Problem) as refused:
        await house.unit(again)
    assert [(field.field, field.code) for field in refused.value.fields] == [("id", "taken")]


@pytest.mark.parametrize("known", [False, True], ids=["a new car", "a known one that is nobody's"])
async def test_one_vin_twice_at_once_is_one_car_and_one_refusal(
    house: House, worker_database: Worker, known: bool
) -> None:
    database = worker_database[0]
    if known:
        await sold_by_anna(house)
    anna, boris = await add_client(house), await add_client(house, "Волков Борис Ильич")

    def added(client: UUID, written: asyncio.Event, go_on: asyncio.Event) -> Any:
        async def unit(db: Db) -> None:
            body = a_body(vin=VIN) | {"from_on": ago(9), "client_id": client}
            await add_car_of_client(db, who_is(house, "vera", "manager"), AddCar(**body))
            written.set()
            await go_on.wait()

        return asyncio.create_task(database.work(house.id, unit))

    written, go_on = asyncio.Event(), asyncio.Event()
    first = added(anna, written, go_on)
    await written.wait()
    second = added(boris, asyncio.Event(), go_on)
    while not await house.unit(lambda db: db.value(WAITING)):
        assert not second.done()
    go_on.set()
    await first
    with pytest.raises(Problem) as refused:
        await second
    assert [(field.field, field.code) for field in refused.value.fields] == [("vin", "vin_held")]
