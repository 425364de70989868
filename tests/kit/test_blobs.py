"""Blobs: whole or not at all, sealed, and cut by nobody unnoticed."""

import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.kit.blobs import PIECE, BlobGone, Blobs, DiskShelf, blobs_in
from app.kit.errors import Problem
from app.kit.secrets import Seal, Unreadable

HOUSE = UUID("018f0000-0000-7000-8000-000000000001")
SECRET = b"Anna's passport, page two. " * 40_000  # three pieces


@pytest.fixture
def store(tmp_path: Path) -> Blobs:
    return blobs_in(tmp_path, Seal(b"k" * 32))


async def stream(data: bytes, step: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_what_was_written_is_read_back(store: Blobs) -> None:
    blob, size = await store.write(HOUSE, stream(SECRET))
    assert size == len(SECRET) == await store.size(HOUSE, blob)
    assert await store.read(HOUSE, blob) == SECRET


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
async def test_every_size_around_the_border_of_a_piece_survives(store: Blobs, size: int) -> None:
    data = os.urandom(size)
    blob, written = await store.write(HOUSE, stream(data))
    assert (written, await store.size(HOUSE, blob)) == (size, size)
    assert await store.read(HOUSE, blob) == data


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (PIECE - 1, PIECE + 1), (PIECE, 2 * PIECE), (5, len(SECRET)), (7, 7)]
)
async def test_a_slice_is_exactly_the_bytes_asked_for(store: Blobs, start: int, end: int) -> None:
    blob, _ = await store.write(HOUSE, stream(SECRET))
    assert b"".join([part async for part in store.slices(HOUSE, blob, start, end)]) == SECRET[start:end]


async def test_the_disk_holds_no_plain_byte_and_only_its_owner_may_read_it(
    store: Blobs, tmp_path: Path
) -> None:
    await store.write(HOUSE, stream(SECRET))
    [path] = files_in(tmp_path)
    assert b"passport" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_another_key_opens_nothing(store: Blobs, tmp_path: Path) -> None:
    blob, _ = await store.write(HOUSE, stream(SECRET))
    with pytest.raises(Unreadable):
        await blobs_in(tmp_path, Seal(b"x" * 32)).read(HOUSE, blob)


async def test_a_blob_moved_into_another_dealership_does_not_open(store: Blobs, tmp_path: Path) -> None:
    blob, _ = await store.write(HOUSE, stream(SECRET))
    other = uuid4()
    shutil.copytree(tmp_path / "files" / str(HOUSE), tmp_path / "files" / str(other))
    with pytest.raises(Unreadable):
        await store.read(other, blob)


@pytest.mark.parametrize("keep", [0, 10, PIECE + 28, 2 * PIECE])
async def test_a_blob_that_was_cut_does_not_open(store: Blobs, tmp_path: Path, keep: int) -> None:
    blob, _ = await store.write(HOUSE, stream(SECRET))
    [path] = files_in(tmp_path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(Unreadable):
        await store.read(HOUSE, blob)


async def test_two_pieces_that_changed_places_do_not_open(store: Blobs, tmp_path: Path) -> None:
    blob, _ = await store.write(HOUSE, stream(SECRET))
    [path] = files_in(tmp_path)
    data, step = path.read_bytes(), PIECE + 28
    path.write_bytes(data[step : 2 * step] + data[:step] + data[2 * step :])
    with pytest.raises(Unreadable):
        await store.read(HOUSE, blob)


async def test_a_stream_that_breaks_leaves_nothing(store: Blobs, tmp_path: Path) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield SECRET
        raise ConnectionError("the phone went into a tunnel")

    with pytest.raises(ConnectionError):
        await store.write(HOUSE, breaking())
    assert files_in(tmp_path) == []


async def test_a_deleted_blob_is_gone_and_may_be_deleted_again(store: Blobs) -> None:
    blob, _ = await store.write(HOUSE, stream(SECRET))
    assert await store.exists(HOUSE, blob)
    await store.delete(HOUSE, blob)
    await store.delete(HOUSE, blob)
    assert not await store.exists(HOUSE, blob)
    with pytest.raises(BlobGone):
        await store.read(HOUSE, blob)
    with pytest.raises(BlobGone):
        await store.size(HOUSE, blob)


async def test_old_blobs_are_listed_and_old_drafts_removed(store: Blobs, tmp_path: Path) -> None:
    old, _ = await store.write(HOUSE, stream(b"old"))
    fresh, _ = await store.write(HOUSE, stream(b"fresh"))
    folder = tmp_path / "files" / str(HOUSE)
    draft = next(path for path in files_in(tmp_path) if path.name == str(fresh)).with_name(f"{uuid4()}.part")
    draft.write_bytes(b"half")
    (draft.parent / "notes.txt").write_bytes(b"not ours")
    day_ago = time.time() - 90_000
    for path in files_in(folder):
        if path.name != str(fresh):
            os.utime(path, (day_ago, day_ago))
    assert [blob async for blobs in store.aged(HOUSE, 86_400) for blob in blobs] == [old]
    assert not draft.exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_full_disk_refuses_clearly_and_keeps_no_half_file(small_disk: Path) -> None:
    store = Blobs(Seal(b"k" * 32), DiskShelf(small_disk))
    with pytest.raises(Problem) as refusal:
        await store.write(HOUSE, stream(SECRET * 3))
    assert (refusal.value.code, refusal.value.status) == ("storage_full", 503)
    assert files_in(small_disk) == []
    blob, _ = await store.write(HOUSE, stream(b"small enough"))
    assert await store.read(HOUSE, blob) == b"small enough"
