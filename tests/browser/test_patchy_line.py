"""A line that comes and goes: what waited meanwhile is sent only where it still fits, what was shown from the disk is
read anew, and how old a thing is, is said."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Page, Route, expect

from app.kit.ids import new_id
from tests.browser.conftest import comes
from tests.browser.test_offline import (
    Pocket,
    on_disk,
    playwright,
    pocket,
    takes_the_book_along,
    write_here,
)
from tests.operation.ground import until
from tests.stories.ground import ANNA, Town

__all__ = ["playwright", "pocket"]  # fixtures
A_MINUTE_LATER = "() => { const real = Date.now; Date.now = () => real() + 61_000 }"
WRITTEN = """async () => new Promise((done) => {
    const asked = indexedDB.open('okno')
    asked.onsuccess = () => {
        const found = asked.result.transaction('book').objectStore('book').get('book')
        found.onsuccess = () => (asked.result.close(), done(found.result ? [...found.result.iv].join() : ''))
    }
})"""
"""Another answer each time the book was put down."""


async def anna_asks(town: Town, words: str) -> str:
    anna = await town.meets(700_301)
    town.bot_works()
    await anna.starts(town.invitation())
    await says(town, words)
    return str(town.annas_talk()["thread"]["thread_id"])


async def says(town: Town, words: str) -> None:
    await (await town.meets(700_301)).says(words)
    until(lambda: said(town, words), "her words are there")


def said(town: Town, words: str) -> bool:
    return any(one["text"] == words for one in town.annas_talk()["messages"])


async def in_the_talk(pocket: Pocket, playwright: Any, thread: str, words: str) -> Page:
    """A phone with this talk open and read, and then without a line."""
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    await page.goto(f"{pocket.town.site}/threads/{thread}")
    await expect(page.locator("[data-message]", has_text=words)).to_be_visible()
    await pocket.context.set_offline(True)
    return page


async def test_a_reply_to_what_its_writer_had_not_seen_asks_before_it_goes(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    thread = await anna_asks(town, "Когда забирать?")
    page = await in_the_talk(pocket, playwright, thread, "Когда забирать?")
    assert pocket.context is not None
    await says(town, "Не надо, продаю")
    await write_here(page, "Забирайте в шесть")
    await page.evaluate(A_MINUTE_LATER)
    await pocket.context.set_offline(False)
    bubble = page.locator("[data-message]", has_text="Забирайте в шесть")
    await expect(bubble).to_have_attribute("data-state", "asks")
    await expect(page.get_by_text("клиент написал ещё")).to_be_visible()
    await expect(page.locator("[data-message]", has_text="Не надо, продаю")).to_be_visible()
    assert not said(town, "Забирайте в шесть")

    # What comes after it in the talk waits too, and each is asked about.
    await write_here_asking(page, "Жду Вас")
    assert not said(town, "Жду Вас")
    await page.goto(f"{town.site}/me/outbox")
    first = page.locator("[data-act]", has_text="Забирайте в шесть")
    await first.get_by_role("button", name="Убрать").click()
    until(lambda: said(town, "Жду Вас"), "written with her words on the screen, it goes")
    assert not said(town, "Забирайте в шесть")


async def write_here_asking(page: Page, words: str) -> None:
    await page.locator(".composer textarea").fill(words)
    await page.locator(".composer .send").click()
    await expect(page.locator("[data-message]", has_text=words)).to_have_attribute("data-state", "here")


async def test_a_reply_asks_where_the_client_was_answered_meanwhile_and_not_for_what_the_house_says_by_itself(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    thread = await anna_asks(town, "Колёса уже у вас?")
    page = await in_the_talk(pocket, playwright, thread, "Колёса уже у вас?")
    assert pocket.context is not None
    await write_here(page, "Да, на складе")
    await page.evaluate(A_MINUTE_LATER)
    await pocket.context.route(re.compile(rf"/api/threads/{thread}/messages"), with_an_automatic_one)
    await pocket.context.set_offline(False)
    first = page.locator("[data-message]", has_text="Да, на складе")
    await expect(first).to_have_attribute("data-state", re.compile("queued|sending|sent"))
    await pocket.context.unroute(re.compile(rf"/api/threads/{thread}/messages"))

    await pocket.context.set_offline(True)
    await write_here(page, "Приезжайте к пяти")
    town.answers("Приезжайте к двум")
    await page.evaluate(A_MINUTE_LATER)
    await pocket.context.set_offline(False)
    bubble = page.locator("[data-message]", has_text="Приезжайте к пяти")
    await expect(bubble).to_have_attribute("data-state", "asks")
    await expect(page.get_by_text("клиенту уже ответили")).to_be_visible()
    assert not said(town, "Приезжайте к пяти")
    await page.get_by_role("button", name="Отправить всё равно").click()
    until(lambda: said(town, "Приезжайте к пяти"), "it is sent")


async def test_ones_own_answer_that_arrived_before_the_page_was_killed_is_nobody_elses(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    thread = await anna_asks(town, "Есть ли коврики?")
    page = await in_the_talk(pocket, playwright, thread, "Есть ли коврики?")
    assert pocket.context is not None
    for words in ("Коврики есть", "Чёрные и серые"):
        await write_here(page, words)
    await on_disk(page, lambda found: found["acts"] >= 2)
    await pocket.context.route("**/sync/push", UpTo("Коврики есть"))
    await pocket.context.set_offline(False)
    first = page.locator("[data-message]", has_text="Коврики есть")
    await expect(first).to_have_attribute("data-state", re.compile("queued|sent|delivered"))
    await on_disk(page, lambda found: found["acts"] == 1)
    await pocket.kill()
    page = await pocket.start(playwright, "about:blank")
    await page.add_init_script(f"({A_MINUTE_LATER})()")
    await page.goto(f"{town.site}/threads/{thread}")
    until(lambda: said(town, "Чёрные и серые"), "the second has arrived too")
    await expect(page.get_by_text("клиенту уже ответили")).to_have_count(0)


class UpTo:
    """The house takes what goes out up to these words, once; from then on the line is cut."""

    def __init__(self, words: str) -> None:
        self.words, self.over = words, False

    async def __call__(self, route: Route) -> None:
        acts = route.request.post_data_json
        last = [n for n, act in enumerate(acts["mutations"]) if act["body"].get("text") == self.words]
        if self.over or not last:
            await (route.abort() if self.over else route.continue_())
            return
        self.over = True
        taken = acts | {"mutations": acts["mutations"][: last[0] + 1]}
        await route.fulfill(response=await route.fetch(post_data=json.dumps(taken)))


async def with_an_automatic_one(route: Route) -> None:
    answer = await route.fetch()
    found = await answer.json()
    last = max(found["messages"], key=lambda one: one["seq"])
    by_itself = {"id": str(new_id()), "seq": last["seq"] + 1, "direction": "out", "automatic": True}
    found["messages"].append(last | by_itself | {"text": "Сообщение получено"})
    await route.fulfill(response=answer, json=found)


async def test_a_talk_shown_from_the_disk_is_read_again_with_the_line(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    thread = await anna_asks(town, "Сколько стоит ТО?")
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    await pocket.context.route("**/sync/snapshot/**", lambda route: route.abort())
    await page.goto(f"{town.site}/inbox")
    await expect(page.locator(f'[data-thread="{thread}"]')).to_contain_text("Сколько стоит ТО?")
    other = next(
        line["id"] for line in town.api("vera", "GET", "/api/book")["clients"] if line["name"] != ANNA
    )
    path = f"/api/clients/{other}"
    planned = {
        "base": {"next_step": town.api("vera", "GET", path)["next_step"]},
        "next_step": "Выбрать коврик",
    }
    town.api("vera", "PATCH", path, planned)
    await says(town, "И есть ли запись на субботу?")
    row = page.locator(f'.pane-list [data-thread="{thread}"]')
    await expect(row).to_contain_text("на субботу")
    await pocket.context.set_offline(True)
    await row.click()
    await expect(page.locator("[data-message]", has_text="Сколько стоит ТО?")).to_be_visible()
    newest = page.locator("[data-message]", has_text="на субботу")
    await expect(newest).to_have_count(0)
    await pocket.context.set_offline(False)
    await expect(newest).to_be_visible()
    # And so is a card, of which nothing new is told.
    await pocket.context.set_offline(True)
    await page.goto(f"{town.site}/clients/{other}")
    step = page.locator('[data-screen="card"] .next-step')
    await expect(step).to_be_visible()
    await expect(step).not_to_contain_text("Выбрать коврик")
    await pocket.context.set_offline(False)
    await expect(step).to_contain_text("Выбрать коврик")
    # Nor does the talk stay old where the line stands and its own answer was lost.
    messages = re.compile(rf"/api/threads/{thread}/messages")
    await pocket.context.route(messages, lambda route: route.abort())
    await page.goto(f"{town.site}/threads/{thread}")
    await expect(page.locator("[data-message]", has_text="Сколько стоит ТО?")).to_be_visible()
    await expect(page.locator(".strips", has_text="Нет связи")).to_be_visible()
    await expect(newest).to_have_count(0)
    await pocket.context.unroute(messages)
    await page.evaluate("dispatchEvent(new Event('focus'))")
    await expect(newest).to_be_visible()
    # What could not be read anew for the disk is tried again with the line too, though nothing else is new.
    await pocket.context.set_offline(True)
    await expect(page.locator(".strips", has_text="Нет связи")).to_be_visible()
    await pocket.context.unroute("**/sync/snapshot/**")
    await pocket.context.set_offline(False)
    await on_disk(page, lambda found: found["stale"] == 0)


PUT_DOWN = """async () => new Promise((done) => {
    const asked = indexedDB.open('okno')
    asked.onsuccess = () => {
        const found = asked.result.transaction('drafts').objectStore('drafts').getAll()
        found.onsuccess = () => (asked.result.close(), done(found.result.map((one) => [...one.draft.iv].join()).join()))
    }
})"""
"""Another answer each time a draft was put down."""
NO_REST = """() => {
    const soon = window.setTimeout.bind(window)
    window.setTimeout = (act, after, ...given) => after === 200 ? 0 : soon(act, after, ...given)
}"""
"""What waits for the fingers to rest before it is put down never is."""


async def test_words_that_were_sent_do_not_stand_in_the_field_again_after_the_page_was_killed(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    thread = await anna_asks(town, "Зимняя резина есть?")
    page = await in_the_talk(pocket, playwright, thread, "Зимняя резина есть?")
    field = page.locator(".composer textarea")
    await field.fill("Есть, 16 дюймов")
    await on_disk(page, lambda found: found["drafts"] == 1)
    before = await page.evaluate(PUT_DOWN)
    await page.evaluate(NO_REST)
    await page.locator(".composer .send").click()
    await comes(page, f"async (before) => (await ({PUT_DOWN})()) !== before", before)
    await on_disk(page, lambda found: found["acts"] > 0)
    await pocket.kill()
    page = await pocket.start(playwright, f"/threads/{thread}")
    await expect(page.locator("[data-message]", has_text="Есть, 16 дюймов")).to_have_count(1)
    await on_disk(page, lambda found: found["acts"] == 0)
    await expect(page.locator(".composer textarea")).to_have_value("")
    assert said(town, "Есть, 16 дюймов")


async def test_a_page_of_somebody_between_empties_no_phone_and_hides_no_card(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    for status in (401, 404):

        async def refuse(route: Route, *, status: int = status) -> None:
            await route.fulfill(status=status, body="<h1>Sign in to the network</h1>")

        await pocket.context.route(re.compile(r"/(api|sync)/"), refuse)
        await page.goto(f"{town.site}/clients")
        await expect(page.locator(".strips", has_text="Нет связи")).to_be_visible()
        row = page.locator('[data-screen="clients"] a.row').first
        await row.click()
        await expect(page.locator('[data-screen="card"] .card-name')).to_be_visible()
        await pocket.context.unroute(re.compile(r"/(api|sync)/"))
    await page.reload()
    await expect(page.locator('[data-screen="card"] .card-name')).to_be_visible()
    await expect(page.locator(".strips")).to_have_count(0)


async def test_without_a_line_the_strip_says_of_which_day_it_all_is(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    await pocket.context.set_offline(True)
    strip = page.locator(".strips", has_text="данные на")
    await expect(strip).to_contain_text(re.compile(r"данные на \d"))
    await page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=2))
    await page.reload()
    await expect(strip).to_contain_text(re.compile(r"данные на (пн|вт|ср|чт|пт|сб|вс) \d"))


async def test_ones_schedule_and_who_is_here_stand_without_a_line_with_their_age(
    town: Town, pocket: Pocket, playwright: Any
) -> None:
    page = await takes_the_book_along(pocket, playwright)
    assert pocket.context is not None
    days = page.locator('[data-screen="schedule"] .day-row[data-on]')
    here = page.locator('[data-screen="duty"] [data-kind]')
    for path, rows in (("/me/schedule", days), ("/duty", here)):
        before = await page.evaluate(WRITTEN)
        await page.goto(town.site + path)
        await expect(rows.first).to_be_visible()
        await comes(page, f"async (before) => (await ({WRITTEN})()) !== before", before)
    await pocket.context.set_offline(True)
    as_it_was = page.get_by_text("Как было:")
    for path, rows in (("/me/schedule", days), ("/duty", here)):
        await page.goto(town.site + path)
        await expect(rows.first).to_be_visible()
        await expect(as_it_was).to_be_visible()
    await pocket.context.set_offline(False)
    await expect(as_it_was).to_have_count(0)
    await expect(rows.first).to_be_visible()
