"""How often the one looked for is among the first five, typed as people type."""

import pytest

from app.clients.looking import found
from app.kit.auth import Who
from app.kit.ids import new_id
from tests.cast import House
from tests.clients.labelled import PEOPLE

SOUGHT = [(query, name) for name, queries in PEOPLE.items() for query in queries]
ENOUGH = 0.93


def test_there_are_enough_ways_to_type() -> None:
    assert len(SOUGHT) >= 150


async def test_who_is_looked_for_is_among_the_first_five(
    town: House, capsys: pytest.CaptureFixture[str]
) -> None:
    who = Who(
        dealership=town.id,
        id=town.people["vera"],
        role="manager",
        session=new_id(),
        name="Вера",
        language="ru",
    )
    missed = []
    for query, name in SOUGHT:
        page = await town.unit(lambda db, query=query: found(db, who, query, 0, 5))
        if name not in (names := [line.name for line in page.clients]):
            missed.append(f"{query} -> {name}, found {names}")
    recall = 1 - len(missed) / len(SOUGHT)
    with capsys.disabled():
        print(
            f"\nrecall@5 of {len(SOUGHT)} queries among 12 000 clients: {recall:.3f}",
            *missed,
            sep="\n  missed: ",
        )
    assert recall >= ENOUGH
