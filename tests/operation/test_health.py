"""What balancers, operators and Prometheus read; who may read how the API looks; how large a body may be."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import httpx
import msgspec
import pytest
from litestar.testing import AsyncTestClient

from app import health
from app.config import Config
from app.database import Access, access
from app.kit import embedded
from app.kit.alive import HEARTBEAT
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.leases import drop_lease, take_lease
from app.main import create_app
from tests.cast import House


@pytest.fixture
async def browser(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site) as client:
        yield client


async def test_ready_tells_whether_a_worker_lives(browser: httpx.AsyncClient, database: Database) -> None:
    async def worker() -> str:
        answer = await browser.get("/ready")
        assert answer.status_code == 200
        state: str = answer.json()["worker"]
        return state

    me = uuid4()
    assert await worker() == "silent"
    await take_lease(database, f"worker:{me}", me, HEARTBEAT)
    assert await worker() == "working"
    await drop_lease(database, f"worker:{me}", me)
    assert await worker() == "silent"


async def test_a_bot_is_silent_when_no_worker_lives(
    browser: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database says of a bot is what its worker last wrote; a dead one writes no more."""

    async def last_written(*_: object) -> str:
        return "working"

    monkeypatch.setitem(health.NAMED, "bot", last_written)
    me = uuid4()
    assert (await browser.get("/ready")).json()["bot"] == "silent"
    await take_lease(database, f"worker:{me}", me, HEARTBEAT)
    assert (await browser.get("/ready")).json()["bot"] == "working"
    await drop_lease(database, f"worker:{me}", me)


async def test_a_bot_or_worker_that_cannot_be_asked_does_not_take_the_api_out(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> str:
        raise RuntimeError("no")

    monkeypatch.setitem(health.NAMED, "bot", broken)
    answer = await browser.get("/ready")
    assert (answer.status_code, answer.json()["bot"]) == (200, "unknown")


async def test_without_its_schema_or_its_database_it_is_not_ready_but_alive(
    migrated: str, config: Config, server: embedded.Server
) -> None:
    app = create_app(config, Access(url=migrated, role="okno_app", direct_url=migrated))
    async with AsyncTestClient(app) as client:
        assert (await client.get("/ready")).status_code == 200
        connection = await asyncpg.connect(migrated)
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")
        await connection.close()
        wrong = await client.get("/ready")
        assert (wrong.status_code, wrong.json()["schema"]) == (503, "wrong")
        other = await asyncpg.connect(embedded.url(server, "postgres"))
        await other.execute(f"DROP DATABASE {migrated.partition('@/')[2].partition('?')[0]} WITH (FORCE)")
        await other.close()
        away = await client.get("/ready")
        assert (away.status_code, away.json()["database"]) == (503, "away")
        assert (await client.get("/health")).status_code == 200


async def test_one_superuser_login_for_all_is_a_warning(migrated: str, config: Config) -> None:
    by_url = msgspec.structs.replace(config, database_url=migrated)
    async with AsyncTestClient(create_app(by_url, access(by_url, "app"))) as client:
        (warning,) = (await client.get("/ready")).json()["warnings"]
    assert "OKNO_DATABASE_URL" in warning


async def test_metrics_count_by_route_and_tell_nothing_of_anybody(
    browser: httpx.AsyncClient, house: House
) -> None:
    client = new_id()
    await house.get("vera", f"/api/clients/{client}")
    await browser.get(f"/sign-in/{await house.token('vera')}")
    page = (await browser.get("/metrics")).text
    assert 'okno_requests_total{method="GET",route="/api/clients/{client_id}",status="4xx"}' in page
    assert 'route="/sign-in/{token}"' in page
    assert "okno_units_total" in page
    assert 'okno_queue_due{queue="deliveries"}' in page
    assert "okno_workers" in page
    for told in (str(client), str(house.id), await house.token("vera")):
        assert told not in page


async def test_in_operation_only_the_holder_of_the_token_reads_metrics(
    config: Config, app_access: Access, house: House
) -> None:
    outside = msgspec.structs.replace(config, public_url="https://okno.example.ru")
    with_token = msgspec.structs.replace(outside, metrics_token="a-token-for-prometheus")

    async def said(config: Config, token: str | None) -> int:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with AsyncTestClient(create_app(config, app_access)) as client:
            return (await client.get("/metrics", headers=headers)).status_code

    assert await said(outside, None) == 404
    assert await said(with_token, None) == 401
    assert await said(with_token, await house.token("alla")) == 401
    assert await said(with_token, "a-token-for-prometheus") == 200


async def test_an_invented_method_makes_no_counter_of_its_own(browser: httpx.AsyncClient) -> None:
    await browser.request("FROBNICATE", "/health")
    assert "FROBNICATE" not in (await browser.get("/metrics")).text


async def test_how_the_api_looks_is_open_in_development_and_for_administrators_in_operation(
    browser: httpx.AsyncClient, house: House, config: Config, app_access: Access
) -> None:
    assert (await browser.get("/schema/openapi.json")).status_code == 200
    outside = msgspec.structs.replace(config, public_url="https://okno.example.ru")
    async with AsyncTestClient(create_app(outside, app_access)) as client:
        for handle, status in ((None, 401), ("vera", 404), ("irina", 404), ("alla", 200)):
            headers = {"authorization": f"Bearer {await house.token(handle)}"} if handle else {}
            answer = await client.get("/schema/openapi.json", headers=headers)
            assert (handle, answer.status_code) == (handle, status)


async def test_a_body_over_two_megabytes_is_refused(house: House) -> None:
    new = {"id": str(new_id()), "name": "A" * 2_100_000, "address_form": "A"}
    answer = await house.post("vera", "/api/clients", new)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.headers["content-type"] == "application/problem+json"
