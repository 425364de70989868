"""The walk-in: Anna writes online, comes to the desk on Vera's day off, and tells her story to nobody twice."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.kit.ids import new_id
from app.ownership.actions import add_car
from app.ownership.model import NewCar
from tests.cast import House
from tests.clients.test_receptions import Walk, receive
from tests.conversations.stories import ANNAS_PHONE, says


async def lines(house: House, search: str) -> list[Any]:
    found: list[Any] = (await house.get("oleg", "/api/clients", search=search)).json()["clients"]
    return found


@pytest.mark.parametrize("search", ["Кузнецова", "kuznetsova", "0101", "А123ВС", "a123bc163"])
async def test_annas_card_opens_to_oleg_at_the_desk_with_her_online_talk_and_vera_knows(
    house: House, search: str
) -> None:
    walk = await Walk(house).prepared()
    car = NewCar(
        id=new_id(), client_id=walk.anna, make="Toyota", model="Camry", plate="А123ВС163",
        from_on=await house.unit(today),
    )  # fmt: skip
    await house.unit(lambda db: add_car(db, car))
    await says(house, str(uuid4()), "Другой человек пишет в приёмную")

    [line] = await lines(house, search)
    assert (line["name"], line["owner"]["name"]) == ("Анна Сергеевна Кузнецова", "Вера Орлова")
    assert (line["phone_tail"], line["car"], line["plate"]) == ("0101", None, None)
    new = {"id": str(new_id()), "name": "Кузнецова Анна", "address_form": "Анна", "phone": ANNAS_PHONE}
    refused = await house.post("oleg", "/api/clients", new)
    assert [found["id"] for found in refused.json()["found"]] == [line["id"]]

    assert await walk.tries("oleg") == {404}
    visit = await receive(house, walk.anna)
    card = (await house.get("oleg", f"/api/clients/{walk.anna}")).json()
    assert (card["id"], card["owner"]["name"]) == (line["id"], "Вера Орлова")
    talk = (await house.get("oleg", f"/api/clients/{walk.anna}/messages")).json()["messages"]
    assert "Можно заехать сегодня?" in [message["text"] for message in talk]
    note = {"id": str(new_id()), "kind": "note", "words": "Смотрела зимние шины"}
    logged = await house.post("oleg", f"/api/clients/{walk.anna}/touches", note)
    assert logged.status_code == 201, logged.text

    told = [notice["text"] for notice in (await house.get("vera", "/api/notices")).json()["notices"]]
    assert len(told) == 2
    assert all("Олег Титов" in text and "Анна Сергеевна Кузнецова" in text for text in told)
    items = (await house.get("vera", f"/api/clients/{walk.anna}/timeline")).json()["items"]
    assert {"reception", "note"} <= {
        item["kind"] for item in items if (item["who"] or {}).get("name") == "Олег Титов"
    }

    await walk.passes(timedelta(hours=24))
    assert await walk.tries("oleg") == {404}
    assert (await house.get("vera", f"/api/clients/{walk.anna}")).json()["receptions"] == []
    assert visit.status_code == 201
    assert len((await house.get("vera", "/api/book")).json()["clients"]) == 1, "nobody got a second card"


async def today(db: Any) -> Any:
    return db.now.date()
