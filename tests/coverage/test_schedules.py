"""A schedule is its owner's: made over the version they saw, changed by others only with a yes, or loudly."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.coverage.model import DayPlan, Plan, Span
from app.coverage.requests import insert_request
from app.coverage.writing import put_plan
from app.followers import FOLLOWERS
from app.journal import followers
from app.journal.jobs import read_followups
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.live import Live
from app.worker import ACTS
from tests.cast import House

NIGHT = {"from_minute": 1260, "until_minute": 1980, "kind": "duty"}
MORNING, EVENING = (
    {"from_minute": a, "until_minute": b, "kind": "work"} for a, b in ((540, 780), (1020, 1260))
)
USUAL = {"from_minute": 540, "until_minute": 1260, "kind": "work"}


Day = Callable[[int], str]


@pytest.fixture
async def day(house: House) -> Day:
    """Dates by how many days they are ahead. It is noon in the house, so that no day ends while a test lasts."""
    zone = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"  # these names count westwards
    await house.unit(lambda db: db.run("UPDATE dealerships SET time_zone = $2 WHERE id = $1", zone))
    here = datetime.now(ZoneInfo(zone)).date()
    return lambda ahead: str(here + timedelta(days=ahead))


async def mine(house: House, who: str) -> Any:
    found = await house.get(who, "/api/schedule")
    assert found.status_code == 200, found.text
    return found.json()


async def put(house: House, who: str, version: int, days: Any = (), week: Any = None) -> Any:
    body = {"id": new_id(), "version": version, "week": week or [[USUAL]] * 7, "days": list(days)}
    return await house.send(who, "PUT", "/api/schedule", body)


async def notices(house: House, who: str) -> list[str]:
    return [one["text"] for one in (await house.get(who, "/api/notices")).json()["notices"]]


async def kinds(house: House) -> list[str]:
    sql = "SELECT kind FROM entries WHERE dealership_id = $1 AND kind ~ '^(schedule|pair)' ORDER BY at, id"
    return [row["kind"] for row in await house.unit(lambda db: db.rows(sql))]


async def here(house: House, who: str) -> list[str]:
    """Who is on duty now, as this person sees it."""
    now = (await house.get(who, "/api/duty")).json()["now"]
    return [one["person"]["name"] for one in now]


async def test_whoever_made_none_keeps_the_hours_of_the_house_and_a_split_day_is_one_change(
    house: House,
    day: Day,
) -> None:
    before = await mine(house, "vera")
    assert (before["version"], before["week"], before["changed_by"]) == (0, [[USUAL]] * 7, None)
    made = await put(
        house, "vera", 0, [{"on": day(1), "spans": [MORNING, EVENING]}, {"on": day(2), "spans": []}]
    )
    assert made.status_code == 200, made.text
    after = await mine(house, "vera")
    assert (after["version"], after["changed_by"]["name"]) == (1, "Вера Орлова")
    ahead = {one["on"]: one for one in after["ahead"]}
    assert len(ahead) == 14
    assert ahead[day(1)]["spans"] == [MORNING, EVENING]
    assert [len(ahead[day(n)]["shifts"]) for n in (0, 1, 2, 3)] == [1, 2, 0, 1]
    assert [ahead[day(n)]["differs"] for n in (0, 1, 2)] == [False, True, True]
    assert (await mine(house, "oleg"))["version"] == 0, "a schedule is one person's"


async def test_an_edit_on_a_second_phone_is_a_shown_conflict_and_writes_nothing(
    house: House, day: Day
) -> None:
    assert (await put(house, "vera", 0, [{"on": day(1), "spans": []}])).status_code == 200
    late = await put(house, "vera", 0, [{"on": day(1), "spans": [MORNING]}])
    assert (late.status_code, late.json()["code"]) == (409, "schedule_moved")
    assert late.json()["current"]["days"] == [{"on": day(1), "spans": []}], "it is shown what stands"
    assert (await mine(house, "vera"))["days"] == [{"on": day(1), "spans": []}]
    assert (await put(house, "vera", 1, [{"on": day(1), "spans": [MORNING]}])).status_code == 200


async def test_of_two_edits_in_one_moment_the_later_is_shown_what_the_other_made(
    house: House, day: Day
) -> None:
    vera = house.people["vera"]
    first = Plan(
        version=1, week=[[Span(**USUAL)]] * 7, days=[DayPlan(on=date.fromisoformat(day(1)), spans=[])]
    )
    waits = "SELECT $1::uuid IS NOT NULL AND EXISTS (SELECT FROM pg_locks WHERE NOT granted)"

    async def one(db: Db) -> Any:
        assert await put_plan(db, vera, first, vera)
        other = asyncio.create_task(put(house, "vera", 0, [{"on": day(1), "spans": [MORNING]}]))
        while not await db.value(waits):
            assert not other.done(), "it was refused before it was sent"
            await asyncio.sleep(0.02)
        return other

    late = await (await house.unit(one))
    assert (late.status_code, late.json()["code"]) == (409, "schedule_moved")
    assert (late.json()["current"]["version"], late.json()["current"]["days"]) == (
        1,
        [{"on": day(1), "spans": []}],
    )


async def test_a_date_at_the_end_of_all_calendars_is_too_far_and_no_fault(house: House, day: Day) -> None:
    last = {"on": "9999-12-31", "spans": [MORNING]}
    ask = {"id": new_id(), "person_id": house.people["oleg"], "days": [last]}
    override = {"id": new_id(), "days": [last]}
    for refused in (
        await put(house, "vera", 0, [last]),
        await house.post("vera", "/api/schedule/requests", ask),
        await house.post("irina", f"/api/people/{house.people['vera']}/override", override),
    ):
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["code"] == "too_far_ahead"


async def test_whoever_works_then_can_be_asked_to_be_on_call_then_and_the_hole_is_closed(
    house: House, day: Day
) -> None:
    """Vera has leave and no pair: by day her clients are nobody's, though Oleg is at work."""
    await quiet_supervisor(house)
    leave = {"id": new_id(), "kind": "leave", "from_on": day(3), "until_on": day(3)}
    assert (await house.post("vera", "/api/schedule/absences", leave)).status_code == 201

    async def holes() -> list[Any]:
        gaps = (await house.get("irina", "/api/coverage")).json()["gaps"]
        return [one for one in gaps if [who["name"] for who in one["owners"]] == ["Вера Орлова"]]

    [hole] = await holes()
    assert hole["proposal"]["name"] == "Олег Титов"
    duty = {"from_minute": 540, "until_minute": 1260, "kind": "duty"}
    ask = {
        "id": new_id(),
        "person_id": house.people["oleg"],
        "also": True,
        "days": [{"on": day(3), "spans": [duty]}],
    }
    asked = await house.post("irina", "/api/schedule/requests", ask)
    assert asked.status_code == 204, asked.text
    yes = await house.post("oleg", f"/api/schedule/requests/{ask['id']}/answer", {"accept": True})
    assert yes.json()["days"] == [{"on": day(3), "spans": [duty]}]
    assert await holes() == []
    late = {"from_minute": 1200, "until_minute": 1440, "kind": "duty"}
    more = ask | {"id": new_id(), "days": [{"on": day(4), "spans": [late]}]}
    assert (await house.post("irina", "/api/schedule/requests", more)).status_code == 204
    [request] = (await mine(house, "oleg"))["requests"]
    assert request["days"][0]["spans"] == [USUAL | {"until_minute": 1200}, late]


