"""What the clock of ownership says to the client themselves: their cars, and when each is expected in service."""

from datetime import date
from uuid import UUID

import asyncpg

from app.kit.db import Db
from app.ownership import events
from app.ownership.model import DueEvent, Facts
from app.ownership.rules import basis_of, basis_words, day_of, forecast, weeks
from app.ownership.settling import OVER
from app.people.queries import dealership
from app.standards.model import ClockRules
from app.standards.queries import latest_standard
from app.texts import Phrase, on

IN_HAND = ("booking", "handled")

PRESENT_CARS = """
SELECT c.id, c.make || ' ' || c.model AS title, c.plate
FROM cars c
JOIN (SELECT r.car_id, max(r.from_on) AS from_on FROM car_roles r
      WHERE r.dealership_id = $1 AND r.client_id = $2 AND r.until_on IS NULL GROUP BY r.car_id) p ON p.car_id = c.id
WHERE c.dealership_id = $1 ORDER BY p.from_on DESC, c.id
"""


async def present_cars(db: Db, client: UUID) -> list[asyncpg.Record]:
    """The cars a client has now, the one that came last first."""
    return await db.rows(PRESENT_CARS, client)


def car_named(car: asyncpg.Record) -> str:
    """Make, model and plate."""
    return f"{car['title']}, {car['plate']}" if car["plate"] else str(car["title"])


async def cars_told(db: Db, client: UUID) -> list[Phrase]:
    """A line for each present car: what it is, and its next service with what that rests on."""
    zone = (await dealership(db)).time_zone
    today = day_of(db.now, zone)
    rules = (await latest_standard(db)).clock
    facts = {one.car_id: one for one in await events.facts_of_cars(db, client, today, zone, rules)}
    last = {one.car_id: one for one in await events.events_of_client(db, client)}
    return [
        line_of(car_named(car), facts[car["id"]], last.get(car["id"]), today, rules)
        for car in await present_cars(db, client)
    ]


def line_of(car: str, facts: Facts, event: DueEvent | None, today: date, rules: ClockRules) -> Phrase:
    """By the event that is open, else by the forecast; a day that has passed is said to have passed. Of a car that is
    not theirs by their own word nothing is forecast to them."""
    if event and event.state in IN_HAND:
        return Phrase("menu.car.in_hand", {"car": car})
    if event and event.state == "not_theirs":
        return Phrase("menu.car.named", {"car": car})
    event = event if event and event.state not in OVER else None
    coming = forecast(facts, rules)
    found = event or coming
    basis = event.basis if event else basis_of(facts, coming, rules)
    said = {"car": car, "on": on(found.expected_on), "why": basis_words(basis)}
    if found.expected_on < today:
        return Phrase("menu.car.overdue", said)
    return Phrase("menu.car.expected", said | {"n": weeks(found.from_on, found.to_on)})
