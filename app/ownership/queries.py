"""SQL of cars, their people and their odometers."""

from app.kit.db import Db
from app.ownership.model import NewCar, Reading

INSERT_CAR = """
INSERT INTO cars (dealership_id, id, vin, plate, make, model, year, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def insert_car(db: Db, car: NewCar) -> None:
    await db.run(INSERT_CAR, car.id, car.vin, car.plate, car.make, car.model, car.year, db.now)


INSERT_ROLE = """
INSERT INTO car_roles (dealership_id, car_id, client_id, role, from_on) VALUES ($1, $2, $3, $4, $5)
"""


async def insert_role(db: Db, car: NewCar) -> None:
    await db.run(INSERT_ROLE, car.id, car.client_id, car.role, car.from_on)


INSERT_READING = """
INSERT INTO odometer_readings (dealership_id, car_id, read_on, source, km) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dealership_id, car_id, read_on, source) DO UPDATE SET km = excluded.km
"""


async def insert_reading(db: Db, reading: Reading) -> None:
    await db.run(INSERT_READING, reading.car_id, reading.read_on, reading.source, reading.km)
