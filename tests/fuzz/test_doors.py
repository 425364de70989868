"""The routes that no description lists (links, Telegram's door, pages, the stream): whatever comes, no crash."""

import asyncio
import contextlib
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import msgspec
import pytest
import requests
from hypothesis import given, note, seed
from hypothesis import strategies as st

from app.kit.errors import Refusal
from app.kit.secrets import Seal
from bots.actions import keys_of, register
from bots.webhook import SECRET
from tests.fuzz.described import description, operations
from tests.fuzz.settings import SEED, examples
from tests.fuzz.test_routes import ENDLESS
from tests.security.ground import Ground
from tests.security.routes import registered

DESCRIBED = {asked for asked, _ in operations(description())}
DOORS = sorted(registered() - DESCRIBED) + sorted(ENDLESS)
EXPECTED = {200, 204, 206, 303, 304, 401, 403, 404, 405, 409, 410, 413, 416, 422, 429}
NAMES = [
    "accept-language", "authorization", "cookie", "content-type", "if-none-match", "accept-encoding",
    "origin", "sec-fetch-site", "range", "idempotency-key", SECRET,
]  # fmt: skip
texts = st.text(max_size=40) | st.sampled_from(["../../etc/passwd", "%00", "ф" * 300, "assets/", "a.b", "."])
lines = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60).map(
    str.strip
) | st.sampled_from(
    ["okno=x", "Bearer x", "Bearer ф", "gzip;q=0", "bytes=5-1", "application/json", "text/html; charset=x"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
bodies = st.binary(max_size=200) | anything.map(msgspec.json.encode)


@pytest.fixture(scope="session")
async def keys(ground: Ground) -> dict[str, tuple[str, dict[str, str]]]:
    """What opens each door: the last part of its address, and headers."""
    house = ground.house
    seal = Seal(b"0" * 32)
    bot = await house.unit(lambda db: register(db, seal, f"{uuid4().int % 10**10}:token-of-the-fuzz"))
    door = keys_of(seal, house.id, bot)
    cookie = {"cookie": f"okno={await ground.cookie('vera')}"}
    link = await ground.token("GET /sign-in/{token}", house, "vera")
    invitation = await ground.token("GET /c/{token}", house, "vera")
    return {
        "/sign-in/{token}": (link, {}),
        "/c/{token}": (invitation, {}),
        "/telegram/{token}": (door.path, {SECRET: door.secret}),
        "/c/{token}/entry": (await ground.token("GET /c/{token}", house, "vera"), {"okno-app": "1"}),
        "/sync/stream": ("", cookie),
        "/api/c/stream": ("", {"cookie": f"okno-window={await ground.cookie('anna')}"}),
    }


@pytest.mark.parametrize("asked", DOORS)
async def test_no_door_crashes_whatever_comes_to_it(ground: Ground, keys: Any, site: str, asked: str) -> None:
    method, _, template = asked.partition(" ")
    last, opening = keys.get(template, ("book", {}))
    session = requests.Session()

    @seed(SEED)
    @examples(25)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        part = data.draw(st.just(last) | texts.map(lambda text: quote(text, safe="")))
        query = data.draw(st.none() | st.dictionaries(texts, texts, max_size=2))
        headers = data.draw(st.dictionaries(st.sampled_from(NAMES), lines, max_size=3))
        headers |= data.draw(st.just({}) | st.just(opening))
        body = data.draw(bodies) if method not in ("GET", "HEAD") else None
        path = template.replace("{token}", part).replace("{path}", part)
        note(f"seed {SEED}: {method} {path} {query} {headers} {body!r}")
        with session.request(
            method,
            site + path,
            params=query,
            headers={name: value.encode() for name, value in headers.items()},
            data=body,
            allow_redirects=False,
            stream=True,
            timeout=30,
        ) as answer:
            session.cookies.clear()
            assert answer.status_code in EXPECTED | (
                {503} if template in ("/", "/{path}", "/c", "/c/sw.js") else set()
            )
            kind = answer.headers.get("content-type", "")
            if (
                answer.status_code >= 400
                and method != "HEAD"
                and template not in ("/c/{token}", "/", "/{path}", "/c", "/c/sw.js")
            ):
                assert kind == "application/problem+json"
                msgspec.json.decode(answer.content, type=Refusal)

    with contextlib.closing(session):
        await asyncio.to_thread(ask)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_a_method_that_a_route_does_not_know_is_refused_in_our_shape(
    ground: Ground, method: str
) -> None:
    cookie = {"cookie": f"okno={await ground.cookie('vera')}", "okno-app": "1"}
    for asked in sorted(DESCRIBED):
        template = asked.partition(" ")[2]
        if f"{method} {template}" in DESCRIBED or method == "OPTIONS":
            continue
        path = template.replace("{", "").replace("}", "")
        answer = await ground.client.request(method, path, headers=cookie)
        assert answer.status_code in (404, 405), (method, template)
        msgspec.json.decode(answer.content, type=Refusal)


def test_the_description_lists_every_route_for_people() -> None:
    """A route under /api or /sync that hides from the description would escape the fuzz."""
    hidden = {asked for asked in registered() - DESCRIBED if "/api/" in asked or "/sync/" in asked}
    assert hidden == set()