async def test_a_repeat_after_a_lost_answer_changes_nothing_more(house: House) -> None:
    body = {"id": new_id(), "version": 0, "week": [[USUAL]] * 7, "days": []}
    first, again = [await house.send("vera", "PUT", "/api/schedule", body) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()["version"]) == (200, 200, 1)


@pytest.mark.parametrize(
    ("spans", "says"),
    [
        ([{"from_minute": 600, "until_minute": 540}], "раньше начала"),
        ([{"from_minute": 0, "until_minute": 1500}], "не длиннее суток"),
        ([MORNING, {"from_minute": 700, "until_minute": 900}], "пересекаются"),
        ([{"from_minute": 1440, "until_minute": 1500}], "Слишком большое"),
    ],
)
async def test_hours_that_make_no_sense_are_refused_in_a_sentence(
    house: House, day: Day, spans: Any, says: str
) -> None:
    refused = await put(house, "vera", 0, [{"on": day(1), "spans": spans}])
    assert refused.status_code == 422, refused.text
    assert says in refused.json()["errors"][0]["message"]
    assert (await mine(house, "vera"))["version"] == 0


@pytest.mark.usefixtures("day")
async def test_ill_from_now_ends_with_a_word_and_an_absence_is_not_entered_twice(house: House) -> None:
    assert "Вера Орлова" in await here(house, "oleg")
    ill = {"id": new_id(), "kind": "ill"}
    said = await house.post("vera", "/api/schedule/absences", ill)
    assert said.status_code == 201, said.text
    [absence] = said.json()["absences"]
    assert (absence["kind"], absence["until_at"]) == ("ill", None)
    assert all(one["away"] == "ill" and not one["shifts"] for one in said.json()["ahead"][1:])
    assert await here(house, "oleg") == ["Ирина Белова", "Олег Титов"]
    twice = await house.post("vera", "/api/schedule/absences", {"id": new_id(), "kind": "ill"})
    assert (twice.status_code, twice.json()["code"]) == (409, "absent_already")
    back = await house.send("vera", "DELETE", f"/api/schedule/absences/{absence['id']}")
    assert (back.status_code, back.json()["absences"]) == (200, [])
    assert back.json()["ahead"][1]["shifts"]
    again = await house.send("vera", "DELETE", f"/api/schedule/absences/{absence['id']}")
    assert (again.status_code, again.json()["absences"]) == (200, []), "the first answer was lost"


