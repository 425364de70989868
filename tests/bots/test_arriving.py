"""Raw updates: kept before they are acknowledged, in order, once; poison is put aside and its chat goes on."""

import asyncio
import hashlib
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.kit.db import Db
from bots import actions, client_bot, dispatch, queries
from bots.arriving import arrival_of, store
from bots.dispatch import handle_due
from tests.bots.conftest import both_ways
from tests.bots.office import Office
from tests.bots.updates import body_of, message, post, secret_of

POISON = {
    "unknown kind": (body_of(200, hologram={"chat": {"id": 7001}}), "quarantined"),
    "no kind at all": (body_of(200), "quarantined"),
    "malformed inside": (body_of(200, message={"chat": "nobody", "text": 5}), "quarantined"),
    "no JSON": (b"{not json", "quarantined"),
    "not an object": (b"[1, 2, 3]", "quarantined"),
    "empty": (b"", "quarantined"),
    "bytes that are no text": (b"\xff\xfe\x00\x01", "quarantined"),
    "a date beyond time": (body_of(200, message=message(7001, "x", message_id=50, date=10**30)), "quarantined"),
    "a number beyond numbers": (b'{"update_id":' + b"9" * 400 + b"}", "quarantined"),
    "message id 0": (body_of(200, message=message(7001, "исчезнет", message_id=0)), "done"),
    "a text of 1 MB": (body_of(200, message=message(7001, "x" * 1_000_000, message_id=50)), "done"),
    "a NUL in the text": (body_of(200, message=message(7001, "до\x00после", message_id=50)), "done"),
    "a bare NUL byte": (body_of(200, message=message(7001, "AB", message_id=50)).replace(b"AB", b"A\x00B"), "done"),
    "half a character": (body_of(200, message=message(7001, "\ud83d", message_id=50)), "done"),
    "bytes that are no UTF-8": (
        body_of(200, message=message(7001, "AB", message_id=50)).replace(b"AB", b"A\xffB"), "done",
    ),
    "fields of the future": (body_of(200, message=message(7001, "x", message_id=50, aura={"hue": 1})), "done"),
    "a part nobody can read": (
        body_of(200, message=message(7001, "слова", message_id=50, forward_origin={"type": "dream", "date": 1})),
        "done",
    ),
}  # fmt: skip


BREAKS_A_POLL = {"no JSON", "empty", "bytes that are no text"}
"""Telegram's answer to a poll is JSON, so such bytes cannot stand in it; a poll broken by them has its own tests."""

SERVED = [(way, name) for name in POISON for way in ("polling", "webhook")
          if way == "webhook" or name not in BREAKS_A_POLL]  # fmt: skip


@pytest.mark.parametrize(("office", "poison"), SERVED, indirect=["office"])
async def test_poison_in_the_middle_of_a_chat_is_kept_and_the_chat_goes_on(
    office: Office, poison: str
) -> None:
    """Whatever came is in `arrivals`, byte for byte where it came alone; nothing crashed, nothing waits."""
    body, fate = POISON[poison]
    anna = office.person(7001 + office.bot.id)
    body = body.replace(b"7001", str(anna.id).encode())
    await anna.says("до")
    body = body.replace(b'"update_id": 200', b'"update_id": %d' % office.bot.next_update_id)
    office.fake.raw(office.bot, body, lane=f"message:{anna.id}")
    await anna.says("после")
    await office.bring_in()
    await office.handle()
    assert [state for state, _ in await office.arrivals()].count("queued") == 0
    assert fate in [state for state, _ in await office.arrivals()]
    said = [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"]
    assert (said[0], said[-1]) == ("до", "после")
    assert len(said) == (3 if fate == "done" else 2)


async def test_a_hundred_thousand_brackets_are_put_aside(office: Office) -> None:
    body = b'{"update_id":200,"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert (await post(office.hook(), body, secret_of(office))).status_code == 200
    assert await office.arrivals() == [("quarantined", "unreadable")]


async def test_what_cannot_be_read_at_all_is_kept_byte_for_byte(office: Office) -> None:
    body = b"\x00\xff not an update"
    assert await office.house.unit(lambda db: store(db, office.bot_id, [body])) == 1
    assert await office.house.unit(lambda db: store(db, office.bot_id, [body])) == 0
    [row] = await office.rows("SELECT key, lane, body, state, trouble FROM arrivals WHERE dealership_id = $1")
    assert row == {
        "key": hashlib.sha256(body).hexdigest(), "lane": "quarantine", "body": body,
        "state": "quarantined", "trouble": "unreadable",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": {"chat": {"id": -5}}}, "-5"),
        ({"edited_message": {"chat": {"id": 7}}}, "7"),
        ({"callback_query": {"from": {"id": 3}, "message": {"chat": {"id": 4}}}}, "4"),
        ({"callback_query": {"from": {"id": 3}}}, "3"),
        ({"my_chat_member": {"chat": {"id": 9}, "from": {"id": 3}}}, "9"),
        ({"business_message": {"business_connection_id": "b1", "chat": {"id": 4}}}, "b1:4"),
        ({"poll": {"id": "1"}}, "poll"),
        ({"message": {"chat": {"id": "x"}}}, "message"),
        ({"\x00 odd": 1}, "__odd"),
        ({}, "odd"),
    ],
)
def test_updates_of_one_chat_share_a_lane(update: dict[str, Any], lane: str) -> None:
    assert arrival_of(body_of(1, **update)).lane == lane


