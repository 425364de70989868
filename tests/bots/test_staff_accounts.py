"""A colleague's own account in the messenger: proved by a link from their own session, never by a name."""

from typing import Any

import pytest

from app.kit.ids import new_id
from app.people.accounts import account_with
from bots import queries
from bots.actions import put_off
from tests.bots.office import Office, act
from tests.cast import House


async def link_of(office: Office, who: str = "vera", id: str | None = None) -> str:
    """The token of a link that this colleague made on their phone."""
    answer = await office.house.post(who, "/api/me/messenger/links", {"id": id or str(new_id())})
    assert answer.status_code == 201, answer.text
    url: str = answer.json()["url"]
    assert url.startswith(f"https://t.me/{office.bot.username}?start=")
    return url.rpartition("=")[2]


async def mine(office: Office, who: str = "vera") -> Any:
    return (await office.house.get(who, "/api/me/messenger")).json()


async def linked(office: Office, who: str = "vera", **more: Any) -> Any:
    """This colleague's account, linked."""
    user = office.person(name=who.capitalize(), **more)
    await user.starts(await link_of(office, who))
    await office.turn()
    return user


async def test_a_link_from_my_phone_says_whose_account_opened_it(office: Office) -> None:
    assert await mine(office) == {
        "bot": office.bot.username, "linked_at": None, "shown_name": None, "reached": False,
    }  # fmt: skip
    user = await linked(office)
    found = await mine(office)
    assert (found["shown_name"], found["reached"], bool(found["linked_at"])) == ("Vera", True, True)
    [told] = office.told(user)
    assert "это Ваш Telegram в «Тольятти Премиум»" in told
    account = await office.house.unit(lambda db: account_with(db, "telegram", str(user.id)))
    assert account.person_id == office.house.people["vera"]
    assert (await office.count("contact_points", "kind = 'telegram'"), await office.count("threads")) == (
        0,
        0,
    )


async def test_a_repeat_gets_the_same_link_and_a_new_one_ends_those_before(office: Office) -> None:
    id = str(new_id())
    first, again = await link_of(office, id=id), await link_of(office, id=id)
    assert first == again
    assert await link_of(office, "oleg", id) != first
    newer = await link_of(office)
    stranger, vera = office.person(), office.person()
    await stranger.starts(first)
    await vera.starts(newer)
    await office.turn()
    assert office.told(stranger)[0].startswith("Такой ссылки нет")
    assert (await mine(office))["reached"]


async def test_a_link_is_spent_once(office: Office) -> None:
    token = await link_of(office)
    vera, other = office.person(name="Vera"), office.person(name="Other")
    await vera.starts(token)
    await office.turn()
    await vera.starts(token)
    await other.starts(token)
    await office.turn()
    assert office.told(vera)[-1].startswith("Этот Telegram уже подключён")
    assert office.told(other) == [
        "Эта ссылка больше не действует. Откройте Окно, страницу «Я», и нажмите «Подключить» ещё раз."
    ]
    assert (await mine(office))["shown_name"] == "Vera"


async def test_a_link_stands_for_ten_minutes(office: Office) -> None:
    token = await link_of(office)
    await act(office, "UPDATE staff_links SET expires_at = made_at WHERE dealership_id = $1")
    user = office.person()
    await user.starts(token)
    await office.turn()
    assert office.told(user)[0].startswith("Эта ссылка больше не действует")
    assert not (await mine(office))["reached"]


@pytest.mark.parametrize("words", ["/start staff", "/start vera", "Я Вера Орлова, менеджер"])
async def test_nobody_becomes_a_colleague_by_saying_so(office: Office, words: str) -> None:
    user = office.person(name="Вера Орлова", username="vera")
    await user.says(words)
    await office.turn()
    assert await office.count("staff_accounts") == 0
    assert await office.count("threads", "client_id IS NULL") == 1


async def test_what_a_colleague_writes_to_the_bot_opens_no_talk_and_gets_one_sentence(office: Office) -> None:
    user = await linked(office)
    await act(
        office, "UPDATE deliveries SET queued_at = queued_at - interval '1 hour' WHERE dealership_id = $1"
    )
    for words in ("Добрый день", "Есть кто?"):
        await user.says(words)
    await user.starts("")
    await office.turn()
    assert office.told(user)[1:] == [
        "Сюда приходят только напоминания для сотрудника; клиентам отсюда не ответить. Откройте Окно."
    ]
    assert (await office.count("threads"), await office.count("messages")) == (0, 0)


async def test_a_colleague_who_is_a_client_too_goes_on_talking_as_a_client(office: Office) -> None:
    user = office.person(name="Анна")
    await office.connect(user)
    await user.starts(await link_of(office, "oleg"))
    await user.says("Когда готова машина?")
    await office.turn()
    assert (await mine(office, "oleg"))["reached"]
    assert [said["text"] for said in await office.talk()][-1] == "Когда готова машина?"
    assert await office.count("addresses", "contact_point_id IS NOT NULL") == 1


async def test_one_account_is_one_colleagues(office: Office) -> None:
    user = await linked(office)
    await user.starts(await link_of(office, "oleg"))
    await office.turn()
    assert (await mine(office))["linked_at"] is None
    assert (await mine(office, "oleg"))["reached"]


async def test_whoever_stops_the_bot_is_shown_as_not_reached_until_they_open_it_again(office: Office) -> None:
    user = await linked(office)
    await user.blocks()
    await office.turn()
    found = await mine(office)
    assert (bool(found["linked_at"]), found["reached"]) == (True, False)
    await user.unblocks()
    await office.turn()
    assert (await mine(office))["reached"]


async def test_an_account_ends_by_a_tap_by_leaving_and_with_the_bot(office: Office) -> None:
    for who in ("vera", "oleg", "irina"):
        await linked(office, who)
    assert (await office.house.send("vera", "DELETE", "/api/me/messenger")).status_code == 204
    assert (await mine(office))["linked_at"] is None
    oleg = office.house.people["oleg"]
    left = await office.house.post("alla", f"/api/people/{oleg}/deactivation", {"id": str(new_id())})
    assert left.status_code == 204
    assert await office.count("staff_accounts") == 1
    row = await office.row()
    await office.house.unit(lambda db: put_off(db, row, "no_token"))
    found = await mine(office, "irina")
    assert (bool(found["linked_at"]), found["reached"], found["bot"]) == (True, False, None)
    assert not [bot for bot in await office.house.unit(queries.bots) if bot.state != "off"]


async def test_without_a_bot_there_is_no_link(house: House) -> None:
    answer = await house.post("vera", "/api/me/messenger/links", {"id": str(new_id())})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_bot")


async def test_what_is_no_id_is_no_link(office: Office) -> None:
    for body in ({}, {"id": "me"}, {"id": str(new_id()), "person": str(office.house.people["oleg"])}):
        answer = await office.house.post("vera", "/api/me/messenger/links", body)
        assert answer.status_code == 422, answer.text
    assert await office.count("staff_links") == 0
