"""The five-year clock on the phone: what comes for a car and why, and what was done, noted in three taps."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Open
from tests.stories.ground import ANNA, Town


async def test_the_card_says_what_comes_and_a_noted_service_moves_it(town: Town, opened: Open) -> None:
    anna, car = anna_with_car(town, "Iskra")
    page = await opened("vera", path=f"/clients/{anna}")
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
    events = town.api("vera", "GET", f"/api/clients/{anna}/events")["events"]
    assert [event["state"] for event in events if event["car_id"] == car] == ["expected"]


async def test_a_reading_beyond_any_car_is_refused_in_our_words_that_name_the_limit(
    town: Town, opened: Open
) -> None:
    anna, _ = anna_with_car(town, "Largus")
    page = await opened("vera", path=f"/clients/{anna}")
    await (
        page.locator(".car", has_text="Lada Largus")
        .get_by_role("button", name="Записать пробег или ТО")
        .click()
    )
    sheet = page.get_by_role("dialog")
    km, save = sheet.get_by_label("Пробег, км"), sheet.get_by_role("button", name="Сохранить")
    for typed, said in (
        ("1000000000", "Не больше 2 000 000."),
        ("-1", "Не меньше 0."),
        ("", "Заполните это поле."),
    ):
        await km.fill(typed)
        await save.click()
        await expect(sheet.get_by_role("alert")).to_have_text(said)
        await expect(km).to_be_focused()
    assert (
        await km.evaluate("(field) => field.dispatchEvent(new Event('invalid', {cancelable: true}))") is False
    )
    await km.fill("20")
    await expect(sheet.get_by_role("alert")).to_have_count(0)


def anna_with_car(town: Town, model: str) -> tuple[str, str]:
    """Anna and a car of hers that was bought ten months ago."""
    [anna] = [client for client in town.api("vera", "GET", "/api/book")["clients"] if client["name"] == ANNA]
    bought = datetime.now(UTC).date() - timedelta(days=300)
    body = {"id": str(uuid4()), "make": "Lada", "model": model, "from_on": bought.isoformat(), "km": 10}
    return anna["id"], town.api("vera", "POST", f"/api/clients/{anna['id']}/cars", body)["id"]


async def lose_answers(page: Page, path: str) -> list[str]:
    """The server does what it is asked there, and its first answer never comes."""
    asked: list[str] = []

    async def lose(route: Route) -> None:
        answer = await route.fetch()
        asked.append(route.request.post_data or "")
        await (route.abort() if len(asked) == 1 else route.fulfill(response=answer))

    await page.route(path, lose)
    return asked


async def test_a_visit_whose_answer_was_lost_is_one_visit_however_often_it_is_saved(
    town: Town, opened: Open
) -> None:
    anna, car = anna_with_car(town, "Aura")
    page = await opened("vera", path=f"/clients/{anna}")
    asked = await lose_answers(page, f"**/api/clients/{anna}/cars/{car}/visits")
    await (
        page.locator(".car", has_text="Lada Aura")
        .get_by_role("button", name="Записать пробег или ТО")
        .click()
    )
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name="ТО у нас").click()
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(sheet.get_by_role("alert")).to_be_visible()
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(sheet).to_have_count(0)
    assert len(asked) == 2
    lines = town.api("vera", "GET", f"/api/clients/{anna}/timeline")["items"]
    assert len([line for line in lines if line["kind"] == "service" and "Aura" in line["text"]]) == 1
