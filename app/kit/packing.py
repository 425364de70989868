"""Answers are packed on their way out: whole, by ISA-L, a fifth of what zlib takes for as many bytes; by Brotli, beside
the loop, those that wait for a slow line longer than for either: a quarter smaller than zlib makes them in its time."""

import asyncio
import gzip
from typing import Any

import brotli  # type: ignore[import-untyped]
from isal import igzip
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.middleware.compression import CompressionMiddleware
from litestar.types import Message, Scope, Send

from app.kit.http import PACKED_WELL

LEVEL = 1  # of 0 to 3: the last costs twice as much for a tenth less
WELL = 6  # of zlib's 1 to 9
TIGHT = 5  # of Brotli's 0 to 11: the next is half as dear again for a fiftieth less


def packed(body: bytes) -> bytes:
    done: bytes = igzip.compress(body, LEVEL, mtime=0)
    return done


def packed_well(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        done: bytes = brotli.compress(body, quality=TIGHT)
        return done
    return gzip.compress(body, WELL, mtime=0)


def understands_brotli(scope: Scope) -> bool:
    """Browsers say so where nobody between can spoil it: over TLS, and on their own machine."""
    said = Headers.from_scope(scope).get("accept-encoding", "")
    return "br" in (each.strip() for each in said.split(","))


class Packing(CompressionMiddleware):
    """Of answers that come in one piece. Whatever comes in several, or is small, goes as it is; nothing is made ready
    for it beforehand."""

    def create_compression_send_wrapper(self, send: Send, compression_encoding: str, scope: Scope) -> Send:
        begun: Any = None
        well = PACKED_WELL in scope["route_handler"].opt
        encoding = "br" if well and understands_brotli(scope) else compression_encoding

        async def packing(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = message
                return
            if begun is not None:
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    await self.pack(begun, message, encoding, well)
                start, begun = begun, None
                await send(start)
            await send(message)

        return packing

    async def pack(self, start: Any, message: Any, encoding: str, well: bool) -> None:
        body = message.get("body", b"")
        if len(body) < self.config.minimum_size:
            return
        message["body"] = await asyncio.to_thread(packed_well, body, encoding) if well else packed(body)
        headers = MutableScopeHeaders(start)
        headers["Content-Encoding"] = encoding
        headers["Content-Length"] = str(len(message["body"]))
        headers.extend_header_value("vary", "Accept-Encoding")
