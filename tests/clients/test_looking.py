"""Who comes first where many fit, by what a car is found, and for whom nobody searches."""

from uuid import UUID

import httpx

from app.clients.looking import found
from app.clients.model import Found
from app.clients.spelling import plate_key
from app.kit.auth import Who
from app.kit.ids import new_id
from app.people.actions import sign_out
from tests.cast import House
from tests.clients.test_book import kept, who_of

PAGE = 50


async def search(town: House, query: str) -> Found:
    vera = town.people["vera"]
    who = Who(dealership=town.id, id=vera, role="manager", session=new_id(), name="Вера", language="ru")
    page: Found = await town.unit(lambda db: found(db, who, query, 0, PAGE))
    return page


async def test_of_a_name_that_many_bear_my_own_clients_come_first(town: House) -> None:
    sql = """SELECT DISTINCT c.id, c.owner_id = $2 AS mine FROM clients c
             JOIN search_keys k ON k.dealership_id = $1 AND k.client_id = c.id
             WHERE c.dealership_id = $1 AND k.kind = 'word' AND k.key = 'иванов'"""
    bearers = await town.unit(lambda db: db.rows(sql, town.people["vera"]))
    own: set[UUID] = {row["id"] for row in bearers if row["mine"]}
    assert 0 < len(own) < PAGE
    assert len(bearers) > PAGE + len(own)
    page = await search(town, "иванов")
    assert {line.id for line in page.clients[: len(own)]} == own
    assert not any(line.mine for line in page.clients[len(own) :])


async def test_a_car_is_found_by_the_digits_of_its_plate_with_the_region(town: House) -> None:
    sql = """SELECT client_id, plate FROM book_lines WHERE dealership_id = $1 AND plate IS NOT NULL
             ORDER BY client_id LIMIT 40"""
    for row in await town.unit(lambda db: db.rows(sql)):
        digits = "".join(sign for sign in plate_key(row["plate"]) if sign.isdigit())
        assert row["client_id"] in {line.id for line in (await search(town, digits)).clients}, digits


async def test_whose_session_ended_finds_nobody_at_once(house: House) -> None:
    await kept(house)

    async def answers(client: httpx.AsyncClient) -> set[int]:
        return {
            (await client.get("/api/clients", params={"search": query})).status_code
            for query in ("кузнецова", "анна кузнецова", "петров", "")
        }

    async with await house.as_("vera") as client:
        assert await answers(client) == {200}
        who = await house.unit(lambda db: who_of(db, house))
        await house.unit(lambda db: sign_out(db, who))
        assert await answers(client) == {401}
