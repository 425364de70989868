"""Which odometer is believed: a plain save fits all that counts or is refused; only a confirmed one sets aside."""

from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit.errors import Problem
from app.kit.ids import new_id
from app.ownership import queries
from app.ownership.actions import end_part, keep_reading
from app.ownership.model import Reading
from app.ownership.rules import FASTEST, contradicting, trouble_with_reading
from tests.cast import House
from tests.ownership.garage import add_client, park, vin

CAR, BOUGHT, TODAY = UUID(int=1), date(2026, 1, 10), date(2026, 11, 22)
SOURCES: tuple[Any, ...] = ("purchase", "service", "client", "manager", "import")


def reading(day: str, km: int, source: Any = "manager") -> Reading:
    return Reading(car_id=CAR, read_on=date.fromisoformat(day), km=km, source=source)


def possible(one: Reading, other: Reading) -> bool:
    """Can one odometer have shown both? It never runs back, and nobody drives faster. Of one day each order may be."""
    if (one.read_on, one.source) == (other.read_on, other.source):
        return one.km == other.km
    days, driven = (other.read_on - one.read_on).days, other.km - one.km
    if days < 0:
        days, driven = -days, -driven
    return abs(driven) <= FASTEST if days == 0 else 0 <= driven <= FASTEST * (days + 1)


JUNE, TWO_WEEKS_ON, AUGUST = "2026-06-01", "2026-06-15", "2026-08-01"
HIDDEN = {
    "another of the same day stands before it": (
        [reading(JUNE, 40_000), reading(TWO_WEEKS_ON, 40_500, "client")], reading(TWO_WEEKS_ON, 39_800),
    ),
    "another of the same day stands after it": (
        [reading(TWO_WEEKS_ON, 40_100, "client"), reading(AUGUST, 41_000)], reading(TWO_WEEKS_ON, 41_400),
    ),
    "nobody drives from it to the next": (
        [reading(JUNE, 10_000), reading(TWO_WEEKS_ON, 90_000)], reading("2026-06-14", 30_000),
    ),
    "it would take another's place": ([reading(JUNE, 40_000)], reading(JUNE, 40_900)),
}  # fmt: skip


@pytest.mark.parametrize(("known", "new"), HIDDEN.values(), ids=HIDDEN)
def test_what_contradicts_any_counted_reading_is_refused_until_it_is_confirmed(
    known: list[Reading], new: Reading
) -> None:
    wrong = contradicting(new, known)
    assert wrong == [one for one in known if not possible(one, new)] != []
    trouble = trouble_with_reading(new, known, TODAY, confirmed=False)
    assert trouble is not None
    assert trouble.fields[0].args["km"] in [one.km for one in wrong], "it says what is known"
    assert trouble_with_reading(new, known, TODAY, confirmed=True) is None


readings = st.builds(
    lambda days, km, source: Reading(car_id=CAR, read_on=TODAY - timedelta(days=days), km=km, source=source),
    st.integers(0, 40), st.integers(0, 40_000), st.sampled_from(SOURCES),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(readings, max_size=8), readings)
def test_a_plain_save_is_refused_exactly_where_a_counted_reading_cannot_be_true_beside_it(
    known: list[Reading], new: Reading
) -> None:
    wrong = [one for one in known if not possible(one, new)]
    assert contradicting(new, known) == wrong
    assert (trouble_with_reading(new, known, TODAY, confirmed=False) is None) == (not wrong)
    assert trouble_with_reading(new, known, TODAY, confirmed=True) is None


@pytest.mark.parametrize("seed", range(6))
async def test_through_any_history_of_saves_what_counts_can_be_true_together_and_is_lost_by_no_plain_save(
    house: House, seed: int
) -> None:
    random, client = Random(seed), await add_client(house)
    car = await park(house, client, BOUGHT)
    refused = confirmed_some = 0
    for _ in range(40):
        new = Reading(
            car_id=car, read_on=BOUGHT + timedelta(days=random.randint(0, 60)), km=random.randint(0, 60_000),
            source=random.choice(SOURCES),
        )  # fmt: skip
        confirmed = random.random() < 0.2
        before = await counted(house, car)
        try:
            await house.unit(
                lambda db, new=new, sure=confirmed: keep_reading(db, new, client, None, confirmed=sure)
            )
        except Problem:
            assert not confirmed
            assert await counted(house, car) == before
            refused += 1
            continue
        after = await counted(house, car)
        assert new in after
        assert all(possible(one, other) for one, other in combinations(after, 2))
        if confirmed:
            confirmed_some += len(before) >= len(after)
        else:
            assert all(one in after for one in before), "a plain save sets nothing aside"
    assert refused > 5
    assert confirmed_some > 0


async def counted(house: House, car: UUID) -> list[Reading]:
    found = await house.unit(lambda db: queries.readings(db, car))
    return [one for one in found if one.set_aside_at is None]


async def test_the_mileage_at_which_a_known_car_is_bought_fits_its_history_or_is_refused(
    house: House,
) -> None:
    anna, boris, number = await add_client(house), await add_client(house, "Волков Борис Ильич"), vin()
    body = {
        "id": new_id(),
        "make": "Lada",
        "model": "Vesta",
        "from_on": "2026-01-10",
        "vin": number,
        "km": 30_000,
    }
    car = UUID((await house.post("vera", f"/api/clients/{anna}/cars", body)).json()["id"])
    await house.unit(lambda db: end_part(db, car, anna, house.people["vera"], date(2026, 3, 1)))
    again = body | {"id": new_id(), "from_on": "2026-03-02", "km": 20_000}
    answer = await house.post("vera", f"/api/clients/{boris}/cars", again)
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("km", "odometer_backwards")
    ]
    assert [one.km for one in await counted(house, car)] == [30_000]
    answer = await house.post("vera", f"/api/clients/{boris}/cars", again | {"id": new_id(), "km": 31_000})
    assert answer.status_code == 201, answer.text
