"""A tapped answer and the closed phone: who asks for a time rings as whoever writes, any other answer rings nobody."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.agenda.reminding import OPTIONS, service_answered
from app.conversations.asking import ANSWERS, answer_by_tap, answer_in_words, ask
from app.kit.db import Db
from app.kit.ids import new_id
from app.loyalty import complaining
from app.ownership.jobs import raise_due_events
from app.texts import Phrase, say
from tests.conversations.stories import sender, words
from tests.ownership.garage import park
from tests.push.conftest import ANNA, Vera

CLIENT = "SELECT client_id FROM threads WHERE dealership_id = $1 AND id = $2"
Answer = Callable[[Db, UUID, str], Awaitable[object]]


async def by_tap(db: Db, asked: UUID, key: str) -> object:
    return await answer_by_tap(db, sender(ANNA), asked, key, f"telegram:{new_id()}", db.now)


async def in_words(db: Db, _: UUID, key: str) -> object:
    said = next(say(one.words, "ru") for one in (*OPTIONS, *complaining.OPTIONS) if one.key == key)
    return await answer_in_words(db, words(ANNA, said))


@pytest.fixture(params=[by_tap, in_words], ids=["tapped", "typed"])
def answer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Answer:
    monkeypatch.setitem(ANSWERS, "service", service_answered)
    monkeypatch.setitem(ANSWERS, "complaint", complaining.client_judges)
    return request.param  # type: ignore[no-any-return]


async def asked_about_service(vera: Vera) -> UUID:
    """Anna was asked whether to book a service that is near."""
    anna = await vera.house.unit(lambda db: db.value(CLIENT, vera.thread))
    await park(vera.house, anna, datetime.now(UTC).date() - timedelta(days=360))
    await raise_due_events(vera.database, vera.house.id)

    async def put(db: Db) -> UUID:
        event = await db.value("SELECT id FROM due_events WHERE dealership_id = $1")
        asked = await ask(
            db,
            anna,
            kind="service",
            subject=event,
            words=Phrase("survey.fine"),
            options=OPTIONS,
            at_once=True,
        )
        assert asked is not None
        return asked

    asked = await vera.house.unit(put)
    await arrived(vera)
    return asked


async def arrived(vera: Vera) -> None:
    """What was sent is with Anna."""
    sent = "UPDATE deliveries SET state = 'sent' WHERE dealership_id = $1 AND thing_kind = 'message'"
    await vera.house.unit(lambda db: db.run(sent))


async def asked_about_complaint(vera: Vera) -> UUID:
    """Anna was asked whether that is solved which she complained of."""
    anna = await vera.house.unit(lambda db: db.value(CLIENT, vera.thread))
    id = new_id()
    body = {"id": id, "words": "Ждали два часа"}
    for path in (f"/api/clients/{anna}/complaints", f"/api/complaints/{id}/closing"):
        answer = await vera.house.post("vera", path, body)
        assert answer.is_success, answer.text
        body = body | {"id": new_id()}
    await arrived(vera)
    asked: UUID = await vera.house.unit(lambda db: db.value("SELECT id FROM asks WHERE dealership_id = $1"))
    return asked


async def gives(vera: Vera, answer: Answer, asked: UUID, key: str) -> None:
    """Anna answers so, and it counts."""
    await vera.house.unit(lambda db: answer(db, asked, key))
    sql = "SELECT answer FROM asks WHERE dealership_id = $1 AND id = $2"
    assert await vera.house.unit(lambda db: db.value(sql, asked)) == key


async def test_whoever_asks_for_a_time_rings_as_whoever_writes(vera: Vera, answer: Answer) -> None:
    asked = await asked_about_service(vera)
    await gives(vera, answer, asked, "book")
    await vera.send()
    [told] = vera.told
    assert told["notification"]["title"] == "Вам написал клиент"
    assert told["app_badge"] == 1


@pytest.mark.parametrize(("key", "rings"), [("no", 1), ("yes", 0)])
async def test_whoever_says_that_it_is_not_solved_rings_and_whoever_says_that_it_is_does_not(
    vera: Vera, answer: Answer, key: str, rings: int
) -> None:
    asked = await asked_about_complaint(vera)
    await gives(vera, answer, asked, key)
    await vera.send()
    assert len(vera.told) == rings


@pytest.mark.parametrize("key", ["later", "elsewhere", "gone"])
async def test_any_other_answer_rings_nobody(vera: Vera, answer: Answer, key: str) -> None:
    asked = await asked_about_service(vera)
    await gives(vera, answer, asked, key)
    await vera.send()
    assert vera.told == []


async def test_any_other_answer_keeps_no_earlier_words_from_ringing(vera: Vera, answer: Answer) -> None:
    asked = await asked_about_service(vera)
    await vera.anna_says("Когда готова машина?")
    await vera.follow()
    await gives(vera, answer, asked, "later")
    await vera.send()
    assert await vera.fates() == [("sent", None)]
