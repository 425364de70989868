"""One link lets one person in once, for ten minutes, and tells a guesser nothing."""

import asyncio
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from app.config import Config
from app.database import Access
from app.kit.db import Db
from app.kit.tokens import mint, token_of
from app.people import actions as people
from app.people import guessing
from app.people.guessing import Guesses
from tests.cast import House
from tests.people.conftest import Browser, Moving, Open, link_for
from tests.security.ground import who_is
from tests.serving import free_port, served


def refused(answer: httpx.Response) -> tuple[int, str]:
    assert "set-cookie" not in answer.headers
    return answer.status_code, answer.json()["code"]


async def test_a_link_signs_its_person_in_and_leads_to_the_first_page(house: House, browser: Browser) -> None:
    answer = await browser.sign_in(house, "vera")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.get("/api/me")).json()["person"]["name"] == "Вера Орлова"


async def test_on_this_machine_the_cookie_is_plain_and_out_of_reach_of_scripts(
    house: House, browser: Browser
) -> None:
    cookie = (await browser.sign_in(house, "vera")).headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    flags = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "okno"
    assert flags == {"httponly", "path=/", "samesite=lax", f"max-age={60 * 24 * 3600}"}


async def test_behind_https_the_cookie_is_bound_to_the_host_and_to_https(
    house: House, app_access: Access, home: Path
) -> None:
    config = Config(home=str(home), port=free_port(), public_url="https://okno.example")
    async with served(config, app_access), httpx.AsyncClient() as client:
        here = f"http://127.0.0.1:{config.port}"
        cookie = (await client.get(f"{here}/sign-in/{await link_for(house, 'vera')}")).headers["set-cookie"]
        assert cookie.startswith("__Host-okno=")
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert flags == {"httponly", "path=/", "samesite=lax", "secure", f"max-age={60 * 24 * 3600}"}
        token = cookie.partition("=")[2].partition(";")[0]
        plain = await client.get(f"{here}/api/me", headers={"cookie": f"okno={token}"})
        assert plain.status_code == 401, "the unbound name is not accepted here"
        gone = await client.delete(
            f"{here}/api/session", headers={"cookie": f"__Host-okno={token}", "okno-app": "1"}
        )
        back = gone.headers["set-cookie"]
        assert back.startswith("__Host-okno=")
        assert {"secure", "path=/", "max-age=0"} <= {part.strip().lower() for part in back.split(";")}


