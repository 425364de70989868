"""The personal link becomes a cookie, once; a wrong one opens nothing and says nothing."""

import asyncio
from typing import Any

import httpx
import pytest

from app.kit.ids import new_id
from app.kit.tokens import mint
from app.people.actions import open_session
from app.people.guessing import FREE, Guesses
from app.window.opening import cookie_name
from app.window.page import LIFE, window_cookie
from tests.bots.office import Office, act
from tests.bots.test_getting_in import PREVIEWS, state
from tests.network import PLAIN
from tests.window.browser import OURS, Browser


async def test_a_link_is_exchanged_for_a_cookie_and_stands_in_no_address_any_more(
    office: Office, anna: Browser
) -> None:
    token = await office.invite("web")
    answer = await anna.try_link(token)
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert token not in cookie
    talk = await anna.talk()
    assert (talk["form"], talk["house"]) == ("Анна Сергеевна", "Тольятти Премиум")
    again = await anna.line.get(f"/c/{token}", follow_redirects=False)
    assert (again.status_code, again.headers["location"]) == (303, "/c/")
    kept = await office.rows("SELECT token_hash FROM windows WHERE dealership_id = $1")
    assert len(kept) == 1
    assert await state(office) == "connected"


def test_behind_https_the_cookie_is_bound_to_this_host() -> None:
    made = window_cookie(True, "x", LIFE).to_header(header="")
    assert cookie_name(True).startswith("__Host-")
    assert "Secure" in made
    assert "Path=/" in made
    assert "Domain" not in made


async def test_a_link_opens_one_window_and_a_lost_answer_is_asked_for_again(
    office: Office, anna: Browser
) -> None:
    token, id = await office.invite("web"), new_id()
    first = await anna.try_link(token, id)
    second = await anna.try_link(token, id)
    assert first.headers["set-cookie"] == second.headers["set-cookie"]
    async with Browser(office) as other:
        assert (await other.try_link(token)).status_code == 404
        assert (await other.line.get("/api/c")).status_code == 401
    assert await office.count("windows") == 1


async def test_of_two_browsers_at_once_one_gets_in(office: Office, anna: Browser) -> None:
    token = await office.invite("web")
    async with Browser(office) as other:
        answers = await asyncio.gather(anna.try_link(token), other.try_link(token))
    assert sorted(answer.status_code for answer in answers) == [204, 404]
    assert await office.count("windows") == 1


async def test_the_id_of_somebody_elses_window_opens_nothing(office: Office, anna: Browser) -> None:
    id = new_id()
    assert (await anna.try_link(await office.invite("web"), id)).status_code == 204
    async with Browser(office) as other:
        assert (await other.try_link(await office.invite("web"), id)).status_code == 404


async def test_wrong_old_spent_and_foreign_links_get_one_answer(
    office: Office, other_house: Any, anna: Browser
) -> None:
    spent = await anna.enter()
    old = await office.invite("web")
    await act(
        office, "UPDATE invitations SET expires_at = $2 WHERE dealership_id = $1 AND used_at IS NULL",
        (await office.rows("SELECT min(made_at) AS at FROM invitations WHERE dealership_id = $1"))[0]["at"],
    )  # fmt: skip
    said = []
    for token in (spent, old, mint(office.house.id), mint(other_house.id), mint(new_id()), "A" * 44, "x"):
        async with Browser(office) as stranger:
            answer = await stranger.try_link(token)
            said.append((answer.status_code, answer.text, answer.headers.get("set-cookie")))
    assert set(said) == {(404, said[0][1], None)}
    assert await office.count("windows") == 1


async def test_whoever_guesses_links_has_to_wait_and_no_guess_of_a_million_could_hit(
    office: Office, anna: Browser
) -> None:
    """A link holds 128 random bits; beside that, ten wrong ones shut the door for a while, for right ones too."""
    tokens = {mint(office.house.id) for _ in range(10_000)}
    assert len({token[22:] for token in tokens}) == 10_000
    right = await office.invite("web")
    statuses = [
        (await anna.try_link(token)).status_code for token in [mint(office.house.id) for _ in range(FREE + 1)]
    ]
    assert statuses == [404] * FREE + [429]
    answer = await anna.try_link(right)
    assert (answer.status_code, int(answer.headers["retry-after"]) >= 1) == (429, True)
    assert await office.count("windows") == 0


