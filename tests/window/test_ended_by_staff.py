"""A client's phone is lost: the manager ends its window, which goes dark at once and says why; other windows stay."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.kit.ids import new_id
from tests.bots.office import Office
from tests.window.browser import Browser


@pytest.fixture
async def tablet(office: Office, anna: Browser) -> AsyncIterator[Browser]:
    """A second device of Anna's."""
    async with Browser(office) as browser:
        yield browser


async def windows(office: Office, who: str = "vera") -> list[Any]:
    answer = await office.house.get(who, f"/api/clients/{office.anna}/windows")
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["windows"]
    return found


async def end(office: Office, window: str, who: str = "vera") -> int:
    path = f"/api/clients/{office.anna}/windows/{window}"
    return (await office.house.send(who, "DELETE", path)).status_code


async def test_the_lost_one_is_over_at_once_and_says_why_and_the_other_goes_on(
    office: Office, anna: Browser, tablet: Browser
) -> None:
    await anna.enter()
    [lost] = await windows(office)
    assert set(lost) == {"id", "opened_at", "seen_at", "pushes"}
    await tablet.enter()
    assert len(await windows(office)) == 2
    assert await end(office, lost["id"]) == 204
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/messages", {"id": str(new_id()), "text": "Это я"}),
    ):
        refused = await anna.ask(method, f"/api/c{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (401, "window_ended")
        assert "закрыл сотрудник" in refused.json()["detail"]
    assert await tablet.words() == []
    await tablet.says("С планшета всё видно")
    assert [one["id"] for one in await windows(office)] != [lost["id"]]
    assert await office.count("entries", "kind = 'window.ended' AND actor_kind = 'person'") == 1
    timeline = (await office.house.get("vera", f"/api/clients/{office.anna}/timeline")).json()
    assert "Окно клиента закрыто" in str(timeline)
    card = (await office.house.get("vera", f"/api/clients/{office.anna}")).json()
    assert [channel["reachable"] for channel in card["channels"] if channel["kind"] == "web"] == [True]


async def test_an_open_page_hears_it_without_asking(office: Office, anna: Browser) -> None:
    await anna.enter()
    [lost] = await windows(office)
    async with anna.line.stream("GET", "/api/c/stream") as stream, asyncio.timeout(30):
        lines = stream.aiter_lines()
        assert await anext(lines) is not None
        assert await end(office, lost["id"]) == 204
        said = [line async for line in lines if line.startswith("event:")]
    assert said[-1] == "event: signed_out"


async def test_with_the_last_one_the_client_is_not_reached_by_the_window(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    [lost] = await windows(office)
    assert await end(office, lost["id"]) == 204
    card = (await office.house.get("vera", f"/api/clients/{office.anna}")).json()
    assert [channel["reachable"] for channel in card["channels"] if channel["kind"] == "web"] == [False]
    assert (await end(office, lost["id"]), await windows(office)) == (404, [])
    await anna.enter()
    assert (await anna.ask("GET", "/api/c")).status_code == 200, "a new link opens it anew, there too"


async def test_whoever_forgot_the_browser_themselves_is_told_nothing_of_the_house(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    cookie = dict(anna.line.cookies)
    assert (await anna.ask("DELETE", "/api/c/session")).status_code == 204
    anna.line.cookies.update(cookie)
    refused = await anna.ask("GET", "/api/c")
    assert (refused.status_code, refused.json()["code"]) == (401, "no_window")


async def test_only_the_owner_ends_one_and_only_of_this_client(office: Office, anna: Browser) -> None:
    await anna.enter()
    [window] = await windows(office)
    assert [await end(office, window["id"], who) for who in ("oleg", "irina", "alla")] == [404, 403, 404]
    assert await end(office, str(new_id())) == 404
    assert len(await windows(office, "irina")) == 1
