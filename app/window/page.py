"""The page a client's personal link opens: whose client one is, and the ways to write to them."""

from datetime import timedelta
from html import escape
from math import ceil
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from litestar.response import Redirect
from litestar.status_codes import HTTP_204_NO_CONTENT

from app import static
from app.conversations.invitations import invited
from app.conversations.inviting import note_opening
from app.kit import phones
from app.kit.db import Database, Db
from app.kit.errors import Problem, not_found
from app.kit.http import AS_IT_IS, language_of, same_site_only
from app.kit.tokens import HALF, dealership_of, digest
from app.people.guessing import Guesses
from app.people.sessions import cookie_name as staff_cookie
from app.texts import Phrase, say
from app.window import entering
from app.window.model import LIFE, Entry
from app.window.opening import cookie_name, cookie_of, looking
from bots.linking import links_of, username_of_bot

STYLE = """
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center }
main { max-width: 24rem; padding: 2rem 1.5rem; text-align: center }
h1 { margin: 0.25rem 0; font-size: 1.75rem; line-height: 1.2 }
:root { --ground: light-dark(#f3f6f8, #0d1317); --ink: light-dark(#10222b, #e9f0f3);
  --ink-2: light-dark(#4b5f69, #a9bac2); --accent: light-dark(#0e6b84, #5fc3db);
  --on-accent: light-dark(#fff, #04222b); --line: light-dark(#c6d3d9, #33424b) }
body { background: var(--ground); color: var(--ink) }
p { color: var(--ink-2); margin: 0.5rem 0 }
.ways { margin: 2rem 0 1.25rem; display: grid; gap: 0.75rem }
.button { display: block; width: 100%; box-sizing: border-box; padding: 0.875rem 1.5rem; border-radius: 0.875rem;
  border: 1px solid var(--line); background: none; color: inherit; font: inherit; font-weight: 600;
  text-decoration: none; cursor: pointer }
.button.first { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
.button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.button:disabled { opacity: 0.6; cursor: default }
"""

SEEN = """
const tell = () => document.visibilityState === 'visible' &&
  fetch(location.pathname.replace(/\\/$/, '') + '/opening', { method: 'POST', keepalive: true }) &&
  removeEventListener('visibilitychange', tell)
addEventListener('visibilitychange', tell)
tell()

// One id for this page, also after a lost answer: the same link then gives the same window again.
const here = document.getElementById('here')
const kept = 'okno.window.entry'
const id = sessionStorage.getItem(kept) || crypto.randomUUID()
here && here.addEventListener('click', async () => {
  sessionStorage.setItem(kept, id)
  here.disabled = true
  const trouble = document.getElementById('trouble')
  try {
    const answer = await fetch(location.pathname.replace(/\\/$/, '') + '/entry', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Okno-App': '1' },
      body: JSON.stringify({ id }),
    })
    if (answer.ok) return location.replace('/c/')
    trouble.textContent = answer.status === 404 ? here.dataset.spent : (await answer.json()).detail
  } catch {
    trouble.textContent = here.dataset.offline
  }
  here.disabled = false
})
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
async def show_invitation(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    """Whose client the holder of this link is, and the ways to write. Nothing is spent by looking."""
    guesses: Guesses = request.app.state.link_guesses
    sender = sender_of_guess(request, token)
    if pause := guesses.pause(sender):
        return plain(request, "window.pause", 429, {"retry-after": str(ceil(pause))})
    row, username = await looked_up(request, token)
    if row is None:
        guesses.wrong(sender)
    if row is None or not row["stands"]:
        return plain(request, "window.unknown", 404)
    me = await looking(request.app.state.database, cookie_of(request))
    if me and me.client_id == row["client_id"]:
        return Redirect("/c/", status_code=303)  # this browser is in already
    links = links_of(request.app.state.config.site, username, token)
    return html(shown(row, links.telegram, username), 200)


def sender_of_guess(request: Request[Any, Any, Any], token: str) -> tuple[str, str]:
    return request.client.host if request.client else "", token[:HALF]


@post("/c/{token:str}/opening", include_in_schema=False, status_code=HTTP_204_NO_CONTENT)
async def open_invitation(request: Request[Any, Any, Any], token: FromPath[str]) -> None:
    """The page is before somebody's eyes. A colleague who tries the link is not the client."""
    dealership = dealership_of(token)
    if dealership and staff_cookie(request.app.state.config.https) not in request.cookies:
        database: Database = request.app.state.database
        await database.work(dealership, lambda db: note_opening(db, token))


