"""Whose word counts: what the client or an outside record tells raises a score; what the house writes never does."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit.db import Db
from app.kit.ids import new_id
from app.loyalty import folding, rules
from app.loyalty.evidence import CATALOGUE
from app.loyalty.model import Entry
from app.ownership.actions import add_car, local_day
from app.ownership.model import NewCar
from tests.cast import House
from tests.conversations.stories import connect, make_anna, says
from tests.loyalty.histories import NOW, ago
from tests.loyalty.workshop import ledger, parts, reads_journal

ENTRIES = "SELECT actor_id, facts FROM entries WHERE dealership_id = $1 AND kind = $2"


async def test_a_car_that_a_manager_writes_down_raises_nothing_and_the_journal_says_who_wrote_it(
    house: House,
) -> None:
    anna = await make_anna(house)
    before = await ledger(house, anna)
    body = {"id": new_id(), "make": "Lada", "model": "Vesta", "from_on": "2026-02-01", "km": 7}
    assert (await house.post("vera", f"/api/clients/{anna}/cars", body)).status_code == 201
    await reads_journal(house)
    after = await ledger(house, anna)
    assert (after["score"], after["coverage"]) == (before["score"], before["coverage"]) == (60, 0)
    [entry] = await house.unit(lambda db: db.rows(ENTRIES, "car.added"))
    assert (entry["actor_id"], entry["facts"]["source"]) == (house.people["vera"], "manager")
    shown = (await house.get("vera", f"/api/clients/{anna}/timeline")).json()["items"]
    assert [item["who"]["name"] for item in shown if item["kind"] == "car"] == ["Вера Орлова"]


async def bought(house: House, client: UUID, days_ago: int) -> None:
    """A sale as an outside record tells it today."""
    day = await house.unit(local_day) - timedelta(days=days_ago)
    car = NewCar(
        id=new_id(), client_id=client, make="Lada", model="Vesta", from_on=day, source="import"
    )  # fmt: skip
    await house.unit(lambda db: add_car(db, car))
    await reads_journal(house)


async def test_a_sale_that_an_outside_record_tells_is_the_clients_act_of_its_own_day(house: House) -> None:
    anna = await make_anna(house)
    await bought(house, anna, 3 * 365)
    old = await ledger(house, anna)
    assert "silence" in parts(old), "a car bought years ago says nothing of today, whenever it is told"
    await bought(house, anna, 30)
    new = await ledger(house, anna)
    assert round(new["score"]) == 70
    assert "silence" not in parts(new)


async def test_an_answer_of_which_only_its_maker_speaks_is_no_care_in_time_and_some_when_late(
    house: House,
) -> None:
    anna = await make_anna(house)
    await connect(house, anna, "7001")
    talked = {"kind": "call", "direction": "out", "outcome": "talked", "answers": True}
    for due, care in ((timedelta(hours=1), None), (timedelta(seconds=-1), 0)):
        await says(house, "7001", "Когда будет готово?")
        sql = "UPDATE promises SET by_at = $2 WHERE dealership_id = $1 AND ended_at IS NULL"
        await house.unit(lambda db, sql=sql, due=due: db.run(sql, db.now + due))
        body = talked | {"id": new_id()}
        assert (await house.post("vera", f"/api/clients/{anna}/touches", body)).status_code == 201
        await reads_journal(house)
        assert (await ledger(house, anna))["care"] == care


EARLIER = (
    "UPDATE promises SET made_at = made_at - $2::interval WHERE dealership_id = $1 AND ended_at IS NULL",
    "UPDATE threads SET waiting_since = waiting_since - $2::interval WHERE dealership_id = $1",
    "UPDATE messages SET at = at - $2::interval WHERE dealership_id = $1",
)


@pytest.mark.parametrize(("proof", "misses"), [(None, 0), ("own_word", 1)])
def test_what_a_channel_dates_takes_back_a_miss_and_what_only_its_maker_says_does_not(
    proof: str | None, misses: int
) -> None:
    promise, by_at = new_id(), ago(2)
    missed = Entry(
        id=new_id(), at=by_at + timedelta(minutes=1), kind="promise.missed", by_client=False, subject=promise,
        facts={"by_at": by_at},
    )  # fmt: skip
    told = {"by_at": by_at, "over_at": by_at - timedelta(minutes=5), "proof": proof}
    kept = Entry(
        id=new_id(), at=by_at + timedelta(hours=1), kind="promise.kept", by_client=False, subject=promise,
        facts=told,
    )  # fmt: skip
    for order in ([missed, kept], [kept, missed]):
        lost, expected = (folding.folded(several).sums.friction for several in (order, [missed] * misses))
        assert lost == expected
        assert bool(lost) == bool(misses)


async def test_a_call_that_is_logged_after_the_time_is_late_on_the_board_and_in_loyalty(house: House) -> None:
    anna = await make_anna(house)
    await connect(house, anna, "7001")
    talked = {"kind": "call", "direction": "out", "outcome": "talked", "answers": True}
    for n, due in enumerate((timedelta(minutes=5), timedelta(minutes=-5))):
        await says(house, "7001", "Когда будет готово?")

        async def an_hour_ago(db: Db, due: timedelta = due) -> datetime:
            for sql in EARLIER:
                await db.run(sql, timedelta(hours=1))
            await db.run(
                "UPDATE promises SET by_at = $2 WHERE dealership_id = $1 AND ended_at IS NULL", db.now + due
            )
            return db.now - timedelta(minutes=20)

        called = await house.unit(an_hour_ago)
        body = talked | {"id": new_id(), "at": called.isoformat()}
        logged = await house.post("vera", f"/api/clients/{anna}/touches", body)
        assert (logged.status_code, logged.json()["answered"]) == (201, True)
        await reads_journal(house)
        figures = (await house.get("vera", "/api/boards/promises")).json()["figures"]
        assert (figures["kept"], figures["broken"]) == (1, n), "by when it was logged"
        [manager] = (await house.get("irina", "/api/boards/loyalty")).json()["managers"]
        assert manager["kept"] == (100, 50)[n], "the same on the other board"
        assert ("friction" in parts(await ledger(house, anna))) == bool(n)
    [broken] = (await house.get("vera", "/api/boards/promises/broken")).json()["promises"]
    assert broken["reason"] == "logged_late"
    assert "Звонок со слов сотрудника" in broken["basis"]


# --- every kind of entry, whatever stands in it


def facts_of(mark: int, at: float, **flags: bool) -> dict[str, Any]:
    """All the facts that any kind of entry may hold, as somebody of the house would write them."""
    visited = ago(at)
    return {
        "instrument": "csat", "mark": mark, "visited_at": visited, "at": visited, "by_at": visited, "over_at": visited,
        "place": "here", "source": "manager", "proof": "own_word", **flags,
    }  # fmt: skip


facts = st.builds(facts_of, st.integers(1, 5), st.floats(-3, 900), late=st.booleans())
kinds = st.sampled_from(sorted(CATALOGUE))


def entry_of(
    kind: str, facts: dict[str, Any], days: float, *, by_client: bool, subject: UUID | None = None
) -> Entry:
    """`visit` is the visit itself in a mark, and its kind in a visit. What was promised once stays promised."""
    told = facts | {"visit": "service" if kind == "service.visited" else str(new_id())}
    if subject:
        told |= {"by_at": ago(subject.int)}
    if by_client:
        told |= {"source": "client", "proof": None}
    return Entry(
        id=new_id(), at=ago(days), kind=kind, by_client=by_client, subject=subject or new_id(), facts=told
    )


subjects = st.sampled_from([UUID(int=n) for n in (1, 5, 80)])
histories = st.lists(
    st.builds(entry_of, kinds, facts, st.floats(0, 900), by_client=st.booleans(), subject=subjects),
    max_size=12,
)


@pytest.mark.parametrize("kind", sorted(CATALOGUE))
@settings(max_examples=30, deadline=None)
@given(histories, facts, st.booleans(), st.none() | subjects)
def test_no_entry_by_the_house_raises_a_score_or_care_also_where_it_takes_the_place_of_another(
    kind: str, told: list[Entry], facts: dict[str, Any], sourced: bool, subject: UUID | None
) -> None:
    if kind == "complaint.withdrawn":  # of a slip alone, which its maker takes back: refused where the act is
        subject = None
    if not sourced:  # kinds that never name their source: who acted decides
        facts = {name: value for name, value in facts.items() if name != "source"}
    before = folding.folded(told)
    entry = entry_of(kind, facts, 0, by_client=False, subject=subject)
    after = folding.folded([*told, entry])
    was, now = rules.judge(before.sums, NOW), rules.judge(after.sums, NOW)
    assert now.score <= was.score + 1e-9
    assert now.coverage <= was.coverage + 1e-9
    assert (now.care or 0) <= (was.care or 0) + 1e-9


@pytest.mark.parametrize("kind", ["message.received", "ask.answered", "survey.answered", "complaint.solved"])
def test_the_same_by_the_client_is_their_act(kind: str) -> None:
    entry = entry_of(kind, facts_of(5, 1, late=False), 0, by_client=True)
    assert folding.folded([entry]).sums.act_at is not None
