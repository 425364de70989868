"""A client who can be asked, a car in the workshop, taps on what was asked, and the worker that reads the journal."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.conversations.asking import ANSWERS, answer_by_tap
from app.followers import FOLLOWERS
from app.journal.jobs import read_followups
from app.kit.db import Db
from app.kit.ids import new_id
from app.loyalty.complaining import client_judges
from app.loyalty.learning import learn
from app.loyalty.surveying import answered, ask_after_visit, reader_chosen
from app.ownership.actions import add_car, add_visit, local_day
from app.ownership.model import NewCar, NewVisit
from tests.cast import House
from tests.conversations.stories import connect, make_anna, sender

HANDLE = "7001"
ASKS = "SELECT id, kind, subject_id FROM asks WHERE dealership_id = $1 ORDER BY asked_at, id"
ANSWERS.update({"complaint": client_judges, "survey": answered, "survey_reader": reader_chosen})


async def reads_journal(house: House) -> None:
    """The worker reads what the journal says."""

    async def nothing(db: Db, entry: asyncpg.Record) -> None:
        pass

    acts = dict.fromkeys(FOLLOWERS, nothing) | {"loyalty": learn, "surveys": ask_after_visit}
    while await read_followups(house.database, house.id, acts):
        pass


async def connected_anna(house: House) -> tuple[UUID, UUID]:
    """Anna, who can be asked; and her car."""
    anna, car = await make_anna(house), new_id()
    await connect(house, anna, HANDLE)
    bought = await house.unit(local_day) - timedelta(days=300)
    new = NewCar(id=car, client_id=anna, make="Lada", model="Vesta", from_on=bought, source="import")
    await house.unit(lambda db: add_car(db, new))
    return anna, car


async def serviced(house: House, anna: UUID, car: UUID, *, days_ago: float = 0, **more: Any) -> UUID:
    """The car was in the workshop, as the house itself says."""
    visit = new_id()

    async def add(db: Db) -> None:
        at = db.now - timedelta(days=days_ago)
        facts: dict[str, Any] = {"place": "here", "source": "manager"} | more
        await add_visit(db, NewVisit(id=visit, car_id=car, client_id=anna, at=at, **facts))

    await house.unit(add)
    await reads_journal(house)
    return visit


async def asked(house: House) -> list[asyncpg.Record]:
    found: list[asyncpg.Record] = await house.unit(lambda db: db.rows(ASKS))
    return found


async def taps(house: House, ask: UUID, key: str, handle: str = HANDLE) -> Any:
    """Somebody taps; answers what they are told in passing, None when it counts."""

    async def tap(db: Db) -> Any:
        return await answer_by_tap(db, sender(handle), ask, key, f"telegram:tap:{uuid4()}", db.now)

    told = await house.unit(tap)
    await reads_journal(house)
    return told


async def complains(house: House, client: UUID, by: str = "vera") -> UUID:
    id = new_id()
    body = {"id": id, "words": "Ждали два часа, никто не подошёл"}
    answer = await house.post(by, f"/api/clients/{client}/complaints", body)
    assert answer.status_code == 201, answer.text
    await reads_journal(house)
    return id


async def mends(house: House, complaint: UUID, by: str = "vera") -> Any:
    body = {"id": new_id(), "words": "Извинились, закрепили приёмщика."}
    return await house.post(by, f"/api/complaints/{complaint}/closing", body)


async def ledger(house: House, client: UUID, handle: str = "irina") -> Any:
    answer = await house.get(handle, f"/api/clients/{client}/loyalty")
    assert answer.status_code == 200, answer.text
    return answer.json()


def parts(found: Any) -> list[str]:
    return [loss["component"] for loss in found["losses"]]
