"""A site whose clock a test moves, and the same site behind https."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.config import Config
from app.database import Access
from app.people import actions as people
from tests.cast import House
from tests.network import PLAIN
from tests.serving import free_port, served


class Browser:
    """A browser of one person: it keeps cookies, and says whose page it shows."""

    def __init__(self, site: str) -> None:
        self.http = httpx.AsyncClient(base_url=site, headers={"okno-app": "1"}, timeout=30, verify=PLAIN)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.http.get(path, **more)

    async def sign_in(self, house: House, who: str) -> httpx.Response:
        """By a fresh link."""
        return await self.get(f"/sign-in/{await link_for(house, who)}")

    async def signed_in(self) -> bool:
        return (await self.get("/api/me")).status_code == 200


async def link_for(house: House, who: str) -> str:
    person = house.people[who]
    return str(await house.unit(lambda db: people.make_sign_in_link(db, person)))


Open = Callable[[str], Browser]


@pytest.fixture
async def browse() -> AsyncIterator[Open]:
    """Opens browsers on a site, and closes them all."""
    opened: list[Browser] = []

    def open_one(site: str) -> Browser:
        opened.append(Browser(site))
        return opened[-1]

    yield open_one
    for browser in opened:
        await browser.http.aclose()


@pytest.fixture
def browser(browse: Open, site: str) -> Browser:
    return browse(site)


class Moving:
    """A second process of the house whose clock stands where the test puts it; it remembers no session."""

    def __init__(self, file: Path, site: str) -> None:
        self._file, self.site = file, site
        self._begin = datetime.now(UTC)
        self.later()

    def later(self, **by: float) -> None:
        """Put the clock this long after the beginning."""
        self._file.write_text((self._begin + timedelta(**by)).isoformat())


@pytest.fixture
async def moving(
    app_access: Access, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Moving]:
    monkeypatch.setattr("app.people.sessions.REMEMBERED", 0.0)
    file, port = tmp_path / "clock", free_port()
    moving = Moving(file, f"http://localhost:{port}")
    async with served(Config(home=str(home), port=port, clock=f"file:{file}"), app_access):
        yield moving
