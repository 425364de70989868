"""Cars: a client is found by plate and VIN, and the card shows the last odometer."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kit.ids import new_id
from app.ownership.actions import add_car, end_part
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


# --- what people write down of a car, and what cannot be


async def a_car(house: House, anna: UUID) -> UUID:
    car = NewCar(id=new_id(), client_id=anna, make="Lada", model="Vesta", from_on=date(2026, 1, 10), km=7)
    await house.unit(lambda db: add_car(db, car))
    return car.id


def a_body(**more: Any) -> dict[str, Any]:
    return {"id": new_id(), "make": "Lada", "model": "Granta", "from_on": "2026-02-01"} | more


async def errors(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ({"vin": "XTAGFL110LY00000O"}, ("vin", "not_a_vin")),
        ({"vin": "ЖТАGFL110LY000001"}, ("vin", "not_a_vin")),
        ({"vin": "X" * 41}, ("vin", "too_long")),
        ({"km": 10**9}, ("km", "too_big")),
        ({"km": -1}, ("km", "too_small")),
        ({"from_on": "2999-01-01"}, ("from_on", "not_yet")),
        ({"from_on": "0001-01-01"}, ("from_on", "too_early")),
        ({"from_on": "1979-12-31"}, ("from_on", "too_early")),
        ({"make": " "}, ("make", "blank")),
        ({"model": "\t\n\xa0"}, ("model", "blank")),
    ],
)
async def test_a_car_that_cannot_be_is_refused_by_its_field(
    house: House, body: dict[str, Any], trouble: tuple[str, str]
) -> None:
    anna = await make_anna(house)
    answer = await house.post("vera", f"/api/clients/{anna}/cars", a_body(**body))
    assert await errors(answer) == [trouble]
    assert (await house.get("vera", f"/api/clients/{anna}")).json()["cars"] == []


async def test_a_day_too_long_ago_is_refused_with_the_first_that_is_taken_in_both_languages(
    house: House,
) -> None:
    anna = await make_anna(house)
    for language, said in (("ru", "1 января 1980"), ("en", "1 January 1980")):
        await house.send("vera", "PATCH", "/api/me", {"language": language})
        answer = await house.post("vera", f"/api/clients/{anna}/cars", a_body(from_on="1979-12-31"))
        assert said in answer.json()["errors"][0]["message"]
    first = a_body(make=" Lada ", model=" Niva\n", from_on="1980-01-01")
    made = await house.post("vera", f"/api/clients/{anna}/cars", first)
    assert (made.status_code, made.json()["title"]) == (201, "Lada Niva")


async def test_a_vin_stands_once_and_goes_on_with_the_cars_next_owner(house: House) -> None:
    anna, vin = await make_anna(house), "XTAGFL110LY000001"
    path = f"/api/clients/{anna}/cars"
    first = await house.post("vera", path, a_body(vin=" xtagfl110ly000001 ", plate="а 123 вс 163", km=5))
    assert first.status_code == 201, first.text
    assert (first.json()["vin"], first.json()["plate"]) == (vin, "А123ВС163")
    assert await errors(await house.post("vera", path, a_body(vin=vin))) == [("vin", "vin_held")]
    await house.unit(
        lambda db: end_part(db, UUID(first.json()["id"]), anna, house.people["vera"], date(2026, 3, 1))
    )
    again = await house.post("vera", path, a_body(vin=vin, from_on="2026-03-02"))
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])


async def test_a_known_car_with_less_on_its_odometer_is_refused_and_can_be_confirmed(house: House) -> None:
    anna, vin = await make_anna(house), "XTAGFL110LY000002"
    path = f"/api/clients/{anna}/cars"
    first = (await house.post("vera", path, a_body(vin=vin, from_on="2026-01-10", km=90_000))).json()
    await house.unit(lambda db: end_part(db, UUID(first["id"]), anna, house.people["vera"], date(2026, 3, 1)))
    body = a_body(vin=vin, from_on="2026-03-02", km=9_000)
    assert await errors(await house.post("vera", path, body)) == [("km", "odometer_backwards")]
    again = await house.post("vera", path, body | {"confirmed": True})
    assert again.status_code == 201, again.text
    [shown] = (await house.get("vera", f"/api/clients/{anna}")).json()["cars"]
    assert shown["odometer"]["km"] == 9_000


@pytest.mark.parametrize(
    ("km", "day", "trouble"),
    [
        (9_000, "2026-07-01", "odometer_backwards"),
        (12_000, "2026-05-01", "odometer_ahead"),
        (900_000, "2026-06-02", "odometer_jump"),
        (10**9, "2026-07-01", "too_big"),
        (11_000, "2999-01-01", "not_yet"),
        (11_000, "0001-01-01", "too_early"),
    ],
)
async def test_an_odometer_that_runs_backwards_or_jumps_is_refused_with_what_is_known(
    house: House, km: int, day: str, trouble: str
) -> None:
    anna = await make_anna(house)
    path = f"/api/clients/{anna}/cars/{await a_car(house, anna)}/readings"
    good = {"id": new_id(), "km": 10_000, "read_on": "2026-06-01"}
    assert (await house.post("vera", path, good)).status_code == 201
    answer = await house.post("vera", path, {"id": new_id(), "km": km, "read_on": day})
    assert [code for _, code in await errors(answer)] == [trouble]
    if trouble == "odometer_backwards":
        said = answer.json()["errors"][0]["message"]
        assert "1 июня" in said
        assert "10\xa0000 км" in said
    [shown] = (await house.get("vera", f"/api/clients/{anna}")).json()["cars"]
    assert shown["odometer"]["km"] == 10_000


async def test_a_confirmed_reading_stands_and_what_it_contradicts_counts_no_more(house: House) -> None:
    anna = await make_anna(house)
    path = f"/api/clients/{anna}/cars/{await a_car(house, anna)}/readings"
    await house.post("vera", path, {"id": new_id(), "km": 100_000, "read_on": "2026-06-01"})
    right = {"id": new_id(), "km": 10_500, "read_on": "2026-06-20"}
    assert [code for _, code in await errors(await house.post("vera", path, right))] == ["odometer_backwards"]
    answer = await house.post("vera", path, right | {"id": new_id(), "confirmed": True})
    assert (answer.status_code, answer.json()["km"]) == (201, 10_500)
    [shown] = (await house.get("vera", f"/api/clients/{anna}")).json()["cars"]
    assert shown["odometer"] == {"km": 10_500, "read_on": "2026-06-20"}
    sql = "SELECT km, set_aside_at IS NOT NULL AS aside FROM odometer_readings WHERE dealership_id = $1 ORDER BY km"
    rows = [tuple(row) for row in await house.unit(lambda db: db.rows(sql))]
    assert rows == [(7, False), (10_500, False), (100_000, True)]


async def test_a_repeated_visit_is_one_visit(house: House) -> None:
    anna = await make_anna(house)
    path = f"/api/clients/{anna}/cars/{await a_car(house, anna)}/visits"
    body = {"id": new_id(), "at": "2026-06-10T09:00:00Z", "place": "here", "km": 9_000, "words": "ТО-1"}
    answers = [await house.post("vera", path, body) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    count = "SELECT count(*) FROM service_visits WHERE dealership_id = $1"
    assert await house.unit(lambda db: db.value(count)) == 1
    assert [
        code for _, code in await errors(await house.post("vera", path, body | {"id": new_id(), "km": 10**9}))
    ] == ["too_big"]
