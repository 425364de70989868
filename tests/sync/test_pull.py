"""A pull tells all that changed since a cursor, from one moment of the database, in whole sequences."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.kit.db import Db
from app.kit.ids import feed_of, new_id
from app.sync import actions as sync
from app.sync.tables import READERS
from tests.cast import House
from tests.sync.conftest import UNSEEN, Phone, mutation, touch


async def test_a_phone_learns_what_changed_since_its_cursor_and_nothing_twice(
    house: House, vera: Phone
) -> None:
    first, second = new_id(), new_id()
    await touch(house, vera.book, first)
    pulled = await vera.pull()
    assert [put["id"] for put in pulled["feeds"][str(vera.book)]["puts"]] == [str(first)]
    await touch(house, vera.book, second)
    pulled = await vera.pull()
    assert [put["id"] for put in pulled["feeds"][str(vera.book)]["puts"]] == [str(second)]
    pulled = await vera.pull()
    assert all(feed["puts"] == feed["dels"] == [] for feed in pulled["feeds"].values())


async def test_a_row_that_changed_often_is_told_once_as_it_is_now(house: House, vera: Phone) -> None:
    row = new_id()
    for _ in range(5):
        await touch(house, vera.book, row)
    changes = (await vera.pull())["feeds"][str(vera.book)]
    assert (changes["seq"], len(changes["puts"])) == (5, 1)


async def test_a_row_that_is_gone_or_may_not_be_seen_any_more_leaves_the_phone(
    house: House, vera: Phone
) -> None:
    gone, hidden, stays = new_id(), new_id(), new_id()
    await touch(house, vera.book, gone, hidden, stays)
    await vera.pull()
    UNSEEN.add(hidden)
    await touch(house, vera.book, gone, gone=True)
    await touch(house, vera.book, hidden)
    changes = (await vera.pull())["feeds"][str(vera.book)]
    assert {gone["id"] for gone in changes["dels"]} == {str(gone), str(hidden)}
    assert [id for _, id in vera.rows] == [str(stays)]


async def test_a_row_that_comes_back_is_told_again(house: House, vera: Phone) -> None:
    row = new_id()
    await touch(house, vera.book, row)
    await touch(house, vera.book, row, gone=True)
    await vera.pull()
    assert vera.rows == {}
    await touch(house, vera.book, row)
    await vera.pull()
    assert list(vera.rows) == [("probe", str(row))]


async def test_rows_of_a_kind_this_version_does_not_know_do_not_stop_the_pull(
    house: House, vera: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer version wrote them and went away again."""
    row = new_id()
    await touch(house, vera.book, new_id(), kind="of_the_future")
    await touch(house, vera.book, row)
    await vera.pull()
    assert list(vera.rows) == [("probe", str(row))]


# --- pages


async def test_pages_follow_each_other_until_the_phone_has_everything(house: House, vera: Phone) -> None:
    rows = [new_id() for _ in range(10)]
    for row in rows:
        await touch(house, vera.book, row)
    seqs, more = [], True
    while more:
        changes = (await vera.pull(limit=3))["feeds"][str(vera.book)]
        seqs.append(changes["seq"])
        more = changes["more"]
    assert seqs == [3, 6, 9, 10]
    assert {id for _, id in vera.rows} == {str(row) for row in rows}


async def test_a_page_never_splits_what_was_written_together(house: House, vera: Phone) -> None:
    """Otherwise half of an act would be on the phone, and its cursor past the other half."""
    alone, together = new_id(), [new_id() for _ in range(7)]
    await touch(house, vera.book, alone)
    await touch(house, vera.book, *together)
    await touch(house, vera.book, new_id())
    changes = (await vera.pull(limit=3))["feeds"][str(vera.book)]
    assert (changes["seq"], changes["more"]) == (2, True)
    assert {put["id"] for put in changes["puts"]} == {str(row) for row in (alone, *together)}
    changes = (await vera.pull(limit=3))["feeds"][str(vera.book)]
    assert (changes["seq"], changes["more"], len(changes["puts"])) == (3, False, 1)


@pytest.mark.parametrize("limit", [0, -5, 10**9, 10**30])
async def test_any_limit_is_a_usable_one(house: House, vera: Phone, limit: int) -> None:
    await touch(house, vera.book, new_id())
    answer = await vera.ask(limit)
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert len(answer.json()["feeds"][str(vera.book)]["puts"]) == 1


# --- one moment


