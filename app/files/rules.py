"""Judgements about files: what bytes really are, what a name may be, which part of a file is asked for."""

import re
import unicodedata
from datetime import datetime
from urllib.parse import quote

import puremagic

from app.files.model import GIVE_UP_AFTER, LARGEST_DOCUMENT, LARGEST_MEDIA, MediaKind

HEAD = 4096  # bytes that tell a type
UNKNOWN = "application/octet-stream"

PICTURES = {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif"}
HANDED_IN = {".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff"}
SOUNDS = {
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".mpga": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".webm": "audio/webm",
    ".wav": "audio/wav",
    ".aac": "audio/aac",
}
DOCUMENTS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".zip": "application/zip",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
}
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "audio/mpeg": ".mp3"} | {
    kind: ending for ending, kind in SOUNDS.items() if ending not in (".mp4", ".mpga", ".oga", ".mp3")
}


def endings_of(head: bytes) -> set[str]:
    """The name endings that the first bytes of a file fit; none when nobody knows them."""
    try:
        return {guess.extension for guess in puremagic.magic_string(head[:HEAD])}
    except (puremagic.PureError, ValueError):
        return set()


def wanted_kind(content_type: str) -> MediaKind | None:
    """What the sender says it is; only a wish, the bytes decide. None: whatever it turns out to be."""
    family = content_type.partition("/")[0].strip().lower()
    return "photo" if family == "image" else "voice" if family == "audio" else None


def most_of(wanted: MediaKind | None) -> int:
    return LARGEST_MEDIA if wanted in ("photo", "voice") else LARGEST_DOCUMENT


def may_be_picture(wanted: MediaKind | None, endings: set[str], size: int) -> bool:
    """A thing sent as a document on purpose stays as it is."""
    return wanted != "document" and bool(endings & PICTURES) and size <= LARGEST_MEDIA


def kind_and_type(wanted: MediaKind | None, endings: set[str], name: str | None) -> tuple[MediaKind, str]:
    """What a file that is no picture of ours is kept as: a voice or a document, never shown as a page."""
    sound = next((SOUNDS[ending] for ending in sorted(endings & SOUNDS.keys())), None)
    if wanted == "voice" and sound:
        return "voice", sound
    return "document", document_type(endings, name)


def document_type(endings: set[str], name: str | None) -> str:
    """The type its name claims, if its bytes agree; a file of unknown or active content is just bytes."""
    claimed = ending_of(name or "")
    return DOCUMENTS[claimed] if claimed in endings & DOCUMENTS.keys() else UNKNOWN


# --- names

LONGEST_NAME = 100
UNSAFE = re.compile(r'[<>:"|?*]')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def clean_name(raw: str | None) -> str | None:
    """A name that is harmless on any disk and screen: no folders, no invisible or direction-turning signs."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw or ""))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    name = " ".join(UNSAFE.sub("_", visible).split()).strip(". ")
    if RESERVED.match(name):
        name = f"_{name}"
    return shortened(name) or None


def shortened(name: str) -> str:
    """At most a hundred signs, the ending kept."""
    if len(name) <= LONGEST_NAME:
        return name
    ending = ending_of(name)
    return name[: LONGEST_NAME - len(ending)].rstrip(". ") + ending


def ending_of(name: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]{1,8}$", name)
    return found[0].lower() if found else ""


def shown_name(name: str | None, kind: MediaKind, media_type: str) -> str:
    """The name to save it under; a re-encoded picture's ending says what it is now."""
    proper = ENDINGS.get(media_type, "")
    if not name:
        return kind + proper
    if kind != "photo" or name.lower().endswith(proper):
        return name
    ending = ending_of(name)
    return name[: -len(ending)] + proper if ending in PICTURES | HANDED_IN else name + proper


def disposition(name: str, kind: MediaKind) -> str:
    """Photos and voices may be shown in place, anything else is only ever saved."""
    ascii_name = "".join(sign if sign.isascii() and sign != "%" else "_" for sign in name)
    how = "attachment" if kind == "document" else "inline"
    return f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


# --- parts of a file


class NotInFile(ValueError):
    """The asked part lies outside the file."""


def asked_part(header: str | None, size: int) -> tuple[int, int] | None:
    """From which byte to before which one a Range header asks; None for the whole.

    Several ranges at once, and headers nobody understands, get the whole: the standard allows that.
    """
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", (header or "").strip())
    if not found or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if first and last and int(first) > int(last):
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= size or (not first and int(last) == 0):
        raise NotInFile
    return start, end


# --- fetching


def pause_after(attempts: int) -> float:
    """Seconds until the next try after this many: 5, 10, 20 … 600."""
    return float(min(600, 5 * 2 ** min(attempts - 1, 10)))


def given_up(created_at: datetime, now: datetime) -> bool:
    return now - created_at >= GIVE_UP_AFTER