async def test_leave_without_a_pair_is_allowed_and_shows_what_it_leaves_open(house: House, day: Day) -> None:
    await quiet_supervisor(house)
    leave = {"id": new_id(), "kind": "leave", "from_on": day(3), "until_on": day(4)}
    said = await house.post("vera", "/api/schedule/absences", leave)
    assert said.status_code == 201, said.text
    ahead = f"/api/schedule/absences/{said.json()['absences'][0]['id']}"
    assert (await house.send("oleg", "DELETE", ahead)).status_code == 404, "it is hers"
    [warning] = said.json()["warnings"]
    assert warning.startswith("Пары нет: Ваши клиенты без ответственного 48 ч 0 мин, первый раз")
    open_then = [
        gap for gap in said.json()["gaps"] if gap["from_at"] >= said.json()["absences"][0]["from_at"]
    ]
    assert open_then[0]["owners"]
    for wrong, field in (
        ({"kind": "leave", "from_on": day(-1), "until_on": day(1)}, "from_on"),
        ({"kind": "leave", "from_on": day(9), "until_on": day(8)}, "until_on"),
        ({"kind": "leave", "from_on": day(9)}, "until_on"),
        ({"kind": "leave", "from_on": day(1), "until_on": day(900)}, "until_on"),
        ({"kind": "away", "from_on": day(9), "until_on": day(9)}, "kind"),
    ):
        refused = await house.post("vera", "/api/schedule/absences", {"id": new_id(), **wrong})
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["field"] == field
    for _ in range(2):  # the first answer may have been lost
        back = await house.send("vera", "DELETE", ahead)
        assert (back.status_code, back.json()["absences"]) == (200, [])


async def test_who_has_leave_to_come_may_fall_ill_today_and_who_is_ill_may_plan_leave(
    house: House, day: Day
) -> None:
    def leave(first: int, last: int) -> dict[str, Any]:
        return {"id": new_id(), "kind": "leave", "from_on": day(first), "until_on": day(last)}

    async def says(body: dict[str, Any]) -> Any:
        return await house.post("vera", "/api/schedule/absences", body)

    assert (await says(leave(9, 11))).status_code == 201
    ill = await says({"id": new_id(), "kind": "ill"})
    assert ill.status_code == 201, ill.text
    assert [one["kind"] for one in ill.json()["absences"]] == ["ill", "leave"]
    assert (await says(leave(20, 22))).status_code == 201
    twice = await says(leave(11, 12))
    assert (twice.status_code, twice.json()["code"]) == (409, "absent_already")
    path = f"/api/people/{house.people['vera']}/override"
    gone = {"id": new_id(), "away": True}
    assert (await house.post("irina", path, gone)).status_code == 204, "a supervisor is not stopped by it"
    again = await house.post("irina", path, gone | {"id": new_id()})
    assert (again.status_code, again.json()["code"]) == (409, "absent_already")
    back = f"/api/schedule/absences/{ill.json()['absences'][0]['id']}"
    left = (await house.send("vera", "DELETE", back)).json()["absences"]
    assert [one["kind"] for one in left] == ["away", "leave", "leave"]


