"""A question to a specialist rings on closed phones, of the trade, then of the supervisors: by day, naming nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.deliveries.jobs import send_due
from app.followers import FOLLOWERS
from app.handoffs.climbing import watch_questions
from app.journal.jobs import read_followups
from app.kit.db import Database
from app.kit.ids import new_id
from push.questions import ring_for_question
from tests.push.conftest import Vera, ignore

SAMARA = ZoneInfo("Europe/Samara")


def coming(hour: int) -> datetime:
    """The next time that it is this hour there."""
    now = datetime.now(SAMARA)
    at = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return (at if at > now else at + timedelta(days=1)).astimezone(UTC)


def at_hour(vera: Vera, at: datetime) -> Database:
    return Database(vera.database.pool, lambda: at, vera.database._flush, lambda *_: None)


async def turn(vera: Vera, at: datetime) -> None:
    """What the worker does then."""
    worker = at_hour(vera, at)
    acts: dict[str, Any] = dict.fromkeys(FOLLOWERS, ignore) | {"questions": ring_for_question}
    while await read_followups(worker, vera.house.id, acts):
        pass
    while await send_due(worker, vera.house.id, pushes=True):
        pass


async def asks(vera: Vera) -> UUID:
    trade = "UPDATE persons SET trade = 'credit' WHERE dealership_id = $1 AND id = $2"
    await vera.house.unit(lambda db: db.run(trade, vera.house.people["sofia"]))
    body = {"id": new_id(), "trade": "credit", "words": "Одобрят на 5 лет?", "minutes": 2_400}
    answer = await vera.house.post("vera", f"/api/threads/{vera.thread}/questions", body)
    assert answer.status_code == 204, answer.text
    return UUID(str(body["id"]))


async def test_who_is_asked_learns_it_once_and_the_supervisors_when_it_is_their_turn(vera: Vera) -> None:
    sofia, irina = vera.service.browser(), vera.service.browser()
    for who, browser in (("sofia", sofia), ("irina", irina)):
        assert (await vera.subscribe(who, new_id(), browser)).status_code == 200
    await asks(vera)
    for _ in range(2):
        await turn(vera, coming(12))
    [told] = vera.service.told(sofia)
    shown = told["notification"]
    assert shown["title"] == "Вас спрашивает коллега"
    assert shown["navigate"].endswith("/")
    assert "Анна" not in str(told)
    assert "5 лет" not in str(told)
    assert (vera.service.told(irina), vera.told) == ([], [])
    for days in (7, 8):
        at = coming(12) + timedelta(days=days)
        await watch_questions(at_hour(vera, at), vera.house.id)
        await turn(vera, at)
    late = [one["notification"]["title"] for one in vera.service.told(sofia)]
    assert late == ["Вас спрашивает коллега", "Вопрос коллеги ждёт ответа"]
    assert [one["notification"]["title"] for one in vera.service.told(irina)] == [
        "Вопрос коллеги ждёт ответа"
    ]


async def test_at_night_and_of_what_is_answered_nothing_rings(vera: Vera) -> None:
    sofia = vera.service.browser()
    assert (await vera.subscribe("sofia", new_id(), sofia)).status_code == 200
    await asks(vera)
    await turn(vera, coming(3))
    assert vera.service.told(sofia) == []
    question = await asks(vera)
    answer = await vera.house.post(
        "sofia", f"/api/questions/{question}/answer", {"id": new_id(), "words": "Да"}
    )
    assert answer.status_code == 204, answer.text
    await turn(vera, coming(12))
    assert vera.service.told(sofia) == []
