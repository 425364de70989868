"""An outbox is applied in order, each act once, a refusal stopping only what depends on it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.kit.db import Db
from app.kit.ids import new_id
from app.sync.queries import forget_mutations
from tests.cast import House
from tests.sync.conftest import Phone, mutation


async def noted(house: House) -> int:
    sql = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'test.noted'"
    count: int = await house.unit(lambda db: db.value(sql))
    return count


async def kept(house: House) -> int:
    count: int = await house.unit(
        lambda db: db.value("SELECT count(*) FROM mutations WHERE dealership_id = $1")
    )
    return count


def codes(results: list[dict[str, Any]]) -> list[str]:
    return [r["outcome"] if r["outcome"] == "applied" else r["problem"]["code"] for r in results]


async def test_acts_are_applied_in_order_and_each_says_which_feeds_it_moved(
    house: House, vera: Phone
) -> None:
    first, second = mutation(), mutation()
    results = await vera.push(first, second)
    assert [result["id"] for result in results] == [first["id"], second["id"]]
    assert [result["outcome"] for result in results] == ["applied", "applied"]
    assert [result["feeds"][str(vera.book)] for result in results] == [1, 2]
    assert await noted(house) == 2


async def test_a_repeated_act_has_one_effect_and_the_first_answer(house: House, vera: Phone) -> None:
    act = mutation()
    first, second = await vera.push(act), await vera.push(act)
    assert (second[0]["outcome"], second[0]["result"]) == ("applied", first[0]["result"])
    assert "feeds" not in second[0]
    assert await noted(house) == 1


async def test_fifty_repeats_at_once_have_one_effect_and_equal_answers(house: House, vera: Phone) -> None:
    act = mutation()
    answers = await asyncio.gather(*(vera.push(act) for _ in range(50)))
    assert {result["outcome"] for [result] in answers} == {"applied"}
    assert len({result["result"]["entry"] for [result] in answers}) == 1
    assert len([result for [result] in answers if "feeds" in result]) == 1
    assert (await noted(house), await kept(house)) == (1, 1)


async def test_the_same_key_with_another_body_is_refused(house: House, vera: Phone) -> None:
    act = mutation()
    other = act | {"body": act["body"] | {"text": "другое"}}
    await vera.push(act)
    (result,) = await vera.push(other)
    assert (result["outcome"], result["problem"]["code"], result["problem"]["status"]) == (
        "rejected", "key_reused", 422,
    )  # fmt: skip
    assert await noted(house) == 1


async def test_the_same_key_for_another_thing_is_refused_since_the_thing_belongs_to_the_body(
    house: House, vera: Phone
) -> None:
    """On the routes the id in the address is part of what is compared, too."""
    one, two = (house.people[who] for who in ("oleg", "sofia"))
    key = {"id": str(new_id())}
    assert (await house.post("alla", f"/api/people/{one}/deactivation", key)).status_code == 204
    again = await house.post("alla", f"/api/people/{two}/deactivation", key)
    assert (again.status_code, again.json()["code"]) == (422, "key_reused")
    assert (await house.get("sofia", "/api/me")).status_code == 200


async def test_two_people_may_use_the_same_key_without_knowing_of_each_other(
    house: House, vera: Phone, phones: Any
) -> None:
    act, oleg = mutation(), await phones("oleg")
    assert codes(await vera.push(act)) == codes(await oleg.push(act)) == ["applied"]
    assert await noted(house) == 2


@pytest.mark.parametrize(("end", "outcome"), [("forbidden", "rejected"), ("conflict", "conflict")])
async def test_a_refusal_writes_nothing_and_is_judged_afresh_at_a_repeat(
    house: House, vera: Phone, end: str, outcome: str
) -> None:
    act = mutation(end=end)
    for _ in range(2):
        (result,) = await vera.push(act)
        assert (result["outcome"], result["problem"]["code"]) == (outcome, end)
    assert (await noted(house), await kept(house)) == (0, 0)
    assert (await vera.pull())["feeds"][str(vera.book)]["seq"] == 0
    fixed = act | {"body": act["body"] | {"end": ""}}
    assert codes(await vera.push(fixed)) == ["applied"], "the key of a refused act is free"


async def test_a_refused_act_stops_only_those_that_name_it(house: House, vera: Phone) -> None:
    bad = mutation(end="forbidden")
    child = mutation(after=[bad["id"]])
    grandchild = mutation(after=[child["id"]])
    free = mutation()
    assert codes(await vera.push(bad, child, free, grandchild)) == [
        "forbidden", "depends_on_refused", "applied", "depends_on_refused",
    ]  # fmt: skip
    assert await noted(house) == 1


async def test_an_act_that_names_an_applied_one_goes_on(vera: Phone) -> None:
    first = mutation()
    assert codes(await vera.push(first, mutation(after=[first["id"]]))) == ["applied", "applied"]


async def test_a_crash_stops_the_batch_and_what_was_applied_before_stays_so(
    house: House, vera: Phone
) -> None:
    first, crash, last = mutation(), mutation(end="crash"), mutation()
    batch = {"device": str(new_id()), "mutations": [first, crash, last]}
    answer = await vera.client.post("/sync/push", json=batch)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert await noted(house) == 1
    assert codes(await vera.push(first)) == ["applied"]
    assert await noted(house) == 1


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"kind": "test.nothing"}, "wrong_choice", "kind"),
        ({"body": {"row": "x"}}, "not_an_id", "row"),
        ({"body": {}}, "required", "row"),
        ({"body": {"row": str(new_id()), "owner": 1}}, "unknown", "owner"),
        ({"body": {"row": str(new_id()), "text": "\0"}}, "bad_text", "text"),
        ({"body": {"row": str(new_id()), "end": "unfit"}}, "wrong_type", "body"),
        ({"body": []}, "wrong_type", "body"),
        ({"body": None}, "wrong_type", "body"),
    ],
)
async def test_an_act_that_cannot_be_understood_is_refused_alone(
    house: House, vera: Phone, change: dict[str, Any], code: str, field: str
) -> None:
    """One unusable act must never keep the rest of an outbox from leaving."""
    bad, good = await vera.push(mutation() | change, mutation())
    assert (bad["outcome"], bad["problem"]["code"]) == ("rejected", "validation")
    assert [(t["field"], t["code"]) for t in bad["problem"]["errors"]] == [(field, code)]
    assert good["outcome"] == "applied"
    assert await noted(house) == 1


async def test_more_than_fifty_acts_at_once_are_refused(house: House, vera: Phone) -> None:
    batch = {"device": str(new_id()), "mutations": [mutation() for _ in range(51)]}
    answer = await vera.client.post("/sync/push", json=batch)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too_many")
    assert await noted(house) == 0


async def test_the_phone_learns_of_its_act_and_its_data_in_one_pull(vera: Phone) -> None:
    row = new_id()
    act = mutation(row)
    await vera.push(act)
    pulled = await vera.pull()
    assert pulled["mutations"] == [{"id": act["id"], "kind": "test.note"}]
    assert vera.rows["probe", str(row)] == {"id": str(row)}


async def test_the_phone_of_another_person_does_not_learn_whose_act_it_was(
    house: House, vera: Phone, phones: Any
) -> None:
    irina = await phones("irina")
    row = new_id()
    await vera.push(mutation(row))
    pulled = await irina.pull()
    assert (pulled["mutations"], list(irina.rows)) == ([], [("probe", str(row))])


async def test_old_keys_are_forgotten_and_younger_ones_kept(house: House, vera: Phone) -> None:
    await vera.push(mutation())

    async def forget(db: Db, days: int) -> int:
        return await forget_mutations(db, db.now - timedelta(days=days))

    assert await house.unit(lambda db: forget(db, 30)) == 0
    assert await house.unit(lambda db: forget(db, -1)) == 1
