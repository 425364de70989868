"""The house that the fuzz asks, furnished so that every address finds something in it."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from app.kit.db import Database
from tests.cast import PETR, open_house
from tests.fuzz.known import Known
from tests.security.ground import Ground, add_manager
from tests.security.matrix import ROUTES, rows_of


@pytest.fixture(scope="session")
async def ground(database: Database, site: str) -> AsyncIterator[Ground]:
    house, other = await open_house(database, site), await open_house(database, site, PETR)
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield Ground(house, other, client)


@pytest.fixture(scope="session")
async def known(ground: Ground) -> Known:
    """One of everything that the table of who may do what names, Petr's things too."""
    known = Known()
    made: set[tuple[str, str]] = set()
    for asked, of, _ in rows_of(ROUTES):
        names = "".join(re.findall(r"{\w+_id}", asked))
        if not names or of == "missing" or (names, of) in made:
            continue
        made.add((names, of))
        for name, id in (await ground.object(of, asked)).items():
            known.add(name, id)
    # The cast itself stays at work: who is put out is asked for nothing any more.
    known.add("person_id", *[await ground.house.unit(add_manager) for _ in range(3)])
    return known
