"""An administrator gives the house its bot in the app, or takes it away. Runs in the API process."""

import re
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, delete, get, put
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from app.kit.auth import Who, only
from app.kit.db import Db
from app.kit.errors import Problem, bad_field
from app.kit.http import AsWho, InUnit
from app.kit.secrets import Seal
from bots import actions, queries
from bots.model import BotRow, Giver, State

TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,100}")
"""As @BotFather writes it."""


class BotToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: Annotated[str, msgspec.Meta(max_length=300)]


class OwnBot(msgspec.Struct, frozen=True, kw_only=True):
    """The house's bot; never its token. `id` None: there is none. One `by_settings` is changed on the server only."""

    id: UUID | None
    username: str | None
    link: str | None
    state: State
    by_settings: bool
    turned_away: int
    """How many own accounts that no manager had proved theirs wanted in: nothing else is kept of them."""


def shown(bot: BotRow | None) -> OwnBot:
    if bot is None:
        return OwnBot(id=None, username=None, link=None, state="off", by_settings=False, turned_away=0)
    return OwnBot(
        id=bot.id,
        username=bot.username,
        link=f"https://t.me/{bot.username}" if bot.username else None,
        state=bot.state,
        by_settings=bot.given_by == "settings",
        turned_away=bot.turned_away,
    )


async def own_bot(db: Db) -> BotRow | None:
    return next((bot for bot in await queries.bots(db) if bot.state != "off"), None)


@get("/api/bot", guards=[only("administrator")])
async def show_bot(unit: InUnit) -> OwnBot:
    """The bot of the house, and how it is."""
    return shown(await unit.read(own_bot))


@put("/api/bot", guards=[only("administrator")])
async def put_bot(
    request: Request[Who, Any, Any], unit: InUnit, who: AsWho, data: JSONBody[BotToken]
) -> OwnBot:
    """The house has the bot of this token from now on; a worker asks Telegram about it within seconds. The same
    token again has it asked at once."""
    token = data.token.strip()
    if not TOKEN.fullmatch(token):
        raise bad_field("token", "bot_token")
    seal: Seal = request.app.state.seal
    return shown(await unit.write(lambda db: give(db, who, seal, token)))


async def give(db: Db, who: Who, seal: Seal, token: str) -> BotRow | None:
    refuse_settings(await own_bot(db))
    giver: Giver = "app"
    await actions.register(db, seal, token, giver, who.id)
    bot = await own_bot(db)
    if bot and bot.state in ("refused", "unreachable"):
        await actions.note_state(db, bot, "new", by=who.id)
    return await own_bot(db)


@delete("/api/bot", guards=[only("administrator")], status_code=HTTP_200_OK)
async def take_bot(unit: InUnit, who: AsWho) -> OwnBot:
    """The house has no bot any more: who came by it is not reached through Telegram."""
    return shown(await unit.write(lambda db: take(db, who)))


async def take(db: Db, who: Who) -> None:
    bot = await own_bot(db)
    refuse_settings(bot)
    if bot:
        await actions.put_off(db, bot, "no_token", who.id)


def refuse_settings(bot: BotRow | None) -> None:
    if bot and bot.given_by == "settings":
        raise Problem("bot_by_settings", 409)


router = Router("/", route_handlers=[show_bot, put_bot, take_bot])
