"""No foreign page makes this browser write: not by form, not by script, not by link, not by frame."""

import httpx
import msgspec
import pytest

from tests.cast import House
from tests.security.ground import Ground
from tests.security.matrix import BODIES
from tests.security.routes import let_in, mutating

WITHOUT_COOKIES = {
    "POST /telegram/{token}", "POST /hooks/telephony/{token}", "POST /c/{token}/opening", "POST /share",
}  # fmt: skip
"""Telegram's and the telephony's doors, the clients' link, and what another app shares, which is not read: they let
nobody act by a cookie, so a foreign page has nothing to borrow."""
BY = let_in()
ROUTES = [asked for asked in mutating() if asked not in WITHOUT_COOKIES]
SITE = "http://localhost"

FOREIGN: dict[str, dict[str, str]] = {
    "foreign origin": {"origin": "https://evil.example", "okno-app": "1"},
    "origin of another port": {"origin": f"{SITE}:1", "okno-app": "1"},
    "origin null": {"origin": "null", "okno-app": "1"},
    "origin that begins alike": {"origin": f"{SITE}:8000.evil.example", "okno-app": "1"},
    "cross-site": {"sec-fetch-site": "cross-site", "okno-app": "1"},
    "neighbouring subdomain": {"sec-fetch-site": "same-site", "okno-app": "1"},
    "no header of ours": {},
    "another value of it": {"okno-app": "0"},
    "a form": {"content-type": "application/x-www-form-urlencoded", "origin": "https://evil.example"},
    "json called text": {"content-type": "text/plain"},
}


async def send(ground: Ground, asked: str, headers: dict[str, str]) -> httpx.Response:
    method, _, template = asked.partition(" ")
    ids = await ground.missing()
    path = template.format(**ids)
    person = BY.get(asked, "vera")
    body = BODIES.get(asked, lambda _: {})({**ids, **await ground.versions(person)})
    if "/api/c/" in asked:
        cookie = f"okno-window={await ground.cookie('boris', fresh=asked.startswith('DELETE'))}"
    else:
        cookie = f"okno={await ground.cookie(person, fresh=asked == 'DELETE /api/session')}"
    given = {"cookie": cookie, "content-type": "application/json"} | headers
    answer = await ground.client.request(method, path, content=msgspec.json.encode(body), headers=given)
    ground.client.cookies.clear()
    return answer


@pytest.mark.parametrize("trick", FOREIGN)
@pytest.mark.parametrize("asked", ROUTES)
async def test_a_write_that_a_foreign_page_could_cause_is_refused(
    ground: Ground, asked: str, trick: str
) -> None:
    answer = await send(ground, asked, FOREIGN[trick])
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


@pytest.mark.parametrize("asked", ROUTES)
async def test_our_own_page_is_let_through_to_the_same_routes(ground: Ground, asked: str, site: str) -> None:
    answer = await send(ground, asked, {"origin": site, "sec-fetch-site": "same-origin", "okno-app": "1"})
    assert answer.status_code != 403


async def test_a_script_with_a_bearer_token_needs_no_header_of_a_page(house: House) -> None:
    answer = await house.send("vera", "PATCH", "/api/me", {"language": "ru"})
    assert answer.status_code == 200


async def test_a_cookie_beside_a_bearer_token_does_not_count(ground: Ground, house: House) -> None:
    """The token decides who acts, so a stolen page cannot mix the two."""
    answer = await ground.client.get(
        "/api/me",
        headers={
            "authorization": f"Bearer {await house.token('oleg')}",
            "cookie": f"okno={await ground.cookie('vera')}",
        },
    )
    assert answer.json()["person"]["id"] == str(house.people["oleg"])


async def test_no_route_invites_other_sites(ground: Ground) -> None:
    """A browser asks before it sends JSON across sites; no answer of ours says yes."""
    for path in ("/api/me", "/sync/push", "/sync/pull", "/api/session"):
        answer = await ground.client.options(
            path,
            headers={
                "origin": "https://evil.example",
                "access-control-request-method": "POST",
                "access-control-request-headers": "content-type, okno-app",
            },
        )
        assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_reading_by_a_link_on_a_foreign_page_works_and_shows_the_foreign_page_nothing(
    ground: Ground,
) -> None:
    answer = await ground.client.get(
        "/api/me",
        headers={
            "cookie": f"okno={await ground.cookie('vera')}",
            "origin": "https://evil.example",
            "sec-fetch-site": "cross-site",
        },
    )
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
