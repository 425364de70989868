"""The demo's schedules are what its people's own changes would have left, and they cover every minute."""

from datetime import date
from typing import Any
from uuid import UUID

from app.coverage.ladder import uncovered
from app.coverage.model import Plan, PlanChange, Span
from app.coverage.queries import roster
from app.coverage.scheduling import change_schedule
from app.coverage.seeding import join_pair, keep_schedule
from app.demo.cast import SCHEDULES
from app.kit.db import Database, Db
from app.kit.ids import new_id
from tests.cast import House, open_house
from tests.security.ground import who_is

TABLES = ("schedules", "schedule_spans", "schedule_days", "pairs", "entries")
OWN = {"dealership_id", "id", "changed_at", "since_at", "at"}
ROLES = {"vera": "manager", "oleg": "manager", "irina": "supervisor"}


def weeks() -> dict[str, list[list[Span]]]:
    return {
        told.handle: [
            [Span(from_minute=a, until_minute=b, kind=kind) for a, b, kind in spans] for spans in told.week
        ]
        for told in SCHEDULES
    }


async def rows_of(house: House) -> dict[str, list[Any]]:
    names = {id: name for name, id in house.people.items()}

    def plain(row: Any) -> list[tuple[str, str]]:
        return [
            (name, str(names.get(value, value) if isinstance(value, UUID) else value))
            for name, value in row.items()
            if name not in OWN
        ]

    found = {}
    for table in TABLES:
        more = " AND kind ~ '^(schedule|pair.made)'" if table == "entries" else ""
        rows = await house.unit(lambda db: db.rows(f"SELECT * FROM {table} WHERE dealership_id = $1{more}"))  # noqa: B023
        found[table] = sorted(plain(row) for row in rows)
    return found


async def test_the_seeded_schedules_equal_those_made_by_acts(database: Database, site: str) -> None:
    seeded, acted = await open_house(database, site), await open_house(database, site)
    for handle, week in weeks().items():
        person, who = seeded.people[handle], who_is(acted, handle, ROLES[handle])
        await seeded.unit(lambda db: keep_schedule(db, person, Plan(version=1, week=week, days=[])))  # noqa: B023
        change = PlanChange(id=new_id(), version=0, week=week, days=[])
        await acted.unit(lambda db: change_schedule(db, who, change))  # noqa: B023
    await seeded.unit(lambda db: join_pair(db, seeded.people["oleg"], seeded.people["vera"]))
    offer = {"id": new_id(), "person_id": acted.people["vera"]}
    assert (await acted.post("oleg", "/api/pair", offer)).status_code == 204
    answer = await acted.post("vera", f"/api/schedule/requests/{offer['id']}/answer", {"accept": True})
    assert answer.status_code == 201, answer.text
    by_seeding, by_acts = await rows_of(seeded), await rows_of(acted)
    for table in TABLES:
        assert by_seeding[table] == by_acts[table], table
    assert len(by_seeding["schedule_spans"]) == sum(len(spans) for week in weeks().values() for spans in week)


async def test_the_demo_house_is_somebodys_at_every_minute(house: House) -> None:
    async def kept(db: Db) -> Any:
        for handle, week in weeks().items():
            await keep_schedule(db, house.people[handle], Plan(version=1, week=week, days=[]))
        await join_pair(db, house.people["oleg"], house.people["vera"])
        return await roster(db, date(2026, 11, 20), db.now)

    assert uncovered(await house.unit(kept), date(2026, 11, 23), 14, always=True) == []
