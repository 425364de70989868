"""The SQL that says who answers every client of a house at one instant agrees with the rule that says it of one."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.clients.actions import add_card
from app.clients.model import NewClient
from app.coverage import queries, requests, substitutions, writing
from app.coverage.ladder import responsible_at
from app.coverage.model import DayPlan, Plan, Span
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.people import actions as people
from app.people.model import NewDealership, NewPerson

ZONES = ("Europe/Samara", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut")
NEAR = (date(2026, 3, 28), date(2026, 3, 7), date(2026, 10, 24), date(2026, 10, 31), date(2026, 4, 4))
HOUSES, INSTANTS = 12, 40


async def test_the_set_and_the_rule_say_the_same_of_random_houses(database: Database) -> None:
    chance = random.Random(20261123)
    seen: dict[str | None, int] = {}
    for number in range(HOUSES):
        house, zone, near = uuid4(), ZONES[number % 5], NEAR[number % 5]
        await database.work(house, lambda db: build(db, chance, zone, near))  # noqa: B023
        for _ in range(INSTANTS):
            now = instant_near(chance, near)
            rows, expected = (await database.work(house, lambda db: both(db, now)))[0]  # noqa: B023
            assert rows == expected, (zone, now)
            for _, step in rows.values():
                seen[step] = seen.get(step, 0) + 1
    assert {
        step: seen.get(step, 0) > 20 for step in ("substitute", "owner", "pair", "duty", "supervisor", None)
    } == dict.fromkeys(("substitute", "owner", "pair", "duty", "supervisor", None), True), seen


async def both(db: Db, now: datetime) -> tuple[dict[UUID, Any], dict[UUID, Any]]:
    roster = await queries.roster(db, date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC))
    found = await queries.responsible_now(db, now, roster.usual)
    expected = {}
    for row in found:
        said = responsible_at(row["owner_id"], now, roster)
        expected[row["client_id"]] = (said.person_id, said.step) if said else (None, None)
    return {row["client_id"]: (row["person_id"], row["step"]) for row in found}, expected


def instant_near(chance: random.Random, near: date) -> datetime:
    quarter = chance.randrange(-96, 4 * 96)
    beside = chance.choice((-1, 0, 0, 1))
    return datetime.combine(near, time(), UTC) + timedelta(minutes=15 * quarter, seconds=beside)


async def build(db: Db, chance: random.Random, zone: str, near: date) -> None:
    """A house with four managers who each own a client, and a supervisor."""
    code = "W" + uuid4().hex[:7].upper()
    await people.open_dealership(
        db, NewDealership(id=db.dealership, code=code, name="Случайный", language="ru", time_zone=zone)
    )
    managers = [await somebody(db, "manager") for _ in range(4)]
    boss = await somebody(db, "supervisor")
    for manager in managers:
        new = NewClient(id=new_id(), name=f"Клиент {uuid4().hex}", address_form="Клиент")
        await add_card(db, new, owner=manager, by=None, because="purchase")
    for person in [*managers, boss]:
        if chance.random() < 0.8:
            own_week = chance.random() < 0.7  # others follow the house but for some dates
            plan = Plan(version=1, week=[spans(chance) for _ in range(7)], days=days(chance, near))
            assert await writing.put_plan(db, person, plan, person, own_week=own_week)
        if chance.random() < 0.3:
            begins = datetime.combine(near, time(), UTC) + timedelta(hours=chance.randrange(-30, 40))
            ends = chance.choice((None, begins + timedelta(hours=chance.randrange(1, 40))))
            await writing.insert_absence(db, new_id(), person, "ill", begins, ends, person)
    if chance.random() < 0.7:
        assert await requests.insert_pair(db, managers[0], managers[1])
    for owner in managers[:2]:
        if chance.random() < 0.7:
            begins = datetime.combine(near, time(), UTC) + timedelta(hours=chance.randrange(-24, 30))
            ends = begins + timedelta(hours=chance.randrange(1, 60))
            helper = chance.choice([one for one in [*managers, boss] if one != owner])
            await substitutions.insert_substitution(db, new_id(), owner, helper, boss, begins, ends)
    if chance.random() < 0.3:
        await db.run(
            "UPDATE persons SET deactivated_at = $3 WHERE dealership_id = $1 AND id = $2", managers[2], db.now
        )


async def somebody(db: Db, role: Any) -> UUID:
    new = NewPerson(
        id=uuid4(),
        handle="p" + uuid4().hex[:12],
        name="Кто-то",
        address_form="Кто-то",
        role=role,
        language="ru",
    )
    await people.add_person(db, new)
    return new.id


def spans(chance: random.Random) -> list[Span]:
    edges = sorted(chance.sample(range(96), 2 * chance.randrange(0, 3)))
    found = [
        Span(
            from_minute=begins * 15, until_minute=ends * 15, kind="duty" if chance.random() < 0.15 else "work"
        )
        for begins, ends in zip(edges[::2], edges[1::2], strict=True)
    ]
    if chance.random() < 0.25:
        found.append(Span(from_minute=1425, until_minute=1440 + 15 * chance.randrange(1, 40), kind="duty"))
    return found


def days(chance: random.Random, near: date) -> list[DayPlan]:
    return [
        DayPlan(on=near + timedelta(days=n), spans=spans(chance))
        for n in range(-1, 4)
        if chance.random() < 0.3
    ]
