"""What all clients of one demo dealership share: its people, its clock, and the numbers already given out."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from random import Random
from zoneinfo import ZoneInfo

from app.demo import numbers
from app.demo.model import DemoDealership, DemoPerson
from app.demo.names import FullName, full_name


class House:
    """One dealership while its clients are made up; `order` keeps the numbers of several houses apart."""

    def __init__(self, dealership: DemoDealership, now: datetime, seed: int, order: int) -> None:
        self.dealership, self.seed, self.order = dealership, seed, order
        self.zone: tzinfo = ZoneInfo(dealership.time_zone)
        self.now = now.astimezone(self.zone)
        self._given: set[str] = set()

    @property
    def managers(self) -> tuple[DemoPerson, ...]:
        return self.dealership.managers

    def colleague_of(self, manager: DemoPerson) -> DemoPerson | None:
        return next((other for other in self.managers if other is not manager), None)

    def random_for(self, manager: DemoPerson, place: int) -> Random:
        """The chance of one client: the same whatever the number of the others."""
        return Random(f"{self.seed}/{self.dealership.code}/{self.order}/{manager.handle}/{place}")  # noqa: S311

    def name(self, random: Random) -> FullName:
        """A name nobody in the house has yet."""
        while (name := full_name(random)).written in self._given:
            pass
        self._given.add(name.written)
        return name

    def vin(self, random: Random, start: str, year: int) -> str:
        return self._fresh(lambda: numbers.vin(random, start, year))

    def plate(self, random: Random) -> str:
        return self._fresh(lambda: numbers.plate(random))

    def take(self, *given: str) -> None:
        """Keep these from being made up again."""
        self._given.update(given)

    def _fresh(self, make: Callable[[], str]) -> str:
        while (made := make()) in self._given:
            pass
        self._given.add(made)
        return made
