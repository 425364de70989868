"""A phone of the version before still finds what it reads and is taken at its word; one that is older than the house
serves hears so, and what it has not sent is not touched."""

import copy
from typing import Any, Literal

import httpx
import msgspec
import pytest

from app.config import Config
from app.database import Access
from app.kit.ids import new_id
from app.kit.tokens import digest
from app.people import actions as people
from tests.serving import free_port, served
from tests.sync import older_phone
from tests.sync.conftest import Phone, mutation
from tests.sync.older_phone import breaks, spoken, version_of_the_phone


@pytest.fixture(scope="module")
def older() -> Any:
    return msgspec.json.decode(older_phone.KEPT.read_bytes())


@pytest.fixture
async def now(vera: Phone) -> Any:
    return spoken((await vera.client.get("/schema/openapi.json")).json())


async def test_what_the_phone_before_says_and_reads_is_what_the_house_takes_and_tells(
    older: Any, now: Any
) -> None:
    assert version_of_the_phone() - older["version"] in (0, 1), "write the file anew: see older_phone.py"
    assert len(older["says"]) > 100
    assert len(older["reads"]) > 80
    assert breaks(older, now) == []


async def test_each_way_to_leave_the_phone_before_alone_is_noticed(now: Any) -> None:
    older = copy.deepcopy(now)
    touch, book = now["says"]["conversations.log_touch"], now["reads"]["GET /api/book"]
    said, told = ".words", ".clients[].name"

    def of(change: Any) -> list[str]:
        changed = copy.deepcopy(now)
        change(changed["says"]["conversations.log_touch"], changed["reads"]["GET /api/book"])
        return breaks(older, changed)

    assert said in touch
    assert told in book
    assert of(lambda says, reads: None) == []
    assert of(lambda says, reads: says.pop(said)) == [f"conversations.log_touch{said} is not taken any more"]
    assert of(lambda says, reads: says[said].update(always=True)) == [
        f"conversations.log_touch{said} has to be said"
    ]
    fresh = {"types": ["string"], "always": True, "only": []}
    assert of(lambda says, reads: says.update({".mood": fresh})) == [
        "conversations.log_touch.mood has to be said"
    ]
    assert of(lambda says, reads: says.update({".mood": fresh | {"always": False}})) == []
    assert of(lambda says, reads: reads.pop(told)) == [f"GET /api/book does not tell {told} any more"]
    assert of(lambda says, reads: reads[told].update(types=["null", "string"])) == [
        f"GET /api/book tells {told} as null"
    ]
    assert of(lambda says, reads: reads.update({".clients[].mood": fresh})) == []
    del now["says"]["conversations.log_touch"]
    assert breaks(older, now) == ["conversations.log_touch is gone"]


async def test_a_phone_older_than_the_house_serves_is_told_so_and_nothing_of_it_is_done(
    vera: Phone, config: Config, app_access: Access
) -> None:
    queued = mutation()
    newer = msgspec.structs.replace(config, port=free_port(), oldest_phone=3)
    async with (
        served(newer, app_access),
        httpx.AsyncClient(base_url=newer.site, headers=vera.client.headers, timeout=30) as client,
    ):

        async def said(version: str) -> httpx.Response:
            return await client.post(
                "/sync/push",
                json={"device": str(new_id()), "mutations": [queued]},
                headers={"okno-app": version},
            )

        refused = await said("2")
        assert (refused.status_code, refused.json()["code"]) == (426, "outdated")
        assert (await client.get("/api/me", headers={"okno-app": "1"})).status_code == 426
        assert (await vera.pull())["mutations"] == []
        # One that is out hears that first: nothing may keep a lost device from emptying itself.
        cookie = {"okno-app": "1", "authorization": ""}
        out = await client.get("/api/me", headers=cookie | {"cookie": f"okno={await wiped_session(vera)}"})
        assert (out.status_code, out.json()["code"]) == (401, "session_wiped")
        assert (await client.get("/api/me", headers=cookie)).status_code == 401
        taken = await said("3")
        assert [one["outcome"] for one in taken.json()["results"]] == ["applied"]
        assert [one["id"] for one in (await vera.pull())["mutations"]] == [queued["id"]]
        # Scripts, and pages that say nothing, are not phones.
        assert (await client.get("/api/me")).status_code == 200
        # Whoever signs out is let go by any version.
        leaving = {"okno-app": "1", "authorization": f"Bearer {await session_of(vera, 'bearer')}"}
        assert (await client.delete("/api/session", headers=leaving)).status_code == 204
        assert (await client.get("/api/me", headers=leaving)).status_code == 401


async def session_of(phone: Phone, kind: Literal["cookie", "bearer"]) -> str:
    """The token of another device of hers."""
    person = phone.house.people[phone.who]
    return str(await phone.house.unit(lambda db: people.open_session(db, person, kind)))


async def wiped_session(phone: Phone) -> str:
    """One that she has had emptied."""
    lost = await session_of(phone, "cookie")
    sql = "UPDATE sessions SET ended_at = now(), ended_how = 'wipe' WHERE dealership_id = $1 AND token_hash = $2"
    await phone.house.unit(lambda db: db.run(sql, digest(lost)))
    return lost
