"""The webhook's door: 200 only after the commit, the same 404 for every forgery, 503 while the database stands."""

from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from app.kit import embedded
from app.kit.ids import new_id
from app.kit.tokens import mint
from bots import actions, webhook
from tests.bots.dying import dies_once
from tests.bots.office import LONG, Office, act
from tests.bots.updates import body_of, message, post, secret_of
from tests.cast import House


async def test_the_webhook_answers_200_and_nothing_else_once_the_update_is_stored(office: Office) -> None:
    secret = secret_of(office)
    answer = await post(
        office.hook(), body_of(1, message=message(5, "x")), secret, **{"content-type": "text/plain"}
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert await office.arrivals() == [("queued", None)]


@pytest.mark.parametrize("office", ["webhook"], indirect=True)
async def test_while_the_database_stands_still_telegram_is_asked_to_come_again(
    office: Office, server: embedded.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PATIENCE", 0.3)
    anna = office.person()
    connection = await asyncpg.connect(embedded.url(server))
    try:
        await connection.execute("BEGIN; LOCK TABLE arrivals IN ACCESS EXCLUSIVE MODE")
        await anna.says("раз")
        refused = await office.fake.wait_for(lambda: office.fake.ledger.of("push", bot=office.bot.id), LONG)
        assert refused[0].data["status"] == 503
        secret = secret_of(office)
        answer = await post(office.hook(), body_of(1), secret)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert office.fake.ledger.acked(bot=office.bot.id) == []
    finally:
        await connection.execute("ROLLBACK")
        await connection.close()
    await office.bring_in()
    await office.handle()
    assert [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"] == ["раз"]


@pytest.mark.parametrize("office", ["webhook"], indirect=True)
async def test_an_api_that_dies_after_the_commit_gets_the_update_again_and_keeps_it_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    died = dies_once(monkeypatch, webhook)
    with capture_logs():
        await office.person().says("раз")
        await office.turn()
    statuses = [push.data["status"] for push in office.fake.ledger.of("push", bot=office.bot.id)]
    assert (died, statuses) == (["update_stored"], [500, 200])
    assert [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"] == ["раз"]


async def test_a_forged_webhook_learns_nothing_and_leaves_nothing(
    office: Office, other_house: House, line: Any
) -> None:
    """Every wrong address and secret gets the very same answer."""
    theirs = await other_house.unit(lambda db: actions.register(db, line.seal, "77:theirs"))
    ours = actions.keys_of(line.seal, office.house.id, office.bot_id)
    foreign = actions.keys_of(line.seal, other_house.id, theirs)
    site, body = office.house.site, body_of(1, message=message(5, "x"))
    answers = [
        await post(office.hook(), body),
        await post(office.hook(), body, ""),
        await post(office.hook(), body, "wrong"),
        await post(office.hook(), body, foreign.secret),
        await post(f"{site}/telegram/{foreign.path}", body, ours.secret),
        await post(f"{site}/telegram/{mint(office.house.id)}", body, ours.secret),
        await post(f"{site}/telegram/{mint(new_id())}", body, ours.secret),
        await post(f"{site}/telegram/{office.token}", body, ours.secret),
        await post(f"{site}/telegram/x", body, ours.secret),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert await office.count("arrivals") == 0
    assert (
        await other_house.unit(lambda db: db.value("SELECT count(*) FROM arrivals WHERE dealership_id = $1"))
        == 0
    )


async def test_a_bot_that_is_off_takes_nothing_so_that_telegram_keeps_it(office: Office) -> None:
    secret = secret_of(office)
    await office.house.unit(actions.turn_off)
    assert (await post(office.hook(), body_of(1), secret)).status_code == 404
    assert await office.count("arrivals") == 0


async def test_an_update_larger_than_any_is_refused(office: Office) -> None:
    secret = secret_of(office)
    assert (await post(office.hook(), b"x" * (2 * 1024 * 1024 + 1), secret)).status_code == 413
    assert await office.count("arrivals") == 0


async def test_no_token_and_no_secret_lies_readable_in_the_database(office: Office) -> None:
    keys = actions.keys_of(office.telegram.seal, office.house.id, office.bot_id)
    [row] = await office.rows("SELECT * FROM bots WHERE dealership_id = $1")
    stored = repr(row) + repr([bytes(value) for value in row.values() if isinstance(value, bytes)])
    assert office.token not in stored
    assert keys.path not in stored
    assert keys.secret not in stored


async def test_a_new_token_of_the_same_bot_loses_no_update(office: Office) -> None:
    anna = office.person()
    await anna.says("до")
    await office.bring_in()
    fresh = f"{office.bot.id}:rotated-secret"
    await office.house.unit(lambda db: actions.register(db, office.telegram.seal, fresh))
    assert (await office.row()).state == "new"
    assert (await office.row()).poll_offset > 0
    office.fake.world.bots[fresh] = office.fake.world.bots.pop(office.token)
    await anna.says("после")
    await office.bring_in()
    await office.handle()
    assert [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"] == ["до", "после"]


async def test_another_bot_puts_the_former_one_out(office: Office) -> None:
    await office.house.unit(lambda db: actions.register(db, office.telegram.seal, "123456:other"))
    states = await office.rows(
        "SELECT remote_id, state FROM bots WHERE dealership_id = $1 ORDER BY created_at"
    )
    assert [row["state"] for row in states] == ["off", "new"]
    await act(office, "UPDATE bots SET state = 'off' WHERE dealership_id = $1")
