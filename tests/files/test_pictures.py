"""Only the pixels of a picture stay, and no picture can exhaust us."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from PIL import Image

from app.files.pictures import NotAPicture, TooManyPixels, redrawn
from tests.files.conftest import exif_of_a_phone, picture


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def colour(data: bytes, x: int, y: int) -> str:
    red, _, blue = opened(data).convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return "red" if red > 200 and blue < 60 else "blue" if blue > 200 and red < 60 else "else"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_and_the_camera_are_dropped(kind: str) -> None:
    source = picture(kind, exif=exif_of_a_phone())
    assert b"Spycam" in source
    made, _ = redrawn(source)
    assert b"Spycam" not in made
    assert dict(opened(made).getexif()) == {}
    assert dict(opened(made).getexif().get_ifd(0x8825)) == {}


def test_a_picture_taken_sideways_stands_upright() -> None:
    made, _ = redrawn(picture(exif=exif_of_a_phone(orientation=6)))
    assert opened(made).size == (40, 60)
    assert colour(made, 20, 5) == "red"
    assert colour(made, 20, 55) == "blue"


@pytest.mark.parametrize(
    ("source", "media_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP", lossless=True), "image/webp"),
        (picture("GIF"), "image/png"),
        (picture("JPEG", mode="CMYK"), "image/jpeg"),
        (picture("JPEG", mode="L"), "image/jpeg"),
        (picture("PNG", mode="I;16"), "image/png"),
        (picture("PNG", mode="1"), "image/png"),
        (picture("PNG", mode="RGBA"), "image/png"),
        (picture("MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))]), "image/jpeg"),
    ],
    ids=["jpeg", "png", "webp", "gif", "cmyk", "grey", "deep", "bits", "alpha", "mpo"],
)
def test_every_common_picture_survives(source: bytes, media_type: str) -> None:
    made, told = redrawn(source)
    assert told == media_type == Image.MIME[opened(made).format or ""]
    assert opened(made).size == (60, 40)


def test_transparency_survives() -> None:
    source = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(source, "PNG")
    made, _ = redrawn(source.getvalue())
    assert opened(made).getpixel((1, 1)) == (255, 0, 0, 0)


def test_a_moving_picture_stands_still() -> None:
    source = picture("GIF", save_all=True, append_images=[Image.new("RGB", (60, 40), "green")] * 3)
    made, _ = redrawn(source)
    assert getattr(opened(made), "n_frames", 1) == 1
    assert colour(made, 5, 5) == "red"


@pytest.mark.parametrize(
    "source",
    [
        picture("JPEG", comment=b"<script>alert(1)</script>"),
        picture("JPEG", icc_profile=b"<script>alert(1)</script>"),
        picture("JPEG") + b"<script>alert(1)</script>",
        picture("PNG") + b"PK\x03\x04<script>alert(1)</script>",
        picture("GIF", comment=b"<script>alert(1)</script>"),
        picture("WEBP", xmp=b"<script>alert(1)</script>"),
    ],
    ids=["comment", "profile", "tail", "archive", "gif", "xmp"],
)
def test_a_second_meaning_hidden_in_a_picture_is_dropped(source: bytes) -> None:
    assert b"script" in source
    made, _ = redrawn(source)
    assert b"script" not in made


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A header that promises the size, and next to nothing behind it."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + png_chunk(b"IEND", b"")
    )


def jpeg_bomb() -> bytes:
    data = picture("JPEG")
    frame = data.index(b"\xff\xc0")
    return data[: frame + 5] + struct.pack(">HH", 65_000, 65_000) + data[frame + 9 :]


def gif_bomb() -> bytes:
    data = bytearray(picture("GIF"))
    data[6:10] = b"\xff\xff\xff\xff"
    return bytes(data)


def webp_bomb() -> bytes:
    canvas = (16_383).to_bytes(3, "little")
    frame = picture("WEBP")[12:]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x00\x00\x00\x00" + canvas + canvas + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "bomb", [png_bomb(), png_bomb(8000, 5001), jpeg_bomb(), gif_bomb()], ids=["png", "over", "jpeg", "gif"]
)
def test_a_picture_of_too_many_pixels_is_refused(bomb: bytes) -> None:
    with pytest.raises(TooManyPixels):
        redrawn(bomb)


def test_a_picture_just_within_the_limit_is_drawn() -> None:
    source = BytesIO()
    Image.new("1", (8000, 5000)).save(source, "PNG")
    assert opened(redrawn(source.getvalue())[0]).size == (8000, 5000)


MEASURE = """
import resource, sys
from app.files.pictures import NotAPicture, TooManyPixels, redrawn
from PIL import Image
Image.init()
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    redrawn(data)
    said = "drawn"
except (NotAPicture, TooManyPixels) as error:
    said = type(error).__name__
print(said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize(
    "bomb",
    [png_bomb(), png_bomb(8000, 5001), jpeg_bomb(), gif_bomb(), webp_bomb()],
    ids=["png", "over", "jpeg", "gif", "webp"],
)
def test_a_bomb_costs_no_memory(bomb: bytes) -> None:
    told = subprocess.run([sys.executable, "-c", MEASURE], input=bomb, capture_output=True, check=True).stdout
    said, kilobytes = told.decode().split()
    assert said == "TooManyPixels"
    assert int(kilobytes) < 50_000


def test_a_note_that_swells_when_unpacked_is_no_picture() -> None:
    swelling = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 80_000_000, 9))
    source = picture("PNG")
    with pytest.raises(NotAPicture):
        redrawn(source[:33] + swelling + source[33:])


def jpeg_of_scans(more: int) -> bytes:
    """A photo whose first scan comes again and again: valid, small, and each costs a pass over all pixels."""
    source = picture("JPEG", progressive=True)
    start = source.index(b"\xff\xda")
    end = min(at for at in (source.find(mark, start + 2) for mark in (b"\xff\xc4", b"\xff\xda")) if at > 0)
    return source[:end] + source[start:end] * more + source[end:]


def test_a_photo_of_a_thousand_scans_is_not_drawn() -> None:
    assert redrawn(jpeg_of_scans(20))[1] == "image/jpeg"
    with pytest.raises(NotAPicture):
        redrawn(jpeg_of_scans(1000))


@pytest.mark.parametrize(
    "source",
    [
        picture("JPEG")[:200],
        picture("PNG")[:60],
        b"\xff\xd8\xff\xe0<html><script>alert(1)</script>",
        b"GIF89a<script>alert(1)</script>",
        b"RIFF\x00\x00\x00\x00WEBP",
        picture("BMP"),
        picture("TIFF"),
        b"",
    ],
    ids=["cut", "cut png", "html in jpeg", "html in gif", "empty webp", "bmp", "tiff", "nothing"],
)
def test_a_broken_or_foreign_picture_is_no_picture(source: bytes) -> None:
    with pytest.raises(NotAPicture):
        redrawn(source)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_broken_note_about_the_camera_does_not_spoil_the_picture() -> None:
    made, _ = redrawn(picture("JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01"))
    assert opened(made).size == (60, 40)
