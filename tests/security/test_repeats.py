"""An act whose body has no id is repeated harmlessly under the key of its header."""

from typing import Any

import msgspec

from app.kit.ids import new_id
from tests.security.ground import Ground
from tests.security.matrix import BODIES

CHANGE = "PATCH /api/clients/{client_id}"


async def test_a_change_repeated_with_its_key_changes_nothing_more(ground: Ground) -> None:
    """The header's name is the one that scripts know, with a hyphen."""
    ids = await ground.object("vera's", CHANGE)
    body = msgspec.json.encode(BODIES[CHANGE](ids))
    headers = {"idempotency-key": str(new_id()), "okno-app": "1", "content-type": "application/json"}
    headers["cookie"] = f"okno={await ground.cookie('vera')}"

    async def change() -> Any:
        return await ground.client.patch(f"/api/clients/{ids['client_id']}", content=body, headers=headers)

    async def journaled() -> int:
        count = "SELECT count(*) FROM entries WHERE dealership_id = $1"
        return int(await ground.house.unit(lambda db: db.value(count)))

    first, before = await change(), await journaled()
    again = await change()
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert await journaled() == before