# --- once


@both_ways
async def test_an_update_that_comes_again_and_again_is_handled_once(office: Office) -> None:
    anna = office.person()
    await anna.says("раз")
    await office.bring_in()
    await office.handle()
    await anna.says("два")
    await office.bring_in()
    old, new = office.bot.history.values()
    for update in (old, new, old):
        await office.house.unit(lambda db, body=update.body: store(db, office.bot_id, [body]))
        if office.mode == "webhook":
            assert await office.fake.push_again(office.bot, update.id, times=3) == [200, 200, 200]
    await office.handle()
    assert [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"] == ["раз", "два"]
    assert await office.count("arrivals") == 2


async def test_two_workers_at_one_queue_handle_each_update_once_and_in_order(office: Office) -> None:
    people = [office.person(name=f"Гость {number}") for number in range(4)]
    for number in range(6):
        for person in people:
            await person.says(str(number))
    await office.bring_in()

    async def worker() -> None:
        while await office.count("arrivals", "state = 'queued'"):
            await handle_due(office.worker, office.house.id)

    async with asyncio.timeout(60):
        await asyncio.gather(worker(), worker(), worker())
    for line in await office.inbox("oleg"):
        said = [m["text"] for m in await office.talk("oleg", line["thread_id"]) if m["direction"] == "in"]
        assert said == [str(number) for number in range(6)]
    assert await office.count("contact_points") == 4 + 1  # Anna's phone


async def test_a_worker_whose_lease_ran_out_does_not_handle_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled: list[int] = []

    async def counted(db: Db, bot: Any, update: Any) -> Any:
        handled.append(update.update_id)
        return await client_bot.handle(db, bot, update)

    monkeypatch.setattr(dispatch, "handle", counted)
    await office.person().says("раз")
    await office.bring_in()
    [held] = await office.work(lambda db: queries.claim_arrivals(db, 5))
    await office.expire_leases("arrivals")
    await office.handle()
    await dispatch.handle_one(office.worker, office.house.id, held)
    assert len(handled) == 1
    assert len([m for m in await office.talk("oleg") if m["direction"] == "in"]) == 1


async def test_messages_that_vanish_all_have_the_number_0_and_are_all_kept(office: Office) -> None:
    bodies = [body_of(n, message=message(77, f"исчезнет {n}", message_id=0)) for n in (1, 2)]
    await office.house.unit(lambda db: store(db, office.bot_id, [*bodies, bodies[0]]))
    await office.handle()
    said = [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"]
    assert said == ["исчезнет 1", "исчезнет 2"]


async def test_the_same_message_number_of_another_bot_is_another_message(office: Office) -> None:
    other = f"{office.bot.id + 1}:other"
    row = await office.row()
    second = await office.house.unit(
        lambda db: actions.registered(db, office.telegram.seal, office.bot.id + 1, other)
    )
    for bot in (row.id, second):
        await office.house.unit(
            lambda db, bot=bot: store(db, bot, [body_of(5, message=message(77, "слово"))])
        )
    await office.handle()
    assert await office.count("messages", "direction = 'in'") == 2


# --- a handler that breaks


async def test_a_handler_that_breaks_for_a_moment_holds_its_chat_and_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, boris = office.person(), office.person(name="Борис")
    await anna.says("раз")
    await anna.says("два")
    await boris.says("мимо")
    await office.bring_in()
    working, broken = client_bot.handle, {"left": 1}

    async def breaks(db: Db, bot: Any, update: Any) -> Any:
        if broken["left"] and update.message.text == "раз":
            await working(db, bot, update)
            broken["left"] -= 1
            raise RuntimeError("a bug")
        return await working(db, bot, update)

    monkeypatch.setattr(dispatch, "handle", breaks)
    with capture_logs():
        await handle_due(office.worker, office.house.id)
    assert await office.count("messages", "direction = 'in'") == 1  # Boris's; nothing half-written of Anna's
    await office.handle()
    assert await office.count("messages", "direction = 'in'") == 1  # "два" waits behind "раз"
    await office.expire_leases("arrivals")
    await office.handle()
    sql = "SELECT t.text FROM messages m JOIN message_texts t ON t.dealership_id = $1 AND t.message_id = m.id " \
          "WHERE m.dealership_id = $1 AND m.direction = 'in' ORDER BY m.thread_id, m.thread_seq"  # fmt: skip
    assert sorted(row["text"] for row in await office.rows(sql)) == ["два", "мимо", "раз"]


async def test_a_handler_that_stays_broken_gives_up_on_one_update_and_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = office.person()
    await anna.says("яд")
    await anna.says("дальше")
    await office.bring_in()
    working = client_bot.handle

    async def breaks(db: Db, bot: Any, update: Any) -> Any:
        if update.message.text == "яд":
            raise RuntimeError("a bug")
        return await working(db, bot, update)

    monkeypatch.setattr(dispatch, "handle", breaks)
    with capture_logs() as logged:
        for _ in range(dispatch.TRIES + 1):
            await office.handle()
            await office.expire_leases("arrivals")
    assert [line["attempt"] for line in logged] == [1, 2, 3, 4, 5]
    assert await office.arrivals() == [("quarantined", "RuntimeError"), ("done", None)]
    assert [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"] == ["дальше"]
