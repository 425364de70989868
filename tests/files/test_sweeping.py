"""What no message named within a day goes away, row and bytes; what is named stays."""

import os
import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.files import actions
from app.files.jobs import sweep_orphans
from app.files.model import NewFile
from app.files.opening import content_of
from app.kit.blobs import Blobs
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.live import Live
from tests.cast import House
from tests.files.conftest import PDF, Shelf, picture, put, show

THREAD = UUID("018f0000-0000-7000-8000-00000000000c")


@pytest.fixture
def worker(worker_database: tuple[Database, Live]) -> Database:
    return worker_database[0]


async def a_day_passes(tools: Database, house: House, shelf: Shelf) -> None:
    await tools.pool.execute(
        "UPDATE files SET created_at = created_at - $2::interval WHERE dealership_id = $1",
        house.id, timedelta(hours=25),
    )  # fmt: skip
    for path in shelf.files():
        os.utime(path, (time.time() - 90_000,) * 2)


async def test_an_upload_nobody_named_is_swept_after_a_day_and_a_named_one_stays(
    house: House, worker: Database, store: Blobs, shelf: Shelf, tools: Database
) -> None:
    orphan, named, fresh, awaited = new_id(), new_id(), new_id(), new_id()
    await put(house, "vera", orphan, PDF)
    await put(house, "vera", named, PDF)
    await house.unit(lambda db: actions.attach(db, house.people["vera"], [named], THREAD, None))
    source = {"channel": "test"}
    new = NewFile(id=awaited, media_kind="photo", source=source, thread_id=THREAD, client_id=None)
    await house.unit(lambda db: actions.expect(db, new))
    await a_day_passes(tools, house, shelf)
    await put(house, "vera", fresh, PDF)
    assert await sweep_orphans(worker, house.id, store) == 1
    assert await sweep_orphans(worker, house.id, store) == 0
    sql = "SELECT id FROM files WHERE dealership_id = $1"
    assert {row["id"] for row in await tools.pool.fetch(sql, house.id)} == {named, fresh, awaited}
    assert len(shelf.files()) == 2
    assert (await show(house, "vera", orphan)).status_code == 404


async def test_bytes_without_a_row_are_swept_after_a_day_and_not_before(
    house: House, worker: Database, store: Blobs, shelf: Shelf, tools: Database
) -> None:
    await put(house, "vera", id := new_id(), picture(), "image/jpeg")
    await house.unit(lambda db: actions.attach(db, house.people["vera"], [id], THREAD, None))
    kept = shelf.files()[0]
    stray = kept.with_name(str(uuid4())[:-2] + kept.name[-2:])  # a folder holds the ids that end alike
    stray.write_bytes(b"left by a crash")
    draft = stray.with_name(f"{uuid4()}.part")
    draft.write_bytes(b"half of it")
    assert await sweep_orphans(worker, house.id, store) == 0
    await a_day_passes(tools, house, shelf)
    await sweep_orphans(worker, house.id, store)
    assert not stray.exists()
    assert not draft.exists()
    assert len(shelf.files()) == 1


async def test_the_sweep_of_one_dealership_leaves_the_other_alone(
    house: House, other_house: House, worker: Database, store: Blobs, shelf: Shelf, tools: Database
) -> None:
    theirs = new_id()
    await put(other_house, "petr", theirs, PDF)
    other_shelf = Shelf(shelf.folder.parent / str(other_house.id))
    await a_day_passes(tools, other_house, other_shelf)
    assert await sweep_orphans(worker, house.id, store) == 0
    assert (await show(other_house, "petr", theirs)).status_code == 200


async def test_more_orphans_than_one_unit_takes_are_all_swept(
    house: House,
    worker: Database,
    store: Blobs,
    shelf: Shelf,
    tools: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.files.jobs.SWEEP_BATCH", 2)
    for _ in range(5):
        await put(house, "vera", new_id(), PDF)
    await a_day_passes(tools, house, shelf)
    assert await sweep_orphans(worker, house.id, store) == 5
    assert shelf.files() == []


async def test_a_channel_gets_the_bytes_and_the_name_of_a_file_to_send(
    house: House, worker: Database, store: Blobs
) -> None:
    id = new_id()
    await put(house, "vera", id, PDF, "application/pdf", "цена.pdf")
    content = await content_of(worker, house.id, store, id)
    assert content is not None
    assert (content[0].name, content[0].kind, content[1]) == ("цена.pdf", "document", PDF)
    assert await content_of(worker, house.id, store, new_id()) is None
