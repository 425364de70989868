"""The five-year clock on the phone: what comes for a car and why, and what was done, noted in three taps."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.stories.ground import ANNA, Town


async def test_the_card_says_what_comes_and_a_noted_service_moves_it(town: Town, opened: Open) -> None:
    [anna] = [client for client in town.api("vera", "GET", "/api/book")["clients"] if client["name"] == ANNA]
    bought = datetime.now(UTC).date() - timedelta(days=300)
    body = {"id": str(uuid4()), "make": "Lada", "model": "Iskra", "from_on": bought.isoformat(), "km": 10}
    car = town.api("vera", "POST", f"/api/clients/{anna['id']}/cars", body)["id"]
    page = await opened("vera", path=f"/clients/{anna['id']}")
    block = page.locator(".car", has_text="Lada Iskra")
    await expect(block.locator(".coming")).to_contain_text(re.compile("ТО: около .+ ± 2 недели"))
    await expect(block.locator(".coming")).to_contain_text("12 месяцев после покупки")
    await block.get_by_role("button", name="Записать пробег или ТО").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Пробег, км").fill("9500")
    await sheet.get_by_role("button", name="ТО у нас").click()
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(sheet).to_have_count(0)
    await expect(block.locator(".coming")).to_contain_text("после ТО")
    await expect(block.locator(".car-km")).to_contain_text("9")
    events = town.api("vera", "GET", f"/api/clients/{anna['id']}/events")["events"]
    assert [event["state"] for event in events if event["car_id"] == car] == ["expected"]
