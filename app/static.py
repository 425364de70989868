"""The phone's files: pages, bundles, icons, service worker, texts; any other path is the phone's own page."""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Any

import msgspec
from litestar import HttpMethod, Request, Response, Router, post, route
from litestar.params import FromPath
from litestar.response import Redirect

from app.kit.errors import not_found
from app.kit.http import AS_IT_IS
from app.texts import LANGUAGES, phone_catalogue, window_catalogue

DIST = Path(__file__).parent / "pwa" / "dist"
SHELL, STAMP = "index.html", ".bundled"
WORKER, WITHOUT_SHELL = "sw.js", "sw-off.js"
NO_SCREENS = ("assets/", "icons/", "texts/", "api/", "sync/", "schema/", "sign-in/", "telegram/", "c/")
"""Beginnings of paths that are files, or belong to others."""
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
COMPRESSED = (("br", ".br"), ("gzip", ".gz"))
MISSING = (
    "Okno runs, but the phone's pages are not built yet.\n"
    "Run `make bundle` in the project's folder, then load this page again.\n"
)
TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One file with its compressed forms by encoding."""

    body: bytes
    forms: dict[str, bytes]
    media_type: str
    etag: str
    cache: str


class Shelf:
    """All files of the phone in memory, read again when a new bundle is built."""

    def __init__(self, dist: Path) -> None:
        self._dist = dist
        self._built: list[int] = []
        self._pieces: dict[str, Piece] = {}
        self._texts = {
            f"{folder}/{language}.json": text_piece(catalogue(language))
            for folder, catalogue in (("texts", phone_catalogue), ("c/texts", window_catalogue))
            for language in LANGUAGES
        }

    def find(self, path: str) -> Piece | None:
        """The file of this path, else the phone's page; None when the phone is not built.

        Only names found in the folder are ever looked up, so no path can lead out of it. Raises Problem
        for a file or an answer that is not there: a page in its place would be taken for it.
        """
        if path in self._texts:
            return self._texts[path]
        self._read_again_when_built()
        if path not in self._pieces and path.startswith(NO_SCREENS):
            raise not_found()
        return self._pieces.get(path) or self._pieces.get(SHELL)

    def _read_again_when_built(self) -> None:
        # The stamp is touched last, after every file is in its place.
        built = [path.stat().st_mtime_ns for name in (SHELL, STAMP) if (path := self._dist / name).exists()]
        if built != self._built:
            self._built, self._pieces = built, read_all(self._dist) if built else {}


def read_all(dist: Path) -> dict[str, Piece]:
    files = {str(path.relative_to(dist)): path for path in dist.rglob("*") if path.is_file()}
    compressed = tuple(ending for _, ending in COMPRESSED)
    return {name: piece_of(name, files) for name in files if not name.endswith((*compressed, STAMP))}


def piece_of(name: str, files: dict[str, Path]) -> Piece:
    body = files[name].read_bytes()
    forms = {
        encoding: files[name + ending].read_bytes()
        for encoding, ending in COMPRESSED
        if name + ending in files
    }
    path = Path(name)
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    # Names in `assets` carry a hash of their content, so what a phone keeps can never be stale.
    cache = FOR_EVER if path.parts[0] == "assets" else ASK_EACH_TIME
    return Piece(body=body, forms=forms, media_type=media_type, etag=etag_of(body), cache=cache)


def text_piece(body: bytes) -> Piece:
    forms = {"gzip": gzip.compress(body, mtime=0)}
    return Piece(
        body=body, forms=forms, media_type="application/json", etag=etag_of(body), cache=ASK_EACH_TIME
    )


def etag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


shelf = Shelf(DIST)


@route(
    ["/", "/{path:path}"],
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    include_in_schema=False,
    sync_to_thread=False,
)
def show_phone(request: Request[Any, Any, Any], path: FromPath[str] = "/") -> Response[Any]:
    """The phone. Its screens have addresses of their own, so an unknown path is a screen, not a 404."""
    name = path.lstrip("/") or SHELL
    if name == WORKER and request.app.state.config.phone_shell == "off":
        name = WITHOUT_SHELL
    return answered(request, shelf.find(name))


def answered(request: Request[Any, Any, Any], found: Piece | None) -> Response[Any]:
    """A file in the smallest form the caller can read, or that they have it already."""
    if found is None:
        return Response(MISSING, status_code=503, media_type="text/plain")
    headers = {"etag": found.etag, "cache-control": found.cache, "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == found.etag:
        return Response(None, status_code=304, headers=headers)
    encoding, body = best_form(found, request.headers.get("accept-encoding", ""))
    if encoding:
        headers["content-encoding"] = encoding
    return Response(body, media_type=found.media_type, headers=headers)


def best_form(found: Piece, accepted: str) -> tuple[str | None, bytes]:
    """The smallest form the caller can read."""
    wanted = {
        part.partition(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.split(";")[1:]
    }
    for encoding, _ in COMPRESSED:
        if encoding in wanted and encoding in found.forms:
            return encoding, found.forms[encoding]
    return None, found.body


@post("/share", status_code=303, include_in_schema=False, sync_to_thread=False)
def show_share() -> Redirect:
    """Another app shares, and no service worker was there to take it: nothing of it is read, and the phone's own page
    says to share once more. Without this the browser would show a bare refusal."""
    return Redirect("/share", status_code=303)


router = Router("/", route_handlers=[show_phone, show_share], opt={"exclude_from_auth": True, AS_IT_IS: True})
