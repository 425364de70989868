"""Who is called after whom: set by administrators, in versions; a ladder always ends at a supervisor."""

from typing import Any

import pytest

from tests.cast import House

PATH = "/api/standards/ladder"
LAST = {"who": "supervisor", "minutes": 5}


def rung(who: str, minutes: int = 5) -> dict[str, Any]:
    return {"who": who, "minutes": minutes}


async def put(house: House, version: int, **rules: Any) -> Any:
    return await house.send("alla", "PUT", PATH, {"version": version, "rules": rules})


async def test_a_change_is_a_version_and_the_other_standards_are_not_touched(house: House) -> None:
    found = (await house.get("alla", PATH)).json()
    assert (found["version"], found["rules"]["covers"]) == (0, "day_and_night")
    assert [rung["who"] for rung in found["rules"]["now"]] == ["owner", "pair", "duty", "supervisor"]
    made = await put(house, 0, now=[{"who": "duty", "minutes": 2}, LAST])
    assert made.status_code == 200, made.text
    assert (await put(house, 0, now=[{"who": "duty", "minutes": 2}, LAST])).json() == made.json(), "a repeat"
    late = await put(house, 0)
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    after = (await house.get("alla", PATH)).json()
    assert (after["version"], after["versions"][0]["by"]) == (1, "Алла Громова")
    assert after["rules"]["soon"] == found["rules"]["soon"]
    assert (await house.get("alla", "/api/standards")).json()["version"] == 0


@pytest.mark.parametrize(
    ("rules", "field", "code"),
    [
        ({"now": []}, "rules.now", "ladder_ends_nowhere"),
        ({"soon": [rung("owner")]}, "rules.soon", "ladder_ends_nowhere"),
        ({"can_wait": [LAST, rung("owner")]}, "rules.can_wait", "ladder_ends_nowhere"),
        ({"now": [rung("pair"), rung("owner"), LAST]}, "rules.now", "ladder_out_of_order"),
        ({"now": [LAST, LAST]}, "rules.now", "ladder_out_of_order"),
        ({"now": [rung("owner", 0), LAST]}, "rules.now[0].minutes", "too_small"),
        ({"now": [rung("nobody"), LAST]}, "rules.now[0].who", "wrong_choice"),
    ],
)  # fmt: skip
async def test_a_ladder_that_ends_nowhere_or_goes_in_rings_is_refused(
    house: House, rules: Any, field: str, code: str
) -> None:
    refused = await put(house, 0, **rules)
    assert refused.status_code == 422, refused.text
    [error] = refused.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert (await house.get("alla", PATH)).json()["version"] == 0
