"""The phone's files: which are kept for ever, which are asked for each time, and what an unknown path gets."""

import gzip
from pathlib import Path

import httpx
import pytest

from app import static
from app.static import Shelf


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small bundle in place of the phone's."""
    files = {
        "index.html": b"<!doctype html>phone",
        "assets/main-1A2B.js": b"console.log(1)",
        "sw.js": b"self",
        "manifest.webmanifest": b"{}",
    }
    for name, body in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
        Path(f"{path}.gz").write_bytes(gzip.compress(body))
    (tmp_path / "assets" / "main-1A2B.js.br").write_bytes(b"brotli")
    monkeypatch.setattr(static, "shelf", Shelf(tmp_path))
    return tmp_path


async def get(site: str, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=site) as browser:
        return await browser.get(path, headers={"accept-encoding": "gzip"} | headers)


@pytest.mark.usefixtures("dist")
async def test_what_carries_a_hash_is_kept_for_ever_and_the_rest_is_asked_for(site: str) -> None:
    kept = await get(site, "/assets/main-1A2B.js")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/", "/sw.js", "/manifest.webmanifest", "/texts/ru.json"):
        assert (await get(site, path)).headers["cache-control"] == "no-cache", path
    assert (await get(site, "/manifest.webmanifest")).headers["content-type"] == "application/manifest+json"


@pytest.mark.usefixtures("dist")
async def test_a_file_goes_out_in_the_smallest_form_its_reader_knows(site: str) -> None:
    async def form(accepted: str) -> str | None:
        async with (
            httpx.AsyncClient(base_url=site) as browser,
            browser.stream("GET", "/assets/main-1A2B.js", headers={"accept-encoding": accepted}) as answer,
        ):
            assert answer.headers["vary"] == "accept-encoding"
            return answer.headers.get("content-encoding")

    assert await form("gzip, deflate, br") == "br"
    assert await form("gzip, br;q=0") == "gzip"
    assert await form("identity") is None


@pytest.mark.usefixtures("dist")
async def test_an_unchanged_file_is_not_sent_again(site: str) -> None:
    first = await get(site, "/")
    again = await get(site, "/", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("dist")
async def test_a_screens_address_is_the_phone_and_a_missing_file_or_resource_is_not(site: str) -> None:
    for path in ("/clients/0190", "/today", "/Анна"):
        assert (await get(site, path)).text == "<!doctype html>phone", path
    for path in ("/assets/main-old.js", "/texts/de.json", "/api/nothing", "/sync/nothing"):
        assert (await get(site, path)).status_code == 404, path


@pytest.mark.usefixtures("dist")
async def test_no_path_leads_out_of_the_folder(site: str) -> None:
    for path in ("/%2e%2e/%2e%2e/pyproject.toml", "/assets/..%2f..%2f..%2fconfig.py", "/%00", "//etc/passwd"):
        answer = await get(site, path)
        assert answer.status_code == 404 or answer.text == "<!doctype html>phone", path


async def test_a_new_bundle_is_served_without_a_restart(site: str, dist: Path) -> None:
    assert (await get(site, "/")).text == "<!doctype html>phone"
    (dist / "index.html").write_bytes(b"newer")
    (dist / "index.html.gz").unlink()
    (dist / ".bundled").touch()
    assert (await get(site, "/")).text == "newer"


async def test_without_a_bundle_the_page_says_what_to_run(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static, "shelf", Shelf(tmp_path / "nowhere"))
    answer = await get(site, "/")
    assert answer.status_code == 503
    assert "make bundle" in answer.text


@pytest.mark.parametrize("size", [10, 5_000_000])
async def test_what_is_shared_past_the_service_worker_leads_to_the_page_that_asks_to_share_again(
    site: str, size: int
) -> None:
    """As a browser sends it, without a header of ours; it may be larger than what anybody reads."""
    async with httpx.AsyncClient(base_url=site) as browser:
        answer = await browser.post(
            "/share",
            data={"text": "Слова"},
            files={"files": ("a.jpg", b"x" * size)},
            headers={"origin": "null"},
        )
    assert (answer.status_code, answer.headers["location"]) == (303, "/share")