async def test_all_feeds_of_a_pull_are_of_one_moment(
    house: House, vera: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first feed is read, a unit moves a row from one feed to the other and lands."""
    lobby, row = feed_of("lobby", house.id), new_id()
    await touch(house, vera.book, row)
    await touch(house, lobby, new_id())

    async def meanwhile(db: Db, who: Any, ids: list[Any]) -> dict[Any, Any]:
        if row in ids:
            await house.unit(move)
        return {id: {"id": id} for id in ids}

    async def move(db: Db) -> None:
        db.touch(vera.book, "probe", row, gone=True)
        db.touch(lobby, "probe", row)

    monkeypatch.setitem(READERS, "probe", meanwhile)
    first = (await vera.pull())["feeds"]
    assert (first[str(vera.book)]["seq"], first[str(lobby)]["seq"]) == (1, 1)
    assert str(row) in [put["id"] for put in first[str(vera.book)]["puts"]]
    assert str(row) not in [put["id"] for put in first[str(lobby)]["puts"]], "it would be in both"
    monkeypatch.undo()
    monkeypatch.setitem(READERS, "probe", meanwhile_nothing)
    second = (await vera.pull())["feeds"]
    assert [gone["id"] for gone in second[str(vera.book)]["dels"]] == [str(row)]
    assert [put["id"] for put in second[str(lobby)]["puts"]] == [str(row)]


async def meanwhile_nothing(db: Db, who: Any, ids: list[Any]) -> dict[Any, Any]:
    return {id: {"id": id} for id in ids}


# --- cursors that do not fit


def stale(answer: Any) -> list[str]:
    assert (answer.status_code, answer.json()["code"]) == (409, "must_refetch")
    feeds: list[str] = answer.json()["feeds"]
    return feeds


async def test_a_cursor_of_another_epoch_has_to_be_fetched_afresh_and_only_that_one(vera: Phone) -> None:
    vera.cursors[str(vera.book)]["epoch"] = str(uuid4())
    assert stale(await vera.ask()) == [str(vera.book)]


@pytest.mark.parametrize("since", [1, 10**12, -1])
async def test_a_cursor_ahead_of_its_feed_or_before_its_beginning_has_to_be_fetched_afresh(
    vera: Phone, since: int
) -> None:
    """The database was restored, or the phone invents."""
    vera.cursors[str(vera.book)]["since"] = since
    assert stale(await vera.ask()) == [str(vera.book)]


async def test_rows_of_another_schema_have_to_be_fetched_afresh(vera: Phone) -> None:
    assert set(stale(await vera.ask(schema=0))) == set(vera.cursors)


async def test_a_feed_the_phone_did_not_ask_about_is_told_with_its_place(house: House, vera: Phone) -> None:
    await touch(house, vera.book, new_id())
    del vera.cursors[str(vera.book)]
    changes = (await vera.pull())["feeds"][str(vera.book)]
    assert (changes["kind"], changes["seq"], changes["puts"], changes["more"]) == ("book", 1, [], True)


# --- grants


async def test_a_feed_of_somebody_else_is_never_told_whatever_cursor_is_sent(
    house: House, other_house: House, vera: Phone
) -> None:
    for stranger in (feed_of("book", house.people["oleg"]), feed_of("lobby", other_house.id), uuid4()):
        vera.cursors[str(stranger)] = {"epoch": str(uuid4()), "since": 0}
        assert str(stranger) not in (await vera.pull())["feeds"]


async def test_a_grant_that_begins_brings_the_feed_and_its_end_takes_it_away(
    house: House, vera: Phone
) -> None:
    olegs = feed_of("book", house.people["oleg"])

    async def lend(db: Db) -> None:
        await sync.grant(db, house.people["vera"], olegs, db.now + timedelta(seconds=1.5))

    await touch(house, olegs, new_id())
    assert str(olegs) not in (await vera.pull())["feeds"]
    await house.unit(lend)
    lent = (await vera.pull())["feeds"][str(olegs)]
    assert (lent["seq"], lent["more"]) == (1, True)
    await asyncio.sleep(1.6)
    assert str(olegs) not in (await vera.pull())["feeds"], "no write was needed for that"


async def test_a_supervisor_reads_every_book_and_specialists_only_their_own_feed(
    house: House, phones: Any
) -> None:
    irina, sofia, vera = await phones("irina"), await phones("sofia"), await phones("vera")
    kinds = {
        phone.who: sorted(f["kind"] for f in (await phone.pull())["feeds"].values())
        for phone in (irina, sofia, vera)
    }
    assert kinds == {
        "irina": ["book", "book", "lobby", "person"],
        "sofia": ["person"],
        "vera": ["book", "lobby", "person"],
    }


async def test_a_change_of_language_reaches_the_other_phone_of_the_same_person(
    house: House, vera: Phone, phones: Any
) -> None:
    second, oleg = await phones("vera"), await phones("oleg")
    await vera.client.patch("/api/me", json={"language": "en"})
    await second.pull()
    await oleg.pull()
    assert second.rows["me", str(house.people["vera"])]["language"] == "en"
    assert oleg.rows == {}


async def test_a_second_phone_learns_of_an_act_of_the_first(vera: Phone, phones: Any) -> None:
    second = await phones("vera")
    act = mutation()
    await vera.push(act)
    await second.pull()
    assert second.done == [act["id"]]
