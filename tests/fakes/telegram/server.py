"""The HTTP face of the fake: reads a call, judges it, lets the fault happen, answers as Telegram does."""

import asyncio
import hashlib
import json
import math
from collections import Counter
from typing import Any

from aiohttp import BodyPartReader, web
from multidict import MultiMapping

from .albums import attached, pictures_of
from .contract import Contract, Upload
from .faults import SAYS_NO, Fault, FaultPlan, Refusal, refusal_of
from .ledger import Json
from .limits import Limits
from .methods import METHODS, SENDS, name_of
from .polling import get_updates
from .world import Bot, World

LARGEST_CALL = 60 * 1024 * 1024
GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Api:
    def __init__(self, world: World, contract: Contract, faults: FaultPlan, limits: Limits) -> None:
        self._world, self._contract, self._faults, self._limits = world, contract, faults, limits
        self._under_way: Counter[tuple[int, int]] = Counter()
        self.dark = False

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        if self.dark:
            return _hung_up(request)
        bot = self._world.bots.get(request.match_info["token"])
        method = name_of(request.match_info["method"]) or self._contract.name_of(request.match_info["method"])
        if bot is None:
            return _refused(Refusal(401, "Unauthorized"))
        try:
            params = await _params(request)
        except web.HTTPRequestEntityTooLarge:
            return _refused(Refusal(413, "Request Entity Too Large"))
        call = self._note_call(bot, method or request.match_info["method"], params)
        fate = "hung up"
        try:
            answer = await self._perform(request, bot, method, params, call)
            fate = str(answer.status)
            return answer
        except Refusal as refusal:
            fate = f"{refusal.status} {refusal.description}"
            return _refused(refusal)
        finally:
            self._world.note("answer", bot, call=call, method=method, fate=fate)

    async def download(self, request: web.Request) -> web.StreamResponse:
        bot = self._world.bots.get(request.match_info["token"])
        if self.dark or bot is None:
            return _hung_up(request) if self.dark else _refused(Refusal(401, "Unauthorized"))
        path = request.match_info["path"]
        file = next((f for f in bot.files.values() if f.path == path), None)
        fault = self._faults.take(bot=bot.id, method="download", chat=None)
        self._world.note("call", bot, method="download", params={"path": path})
        if fault is not None and fault.kind != "slow":
            return _hung_up(request) if fault.kind in ("drop", "silence") else _refused(refusal_of(fault))
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        if file is None:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _perform(
        self, request: web.Request, bot: Bot, method: str | None, params: Json, call: int
    ) -> web.StreamResponse:
        if method is None:
            self._world.note("violation", bot, call=call, what=f"no method {request.match_info['method']}")
            raise Refusal(404, "Not Found")
        self._judge(bot, method, params, call)
        if method == "getUpdates":
            return await self._spoilt_or_not(request, bot, method, params, call)
        if method not in METHODS:
            self._world.note("question", bot, call=call, what=f"the fake does not perform {method}")
            raise Refusal(501, f"Not Implemented: the fake does not perform {method}")
        if method not in SENDS:
            return await self._spoilt_or_not(request, bot, method, params, call)
        return await self._one_at_a_time(request, bot, method, params, call)

    async def _one_at_a_time(
        self, request: web.Request, bot: Bot, method: str, params: Json, call: int
    ) -> web.StreamResponse:
        """Whoever keeps an order sends the next message of a chat only after the answer to the one before."""
        key = (bot.id, _chat(params) or 0)
        if self._under_way[key]:
            self._world.note("violation", bot, call=call, what=f"two sends at once to chat {key[1]}")
        self._under_way[key] += 1
        try:
            self._heeds_the_429(bot, key[1], call)
            return await self._spoilt_or_not(request, bot, method, params, call)
        finally:
            self._under_way[key] -= 1

    async def _spoilt_or_not(
        self, request: web.Request, bot: Bot, method: str, params: Json, call: int
    ) -> web.StreamResponse:
        fault = self._faults.take(bot=bot.id, method=method, chat=_chat(params))
        if fault is None or fault.kind == "none":
            return await self._accepted(bot, method, params, call)
        self._world.note("fault", bot, call=call, fault=fault.kind, method=method)
        if fault.kind in SAYS_NO:
            if fault.kind == "too_many":
                self._limits.close(bot.id, None if fault.whole_bot else _chat(params), fault.retry_after)
            raise refusal_of(fault)
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return await self._accepted(bot, method, params, call)
        if fault.kind.endswith("_after_accept"):
            await self._accepted(bot, method, params, call)
        return await _no_word(request, fault)

    async def _accepted(self, bot: Bot, method: str, params: Json, call: int) -> web.Response:
        if method == "getUpdates":
            body = await get_updates(self._world, bot, params, call)
            return web.Response(body=body, content_type="application/json")
        if method in SENDS:
            self._hold_to_limits(bot, _chat(params) or 0, call, pictures_of(params))
        result = METHODS[method](self._world, bot, params, call)
        return web.json_response({"ok": True, "result": result})

    def _heeds_the_429(self, bot: Bot, chat: int, call: int) -> None:
        if left := self._limits.too_early(bot.id, chat):
            what = f"chat {chat} called {left:.2f} s before the time a 429 named"
            self._world.note("violation", bot, call=call, what=what)
            if self._limits.mode == "enforce":
                raise _too_many(left)

    def _hold_to_limits(self, bot: Bot, chat: int, call: int, messages: int) -> None:
        if (breach := self._limits.breach(bot.id, chat, messages)) is None:
            return
        what, wait = breach
        self._world.note("violation", bot, call=call, what=f"over {what}: chat {chat}")
        if self._limits.mode == "enforce":
            self._limits.close(bot.id, chat, math.ceil(wait))
            raise _too_many(wait)

    def _judge(self, bot: Bot, method: str, params: Json, call: int) -> None:
        apart = attached(params)
        findings = self._contract.check(method, {k: v for k, v in params.items() if k not in apart})
        for finding in findings:
            kind = "question" if finding.refusal is None else "violation"
            self._world.note(kind, bot, call=call, what=finding.what)
        if refusal := next((f.refusal for f in findings if f.refusal is not None), None):
            raise Refusal(400, f"Bad Request: {refusal}")

    def _note_call(self, bot: Bot, method: str, params: Json) -> int:
        chat = _chat(params)
        shown = {name: _shown(value) for name, value in params.items()}
        return self._world.note("call", bot, method=method, chat=chat, params=shown)


