"""When the line, the disk or the key breaks, an upload is whole or not there, and nothing goes out by half."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn

from app.config import Config
from app.database import Access
from app.files import queries
from app.kit.ids import new_id
from app.main import create_app
from tests.cast import House
from tests.conftest import free_port
from tests.files.conftest import PDF, Shelf, put, show


async def test_a_phone_that_goes_away_in_the_middle_leaves_nothing(house: House, shelf: Shelf) -> None:
    token = await house.token("vera")
    where = urlsplit(house.site)
    head = (
        f"PUT /api/files/{new_id()} HTTP/1.1\r\nhost: {where.netloc}\r\nauthorization: Bearer {token}\r\n"
        "content-type: application/pdf\r\ncontent-length: 3000000\r\n\r\n"
    )
    with socket.create_connection((where.hostname or "", where.port or 0)) as line:
        line.sendall(head.encode() + b"x" * 2_000_000)
        await until(lambda: shelf.files() != [])  # the draft is there
    await until(lambda: shelf.files() == [])


async def until(happened: Callable[[], bool]) -> None:
    while not happened():  # noqa: ASYNC110 the disk tells nobody
        await asyncio.sleep(0.02)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    home = tmp_path / "home"
    home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(home)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here (needs root)")
    yield home
    subprocess.run(["umount", str(home)], check=True)


@pytest.fixture
async def small_site(app_access: Access, small_disk: Path, site: str) -> AsyncIterator[str]:
    """A second API whose files lie on the small disk."""
    config = Config(home=str(small_disk), port=free_port())
    app = create_app(config, app_access)
    server = uvicorn.Server(
        uvicorn.Config(app, port=config.port, log_config=None, timeout_graceful_shutdown=1)
    )
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started or running.done())
    yield config.site
    server.should_exit = True
    await running


async def test_a_full_disk_is_told_plainly_and_the_upload_can_be_repeated(
    house: House, small_site: str, small_disk: Path
) -> None:
    id, headers = new_id(), {"authorization": f"Bearer {await house.token('vera')}"}
    async with httpx.AsyncClient(base_url=small_site, headers=headers) as client:
        answer = await client.put(f"/api/files/{id}", content=b"x" * 6_000_000)
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_full")
        assert [path for path in (small_disk / "files").rglob("*") if path.is_file()] == []
        assert await house.unit(lambda db: queries.file_row(db, id)) is None
        assert (await client.put(f"/api/files/{id}", content=b"x" * 1_000_000)).status_code == 200


async def test_a_file_whose_bytes_were_lost_is_not_found(house: House, shelf: Shelf) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    shelf.files()[0].unlink()
    assert (await show(house, "vera", id)).status_code == 404


async def test_a_file_changed_on_the_disk_is_an_error_and_not_a_half_answer(
    house: House, shelf: Shelf
) -> None:
    id = new_id()
    await put(house, "vera", id, PDF)
    [path] = shelf.files()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    answer = await show(house, "vera", id)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
