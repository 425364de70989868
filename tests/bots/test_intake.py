"""Updates that come at once share a unit, and each is still answered for itself."""

import asyncio

import asyncpg
import pytest
from structlog.testing import capture_logs

from app.kit import embedded
from app.kit.db import Db
from bots import actions, intake
from bots.arriving import store
from tests.bots.office import Office
from tests.bots.updates import body_of, message, post, secret_of
from tests.cast import House

MANY = 2 * intake.TOGETHER + 7


def written(number: int) -> bytes:
    return body_of(number, message=message(number % 9 + 1, f"слово {number}"))


@pytest.fixture
def units(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many updates each unit brought."""
    found: list[int] = []

    async def counted(db: Db, updates: list[intake.Brought]) -> list[bool]:
        found.append(len(updates))
        return await genuine(db, updates)

    genuine = intake.store_genuine
    monkeypatch.setattr(intake, "store_genuine", counted)
    return found


async def test_what_comes_at_once_is_kept_together_and_forgeries_among_it_leave_nothing(
    office: Office, units: list[int]
) -> None:
    secret = secret_of(office)
    answers = await asyncio.gather(
        *(
            post(office.hook(), written(number), secret if number % 5 else "wrong")
            for number in range(1, MANY + 1)
        )
    )
    assert [answer.status_code for answer in answers] == [
        200 if number % 5 else 404 for number in range(1, MANY + 1)
    ]
    kept = [int(row["key"]) for row in await office.rows("SELECT key FROM arrivals WHERE dealership_id = $1")]
    assert sorted(kept) == [number for number in range(1, MANY + 1) if number % 5]
    assert sum(units) == MANY
    assert max(units) <= intake.TOGETHER
    assert len(units) < MANY / 2, "they share units"


async def test_two_houses_at_once_and_two_bots_at_one_moment_never_meet(
    office: Office, other_house: House, line: object
) -> None:
    seal = line.seal  # type: ignore[attr-defined]
    theirs = await other_house.unit(lambda db: actions.register(db, seal, "78:theirs"))
    foreign = actions.keys_of(seal, other_house.id, theirs)
    secret, hook = secret_of(office), f"{office.house.site}/telegram/{foreign.path}"
    answers = await asyncio.gather(
        *(post(office.hook(), written(number), secret) for number in range(20)),
        *(post(hook, written(number), foreign.secret) for number in range(20)),
        *(post(hook, written(number), secret) for number in range(20, 30)),
    )
    assert [answer.status_code for answer in answers] == [200] * 40 + [404] * 10
    assert await office.count("arrivals") == 20
    sql = "SELECT count(*) FROM arrivals WHERE dealership_id = $1"
    assert await other_house.unit(lambda db: db.value(sql)) == 20


async def test_one_that_cannot_be_kept_takes_no_other_with_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def choosy(db: Db, bot: object, bodies: list[bytes]) -> int:
        if written(13) in bodies:
            raise ValueError("not this one")
        return await store(db, bot, bodies)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "store", choosy)
    secret = secret_of(office)
    with capture_logs():
        answers = await asyncio.gather(*(post(office.hook(), written(n), secret) for n in range(30)))
    assert [answer.status_code for answer in answers] == [500 if n == 13 else 200 for n in range(30)]
    assert await office.count("arrivals") == 29


async def test_while_the_database_stands_still_all_are_asked_to_come_again_and_then_each_is_kept_once(
    office: Office, server: embedded.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.webhook.PATIENCE", 0.3)
    secret = secret_of(office)
    connection = await asyncpg.connect(embedded.url(server))
    try:
        await connection.execute("BEGIN; LOCK TABLE arrivals IN ACCESS EXCLUSIVE MODE")
        first = [post(office.hook(), written(n), secret) for n in range(10)]
        assert {answer.status_code for answer in await asyncio.gather(*first)} == {503}
    finally:
        await connection.execute("ROLLBACK")
        await connection.close()
    again = [post(office.hook(), written(n), secret) for n in range(10)]
    assert {answer.status_code for answer in await asyncio.gather(*again)} == {200}
    assert await office.count("arrivals") == 10
