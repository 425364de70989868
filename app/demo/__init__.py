"""The content of the demo dealership: people, clients, cars, five years of talks; no database, no ids.

The same seed and the same `now` give the same content; dates are relative to `now`. All people are invented,
and no number here can ring or reach anybody (`numbers`).
"""

from collections.abc import Iterator
from datetime import datetime

from app.demo.anna import NAME, PHONE, PLATE, anna
from app.demo.cast import DEALERSHIPS, VERA
from app.demo.clients import PLACES_A_MANAGER, make_client, plan_of
from app.demo.house import House
from app.demo.model import DemoClient, DemoDealership, DemoStranger
from app.demo.strangers import strangers_of

__all__ = ["DEALERSHIPS", "DemoClient", "DemoDealership", "DemoStranger", "demo_clients", "demo_strangers"]

SEED = 63


def demo_clients(
    dealership: DemoDealership, now: datetime, *, per_manager: int = 400, seed: int = SEED, order: int = 0
) -> Iterator[DemoClient]:
    """Each manager's clients in turn; Vera's first is Anna.

    `order` is the dealership's place among several: their numbers and chances differ by it.
    """
    house = House(dealership, now, seed, order)
    house.take(NAME.written, PHONE, PLATE)
    for shelf, manager in enumerate(house.managers):
        for place in range(per_manager):
            number = shelf * PLACES_A_MANAGER + place
            if manager is VERA and place == 0:
                yield anna(house)
            else:
                yield make_client(house, manager, place, number, plan_of(place, number))


def demo_strangers(
    dealership: DemoDealership, now: datetime, *, seed: int = SEED, order: int = 0
) -> list[DemoStranger]:
    """Those who wait in the lobby."""
    return strangers_of(House(dealership, now, seed, order))
