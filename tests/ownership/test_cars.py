"""Cars: a client is found by plate and VIN, and the card shows the last odometer."""

from datetime import date

from app.kit.ids import new_id
from app.ownership.actions import add_car
from app.ownership.model import NewCar
from tests.cast import House
from tests.conversations.stories import make_anna


async def test_a_client_is_found_by_plate_in_either_alphabet_and_by_the_end_of_the_vin(house: House) -> None:
    anna = await make_anna(house)
    car = NewCar(
        id=new_id(), client_id=anna, make="Lada", model="Vesta", from_on=date(2024, 5, 1),
        vin="XTAGFL110LY000001", plate="А123ВС163", year=2024, km=7,
    )  # fmt: skip
    await house.unit(lambda db: add_car(db, car))
    for search in ("А123ВС", "a123bc163", "LY000001", "а123"):
        found = (await house.get("vera", "/api/clients", search=search)).json()["clients"]
        assert [line["id"] for line in found] == [str(anna)], search
    [shown] = (await house.get("vera", f"/api/clients/{anna}")).json()["cars"]
    assert (shown["title"], shown["odometer"]) == ("Lada Vesta", {"km": 7, "read_on": "2024-05-01"})
    [line] = (await house.get("oleg", "/api/clients", search="А123ВС")).json()["clients"]
    assert (line["car"], line["plate"]) == (None, None), "a colleague learns whose client it is, no more"
