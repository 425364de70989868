"""The channel board: what waits, what failed, whose phone is silent; the worst first, each with what to do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.insight.model import BROKEN, GOOD, WATCH, BotFacts, Facts, Fates, Inward, Level, Line, SilentDevice
from app.insight.rules import findings, level_of, summary
from app.kit.ids import new_id
from app.kit.leases import drop_lease, take_lease
from app.texts import LANGUAGES, say
from tests.cast import House
from tests.conversations.stories import connect, make_anna

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOT = BotFacts(
    username="house_bot", state="working", state_at=NOW - timedelta(days=3), trouble=None,
    pending=0, complaint=None, complained_at=None,
)  # fmt: skip
WELL = Facts(
    worker=True, bots=[BOT], lines=[], fates=[], inward=Inward(waiting=0, since=None, put_aside=0), silent=[],
    unrung=[],
)  # fmt: skip


def with_(**changes: Any) -> Facts:
    return Facts(**({name: getattr(WELL, name) for name in WELL.__struct_fields__} | changes))


def bot(state: str, trouble: str | None = None, **more: Any) -> Facts:
    fields = {name: getattr(BOT, name) for name in BOT.__struct_fields__}
    return with_(bots=[BotFacts(**(fields | {"state": state, "trouble": trouble} | more))])


def waits(minutes: int) -> Facts:
    return with_(lines=[Line(channel="telegram", waiting=3, since=NOW - timedelta(minutes=minutes))])


CASES: list[tuple[Facts, str, Level]] = [
    (WELL, "bot.working", GOOD),
    (with_(worker=False), "worker", BROKEN),
    (with_(bots=[]), "no_bot", WATCH),
    (bot("refused", "unauthorized"), "bot.unauthorized", BROKEN),
    (bot("refused", "webhook_refused"), "bot.webhook_refused", BROKEN),
    (bot("refused", "other_master_key"), "bot.other_master_key", BROKEN),
    (bot("unreachable", "channel_down"), "bot.channel_down", BROKEN),
    (bot("working", "other_poller"), "bot.other_poller", WATCH),
    (bot("new", state_at=NOW), "bot.new", GOOD),
    (bot("new"), "bot.new", WATCH),
    (bot("working", complaint="502", complained_at=NOW - timedelta(minutes=1)), "bot.webhook", WATCH),
    (bot("working", complaint="502", complained_at=NOW - timedelta(hours=1)), "bot.working", GOOD),
    (bot("working", pending=100), "bot.pending", WATCH),
    (with_(lines=[Line(channel="web", waiting=1, since=NOW)], bots=[]), "no_bot", WATCH),
    (waits(1), "bot.working", GOOD),
    (waits(3), "line.slow", WATCH),
    (waits(16), "line.slow", BROKEN),
    (with_(inward=Inward(waiting=2, since=NOW - timedelta(minutes=3), put_aside=0)), "inward", WATCH),
    (with_(inward=Inward(waiting=2, since=NOW - timedelta(minutes=16), put_aside=0)), "inward", BROKEN),
    (with_(inward=Inward(waiting=0, since=None, put_aside=1)), "put_aside", WATCH),
    (with_(silent=[SilentDevice(person="Вера", since=NOW)]), "silent", WATCH),
    (with_(unrung=["Вера", "Олег"]), "unrung", WATCH),
]


@pytest.mark.parametrize(
    ("facts", "what", "level"), CASES, ids=[f"{what} {level}" for _, what, level in CASES]
)
def test_each_trouble_comes_first_with_its_sentences_and_advice(
    facts: Facts, what: str, level: Level
) -> None:
    found = findings(facts, NOW)
    assert (found[0].what, level_of(found)) == (what, level)
    for one in found:
        assert (one.advice is None) == (one.level == GOOD)
        for language in LANGUAGES:
            for phrase in (one.title, one.text, *([one.advice] if one.advice else [])):
                assert "{" not in say(phrase, language, "Europe/Samara", now=NOW)
    for language in LANGUAGES:
        assert say(summary(found), language)


@pytest.mark.parametrize(
    "reason",
    ["blocked", "deactivated", "chat_not_found", "forbidden", "too_long", "file_lost", "file_too_large", "refused",
     "channel_down", "pause", "bot_off", "no_address", "forgotten", "something new", None],
)  # fmt: skip
def test_each_reason_of_a_failure_has_words(reason: str | None) -> None:
    facts = with_(fates=[Fates(channel="telegram", state="failed", reason=reason, count=2, latest=NOW)])
    for language in LANGUAGES:
        assert "2" in say(findings(facts, NOW)[0].title, language, "Europe/Samara", now=NOW)


async def board(house: House, reader: str = "irina") -> dict[str, Any]:
    answer = await house.get(reader, "/api/boards/channels")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def signs(house: House) -> dict[str, Any]:
    return {sign["what"]: sign for sign in (await board(house))["signs"]}


async def test_without_a_worker_the_board_says_that_nothing_is_sent(house: House) -> None:
    await house.database.pool.execute("DELETE FROM leases WHERE name LIKE 'worker:%'")
    found = await board(house)
    assert (found["level"], found["signs"][0]["what"]) == ("broken", "worker")
    holder = new_id()
    await take_lease(house.database, f"worker:{holder}", holder, timedelta(minutes=1))
    assert "worker" not in await signs(house)
    await drop_lease(house.database, f"worker:{holder}", holder)


async def test_what_waits_what_failed_and_what_is_unknown_stand_apart_until_a_person_acts(
    house: House,
) -> None:
    thread = await connect(house, await make_anna(house), "7001")
    ids = [new_id() for _ in range(3)]
    for id in ids:
        body = {"id": str(id), "text": "Слушаю Вас"}
        assert (await house.post("vera", f"/api/threads/{thread}/messages", body)).status_code == 201
    assert (await signs(house))["line.moving"]["title"].endswith("3")
    for id, state, reason in zip(
        ids, ("failed", "not_confirmed", "queued"), ("blocked", "line_broke", None), strict=True
    ):
        await settle(house, id, state, reason)
    found = await signs(house)
    assert found["line.slow"]["level"] == "broken"
    assert "клиент остановил бота" in found["failed"]["title"]
    assert "дошло" in found["not_confirmed"]["advice"]
    unknown = await delivery_of(house, ids[1])
    assert (
        await house.post("vera", f"/api/deliveries/{unknown}/confirmation", {"id": str(new_id())})
    ).status_code < 300
    assert "not_confirmed" not in await signs(house)


async def settle(house: House, message: Any, state: str, reason: str | None) -> None:
    """What the sender would have noted; the one that waits was written twenty minutes ago."""
    sql = """UPDATE deliveries SET state = $3, reason = $4,
             settled_at = CASE WHEN $3 = 'queued' THEN NULL ELSE $5::timestamptz END,
             queued_at = $5::timestamptz - interval '20 minutes' WHERE dealership_id = $1 AND thing_id = $2"""
    await house.unit(lambda db: db.run(sql, message, state, reason, db.now))


async def delivery_of(house: House, message: Any) -> Any:
    sql = "SELECT id FROM deliveries WHERE dealership_id = $1 AND thing_id = $2"
    return await house.unit(lambda db: db.value(sql, message))


async def test_managers_whom_no_phone_rings_are_named(house: House) -> None:
    assert "Вера" in (await signs(house))["unrung"]["title"]
