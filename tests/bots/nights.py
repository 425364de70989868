"""Anna writes at night: what the house makes of it once she has paused."""

from datetime import timedelta
from typing import Any

import pytest

from app.conversations.asking import ANSWERS
from app.menu import judging, urgency
from app.menu.judging import judge_due
from bots.dispatch import handle_due
from tests.bots.menu import NIGHT
from tests.bots.test_unnoticed import Wait

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PAUSE = timedelta(seconds=15)


class Night(Wait):
    """A wait at midnight, with what is judged of it."""

    async def settle(self) -> None:
        await self.office.bring_in()
        while await handle_due(self.office.worker, self.house.id):
            pass
        await self.garage.follow()
        while await judge_due(self.office.worker, self.house.id):
            pass
        await self.garage.follow()
        await super().settle()

    async def says(self, *texts: str) -> None:
        """All of it at once, and nothing more for as long as it takes to be judged."""
        for text in texts:
            await self.anna.says(text)
        await self.settle()
        await self.after(PAUSE)

    async def taps(self, button: str) -> None:
        await self.anna.presses(button)
        await self.settle()

    def told(self, by: Any = None) -> list[str]:
        return self.office.told(by or self.anna)

    def buttons(self, by: Any = None) -> list[str]:
        """Those under the last message that has any."""
        markups = sorted((by or self.anna).chat.markups.items())
        last = [markup for _, markup in markups if "inline_keyboard" in markup][-1]
        return [button["text"] for row in last["inline_keyboard"] for button in row]

    async def tasks(self, who: str = "irina", kind: str = "urgent") -> list[dict[str, Any]]:
        items = (await self.house.get(who, "/api/day")).json()["items"]
        return [item for item in items if item["kind"] == kind]

    async def bursts(self) -> list[tuple[str | None, str]]:
        """Each as it was judged, and what came of it."""
        sql = "SELECT urgency, outcome FROM bursts WHERE dealership_id = $1 AND state = 'over' ORDER BY judged_at"
        return [(row["urgency"], row["outcome"]) for row in await self.office.rows(sql)]


@pytest.fixture
async def night(wait: Wait, monkeypatch: pytest.MonkeyPatch) -> Night:
    monkeypatch.setitem(ANSWERS, urgency.KIND, urgency.not_needed)
    monkeypatch.setitem(ANSWERS, judging.KIND, judging.heard)
    night = Night(wait.garage, wait.push, wait.anna)
    night.browsers = wait.browsers
    night.garage.now = NIGHT
    return night