async def quiet_supervisor(house: House) -> None:
    """A supervisor who works no hours: nobody but the managers covers anything."""
    assert (await put(house, "irina", 0, week=[[] for _ in range(7)])).status_code == 200


# --- pairs


async def test_a_pair_is_offered_and_accepted_and_counts_for_both(house: House) -> None:
    offer = {"id": new_id(), "person_id": house.people["oleg"]}
    assert (await house.post("vera", "/api/pair", offer)).status_code == 204
    assert (await mine(house, "vera"))["pair"] is None, "nothing holds before the yes"
    assert any("предлагает быть парой" in text for text in await notices(house, "oleg"))
    [request] = (await mine(house, "oleg"))["requests"]
    answer = await house.post("oleg", f"/api/schedule/requests/{request['id']}/answer", {"accept": True})
    assert answer.json()["pair"]["name"] == "Вера Орлова", answer.text
    assert (await mine(house, "vera"))["pair"]["name"] == "Олег Титов"
    again = await house.post("oleg", f"/api/schedule/requests/{request['id']}/answer", {"accept": True})
    assert again.status_code == 201, "a repeat, the first answer was lost"
    other = await house.post("oleg", f"/api/schedule/requests/{request['id']}/answer", {"accept": False})
    assert (other.status_code, other.json()["code"]) == (409, "request_settled")
    assert not any("предлагает" in text for text in await notices(house, "oleg")), "it is answered"
    assert any("теперь Ваша пара" in text for text in await notices(house, "vera"))
    assert (await house.send("vera", "DELETE", "/api/pair")).status_code == 204
    assert (await mine(house, "oleg"))["pair"] is None
    assert [kind for kind in await kinds(house) if kind.startswith("pair")] == [
        "pair.offered", "pair.made", "pair.accepted", "pair.ended",
    ]  # fmt: skip


async def test_no_pair_with_oneself_a_third_another_house_or_somebody_of_other_work(
    house: House, other_house: House
) -> None:
    third = await new_manager(house)
    await pair_up(house, "vera", "oleg")
    alone = await house.post("vera", "/api/pair", {"id": new_id(), "person_id": house.people["vera"]})
    assert alone.json()["errors"][0]["code"] == "pair_with_self"
    ring = await house.post("vera", "/api/pair", {"id": new_id(), "person_id": third})
    assert (ring.status_code, ring.json()["code"]) == (409, "pair_taken")
    for whom in (other_house.people["petr"], house.people["irina"], house.people["sofia"]):
        refused = await house.post("vera", "/api/pair", {"id": new_id(), "person_id": whom})
        assert refused.status_code == 404, refused.text


async def test_of_two_offers_accepted_at_once_one_becomes_the_pair(house: House) -> None:
    third = await new_manager(house)
    for person in (house.people["oleg"], third):
        assert (
            await house.post("vera", "/api/pair", {"id": new_id(), "person_id": person})
        ).status_code == 204
    house.people["third"] = third
    by_person = {one["person"]["id"]: one["id"] for one in (await mine(house, "vera"))["requests"]}
    answers = [
        await house.post(
            who, f"/api/schedule/requests/{by_person[str(house.people[who])]}/answer", {"accept": True}
        )
        for who in ("oleg", "third")
    ]
    assert [one.status_code for one in answers] == [201, 409]
    assert answers[1].json()["code"] == "pair_taken"
    assert (await mine(house, "vera"))["pair"]["name"] == "Олег Титов"


async def pair_up(house: House, one: str, other: str) -> None:
    offer = {"id": new_id(), "person_id": house.people[other]}
    assert (await house.post(one, "/api/pair", offer)).status_code == 204
    answer = await house.post(other, f"/api/schedule/requests/{offer['id']}/answer", {"accept": True})
    assert answer.status_code == 201, answer.text


