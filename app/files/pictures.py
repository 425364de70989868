"""Pictures are drawn anew: only their pixels stay, upright; places, cameras and hidden parts are dropped."""

import contextlib
import warnings
from io import BytesIO

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
MOST_SCANS = 64  # a photo has about ten; thousands would cost minutes of work
QUALITY = 88
SAVED_AS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}

# Pillow compares the size in the header with this before it decodes anything.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class TooManyPixels(Exception):
    """The picture is larger than any camera of ours makes, perhaps to exhaust us."""


class NotAPicture(Exception):
    """The bytes begin like a picture but are none, or a broken one."""


def redrawn(data: bytes) -> tuple[bytes, str]:
    """The picture's bytes made anew, and their media type. A moving picture stands still.

    Takes seconds and much memory: one at a time, in a thread. Raises TooManyPixels or NotAPicture.
    """
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS:
        raise NotAPicture
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as picture:
            save_as = SAVED_AS[picture.format or ""]
            picture.load()
            return encoded(upright(picture), save_as), f"image/{save_as.lower()}"
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except MemoryError as error:
        raise TooManyPixels from error
    except Exception as error:  # hostile bytes make Pillow raise almost anything
        raise NotAPicture from error


def upright(picture: Image.Image) -> Image.Image:
    """Turned as its camera was held, in plain colours; a broken note about it is ignored."""
    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)
    plain = "RGBA" if picture.has_transparency_data else "L" if picture.mode in ("1", "L") else "RGB"
    return picture if picture.mode == plain else picture.convert(plain)


def encoded(picture: Image.Image, save_as: str) -> bytes:
    if save_as == "JPEG" and picture.mode == "RGBA":
        picture = picture.convert("RGB")
    picture.info = {}  # comments and profiles would be written again
    out = BytesIO()
    picture.save(out, save_as, **({} if save_as == "PNG" else {"quality": QUALITY}))
    return out.getvalue()