async def from_own_page(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard: else a foreign page could put somebody into a talk of its own choice."""
    same_site_only(connection, connection.app.state.config.site)


@post(
    "/c/{token:str}/entry",
    guards=[from_own_page],
    include_in_schema=False,
    status_code=HTTP_204_NO_CONTENT,
)
async def enter_window(
    request: Request[Any, Any, Any], token: FromPath[str], data: JSONBody[Entry]
) -> Response[None]:
    """Exchange the link for a cookie: from now on nothing that opens the talk stands in an address."""
    state, dealership = request.app.state, dealership_of(token)
    guesses: Guesses = state.link_guesses
    sender = sender_of_guess(request, token)
    if pause := guesses.pause(sender):
        raise Problem("rate_limited", 429, retry_after=ceil(pause))
    staff = request.cookies.get(staff_cookie(state.config.https))
    if staff and await state.sessions.who(staff):
        raise Problem("works_here", 409)
    if dealership is None:
        guesses.wrong(sender)
        raise not_found()
    cookie = entering.cookie_for(state.seal, dealership, token, data.id)
    try:
        await state.database.work(dealership, lambda db: entering.enter(db, token, cookie, data.id))
    except Problem as refusal:
        if refusal.status == 404:
            guesses.wrong(sender)
        raise
    answer: Response[None] = Response(None, status_code=HTTP_204_NO_CONTENT)
    answer.set_cookie(window_cookie(state.config.https, cookie, LIFE))
    return answer


def window_cookie(https: bool, value: str, life: timedelta) -> Cookie:
    return Cookie(
        key=cookie_name(https),
        value=value,
        path="/",
        httponly=True,
        secure=https,
        samesite="lax",
        max_age=int(life.total_seconds()),
    )


@get("/c", include_in_schema=False, sync_to_thread=False)
def show_window(request: Request[Any, Any, Any]) -> Response[Any]:
    """The window itself; whose it is, its cookie says. Called by `/c/`, so that its worker gets no other pages."""
    return static.answered(request, static.shelf.find("window.html"))


@get("/c/sw.js", include_in_schema=False, sync_to_thread=False)
def show_worker(request: Request[Any, Any, Any]) -> Response[Any]:
    """The worker that shows pushes to clients; its own path keeps it out of the house's pages."""
    return static.answered(request, static.shelf.find("c/sw.js"))


@get("/c/texts/{name:str}", include_in_schema=False, sync_to_thread=False)
def show_texts(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
    """What the window says by itself, in one language."""
    return static.answered(request, static.shelf.find(f"c/texts/{name}"))


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

    spent = row["used_at"] is not None
    way = f"https://t.me/{username}" if spent and username else telegram
    parts = [
        f"<p>{escape(row['house'])}</p>",
        f"<h1>{escape(row['manager'])}</h1>",
        f"<p>{words('window.manager')}</p>",
        '<div class="ways">',
    ]
    if spent:
        parts.append(f"<p>{words('window.spent')}</p>")
    else:
        parts.append(
            f'<button class="button first" id="here" data-spent="{words("window.unknown")}" '
            f'data-offline="{words("window.offline")}">{words("window.here")}</button>'
        )
    if way:
        parts.append(f'<a class="button" href="{escape(way)}">{words("window.write")}</a>')
    parts.append('</div>\n<p id="trouble" role="alert"></p>')
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


router = Router(
    "/",
    route_handlers=[
        show_style, show_script, show_worker, show_texts, show_window, show_invitation, open_invitation, enter_window,
    ],
    opt={AS_IT_IS: True},
)  # fmt: skip
