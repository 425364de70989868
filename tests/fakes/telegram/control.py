"""The control endpoints: everything a test may tell or ask the fake when it runs as its own process."""

import base64
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from .clients import User
from .faults import Fault, Mix
from .ledger import Json
from .world import Bot

if TYPE_CHECKING:
    from .fake import FakeTelegram

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ACTS = frozenset(
    {
        "says",
        "starts",
        "sends",
        "sends_photo",
        "sends_voice",
        "sends_document",
        "sends_location",
        "shares_contact",
        "shares_contact_of",
        "forwards_contact",
        "edits",
        "replaces",
        "presses",
        "blocks",
        "unblocks",
        "deletes_account",
        "connects_account",
        "changes_rights",
        "disconnects_account",
        "writes_to",
        "is_written_by",
    }
)


class Control:
    def __init__(self, fake: "FakeTelegram") -> None:
        self._fake = fake

    def routes(self) -> list[web.RouteDef]:
        table: list[tuple[str, str, Handler]] = [
            ("GET", "state", self.state),
            ("GET", "ledger", self.ledger),
            ("POST", "bots", self.add_bot),
            ("PUT", "bots", self.renew_token),
            ("POST", "users", self.add_user),
            ("POST", "act", self.act),
            ("POST", "raw", self.raw),
            ("POST", "again", self.again),
            ("POST", "faults", self.add_fault),
            ("PUT", "mix", self.mix),
            ("DELETE", "faults", self.clear_faults),
            ("PUT", "dark", self.go_dark),
            ("DELETE", "dark", self.come_back),
            ("POST", "skip", self.skip),
            ("PUT", "limits", self.set_limits),
        ]
        return [web.route(verb, f"/control/{name}", _explained(handler)) for verb, name, handler in table]

    async def state(self, request: web.Request) -> web.Response:
        bots = [
            {
                "id": bot.id,
                "username": bot.username,
                "pending": list(bot.pending),
                "webhook": bot.webhook.url if bot.webhook else None,
                "polled_now": bot.poll is not None,
            }
            for bot in self._fake.world.bots.values()
        ]
        ports = {"port": self._fake.port, "control_port": self._fake.control_port}
        about = {"dark": self._fake.dark, "contract": self._fake.contract.known}
        return _json({**ports, **about, "bots": bots})

    async def ledger(self, request: web.Request) -> web.Response:
        """?after=N for what came since; ?kind=… for one kind."""
        after, kind = int(request.query.get("after", 0)), request.query.get("kind")
        found = self._fake.ledger.records[after:]
        records = [msgspec.structs.asdict(r) for r in found if kind in (None, r.kind)]
        return _json({"n": len(self._fake.ledger.records), "records": records})

    async def add_bot(self, request: web.Request) -> web.Response:
        bot = self._fake.add_bot(**await request.json())
        return _json({"id": bot.id, "username": bot.username})

    async def renew_token(self, request: web.Request) -> web.Response:
        given = await request.json()
        self._fake.world.renew_token(self._bot(given["bot"]), given["token"])
        return _json({})

    async def add_user(self, request: web.Request) -> web.Response:
        given = await request.json()
        bot = self._bot(given.pop("bot"))
        return _json(self._fake.user(bot, **given).about)

    async def act(self, request: web.Request) -> web.Response:
        """{"bot", "user": id or {"id", "first_name", …}, "act": "says", "args": {"text": …}};
        the content of a file as "content_base64"."""
        given = await request.json()
        user, act = self._user(given["bot"], given["user"]), given["act"]
        if act not in ACTS:
            raise ValueError(f"no such act: {act}; there are {', '.join(sorted(ACTS))}")
        args = dict(given.get("args") or {})
        if "content_base64" in args:
            args["content"] = base64.b64decode(args.pop("content_base64"))
        return _json({"result": await getattr(user, act)(**args)})

    async def raw(self, request: web.Request) -> web.Response:
        """The body is the update, byte for byte; ?bot=ID; ?lane=… (one lane is kept in order)."""
        bot = self._bot(request.query["bot"])
        update = self._fake.raw(bot, await request.read(), lane=request.query.get("lane", "raw"))
        return _json({"update_id": update.id})

    async def again(self, request: web.Request) -> web.Response:
        given = await request.json()
        bot = self._bot(given["bot"])
        statuses = await self._fake.push_again(bot, given["update_id"], times=given.get("times", 1))
        return _json({"statuses": statuses})

    async def add_fault(self, request: web.Request) -> web.Response:
        """One Fault, or a list of them."""
        given = await request.json()
        for fault in given if isinstance(given, list) else [given]:
            self._fake.faults.add(msgspec.convert(fault, Fault))
        return _json({})

    async def mix(self, request: web.Request) -> web.Response:
        self._fake.faults.mix(msgspec.convert(await request.json(), Mix))
        return _json({})

    async def clear_faults(self, request: web.Request) -> web.Response:
        self._fake.clear_faults()
        return _json({})

    async def go_dark(self, request: web.Request) -> web.Response:
        """{"seconds": N}; without it only another port can end the darkness."""
        given = await request.json() if request.can_read_body else {}
        await self._fake.go_dark(given.get("seconds"), spare=request.transport)
        answer = _json({})
        answer.force_close()
        return answer

    async def come_back(self, request: web.Request) -> web.Response:
        await self._fake.come_back()
        return _json({})

    async def skip(self, request: web.Request) -> web.Response:
        self._fake.skip((await request.json())["seconds"])
        return _json({"now": self._fake.clock.now()})

    async def set_limits(self, request: web.Request) -> web.Response:
        mode = (await request.json())["mode"]
        if mode not in ("off", "note", "enforce"):
            raise ValueError(f"limits are off, note or enforce, not {mode}")
        self._fake.limits.mode = mode
        return _json({})

    def _bot(self, name: Any) -> Bot:
        """By id or by token."""
        for bot in self._fake.world.bots.values():
            if str(name) in (str(bot.id), bot.token):
                return bot
        raise ValueError(f"no bot {name}")

    def _user(self, bot_name: Any, user: Any) -> User:
        bot = self._bot(bot_name)
        if isinstance(user, dict):
            return self._fake.user(bot, **user)
        chat = bot.chats.get(int(user))
        if chat is None:
            raise ValueError(f"no user {user} of bot {bot.id}; name one with a first_name")
        about = {key: value for key, value in chat.about.items() if key != "type"}
        return User(self._fake.world, bot, {**about, "is_bot": False, "language_code": "ru"}, chat)


def _explained(handler: Handler) -> Handler:
    """A mistake in a test's request is answered with the reason, not with a bare 500."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (ValueError, KeyError, TypeError, AssertionError, msgspec.ValidationError) as mistake:
            return _json({"mistake": f"{type(mistake).__name__}: {mistake}"}, status=400)

    return answer


def _json(value: Json, status: int = 200) -> web.Response:
    return web.json_response(value, status=status)
