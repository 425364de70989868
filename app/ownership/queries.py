"""SQL of cars, their people and their odometers."""

from datetime import date, datetime
from uuid import UUID

import asyncpg

from app.kit.db import Db
from app.ownership.model import NewCar, NewVisit, Reading

INSERT_CAR = """
INSERT INTO cars (dealership_id, id, vin, plate, make, model, year, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""


async def insert_car(db: Db, car: NewCar) -> bool:
    """False when there is one of this id or this VIN, perhaps since a moment ago."""
    made = await db.run(INSERT_CAR, car.id, car.vin, car.plate, car.make, car.model, car.year, db.now)
    return made == 1


SET_PLATE = """
UPDATE cars SET plate = $3 WHERE dealership_id = $1 AND id = $2
"""


async def set_plate(db: Db, car: UUID, plate: str) -> None:
    await db.run(SET_PLATE, car, plate)


INSERT_ROLE = """
INSERT INTO car_roles (dealership_id, car_id, client_id, role, from_on) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, car_id, client_id, role, from_on) DO UPDATE SET until_on = NULL
"""


async def insert_role(db: Db, car: NewCar) -> None:
    """Theirs from that day on; also where it was thought to have left since."""
    await db.run(INSERT_ROLE, car.id, car.client_id, car.role, car.from_on)


INSERT_READING = """
INSERT INTO odometer_readings (dealership_id, car_id, read_on, source, km) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, car_id, read_on, source) DO UPDATE SET km = excluded.km, set_aside_at = NULL
"""


async def insert_reading(db: Db, reading: Reading) -> None:
    await db.run(INSERT_READING, reading.car_id, reading.read_on, reading.source, reading.km)


READINGS = """
SELECT car_id, read_on, km, source, set_aside_at FROM odometer_readings
WHERE dealership_id = $1 AND car_id = $2 ORDER BY read_on, km
"""


async def readings(db: Db, car: UUID) -> list[Reading]:
    """What the odometer of a car said, the oldest first."""
    return [Reading(**row) for row in await db.rows(READINGS, car)]


SET_ASIDE = """
UPDATE odometer_readings SET set_aside_at = $5
WHERE dealership_id = $1 AND car_id = $2 AND read_on = $3 AND source = $4
"""


async def set_aside(db: Db, reading: Reading) -> None:
    """Keep it, but count with it no more."""
    await db.run(SET_ASIDE, reading.car_id, reading.read_on, reading.source, db.now)


LOCK_CAR_WITH_VIN = """
SELECT id, plate FROM cars WHERE dealership_id = $1 AND vin = $2 FOR UPDATE
"""


async def lock_car_with_vin(db: Db, vin: str) -> asyncpg.Record | None:
    """The car of this VIN, held until the unit ends."""
    return await db.row(LOCK_CAR_WITH_VIN, vin)


IS_HELD = """
SELECT EXISTS (SELECT 1 FROM car_roles WHERE dealership_id = $1 AND car_id = $2 AND until_on IS NULL)
"""


async def is_held(db: Db, car: UUID) -> bool:
    """Is the car somebody's now?"""
    held: bool = await db.value(IS_HELD, car)
    return held


LOCK_CAR_OF = """
SELECT c.id, c.make || ' ' || c.model AS title, c.vin, c.plate, r.role, r.from_on, r.until_on
FROM cars c JOIN car_roles r ON r.dealership_id = c.dealership_id AND r.car_id = c.id
WHERE c.dealership_id = $1 AND c.id = $2 AND r.client_id = $3
ORDER BY r.until_on IS NOT NULL, r.from_on DESC LIMIT 1 FOR UPDATE OF c
"""


async def lock_car_of(db: Db, car: UUID, client: UUID) -> asyncpg.Record | None:
    """A client's car, held until the unit ends, with the client's latest part in it."""
    return await db.row(LOCK_CAR_OF, car, client)


PRESENT_CAR = """
SELECT c.make || ' ' || c.model AS title, c.plate, c.vin
FROM car_roles r JOIN cars c ON c.dealership_id = r.dealership_id AND c.id = r.car_id
WHERE r.dealership_id = $1 AND r.client_id = $2 AND r.until_on IS NULL ORDER BY r.from_on DESC, c.id LIMIT 1
"""


async def present_car(db: Db, client: UUID) -> asyncpg.Record | None:
    """The car a client is known by now: the one that came last."""
    return await db.row(PRESENT_CAR, client)


END_ROLES = """
UPDATE car_roles SET until_on = $4 WHERE dealership_id = $1 AND car_id = $2 AND client_id = $3 AND until_on IS NULL
"""


async def end_roles(db: Db, car: UUID, client: UUID, on: date) -> bool:
    return await db.run(END_ROLES, car, client, on) > 0


RESTORE_ROLES = """
UPDATE car_roles SET until_on = NULL WHERE dealership_id = $1 AND car_id = $2 AND client_id = $3 AND until_on = $4
"""


async def restore_roles(db: Db, car: UUID, client: UUID, ended_on: date) -> bool:
    return await db.run(RESTORE_ROLES, car, client, ended_on) > 0


LEFT_AT = """
SELECT at FROM entries WHERE dealership_id = $1 AND client_id = $2 AND kind = 'car.left' AND subject_id = $3
ORDER BY at DESC LIMIT 1
"""


async def left_at(db: Db, car: UUID, client: UUID) -> datetime | None:
    """When somebody said last that the car is this client's no more."""
    found: datetime | None = await db.value(LEFT_AT, client, car)
    return found


INSERT_VISIT = """
INSERT INTO service_visits (dealership_id, id, car_id, client_id, at, kind, place, source, km, words, made_at, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING
"""


async def insert_visit(db: Db, visit: NewVisit, by: UUID | None) -> bool:
    """False when it is here already."""
    made = await db.run(
        INSERT_VISIT, visit.id, visit.car_id, visit.client_id, visit.at, visit.kind, visit.place, visit.source,
        visit.km, visit.words, db.now, by,
    )  # fmt: skip
    return made == 1
