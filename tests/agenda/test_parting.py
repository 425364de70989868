"""A manager says that a car left its client, and that it did not after all."""

from typing import Any
from uuid import UUID

from app.agenda.queries import count_open
from app.kit.ids import new_id
from app.ownership import jobs
from tests.cast import House
from tests.ownership.garage import add_client, park
from tests.ownership.test_raising import ago, entries
from tests.ownership.test_settling import reads_journal

EVENTS = "SELECT client_id, state, remind_at FROM due_events WHERE dealership_id = $1 ORDER BY raised_at"


async def near(house: House) -> tuple[UUID, UUID, str]:
    """A client, their car, whose service is raised, and where to say that it left."""
    client = await add_client(house)
    car = await park(house, client, ago(360))
    await jobs.raise_due_events(house.database, house.id)
    await reads_journal(house)
    return client, car, f"/api/clients/{client}/cars/{car}/end"


async def services(house: House) -> int:
    """How many services are Vera's to see to, today or, in the evening, tomorrow."""
    return await house.unit(lambda db: count_open(db, house.people["vera"], "service"))


async def states(house: House) -> list[Any]:
    return [row["state"] for row in await house.unit(lambda db: db.rows(EVENTS))]


async def test_a_car_that_left_is_in_no_card_and_its_service_is_nobodys_until_that_is_taken_back(
    house: House,
) -> None:
    client, car, path = await near(house)
    left = await house.post("vera", path, {"id": new_id()})
    assert (left.status_code, left.json()["id"]) == (200, str(car))
    await reads_journal(house)
    assert (await house.get("vera", f"/api/clients/{client}")).json()["cars"] == []
    assert (await house.get("vera", "/api/clients", search="А123ВС163")).json()["clients"] == []
    assert (await states(house), await services(house)) == (["not_theirs"], 0)
    sql = "SELECT actor_id FROM entries WHERE dealership_id = $1 AND kind = 'car.left'"
    assert await house.unit(lambda db: db.value(sql)) == house.people["vera"]
    again = await house.post("vera", path, {"id": new_id()})
    assert again.status_code == 404, "it is not there to leave"

    for _ in range(2):
        back = await house.send("vera", "DELETE", path)
        assert (back.status_code, back.json()["next"]["state"]) == (200, "raised"), back.text
    [shown] = (await house.get("vera", f"/api/clients/{client}")).json()["cars"]
    assert shown["id"] == str(car)
    assert (await states(house), await services(house)) == (["raised"], 1)
    assert await entries(house, "car.restored") == 1


async def test_a_car_that_is_somebody_elses_by_now_is_not_taken_back(house: House) -> None:
    _, car, path = await near(house)
    await house.unit(
        lambda db: db.run("UPDATE cars SET vin = $2 WHERE dealership_id = $1", "XTAGFL110LY000001")
    )
    boris = await add_client(house, "Волков Борис Ильич")
    body = {"id": new_id(), "make": "Lada", "model": "Vesta", "from_on": ago(0), "vin": "XTAGFL110LY000001"}
    refused = await house.post("vera", f"/api/clients/{boris}/cars", body)
    assert refused.json()["errors"][0]["code"] == "vin_held"
    assert (await house.post("vera", path, {"id": new_id()})).status_code == 200
    given = await house.post("vera", f"/api/clients/{boris}/cars", body | {"id": new_id()})
    assert (given.status_code, given.json()["id"]) == (201, str(car))
    assert (await house.send("vera", "DELETE", path)).status_code == 409
