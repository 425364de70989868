"""Today: who waits by promised time, and what comes next by the clock."""

from datetime import UTC, datetime, timedelta

from app.kit.ids import new_id
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


async def test_today_says_who_answers_by_the_schedules_and_not_by_the_opening_hours(
    house: House,
) -> None:
    """Vera works around the clock and falls ill; Irina, who does too, answers her clients from then on."""
    always = [[{"from_minute": 0, "until_minute": 1440, "kind": "work"}]] * 7
    for who in ("vera", "irina"):
        body = {"id": new_id(), "version": 0, "week": always, "days": []}
        assert (await house.send(who, "PUT", "/api/schedule", body)).status_code == 200
    duty = (await house.get("vera", "/api/day")).json()["on_duty"]
    assert (duty["person"]["id"], duty["then"]) == (str(house.people["vera"]), None)
    assert datetime.fromisoformat(duty["until_at"]) > datetime.now(UTC) + timedelta(days=1), "day and night"
    ill = await house.post("vera", "/api/schedule/absences", {"id": new_id(), "kind": "ill"})
    assert ill.status_code == 201, ill.text
    duty = (await house.get("vera", "/api/day")).json()["on_duty"]
    assert (duty["person"]["name"], duty["then"]) == ("Ирина Белова", None)
    never = {"id": new_id(), "version": 1, "week": [[]] * 7, "days": []}
    assert (await house.send("irina", "PUT", "/api/schedule", never)).status_code == 200
    duty = (await house.get("vera", "/api/day")).json()["on_duty"]
    assert (duty["person"], duty["then"]) == (None, None)