async def test_a_link_works_once_also_for_two_who_open_it_together(house: House, site: str) -> None:
    link = await link_for(house, "vera")
    async with httpx.AsyncClient(base_url=site) as client:
        answers = await asyncio.gather(*(client.get(f"/sign-in/{link}") for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [303] + [410] * 7
    assert {answer.json()["code"] for answer in answers if answer.status_code == 410} == {"link_used"}


async def test_a_link_works_for_ten_minutes(house: House, moving: Moving) -> None:
    early, late = await link_for(house, "vera"), await link_for(house, "vera")
    async with httpx.AsyncClient(base_url=moving.site) as client:
        moving.later(minutes=9.9)
        assert (await client.get(f"/sign-in/{early}")).status_code == 303
        moving.later(minutes=10.1)
        assert refused(await client.get(f"/sign-in/{late}")) == (410, "link_expired")


async def test_a_link_that_never_was_is_unknown_whatever_dealership_it_names(
    house: House, other_house: House, browser: Browser
) -> None:
    real = await link_for(other_house, "petr")
    guesses = (
        mint(house.id), mint(uuid4()), real[:22] + mint(house.id)[22:], real[:-1], real + "A", "x", "%00",
        token_of(house.id, b"\0" * 16),
    )  # fmt: skip
    said = [await browser.get(f"/sign-in/{guess}") for guess in guesses]
    assert {refused(answer) for answer in said} == {(404, "link_unknown")}
    assert len({answer.text for answer in said}) == 1


async def test_a_link_of_another_dealership_opens_only_that_one(
    house: House, other_house: House, browser: Browser
) -> None:
    await browser.sign_in(other_house, "petr")
    assert (await browser.get("/api/me")).json()["dealership"]["id"] == str(other_house.id)


async def test_a_deactivated_person_is_not_let_in_by_a_link_made_before(
    house: House, browser: Browser
) -> None:
    link = await link_for(house, "oleg")
    alla = who_is(house, "alla", "administrator")
    await house.unit(lambda db: people.deactivate(db, alla, house.people["oleg"]))
    status, code = refused(await browser.get(f"/sign-in/{link}"))
    assert (status, code) == (410, "link_expired")


async def test_only_hashes_of_links_and_sessions_are_stored(house: House, browser: Browser) -> None:
    link = await link_for(house, "vera")
    await browser.get(f"/sign-in/{link}")
    session = browser.http.cookies["okno"]

    async def stored(db: Db) -> str:
        links = await db.rows("SELECT * FROM sign_in_links WHERE dealership_id = $1")
        sessions = await db.rows("SELECT * FROM sessions WHERE dealership_id = $1")
        entries = await db.rows("SELECT * FROM entries WHERE dealership_id = $1")
        return repr([links, sessions, entries])

    kept = await house.unit(stored)
    for secret in (link, session):
        assert secret not in kept
        assert secret[22:] not in kept


async def test_a_session_is_never_taken_over_from_what_the_browser_brought(
    browse: Open, house: House, browser: Browser
) -> None:
    """Somebody who put a cookie into this browser beforehand does not share the session that follows."""
    planted = mint(house.id)
    browser.http.cookies.set("okno", planted, domain="localhost.local", path="/")
    await browser.sign_in(house, "vera")
    assert not await browse(str(browser.http.base_url)).signed_in()
    async with httpx.AsyncClient(base_url=browser.http.base_url) as thief:
        assert (await thief.get("/api/me", headers={"cookie": f"okno={planted}"})).status_code == 401


# --- guessing


async def test_ten_wrong_guesses_close_the_door_for_a_while_also_to_a_right_link(
    house: House, other_house: House, app_access: Access, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "FIRST", 60.0)
    config = Config(home=str(home), port=free_port())
    async with served(config, app_access), httpx.AsyncClient(base_url=config.site) as client:
        for _ in range(10):
            assert (await client.get(f"/sign-in/{mint(house.id)}")).status_code == 404
        right = await link_for(house, "vera")
        shut = await client.get(f"/sign-in/{right}")
        wrong = await client.get(f"/sign-in/{mint(house.id)}")
        assert refused(shut) == refused(wrong) == (429, "rate_limited")
        assert shut.text == wrong.text, "nobody learns which link was right"
        assert 0 < int(shut.headers["retry-after"]) <= 60
        spoofed = await client.get(
            f"/sign-in/{right}", headers={"x-real-ip": "203.0.113.9", "forwarded": "for=1"}
        )
        assert spoofed.status_code == 429
        other = await client.get(f"/sign-in/{await link_for(other_house, 'petr')}")
        assert other.status_code == 303, "another dealership behind the same proxy is not shut out"


def test_each_further_guess_doubles_the_pause_up_to_five_minutes() -> None:
    now = [0.0]
    guesses, sender = Guesses(lambda: now[0]), ("192.0.2.1", "house")
    pauses = []
    for _ in range(24):
        guesses.wrong(sender)
        pauses.append(guesses.pause(sender))
        now[0] += pauses[-1]
    assert pauses[:9] == [0.0] * 9
    assert pauses[9:18] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert set(pauses[18:]) == {300}
    assert guesses.pause(("192.0.2.2", "house")) == 0


def test_wrong_guesses_are_forgotten_after_a_quarter_of_an_hour_and_their_memory_is_bounded() -> None:
    now = [0.0]
    guesses, sender = Guesses(lambda: now[0]), ("192.0.2.1", "house")
    for _ in range(10):
        guesses.wrong(sender)
    now[0] += 901
    guesses.wrong(sender)
    assert guesses.pause(sender) == 0
    for n in range(guessing.REMEMBERED + 50):
        guesses.wrong((str(n), ""))
    assert len(guesses._tries) == guessing.REMEMBERED
