"""For whoever enlarges everything twice, cannot bear motion, has no pointer, or listens to the screen."""

import re

from playwright.async_api import Page, Route, expect

from tests.browser.barriers import Keys, cut_off
from tests.browser.conftest import Open
from tests.browser.test_screens import SCREENS, anna_of, every_screen
from tests.stories.ground import Town

BLINK = 0.01  # seconds

MOVES = """(blink) => {
    const second = (one) => parseFloat(one) * (/ms$/.test(one) ? 0.001 : 1)
    const seconds = (times) => Math.max(...times.split(',').map(second))
    const slow = [...document.querySelectorAll('*')].filter((it) => {
        const drawn = [null, '::before', '::after', '::backdrop'].map((part) => getComputedStyle(it, part))
        return drawn.some((style) =>
            seconds(style.transitionDuration) > blink || seconds(style.animationDuration) > blink ||
            (style.animationName !== 'none' && style.animationIterationCount !== '1') ||
            style.scrollBehavior === 'smooth')
    })
    return slow.map((it) => it.outerHTML.slice(0, 90))
}"""

HEARD = """() => {
    window.heard = []
    const log = document.querySelector('[role=log][aria-live]')
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) =>
        window.heard.push(node.textContent)))).observe(log, { childList: true, subtree: true })
}"""


async def test_at_twice_the_size_nothing_is_cut_off_and_everything_is_reached(
    town: Town, opened: Open
) -> None:
    found: dict[str, list[str]] = {}
    async for screen, page in every_screen(town, opened, zoomed=True, still=True):
        found[screen] = await cut_off(page)
    assert len(found) > sum(map(len, SCREENS.values()))
    found["without a line"] = await cut_off_without_a_line(town, opened)
    assert {screen: all for screen, all in found.items() if all} == {}


async def cut_off_without_a_line(town: Town, opened: Open) -> list[str]:
    """The strip above takes height that there hardly is, and so does what is said of a bot that is not known."""
    page = await opened("vera", path="/", zoomed=True, still=True)
    await page.route("**/api/getting-in", without_a_bot)
    await page.goto(f"{town.site}/getting-in")
    await expect(page.locator("a.guest").first).to_be_visible()
    await expect(page.locator(".guest-caution")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.locator(".strips", has_text="Нет связи")).to_be_visible()
    found = await cut_off(page)
    await page.context.set_offline(False)
    return found


async def without_a_bot(route: Route) -> None:
    answer = await route.fetch()
    await route.fulfill(response=answer, json=await answer.json() | {"bot": None})


async def test_whoever_asked_for_stillness_gets_it(town: Town, opened: Open) -> None:
    found: dict[str, list[str]] = {}
    async for screen, page in every_screen(town, opened, still=True):
        found[screen] = await page.evaluate(MOVES, BLINK)
    assert {screen: all for screen, all in found.items() if all} == {}


async def typed_code(town: Town, opened: Open) -> str:
    other = await opened("vera", path="/me/devices")
    await other.get_by_role("button", name="Показать код").click()
    return await other.locator(".typed-code").inner_text()


async def test_a_day_goes_by_keyboard_alone(town: Town, opened: Open) -> None:
    """Signing in, an answer, a wait put aside, a card mended, a call written down: without a pointer."""
    code = await typed_code(town, opened)
    anna = await town.meets(7_301)
    town.bot_works()
    await anna.starts(town.invitation())
    await anna.says("Ответьте, пожалуйста")
    page = await opened(None)
    keys = Keys(page)
    await keys.to(page.get_by_role("textbox"))
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-screen="today"]')).to_be_visible()

    await keys.press(page.get_by_role("link", name="Переписки"))
    row = page.locator('[data-screen="inbox"] a.row', has_text="Ответьте, пожалуйста")
    await keys.press(row)
    await answers(page, keys)
    await anna.says("И ещё вопрос")
    await puts_aside(page, keys)
    await mends_the_card(town, page, keys)
    await writes_a_call_down(page, keys)
    assert keys.lost == [], "the focus went where nobody sees it"


async def answers(page: Page, keys: Keys) -> None:
    talk = page.locator('[data-screen="thread"]')
    await expect(talk.locator("h1")).to_be_focused()  # whoever listens hears whose talk it is
    await keys.to(talk.locator(".composer textarea"))
    await page.keyboard.type("Отвечаю без мыши")
    await keys.press(talk.get_by_role("button", name=re.compile("^Отправить")))
    await expect(talk.locator('.bubble[data-state="sent"]', has_text="Отвечаю без мыши")).to_be_visible()


async def puts_aside(page: Page, keys: Keys) -> None:
    talk = page.locator('[data-screen="thread"]')
    aside = talk.get_by_role("button", name="Отложить", exact=True)
    await keys.press(aside, back=True)
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    await expect(aside).to_be_focused()  # closed, the sheet gives the focus back
    await page.keyboard.press("Enter")
    await keys.press(sheet.get_by_role("button", name="Через час"))
    await expect(page.locator("[data-snoozed]")).to_be_visible()


async def mends_the_card(town: Town, page: Page, keys: Keys) -> None:
    await page.goto(f"{town.site}/clients/{anna_of(town)}")
    card = page.locator('[data-screen="card"]').first
    await expect(card.locator(".timeline")).to_have_attribute("aria-busy", "false")
    await keys.press(card.get_by_role("button", name="Изменить").first)
    sheet = page.get_by_role("dialog")
    field = await keys.to(sheet.get_by_role("textbox").first)
    had = await field.input_value()
    await page.keyboard.press("End")
    await page.keyboard.type("ъ")
    await page.keyboard.press("Escape")
    await expect(sheet.get_by_role("alert")).to_be_visible()  # what was typed is not thrown away
    await keys.press(sheet.get_by_role("button", name="Писать дальше"), back=True)
    await expect(field).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(card).to_contain_text(f"{had}ъ")


async def writes_a_call_down(page: Page, keys: Keys) -> None:
    await keys.press(page.locator(".nav-plus"), back=True)
    sheet = page.locator('dialog:has([data-sheet="log"])')
    await keys.press(sheet.locator('[data-choice="call_out.no_answer"]'), key="Space")
    await keys.press(sheet.get_by_role("button", name="Сохранить"))
    await expect(sheet).to_have_count(0)
    await expect(page.get_by_role("status").filter(has_text="Записано")).to_be_visible()


async def test_the_fate_of_an_answer_is_said_aloud(town: Town, opened: Open) -> None:
    anna = await town.meets(7_301)
    town.bot_works()
    await anna.starts(town.invitation())
    thread = town.annas_talk()["thread"]["thread_id"]
    page = await opened("vera", path=f"/threads/{thread}")
    field = page.locator(".composer textarea")
    await expect(field).to_be_visible()
    await page.evaluate(HEARD)

    async def sends(words: str) -> None:
        await field.fill(words)
        await page.get_by_role("button", name="Отправить").click()

    async def heard(*words: str) -> None:
        await page.wait_for_function(
            "(wanted) => wanted.every((one) => heard.includes(one))", arg=list(words)
        )

    await page.context.set_offline(True)
    await sends("Пишу из подвала")
    await heard("На этом телефоне")
    await page.context.set_offline(False)
    await heard("Отправлено")
    await page.evaluate("heard.length = 0")
    await sends("И ещё раз")
    await heard("Отправлено")  # the same word again is said again
    await town.reached_only_at(7_301)
    await town.telegram.fail_next("sendMessage", kind="forbidden")
    await sends("Не дойдёт")
    await heard("Не доставлено")
