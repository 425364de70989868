"""What the fake saw and did: an append-only list; its file outlives a SIGKILL of the fake."""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import msgspec

Json = dict[str, Any]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `kind` is one of: started, bot, chat, call, answer, message, own, edit, delete, update, unqueued,
    handed, acked, expired, push, hook, conflict, fault, violation, question."""

    n: int
    at: float
    kind: str
    bot: int | None
    data: Json


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A message of the bot that the fake really accepted, with the id it gave."""

    n: int
    at: float
    bot: int
    chat_id: int
    message_id: int
    method: str
    text: str
    markup: Json | None
    message: Json


class Ledger:
    def __init__(self, file: Path | None = None) -> None:
        self.records: list[Record] = []
        self._by_kind: dict[str, list[Record]] = defaultdict(list)
        self._bell = asyncio.Event()
        self._file = None
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            for record in _lines(file) if file.exists() else ():
                self._keep(record)
            # Unbuffered: a line is with the kernel before the answer leaves, so a SIGKILL cannot lose it.
            self._file = file.open("ab", buffering=0)
            if file.stat().st_size and not file.read_bytes().endswith(b"\n"):
                self._file.write(b"\n")

    @classmethod
    def read(cls, file: Path) -> Self:
        """The ledger of another process, alive or dead, as it stands now."""
        return cls.of_records(_lines(file))

    @classmethod
    def of_records(cls, records: Iterable[Record]) -> Self:
        ledger = cls()
        for record in records:
            ledger._keep(record)
        return ledger

    def note(self, kind: str, at: float, bot: int | None = None, **data: Any) -> Record:
        record = Record(n=len(self.records) + 1, at=at, kind=kind, bot=bot, data=data)
        if self._file is not None:
            # The standard encoder: it writes lone surrogates as escapes, which stricter ones refuse.
            self._file.write(json.dumps(msgspec.structs.asdict(record)).encode() + b"\n")
        self._keep(record)
        self._bell.set()
        return record

    async def change(self, seconds: float) -> None:
        """Return when something was noted, or after so many seconds."""
        self._bell.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def of(self, kind: str, wanted: Json | None = None, *, bot: int | None = None) -> list[Record]:
        """Records of one kind whose data hold the wanted values."""
        return [
            r
            for r in self._by_kind[kind]
            if (bot is None or r.bot == bot)
            and all(r.data.get(key) == value for key, value in (wanted or {}).items())
        ]

    def sent(self, *, bot: int | None = None, chat: int | None = None) -> list[Sent]:
        """Accepted messages, in the order of acceptance."""
        return [_sent(r) for r in self.of("message", {} if chat is None else {"chat": chat}, bot=bot)]

    def sent_as(self, owner: int, chat: int) -> list[Sent]:
        """What a bot wrote in this chat of somebody's own account."""
        return [_sent(r) for r in self.of("own", {"owner": owner, "chat": chat})]

    def calls(self, method: str | None = None, *, bot: int | None = None) -> list[Record]:
        return self.of("call", {} if method is None else {"method": method}, bot=bot)

    def violations(self, *, bot: int | None = None) -> list[str]:
        return [str(r.data["what"]) for r in self.of("violation", bot=bot)]

    def questions(self, *, bot: int | None = None) -> list[str]:
        return [str(r.data["what"]) for r in self.of("question", bot=bot)]

    def made(self, *, bot: int | None = None) -> list[int]:
        """Ids of all updates queued for the bot, in order."""
        return [int(r.data["update_id"]) for r in self.of("update", bot=bot)]

    def acked(self, *, bot: int | None = None, by: str | None = None) -> list[int]:
        """Ids of updates taken off the queue by: webhook, offset, cleared (a negative offset) or dropped."""
        found = self.of("acked", {} if by is None else {"by": by}, bot=bot)
        return [int(r.data["update_id"]) for r in found]

    def unacked(self, *, bot: int | None = None) -> list[int]:
        gone = set(self.acked(bot=bot)) | {int(r.data["update_id"]) for r in self.of("expired", bot=bot)}
        return [update_id for update_id in self.made(bot=bot) if update_id not in gone]

    def tail(self, count: int = 15) -> str:
        """The last lines, for the message of a failed wait."""
        return "\n".join(f"{r.n} {r.kind} {json.dumps(r.data)[:300]}" for r in self.records[-count:])

    def _keep(self, record: Record) -> None:
        self.records.append(record)
        self._by_kind[record.kind].append(record)


def _lines(file: Path) -> Iterable[Record]:
    for line in file.read_bytes().splitlines():
        try:
            record = Record(**json.loads(line))
        except (ValueError, TypeError):
            # Only a line torn by a SIGKILL in the middle of a write; it was never answered.
            continue
        yield record


def _sent(record: Record) -> Sent:
    message = record.data["message"]
    return Sent(
        n=record.n,
        at=record.at,
        bot=record.bot or 0,
        chat_id=record.data["chat"],
        message_id=message["message_id"],
        method=record.data["method"],
        text=message.get("text") or message.get("caption") or "",
        markup=record.data.get("markup"),
        message=message,
    )
