"""The five-year clock on the phone: what comes for a car and why, and what was done, noted in three taps."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Page, Request, Route, expect

from tests.browser.conftest import Open
from tests.stories.ground import ANNA, Town

CUT = """(all) => all.flatMap((one) => [...one.children])
    .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.textContent)"""
"""Words of which a part is not shown."""
BESIDE = """(all) => all.filter((one) => {
    const [words, time] = [one, one.previousElementSibling].map((each) => each.getBoundingClientRect())
    return time.right > words.left + 1 && time.bottom > words.top + 1
}).map((one) => one.textContent)"""
"""Words on which their time lies."""


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


async def test_a_car_that_is_gone_leaves_the_card_by_a_tap_and_comes_back_by_another(
    town: Town, opened: Open
) -> None:
    anna, car = anna_with_car(town, "Niva")
    page = await opened("vera", path=f"/clients/{anna}")
    block = page.locator(".car", has_text="Lada Niva")
    await block.get_by_role("button", name="Записать пробег или ТО").click()
    await page.get_by_role("dialog").get_by_role("button", name="Машины больше нет").click()
    await expect(block).to_have_count(0)
    assert car not in [one["id"] for one in town.api("vera", "GET", f"/api/clients/{anna}")["cars"]]
    await page.get_by_role("button", name="Вернуть", exact=True).click()
    await expect(block).to_have_count(1)
    await expect(block.locator(".coming")).to_contain_text("12 месяцев после покупки")


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


async def test_a_car_is_written_down_in_three_taps_and_once_whatever_the_line_does(
    town: Town, opened: Open
) -> None:
    client = next(one for one in town.api("vera", "GET", "/api/book")["clients"] if one["name"] != ANNA)["id"]
    had = len(town.api("vera", "GET", f"/api/clients/{client}")["cars"])
    page = await opened("vera", path=f"/clients/{client}")
    asked = await lose_answers(page, f"**/api/clients/{client}/cars")
    await page.get_by_role("button", name="Добавить автомобиль").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("group", name="Чаще всего в книге").get_by_role("button").first.click()
    save = sheet.get_by_role("button", name="Сохранить")
    await save.click()
    await expect(sheet.get_by_role("alert")).to_be_visible()
    await save.click()
    await expect(sheet).to_have_count(0)
    await expect(page.locator(".cars .car")).to_have_count(had + 1)
    assert len(asked) == 2
    assert len(town.api("vera", "GET", f"/api/clients/{client}")["cars"]) == had + 1


async def test_a_cars_blanks_and_a_wrong_vin_are_refused_where_they_stand(town: Town, opened: Open) -> None:
    client = town.api("vera", "GET", "/api/book")["clients"][-1]["id"]
    page = await opened("vera", path=f"/clients/{client}")
    await page.get_by_role("button", name="Добавить автомобиль").click()
    sheet = page.get_by_role("dialog")
    make, save = sheet.get_by_label("Марка"), sheet.get_by_role("button", name="Сохранить")
    await make.fill("   ")
    await sheet.get_by_label("Модель").fill("Kodiaq")
    await save.click()
    await expect(sheet.get_by_role("alert")).to_have_text("Заполните это поле.")
    await expect(make).to_be_focused()
    await make.fill("Skoda")
    await sheet.get_by_label("VIN").fill("TMBLE7NS0N8000")
    await save.click()
    await expect(sheet.get_by_role("alert")).to_contain_text("17")
    await sheet.get_by_label("VIN").fill("TMBLE7NS0N8000123")
    await sheet.get_by_label("Госномер").fill("а 987 вс 163")
    await sheet.get_by_label("Пробег, км").fill("41000")
    await save.click()
    await expect(sheet).to_have_count(0)
    car = page.locator(".car", has_text="Skoda Kodiaq")
    await expect(car.locator(".car-km")).to_contain_text("41")
    await expect(car.locator(".plate")).to_contain_text("987")
    await expect(car).to_contain_text("000123")


@pytest.mark.parametrize("size", [16, 32], ids=["as usual", "twice as large"])
async def test_today_says_a_services_reason_to_its_end(town: Town, opened: Open, size: int) -> None:
    page = await opened("vera")
    tasks = page.locator('[data-screen="today"] [data-kind="service"] .next-what')
    await expect(tasks.first).to_be_visible()
    await page.evaluate(f"document.documentElement.style.fontSize = '{size}px'")
    assert await tasks.evaluate_all(CUT) == []
    assert await tasks.evaluate_all(BESIDE) == []


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


async def test_a_car_said_to_be_gone_offers_both_findings_and_one_made_over_older_words_is_refused(
    town: Town, opened: Open
) -> None:
    page, acts = await opened("vera"), list[Any]()

    def note(request: Request) -> None:
        if request.url.endswith("/sync/push"):
            acts.extend(one for one in request.post_data_json["mutations"] if one["kind"] == "tasks.complete")

    async def say_gone(route: Route) -> None:
        answer = await route.fetch()
        day = await answer.json()
        for item in day["items"]:
            if item["kind"] == "service" and not acts:
                item["says"] = "task.service.gone"
        await route.fulfill(response=answer, json=day)

    page.on("request", note)
    await page.route("**/api/day", say_gone)
    await page.reload()
    choice = page.locator('[data-kind="service"] .next-answers').first
    await expect(choice.get_by_role("button")).to_have_text(["Уже не у клиента", "Всё ещё у клиента"])
    title = await choice.get_attribute("aria-label")
    await choice.get_by_role("button", name="Всё ещё у клиента").click()
    await expect(page.locator(".toast")).to_contain_text("задача с тех пор изменилась")
    await expect(page.get_by_role("button", name=f"Отметить сделанным: {title}")).to_be_visible()
    [act] = acts
    assert (act["body"]["saw"], act["body"]["outcome"]) == ("task.service.gone", "stays")
