"""Inviting a client, and the page their link opens. Runs in the API process: nothing here may reach aiogram."""

from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, JSONBody

from app.clients.seeing import own_client
from app.conversations.invitations import invited
from app.conversations.inviting import Way, make_invitation
from app.kit import phones
from app.kit.auth import Who, with_clients
from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.http import AsWho, InUnit, language_of
from app.kit.tokens import dealership_of, digest
from app.sync.actions import apply, landed
from app.texts import Phrase, say
from bots.linking import links_of, token_for, username_of_bot


class NewInvitation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which link to make. `id` is the key that makes a repeat harmless."""

    id: UUID
    channel: Way = "telegram"


class Invite(NewInvitation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of the act: never the link."""

    expires_at: datetime


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    expires_at: datetime


@post("/api/clients/{client_id:uuid}/invitations", guards=[with_clients], status_code=201)
async def invite(
    request: Request[Who, Any, Any],
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    data: JSONBody[NewInvitation],
) -> Invited:
    """A personal link for one's own client, good once and for thirty days."""
    body = Invite(id=data.id, channel=data.channel, client_id=client_id)
    token = token_for(request.app.state.seal, who.dealership, data.id)

    async def act(db: Db) -> tuple[str | None, bytes]:
        username = await username_of_bot(db)
        if data.channel == "telegram" and username is None:
            raise Problem("no_bot", 409)
        made = await apply(
            db, who.id, data.id, "clients.invite", body, lambda: make_for_own(db, who, body, token)
        )
        return username, made

    username, made = await unit.write(act, landed=landed(who.id, data.id))
    links = links_of(request.app.state.config.site, username, token)
    url = links.telegram if data.channel == "telegram" and links.telegram else links.web
    return Invited(url=url, expires_at=msgspec.json.decode(made, type=Made).expires_at)


async def make_for_own(db: Db, who: Who, body: Invite, token: str) -> Made:
    client = await own_client(db, who, body.client_id)
    made = await make_invitation(db, client.id, body.channel, who.id, token=token)
    return Made(expires_at=made.expires_at)


# --- the page behind a link


STYLE = """
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center }
main { max-width: 24rem; padding: 2rem 1.5rem; text-align: center }
h1 { margin: 0.25rem 0; font-size: 1.75rem; line-height: 1.2 }
.button { display: block; margin: 2rem 0 1rem; padding: 0.875rem 1.5rem; border-radius: 0.75rem;
  background: #1d5fbf; color: #fff; font-weight: 600; text-decoration: none }
.button:focus-visible { outline: 3px solid currentcolor; outline-offset: 3px }
"""

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="stylesheet" href="/c/style.css">
</head>
<body><main>
{content}
</main></body>
</html>
"""


@get("/c/style.css", include_in_schema=False, sync_to_thread=False)
def show_style() -> Response[str]:
    headers = {"cache-control": "public, max-age=3600"}
    return Response(STYLE, media_type="text/css; charset=utf-8", headers=headers)


@get("/c/{token:str}", include_in_schema=False)
async def show_invitation(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Whose client the holder of this link is, and the way into Telegram. Nothing is spent by looking."""
    dealership = dealership_of(token)
    database: Database = request.app.state.database
    found = None
    if dealership:
        found, _ = await database.work(dealership, lambda db: facts_of(db, token))
    if found is None:
        language = language_of(request)
        words = say(Phrase("window.unknown"), language)
        return html(page(language, "Okno", [f"<p>{escape(words)}</p>"]), 404)
    row, username = found
    return html(shown(row, links_of(request.app.state.config.site, username, token).telegram, username), 200)


async def facts_of(db: Db, token: str) -> tuple[Any, str | None] | None:
    row = await invited(db, digest(token))
    return (row, await username_of_bot(db)) if row else None


def shown(row: Any, telegram: str | None, username: str | None) -> str:
    """A spent link still says who the manager is; its button opens the bot without it."""
    language = row["language"]

    def words(code: str, **facts: Any) -> str:
        return escape(say(Phrase(code, facts), language))

    way = f"https://t.me/{username}" if row["used_at"] and username else telegram
    parts = [
        f"<p>{escape(row['house'])}</p>",
        f"<h1>{escape(row['manager'])}</h1>",
        f"<p>{words('window.manager')}</p>",
    ]
    if way:
        parts.append(f'<a class="button" href="{escape(way)}">{words("window.write")}</a>')
    if row["phone"]:
        parts.append(f"<p>{words('start.phone', phone=phones.shown(row['phone']))}</p>")
    return page(language, row["manager"], parts)


def page(language: str, title: str, parts: list[str]) -> str:
    return PAGE.format(language=language, title=escape(title), content="\n".join(parts))


def html(text: str, status: int) -> Response[str]:
    return Response(text, status_code=status, media_type="text/html; charset=utf-8")


router = Router(
    "/",
    route_handlers=[
        invite,
        Router("/", route_handlers=[show_style, show_invitation], opt={"exclude_from_auth": True}),
    ],
)
