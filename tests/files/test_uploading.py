"""A file comes in over HTTP: whole or not at all, once, by its bytes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from io import BytesIO
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from app.files import actions, queries
from app.files.model import DAILY_BYTES, DAILY_FILES, Taken, Uploader
from app.kit.auth import Who
from app.kit.errors import Problem
from app.kit.ids import new_id
from tests.cast import House
from tests.files.conftest import PDF, VOICE, Shelf, exif_of_a_phone, picture, put, put_at_once, show
from tests.files.test_pictures import png_bomb


async def test_a_photo_is_stored_drawn_anew_and_shown_to_its_uploader(house: House) -> None:
    id, source = new_id(), picture(size=(120, 80), exif=exif_of_a_phone(orientation=6))
    answer = await put(house, "vera", id, source, "image/jpeg", "Лада Веста.jpg")
    assert answer.status_code == 200
    stored = answer.json()
    shown = await show(house, "vera", id)
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"Spycam" in source
    assert b"Spycam" not in shown.content
    assert Image.open(BytesIO(shown.content)).size == (80, 120)
    assert stored == {
        "id": str(id), "kind": "photo", "media_type": "image/jpeg", "size": len(shown.content),
        "name": "Лада Веста.jpg", "seconds": None, "state": "ready",
    }  # fmt: skip


async def test_a_voice_and_a_document_are_kept_byte_for_byte(house: House) -> None:
    for source, declared, kind, media_type in (
        (VOICE, "audio/ogg", "voice", "audio/ogg"),
        (PDF, "application/pdf", "document", "application/pdf"),
    ):
        id = new_id()
        stored = (await put(house, "vera", id, source, declared, "price.pdf")).json()
        assert (stored["kind"], stored["media_type"], stored["size"]) == (kind, media_type, len(source))
        assert (await show(house, "vera", id)).content == source


async def test_the_disk_and_the_row_hold_no_plain_byte_and_no_name_on_the_disk(
    house: House, shelf: Shelf
) -> None:
    id = new_id()
    await put(house, "vera", id, PDF, "application/pdf", "паспорт.pdf")
    [path] = shelf.files()
    assert b"price of peace" not in path.read_bytes()
    assert str(id) not in str(path)
    row = await house.unit(lambda db: queries.file_row(db, id))
    assert (path.name, row.sha256) == (str(row.blob_id), hashlib.sha256(PDF).digest())


@pytest.mark.parametrize(
    "source",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"GIF89a/*<script>alert(1)</script>*/=1;",
        b"\xff\xd8\xff\xe0\x00\x10JFIF<script>alert(1)</script>",
        b"%PDF-1.7 <script>alert(1)</script>",
        b"MZ" + b"\0" * 200,
    ],
    ids=["svg", "html", "gif and script", "jpeg and html", "pdf", "program"],
)
async def test_what_only_pretends_to_be_a_photo_is_never_shown_in_place(house: House, source: bytes) -> None:
    id = new_id()
    stored = (await put(house, "vera", id, source, "image/jpeg", "cat.jpg")).json()
    assert (stored["kind"], stored["media_type"]) == ("document", "application/octet-stream")
    shown = await show(house, "vera", id)
    assert shown.content == source
    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"].startswith("attachment;")
    assert shown.headers["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert shown.headers["x-content-type-options"] == "nosniff"


async def test_an_image_bomb_is_refused_and_leaves_nothing(house: House, shelf: Shelf) -> None:
    answer = await put(house, "vera", new_id(), png_bomb(), "image/png")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "picture_too_big"
    assert shelf.files() == []


async def test_an_empty_file_is_refused(house: House, shelf: Shelf) -> None:
    answer = await put(house, "vera", new_id(), b"", "application/pdf")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "empty_file")
    assert shelf.files() == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("a\x00b.pdf", "ab.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("con.pdf", "_con.pdf"),
        ("x" * 3000 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
async def test_a_dangerous_name_is_made_harmless(house: House, sent: str, kept: str) -> None:
    answer = await put(house, "vera", new_id(), PDF, "application/pdf", sent)
    assert answer.json()["name"] == kept


async def test_a_name_that_is_no_utf8_does_no_harm(house: House) -> None:
    async with await house.as_("vera") as client:
        answer = await client.put(
            f"/api/files/{new_id()}", content=PDF, headers={"okno-file-name": "%ff%fe%ed%a0%80.pdf"}
        )
    assert answer.status_code == 200
    assert answer.json()["name"].endswith(".pdf")


# --- once


async def test_the_same_upload_twice_has_the_same_answer_and_one_blob(house: House, shelf: Shelf) -> None:
    id, source = new_id(), picture()
    first = await put(house, "vera", id, source, "image/jpeg", "a.jpg")
    again = await put(house, "vera", id, source, "image/jpeg", "b.jpg")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(shelf.files()) == 1


async def test_the_same_id_with_other_bytes_is_refused_and_the_first_stays(
    house: House, shelf: Shelf
) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    answer = await put(house, "vera", id, PDF + b"!")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert (await show(house, "vera", id)).content == PDF
    assert len(shelf.files()) == 1


async def test_fifty_uploads_of_one_id_at_once_make_one_file(house: House, shelf: Shelf) -> None:
    id, source = new_id(), picture(size=(300, 200))
    answers = await put_at_once(house, "vera", id, [source] * 50, "image/jpeg")
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(shelf.files()) == 1
    assert (await show(house, "vera", id)).status_code == 200


async def test_of_fifty_different_uploads_of_one_id_exactly_one_wins(house: House, shelf: Shelf) -> None:
    id = new_id()
    answers = await put_at_once(house, "vera", id, [PDF + bytes([n]) for n in range(50)])
    won = [n for n, answer in enumerate(answers) if answer.status_code == 200]
    assert len(won) == 1
    assert {answer.json()["code"] for answer in answers if answer.status_code != 200} == {"key_reused"}
    assert (await show(house, "vera", id)).content == PDF + bytes([won[0]])
    assert len(shelf.files()) == 1


async def test_a_colleague_and_a_stranger_cannot_take_over_an_id(house: House, other_house: House) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    assert (await put(house, "oleg", id, PDF)).status_code == 404
    # the same id in another dealership is another file
    assert (await put(other_house, "petr", id, b"theirs")).status_code == 200
    assert (await show(house, "vera", id)).content == PDF
    assert (await show(other_house, "petr", id)).content == b"theirs"


async def test_an_id_that_a_colleague_took_is_refused_before_and_after_the_bytes_travel(house: House) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    oleg = Who(
        dealership=house.id, id=house.people["oleg"], role="manager", session=new_id(), name="", language="ru"
    )
    sha256 = hashlib.sha256(PDF).digest()
    taken = Taken(
        blob_id=uuid4(), size=len(PDF), sha256=sha256, kind="document", media_type="application/pdf"
    )
    for act in (
        lambda db: actions.admit(db, Uploader(id=oleg.id), id, len(PDF)),
        lambda db: actions.keep(db, Uploader(id=oleg.id), id, None, taken),
    ):
        with pytest.raises(Problem) as refusal:
            await house.unit(act)
        assert refusal.value.status == 404


async def test_only_those_with_clients_may_upload(house: House, shelf: Shelf) -> None:
    for handle, status in (("vera", 200), ("irina", 200), ("alla", 404), ("sofia", 404)):
        assert (await put(house, handle, new_id(), PDF)).status_code == status
    async with httpx.AsyncClient(base_url=house.site) as client:
        assert (await client.put(f"/api/files/{new_id()}", content=PDF)).status_code == 401
    assert len(shelf.files()) == 2


# --- limits


async def endless(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 100_000):
        yield b"x" * 100_000


@pytest.mark.parametrize(
    ("declared", "size", "limit"),
    [("application/pdf", 51_000_000, 50_000_000), ("image/jpeg", 21_000_000, 20_000_000),
     ("audio/ogg", 21_000_000, 20_000_000)],
)  # fmt: skip
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "streamed"])
async def test_a_body_over_the_limit_is_refused_with_the_limit_and_leaves_nothing(
    house: House, shelf: Shelf, declared: str, size: int, limit: int, announced: bool
) -> None:
    content = b"x" * size if announced else endless(size)
    answer = await put(house, "vera", new_id(), content, declared)
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, "too_large", limit)
    assert shelf.files() == []


async def test_a_document_of_forty_megabytes_goes_through(house: House) -> None:
    id = new_id()
    assert (await put(house, "vera", id, endless(40_000_000), "application/zip")).status_code == 200
    shown = await show(house, "vera", id)
    assert hashlib.sha256(shown.content).digest() == hashlib.sha256(b"x" * 40_000_000).digest()


async def used(house: House, handle: str, files: int, size: int) -> None:
    """As if this person had uploaded so much already."""

    async def insert(db: object) -> None:
        for _ in range(files):
            taken = Taken(
                blob_id=uuid4(), size=size, sha256=b"", kind="document", media_type="application/pdf"
            )
            await queries.insert_uploaded(db, new_id(), house.people[handle], None, taken)  # type: ignore[arg-type]

    await house.unit(insert)


async def test_a_person_has_a_daily_measure_of_files_and_a_colleague_another(house: House) -> None:
    await used(house, "vera", DAILY_FILES, 1)
    answer = await put(house, "vera", new_id(), PDF)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_files")
    assert (await put(house, "oleg", new_id(), PDF)).status_code == 200


async def test_uploads_at_once_cannot_slip_past_the_daily_measure(house: House, shelf: Shelf) -> None:
    await used(house, "vera", 1, DAILY_BYTES - 3 * len(PDF))
    answers = await asyncio.gather(*(put(house, "vera", new_id(), PDF) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [413] * 5
    assert len(shelf.files()) == 3
