"""Files that a channel holds are copied into our own storage: once, in the end, or given up for a reason."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.config import Config
from app.files import actions, queries
from app.files.jobs import fetch_due
from app.files.model import GIVE_UP_AFTER, FileGone, FileRow, FileTooLarge, NewFile
from app.files.tables import ARRIVED, FETCHERS, READABLE
from app.kit import embedded
from app.kit.blobs import Blobs
from app.kit.db import Database, Db
from app.kit.ids import new_id
from app.kit.live import Live
from tests.cast import House
from tests.files.conftest import PDF, VOICE, Shelf, exif_of_a_phone, picture, show
from tests.files.fetching_worker import fetch
from tests.files.test_pictures import png_bomb

THREAD = UUID("018f0000-0000-7000-8000-00000000000b")


class Channel:
    """A messenger that hands out what a test put there, or raises it."""

    def __init__(self) -> None:
        self.holds: dict[str, bytes | Exception] = {}
        self.asked: list[str] = []
        self.before: Callable[[], Awaitable[None]] | None = None

    async def fetch(self, dealership: UUID, source: dict[str, Any]) -> bytes:
        self.asked.append(source["file"])
        if self.before:
            await self.before()
        held = self.holds[source["file"]]
        if isinstance(held, Exception):
            raise held
        return held


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Channel:
    channel = Channel()
    monkeypatch.setitem(FETCHERS, "test", channel.fetch)
    return channel


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Which files the conversations were told of."""
    heard: list[UUID] = []

    async def hear(db: Db, id: UUID) -> None:
        db.after_commit(lambda: heard.append(id))

    monkeypatch.setitem(ARRIVED, "test", hear)
    return heard


@pytest.fixture
def worker(worker_database: tuple[Database, Live]) -> Database:
    return worker_database[0]


async def expected(house: House, kind: str = "document", name: str | None = None, **source: Any) -> UUID:
    new = NewFile(
        id=new_id(), media_kind=kind, name=name, source={"channel": "test", **source}, thread_id=THREAD,  # type: ignore[arg-type]
        client_id=uuid4(), seconds=7,
    )  # fmt: skip
    await house.unit(lambda db: actions.expect(db, new))
    return new.id


async def seen(house: House, id: UUID) -> FileRow:
    row: FileRow | None = await house.unit(lambda db: queries.file_row(db, id))
    assert row is not None
    return row


async def leases_expire(tools: Database, house: House) -> None:
    """What time would do: every lease of this house is over."""
    await tools.pool.execute(
        "UPDATE files SET lease_until = now() - interval '1 second' WHERE dealership_id = $1", house.id
    )


async def test_an_expected_file_is_shown_as_fetching_and_is_due(house: House, worker: Database) -> None:
    id = await expected(house, "voice", "../talk\u202e.ogg", file="a")
    file = await seen(house, id)
    assert (file.state, file.media_kind, file.name, file.seconds, file.size) == (
        "queued", "voice", "talk.ogg", 7, None,
    )  # fmt: skip
    assert house.id in await worker.due_dealerships("files", worker.clock())
    assert (await show(house, "vera", id)).status_code == 404


