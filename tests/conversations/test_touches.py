"""Calls, visits and notes: logged by whoever sees the card, shown at once, undone by their maker."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from app.conversations import touching
from app.conversations.model import LogTouch, UndoTouch
from app.kit.auth import Who
from app.kit.db import Database
from app.kit.errors import Problem
from app.kit.ids import feed_of, new_id
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says
from tests.security.ground import who_is

HANDLE = "9901"


async def log(house: House, handle: str, client: UUID, **body: Any) -> httpx.Response:
    return await house.post(handle, f"/api/clients/{client}/touches", {"id": new_id()} | body)


async def undo(house: House, handle: str, touch: Any) -> httpx.Response:
    return await house.send(handle, "DELETE", f"/api/touches/{touch}")


async def told(house: House, client: UUID, kinds: str = "touch") -> list[str]:
    page = await house.get("vera", f"/api/clients/{client}/timeline", kinds=kinds)
    return [item["text"] for item in page.json()["items"]]


async def card(house: House, client: UUID) -> dict[str, Any]:
    found: dict[str, Any] = (await house.get("vera", f"/api/clients/{client}")).json()
    return found


async def line(house: House, client: UUID) -> dict[str, Any]:
    book = (await house.get("vera", "/api/book")).json()["clients"]
    found: dict[str, Any] = next(one for one in book if one["id"] == str(client))
    return found


def instant(text: str) -> datetime:
    return msgspec.convert(text, datetime)


async def entries(house: House, kind: str) -> list[dict[str, Any]]:
    sql = "SELECT actor_id, subject_id, facts FROM entries WHERE dealership_id = $1 AND kind = $2 ORDER BY at"
    return [dict(row) for row in await house.unit(lambda db: db.rows(sql, kind))]


CALL = {"kind": "call", "direction": "out", "outcome": "talked"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (CALL, "Звонок клиенту, поговорили"),
        (CALL | {"words": " О шинах "}, "Звонок клиенту, поговорили. О шинах"),
        (CALL | {"outcome": "no_answer"}, "Звонок клиенту, не ответили"),
        (CALL | {"outcome": "call_back"}, "Звонок клиенту, просьба перезвонить"),
        (CALL | {"direction": "in"}, "Звонок от клиента, поговорили"),
        (CALL | {"direction": "in", "outcome": "no_answer"}, "Пропущенный звонок клиента"),
        ({"kind": "visit", "outcome": "came"}, "Визит в салон"),
        ({"kind": "visit", "outcome": "did_not_come"}, "Визит не состоялся"),
        ({"kind": "note", "words": "Любит чай"}, "Заметка: Любит чай"),
    ],
)
async def test_what_was_logged_stands_on_the_timeline_in_the_readers_words(
    house: House, body: dict[str, Any], words: str
) -> None:
    anna = await make_anna(house)
    made = await log(house, "vera", anna, **body)
    assert made.status_code == 201, made.text
    assert made.json()["item"]["text"] == words
    [item] = (await house.get("vera", f"/api/clients/{anna}/timeline", kinds="touch")).json()["items"]
    assert item == made.json()["item"]
    assert (item["kind"], item["who"]["name"]) == (body["kind"], "Вера Орлова")
    assert item["ref_id"] == made.json()["id"]
    await house.send("irina", "PATCH", "/api/me", {"language": "en"})
    page = await house.get("irina", f"/api/clients/{anna}/timeline", kinds="touch")
    assert page.json()["items"][0]["text"].isascii() or "words" in body


async def test_the_journal_keeps_it_as_the_persons_own_word_without_the_words(house: House) -> None:
    anna = await make_anna(house)
    await log(house, "vera", anna, **CALL, words="секрет")
    [entry] = await entries(house, "touch.made")
    assert entry["actor_id"] == house.people["vera"]
    assert entry["facts"]["proof"] == "own_word"
    assert (entry["facts"]["type"], entry["facts"]["outcome"]) == ("call", "talked")
    assert "секрет" not in str(entry)


# --- the next step


async def test_a_next_step_is_put_down_with_the_call(house: House) -> None:
    anna = await make_anna(house)
    await log(house, "vera", anna, **CALL, next_step="Позвонить", next_step_at="2026-12-01T06:00:00Z")
    seen = await card(house, anna)
    assert (seen["next_step"], seen["next_step_at"][:10]) == ("Позвонить", "2026-12-01")
    assert "Следующий шаг: Позвонить" in await told(house, anna, "card")


async def test_not_needed_holds_until_something_happens(house: House) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, HANDLE)
    await log(house, "vera", anna, **CALL, no_step=True)
    assert (await card(house, anna))["no_step_at"] is not None
    assert "Следующий шаг не нужен" in await told(house, anna, "card")
    await log(house, "vera", anna, kind="note", words="Любит чай")
    assert (await card(house, anna))["no_step_at"] is not None, "a note changes nothing"
    await log(house, "vera", anna, **CALL)
    assert (await card(house, anna))["no_step_at"] is None, "another call asks for another decision"
    await log(house, "vera", anna, **CALL, no_step=True)
    await says(house, HANDLE, "И ещё вопрос")
    assert (await card(house, anna))["no_step_at"] is None, "the client's words ask for a decision too"
    assert thread


async def test_a_step_put_down_on_the_card_ends_not_needed(house: House) -> None:
    anna = await make_anna(house)
    await log(house, "vera", anna, **CALL, next_step="Позвонить")
    await log(house, "vera", anna, **CALL, no_step=True)
    seen = await card(house, anna)
    assert (seen["next_step"], seen["next_step_at"]) == (None, None)
    await log(house, "vera", anna, **CALL, next_step="Написать")
    assert (await card(house, anna))["no_step_at"] is None


async def test_a_call_without_a_decision_leaves_the_step_as_it_is(house: House) -> None:
    anna = await make_anna(house)
    await log(house, "vera", anna, **CALL, next_step="Позвонить")
    await log(house, "vera", anna, **CALL)
    assert (await card(house, anna))["next_step"] == "Позвонить"


# --- the wait


async def waiting(house: House) -> tuple[UUID, UUID]:
    anna = await make_anna(house)
    thread = await connect(house, anna, HANDLE)
    await says(house, HANDLE, "Когда будет готова машина?")
    return anna, thread


async def test_a_logged_call_ends_no_wait_unless_the_person_says_so(house: House) -> None:
    anna, _ = await waiting(house)
    for body in (CALL, CALL | {"outcome": "no_answer"}, {"kind": "visit", "outcome": "came"}):
        await log(house, "vera", anna, **body)
    assert (await line(house, anna))["waiting_since"] is not None
    made = await log(house, "vera", anna, **CALL, answers=True)
    assert made.json()["answered"] is True
    assert (await line(house, anna))["waiting_since"] is None
    assert (await line(house, anna))["promise"] is None
    [kept] = await entries(house, "promise.kept")
    assert (kept["facts"]["proof"], kept["facts"]["touch"]) == ("own_word", made.json()["id"])


@pytest.mark.parametrize("outcome", ["no_answer", "call_back"])
async def test_a_call_that_reached_nobody_is_no_answer(house: House, outcome: str) -> None:
    anna, _ = await waiting(house)
    refused = await log(house, "vera", anna, **CALL | {"outcome": outcome}, answers=True)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "answers"
    assert (await line(house, anna))["waiting_since"] is not None


async def test_a_call_before_the_clients_last_words_does_not_answer_them(house: House) -> None:
    anna, _ = await waiting(house)
    called = datetime.now(UTC)
    await says(house, HANDLE, "И сколько это стоит?")
    made = await log(house, "vera", anna, **CALL, answers=True, at=called)
    assert made.json()["answered"] is False
    assert (await line(house, anna))["waiting_since"] is not None


async def test_whoever_sees_the_card_logs_and_only_the_owner_decides(house: House) -> None:
    anna, _ = await waiting(house)
    visit = {"id": new_id(), "reason": "came"}
    assert (await house.post("oleg", f"/api/clients/{anna}/receptions", visit)).status_code == 201
    for handle, code in (("irina", "forbidden"), ("oleg", "not_your_client")):
        for body in ({"answers": True}, {"next_step": "Позвонить"}, {"no_step": True}):
            refused = await log(house, handle, anna, **CALL, **body)
            assert (refused.status_code, refused.json()["code"]) == (403, code)
        assert (await log(house, handle, anna, **CALL)).status_code == 201
    assert (await line(house, anna))["waiting_since"] is not None


# --- the book


async def test_the_book_keeps_the_last_words_of_the_talk_and_the_last_meeting_apart(house: House) -> None:
    anna, _ = await waiting(house)
    before = await line(house, anna)
    first = await log(house, "vera", anna, **CALL)
    await log(house, "vera", anna, **CALL | {"outcome": "no_answer"})
    after = await line(house, anna)
    assert (after["last_text"], after["last_at"]) == (before["last_text"], before["last_at"])
    assert before["met_at"] is None
    assert instant(after["met_at"]) == instant(first.json()["item"]["at"])
    await undo(house, "vera", first.json()["id"])
    assert (await line(house, anna))["met_at"] is None


async def test_other_phones_of_the_book_learn_of_it(house: House) -> None:
    anna = await make_anna(house)
    feed = feed_of("book", house.people["vera"])
    sql = "SELECT seq FROM feed_rows WHERE dealership_id = $1 AND feed_id = $2 AND kind = 'client' AND row_id = $3"

    async def place() -> int:
        seq: int = await house.unit(lambda db: db.value(sql, feed, anna))
        return seq

    before = await place()
    made = await log(house, "irina", anna, **CALL)
    logged = await place()
    await undo(house, "irina", made.json()["id"])
    assert before < logged < await place()


# --- taking it back


async def test_an_undone_touch_leaves_the_timeline_and_stays_in_the_journal(house: House) -> None:
    anna = await make_anna(house)
    kept = await log(house, "vera", anna, kind="note", words="Любит чай")
    made = await log(house, "vera", anna, **CALL, next_step="Позвонить")
    for _ in range(2):  # a repeat finds it undone
        undone = await undo(house, "vera", made.json()["id"])
        assert undone.status_code == 200
        assert undone.json()["undone_at"] is not None
    assert await told(house, anna) == [kept.json()["item"]["text"]]
    assert "Следующий шаг: Позвонить" not in await told(house, anna, "card")
    assert (await card(house, anna))["next_step"] is None
    assert len(await entries(house, "touch.undone")) == 1


async def test_undo_brings_back_the_step_before_but_not_over_a_later_one(house: House) -> None:
    anna = await make_anna(house)
    await log(house, "vera", anna, **CALL, next_step="Позвонить", next_step_at="2026-12-01T06:00:00Z")
    cleared = await log(house, "vera", anna, **CALL, no_step=True)
    await undo(house, "vera", cleared.json()["id"])
    seen = await card(house, anna)
    assert (seen["next_step"], seen["next_step_at"][:10], seen["no_step_at"]) == (
        "Позвонить",
        "2026-12-01",
        None,
    )
    cleared = await log(house, "vera", anna, **CALL, no_step=True)
    await log(house, "vera", anna, **CALL, next_step="Написать")
    await undo(house, "vera", cleared.json()["id"])
    assert (await card(house, anna))["next_step"] == "Написать"


async def test_undo_gives_the_client_their_wait_and_their_promise_back(house: House) -> None:
    anna, _ = await waiting(house)
    before = await line(house, anna)
    made = await log(house, "vera", anna, **CALL, answers=True)
    await undo(house, "vera", made.json()["id"])
    after = await line(house, anna)
    assert (after["waiting_since"], after["promise"]) == (before["waiting_since"], before["promise"])


async def test_undo_of_an_answer_keeps_the_earlier_promise_where_the_client_wrote_again(house: House) -> None:
    anna, _ = await waiting(house)
    before = await line(house, anna)
    made = await log(house, "vera", anna, **CALL, answers=True)
    await says(house, HANDLE, "Алло?")
    await undo(house, "vera", made.json()["id"])
    after = await line(house, anna)
    assert (after["waiting_since"], after["promise"]) == (before["waiting_since"], before["promise"])


async def test_undo_leaves_a_client_alone_who_was_answered_since(house: House) -> None:
    anna, thread = await waiting(house)
    made = await log(house, "vera", anna, **CALL, answers=True)
    sent = await house.post("vera", f"/api/threads/{thread}/messages", {"id": new_id(), "text": "Готово."})
    assert sent.status_code == 201
    await undo(house, "vera", made.json()["id"])
    assert (await line(house, anna))["waiting_since"] is None


async def test_only_its_maker_undoes_a_touch(house: House) -> None:
    anna = await make_anna(house)
    made = await log(house, "irina", anna, **CALL)
    refused = await undo(house, "vera", made.json()["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_touch")
    assert "только тот, кто её сделал" in refused.json()["detail"]
    hidden, missing = await undo(house, "oleg", made.json()["id"]), await undo(house, "oleg", new_id())
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert len(await told(house, anna)) == 1


async def test_a_touch_is_undone_for_a_day_and_then_stays(house: House, database: Database) -> None:
    anna = await make_anna(house)
    who = who_is(house, "vera", "manager")
    for hours, refused in ((23, False), (25, True)):
        touch = new_id()
        await house.unit(
            lambda db, touch=touch: touching.log_touch(db, who, LogTouch(client_id=anna, id=touch, **CALL))
        )
        later = await undone_after(database, house, who, touch, hours)
        assert (later == "too_late_to_undo") is refused


async def undone_after(database: Database, house: House, who: Who, touch: UUID, hours: int) -> str | None:
    clock = lambda: datetime.now(UTC) + timedelta(hours=hours)  # noqa: E731
    moved = Database(database.pool, clock, database._flush, lambda *_: None)
    try:
        await moved.work(
            house.id, lambda db: touching.undo_touch(db, who, UndoTouch(id=new_id(), touch_id=touch))
        )
    except Problem as problem:
        return problem.code
    return None


# --- what cannot be


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        (CALL | {"at": datetime.now(UTC) + timedelta(hours=2)}, "at", "not_yet"),
        (CALL | {"at": "2019-03-01T10:00:00Z"}, "at", "before_the_card"),
        (CALL | {"at": "2026-03-01T10:00:00"}, "at", "not_an_instant"),
        (CALL | {"words": "я" * 10_000}, "words", "too_long"),
        (CALL | {"next_step": "я" * 10_000}, "next_step", "too_long"),
        (CALL | {"next_step": "  "}, "next_step", "blank"),
        (CALL | {"next_step_at": "2026-12-01T06:00:00Z"}, "next_step", "blank"),
        (CALL | {"next_step": "Позвонить", "no_step": True}, "no_step", "step_or_none"),
        ({"kind": "note", "words": "   "}, "words", "blank"),
        ({"kind": "note"}, "words", "blank"),
        ({"kind": "note", "words": "x", "outcome": "came"}, "outcome", "wrong_choice"),
        ({"kind": "call", "direction": "out"}, "outcome", "required"),
        ({"kind": "call", "outcome": "talked"}, "direction", "wrong_choice"),
        ({"kind": "call", "direction": "out", "outcome": "came"}, "outcome", "wrong_choice"),
        ({"kind": "visit", "outcome": "came", "direction": "in"}, "direction", "wrong_choice"),
        ({"kind": "email", "words": "x"}, "kind", "wrong_choice"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field_and_a_sentence_and_writes_nothing(
    house: House, body: dict[str, Any], field: str, code: str
) -> None:
    anna = await make_anna(house)
    refused = await log(house, "vera", anna, **body)
    assert refused.status_code == 422, refused.text
    [trouble] = refused.json()["errors"]
    assert (trouble["field"], trouble["code"]) == (field, code)
    assert trouble["message"][0].isupper()
    assert await told(house, anna) == []
    assert await entries(house, "touch.made") == []


async def test_a_client_one_may_not_see_is_answered_like_one_that_is_not_there(
    house: House, other_house: House
) -> None:
    anna = await make_anna(house)
    hidden, missing = await log(house, "oleg", anna, **CALL), await log(house, "vera", new_id(), **CALL)
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert (await log(other_house, "petr", anna, **CALL)).status_code == 404
    assert await told(house, anna) == []


async def test_a_phone_whose_clock_runs_a_little_ahead_logs_now(house: House) -> None:
    anna = await make_anna(house)
    made = await log(house, "vera", anna, **CALL, at=datetime.now(UTC) + timedelta(minutes=2))
    assert made.status_code == 201
    assert msgspec.convert(made.json()["item"]["at"], datetime) <= datetime.now(UTC)


# --- once


async def test_a_repeated_touch_is_logged_once_and_its_id_means_no_other(house: House) -> None:
    anna = await make_anna(house)
    body = CALL | {"id": new_id()}
    first = await house.post("vera", f"/api/clients/{anna}/touches", body)
    second = await house.post("vera", f"/api/clients/{anna}/touches", body)
    assert first.json() == second.json()
    other = await house.post("irina", f"/api/clients/{anna}/touches", body)
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "taken")
    assert len(await told(house, anna)) == 1


async def test_a_phone_that_was_offline_logs_and_undoes_through_its_outbox(house: House) -> None:
    anna = await make_anna(house)
    touch, taken_back = new_id(), new_id()
    mutations = [
        {"id": touch, "kind": "conversations.log_touch", "body": CALL | {"id": touch, "client_id": anna}},
        {"id": taken_back, "kind": "conversations.undo_touch", "body": {"id": taken_back, "touch_id": touch}},
    ]
    for _ in range(2):
        pushed = await house.post("vera", "/sync/push", {"device": new_id(), "mutations": mutations})
        assert [one["outcome"] for one in pushed.json()["results"]] == ["applied", "applied"]
    assert await told(house, anna) == []
    assert len(await entries(house, "touch.made")) == len(await entries(house, "touch.undone")) == 1
