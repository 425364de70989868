"""A household: clients who belong together, whoever's they are, each in one household at a time."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kit.ids import new_id
from tests.cast import House
from tests.clients.changes import card_of
from tests.clients.test_contacts import make
from tests.conversations.stories import make_anna


@pytest.fixture
async def anna(house: House) -> UUID:
    return await make_anna(house)


async def join(
    house: House, client: UUID, relative: UUID, role: str = "partner", who: str = "vera"
) -> httpx.Response:
    body = {"id": str(new_id()), "relative_id": str(relative), "as_role": role, "own_role": "head"}
    return await house.post(who, f"/api/clients/{client}/household", body)


async def part(house: House, client: UUID, relative: UUID) -> httpx.Response:
    return await house.send("vera", "DELETE", f"/api/clients/{client}/household/{relative}")


def roles(card: dict[str, Any]) -> Any:
    home = card["household"]
    return home and (home["role"], {one["name"]: (one["role"], one["opens"]) for one in home["members"]})


async def test_a_colleagues_client_joins_by_the_search_line_and_each_sees_the_other(
    house: House, anna: UUID
) -> None:
    petr = await make(house)
    joined = await join(house, anna, petr)
    assert joined.status_code == 201, joined.text
    assert roles(joined.json()) == ("head", {"Пётр Кузнецов": ("partner", False)})
    assert joined.json()["household"]["members"][0]["phone_tail"] == "0202"
    theirs = roles(await card_of(house, petr, "oleg"))
    assert theirs == ("partner", {"Анна Сергеевна Кузнецова": ("head", False)})
    [notice] = (await house.get("oleg", "/api/notices")).json()["notices"]
    assert "Вера Орлова" in notice["text"]
    assert (await house.get("vera", f"/api/clients/{petr}")).status_code == 404


async def test_a_card_one_may_see_is_one_tap_away(house: House, anna: UUID) -> None:
    son = await make(house, "vera", None)
    assert roles((await join(house, anna, son, "child")).json()) == (
        "head",
        {"Пётр Кузнецов": ("child", True)},
    )


async def test_a_third_joins_a_role_changes_and_two_households_are_not_poured_together(
    house: House, anna: UUID
) -> None:
    petr, son = await make(house), await make(house, "vera", None)
    await join(house, anna, petr)
    assert (await join(house, son, anna, "parent")).status_code == 201, "who has none joins the other's"
    assert len((await card_of(house, anna))["household"]["members"]) == 2
    changed = (await join(house, anna, petr, "driver")).json()
    assert {one["role"] for one in changed["household"]["members"] if one["client_id"] == str(petr)} == {
        "driver"
    }
    first, second = await make(house, "vera", None), await make(house, "vera", None)
    await join(house, first, second)
    refused = await join(house, anna, first)
    assert (refused.status_code, refused.json()["code"]) == (409, "other_household")


async def test_the_last_one_left_is_no_household_and_the_story_stays_in_the_timeline(
    house: House, anna: UUID
) -> None:
    petr = await make(house)
    await join(house, anna, petr)
    assert (await part(house, anna, petr)).json()["household"] is None
    assert (await card_of(house, petr, "oleg"))["household"] is None
    assert (await part(house, anna, petr)).status_code == 404
    items = (await house.get("vera", f"/api/clients/{anna}/timeline")).json()["items"]
    told = [item["text"] for item in items if item["kind"] == "household"]
    assert told == ["Больше не в числе близких: Пётр Кузнецов", "Близкие: Пётр Кузнецов — супруг или партнёр"]


async def test_nobody_is_their_own_relative_and_no_stranger_is_anybodys(
    house: House, other_house: House, anna: UUID
) -> None:
    assert (await join(house, anna, anna)).status_code == 422
    assert (await join(house, anna, new_id())).status_code == 404
    foreign = await make_anna(other_house, "petr")
    assert (await join(house, anna, foreign)).status_code == 404