@pytest.fixture(autouse=True)
def fresh_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests come from one machine; what one of them guessed is none of the others' business."""
    shared = Guesses(lambda: 0.0)  # no second goes by, however slow the machine
    monkeypatch.setattr(Guesses, "pause", lambda self, sender: pause_of(shared, sender))
    monkeypatch.setattr(Guesses, "wrong", lambda self, sender: wrong_of(shared, sender))


pause_of, wrong_of = Guesses.pause, Guesses.wrong


@pytest.mark.parametrize("robot", PREVIEWS)
async def test_a_robot_that_draws_a_preview_opens_no_window(office: Office, robot: str) -> None:
    token = await office.invite("web")
    async with httpx.AsyncClient(
        base_url=office.house.site, headers={"user-agent": robot}, verify=PLAIN
    ) as client:
        for method in ("GET", "HEAD"):
            await client.request(method, f"/c/{token}")
    assert await office.count("windows") == 0
    assert await office.count("invitations", "used_at IS NOT NULL OR opened_at IS NOT NULL") == 0


async def test_a_foreign_page_puts_nobody_into_its_own_talk(office: Office) -> None:
    token = await office.invite("web")
    for headers in ({}, OURS | {"origin": "https://evil.example"}, OURS | {"sec-fetch-site": "cross-site"}):
        async with httpx.AsyncClient(base_url=office.house.site, headers=headers, verify=PLAIN) as client:
            answer = await client.post(f"/c/{token}/entry", json={"id": str(new_id())})
            assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert await office.count("windows") == 0


async def test_a_colleague_who_tries_the_link_is_not_the_client(office: Office, anna: Browser) -> None:
    vera = office.house.people["vera"]
    session = await office.house.unit(lambda db: open_session(db, vera, "cookie"))
    anna.line.cookies.set("okno", session)
    answer = await anna.try_link(await office.invite("web"))
    assert (answer.status_code, answer.json()["code"]) == (409, "works_here")
    assert await office.count("windows") == 0


async def test_whoever_is_welcomed_here_hears_whose_line_it_is_and_the_manager_gets_a_task(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    await office.send()
    [welcome] = (await anna.talk())["sayings"]
    assert "Ваш персональный менеджер — Вера Орлова" in welcome["text"]
    assert (welcome["mine"], welcome["author"]) == (False, None)
    assert await office.count("entries", "kind = 'contact.linked'") == 1


async def test_a_forgotten_browser_shows_nothing_and_the_manager_sees_that_nobody_is_reached(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    await anna.says("Здравствуйте")
    async with Browser(office) as tablet:
        await tablet.enter()
        gone = await anna.ask("DELETE", "/api/c/session")
        assert gone.status_code == 204
        assert "Max-Age=0" in gone.headers["set-cookie"]
        assert (await anna.line.get("/api/c")).status_code == 401
        assert await state(office) == "connected", "the tablet still opens"
        assert "Здравствуйте" in await tablet.words()
        cookies = dict(tablet.line.cookies)
        await tablet.ask("DELETE", "/api/c/session")
    assert await state(office) == "blocked"
    async with Browser(office) as thief:
        thief.line.cookies.update(cookies)
        assert (await thief.line.get("/api/c")).status_code == 401, "the old cookie is dead"
    path = f"/api/clients/{office.anna}/messages"
    sent = await office.house.post("vera", path, {"id": str(new_id()), "text": "Вы здесь?"})
    await office.send()
    fate, words = await office.state(sent.json()["id"])
    assert (fate, "закрыл своё окно" in words) == ("failed", True)
    await anna.enter()
    assert await state(office) == "connected"


async def test_a_window_that_nobody_used_for_long_opens_no_more_and_nothing_is_put_into_it(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    await anna.says("Здравствуйте")
    await office.send()
    await act(office, "UPDATE windows SET seen_at = seen_at - interval '91 days' WHERE dealership_id = $1")
    sent = await office.answer("Вы здесь?")
    await office.send()
    fate, words = await office.state(sent)
    assert (fate, "закрыл своё окно" in words) == ("failed", True)
    assert (await anna.line.get("/api/c")).status_code == 401
    assert await state(office) == "blocked"
