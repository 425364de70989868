"""A manager's own Telegram account: whose it is, how its connection stands, and that it stops at once."""

import pytest

from tests.bots.conftest import both_ways
from tests.bots.office import Office, act
from tests.bots.own import Own, traces
from tests.cast import PETR, open_house


async def test_an_account_is_a_managers_by_the_link_they_opened_in_it_and_for_as_long_as_that_stands(
    office: Office,
) -> None:
    own = Own(office)
    assert (await own.account())["state"] == "unproved"
    await own.proves()
    account = await own.account()
    assert (account["state"], account["bot"]) == ("proved", office.bot.username)
    assert (await own.account("oleg"))["state"] == "unproved"
    await own.connected()
    await own.hears("Пока это мой")
    assert (await office.house.send("vera", "DELETE", "/api/me/messenger")).status_code == 204
    assert (await own.account())["state"] == "unproved"
    assert (await own.chat())["until"] is None
    await own.hears("Уже не мой")
    assert await traces(office, "Уже не мой") == []
    await own.proves("vera", office.person(name="Вера, новый телефон"))
    assert (await own.account())["state"] == "proved", "another account, which nobody has connected"
    await own.hears("И не тот")
    assert await traces(office, "И не тот") == []


@both_ways
async def test_a_connection_of_a_proved_account_is_shown_and_its_end_stops_it(office: Office) -> None:
    own = Own(office)
    await own.proves()
    await own.vera.connects_account()
    await office.turn()
    account = await own.account()
    assert (account["state"], account["may_reply"]) == ("connected", True)
    await own.vera.changes_rights(can_reply=False)
    await office.turn()
    assert (await own.account())["may_reply"] is False
    await own.vera.disconnects_account()
    await office.turn()
    assert (await own.account())["state"] == "ended"


@both_ways
async def test_a_connection_of_an_account_nobody_proved_leaves_a_number_and_nothing_else(
    office: Office,
) -> None:
    own, stranger = Own(office), office.person(name="Тайный Незнакомец", username="vera_orlova")
    await own.proves()
    connection = await stranger.connects_account()
    await stranger.is_written_by(own.anna, "чужая тайна")
    await office.turn()
    assert await traces(office, connection, "Незнакомец", "чужая тайна", str(stranger.id)) == []
    assert (await office.row()).turned_away == 1
    assert (await own.account())["state"] == "proved"


@pytest.mark.parametrize("office", ["webhook"], indirect=True)
async def test_an_old_connection_told_again_ends_nothing_and_begins_nothing(office: Office) -> None:
    own = Own(office)
    await own.proves()
    await own.vera.connects_account()
    await office.turn()
    first = max(office.bot.history)
    await own.vera.disconnects_account()
    await own.vera.connects_account()
    await office.turn()
    assert await office.fake.push_again(office.bot, first + 1) == [200], "the end of the first connection"
    office.fake.raw(office.bot, {"business_connection": {
        "id": "bizconn-of-before", "user": own.vera.about, "user_chat_id": own.vera.id, "date": 1, "is_enabled": False,
    }})  # fmt: skip
    await office.turn()
    assert (await own.account())["state"] == "connected"
    await own.vera.disconnects_account()
    await office.turn()
    assert await office.fake.push_again(office.bot, first) == [200]
    await office.turn()
    assert (await own.account())["state"] == "ended", "a connection that was told before is no news"


async def test_a_stop_in_the_app_holds_until_it_is_taken_back_or_connected_anew(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.listens(False)
    assert (await own.account())["state"] == "stopped"
    await own.vera.changes_rights(can_reply=True)
    await own.hears("не для дома")
    assert await traces(office, "не для дома") == []
    await own.listens(True)
    await own.hears("для дома")
    assert [text for _, _, text in await own.said()][-1] == "для дома"
    await own.listens(False)
    await own.vera.connects_account()
    await office.turn()
    assert (await own.account())["state"] == "connected"


async def test_nothing_is_heard_of_whoever_was_put_out_and_it_stays_so(office: Office) -> None:
    own = Own(office)
    await own.connected()
    path = f"/api/people/{office.house.people['vera']}/deactivation"
    body = {"id": "0192f7c0-0000-7000-8000-000000000001"}
    assert (await office.house.post("alla", path, body)).status_code == 204
    await own.vera.is_written_by(own.anna, "после увольнения")
    await office.turn()
    assert (await office.house.send("alla", "DELETE", path)).status_code == 204
    await own.vera.is_written_by(own.anna, "после возвращения")
    await office.turn()
    assert await traces(office, "после увольнения", "после возвращения") == []


async def test_one_account_at_two_dealerships_says_in_each_only_what_is_theirs(office: Office) -> None:
    own = Own(office)
    await own.connected()
    there = await open_house(office.house.database, office.house.site, PETR)
    other = Office(there, office.worker, office.telegram, office.fake, office.store, "polling")
    other.house.people["vera"] = there.people["petr"]
    await other.open()
    his = Own(other)
    his.vera = other.person(own.vera.id, "Вера")
    his.anna = other.person(own.anna.id, "Анна")
    await his.connected()
    await own.hears("первому дому")
    await his.hears("второму дому")
    assert [text for _, _, text in await own.said()][-1] == "первому дому"
    assert [text for _, _, text in await his.said()][-1] == "второму дому"
    assert await traces(office, "второму дому") == await traces(other, "первому дому") == []
    await his.vera.disconnects_account()
    await other.turn()
    assert ((await own.account())["state"], (await his.account())["state"]) == ("connected", "ended")


async def test_only_a_manager_has_such_an_account_and_only_in_a_house_with_a_bot(office: Office) -> None:
    own = Own(office)
    for who in ("irina", "alla", "sofia"):
        assert (await office.house.get(who, "/api/own-account")).status_code == 404
        await own.proves(who)
        await own.vera.connects_account()
        await office.turn()
        assert await office.count("own_accounts") == 0
    await act(office, "UPDATE bots SET state = 'off' WHERE dealership_id = $1")
    assert (await own.account())["state"] == "no_bot"
