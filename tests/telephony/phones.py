"""A house whose ladder rings telephones: its provider, the numbers of its people, and what rang."""

import json
from typing import Any

from app.deliveries.jobs import send_due
from app.kit.ids import new_id
from tests.bots.watched import Watched
from tests.fakes.telephony import FakeProvider

NUMBERS = {"vera": "+7 912 345-67-01", "oleg": "+7 912 345-67-02", "irina": "+7 912 345-67-03"}
BODY = '{"to": "{phone}", "say": "{text}", "who": "{name}", "id": "{call}"}'


def webhook(provider: FakeProvider, **others: Any) -> dict[str, Any]:
    headers = [{"name": "X-Api-Key", "value": "s3cret"}]
    return {"url": f"{provider.url}/calls", "headers": headers, "body": BODY} | others


class Phones(Watched):
    """A wait whose ladder rings telephones."""

    provider: FakeProvider

    async def connect(self, *people: str, **others: Any) -> None:
        """The administrator connects the provider and enters the numbers of these people."""
        answer = await self.house.send(
            "alla", "PUT", "/api/telephony/webhook", webhook(self.provider, **others)
        )
        assert answer.status_code == 200, answer.text
        for who in people:
            await self.number(who, NUMBERS[who])

    async def number(self, who: str, phone: str | None) -> Any:
        path = f"/api/telephony/people/{self.house.people[who]}"
        return await self.house.send("alla", "PUT", path, {"phone": phone})

    async def telephony(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.house.get("alla", "/api/telephony")).json()
        return found

    async def test_call(self, who: str, key: str | None = None) -> Any:
        path = f"/api/telephony/people/{self.house.people[who]}/calls"
        return await self.house.post("alla", path, {"id": key or str(new_id())})

    async def settle(self) -> None:
        await super().settle()
        while await send_due(self.office.worker, self.house.id, rings=True):
            pass

    async def no_pause(self) -> None:
        """As if the wait before the next try were over."""
        for sql in (
            "UPDATE deliveries SET lease_until = now() WHERE dealership_id = $1 AND state = 'queued'",
            "UPDATE send_limits SET paused_until = NULL, tokens = 20 WHERE dealership_id = $1 AND bucket IN ("
            "SELECT 'chat:' || id FROM addresses WHERE dealership_id = $1 AND channel = 'telephony')",
        ):
            await self.house.unit(lambda db, sql=sql: db.run(sql))  # type: ignore[misc]

    async def fates(self) -> list[tuple[str, str | None]]:
        sql = (
            "SELECT state, reason FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'ring' "
            "ORDER BY place"
        )
        return [(row["state"], row["reason"]) for row in await self.office.rows(sql)]

    def rang(self) -> list[str]:
        """The numbers that rang, in order."""
        return [json.loads(each.body)["to"] for each in self.provider.rang]


def plain(who: str) -> str:
    return NUMBERS[who].replace(" ", "").replace("-", "")
