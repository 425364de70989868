"""After a visit the system asks for a mark: once, seldom, never somebody unhappy; the right person's one tap counts."""

from datetime import timedelta
from typing import Any

import pytest

from app.conversations.asking import ANSWERS
from app.kit.ids import new_id
from tests.cast import House
from tests.conversations.stories import connect
from tests.loyalty.workshop import (
    asked,
    complains,
    connected_anna,
    ledger,
    mends,
    parts,
    serviced,
    taps,
)

MARKS = (
    "SELECT mark, answered_at, reader, skipped FROM surveys WHERE dealership_id = $1 ORDER BY visited_at, id"
)
EARLIER = "UPDATE surveys SET asked_at = asked_at - $2::interval WHERE dealership_id = $1"
assert ANSWERS


async def surveys(house: House) -> list[Any]:
    found: list[Any] = await house.unit(lambda db: db.rows(MARKS))
    return found


async def test_a_visit_is_asked_about_once_and_its_mark_is_evidence_with_the_visit(house: House) -> None:
    anna, car = await connected_anna(house)
    visit = await serviced(house, anna, car)
    before = await ledger(house, anna)
    assert "did" not in parts(before), "what only the house says of a visit counts for nothing"
    [ask] = await asked(house)
    assert await taps(house, ask["id"], "5") is None
    after = await ledger(house, anna)
    assert after["score"] > before["score"] + 20
    evidence = await house.unit(
        lambda db: db.rows("SELECT kind, subject_id FROM evidence WHERE dealership_id = $1 ORDER BY kind")
    )
    assert [(row["kind"], row["subject_id"]) for row in evidence] == [
        ("mark_csat", ask["subject_id"]),
        ("service_on_time", visit),
    ]


async def test_a_second_tap_and_another_persons_tap_change_nothing(house: House) -> None:
    anna, car = await connected_anna(house)
    await connect(house, await other_client(house), "7002")
    await serviced(house, anna, car)
    [ask] = await asked(house)
    assert (await taps(house, ask["id"], "1", "7002")).code == "ask.other"
    assert [row["mark"] for row in await surveys(house)] == [None]
    assert await taps(house, ask["id"], "5") is None
    before = await ledger(house, anna)
    assert (await taps(house, ask["id"], "1")).code == "ask.again"
    assert (await taps(house, ask["id"], "7")).code == "ask.unknown"
    assert [row["mark"] for row in await surveys(house)] == [5]
    assert (await ledger(house, anna))["score"] == pytest.approx(before["score"], abs=0.01)


async def other_client(house: House) -> Any:
    client = new_id()
    body = {"id": client, "name": "Семён Другой", "address_form": "Семён", "namesake": True}
    assert (await house.post("oleg", "/api/clients", body)).status_code == 201
    return client


async def test_not_now_is_no_mark_and_asks_no_more(house: House) -> None:
    anna, car = await connected_anna(house)
    await serviced(house, anna, car)
    [ask] = await asked(house)
    assert await taps(house, ask["id"], "not_now") is None
    assert [(row["mark"], row["answered_at"] is None) for row in await surveys(house)] == [(None, False)]
    assert "said" not in parts(await ledger(house, anna))


async def test_nobody_is_asked_twice_a_month_or_seven_times_a_year_or_about_old_visits(house: House) -> None:
    anna, car = await connected_anna(house)
    await serviced(house, anna, car, days_ago=9)
    assert await asked(house) == []
    for n in range(7):
        await serviced(house, anna, car)
        await serviced(house, anna, car)
        assert len(await asked(house)) == min(n + 1, 6), "of two visits within a month one is asked about"
        await house.unit(lambda db: db.run(EARLIER, timedelta(days=31)))
    skipped = [row["skipped"] for row in await surveys(house)]
    assert (skipped.count("recent"), skipped.count("year")) == (6, 2)


async def readers(house: House) -> set[Any]:
    """Who got the task to read a low mark, whichever day it falls on."""
    sql = "SELECT person_id FROM tasks WHERE dealership_id = $1 AND kind = 'low_mark'"
    return {row["person_id"] for row in await house.unit(lambda db: db.rows(sql))}


async def test_who_gave_a_low_mark_is_not_asked_again_until_they_say_it_was_made_good(house: House) -> None:
    anna, car = await connected_anna(house)
    await serviced(house, anna, car)
    [ask] = await asked(house)
    await taps(house, ask["id"], "2")
    assert await readers(house) == {house.people["irina"]}, "somebody reads it for certain"
    reader = (await asked(house))[-1]
    assert reader["kind"] == "survey_reader"
    await taps(house, reader["id"], "owner")
    assert await readers(house) == {house.people["irina"], house.people["vera"]}
    await house.unit(lambda db: db.run(EARLIER, timedelta(days=40)))
    await serviced(house, anna, car)
    assert [row["skipped"] for row in await surveys(house)] == [None, "low_mark"]
    await mends(house, await complains(house, anna))
    [solved] = [one for one in await asked(house) if one["kind"] == "complaint"]
    await taps(house, solved["id"], "yes")
    await serviced(house, anna, car)
    assert [row["skipped"] for row in await surveys(house)] == [None, "low_mark", None]


async def test_who_cannot_be_reached_or_complains_is_left_in_peace(house: House) -> None:
    anna, car = await connected_anna(house)
    body = {"id": new_id(), "words": "Ждали два часа"}
    assert (await house.post("vera", f"/api/clients/{anna}/complaints", body)).status_code == 201
    await serviced(house, anna, car)
    await house.unit(lambda db: db.run("DELETE FROM complaints WHERE dealership_id = $1"))
    stop = "UPDATE addresses SET stopped_at = $2 WHERE dealership_id = $1"
    await house.unit(lambda db: db.run(stop, db.now))
    await serviced(house, anna, car)
    assert [row["skipped"] for row in await surveys(house)] == ["complaint", "unreachable"]
    assert await asked(house) == []
