"""A town of many clients for the tests of the search: a crowd, and people somebody looks for."""

from itertools import islice
from uuid import UUID

import asyncpg
import pytest

from app.clients.jobs import key_names
from app.kit import embedded
from app.kit.db import Database
from tests.cast import House, open_house
from tests.clients.crowd import Somebody, crowd, load_crowd
from tests.clients.labelled import PEOPLE, PHONES, PLATES, VINS

CROWD = 12_000


@pytest.fixture(scope="session")
async def town(database: Database, tools: Database, server: embedded.Server, site: str) -> House:
    """Thirty books of four hundred, the last of them Vera's; those looked for are Oleg's."""
    house = await open_house(database, site)
    people = list(islice(crowd(CROWD), CROWD))
    owners = [*[house.people["oleg"]] * 29, house.people["vera"]]
    sought = [
        Somebody(id=UUID(int=2**120 + n), name=name, phone=PHONES.get(name, f"+7800555{n:04d}"),
                 plate=PLATES.get(name), vin=VINS.get(name))
        for n, name in enumerate(PEOPLE)
    ]  # fmt: skip
    async with tools.pool.acquire() as connection, connection.transaction():
        await load_crowd(connection, house.id, owners, people + sought)
    owner = await asyncpg.connect(embedded.url(server))
    await owner.execute("ANALYZE")  # autovacuum would do it too, at a moment of its own; loading ends with it
    await key_names(tools, house.id)
    await owner.execute("ANALYZE")
    await owner.close()
    return house
