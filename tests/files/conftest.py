"""Files in tests: the shelf of the running site, pictures with things in them that must not stay."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
from PIL import Image

from app.config import Config
from app.kit.blobs import Blobs, blobs_in
from app.kit.secrets import Seal, master_key
from tests.cast import House


@pytest.fixture
def store(config: Config, site: str) -> Blobs:
    """The same shelf and key as the running site's."""
    return blobs_in(config.folder, Seal(master_key(None, config.folder)))


class Shelf:
    """What lies on the disk for one dealership."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture
def shelf(config: Config, house: House) -> Shelf:
    return Shelf(config.folder / "files" / str(house.id))


async def put(
    house: House, handle: str, id: UUID, content: Any, kind: str = "application/octet-stream", name: str = ""
) -> httpx.Response:
    """Upload as this person."""
    async with await house.as_(handle) as client:
        headers = {"content-type": kind, "okno-file-name": quote(name)}
        return await client.put(f"/api/files/{id}", content=content, headers=headers, timeout=60)


async def put_at_once(
    house: House, handle: str, id: UUID, contents: list[bytes], kind: str = "application/octet-stream"
) -> list[httpx.Response]:
    """Upload all of these under one id at the same time."""
    async with await house.as_(handle) as client:
        headers = {"content-type": kind}
        puts = (client.put(f"/api/files/{id}", content=c, headers=headers, timeout=60) for c in contents)
        return await asyncio.gather(*puts)


async def show(house: House, handle: str, id: UUID, **headers: str) -> httpx.Response:
    async with await house.as_(handle) as client:
        return await client.get(f"/api/files/{id}", headers=headers)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **saved: Any) -> bytes:
    """A picture, red on the left and blue on the right."""
    drawn = Image.new(mode, size, "red" if mode in ("RGB", "RGBA") else 90)
    if mode in ("RGB", "RGBA"):
        drawn.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = BytesIO()
    drawn.save(out, kind, **saved)
    return out.getvalue()


def exif_of_a_phone(orientation: int = 1) -> Image.Exif:
    """Notes of a camera: its maker, the place of the shot, how it was held."""
    exif = Image.Exif()
    exif[0x010F] = "Spycam"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (53.0, 30.0, 47.0)
    return exif


VOICE = b"OggS\x00\x02" + b"\x00" * 20 + b"\x01\x13OpusHead\x01\x01" + bytes(range(256)) * 40
PDF = b"%PDF-1.7\n" + b"The price of peace. " * 500
