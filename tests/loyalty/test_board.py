"""The supervisor's board: its figures count exactly the clients whom the lists behind them show."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.journal.actions import record
from app.kit.ids import new_id
from app.ownership.actions import add_car
from app.ownership.model import NewCar
from tests.cast import House
from tests.conversations.books import add_client
from tests.conversations.stories import connect, says
from tests.loyalty.workshop import complains, connected_anna, reads_journal

SOLD = "UPDATE car_roles SET until_on = $3 WHERE dealership_id = $1 AND client_id = $2"


async def drives(house: House, client: UUID) -> None:
    bought = date(2026, 1, 10)
    car = NewCar(id=new_id(), client_id=client, make="Lada", model="Vesta", from_on=bought, source="import")
    await house.unit(lambda db: add_car(db, car))


async def tells(house: House, kind: str, client: UUID, **facts: Any) -> None:
    await house.unit(lambda db: record(db, kind, by_client=client, client=client, subject=new_id(), **facts))


async def make_loyal(house: House) -> UUID:
    """They gave the highest marks and came to us in time."""
    client = await add_client(house)
    await drives(house, client)
    for _ in range(2):
        await tells(house, "survey.answered", client, instrument="csat", mark=5)
        await tells(house, "service.visited", client, place="here", source="import")
    return client


@pytest.fixture
async def four(house: House) -> dict[str, UUID]:
    """One client of each kind in Vera's book, and one who drives none of our cars any more."""
    anna, _ = await connected_anna(house)
    sold = await add_client(house)
    await drives(house, sold)
    await house.unit(lambda db: db.run(SOLD, sold, date(2026, 2, 1)))
    for client in (anna, sold):
        await complains(house, client)
    found = {"at_risk": anna, "sold": sold, "loyal": await make_loyal(house)}
    found["unproven"] = await add_client(house)
    await reads_journal(house)
    return found


async def board(house: House) -> Any:
    return (await house.get("irina", "/api/boards/loyalty")).json()


async def behind(house: House, **query: Any) -> list[str]:
    found = (await house.get("irina", "/api/boards/loyalty/clients", **query)).json()
    assert found["next"] is None
    return [one["client_id"] for one in found["clients"]]


async def test_shares_are_of_the_clients_who_drive_our_cars_and_the_others_are_counted_beside_them(
    house: House, four: dict[str, UUID]
) -> None:
    totals = (await board(house))["totals"]
    counted = {name: totals[name] for name in ("clients", "loyal", "warm", "unproven", "at_risk", "excluded")}
    assert counted == {"clients": 3, "loyal": 1, "warm": 0, "unproven": 1, "at_risk": 1, "excluded": 1}
    assert (totals["proven_share"], totals["in_hand_share"], totals["out_of_hand"]) == (33, 67, 1)


async def test_each_list_holds_exactly_the_clients_of_its_figure(house: House, four: dict[str, UUID]) -> None:
    shown = await board(house)
    for status in ("loyal", "unproven", "at_risk"):
        assert await behind(house, status=status) == [str(four[status])]
    assert await behind(house, status="warm") == []
    assert await behind(house, out_of_hand=True) == [str(four["at_risk"])]
    everybody = await behind(house, manager=house.people["vera"])
    assert sorted(everybody) == sorted(str(four[name]) for name in ("loyal", "unproven", "at_risk"))
    assert shown["managers"][-1]["clients"] == len(everybody)
    for cause in shown["causes"]:
        found = await behind(house, component=cause["component"])
        assert len(found) == cause["clients"]
        assert {one["client_id"] for one in cause["who"]} <= set(found) <= set(everybody)
    wrong = await house.get("irina", "/api/boards/loyalty/clients", component="mood")
    assert wrong.status_code == 422


async def test_a_manager_stands_on_the_board_with_the_load_and_the_promises_kept(house: House) -> None:
    anna, _ = await connected_anna(house)
    await connect(house, anna, "7001")
    talked = {"kind": "call", "direction": "out", "outcome": "talked", "answers": True}
    for due in (timedelta(hours=1), timedelta(seconds=-1)):
        await says(house, "7001", "Когда будет готово?")
        sql = "UPDATE promises SET by_at = $2 WHERE dealership_id = $1 AND ended_at IS NULL"
        await house.unit(lambda db, sql=sql, due=due: db.run(sql, db.now + due))
        answer = await house.post("vera", f"/api/clients/{anna}/touches", talked | {"id": new_id()})
        assert answer.status_code == 201
    for _ in range(6):
        await house.unit(lambda db: record(db, "message.sent", client=anna, subject=new_id()))
        await house.unit(lambda db: record(db, "touch.made", client=anna, subject=new_id()))
    await says(house, "7001", "Есть кто?")
    await reads_journal(house)
    rows = {one["name"]: one for one in (await board(house))["managers"]}
    vera, oleg = rows["Вера Орлова"], rows.get("Олег Титов")
    assert (vera["kept"], vera["waiting"], vera["hours"]) == (50, 1, 0.5)
    assert (vera["clients"], vera["excluded"], vera["loyal"] + vera["unproven"]) == (1, 0, 1)
    assert oleg is None
