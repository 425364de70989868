"""Today: who waits by promised time, and what comes next by the clock."""

from datetime import UTC, datetime, timedelta

from tests.cast import House
from tests.clients.changes import change
from tests.conversations.stories import connect, make_anna, says


async def test_today_shows_who_waits_and_the_next_steps_until_midnight(house: House) -> None:
    anna = await make_anna(house)
    await connect(house, anna, "7001")
    await says(house, "7001", "Есть кто?")
    for step, at in (("Сегодня", datetime.now(UTC)), ("Потом", datetime.now(UTC) + timedelta(days=3))):
        await change(house, anna, next_step=step, next_step_at=at.isoformat())
        day = (await house.get("vera", "/api/day")).json()
        assert [item["title"] for item in day["items"]] == ([] if step == "Потом" else ["Сегодня"])
    assert [line["client_id"] for line in day["waiting"]] == [str(anna)]
    assert day["on_duty"]["until_at"]
    assert (await house.get("oleg", "/api/day")).json()["waiting"] == []


async def test_nobody_but_a_manager_is_told_that_they_are_on_duty(house: House) -> None:
    assert (await house.get("irina", "/api/day")).json()["on_duty"] is None
    duty = (await house.get("vera", "/api/day")).json()["on_duty"]
    assert str(house.people["vera"]) in {(duty[when] or {}).get("id") for when in ("person", "then")}
