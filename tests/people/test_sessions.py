"""A session lasts while it is used, and ends everywhere at once when it must."""

import asyncio
from typing import Any

import httpx
import pytest

from app.kit.db import Db
from app.kit.ids import new_id
from app.people import actions as people
from tests.cast import House
from tests.ownership.garage import add_client
from tests.people.conftest import Browser, Moving, Open, link_for
from tests.security.ground import who_is

NOBODY = (401, "unauthorized")
ENDED = (401, "session_ended")
"""What a browser hears that must forget everything: its session did not run out, somebody ended it."""


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def out(house: House, who: str) -> None:
    alla = who_is(house, "alla", "administrator")
    await house.unit(lambda db: people.deactivate(db, alla, house.people[who]))


async def test_signing_out_ends_the_session_and_has_the_browser_forget_everything(
    house: House, browser: Browser
) -> None:
    await browser.sign_in(house, "vera")
    token = browser.http.cookies["okno"]
    answer = await browser.http.delete("/api/session")
    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert "okno" not in browser.http.cookies
    reused = await browser.get("/api/me", headers={"cookie": f"okno={token}"})
    assert refused(reused) == ENDED


async def test_signing_out_on_one_device_leaves_the_others_signed_in(
    browse: Open, house: House, site: str
) -> None:
    phone, tablet = browse(site), browse(site)
    await phone.sign_in(house, "vera")
    await tablet.sign_in(house, "vera")
    await phone.http.delete("/api/session")
    assert (await phone.signed_in(), await tablet.signed_in()) == (False, True)


async def test_a_clock_that_jumps_two_hours_either_way_signs_nobody_out_and_gives_no_link_twice(
    browse: Open, house: House, moving: Moving
) -> None:
    browser, link = browse(moving.site), await link_for(house, "vera")
    assert (await browser.get(f"/sign-in/{link}")).status_code == 303
    for hours in (2, -2, 0):
        moving.later(hours=hours)
        assert await browser.signed_in()
        again = browse(moving.site)
        await again.get(f"/sign-in/{link}")
        assert not await again.signed_in(), "a link opens once, whatever the clock says"


async def test_a_session_that_is_not_used_for_fourteen_days_ends(
    browse: Open, house: House, moving: Moving
) -> None:
    browser = browse(moving.site)
    await browser.sign_in(house, "vera")
    moving.later(days=13)
    assert await browser.signed_in()
    moving.later(days=26)
    assert await browser.signed_in(), "use on the thirteenth day keeps it alive"
    moving.later(days=41)
    assert refused(await browser.get("/api/me")) == NOBODY


async def test_a_session_ends_after_sixty_days_however_much_it_is_used(
    browse: Open, house: House, moving: Moving
) -> None:
    browser = browse(moving.site)
    await browser.sign_in(house, "vera")
    for day in (12, 24, 36, 48, 59):
        moving.later(days=day)
        assert await browser.signed_in(), day
    moving.later(days=60.1)
    assert refused(await browser.get("/api/me")) == NOBODY


async def test_a_script_s_token_does_not_idle_away_and_ends_after_a_year(
    house: House, moving: Moving
) -> None:
    headers = {"authorization": f"Bearer {await house.token('vera')}"}
    async with httpx.AsyncClient(base_url=moving.site, headers=headers) as client:
        moving.later(days=300)
        assert (await client.get("/api/me")).status_code == 200
        moving.later(days=366)
        assert refused(await client.get("/api/me")) == NOBODY


@pytest.mark.parametrize("value", ["x", "Bearer", "null", "A" * 44, "../../etc", "ы" * 22])
async def test_a_token_that_is_none_is_refused(site: str, value: str) -> None:
    async with httpx.AsyncClient(base_url=site) as client:
        bearer = await client.get("/api/me", headers={"authorization": f"Bearer {value}".encode()})
        cookie = await client.get("/api/me", headers={"cookie": f"okno={value}".encode()})
    assert refused(bearer) == refused(cookie) == NOBODY


async def test_a_token_of_one_dealership_is_nobody_in_another(
    house: House, other_house: House, site: str
) -> None:
    """The head of the token names where to look; a swapped head finds nothing there."""
    ours, theirs = await house.token("vera"), await other_house.token("petr")
    async with httpx.AsyncClient(base_url=site) as client:
        for mixed in (theirs[:22] + ours[22:], ours[:22] + theirs[22:]):
            answer = await client.get("/api/me", headers={"authorization": f"Bearer {mixed}"})
            assert refused(answer) == NOBODY


