"""Vera, her own Telegram account beside the bot, and what lies in the house of it."""

import re
from typing import Any

from app.kit.db import Db
from app.kit.ids import new_id
from tests.bots.office import Office
from tests.fakes.telegram import User

BYTES = re.compile(r"\\\\x((?:[0-9a-f]{2})+)")
"""How a row shows a column of bytes."""


class Own:
    """Vera's account at the fake, proved and connected as far as a test says."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.vera: User = office.person(name="Вера")
        self.anna: User = office.person(name="Анна")

    async def proves(self, who: str = "vera", user: User | None = None) -> None:
        """By the link that this colleague gets in the app."""
        await (user or self.vera).starts(await self.link(who))
        await self.office.turn()

    async def link(self, who: str = "vera") -> str:
        answer = await self.office.house.post(who, "/api/me/messenger/links", {"id": str(new_id())})
        assert answer.status_code == 201, answer.text
        token: str = answer.json()["url"].rpartition("=")[2]
        return token

    async def connected(self, *, can_reply: bool = True) -> None:
        """Proved, connected, and Anna (known by the bot) on the list."""
        await self.office.know(self.anna)
        await self.proves()
        await self.vera.connects_account(can_reply=can_reply)
        await self.office.turn()
        assert (await self.lists()).status_code == 200

    async def lists(self, who: str = "vera") -> Any:
        return await self.office.house.send(who, "PUT", f"/api/clients/{self.office.anna}/own-chat")

    async def leaves_out(self) -> None:
        answer = await self.office.house.send("vera", "DELETE", f"/api/clients/{self.office.anna}/own-chat")
        assert answer.status_code == 200

    async def listens(self, on: bool) -> None:
        path, body = "/api/own-account/listening", {"listens": on}
        assert (await self.office.house.send("vera", "PUT", path, body)).status_code == 200

    async def account(self, who: str = "vera") -> dict[str, Any]:
        found: dict[str, Any] = (await self.office.house.get(who, "/api/own-account")).json()
        return found

    async def chat(self) -> dict[str, Any]:
        path = f"/api/clients/{self.office.anna}/own-chat"
        found: dict[str, Any] = (await self.office.house.get("vera", path)).json()
        return found

    async def hears(self, text: str, **fields: Any) -> Any:
        """Anna writes to Vera's own account."""
        message = await self.vera.is_written_by(self.anna, text, **fields)
        await self.office.turn()
        return message

    async def writes(self, text: str, **fields: Any) -> Any:
        """Vera writes to Anna in her own account."""
        message = await self.vera.writes_to(self.anna, text, **fields)
        await self.office.turn()
        return message

    def sent(self) -> list[str]:
        """What the bot wrote to Anna as Vera."""
        return [sent.text for sent in self.office.fake.ledger.sent_as(self.vera.id, self.anna.id)]

    def by_bot(self) -> list[str]:
        return self.office.told(self.anna)

    async def said(self) -> list[tuple[str, str, str]]:
        """The talk: direction, channel, words."""
        path = f"/api/clients/{self.office.anna}/messages"
        found = (await self.office.house.get("vera", path, limit=100)).json()["messages"]
        return [(one["direction"], one["channel"], one["text"]) for one in found]


async def traces(office: Office, *words: str) -> list[str]:
    """Every table of this house in which any of these words stands, in whatever column."""

    async def look(db: Db) -> list[str]:
        tables = await db.rows(
            """SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
               AND a.attname = 'dealership_id' WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
               AND $1::uuid IS NOT NULL"""
        )
        found = []
        for table in tables:
            for row in await db.rows(
                f"SELECT t::text AS row FROM {table['name']} t WHERE dealership_id = $1"
            ):
                raw = b" ".join(bytes.fromhex(each) for each in BYTES.findall(row["row"]))
                text = row["row"] + raw.decode("utf-8", "replace") + unescaped(raw)
                if any(word in text for word in words):
                    found.append(table["name"])
        return sorted(set(found))

    names: list[str] = await office.house.unit(look)
    return names


def unescaped(raw: bytes) -> str:
    """JSON writes Cyrillic as escapes."""
    return raw.decode("unicode_escape", "replace") if b"\\u" in raw else ""