async def test_a_voice_is_kept_as_it_is_and_the_talk_is_told(
    house: House, worker: Database, store: Blobs, channel: Channel, told: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    id = await expected(house, "voice", file="a")
    channel.holds["a"] = VOICE
    assert await fetch_due(worker, house.id, store) == 1
    file = await seen(house, id)
    assert (file.state, file.media_kind, file.media_type, file.size) == (
        "ready",
        "voice",
        "audio/ogg",
        len(VOICE),
    )
    assert told == [id]
    monkeypatch.setitem(READABLE, "test", everybody)
    assert (await show(house, "vera", id)).content == VOICE
    assert house.id not in await worker.due_dealerships("files", worker.clock())


async def everybody(db: Db, who: Any, thread_id: UUID) -> bool:
    return True


async def test_a_clients_photo_loses_its_place_and_a_document_stays_untouched(
    house: House, worker: Database, store: Blobs, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = picture(exif=exif_of_a_phone())
    channel.holds["a"] = source
    photo = await expected(house, "photo", file="a")
    document = await expected(house, "document", "scan.jpg", file="a")
    await fetch_due(worker, house.id, store)
    monkeypatch.setitem(READABLE, "test", everybody)
    shown = await show(house, "vera", photo)
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"Spycam" not in shown.content
    saved = await show(house, "vera", document)
    assert (saved.headers["content-disposition"].split(";")[0], saved.content) == ("attachment", source)


async def test_a_photo_that_is_none_becomes_a_document(
    house: House, worker: Database, store: Blobs, channel: Channel
) -> None:
    channel.holds["a"] = b"<html><script>alert(1)</script>"
    id = await expected(house, "photo", file="a")
    await fetch_due(worker, house.id, store)
    file = await seen(house, id)
    assert (file.state, file.media_kind, file.media_type) == ("ready", "document", "application/octet-stream")


@pytest.mark.parametrize(
    ("held", "state"),
    [
        (FileGone(), "failed"),
        (FileTooLarge(), "too_large"),
        (b"x" * 20_000_001, "too_large"),
        (b"", "failed"),
        (png_bomb(), "failed"),
    ],
    ids=["gone", "channel says too large", "too large", "empty", "bomb"],
)
async def test_what_can_never_come_is_given_up_at_once_and_told(
    house: House, worker: Database, store: Blobs, channel: Channel, told: list[UUID], shelf: Shelf,
    tools: Database, held: bytes | Exception, state: str,
) -> None:  # fmt: skip
    channel.holds["a"] = held
    id = await expected(house, "photo", file="a")
    await fetch_due(worker, house.id, store)
    await leases_expire(tools, house)
    assert await fetch_due(worker, house.id, store) == 0
    assert (await seen(house, id)).state == state
    assert told == [id]
    assert shelf.files() == []


async def test_a_channel_that_is_down_is_asked_again_later_with_growing_pauses(
    house: House, worker: Database, store: Blobs, channel: Channel, told: list[UUID], tools: Database
) -> None:
    channel.holds["a"] = ConnectionError("no route")
    id = await expected(house, file="a")
    pauses = []
    for _ in range(3):
        await fetch_due(worker, house.id, store)
        assert await fetch_due(worker, house.id, store) == 0
        pause = await tools.pool.fetchval(
            "SELECT extract(epoch FROM lease_until - now())::float8 FROM files WHERE id = $1", id
        )
        pauses.append(pause)
        await leases_expire(tools, house)
    assert pauses[0] < pauses[1] < pauses[2]
    assert ((await seen(house, id)).state, told) == ("queued", [])
    channel.holds["a"] = PDF
    await fetch_due(worker, house.id, store)
    assert ((await seen(house, id)).state, told) == ("ready", [id])


async def test_after_a_day_a_file_is_given_up(
    house: House, worker: Database, store: Blobs, channel: Channel, told: list[UUID], tools: Database
) -> None:
    channel.holds["a"] = ConnectionError("no route")
    id = await expected(house, file="a")
    await tools.pool.execute(
        "UPDATE files SET created_at = created_at - $2::interval WHERE id = $1", id, GIVE_UP_AFTER
    )
    await fetch_due(worker, house.id, store)
    assert ((await seen(house, id)).state, told) == ("failed", [id])


async def test_a_channel_without_a_fetcher_waits(house: House, worker: Database, store: Blobs) -> None:
    id = await expected(house, file="a")
    await fetch_due(worker, house.id, store)
    assert (await seen(house, id)).state == "queued"


async def test_two_workers_never_fetch_the_same_file(
    house: House, worker: Database, store: Blobs, channel: Channel, shelf: Shelf
) -> None:
    for n in range(8):
        channel.holds[str(n)] = PDF
        await expected(house, file=str(n))
    while any(await asyncio.gather(*(fetch_due(worker, house.id, store) for _ in range(4)))):
        pass
    assert sorted(channel.asked) == [str(n) for n in range(8)]
    assert len(shelf.files()) == 8


async def test_no_unit_is_open_while_a_channel_is_asked(
    house: House, worker: Database, store: Blobs, channel: Channel, tools: Database
) -> None:
    open_units = []

    async def look() -> None:
        open_units.append(
            await tools.pool.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' "
                "AND query LIKE '%files%'"
            )
        )

    channel.before, channel.holds["a"] = look, PDF
    await expected(house, file="a")
    await fetch_due(worker, house.id, store)
    assert open_units == [0]


async def test_a_worker_whose_lease_ran_out_does_not_overwrite_its_rival(
    house: House, worker: Database, store: Blobs, channel: Channel, told: list[UUID], shelf: Shelf,
    tools: Database,
) -> None:  # fmt: skip
    id = await expected(house, file="a")
    channel.holds["a"] = b"the same bytes, fetched twice"

    async def rival_is_faster() -> None:
        channel.before = None
        await leases_expire(tools, house)
        await fetch_due(worker, house.id, store)

    channel.before = rival_is_faster
    await fetch_due(worker, house.id, store)
    assert ((await seen(house, id)).state, told, len(channel.asked)) == ("ready", [id], 2)
    [path] = shelf.files()
    row = await house.unit(lambda db: queries.file_row(db, id))
    assert path.name == str(row.blob_id)


@pytest.mark.kills(20)
@pytest.mark.parametrize("place", ["file_claimed", "file_fetched"])
async def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    house: House, worker: Database, store: Blobs, server: embedded.Server, config: Config, tools: Database,
    shelf: Shelf, told: list[UUID], monkeypatch: pytest.MonkeyPatch, place: str,
) -> None:  # fmt: skip
    id = await expected(house, says="a photo of the mileage")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.files.fetching_worker", embedded.url(server), str(house.id), config.home,
        env=os.environ | {"OKNO_FAILPOINT": place}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert await process.wait() == -signal.SIGKILL
    monkeypatch.setitem(FETCHERS, "test", fetch)
    assert await fetch_due(worker, house.id, store) == 0  # the dead worker's lease still runs
    assert (await seen(house, id)).state == "queued"
    await leases_expire(tools, house)
    assert await fetch_due(worker, house.id, store) == 1
    row = await house.unit(lambda db: queries.file_row(db, id))
    assert (row.state, told) == ("ready", [id])
    assert str(row.blob_id) in {path.name for path in shelf.files()}