async def test_a_deactivated_person_is_out_on_every_device_and_every_process(
    browse: Open, house: House, site: str, moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process does not hear of it; it looks again after three seconds (here: at once)."""
    devices = [browse(site), browse(site), browse(moving.site)]
    for device in devices:
        await device.sign_in(house, "oleg")
        assert await device.signed_in()
    script = {"authorization": f"Bearer {await house.token('oleg')}"}
    await out(house, "oleg")
    for device in devices:
        assert refused(await device.get("/api/me")) == ENDED
        assert refused(await device.get("/sync/stream")) == ENDED
    async with httpx.AsyncClient(base_url=site, headers=script) as client:
        assert refused(await client.get("/api/me")) == NOBODY


async def test_a_phone_that_is_still_remembered_hears_why_it_is_out_whatever_it_asks_first(
    browse: Open, house: House, site: str
) -> None:
    """What its person had not sent is given up only where the phone hears that they were sent away."""
    client = await add_client(house)
    new = {"id": str(new_id()), "name": "Сергеева Анна Ивановна", "address_form": "Анна Ивановна"}
    act = {"id": str(new_id()), "kind": "clients.create", "body": new}
    asked: list[tuple[str, str, Any]] = [
        ("GET", "/api/book", None),
        ("GET", f"/api/clients/{client}", None),
        ("GET", "/api/clients?search=анна", None),
        ("POST", "/sync/push", {"device": str(new_id()), "mutations": [act]}),
    ]
    phones = [browse(site) for _ in asked]
    for phone in phones:
        await phone.sign_in(house, "vera")
        assert (await phone.get("/api/book")).status_code == 200
    await out(house, "vera")
    heard = [
        refused(await phone.http.request(method, path, json=body, headers={"okno-app": "1"}))
        for phone, (method, path, body) in zip(phones, asked, strict=True)
    ]
    assert heard == [ENDED] * len(asked)


async def test_the_memory_of_sessions_lasts_three_seconds_at_most(house: House, browser: Browser) -> None:
    await browser.sign_in(house, "oleg")
    assert await browser.signed_in()
    await out(house, "oleg")
    async with asyncio.timeout(4.9):
        while await browser.signed_in():  # noqa: ASYNC110 (nothing tells a browser)
            await asyncio.sleep(0.1)


async def test_a_person_let_in_again_needs_a_new_link_and_reads_their_feeds_again(
    browse: Open, house: House, site: str
) -> None:
    browser = browse(site)
    await browser.sign_in(house, "oleg")
    alla = who_is(house, "alla", "administrator")
    await out(house, "oleg")
    await house.unit(lambda db: people.reactivate(db, alla, house.people["oleg"]))
    again = browse(site)
    await again.sign_in(house, "oleg")
    me = (await again.get("/api/me")).json()
    assert sorted(feed["kind"] for feed in me["feeds"]) == ["book", "lobby", "person"]
    assert refused(await browser.get("/api/book")) == ENDED


async def test_deactivation_is_journaled_once_and_a_repeat_is_harmless(house: House) -> None:
    path = f"/api/people/{house.people['oleg']}/deactivation"
    for _ in range(2):
        body = {"id": "01900000-0000-7000-8000-000000000001"}
        assert (await house.post("alla", path, body)).status_code == 204

    async def entries(db: Db) -> Any:
        sql = "SELECT count(*) FROM entries WHERE dealership_id = $1 AND kind = 'person.deactivated'"
        return await db.value(sql)

    assert await house.unit(entries) == 1


async def test_nobody_locks_themselves_out(house: House) -> None:
    path = f"/api/people/{house.people['alla']}/deactivation"
    answer = await house.post("alla", path, {"id": "01900000-0000-7000-8000-000000000002"})
    assert refused(answer) == (409, "not_yourself")


async def test_reading_marks_a_session_seen_at_most_once_a_minute(
    browse: Open, house: House, moving: Moving
) -> None:
    browser = browse(moving.site)
    await browser.sign_in(house, "vera")
    seen = []
    sql = "SELECT max(seen_at) FROM sessions WHERE dealership_id = $1 AND kind = 'cookie'"
    for seconds in (0, 30, 90, 100, 200):
        moving.later(seconds=seconds)
        assert await browser.signed_in()
        seen.append(await house.unit(lambda db: db.value(sql)))
    assert [round((at - seen[0]).total_seconds()) for at in seen] == [0, 0, 90, 90, 200]
