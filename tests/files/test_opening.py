"""Who may see a file, and how it goes out."""

from uuid import UUID, uuid4

import pytest

from app.files import actions
from app.files.tables import READABLE
from app.kit.auth import Who
from app.kit.blobs import PIECE
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.ids import new_id
from tests.cast import House
from tests.files.conftest import PDF, VOICE, picture, put, show

THREAD = UUID("018f0000-0000-7000-8000-00000000000a")


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Those who may read the thread of these tests."""
    allowed: set[UUID] = set()

    async def may_read(db: Db, who: Who, thread_id: UUID) -> bool:
        return thread_id == THREAD and who.id in allowed

    monkeypatch.setitem(READABLE, "test", may_read)
    return allowed


async def attached(house: House, handle: str, *ids: UUID, thread: UUID = THREAD) -> None:
    await house.unit(lambda db: actions.attach(db, house.people[handle], list(ids), thread, None))


async def test_until_a_message_names_it_only_the_uploader_sees_a_file(
    house: House, other_house: House, readers: set[UUID]
) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    readers.update(house.people.values())
    missing = await show(house, "oleg", new_id())
    assert missing.status_code == 404
    for asker, handle in ((house, "oleg"), (house, "irina"), (other_house, "petr")):
        refused = await show(asker, handle, id)
        assert (refused.status_code, refused.content) == (404, missing.content)
    for handle in ("alla", "sofia"):
        assert (await show(house, handle, id)).content == missing.content
    assert (await show(house, "vera", id)).status_code == 200


async def test_once_named_whoever_may_read_the_thread_sees_it_and_nobody_else(
    house: House, readers: set[UUID]
) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    await attached(house, "vera", id)
    readers.add(house.people["oleg"])
    assert (await show(house, "oleg", id)).content == PDF
    assert (await show(house, "irina", id)).status_code == 404
    assert (await show(house, "vera", id)).status_code == 404  # the client was handed over: theirs no more


async def test_a_file_of_another_thread_stays_hidden(house: House, readers: set[UUID]) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    await attached(house, "vera", id, thread=uuid4())
    readers.update(house.people.values())
    assert (await show(house, "oleg", id)).status_code == 404


async def test_a_file_moves_with_its_message_to_another_thread(house: House, readers: set[UUID]) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    await attached(house, "vera", id, thread=uuid4())
    await house.unit(lambda db: actions.move(db, [id], THREAD, None))
    readers.add(house.people["oleg"])
    assert (await show(house, "oleg", id)).status_code == 200


# --- naming


async def test_files_are_named_in_the_order_given(house: House) -> None:
    ids = [new_id() for _ in range(3)]
    for n, id in enumerate(ids):
        await put(house, "vera", id, PDF, name=f"{n}.pdf")
    order = [ids[2], ids[0], ids[1]]
    named = await house.unit(lambda db: actions.attach(db, house.people["vera"], order, THREAD, None))
    assert [file.name for file in named] == ["2.pdf", "0.pdf", "1.pdf"]
    assert await house.unit(lambda db: actions.attach(db, house.people["vera"], [], THREAD, None)) == []


@pytest.mark.parametrize("which", ["missing", "colleague's", "twice", "one of two", "other house's"])
async def test_a_message_cannot_name_a_file_that_is_not_its_writers(
    house: House, other_house: House, which: str
) -> None:
    own, foreign = new_id(), new_id()
    await put(house, "vera", own, PDF)
    await put(house, "oleg", foreign, PDF)
    theirs = new_id()
    await put(other_house, "petr", theirs, PDF)
    ids = {
        "missing": [new_id()], "colleague's": [foreign], "twice": [own, own], "one of two": [own, foreign],
        "other house's": [theirs],
    }[which]  # fmt: skip
    with pytest.raises(Problem) as refusal:
        await attached(house, "vera", *ids)
    assert refusal.value.fields[0].code == "unknown_file"
    assert (await show(house, "vera", own)).status_code == 200  # it was not named by half


async def test_a_file_is_named_once(house: House) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    await attached(house, "vera", id)
    with pytest.raises(Problem) as refusal:
        await attached(house, "vera", id)
    assert refusal.value.code == "file_in_use"


# --- how it goes out


async def test_photos_and_voices_may_be_shown_and_documents_only_saved(house: House) -> None:
    for source, declared, name, media_type, disposition in (
        (picture("PNG"), "image/png", "Кот.png", "image/png", "inline"),
        (VOICE, "audio/ogg", "", "audio/ogg", "inline"),
        (PDF, "application/pdf", "Цена.pdf", "application/pdf", "attachment"),
    ):
        id = new_id()
        await put(house, "vera", id, source, declared, name)
        headers = (await show(house, "vera", id)).headers
        assert headers["content-type"] == media_type
        assert headers["content-disposition"].split(";")[0] == disposition
        assert headers["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "private, no-store"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["accept-ranges"] == "bytes"
        assert int(headers["content-length"]) > 0


async def test_a_russian_name_reaches_the_browser(house: House) -> None:
    id = new_id()
    await put(house, "vera", id, PDF, "application/pdf", "Цена мира.pdf")
    header = (await show(house, "vera", id)).headers["content-disposition"]
    encoded = "%D0%A6%D0%B5%D0%BD%D0%B0%20%D0%BC%D0%B8%D1%80%D0%B0.pdf"
    assert header == f"attachment; filename=\"____ ____.pdf\"; filename*=UTF-8''{encoded}"


LONG_VOICE = VOICE + bytes(range(256)) * (2 * PIECE // 256)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-1", 0, 2),
        ("bytes=0-", 0, len(LONG_VOICE)),
        (f"bytes={PIECE - 3}-{PIECE + 3}", PIECE - 3, PIECE + 4),
        ("bytes=-100", len(LONG_VOICE) - 100, len(LONG_VOICE)),
    ],
)
async def test_a_player_gets_exactly_the_part_it_asks_for(
    house: House, asked: str, start: int, end: int
) -> None:
    id = new_id()
    await put(house, "vera", id, LONG_VOICE, "audio/ogg")
    part = await show(house, "vera", id, range=asked)
    assert part.status_code == 206
    assert part.content == LONG_VOICE[start:end]
    assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{len(LONG_VOICE)}"
    assert part.headers["content-length"] == str(end - start)
    assert part.headers["content-type"] == "audio/ogg"


async def test_a_part_behind_the_end_is_refused_with_the_size(house: House) -> None:
    id = new_id()
    await put(house, "vera", id, VOICE, "audio/ogg")
    refused = await show(house, "vera", id, range="bytes=999999-")
    assert (refused.status_code, refused.json()["code"]) == (416, "bad_range")
    assert refused.headers["content-range"] == f"bytes */{len(VOICE)}"


async def test_parts_if_unchanged_and_several_parts_get_the_whole(house: House) -> None:
    id = new_id()
    await put(house, "vera", id, VOICE, "audio/ogg")
    for headers in ({"range": "bytes=0-1", "if-range": '"v1"'}, {"range": "bytes=0-1,4-5"}):
        whole = await show(house, "vera", id, **headers)
        assert (whole.status_code, whole.content) == (200, VOICE)
