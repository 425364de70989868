"""A client's personal link: made by their manager, spent once, and the page it opens."""

import asyncio

import httpx
import pytest
from click.testing import CliRunner

from app.cli import commands
from app.cli.clients import find_client, invite_by_name
from app.cli.refusals import Refused
from app.config import Config
from app.kit.ids import new_id
from app.kit.tokens import dealership_of, mint
from tests.bots.office import Office
from tests.cast import House
from tests.conversations.stories import ANNAS_PHONE, make_anna
from tests.network import PLAIN


async def invite(office: Office, who: str, id: str, channel: str = "telegram") -> httpx.Response:
    path = f"/api/clients/{office.anna}/invitations"
    return await office.house.post(who, path, {"id": id, "channel": channel})


async def page(office: Office, token: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=office.house.site, headers=headers, verify=PLAIN) as browser:
        return await browser.get(f"/c/{token}")


async def test_a_manager_makes_a_link_and_a_repeat_gets_the_same_one(office: Office) -> None:
    id = str(new_id())
    first, again = await invite(office, "vera", id), await invite(office, "vera", id)
    assert (first.status_code, first.json()) == (201, again.json())
    url = first.json()["url"]
    assert url.startswith(f"https://t.me/{office.bot.username}?start=")
    token = url.rpartition("=")[2]
    assert dealership_of(token) == office.house.id
    assert await office.count("invitations") == 1
    assert token not in repr(await office.rows("SELECT result FROM mutations WHERE dealership_id = $1"))
    assert (await invite(office, "vera", id, "web")).status_code == 422
    assert (await invite(office, "vera", str(new_id()))).json()["url"] != url


@pytest.mark.parametrize(("who", "status"), [("oleg", 404), ("irina", 403), ("alla", 404), ("sofia", 404)])
async def test_nobody_but_the_owner_invites(office: Office, who: str, status: int) -> None:
    assert (await invite(office, who, str(new_id()))).status_code == status
    assert await office.count("invitations") == 0


async def test_without_a_bot_there_is_no_link_into_telegram(house: House) -> None:
    anna = await make_anna(house)
    path = f"/api/clients/{anna}/invitations"
    answer = await house.post("vera", path, {"id": str(new_id()), "channel": "telegram"})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_bot")
    best = (await house.post("vera", path, {"id": str(new_id())})).json()
    assert (best["telegram"], best["url"]) == (None, best["web"])
    web = await house.post(
        "vera", f"/api/clients/{anna}/invitations", {"id": str(new_id()), "channel": "web"}
    )
    assert web.json()["url"].startswith(f"{house.site}/c/")


async def test_the_page_says_whose_client_one_is_and_leads_into_telegram(office: Office) -> None:
    token = await office.invite("web")
    answer = await page(office, token)
    assert answer.status_code == 200
    assert "Вера Орлова" in answer.text
    assert f"https://t.me/{office.bot.username}?start={token}" in answer.text
    assert "Анна" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    async with httpx.AsyncClient(base_url=office.house.site, verify=PLAIN) as browser:
        assert (await browser.get("/c/style.css")).headers["content-type"].startswith("text/css")
    guest = office.person()
    await guest.starts(token)
    await office.turn()
    assert (await office.thread())["client_id"] == str(office.anna)
    spent = (await page(office, token)).text
    assert f'href="https://t.me/{office.bot.username}"' in spent


async def test_wrong_links_get_one_calm_page_and_no_hint(office: Office) -> None:
    answers = [await page(office, token) for token in ("x", "A" * 44, mint(office.house.id), mint(new_id()))]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "Такой ссылки нет" in answers[0].text
    assert "There is no such link" in (await page(office, "x", **{"accept-language": "en"})).text


async def test_a_hostile_name_cannot_leave_its_place_on_the_page(office: Office) -> None:
    name = "<script>alert(1)</script>"
    await office.house.unit(lambda db: db.run("UPDATE persons SET name = $2 WHERE dealership_id = $1", name))
    text = (await page(office, await office.invite("web"))).text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


# --- on the command line


async def test_the_command_prints_both_links(office: Office, config: Config) -> None:
    text = await invite_by_name(office.worker, config, str(office.anna))
    head, telegram, web = text.splitlines()
    assert head.startswith("Анна Сергеевна Кузнецова: one use, until ")
    token = telegram.rpartition("=")[2]
    assert telegram == f"Telegram: https://t.me/{office.bot.username}?start={token}"
    assert web == f"web:      {config.site}/c/{token}"


async def test_a_client_is_found_by_id_phone_or_exact_name_if_only_one_is_meant(
    alone_database: object, only_house: House
) -> None:
    database = only_house.database
    anna = await make_anna(only_house)
    for name in (str(anna), ANNAS_PHONE, "8 (000) 555-01-01", "анна сергеевна кузнецова"):
        assert (await find_client(database, name))[1].id == anna
    with pytest.raises(Refused, match="no client 'Анна'"):
        await find_client(database, "Анна")
    await only_house.unit(
        lambda db: db.run("UPDATE contact_points SET phone = '+70005550909' WHERE dealership_id = $1")
    )
    await make_anna(only_house)
    with pytest.raises(Refused, match="2 clients are called so"):
        await find_client(database, "Анна Сергеевна Кузнецова")


async def test_the_command_is_there_and_explains_itself() -> None:
    told = await asyncio.to_thread(CliRunner().invoke, commands, ["invite", "--help"])
    assert told.exit_code == 0
    assert "personal links of CLIENT" in told.output
