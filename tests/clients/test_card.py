"""The card: one per human, one owner at each instant, seen only by those it concerns."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.kit.db import Database
from app.kit.ids import new_id
from tests.cast import House
from tests.clients.changes import card_of, change, over
from tests.conversations.stories import ANNAS_PHONE, make_anna, owner_history


def new_client(**fields: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "name": "Иван Петров", "address_form": "Иван Ильич"} | fields


async def test_a_manager_makes_a_card_and_owns_it(house: House) -> None:
    body = new_client(phone="8 (000) 555-02-02")
    made = await house.post("oleg", "/api/clients", body)
    assert made.status_code == 201, made.text
    card = made.json()
    assert card["owner"]["name"] == "Олег Титов"
    assert card["phones"][0]["phone"] == "+70005550202"
    assert (await house.get("oleg", f"/api/clients/{body['id']}")).json() == card
    book = (await house.get("oleg", "/api/book")).json()
    assert [(line["name"], line["phones"]) for line in book["clients"]] == [("Иван Петров", ["+70005550202"])]
    history = await house.unit(lambda db: owner_history(db, made.json()["id"]))
    assert [row["owner_id"] for row in history] == [house.people["oleg"]]


async def test_making_a_card_twice_with_one_id_makes_one_card(house: House) -> None:
    body = new_client()
    answers = [await house.post("vera", "/api/clients", body) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await house.get("vera", "/api/book")).json()["clients"]) == 1


async def test_the_phone_of_another_card_makes_no_second_card(house: House, tools: Database) -> None:
    await make_anna(house)
    refused = await house.post("oleg", "/api/clients", new_client(phone=ANNAS_PHONE))
    assert (refused.status_code, refused.json()["code"]) == (409, "phone_taken")
    count = await tools.pool.fetchval("SELECT count(*) FROM clients WHERE dealership_id = $1", house.id)
    assert count == 1, "a refusal writes nothing"


async def test_two_managers_at_once_cannot_take_one_phone_twice(house: House, tools: Database) -> None:

    bodies = [new_client(phone="+70005550303") for _ in range(8)]
    who = ["vera", "oleg"] * 4
    answers = await asyncio.gather(
        *(house.post(handle, "/api/clients", body) for handle, body in zip(who, bodies, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    count = await tools.pool.fetchval("SELECT count(*) FROM clients WHERE dealership_id = $1", house.id)
    assert count == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("phone", "12", "not_a_phone"),
        ("phone", "телефон", "not_a_phone"),
        ("phone", "+7 912 345-67-89, +7 912 345-67-90", "two_phones"),
        ("name", "", "blank"),
        ("name", "   ", "blank"),
        ("name", "я" * 201, "too_long"),
        ("address_form", " \u00a0 ", "blank"),
        ("owner_id", "0190f3c2-1111-7000-8000-000000000001", "unknown"),
        ("dealership_id", "0190f3c2-1111-7000-8000-000000000001", "unknown"),
        ("language", "de", "wrong_choice"),
        ("id", "not an id", "not_an_id"),
    ],
)
async def test_a_bad_field_is_named_with_a_sentence(house: House, field: str, value: str, code: str) -> None:
    refused = await house.post("vera", "/api/clients", new_client(**{field: value}))
    assert refused.status_code == 422
    [trouble] = refused.json()["errors"]
    assert (trouble["field"], trouble["code"]) == (field, code)
    assert trouble["message"][0].isupper()
    assert (await house.get("vera", "/api/book")).json()["clients"] == []


async def test_a_changed_name_is_found_and_the_old_one_is_not(house: House) -> None:
    anna = await make_anna(house)
    await change(house, anna, name="Анна Ёлкина")
    assert len((await house.get("vera", "/api/clients", search="елк")).json()["clients"]) == 1
    assert (await house.get("vera", "/api/clients", search="кузнецова")).json()["clients"] == []


async def test_only_the_owner_changes_the_card(house: House) -> None:
    anna = await make_anna(house)
    body = over(await card_of(house, anna), name="Чужая")
    assert (await house.send("oleg", "PATCH", f"/api/clients/{anna}", body)).status_code == 404
    assert (await house.send("irina", "PATCH", f"/api/clients/{anna}", body)).status_code == 403


async def test_a_colleague_sees_of_annas_card_a_search_line_and_nothing_more(house: House) -> None:
    anna = await make_anna(house)
    [line] = (await house.get("oleg", "/api/clients", search="0101")).json()["clients"]
    assert line == {
        "id": str(anna),
        "name": "Анна Сергеевна Кузнецова",
        "phone_tail": "0101",
        "car": None,
        "plate": None,
        "owner": {"id": str(house.people["vera"]), "name": "Вера Орлова"},
        "mine": False,
        "similar": False,
    }
    foreign = await house.get("oleg", f"/api/clients/{anna}")
    missing = await house.get("oleg", f"/api/clients/{uuid4()}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


async def test_another_dealership_finds_nothing(house: House, other_house: House) -> None:
    anna = await make_anna(house)
    for search in ("0101", "кузнецова", "анна"):
        assert (await other_house.get("petr", "/api/clients", search=search)).json()["clients"] == []
    assert (await other_house.get("petr", f"/api/clients/{anna}")).status_code == 404
    assert (await other_house.get("petr", "/api/book")).json()["clients"] == []


@pytest.mark.parametrize(
    "search", ["%", "_", "'", "\\", "((", "0" * 200, "я" * 200, "анна %' OR 1=1 --", "💥"]
)
async def test_a_search_survives_anything_typed(house: House, search: str) -> None:
    await make_anna(house)
    answer = await house.get("vera", "/api/clients", search=search)
    assert answer.status_code == 200
    assert answer.json()["clients"] == []