async def _params(request: web.Request) -> Json:
    """Fields from the address and from the body, whatever form it has; files as Upload."""
    params: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        try:
            given = json.loads(body) if body else {}
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return params
        return params | given
    if request.content_type == "multipart/form-data":
        return await _multipart(request, params)
    return params | _plain(await request.post())


def _plain(fields: MultiMapping[Any]) -> Json:
    return {name: value for name, value in fields.items() if isinstance(value, str)}


async def _multipart(request: web.Request, params: Json) -> Json:
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            params[part.name] = content.decode("utf-8", "replace")
        else:
            media_type = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(name=part.filename, media_type=media_type, content=content)
    for name, value in params.items():
        if isinstance(value, str) and value.startswith("attach://"):
            params[name] = uploads.pop(value.removeprefix("attach://"), value)
    return params | uploads


def _chat(params: Json) -> int | None:
    try:
        return int(params["chat_id"])
    except (KeyError, ValueError, TypeError):
        return None


def _shown(value: Any) -> Any:
    if not isinstance(value, Upload):
        return value
    digest = hashlib.sha256(value.content).hexdigest()
    return {"file": value.name, "media_type": value.media_type, "size": len(value.content), "sha256": digest}


async def _no_word(request: web.Request, fault: Fault) -> web.Response:
    if fault.kind.startswith("bad_gateway"):
        return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
    if fault.kind.startswith("silence"):
        await asyncio.sleep(fault.seconds)
    return _hung_up(request)


def _hung_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)


def _too_many(wait: float) -> Refusal:
    seconds = math.ceil(wait)
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _refused(refusal: Refusal) -> web.Response:
    answer: Json = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    headers = {}
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    if "retry_after" in refusal.parameters:
        headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return web.json_response(answer, status=refusal.status, headers=headers)
