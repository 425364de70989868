"""Small real files a client may send: a JPEG, a voice note that plays, a PDF."""

import io
import struct

from PIL import Image


def jpeg(width: int = 640, height: int = 480) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(out, "JPEG", quality=60)
    return out.getvalue()


def voice(seconds: int = 3) -> bytes:
    """Ogg with Opus: so many seconds of silence."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"fake" + struct.pack("<I", 0)
    pages = [_page([head], 0, 0, kind=2), _page([tags], 0, 1, kind=0)]
    silence = b"\xf8\xff\xfe"  # twenty milliseconds
    for second in range(1, seconds + 1):
        last = 4 if second == seconds else 0
        pages.append(_page([silence] * 50, second * 48_000, second + 1, kind=last))
    return b"".join(pages)


def pdf(text: str = "Okno") -> bytes:
    line = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode("latin-1", "replace")
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length " + str(len(line)).encode() + b">>stream\n" + line + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _page(packets: list[bytes], position: int, number: int, *, kind: int) -> bytes:
    lacing = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, kind, position, 1, number, 0) + bytes([len(lacing)])
    page = head + lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(data: bytes) -> int:
    """The one of Ogg: polynomial 04C11DB7, nothing reflected, from zero."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        value &= 0xFFFFFFFF
    return value
