"""Anna waits: what she is told of it, and whom the house calls, as the clock of the house is moved."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.conversations.watching import watch_due
from app.deliveries.tables import LEAVING
from app.kit.ids import new_id
from push.ladder import still_called
from tests.bots.nights import Night
from tests.bots.office import act

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WEEKDAYS = range(7)
DUE = " UNION ALL ".join(
    f"SELECT due_at FROM {queue} WHERE dealership_id = $1 AND state = 'queued' AND due_at > $2"
    for queue in ("watches", "bursts", "alerts")
)


class Watched(Night):
    """A wait whose promise is watched."""

    async def settle(self) -> None:
        await super().settle()
        while await watch_due(self.office.worker, self.house.id):
            pass
        await super().settle()

    async def writes(self, *texts: str) -> None:
        """She says it, and the clock stands still."""
        for text in texts:
            await self.anna.says(text)
        await self.settle()

    async def until(self, at: datetime) -> None:
        """Let the clock run to this instant, from one due row to the next as a worker would look."""
        while self.garage.now < at:
            due = [row["due_at"] for row in await self.office.rows(DUE, self.garage.now)]
            self.garage.now = min([at, *due])
            await self.settle()

    async def promise(self) -> dict[str, Any]:
        [row] = await self.office.rows(
            "SELECT p.*, n.handle AS who FROM promises p "
            "JOIN persons n ON n.dealership_id = $1 AND n.id = p.person_id "
            "WHERE p.dealership_id = $1 ORDER BY p.made_at DESC LIMIT 1"
        )
        return row

    async def calls(self) -> list[tuple[str, str, str, bool, datetime]]:
        """Who was called by which rung, how urgently, whether out of their rest, and at which minute."""
        rows = await self.office.rows(
            "SELECT n.handle, c.step, c.urgency, c.woken, c.due_at FROM ladder_calls c "
            "JOIN persons n ON n.dealership_id = $1 AND n.id = c.person_id "
            "WHERE c.dealership_id = $1 ORDER BY c.at, c.n, n.handle"
        )
        return [(row["handle"], row["step"], row["urgency"], row["woken"], row["due_at"]) for row in rows]

    async def works(self, who: str, *spans: tuple[int, int, str]) -> None:
        """The same spans on every day, in hours of the house: (from, until, kind)."""
        day = [{"from_minute": a * 60, "until_minute": b * 60, "kind": kind} for a, b, kind in spans]
        plan = (await self.house.get(who, "/api/schedule")).json()
        body = {"id": str(new_id()), "version": plan["version"], "week": [day for _ in WEEKDAYS], "days": []}
        answer = await self.house.send(who, "PUT", "/api/schedule", body)
        assert answer.status_code == 200, answer.text

    async def pair(self, one: str = "vera", other: str = "oleg") -> None:
        people = self.house.people
        for person, mate in ((one, other), (other, one)):
            sql = "INSERT INTO pairs (dealership_id, person_id, with_id, since_at) VALUES ($1, $2, $3, $4)"
            await act(self.office, sql, people[person], people[mate], self.garage.now)

    async def falls_ill(self, who: str = "vera") -> None:
        body = {"id": str(new_id()), "kind": "ill"}
        answer = await self.house.post(who, "/api/schedule/absences", body)
        assert answer.status_code in (200, 201), answer.text

    async def ladder_notices(self, who: str) -> list[str]:
        found = (await self.house.get(who, "/api/notices")).json()["notices"]
        return [one["text"] for one in found if one["kind"] == "ladder"]


def make_watched(night: Night, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.setitem(LEAVING, "call", still_called)
    watched = Watched(night.garage, night.push, night.anna)
    watched.browsers = night.browsers
    return watched
