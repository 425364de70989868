"""What bytes are, what a name may be, which part is asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.rules import (
    LONGEST_NAME,
    NotInFile,
    asked_part,
    clean_name,
    disposition,
    endings_of,
    given_up,
    kind_and_type,
    pause_after,
    shown_name,
    wanted_kind,
)
from tests.files.conftest import PDF, VOICE, picture


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Договор.pdf", "Договор.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/", None),
        ("", None),
        (None, None),
        (" .. ", None),
        ("a\x00b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u200bb\ufeff.txt", "ab.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("console.txt", "console.txt"),
        ('a"b<c>.txt', "a_b_c_.txt"),
        (".htaccess", "htaccess"),
        ("Скидка 10%.pdf", "Скидка 10%.pdf"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_a_name_loses_what_could_harm(raw: str | None, clean: str | None) -> None:
    assert clean_name(raw) == clean


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    name = clean_name("д" * 5000 + ".pdf")
    assert name is not None
    assert len(name) == LONGEST_NAME
    assert name.endswith("д.pdf")


@given(st.text(max_size=300))
def test_whatever_the_name_the_header_is_one_safe_line(raw: str) -> None:
    name = clean_name(raw)
    header = disposition(shown_name(name, "document", "application/pdf"), "document")
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('attachment; filename="')
    assert header.count('"') == 2
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "kind", "media_type", "shown"),
    [
        (None, "photo", "image/jpeg", "photo.jpg"),
        (None, "voice", "audio/ogg", "voice.ogg"),
        (None, "document", "application/octet-stream", "document"),
        ("cat.JPG", "photo", "image/jpeg", "cat.JPG"),
        ("cat.gif", "photo", "image/png", "cat.png"),
        ("cat 12.03", "photo", "image/png", "cat 12.03.png"),
        ("cat.html", "photo", "image/png", "cat.html.png"),
        ("price.pdf", "document", "application/pdf", "price.pdf"),
    ],
)
def test_a_picture_is_saved_under_an_ending_that_fits(
    name: str | None, kind: str, media_type: str, shown: str
) -> None:
    assert shown_name(name, kind, media_type) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("head", "wanted", "name", "kept"),
    [
        (VOICE, "voice", None, ("voice", "audio/ogg")),
        (VOICE, None, "talk.ogg", ("document", "application/octet-stream")),
        (b"<html><script>1</script>", "voice", "x.ogg", ("document", "application/octet-stream")),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo", "x.svg", ("document", "application/octet-stream")),
        (b"<html></html>", None, "x.html", ("document", "application/octet-stream")),
        (PDF, None, "price.pdf", ("document", "application/pdf")),
        (PDF, None, "price.html", ("document", "application/octet-stream")),
        (b"<html></html>", None, "price.pdf", ("document", "application/octet-stream")),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "voice", None, ("voice", "audio/mp4")),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "voice", None, ("voice", "audio/mp4")),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", None, "drive.mp4", ("document", "video/mp4")),
        (b"MZ\x90\x00", "photo", "setup.jpg", ("document", "application/octet-stream")),
        (b"hello", None, "hello.txt", ("document", "application/octet-stream")),
    ],
)  # fmt: skip
def test_the_bytes_decide_what_a_file_is(head: bytes, wanted: str, name: str, kept: tuple[str, str]) -> None:
    assert kind_and_type(wanted, endings_of(head), name) == kept  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_pictures_are_known_by_their_beginning(kind: str) -> None:
    assert endings_of(picture(kind)) & {".jpg", ".png", ".webp", ".gif"}


def test_no_bytes_have_no_type() -> None:
    assert endings_of(b"") == set()


def test_the_declared_type_is_only_a_wish() -> None:
    assert wanted_kind("image/svg+xml; charset=x") == "photo"
    assert wanted_kind("AUDIO/ogg") == "voice"
    assert wanted_kind("text/html") is None
    assert wanted_kind("") is None


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("", None),
        ("bytes=0-", (0, 100)),
        ("bytes=0-1", (0, 2)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 100)),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
        ("bytes=0-" + "9" * 40, None),
    ],
)
def test_a_part_is_what_the_standard_says(header: str | None, part: tuple[int, int] | None) -> None:
    assert asked_part(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_part_behind_the_end_is_refused(header: str) -> None:
    with pytest.raises(NotInFile):
        asked_part(header, 100)


def test_pauses_grow_to_ten_minutes_and_end_after_a_day() -> None:
    assert [pause_after(n) for n in (1, 2, 3, 8, 30_000)] == [5, 10, 20, 600, 600]
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert not given_up(noon, noon + timedelta(hours=23))
    assert given_up(noon, noon + timedelta(hours=24))
