"""Phones and emails: added, ended, own or shared. An own number says whose card it is, a shared one does not."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kit.ids import new_id
from tests.cast import House
from tests.clients.changes import card_of
from tests.conversations.stories import ANNAS_PHONE, make_anna

PETRS_PHONE = "+70005550202"


@pytest.fixture
async def anna(house: House) -> UUID:
    return await make_anna(house)


async def make(house: House, who: str = "oleg", phone: str | None = PETRS_PHONE) -> UUID:
    body = {
        "id": str(new_id()),
        "name": "Пётр Кузнецов",
        "address_form": "Пётр",
        "phone": phone,
        "namesake": True,
    }
    made = await house.post(who, "/api/clients", body)
    assert made.status_code == 201, made.text
    return UUID(body["id"])  # type: ignore[arg-type]


async def add(
    house: House, client: UUID, value: str, label: str = "own", who: str = "vera", **more: Any
) -> Any:
    body = {"id": str(new_id()), "value": value, "label": label} | more
    return await house.post(who, f"/api/clients/{client}/contacts", body)


async def relabel(house: House, client: UUID, contact: str, label: str, who: str = "vera") -> httpx.Response:
    return await house.send(who, "PATCH", f"/api/clients/{client}/contacts/{contact}", {"label": label})


async def end(house: House, client: UUID, contact: str, who: str = "vera") -> httpx.Response:
    return await house.post(who, f"/api/clients/{client}/contacts/{contact}/end", {"id": str(new_id())})


async def phones_of(house: House, client: UUID, who: str = "vera") -> list[tuple[str, str]]:
    return [(one["phone"], one["label"]) for one in (await card_of(house, client, who))["phones"]]


async def found(house: House, digits: str, who: str = "vera") -> set[str]:
    answer = (await house.get(who, "/api/clients", search=digits)).json()
    return {client["id"] for client in answer["clients"]}


async def test_one_number_written_two_ways_is_one_number(house: House, anna: UUID) -> None:
    assert (await add(house, anna, "8 (912) 345-67-89")).status_code == 201
    again = await add(house, anna, "+7912 345 67 89")
    assert again.status_code == 422
    assert again.json()["errors"][0]["code"] == "already_here"
    assert (await phones_of(house, anna))[1:] == [("+79123456789", "own")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("+7 912 345-67-89, +7 912 345-67-90", "two_phones"),
        ("позвонить мужу", "not_a_phone"),
        ("  ", "blank"),
        ("1" * 101, "too_long"),
    ],
)
async def test_what_is_not_one_phone_is_refused_with_a_sentence(
    house: House, anna: UUID, value: str, code: str
) -> None:
    refused = await add(house, anna, value)
    assert refused.status_code == 422
    [trouble] = refused.json()["errors"]
    assert (trouble["field"], trouble["code"]) == ("value", code)


async def test_a_number_that_is_no_longer_theirs_is_free_for_another_card_and_stays_in_history(
    house: House, anna: UUID
) -> None:
    petr = await make(house)
    [phone] = (await card_of(house, anna))["phones"]
    assert (await add(house, petr, ANNAS_PHONE, who="oleg")).status_code == 409
    assert (await end(house, anna, phone["id"])).status_code == 200
    assert await found(house, "5550101") == set()
    assert (await add(house, petr, ANNAS_PHONE, who="oleg")).status_code == 201
    assert await found(house, "5550101") == {str(petr)}
    told = (await house.get("vera", f"/api/clients/{anna}/fields/contacts/history")).json()["items"]
    assert (told[0]["before"], told[0]["after"]) == (f"own {ANNAS_PHONE}", None)
    back = await house.send("vera", "DELETE", f"/api/clients/{anna}/contacts/{phone['id']}/end")
    assert (back.status_code, back.json()["code"]) == (409, "phone_taken")


async def test_the_end_of_a_number_is_taken_back_by_undo(house: House, anna: UUID) -> None:
    [phone] = (await card_of(house, anna))["phones"]
    await end(house, anna, phone["id"])
    back = await house.send("vera", "DELETE", f"/api/clients/{anna}/contacts/{phone['id']}/end")
    assert back.status_code == 200
    assert await phones_of(house, anna) == [(ANNAS_PHONE, "own")]
    assert await found(house, "5550101") == {str(anna)}


async def test_a_familys_number_stands_on_several_cards_and_the_search_finds_them_all(
    house: House, anna: UUID
) -> None:
    petr = await make(house)
    assert (await add(house, petr, ANNAS_PHONE, "family", "oleg")).status_code == 201
    assert await found(house, "5550101") == {str(anna), str(petr)}
    assert await phones_of(house, petr, "oleg") == [(PETRS_PHONE, "own"), (ANNAS_PHONE, "family")]


async def test_a_refused_number_says_no_more_of_the_other_card_than_a_search(
    house: House, anna: UUID
) -> None:
    petr = await make(house)
    refused = await add(house, petr, ANNAS_PHONE, who="oleg")
    assert (refused.status_code, refused.json()["code"]) == (409, "phone_taken")
    [trouble] = refused.json()["errors"]
    for part in ("Анна Сергеевна Кузнецова", "…0101", "Вера Орлова", "семейный", "Больше не его номер"):
        assert part in trouble["message"]
    assert ANNAS_PHONE[:8] not in refused.text


async def test_an_own_number_becomes_shared_and_own_again_only_while_it_is_nobody_elses(
    house: House, anna: UUID
) -> None:
    petr = await make(house)
    [hers] = (await card_of(house, anna))["phones"]
    assert (await relabel(house, anna, hers["id"], "family")).json()["phones"][0]["label"] == "family"
    made = (await add(house, petr, ANNAS_PHONE, who="oleg")).json()
    assert [(p["phone"], p["label"]) for p in made["phones"]][1] == (ANNAS_PHONE, "own")
    refused = await relabel(house, anna, hers["id"], "own")
    assert (refused.status_code, refused.json()["code"]) == (409, "phone_taken")
    assert "Пётр Кузнецов" in refused.json()["errors"][0]["message"]
    his = next(p["id"] for p in made["phones"] if p["phone"] == ANNAS_PHONE)
    await relabel(house, petr, his, "company", "oleg")
    assert (await relabel(house, anna, hers["id"], "own")).status_code == 200


async def test_two_managers_at_once_make_a_shared_number_own_on_one_card_only(
    house: House, anna: UUID
) -> None:
    petr, shared = await make(house), "+70005550909"
    contacts = []
    for client, who in ((anna, "vera"), (petr, "oleg")):
        card = (await add(house, client, shared, "company", who)).json()
        contacts.append(next(p["id"] for p in card["phones"] if p["phone"] == shared))
    answers = await asyncio.gather(
        relabel(house, anna, contacts[0], "own"), relabel(house, petr, contacts[1], "own", "oleg")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_an_email_is_kept_in_small_letters_and_refused_where_it_is_none(
    house: House, anna: UUID
) -> None:
    made = await add(house, anna, " Anna.K@Example.RU ", kind="email")
    assert [(one["email"], one["label"]) for one in made.json()["emails"]] == [("anna.k@example.ru", "own")]
    for wrong in ("anna@", "a b@c.ru", "a@b.ru,c@d.ru"):
        refused = await add(house, anna, wrong, kind="email")
        assert refused.json()["errors"][0]["code"] == "not_an_email", wrong
    petr = await make(house)
    assert (await add(house, petr, "anna.k@example.ru", who="oleg", kind="email")).status_code == 409
    assert (await add(house, petr, "anna.k@example.ru", "family", "oleg", kind="email")).status_code == 201


async def test_a_contact_of_another_card_cannot_be_ended_through_mine(house: House, anna: UUID) -> None:
    petr = await make(house)
    [hers] = (await card_of(house, anna))["phones"]
    assert (await end(house, petr, hers["id"], "oleg")).status_code == 404
    assert (await relabel(house, petr, hers["id"], "family", "oleg")).status_code == 404
    assert await phones_of(house, anna) == [(ANNAS_PHONE, "own")]
