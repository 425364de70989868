"""A whole installation for a story: the demo dealership, its processes, and Telegram on the other side."""

import atexit
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import httpx

from app.demo.anna import NAME
from app.kit.ids import new_id
from tests.fakes.telegram import FarTelegram
from tests.fakes.telegram.far import FarUser
from tests.network import PLAIN
from tests.operation.ground import Serving, okno, until

TOKEN = "4242:story-token"
ANNA = NAME.written


def an_hour_is_left() -> bool:
    """Is what is promised within an hour still today's? In the evening it is tomorrow's, and Today shows none of it."""
    now = datetime.now(ZoneInfo("Europe/Samara"))
    return now.hour < 20


furnished: dict[int, Path] = {}
"""Homes with a demo that nobody has lived in: number of clients → folder."""


def furnish(home: Path, clients: int) -> None:
    """A demo of this size. The first one is made by the commands, those after it are copies of it as it was."""
    if clients in furnished:
        shutil.copytree(furnished[clients], home, symlinks=True)
        return
    for command in (["migrate"], ["seed", "--demo", "--clients", str(clients)]):
        made = okno(home, *command)
        assert made.returncode == 0, made.stderr
    if (
        home / "postgres"
    ).is_dir():  # else the database lies in the system's folders, where it cannot be copied
        kept = Path(tempfile.mkdtemp(prefix="okno-furnished-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        furnished[clients] = shutil.copytree(home, kept / "home", symlinks=True)


class Town:
    """Vera with her phone, her clients with theirs, and everything that runs between them."""

    def __init__(self, home: Path, telegram: FarTelegram, bot: int, mode: str) -> None:
        self.home, self.telegram, self.bot, self.mode = home, telegram, bot, mode
        self.serving: Serving | None = None
        self.more: dict[str, str] = {}
        """Further settings, before it starts."""
        self._tokens: dict[str, str] = {}

    @classmethod
    async def founded(cls, folder: Path, mode: str = "polling", *, clients: int = 3) -> "Town":
        """The demo with a few clients a manager, not running yet."""
        home = folder / "home"
        telegram = await FarTelegram.spawn(folder / "ledger.jsonl", "--speed", "20")
        bot = await telegram.add_bot(TOKEN, "okno_story_bot")
        furnish(home, 2 * clients)
        return cls(home, telegram, bot, mode)

    @property
    def site(self) -> str:
        assert self.serving is not None
        return self.serving.site

    def start(self) -> None:
        """Start everything, on the port it had before, and wait until it is ready."""
        port = self.serving.port if self.serving else None
        self.serving = Serving(self.home, "serve", port=port, **self.settings)
        self.serving.ready()

    @property
    def settings(self) -> dict[str, str]:
        return {
            "OKNO_TELEGRAM_TOKEN": TOKEN,
            "OKNO_TELEGRAM_API_URL": self.telegram.url,
            "OKNO_TELEGRAM_MODE": self.mode,
        } | self.more

    def bot_works(self) -> None:
        """Wait until the bot has found its Telegram."""
        assert self.serving is not None
        serving = self.serving
        until(
            lambda: "working" in str((ready := serving.get("/ready")) and ready.json().get("bot")),
            "the bot works",
        )

    async def end(self) -> None:
        if self.serving:
            self.serving.end()
        await self.telegram.stop()

    def works_around_the_clock(self, person: str) -> None:
        """Whatever the hour and the day: what can wait rings nobody at rest."""
        day = [{"from_minute": 0, "until_minute": 1440, "kind": "work"}]
        version = self.api(person, "GET", "/api/schedule")["version"]
        plan = {"id": str(new_id()), "version": version, "week": [day] * 7, "days": []}
        self.api(person, "PUT", "/api/schedule", plan)

    def okno(self, *arguments: str) -> str:
        """What a command prints, run against this installation."""
        assert self.serving is not None
        said = okno(self.home, *arguments, port=self.serving.port, **self.settings)
        assert said.returncode == 0, said.stderr
        return said.stdout

    async def tasks(self, kind: str) -> list[UUID]:
        """The clients of the open tasks of this kind, whichever day these fall on."""
        connection = await asyncpg.connect(self.okno("dsn").strip())
        try:
            rows = await connection.fetch(
                "SELECT client_id FROM tasks WHERE kind = $1 AND done_at IS NULL", kind
            )
        finally:
            await connection.close()
        return [row["client_id"] for row in rows]

    async def reached_only_at(self, chat: int) -> None:
        """Whatever else the demo knows of Anna's messengers is of no use: nothing goes on there in the morning."""
        client, connection = (
            self.annas_talk()["thread"]["client_id"],
            await asyncpg.connect(self.okno("dsn").strip()),
        )
        try:
            await connection.execute(
                "UPDATE addresses a SET stopped_at = now() FROM contact_points p WHERE p.id = a.contact_point_id "
                "AND p.client_id = $1::uuid AND a.destination <> $2",
                client,
                str(chat),
            )
        finally:
            await connection.close()

    def link(self, person: str) -> str:
        """A sign-in link for this person."""
        return self.okno("link", person).split()[-1]

    def api(self, person: str, method: str, path: str, body: Any = None) -> Any:
        """Ask the API as this person, again while the house is restarting, and answer the JSON."""
        token = self._tokens.get(person) or self._tokens.setdefault(
            person, self.okno("token", person).split()[-1]
        )

        def asked() -> httpx.Response | None:
            try:
                answer = httpx.request(
                    method,
                    self.site + path,
                    json=body,
                    headers={"authorization": f"Bearer {token}"},
                    timeout=20,
                    verify=PLAIN,
                )
            except httpx.TransportError:
                return None
            return None if answer.status_code == 503 else answer

        answer = until(asked, f"{method} {path} is answered")
        assert answer.status_code < 300, answer.text + self.log_tail()
        return answer.json() if answer.content else None

    def log_tail(self) -> str:
        """The end of what the processes said: for a test that fails."""
        assert self.serving is not None
        return "\n" + self.serving.said[-6000:]

    def invitation(self, client: str = ANNA) -> str:
        """The payload of the client's Telegram link."""
        return self.okno("invite", client).split("?start=")[1].split()[0]

    async def meets(self, id: int, name: str = "Anna") -> FarUser:
        """Somebody with a Telegram account."""
        return await self.telegram.user(self.bot, id, name)

    def annas_talk(self) -> dict[str, Any]:
        [anna] = [c for c in self.api("vera", "GET", "/api/book")["clients"] if c["name"] == ANNA]
        talk: dict[str, Any] = self.api("vera", "GET", f"/api/clients/{anna['id']}/messages?limit=100")
        return talk

    def answers(self, text: str, key: str | None = None) -> str:
        """Vera writes to Anna; repeated with the same key as her phone would."""
        id = key or str(new_id())
        thread = self.annas_talk()["thread"]["thread_id"]
        self.api("vera", "POST", f"/api/threads/{thread}/messages", {"id": id, "text": text})
        return id
