"""Minutes that nobody covers are seen days ahead, told once, and withdrawn when somebody covers them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.coverage import looking_ahead
from app.coverage.gaps import keep_gap, known_gaps
from app.coverage.ladder import by_day
from app.coverage.looking_ahead import grown, look_ahead
from app.coverage.model import DayPlan, Plan, Span, Uncovered
from app.coverage.queries import roster, schedule_version
from app.coverage.requests import insert_pair
from app.coverage.writing import insert_absence, put_plan
from app.followers import FOLLOWERS
from app.journal import followers
from app.journal.jobs import read_followups
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.live import Live
from app.people.notices import SeeNotice, see_notice
from app.standards.ladder import LadderRules
from app.standards.queries import insert_standard
from app.worker import ACTS
from tests.cast import House
from tests.security.ground import who_is

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 10:00 in Samara
DAY = [Span(from_minute=540, until_minute=1260)]
NIGHT = Span(from_minute=1260, until_minute=1980, kind="duty")
NOTICES = "SELECT person_id, words, seen_at, at FROM notices WHERE dealership_id = $1 AND kind = 'coverage'"
HERS = "SELECT id FROM notices WHERE dealership_id = $1 AND kind = 'coverage' AND person_id = $2"
GAPS = "SELECT * FROM coverage_gaps WHERE dealership_id = $1 AND ended_at IS NULL ORDER BY on_date"


class Town:
    """A house by a clock of its own, where Vera works by day, Oleg at night, and Irina covers nothing."""

    def __init__(self, house: House, database: Database) -> None:
        self.house, self.now = house, MONDAY
        self.database = Database(database.pool, lambda: self.now, database._flush, lambda *_: None)

    async def unit(self, fn: Any) -> Any:
        return (await self.database.work(self.house.id, fn))[0]

    async def plan(self, who: str, week: list[list[Span]], days: list[DayPlan] | None = None) -> None:
        person = self.house.people[who]

        async def put(db: Db) -> None:
            version = await schedule_version(db, person)
            assert await put_plan(db, person, Plan(version=version + 1, week=week, days=days or []), person)

        await self.unit(put)

    async def look(self, at: datetime) -> None:
        self.now = at
        await self.unit(look_ahead)

    async def told(self) -> dict[str, Any]:
        names = {id: name for name, id in self.house.people.items()}
        return {names[row["person_id"]]: row for row in await self.unit(lambda db: db.rows(NOTICES))}

    async def gaps(self) -> list[Any]:
        found: list[Any] = await self.unit(lambda db: db.rows(GAPS))
        return found


async def covered_town(house: House, database: Database) -> Town:
    town = Town(house, database)
    await town.plan("vera", [DAY] * 7)
    await town.plan("oleg", [[NIGHT]] * 7)
    await town.plan("irina", [[] for _ in range(7)])
    await town.unit(lambda db: insert_pair(db, house.people["vera"], house.people["oleg"]))
    return town


async def test_a_hole_is_told_days_ahead_once_and_withdrawn_when_it_is_covered(
    house: House, database: Database
) -> None:
    town = await covered_town(house, database)
    await town.look(MONDAY)
    assert (await town.gaps(), await town.told()) == ([], {})
    away = DayPlan(on=date(2026, 11, 28), spans=[])
    await town.plan("oleg", [[NIGHT]] * 7, [away])
    await town.look(MONDAY + timedelta(hours=1))
    gaps = await town.gaps()
    assert [(one["on_date"], one["minutes"]) for one in gaps] == [
        (date(2026, 11, 28), 180),
        (date(2026, 11, 29), 540),
    ]
    assert all(one["first_at"] - one["raised_at"] >= timedelta(hours=24) for one in gaps)
    assert gaps[0]["owners"] == sorted(house.people[who] for who in ("vera", "oleg"))
    told = await town.told()
    assert set(told) == {"irina", "vera", "oleg"}
    args = told["irina"]["words"]["args"]
    assert (args["hours"], args["minutes"], args["proposal"]["args"]["name"]) == (12, 0, "Вера Орлова")
    # Repeating tells nothing twice; what somebody put away stays away as the days go by.
    irina = who_is(house, "irina", "supervisor")
    [seen] = await town.unit(lambda db: db.rows(HERS, irina.id))
    await town.unit(lambda db: see_notice(db, irina, SeeNotice(notice_id=seen["id"])))
    for later in (timedelta(hours=1), timedelta(hours=2), timedelta(days=1), timedelta(days=2)):
        await town.look(MONDAY + later)
    after = await town.told()
    assert after["irina"]["seen_at"]
    assert {who: row["at"] for who, row in after.items()} == {who: row["at"] for who, row in told.items()}
    await town.plan(
        "vera",
        [DAY] * 7,
        [DayPlan(on=away.on, spans=[*DAY, NIGHT]), DayPlan(on=date(2026, 11, 29), spans=DAY)],
    )
    await town.look(MONDAY + timedelta(days=2, hours=1))
    assert (await town.gaps(), await town.told()) == ([], {})


async def test_more_uncovered_minutes_ring_again_and_a_day_that_rolls_in_does_not(
    house: House, database: Database
) -> None:
    town = await covered_town(house, database)
    await town.plan("oleg", [[] for _ in range(7)])
    await town.look(MONDAY)
    assert len(await town.gaps()) == 14
    first = (await town.told())["vera"]["at"]
    await town.look(MONDAY + timedelta(days=1))
    gaps = await town.gaps()
    assert gaps[-1]["on_date"] == date(2026, 12, 7)
    assert gaps[-1]["first_at"] - gaps[-1]["raised_at"] > timedelta(days=12), (
        "known as soon as it is in sight"
    )
    assert (await town.told())["vera"]["at"] == first, "the alarm that stands is put right without a sound"
    await town.plan("vera", [DAY] * 7, [DayPlan(on=date(2026, 11, 26), spans=[])])
    await town.look(MONDAY + timedelta(days=1, hours=1))
    assert (await town.told())["vera"]["at"] > first


async def test_leave_at_the_end_of_sight_is_told_also_where_all_nights_are_open(
    house: House, database: Database
) -> None:
    """The day was in sight, and more of it is uncovered: it did not come into sight by itself."""
    town = await covered_town(house, database)
    await town.plan("oleg", [[] for _ in range(7)])
    await town.look(MONDAY)
    first = (await town.told())["vera"]["at"]
    off = DayPlan(on=date(2026, 12, 6), spans=[])
    await town.plan("vera", [DAY] * 7, [off])
    await town.look(MONDAY + timedelta(hours=1))
    assert (await town.gaps())[-1]["minutes"] == 1440
    assert (await town.told())["vera"]["at"] > first


async def test_a_hole_that_moves_within_its_day_rings_again(house: House, database: Database) -> None:
    town = await covered_town(house, database)
    on = date(2026, 11, 26)
    said = []
    for n, (begins, ends) in enumerate(((600, 660), (720, 780), (540, 600), (540, 600))):
        around = [Span(from_minute=540, until_minute=begins), Span(from_minute=ends, until_minute=1260)]
        spans = [span for span in around if span.from_minute < span.until_minute]
        await town.plan("vera", [DAY] * 7, [DayPlan(on=on, spans=spans)])
        await town.look(MONDAY + timedelta(minutes=n))
        assert [one["minutes"] for one in await town.gaps()] == [60]
        said.append((await town.told())["vera"]["at"])
    assert said[0] < said[1] < said[2] == said[3], "later, earlier, and the same once more"


async def leaves_open(town: Town, at: datetime, *holes: tuple[int, int]) -> datetime:
    """Vera leaves these minutes of Thursday open; answers when she was told of it last."""
    edges = [540, *(edge for hole in holes for edge in hole), 1260]
    worked = [
        Span(from_minute=a, until_minute=b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b
    ]
    await town.plan("vera", [DAY] * 7, [DayPlan(on=date(2026, 11, 26), spans=worked)])
    await town.look(at)
    told: datetime = (await town.told())["vera"]["at"]
    return told


async def test_a_hole_that_moves_and_shrinks_rings_and_one_whose_half_is_covered_does_not(
    house: House, database: Database
) -> None:
    town = await covered_town(house, database)
    holes = [[(600, 720)], [(660, 720)], [(680, 700)], [(695, 710)], [(695, 700)], [(605, 609)], [(695, 698)]]
    said = [await leaves_open(town, MONDAY + timedelta(minutes=n), *hole) for n, hole in enumerate(holes)]
    rang = [n for n, at in enumerate(said) if at == MONDAY + timedelta(minutes=n)]
    assert rang == [0, 3, 5, 6], "whatever was not told of, and nothing that was"
    [gap] = await town.gaps()
    assert (gap["minutes"], gap["raised_at"]) == (3, MONDAY + timedelta(minutes=6))


async def test_a_hole_that_begins_later_while_its_day_has_others_rings_and_covering_the_others_does_not(
    house: House, database: Database
) -> None:
    town = await covered_town(house, database)
    first = await leaves_open(town, MONDAY, (540, 600), (780, 900))
    assert await leaves_open(town, MONDAY + timedelta(minutes=1), (780, 900)) == first, (
        "the earlier is covered"
    )
    moved = await leaves_open(town, MONDAY + timedelta(minutes=2), (780, 840), (960, 990))
    assert moved > first, "less in all, and half an hour of it is news"


async def test_the_same_minutes_of_other_clients_are_news_and_what_has_passed_is_none(
    house: House, database: Database
) -> None:
    town = await covered_town(house, database)
    start = MONDAY.replace(hour=0)

    def hole(begins: int, ends: int, *owners: str) -> Uncovered:
        hours = (start + timedelta(hours=hour) for hour in (begins, ends))
        from_at, until_at = hours
        return Uncovered(
            from_at=from_at, until_at=until_at, owners=tuple(sorted(house.people[one] for one in owners))
        )

    [known] = by_day([hole(10, 12, "vera"), hole(14, 16, "vera", "oleg")], "UTC")
    for now, pieces, news in (
        (8, [hole(10, 12, "vera"), hole(14, 16, "vera", "oleg")], False),
        (8, [hole(15, 16, "vera")], False),
        (8, [hole(11, 12, "oleg")], True),
        (8, [hole(9, 12, "vera")], True),
        (10, [hole(9, 12, "vera")], False),
        (10, [hole(11, 13, "vera")], True),
    ):
        [gap] = by_day(pieces, "UTC")
        assert grown(known, gap, start + timedelta(hours=now)) == news, pieces
    await town.unit(lambda db: keep_gap(db, known, news=True))
    assert await town.unit(known_gaps) == {known.on: known}, "remembered to the minute"


async def test_a_week_is_laid_out_once_however_many_are_told(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = await covered_town(house, database)
    await town.plan("oleg", [[] for _ in range(7)])
    laid: list[date] = []
    real = looking_ahead.duty_around
    monkeypatch.setattr(looking_ahead, "duty_around", lambda of, day: laid.append(day) or real(of, day))
    await town.look(MONDAY)
    assert set(await town.told()) == {"irina", "vera", "oleg"}
    assert len(laid) == len(set(laid)) == 1


async def test_a_house_that_covers_only_its_opening_hours_is_not_warned_of_its_nights(
    house: House, database: Database
) -> None:
    town = await covered_town(house, database)
    await town.plan("oleg", [[] for _ in range(7)])
    rules, alla = LadderRules(covers="opening_hours"), house.people["alla"]
    await town.unit(lambda db: insert_standard(db, "ladder", 1, rules, alla))
    await town.look(MONDAY)
    assert await town.gaps() == []
    leave = (MONDAY + timedelta(days=3, hours=-10), MONDAY + timedelta(days=4, hours=-10))
    vera = house.people["vera"]
    await town.unit(lambda db: insert_absence(db, new_id(), vera, "leave", *leave, vera))
    await town.look(MONDAY)
    assert [(one["on_date"], one["minutes"]) for one in await town.gaps()] == [(date(2026, 11, 26), 720)]


async def test_a_house_without_schedules_hears_nothing_and_a_change_is_looked_at_by_itself(
    house: House, database: Database, worker_database: tuple[Database, Live]
) -> None:
    followers.register(FOLLOWERS)
    town = Town(house, database)
    await town.look(MONDAY)
    assert (await town.gaps(), await town.told()) == ([], {})
    empty = {"id": new_id(), "version": 0, "week": [[]] * 7, "days": []}
    for who in ("vera", "oleg", "irina"):
        assert (await house.send(who, "PUT", "/api/schedule", empty | {"id": new_id()})).status_code == 200
    while await read_followups(worker_database[0], house.id, ACTS):
        pass
    assert len(await town.gaps()) == 14
    assert set(await town.told()) == {"vera", "oleg", "irina"}


async def test_the_roster_reads_back_what_was_put(house: House, database: Database) -> None:
    town = await covered_town(house, database)
    found = await town.unit(lambda db: roster(db, date(2026, 11, 23), MONDAY))
    vera, oleg = (found.keepers[house.people[who]] for who in ("vera", "oleg"))
    assert (vera.week, oleg.week, vera.pair, oleg.pair) == ([DAY] * 7, [[NIGHT]] * 7, oleg.id, vera.id)
    assert found.usual == DAY[0]
