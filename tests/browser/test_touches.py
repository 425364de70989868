"""A call, a visit, a note in three taps; the years with their filters; counted and seen in real Chromium."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.stories.ground import Town

MOST = 3


class Taps:
    """Presses like a thumb, counts, and sees that what it presses is as large as one."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    async def on(self, what: Locator) -> None:
        await what.scroll_into_view_if_needed()
        box = await what.bounding_box()
        assert box is not None
        assert box["height"] >= 44, box
        self.count += 1
        await what.click()


async def card_of(page: Page, nth: int) -> str:
    """Open the card of a client of the book; answers its id."""
    await page.get_by_role("link", name="Клиенты").click()
    row = page.locator('[data-screen="clients"] a.row').nth(nth)
    await row.click()
    card = page.locator('[data-screen="card"][data-client]')
    await expect(card.locator(".timeline")).to_have_attribute("aria-busy", "false")
    return str(await card.get_attribute("data-client"))


def sheet(page: Page) -> Locator:
    return page.locator('[data-sheet="log"]')


def choice(page: Page, value: str) -> Locator:
    return sheet(page).locator(f'[data-choice="{value}"]')


async def save(taps: Taps) -> None:
    await taps.on(sheet(taps.page).get_by_role("button", name="Сохранить"))


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("call_out.talked", "Звонок клиенту, поговорили"),
        ("call_out.no_answer", "Звонок клиенту, не ответили"),
        ("call_in.talked", "Звонок от клиента, поговорили"),
        ("visit.came", "Визит в салон"),
    ],
)
async def test_from_the_card_whatever_happened_is_logged_in_three_taps(
    opened: Open, value: str, line: str
) -> None:
    page = await opened("vera", path="/clients")
    await card_of(page, 1)
    taps = Taps(page)
    await taps.on(page.locator(".acts").get_by_role("button", name="Записать"))
    await taps.on(choice(page, value))
    await save(taps)
    first = page.locator('.timeline .event:not([data-kind="next_step"])').first
    await expect(first).to_contain_text(line)
    assert taps.count <= MOST


async def test_from_the_plus_a_talk_with_one_of_the_last_five_is_three_taps(opened: Open) -> None:
    page = await opened("vera", path="/inbox")
    taps = Taps(page)
    await taps.on(page.get_by_role("navigation").get_by_role("button", name="Записать"))
    people = sheet(page).locator(".log-person")
    await expect(people).to_have_count(5)
    name = await people.nth(2).locator("b").inner_text()
    client = await people.nth(2).get_attribute("data-client")
    await taps.on(people.nth(2))
    await expect(sheet(page).locator(".log-chosen")).to_contain_text(name)
    async with page.expect_response("**/sync/push"):
        await save(taps)
    assert taps.count <= MOST
    await expect(page.get_by_role("status").get_by_text("Записано")).to_be_visible()
    await page.goto(page.url.replace("/inbox", f"/clients/{client}"))
    await expect(page.locator(".timeline")).to_contain_text("Звонок клиенту, поговорили")


async def test_from_the_talk_a_missed_call_is_three_taps(opened: Open) -> None:
    page = await opened("vera", path="/inbox")
    await page.get_by_role("button", name="Все").click()
    await page.locator('[data-screen="inbox"] a.row:not(:has(.stranger))').nth(3).click()
    taps = Taps(page)
    await taps.on(page.locator(".thread-foot").get_by_role("button", name="Записать звонок"))
    await taps.on(choice(page, "call_in.no_answer"))
    await save(taps)
    await expect(page.get_by_role("status").get_by_text("Записано")).to_be_visible()
    assert taps.count <= MOST


async def test_a_note_is_two_taps_and_its_words_and_cannot_be_empty(opened: Open) -> None:
    page = await opened("vera", path="/clients")
    await card_of(page, 2)
    taps = Taps(page)
    await taps.on(page.locator(".acts").get_by_role("button", name="Записать"))
    await taps.on(choice(page, "note"))
    await expect(sheet(page).get_by_role("button", name="Сохранить")).to_be_disabled()
    field = sheet(page).get_by_label("Заметка").last
    await expect(field).to_be_focused()
    await page.keyboard.type("Любит чай")
    await save(taps)
    await expect(page.locator(".timeline .event").first).to_contain_text("Заметка: Любит чай")
    assert taps.count <= MOST


