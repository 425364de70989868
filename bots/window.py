"""The page a client's personal link opens. Runs in the API process: nothing here may reach aiogram."""

from html import escape
from math import ceil
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_204_NO_CONTENT

from app.conversations.invitations import invited
from app.conversations.inviting import note_opening
from app.kit import phones
from app.kit.db import Database, Db
from app.kit.http import language_of
from app.kit.tokens import HALF, dealership_of, digest
from app.people.guessing import Guesses
from app.people.sessions import cookie_name
from app.texts import Phrase, say
from bots.linking import links_of, username_of_bot

STYLE = """
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center }
main { max-width: 24rem; padding: 2rem 1.5rem; text-align: center }
h1 { margin: 0.25rem 0; font-size: 1.75rem; line-height: 1.2 }
.button { display: block; margin: 2rem 0 1rem; padding: 0.875rem 1.5rem; border-radius: 0.75rem;
  background: #1d5fbf; color: #fff; font-weight: 600; text-decoration: none }
.button:focus-visible { outline: 3px solid currentcolor; outline-offset: 3px }
"""

SEEN = """
const tell = () => document.visibilityState === 'visible' &&
  fetch(location.pathname.replace(/\\/$/, '') + '/opening', { method: 'POST', keepalive: true }) &&
  removeEventListener('visibilitychange', tell)
addEventListener('visibilitychange', tell)
tell()
"""
"""Messengers and mail programs fetch every link to draw a preview; only a page that is looked at says so."""

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="stylesheet" href="/c/style.css">
{script}</head>
<body><main>
{content}
</main></body>
</html>
"""
SCRIPT = '<script src="/c/seen.js" defer></script>\n'


@get("/c/style.css", include_in_schema=False, sync_to_thread=False)
def show_style() -> Response[str]:
    return lasting(STYLE, "text/css")


@get("/c/seen.js", include_in_schema=False, sync_to_thread=False)
def show_script() -> Response[str]:
    return lasting(SEEN, "text/javascript")


def lasting(text: str, kind: str) -> Response[str]:
    headers = {"cache-control": "public, max-age=3600"}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


@get("/c/{token:str}", include_in_schema=False)
async def show_invitation(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Whose client the holder of this link is, and the way into Telegram. Nothing is spent by looking."""
    guesses: Guesses = request.app.state.link_guesses
    sender = (request.client.host if request.client else "", token[:HALF])
    if pause := guesses.pause(sender):
        return plain(request, "window.pause", 429, {"retry-after": str(ceil(pause))})
    row, username = await looked_up(request, token)
    if row is None:
        guesses.wrong(sender)
    if row is None or not row["stands"]:
        return plain(request, "window.unknown", 404)
    links = links_of(request.app.state.config.site, username, token)
    return html(shown(row, links.telegram, username), 200)


@post("/c/{token:str}/opening", include_in_schema=False, status_code=HTTP_204_NO_CONTENT)
async def open_invitation(request: Request[Any, Any, Any], token: FromPath[str]) -> None:
    """The page is before somebody's eyes. A colleague who tries the link is not the client."""
    dealership = dealership_of(token)
    if dealership and cookie_name(request.app.state.config.https) not in request.cookies:
        database: Database = request.app.state.database
        await database.work(dealership, lambda db: note_opening(db, token))


async def looked_up(request: Request[Any, Any, Any], token: str) -> tuple[Any, str | None]:
    dealership = dealership_of(token)
    if dealership is None:
        return None, None
    database: Database = request.app.state.database
    found, _ = await database.work(dealership, lambda db: facts_of(db, token))
    return found


async def facts_of(db: Db, token: str) -> tuple[Any, str | None]:
    row = await invited(db, digest(token))
    return row, await username_of_bot(db) if row else None


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
    return page(language, row["manager"], parts, SCRIPT)


def plain(
    request: Request[Any, Any, Any], code: str, status: int, headers: dict[str, str] | None = None
) -> Response[str]:
    """One calm sentence, the same for every link that opens nothing."""
    language = language_of(request)
    words = escape(say(Phrase(code), language))
    return html(page(language, "Okno", [f"<p>{words}</p>"]), status, headers)


def page(language: str, title: str, parts: list[str], script: str = "") -> str:
    return PAGE.format(language=language, title=escape(title), script=script, content="\n".join(parts))


def html(text: str, status: int, headers: dict[str, str] | None = None) -> Response[str]:
    return Response(text, status_code=status, media_type="text/html; charset=utf-8", headers=headers)
