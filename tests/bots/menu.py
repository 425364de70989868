"""Anna at the menu of the bot, at noon of a Tuesday or whenever a test says."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.conversations.asking import ANSWERS
from app.menu import urgency, wishes
from bots.client_bot import Press
from bots.dispatch import handle_due
from tests.bots.garage import Garage, connected

NIGHT = datetime(2026, 11, 24, 20, tzinfo=UTC)  # midnight in Samara, Wednesday begins


class Menu:
    """What Anna asks the menu for, and what comes of it."""

    def __init__(self, garage: Garage, anna: Any) -> None:
        self.garage, self.office, self.house, self.anna = garage, garage.office, garage.house, anna
        self.passing: list[str | None] = []
        """What was said in passing of each tap."""

    async def taps(self, *buttons: str, by: Any = None) -> str:
        """These buttons one after the other; the last words that came back."""
        for button in buttons:
            await (by or self.anna).presses(button)
        return await self.settle(by)

    async def says(self, *texts: str, by: Any = None) -> str:
        for text in texts:
            await (by or self.anna).says(text)
        return await self.settle(by)

    async def settle(self, by: Any = None) -> str:
        await self.office.bring_in()
        while await handle_due(self.office.worker, self.house.id, None, self._acknowledge):
            pass
        await self.office.send()
        said = self.told(by)
        return said[-1] if said else ""

    async def _acknowledge(self, dealership: UUID, bot: UUID, press: Press) -> None:
        self.passing.append(press.text)

    def told(self, by: Any = None) -> list[str]:
        return self.office.told(by or self.anna)

    def buttons(self, by: Any = None) -> list[str]:
        """Those under the last message that has any."""
        markups = sorted((by or self.anna).chat.markups.items())
        last = [markup for _, markup in markups if "inline_keyboard" in markup][-1]
        return [button["text"] for row in last["inline_keyboard"] for button in row]

    async def tasks(self, who: str, kind: str) -> list[dict[str, Any]]:
        items = (await self.house.get(who, "/api/day")).json()["items"]
        return [item for item in items if item["kind"] == kind]

    async def waits(self) -> bool:
        return (await self.office.thread())["waiting_since"] is not None


@pytest.fixture
async def menu(garage: Garage, monkeypatch: pytest.MonkeyPatch) -> Menu:
    monkeypatch.setitem(ANSWERS, urgency.KIND, urgency.not_needed)
    monkeypatch.setitem(ANSWERS, wishes.KIND, wishes.take_back)
    return Menu(garage, await connected(garage))