async def new_manager(house: House) -> UUID:
    from tests.security.ground import add_manager

    async def add(db: Db) -> UUID:
        return await add_manager(db)

    added: UUID = await house.unit(add)
    return added


# --- asked by others


async def test_a_night_is_swapped_only_with_a_yes_and_then_for_both(house: House, day: Day) -> None:
    nights = [[USUAL, NIGHT], [], [USUAL], [USUAL], [USUAL], [USUAL], [USUAL]]
    first = next(n for n in range(1, 8) if date.fromisoformat(day(n)).weekday() == 0)
    assert (await put(house, "vera", 0, week=nights)).status_code == 200
    ask = {
        "id": new_id(),
        "person_id": house.people["oleg"],
        "also": True,
        "days": [{"on": day(first), "spans": [NIGHT]}],
        "give": [{"on": day(first), "spans": [USUAL]}, {"on": day(first + 1), "spans": [USUAL]}],
    }
    assert (await house.post("vera", "/api/schedule/requests", ask)).status_code == 204
    assert [(await mine(house, who))["days"] for who in ("vera", "oleg")] == [[], []]
    answer = await house.post("oleg", f"/api/schedule/requests/{ask['id']}/answer", {"accept": True})
    assert answer.status_code == 201, answer.text
    assert answer.json()["days"] == [{"on": day(first), "spans": [USUAL, NIGHT]}]
    assert (await mine(house, "vera"))["days"] == ask["give"]
    assert any("соглашается" in text for text in await notices(house, "vera"))


async def test_a_request_is_declined_taken_back_or_asked_over_what_is_not_so_any_more(
    house: House, day: Day
) -> None:
    async def ask(on: str) -> UUID:
        body = {"id": new_id(), "person_id": house.people["vera"], "days": [{"on": on, "spans": []}]}
        assert (await house.post("irina", "/api/schedule/requests", body)).status_code == 204
        return body["id"]

    declined, taken_back, moved = [await ask(day(n)) for n in (2, 3, 4)]
    no = await house.post("vera", f"/api/schedule/requests/{declined}/answer", {"accept": False})
    assert (no.status_code, no.json()["version"]) == (201, 0), "her schedule is as it was"
    assert (await house.send("irina", "DELETE", f"/api/schedule/requests/{taken_back}")).status_code == 204
    late = await house.post("vera", f"/api/schedule/requests/{taken_back}/answer", {"accept": True})
    assert late.json()["code"] == "request_settled"
    assert (await put(house, "vera", 0, [{"on": day(4), "spans": [MORNING]}])).status_code == 200
    stale = await house.post("vera", f"/api/schedule/requests/{moved}/answer", {"accept": True})
    assert (stale.status_code, stale.json()["code"]) == (409, "asked_over_another")
    assert (await mine(house, "vera"))["days"] == [{"on": day(4), "spans": [MORNING]}]
    overlapping = [USUAL, {"from_minute": 600, "until_minute": 700}]
    bad = {"id": new_id(), "person_id": house.people["vera"], "days": [{"on": day(5), "spans": overlapping}]}
    assert (await house.post("irina", "/api/schedule/requests", bad)).status_code == 422, (
        "nobody is asked for that"
    )


async def test_more_spans_or_dates_than_a_schedule_holds_are_refused_and_what_is_stored_is_read(
    house: House, day: Day
) -> None:
    short = [{"from_minute": 10 * n, "until_minute": 10 * n + 5, "kind": "duty"} for n in range(8)]
    ask = {"person_id": house.people["oleg"], "also": True, "days": [{"on": day(1), "spans": short}]}
    refused = await house.post("vera", "/api/schedule/requests", {"id": new_id(), **ask})
    assert refused.status_code == 422, refused.text
    assert "не больше 8" in refused.json()["errors"][0]["message"]
    full = [{"on": day(n), "spans": []} for n in range(2, 202)]
    assert (await put(house, "oleg", 0, full)).status_code == 200
    ask["days"] = [{"on": day(1), "spans": short[:7]}]
    refused = await house.post("vera", "/api/schedule/requests", {"id": new_id(), **ask})
    assert refused.status_code == 422, refused.text
    assert "не больше 200" in refused.json()["errors"][0]["message"]
    # One that was stored before there was a limit.
    days = [{"on": day(1), "spans": [*short, USUAL]}]
    asked = {"days": days, "give": [], "seen": [{"on": day(1), "spans": [USUAL]}], "seen_give": []}
    oleg, vera = house.people["oleg"], house.people["vera"]
    id = new_id()
    await house.unit(lambda db: insert_request(db, id, "days", oleg, vera, asked))
    assert (await mine(house, "oleg"))["requests"][0]["days"] == days
    assert (await house.get("irina", "/api/coverage")).status_code == 200
    yes = await house.post("oleg", f"/api/schedule/requests/{id}/answer", {"accept": True})
    assert yes.status_code == 422, yes.text


