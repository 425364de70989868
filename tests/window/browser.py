"""A client's browser: what the window's page does, one request at a time."""

from types import TracebackType
from typing import Any
from uuid import UUID

import httpx

from app.kit.ids import new_id
from tests.bots.office import Office
from tests.network import PLAIN

OURS = {"okno-app": "1"}


class Browser:
    """Keeps its cookie like one; a second Browser is another device."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.line = httpx.AsyncClient(base_url=office.house.site, headers=OURS, timeout=30, verify=PLAIN)

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.line.aclose()

    @property
    def site(self) -> str:
        return str(self.line.base_url).rstrip("/")

    async def try_link(self, token: str, id: UUID | None = None) -> httpx.Response:
        return await self.line.post(f"/c/{token}/entry", json={"id": str(id or new_id())})

    async def enter(self, token: str | None = None) -> str:
        """In by a personal link, a fresh one of Vera's for Anna unless given."""
        token = token or await self.office.invite("web")
        answer = await self.try_link(token)
        assert answer.status_code == 204, answer.text
        return token

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.line.request(method, path, json=body)

    async def talk(self) -> dict[str, Any]:
        answer = await self.line.get("/api/c")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def words(self) -> list[str]:
        """What both sides said, without what the house says by itself."""
        return [s["text"] for s in (await self.talk())["sayings"] if s["mine"] or s["author"]]

    async def say(self, text: str, id: UUID | None = None, **more: Any) -> httpx.Response:
        return await self.line.post("/api/c/messages", json={"id": str(id or new_id()), "text": text, **more})

    async def says(self, text: str, **more: Any) -> dict[str, Any]:
        answer = await self.say(text, **more)
        assert answer.status_code == 201, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def sees_all(self) -> None:
        """The page is before somebody's eyes and shows the talk to its end."""
        last = max(saying["seq"] for saying in (await self.talk())["sayings"])
        assert (await self.line.put("/api/c/seen", json={"seq": last})).status_code == 204

    async def changes(self, since: dict[str, Any]) -> dict[str, Any]:
        place = {"epoch": since["epoch"], "since": since["seq"]}
        answer = await self.line.get("/api/c/changes", params=place)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def brings(self, content: bytes, kind: str, name: str = "photo.png") -> str:
        """A file, before the words that name it."""
        id = str(new_id())
        headers = {"content-type": kind, "okno-file-name": name}
        answer = await self.line.put(f"/api/c/files/{id}", content=content, headers=headers)
        assert answer.status_code == 200, answer.text
        return id
