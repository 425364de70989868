"""News from the journal becomes evidence and a new score; the ledger opens it; a replay makes the same again."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.agenda.reminding import service_answered
from app.clients.actions import add_card
from app.clients.model import NewClient
from app.conversations.asked import Option
from app.conversations.asking import ANSWERS, answer_by_tap, ask
from app.conversations.jobs import note_missed
from app.followers import FOLLOWERS
from app.journal.actions import record
from app.journal.jobs import read_followups
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.loyalty.evidence import CATALOGUE
from app.loyalty.jobs import count_day, replay
from app.loyalty.learning import learn
from app.ownership.actions import add_car
from app.ownership.jobs import raise_due_events
from app.ownership.model import NewCar
from app.texts import Phrase
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says, sender

SCORES = "SELECT * FROM scores WHERE dealership_id = $1 ORDER BY client_id"
EVIDENCE = "SELECT * FROM evidence WHERE dealership_id = $1 ORDER BY client_id, subject_id, topic"

OPTIONS = [Option(key="elsewhere", words=Phrase("button.service.elsewhere"))]
ANSWERS["service"] = service_answered


async def read(house: House) -> None:
    """The worker reads what the journal says."""

    async def nothing(db: Db, entry: asyncpg.Record) -> None:
        pass

    acts = dict.fromkeys(FOLLOWERS, nothing) | {"loyalty": learn}
    while await read_followups(house.database, house.id, acts):
        pass


async def told(house: House, kind: str, client: UUID, *, subject: UUID | None = None, **facts: Any) -> UUID:
    """An entry of the journal, by the client."""
    about = subject or new_id()
    await house.unit(lambda db: record(db, kind, by_client=client, client=client, subject=about, **facts))
    await read(house)
    return about


async def ledger(house: House, client: UUID, handle: str = "irina") -> Any:
    answer = await house.get(handle, f"/api/clients/{client}/loyalty")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["score"] == pytest.approx(100 - sum(loss["points"] for loss in found["losses"]), abs=0.01)
    return found


async def tables(tools: Database, house: House) -> list[list[dict[str, Any]]]:
    """Everything that is known of loyalty, but for the instant at which it was last judged."""
    found = []
    for sql in (SCORES, EVIDENCE):
        rows = [dict(row) for row in await tools.pool.fetch(sql, house.id)]
        found.append([{name: alike(value) for name, value in row.items() if name != "as_of"} for row in rows])
    return found


def alike(value: Any) -> Any:
    """What fades is compared but for the seconds that passed between two looks; sums to the last digit."""
    return pytest.approx(value, abs=1e-3) if isinstance(value, float) else value


def test_the_worker_is_given_exactly_the_kinds_of_the_catalogue() -> None:
    assert set(FOLLOWERS["loyalty"]) == set(CATALOGUE)


async def test_a_client_of_whom_nothing_is_known_is_unproven_and_says_why(house: House) -> None:
    anna = await make_anna(house)
    found = await ledger(house, anna, "vera")
    assert (found["status"], found["word"], round(found["score"])) == ("unproven", "Не подтверждено", 60)
    assert [loss["component"] for loss in found["losses"]] == ["said_unknown", "did_unknown", "silence"]
    assert all(loss["text"] and loss["action"] for loss in found["losses"])


async def test_each_thing_a_client_says_or_does_moves_the_score_with_its_evidence(house: House) -> None:
    anna = await make_anna(house)
    await connect(house, anna, "7001")
    await says(house, "7001", "Добрый день")
    await read(house)
    assert "silence" not in [loss["component"] for loss in (await ledger(house, anna))["losses"]]
    survey = await told(house, "survey.answered", anna, instrument="csat", mark=2)
    [low] = [loss for loss in (await ledger(house, anna))["losses"] if loss["component"] == "said"]
    assert low["evidence"][0]["id"] == str(survey)
    assert low["text"].startswith("Визит оценён на 2 из 5")
    visit = await told(house, "service.visited", anna, place="elsewhere", source="client")
    [did] = [loss for loss in (await ledger(house, anna))["losses"] if loss["component"] == "did"]
    assert [one["id"] for one in did["evidence"]] == [str(visit)]
    assert did["gain"] > 0
    assert did["returns_on"]


async def test_what_the_house_says_of_its_own_work_raises_nothing(house: House) -> None:
    anna = await make_anna(house)
    before = await ledger(house, anna)
    await told(house, "service.visited", anna, place="here", source="manager")
    touch = {"id": new_id(), "kind": "visit", "outcome": "came"}
    assert (await house.post("vera", f"/api/clients/{anna}/touches", touch)).status_code == 201
    await read(house)
    after = await ledger(house, anna)
    assert after["score"] <= before["score"] + 1e-9


async def test_an_answer_that_was_missed_stays_missed_however_late_it_is_logged(
    house: House, database: Database
) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7001")
    await says(house, "7001", "Когда будет готово?")
    past = "UPDATE promises SET by_at = $2 WHERE dealership_id = $1"
    called = await house.unit(lambda db: at(db, timedelta(seconds=-30)))
    await house.unit(lambda db: db.run(past, db.now - timedelta(seconds=20)))
    for _ in range(2):
        await note_missed(database, house.id, None)  # type: ignore[arg-type]
    await read(house)
    noted = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'promise.missed'"
    assert await house.unit(lambda db: db.value(noted)) == 1
    [loss] = [loss for loss in (await ledger(house, anna))["losses"] if loss["component"] == "friction"]
    assert loss["points"] == pytest.approx(2.5, abs=0.01)
    assert loss["evidence"][0]["thread_id"] == str(thread)
    talked = {
        "id": new_id(),
        "kind": "call",
        "direction": "out",
        "outcome": "talked",
        "at": called,
        "answers": True,
    }
    assert (await house.post("vera", f"/api/clients/{anna}/touches", talked)).status_code == 201
    await read(house)
    [still] = [loss for loss in (await ledger(house, anna))["losses"] if loss["component"] == "friction"]
    assert still["points"] == pytest.approx(2.5, abs=0.01)


@pytest.mark.parametrize("answered", [False, True])
async def test_an_answer_that_never_came_costs_as_much_as_one_that_came_hours_late(
    house: House, database: Database, answered: bool
) -> None:
    anna = await make_anna(house)
    await connect(house, anna, "7001")
    await says(house, "7001", "Когда будет готово?")

    async def rubs_after(passed: timedelta) -> Any:
        earlier = (
            "UPDATE promises SET missed_at = missed_at - (by_at - $2), by_at = $2 WHERE dealership_id = $1"
        )
        await house.unit(lambda db: db.run(earlier, db.now - passed))
        for _ in range(2):
            await note_missed(database, house.id, None)  # type: ignore[arg-type]
        await read(house)
        return [loss for loss in (await ledger(house, anna))["losses"] if loss["component"] == "friction"]

    [late] = await rubs_after(timedelta(minutes=1))
    assert (late["id"], late["points"]) == ("friction.missed", pytest.approx(2.5, abs=0.01))
    if answered:
        past = "UPDATE promises SET by_at = $2 WHERE dealership_id = $1"
        await house.unit(lambda db: db.run(past, db.now - timedelta(hours=5)))
        talked = {"kind": "call", "direction": "out", "outcome": "talked", "answers": True}
        called = await house.post("vera", f"/api/clients/{anna}/touches", talked | {"id": new_id()})
        assert called.status_code == 201
    [gross] = await rubs_after(timedelta(hours=5))
    assert (gross["id"], gross["points"]) == ("friction.missed_grossly", pytest.approx(5, abs=0.02))
    noted = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'promise.missed'"
    assert await house.unit(lambda db: db.value(noted)) == (1 if answered else 2)
    [evidence] = gross["evidence"]
    assert evidence["text"].endswith("ещё четыре часа ответа не было")


async def at(db: Db, later: timedelta) -> Any:
    return db.now + later


async def test_news_in_any_order_and_a_replay_make_the_identical_ledger(
    house: House, tools: Database
) -> None:
    anna, other = await make_anna(house), new_id()
    new = NewClient(id=other, name="Другой Клиент", address_form="Клиент")
    await house.unit(lambda db: add_card(db, new, owner=house.people["oleg"], by=None, because="made"))
    complaint = new_id()
    for mark in (5, 2, 4):
        await told(house, "survey.answered", anna, instrument="csat", mark=mark)
    await told(house, "service.visited", other, place="here", source="import")
    await told(house, "complaint.made", anna, subject=complaint)
    await told(house, "complaint.reopened", anna, subject=complaint)
    await told(house, "complaint.solved", anna, subject=complaint, late=True)
    before = await tables(tools, house)
    assert len(before[1]) == 6
    assert await replay(tools, house.id) == 2
    assert await tables(tools, house) == before
    newest = "SELECT * FROM entries WHERE dealership_id = $1 AND kind LIKE 'complaint.%' ORDER BY at DESC"
    for entry in await tools.pool.fetch(newest, house.id):  # the same news again, the latest first
        await house.unit(lambda db, entry=entry: learn(db, entry))
    assert await tables(tools, house) == before


async def test_a_house_that_was_there_before_scores_were_kept_loses_nothing_of_its_history(
    house: House, database: Database, tools: Database
) -> None:
    anna = await make_anna(house)
    await told(house, "survey.answered", anna, instrument="csat", mark=2)
    await told(house, "service.visited", anna, place="here", source="import")
    before = await tables(tools, house)
    forget = ("DELETE FROM scores WHERE dealership_id = $1", "DELETE FROM evidence WHERE dealership_id = $1")
    for again in (lambda: count_day(database, house.id, None), lambda: told(house, "message.received", anna)):  # type: ignore[arg-type]
        for sql in forget:
            await house.unit(lambda db, sql=sql: db.run(sql))
        await again()
        assert (await tables(tools, house))[1] == before[1]


async def test_each_day_is_kept_once_and_never_rewritten(house: House, database: Database) -> None:
    anna = await make_anna(house)
    await told(house, "survey.answered", anna, instrument="csat", mark=2)
    await house.unit(lambda db: db.run("UPDATE scores SET as_of = '-infinity' WHERE dealership_id = $1"))
    for _ in range(2):
        await count_day(database, house.id, None)  # type: ignore[arg-type]
    days = await house.unit(lambda db: db.rows("SELECT * FROM book_days WHERE dealership_id = $1"))
    assert [(row["owner_id"], row["unproven"]) for row in days] == [(house.people["vera"], 1)]
    scores = await house.unit(lambda db: db.rows("SELECT * FROM score_days WHERE dealership_id = $1"))
    assert [(row["client_id"], row["status"]) for row in scores] == [(anna, "unproven")]
    for table in ("book_days", "score_days"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await house.unit(lambda db, table=table: db.run(f"DELETE FROM {table} WHERE dealership_id = $1"))


async def test_a_tap_done_elsewhere_is_on_the_board_with_that_tap_as_evidence(
    house: House, database: Database
) -> None:
    anna, bought = await make_anna(house), date.today() - timedelta(days=360)  # noqa: DTZ011
    await connect(house, anna, "7001")
    car = NewCar(id=new_id(), client_id=anna, make="Lada", model="Vesta", from_on=bought, km=10)
    await house.unit(lambda db: add_car(db, car))
    await raise_due_events(database, house.id)
    event = await house.unit(lambda db: db.value("SELECT id FROM due_events WHERE dealership_id = $1"))
    words = Phrase("task.first_words", {"form": "Анна"})
    asked = await house.unit(
        lambda db: ask(db, anna, kind="service", subject=event, words=words, options=OPTIONS, at_once=True)
    )

    async def taps(db: Db) -> None:
        assert await answer_by_tap(db, sender("7001"), asked, "elsewhere", "telegram:tap", db.now) is None

    await house.unit(taps)
    await read(house)
    visit = await house.unit(lambda db: db.value("SELECT id FROM service_visits WHERE dealership_id = $1"))
    [loss] = [one for one in (await ledger(house, anna))["losses"] if one["component"] == "did"]
    assert [(one["kind"], one["id"]) for one in loss["evidence"]] == [("visit", str(visit))]
    assert loss["text"].startswith("1 сервис не у нас")
    board = (await house.get("irina", "/api/boards/loyalty")).json()
    did = [one for cause in board["causes"] if cause["component"] == "did" for one in cause["who"]]
    assert [one["client_id"] for one in did] == [str(anna)]
