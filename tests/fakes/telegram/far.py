"""The same fake in a process of its own, driven over its control endpoints: for tests that kill processes."""

import asyncio
import base64
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self

import aiohttp
import msgspec

from .ledger import Json, Ledger, Record, Sent

ROOT = Path(__file__).resolve().parents[3]


class FarTelegram:
    """`url`: what OKNO_TELEGRAM_API_URL names; `control`: where it is told and asked."""

    def __init__(self, url: str, control: str, process: asyncio.subprocess.Process | None = None) -> None:
        self.url = url
        self._control = control
        self._process = process
        self._session = aiohttp.ClientSession()

    @classmethod
    async def spawn(cls, ledger: Path, *options: str) -> Self:
        """Start the process; options as on its command line. The ledger's file outlives it."""
        command = ["-m", "tests.fakes.telegram", "--ledger", str(ledger), "--control-port", "0", *options]
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            raise RuntimeError(f"the fake did not start: exit code {await process.wait()}")
        said = json.loads(line)
        return cls(said["url"], said["control"], process)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        await self._session.close()
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(how)
            await self._process.wait()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def add_bot(self, token: str, username: str = "okno_test_bot", first_name: str = "Okno") -> int:
        given = {"token": token, "username": username, "first_name": first_name}
        return int((await self._ask("POST", "bots", given))["id"])

    async def renew_token(self, bot: int, token: str) -> None:
        await self._ask("PUT", "bots", {"bot": bot, "token": token})

    async def user(
        self,
        bot: int,
        id: int,
        first_name: str = "Anna",
        **more: Any,
    ) -> "FarUser":
        await self._ask("POST", "users", {"bot": bot, "id": id, "first_name": first_name, **more})
        return FarUser(self, bot, id)

    async def act(self, bot: int, user: int, act: str, args: Json) -> Json:
        if isinstance(args.get("content"), bytes):
            args = {**args, "content_base64": base64.b64encode(args["content"]).decode()}
            del args["content"]
        given = {"bot": bot, "user": user, "act": act, "args": args}
        result = (await self._ask("POST", "act", given))["result"]
        return result if isinstance(result, dict) else {}

    async def raw(self, bot: int, update: bytes, *, lane: str = "raw") -> int:
        address = f"{self._control}/control/raw"
        async with self._session.post(address, data=update, params={"bot": bot, "lane": lane}) as answer:
            return int((await _checked(answer))["update_id"])

    async def push_again(self, bot: int, update_id: int | None, *, times: int = 1) -> list[int | None]:
        given = {"bot": bot, "update_id": update_id, "times": times}
        return list((await self._ask("POST", "again", given))["statuses"])

    async def fail_next(self, method: str | None, *, kind: str, **more: Any) -> None:
        await self._ask("POST", "faults", {"method": method, "kind": kind, **more})

    async def mix(self, seed: int, shares: dict[str, float], **more: Any) -> None:
        await self._ask("PUT", "mix", {"seed": seed, "shares": shares, **more})

    async def clear_faults(self) -> None:
        await self._ask("DELETE", "faults")

    async def go_dark(self, seconds: float | None = None) -> None:
        await self._ask("PUT", "dark", {"seconds": seconds})

    async def come_back(self) -> None:
        await self._ask("DELETE", "dark")

    async def wait_for_light(self, seconds: float = 20) -> None:
        """Until the API takes connections again."""
        until = asyncio.get_running_loop().time() + seconds
        while (await self.state())["dark"]:
            assert asyncio.get_running_loop().time() < until, f"still dark after {seconds} s"
            await asyncio.sleep(0.05)

    async def skip(self, seconds: float) -> None:
        await self._ask("POST", "skip", {"seconds": seconds})

    async def set_limits(self, mode: str) -> None:
        await self._ask("PUT", "limits", {"mode": mode})

    async def state(self) -> Json:
        return await self._ask("GET", "state")

    async def ledger(self) -> Ledger:
        """The whole ledger as it stands now."""
        return Ledger.of_records([Record(**r) for r in (await self._ask("GET", "ledger"))["records"]])

    async def sent_to(self, user: "FarUser") -> list[Sent]:
        return (await self.ledger()).sent(bot=user.bot, chat=user.id)

    async def wait_for(self, predicate: Callable[[Ledger], Any], seconds: float = 20) -> Any:
        """The first truthy result of a question to the ledger."""
        until = asyncio.get_running_loop().time() + seconds
        while True:
            ledger = await self.ledger()
            if found := predicate(ledger):
                return found
            if asyncio.get_running_loop().time() > until:
                raise AssertionError(f"not within {seconds} s; the ledger ends:\n{ledger.tail()}")
            await asyncio.sleep(0.1)

    async def _ask(self, verb: str, what: str, given: Json | None = None) -> Json:
        async with self._session.request(verb, f"{self._control}/control/{what}", json=given) as answer:
            return await _checked(answer)


class FarUser(msgspec.Struct, frozen=True):
    """A client over there: the acts of User by the same names, arguments by name."""

    fake: FarTelegram
    bot: int
    id: int

    def __getattr__(self, act: str) -> Callable[..., Awaitable[Json]]:
        if act.startswith("_"):
            raise AttributeError(act)

        async def do(text: str | None = None, **args: Any) -> Json:
            first = {"starts": "payload", "presses": "button", "shares_contact": "phone"}.get(act, "text")
            return await self.fake.act(
                self.bot, self.id, act, args if text is None else {first: text, **args}
            )

        return do


async def _checked(answer: aiohttp.ClientResponse) -> Json:
    value: Json = await answer.json()
    if answer.status != 200:
        raise ValueError(value.get("mistake", value))
    return value