async def test_what_was_asked_for_a_day_gone_by_waits_no_more(house: House, day: Day) -> None:
    oleg, vera = house.people["oleg"], house.people["vera"]
    for on in (day(-1), day(0)):
        days = [{"on": on, "spans": []}]
        asked = {"days": days, "give": [], "seen": days, "seen_give": []}
        await house.unit(lambda db, asked=asked: insert_request(db, new_id(), "days", oleg, vera, asked))
    assert [one["days"][0]["on"] for one in (await mine(house, "oleg"))["requests"]] == [day(0)]
    map = (await house.get("irina", "/api/coverage")).json()
    assert [one["days"][0]["on"] for one in map["requests"]] == [day(0)]


async def test_whoever_leaves_asks_nothing_more_and_is_nobodys_pair(
    house: House, day: Day, worker_database: tuple[Database, Live]
) -> None:
    followers.register(FOLLOWERS)
    await pair_up(house, "vera", "oleg")
    ask = {"id": new_id(), "person_id": house.people["vera"], "days": [{"on": day(1), "spans": []}]}
    assert (await house.post("oleg", "/api/schedule/requests", ask)).status_code == 204
    out = await house.post("alla", f"/api/people/{house.people['oleg']}/deactivation", {"id": new_id()})
    assert out.status_code < 300, out.text
    assert (await mine(house, "vera"))["requests"] == []
    late = await house.post("vera", f"/api/schedule/requests/{ask['id']}/answer", {"accept": True})
    assert (late.status_code, late.json()["code"]) == (409, "request_settled")
    while await read_followups(worker_database[0], house.id, ACTS):
        pass
    assert (await mine(house, "vera"))["pair"] is None
    told = await notices(house, "vera")
    assert not any("просит изменить" in text for text in told), told
    assert any("больше не Ваша пара" in text for text in told)
    state = "SELECT state FROM coverage_requests WHERE dealership_id = $1 AND id = $2"
    assert await house.unit(lambda db: db.value(state, ask["id"])) == "withdrawn"


async def test_an_override_holds_at_once_and_is_loud_to_both(house: House, day: Day) -> None:
    await pair_up(house, "vera", "oleg")
    path = f"/api/people/{house.people['vera']}/override"
    for wrong in ({}, {"away": True, "days": [{"on": day(1), "spans": []}]}):
        refused = await house.post("irina", path, {"id": new_id(), **wrong})
        assert refused.status_code == 422, refused.text
    done = await house.post("irina", path, {"id": new_id(), "away": True, "until_on": day(2)})
    assert done.status_code == 204, done.text
    [absence] = (await mine(house, "vera"))["absences"]
    assert (absence["kind"], absence["by"]["name"]) == ("away", "Ирина Белова")
    assert any("Ирина Белова отмечает, что Вас нет" in text for text in await notices(house, "vera"))
    assert any("срочно отмечает отсутствие: Вера Орлова" in text for text in await notices(house, "oleg"))
    assert "schedule.overridden" in await kinds(house)
    back = await house.send("vera", "DELETE", f"/api/schedule/absences/{absence['id']}")
    assert back.json()["absences"] == [], "she may always say that she is here"
    nights = [{"on": day(1), "spans": [USUAL, NIGHT]}, {"on": day(2), "spans": []}]
    assert (
        await house.post(
            "irina", f"/api/people/{house.people['oleg']}/override", {"id": new_id(), "days": nights}
        )
    ).status_code == 204
    after = await mine(house, "oleg")
    assert (after["days"], after["changed_by"]["name"]) == (nights, "Ирина Белова")