async def test_undo_takes_it_back_within_six_seconds_and_with_it_the_next_step(opened: Open) -> None:
    page = await opened("vera", path="/clients")
    await card_of(page, 4)
    before = await page.locator(".next-step .next-words").inner_text()
    await page.locator(".acts").get_by_role("button", name="Записать").click()
    await choice(page, "call_out.call_back").click()
    await sheet(page).locator('[data-step="3"]').click()
    await sheet(page).get_by_role("button", name="Сохранить").click()
    await expect(page.locator(".next-step")).to_contain_text("Перезвонить")
    await page.get_by_role("status").get_by_role("button", name="Вернуть").click()
    await expect(page.locator(".next-step .next-words")).to_have_text(
        re.compile(re.escape(before.split("\n")[-1]))
    )
    await expect(page.locator(".next-step")).not_to_contain_text("Перезвонить")
    await expect(page.locator(".timeline")).not_to_contain_text("просьба перезвонить")


async def test_not_needed_makes_the_missing_step_calm(opened: Open) -> None:
    page = await opened("vera", path="/clients")
    await card_of(page, 5)
    await page.locator(".acts").get_by_role("button", name="Записать").click()
    await sheet(page).locator('[data-step="none"]').click()
    await sheet(page).get_by_role("button", name="Сохранить").click()
    await expect(page.locator(".next-step")).to_contain_text("Не нужен")
    await expect(page.locator(".next-step[data-missing]")).to_have_count(0)


async def test_a_waiting_client_is_answered_by_a_call_only_where_the_person_leaves_the_mark(
    town: Town, opened: Open
) -> None:
    page = await opened("vera", path="/inbox")
    row = page.locator('[data-screen="inbox"] a.row:has(.wait):not(:has(.stranger), :has-text("Олег"))').first
    await row.click()  # a client of hers: for a colleague's she may only look
    await expect(page.get_by_role("button", name="Ответ не нужен")).to_be_visible()
    for marked in (False, True):
        await page.get_by_role("button", name="Записать звонок").click()
        mark = sheet(page).get_by_role("checkbox")
        await expect(mark).to_be_checked()
        await mark.set_checked(marked)
        await sheet(page).get_by_role("button", name="Сохранить").click()
        waits = page.get_by_role("button", name="Ответ не нужен")
        await expect(waits).to_have_count(0 if marked else 1)


async def test_another_open_phone_sees_the_touch_without_a_reload(opened: Open) -> None:
    first, second = await opened("vera", path="/clients"), await opened("vera", path="/clients")
    client = await card_of(first, 6)
    assert await card_of(second, 6) == client
    await first.locator(".acts").get_by_role("button", name="Записать").click()
    await choice(first, "visit.did_not_come").click()
    await sheet(first).get_by_role("button", name="Сохранить").click()
    await expect(second.locator(".timeline")).to_contain_text("Визит не состоялся", timeout=30_000)


async def test_a_call_made_from_the_card_is_asked_about_on_return(opened: Open) -> None:
    page = await opened("vera", path="/clients")
    client = await card_of(page, 3)
    await page.evaluate(
        """document.addEventListener('click', (event) => event.preventDefault());
        const see = (state) => {
          Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        };
        document.querySelector('.acts a[href^="tel:"]').click(); see('hidden'); see('visible')"""
    )
    await expect(sheet(page).locator(".log-chosen")).to_have_attribute("data-client", client)


async def test_filters_show_their_part_and_are_remembered(town: Town, opened: Open) -> None:
    client = town.annas_talk()["thread"]["client_id"]
    page = await opened("vera", path=f"/clients/{client}")
    timeline = page.locator(".timeline")
    await timeline.locator('[data-filter="car"]').click()
    await expect(timeline).to_have_attribute("aria-busy", "false")
    kinds = await timeline.locator(".event").evaluate_all("all => all.map((one) => one.dataset.kind)")
    assert kinds
    assert set(kinds) <= {"deal", "service", "car"}
    await page.reload()
    chosen = page.locator('.timeline [data-filter="car"]')
    await expect(chosen).to_have_attribute("aria-pressed", "true")
    await expect(page.locator('.timeline [data-kind="message"]')).to_have_count(0)
    await page.locator('.timeline [data-filter="all"]').click()
    await expect(page.locator('.timeline [data-kind="message"]').first).to_be_visible()


async def test_an_empty_part_says_so_in_a_sentence(opened: Open) -> None:
    page = await opened("vera", path="/clients")
    await card_of(page, 7)
    await page.route("**/timeline*", lambda route: route.fulfill(json={"items": [], "next": None}))
    timeline = page.locator(".timeline")
    await timeline.locator('[data-filter="touch"]').click()
    await expect(timeline).to_contain_text("Звонков, визитов и заметок пока нет.")


async def test_the_plus_also_leads_to_whoever_stands_at_the_desk(opened: Open) -> None:
    page = await opened("vera", path="/inbox")
    await page.locator(".nav-plus").click()
    await sheet(page).get_by_role("button", name="Кто пришёл?").click()
    await expect(page.get_by_role("dialog", name="Кто пришёл?")).to_be_visible()
