"""A wait put aside and back again, words begun on one phone and ended on another, a text with blanks in two taps."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Route, expect

from tests.browser.conftest import Open
from tests.operation.ground import until
from tests.stories.ground import Town


async def annas_thread(town: Town, words: str) -> str:
    anna = await town.meets(700_101)
    town.bot_works()
    await anna.starts(town.invitation())
    await anna.says(words)
    until(lambda: words in str(town.annas_talk()["messages"]), "her words are there")
    return str(town.annas_talk()["thread"]["thread_id"])


async def test_a_wait_is_put_aside_and_the_clients_next_word_brings_it_back(
    town: Town, opened: Open, pictures: Path
) -> None:
    thread = await annas_thread(town, "Когда забирать?")
    page = await opened("vera", path=f"/threads/{thread}")
    await page.get_by_role("button", name="Отложить", exact=True).click()
    sheet = page.get_by_role("dialog")
    promised = re.compile("Клиенту обещан ответ до (.+?): этот срок остаётся")
    await expect(sheet).to_contain_text(promised)
    found = promised.search(await sheet.inner_text())
    assert found
    await page.screenshot(path=pictures / "snooze.png")
    day = sheet.get_by_label("День")
    await day.fill((date.fromisoformat(await day.input_value()) + timedelta(days=5)).isoformat())
    await sheet.get_by_role("button", name="Отложить до этого времени").click()
    # Its promise falls due before, and so it comes back then.
    await expect(page.locator(".toast")).to_contain_text(f"Отложено до {found[1]}")
    await expect(page.locator("[data-snoozed]")).to_contain_text(f"Отложено до {found[1]}")
    await page.screenshot(path=pictures / "aside.png")
    await page.goto(f"{town.site}/inbox")
    row = page.locator(f'.pane-list [data-thread="{thread}"]')
    await expect(page.get_by_role("button", name="Отложены")).to_be_visible()
    await expect(row).to_have_count(0)
    await page.get_by_role("button", name="Отложены").click()
    await expect(row).to_be_visible()
    await page.screenshot(path=pictures / "inbox.png")
    await (await town.meets(700_101)).says("Я уже еду")
    await expect(page.get_by_role("button", name="Отложены")).to_have_count(0)
    await expect(row).to_contain_text("Я уже еду")


async def test_in_the_small_hours_the_morning_is_todays_and_an_hour_that_cannot_be_is_refused_in_words(
    town: Town, opened: Open
) -> None:
    thread = await annas_thread(town, "Не спится, напишите")

    async def at_half_past_midnight(route: Route) -> None:
        answer = await route.fetch()
        found = await answer.json()
        here = datetime.now(ZoneInfo(found["dealership"]["time_zone"]))
        found["now"] = here.replace(hour=0, minute=30).isoformat()
        await route.fulfill(response=answer, json=found)

    page = await opened("vera")
    await page.route(re.compile(r"/api/me$"), at_half_past_midnight)
    await page.goto(f"{town.site}/threads/{thread}")
    await page.get_by_role("button", name="Отложить", exact=True).click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_role("button", name="Утром").locator(".setting-value")).to_have_text("9:00")

    day = sheet.get_by_label("День")
    tomorrow = await day.input_value()
    await day.fill("")
    await sheet.get_by_role("button", name="Отложить до этого времени").click()
    await expect(sheet.get_by_role("alert")).to_contain_text("Заполните")
    for wrong in (
        date.fromisoformat(tomorrow) - timedelta(days=2),
        date.fromisoformat(tomorrow) + timedelta(days=40),
    ):
        await day.fill(wrong.isoformat())
        await sheet.get_by_role("button", name="Отложить до этого времени").click()
        await expect(sheet.get_by_role("alert")).to_contain_text("до 30 дней")
    await day.fill(tomorrow)
    await sheet.get_by_role("button", name="Отложить до этого времени").click()
    await expect(sheet).to_have_count(0)


async def test_put_aside_without_a_line_it_is_taken_back_unsent_and_words_nobody_saw_stop_it(
    town: Town, opened: Open
) -> None:
    thread = await annas_thread(town, "Вы тут?")
    page = await opened("vera", path=f"/threads/{thread}")
    sent: list[str] = []
    page.on(
        "requestfinished",
        lambda asked: sent.append(asked.post_data or "") if "/sync/push" in asked.url else None,
    )
    aside = page.get_by_role("button", name="Отложить", exact=True)
    sheet = page.get_by_role("dialog")
    await aside.click()
    await expect(sheet).to_be_visible()
    await page.keyboard.press("Escape")

    await page.context.set_offline(True)
    await aside.click()
    await sheet.get_by_role("button", name="Через час").click()
    await expect(page.locator("[data-snoozed]")).to_be_visible()
    await page.locator(".toast").get_by_role("button", name="Вернуть").click()
    await expect(aside).to_be_visible()
    await page.context.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('focus'))")
    await page.evaluate("navigator.locks.request('okno-outbox', () => null)")
    assert [body for body in sent if "snooze" in body] == []

    await page.context.set_offline(True)
    await (await town.meets(700_101)).says("Это срочно")
    until(lambda: "Это срочно" in str(town.annas_talk()["messages"]), "her words are there")
    await aside.click()
    await sheet.get_by_role("button", name="Через час").click()
    await page.context.set_offline(False)
    await expect(page.locator(".toast")).to_contain_text("Не отложено")
    await expect(aside).to_be_visible()
    await expect(page.locator(".bubble", has_text="Это срочно")).to_be_visible()


async def test_words_begun_on_one_phone_are_offered_on_another_and_a_template_fills_itself(
    town: Town, opened: Open, pictures: Path
) -> None:
    thread = await annas_thread(town, "Всё ли готово?")
    phone = await opened("vera", path=f"/threads/{thread}")
    tablet = await opened("vera", path=f"/threads/{thread}")
    await phone.locator(".composer textarea").fill("Здравствуйте! Почти")
    offer = tablet.locator("[data-draft]")
    await expect(offer).to_contain_text("Здравствуйте! Почти")
    words = tablet.locator(".composer textarea")
    await expect(words).to_have_value("")
    await tablet.screenshot(path=pictures / "draft.png")
    # What stands in the field goes, and comes back by a tap.
    takes = offer.get_by_role("button", name="Продолжить")
    await tablet.context.route("**/draft", lambda route: route.abort())
    await words.fill("Сейчас")
    await takes.click()
    await expect(words).to_have_value("Здравствуйте! Почти")
    await tablet.locator(".toast").get_by_role("button", name="Вернуть").click()
    await expect(words).to_have_value("Сейчас")
    await tablet.context.unroute("**/draft")
    async with tablet.expect_request_finished(lambda asked: "Почти" in (asked.post_data or "")):
        await takes.click()
    await expect(words).to_have_value("Здравствуйте! Почти")
    await expect(offer).to_have_count(0)
    # One's own former words are no offer, also while the house does not know yet that the field is empty.
    await tablet.context.route("**/draft", lambda route: route.abort())
    await words.fill("")
    await tablet.reload()
    await expect(tablet.locator(".bubble", has_text="Всё ли готово?")).to_be_visible()
    await expect(tablet.locator(".strip .wait")).to_be_visible()
    await expect(words).to_have_value("")
    assert "Почти" in str(town.annas_talk()["thread"]["draft"])
    await expect(offer).to_have_count(0)
    await tablet.context.unroute("**/draft")
    await words.fill("Здравствуйте! Почти")

    await tablet.get_by_role("button", name="Шаблон").click()
    sheet = tablet.get_by_role("dialog")
    await sheet.get_by_role("button", name="Новый шаблон").click()
    await sheet.get_by_label("Название").fill("Ответим в срок")
    text = sheet.get_by_label("Текст")
    await sheet.get_by_role("button", name="{обращение}").click()
    await text.fill(await text.input_value() + ", ответ будет ")
    await sheet.get_by_role("button", name="{срок ответа}").click()
    await tablet.screenshot(path=pictures / "editor.png")
    await sheet.get_by_role("button", name="Сохранить").click()
    template = sheet.locator("[data-template] .template-use")
    await expect(template).to_contain_text("Анна Сергеевна, ответ будет")
    await tablet.screenshot(path=pictures / "templates.png")
    await template.click()
    await expect(words).to_have_value(re.compile(r"^Здравствуйте! Почти Анна Сергеевна, ответ будет [^{}]+$"))
    await tablet.get_by_role("button", name="Отправить").click()
    await expect(tablet.locator(".bubble", has_text="Здравствуйте! Почти Анна Сергеевна")).to_be_visible()
    await expect(tablet.locator(".strip .wait")).to_have_count(0)
    await tablet.get_by_role("button", name="Шаблон").click()
    await expect(template).to_be_disabled()
    await expect(template).to_contain_text("В карточке нет: срок ответа")
    await phone.reload()
    await expect(phone.locator("[data-draft]")).to_have_count(0)


async def test_the_icons_shortcuts_open_what_they_say_and_a_card_is_shared_in_words(
    town: Town, opened: Open
) -> None:
    page = await opened("vera", path="/log")
    await expect(page.locator('[data-sheet="log"]')).to_be_visible()
    await expect(page).to_have_url(f"{town.site}/")
    manifest = await page.evaluate("fetch('/manifest.webmanifest').then((found) => found.json())")
    assert [one["url"] for one in manifest["shortcuts"]] == ["/inbox", "/log", "/clients"]
    await page.add_init_script("navigator.share = async (what) => { window.shared = what.text }")
    client = town.annas_talk()["thread"]["client_id"]
    await page.goto(f"{town.site}/clients/{client}")
    await page.get_by_role("button", name="Поделиться карточкой").click()
    words = await page.evaluate("window.shared")
    card = town.api("vera", "GET", f"/api/clients/{client}")
    assert words.splitlines()[0] == card["name"]
    assert card["cars"][0]["title"] in words


async def test_a_template_of_the_house_is_written_changed_and_retired_by_an_administrator(
    town: Town, opened: Open
) -> None:
    thread = await annas_thread(town, "Где вы находитесь?")
    admin = await opened("alla", path="/me")
    await admin.get_by_role("link", name="Шаблоны дома").click()
    await admin.get_by_role("button", name="Новый шаблон").click()
    sheet = admin.get_by_role("dialog")
    await sheet.get_by_label("Название").fill("Как нас найти")
    await sheet.get_by_label("Текст").fill("{обращение}, мы на Заставной")
    await sheet.get_by_role("button", name="Сохранить").click()
    row = admin.locator("[data-screen=templates] [data-template]", has_text="Как нас найти")
    await row.click()
    await sheet.get_by_label("Текст").fill("{обращение}, мы на Заставной, 7.")
    await sheet.get_by_role("button", name="Сохранить").click()
    await expect(row).to_contain_text("Заставной, 7.")

    page = await opened("vera", path=f"/threads/{thread}")
    await page.get_by_role("button", name="Шаблон").click()
    theirs = page.locator("[data-template]", has_text="Как нас найти")
    await expect(theirs.get_by_role("button", name="Изменить")).to_have_count(0)
    await theirs.locator(".template-use").click()  # the second tap
    await expect(page.locator(".composer textarea")).to_have_value("Анна Сергеевна, мы на Заставной, 7.")

    await row.click()
    await sheet.get_by_role("button", name="Удалить шаблон").click()
    await expect(row).to_have_count(0)
    await page.get_by_role("button", name="Шаблон").click()
    await expect(theirs).to_have_count(0)