async def test_a_house_whose_zone_is_gone_hears_so(house: House) -> None:
    await house.unit(lambda db: db.run("UPDATE dealerships SET time_zone = 'Mars/Base' WHERE id = $1"))
    refused = await house.get("vera", "/api/schedule")
    assert (refused.status_code, refused.json()["code"]) == (409, "zone_unknown")
    assert "Mars/Base" in refused.json()["detail"]


async def test_a_day_saved_after_the_house_changed_its_hours_pins_no_week(house: House, day: Day) -> None:
    """The screen was read before, and shows the hours of then."""
    seen = await mine(house, "vera")
    assert (seen["follows"], seen["version"]) == (True, 0)
    standards = (await house.get("alla", "/api/standards")).json()
    answer = {"from_time": "08:00", "until_time": "23:00", "answer_minutes": 60}
    body = {"version": standards["version"], "answer": answer}
    assert (await house.send("alla", "PUT", "/api/standards", body)).status_code == 200
    change = {"version": 0, "week": seen["week"], "days": [{"on": day(2), "spans": []}], "follows": True}
    saved = await house.send("vera", "PUT", "/api/schedule", change | {"id": new_id()})
    assert saved.status_code == 200, saved.text
    found = saved.json()
    longer = {"from_minute": 480, "until_minute": 1380, "kind": "work"}
    assert (found["week"], found["days"], found["follows"]) == ([[longer]] * 7, change["days"], True)
    own = {"version": 1, "week": [[MORNING]] * 7, "days": [], "follows": False}
    assert (await house.send("vera", "PUT", "/api/schedule", own | {"id": new_id()})).status_code == 200
    kept = {"version": 2, "week": [[longer]] * 7, "days": change["days"], "follows": True}
    found = (await house.send("vera", "PUT", "/api/schedule", kept | {"id": new_id()})).json()
    assert (found["week"], found["follows"]) == ([[MORNING]] * 7, False), (
        "a week of one's own is not touched either"
    )


async def test_a_yes_to_one_day_keeps_that_day_and_the_week_goes_on_following_the_house(
    house: House, day: Day
) -> None:
    ask = {"id": new_id(), "person_id": house.people["oleg"], "days": [{"on": day(2), "spans": [MORNING]}]}
    assert (await house.post("vera", "/api/schedule/requests", ask)).status_code == 204
    yes = await house.post("oleg", f"/api/schedule/requests/{ask['id']}/answer", {"accept": True})
    assert (yes.status_code, yes.json()["version"]) == (201, 1)
    assert (await put(house, "vera", 0, [{"on": day(2), "spans": []}])).status_code == 200
    standards = (await house.get("alla", "/api/standards")).json()
    answer = {"from_time": "08:00", "until_time": "23:00", "answer_minutes": 60}
    body = {"version": standards["version"], "answer": answer}
    assert (await house.send("alla", "PUT", "/api/standards", body)).status_code == 200
    longer = {"from_minute": 480, "until_minute": 1380, "kind": "work"}
    for who, kept in (("oleg", [MORNING]), ("vera", [])):
        found = await mine(house, who)
        assert (found["week"], found["days"]) == ([[longer]] * 7, [{"on": day(2), "spans": kept}])
    rows = {
        row["person"]["name"]: row for row in (await house.get("irina", "/api/coverage")).json()["people"]
    }
    assert rows["Олег Титов"]["kept"] is False, "he made no week of his own"
    week = [[MORNING]] * 7
    assert (await put(house, "oleg", 1, week=week)).status_code == 200
    assert (await mine(house, "oleg"))["week"] == week
    again = {"id": new_id(), "person_id": house.people["oleg"], "days": [{"on": day(3), "spans": []}]}
    assert (await house.post("vera", "/api/schedule/requests", again)).status_code == 204
    await house.post("oleg", f"/api/schedule/requests/{again['id']}/answer", {"accept": True})
    assert (await mine(house, "oleg"))["week"] == week, "a week of one's own stays one's own"
