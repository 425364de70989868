"""The same protective headers stand on every answer, whatever it says and whatever went wrong."""

from typing import Any

import httpx
import pytest

from app.config import Config
from app.database import Access
from tests.security.ground import Ground
from tests.serving import free_port, served

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
)
ALWAYS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), geolocation=()",
}

ASKED: list[tuple[str, str, int, dict[str, str]]] = [
    ("GET", "/api/me", 200, {}),
    ("GET", "/api/me", 401, {"cookie": "okno=x"}),
    ("GET", "/api/clients/x", 404, {}),
    ("GET", "/api/nothing", 404, {}),
    ("PUT", "/api/me", 405, {}),
    ("PATCH", "/api/me", 403, {"okno-app": "0"}),
    ("PATCH", "/api/me", 422, {}),
    ("GET", "/api/clients?search=%00", 422, {}),
    ("POST", "/sync/pull", 422, {}),
    ("OPTIONS", "/api/me", 204, {}),
    ("GET", "/sync/stream", 200, {}),
    ("GET", "/sign-in/x", 404, {}),
    ("GET", "/c/x", 404, {}),
    ("GET", "/c/style.css", 200, {}),
    ("GET", "/health", 200, {}),
    ("GET", "/ready", 200, {}),
    ("GET", "/metrics", 200, {}),
    ("POST", "/telegram/x", 404, {}),
    ("GET", "/schema/openapi.json", 200, {}),
    ("GET", "/assets/nothing.js", 404, {}),
    ("GET", "/texts/ru.json", 200, {}),
]


async def ask(ground: Ground, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    given = {"cookie": f"okno={await ground.cookie('vera')}", "okno-app": "1"} | headers
    answer = await ground.client.send(ground.client.build_request(method, path, headers=given), stream=True)
    await answer.aclose()
    ground.client.cookies.clear()
    return answer


def protected(answer: httpx.Response) -> None:
    for name, value in ALWAYS.items():
        assert answer.headers.get_list(name) == [value], name
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("method", "path", "status", "headers"), ASKED)
async def test_every_kind_of_answer_is_protected(
    ground: Ground, method: str, path: str, status: int, headers: dict[str, str]
) -> None:
    answer = await ask(ground, method, path, headers)
    assert answer.status_code == status
    protected(answer)


async def test_the_page_of_the_phone_is_protected_too(ground: Ground) -> None:
    for path in ("/", "/talks", "/clients/x/y"):
        protected(await ask(ground, "GET", path, {}))


async def test_a_crash_of_ours_is_protected_and_tells_nothing(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(db: Any) -> None:
        raise RuntimeError("password=hunter2 at /srv/okno")

    monkeypatch.setattr("app.standards.queries.latest_standard", crash)
    cookie = f"okno={await ground.cookie('vera')}"
    answer = await ground.client.get("/api/standards", headers={"cookie": cookie})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "hunter2" not in answer.text
    assert "Runtime" not in answer.text
    protected(answer)


@pytest.mark.parametrize("path", ["/api/me", "/api/book", "/sync/pull", "/api/nothing", "/sign-in/x", "/c/x"])
async def test_nothing_of_a_person_is_kept_by_any_cache(ground: Ground, path: str) -> None:
    answer = await ask(ground, "POST" if path == "/sync/pull" else "GET", path, {})
    assert answer.headers.get_list("cache-control") == ["no-store"]


async def test_a_file_opens_as_nothing_but_itself(ground: Ground) -> None:
    file = await ground.upload("vera")
    answer = await ask(ground, "GET", f"/api/files/{file}", {})
    policy = answer.headers["content-security-policy"]
    assert policy == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "private, no-store"


async def test_no_answer_can_be_framed(ground: Ground) -> None:
    file = await ground.upload("vera")
    for path in ("/", "/api/me", "/c/x", "/sign-in/x", f"/api/files/{file}"):
        answer = await ask(ground, "GET", path, {})
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path


async def test_behind_https_browsers_are_told_to_stay_there(app_access: Access, home: Any) -> None:
    config = Config(home=str(home), port=free_port(), public_url="https://okno.example")
    async with served(config, app_access), httpx.AsyncClient() as client:
        for path in ("/api/me", "/health", "/api/nothing"):
            answer = await client.get(f"http://127.0.0.1:{config.port}{path}")
            assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_in_operation_only_administrators_see_how_the_api_looks(
    ground: Ground, app_access: Access, home: Any
) -> None:
    config = Config(home=str(home), port=free_port(), public_url="https://okno.example")
    asked = {who: {"cookie": f"__Host-okno={await ground.cookie(who)}"} for who in ("alla", "vera", "irina")}
    said = {}
    async with served(config, app_access), httpx.AsyncClient() as client:
        for who, headers in {"nobody": {}, **asked}.items():
            answer = await client.get(f"http://127.0.0.1:{config.port}/schema/openapi.json", headers=headers)
            said[who] = answer.status_code
    assert said == {"nobody": 401, "alla": 200, "vera": 404, "irina": 404}


async def test_the_description_names_every_refusal_and_is_itself_refused_in_our_shape(ground: Ground) -> None:
    cookie = {"cookie": f"okno={await ground.cookie('alla')}"}
    said = (await ground.client.get("/schema/openapi.json", headers=cookie)).json()
    card = said["paths"]["/api/clients/{client_id}"]["patch"]
    assert set(card["responses"]) == {"200", "401", "403", "404", "408", "409", "413", "422", "503"}
    assert list(card["responses"]["409"]["content"]) == ["application/problem+json"]
    assert "Refusal" in said["components"]["schemas"]
    missing = await ground.client.get("/schema/redoc", headers=cookie)
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["code"] == "not_found"
