"""The first evening: a manager brings a whole book in from the phone, and sees each client arrive."""

import os
import re
from typing import Any
from uuid import UUID

from playwright.async_api import Locator, Page, expect

from app.kit.ids import new_id
from tests.browser.conftest import Open
from tests.operation.ground import until
from tests.stories.ground import Town, an_hour_is_left

BOOK = int(os.environ.get("OKNO_TEST_BOOK", "16"))
"""How many clients wait outside; 380 is a whole evening."""

STUB = """
window.handed = []
navigator.share = (data) => Promise.resolve(void window.handed.push(data.text))
"""


class Thumb:
    """Taps, counted."""

    def __init__(self) -> None:
        self.taps = 0

    async def on(self, target: Locator) -> None:
        await target.click()
        self.taps += 1


def make_clients(town: Town, count: int, family: str) -> dict[str, str]:
    """Clients of Vera's whom nobody has invited: id by form of address."""
    made = {}
    for number in range(count):
        form, id = f"{family} {number:03}", str(new_id())
        body = {
            "id": id,
            "name": f"{form} Новый",
            "address_form": form,
            "phone": f"+7000{abs(hash(family)) % 1000:03}{number:04}",
        }
        town.api("vera", "POST", "/api/clients", body)
        made[form] = id
    return made


async def phone_that_shares(opened: Open, path: str) -> Page:
    page = await opened("vera", path=path)
    await page.add_init_script(STUB)
    await page.reload()
    return page


def standing_of(town: Town, client: str) -> Any:
    found = town.api("vera", "GET", "/api/getting-in")["standings"]
    return next((one for one in found if one["client_id"] == client), None)


async def test_a_whole_book_is_invited_with_one_tap_for_each_client(town: Town, opened: Open) -> None:
    town.bot_works()
    outside = make_clients(town, BOOK, "Вечер")
    thumb, page = Thumb(), await phone_that_shares(opened, "/clients")
    await thumb.on(page.locator(".getting-in-door"))
    list_ = page.locator('[data-screen="getting_in"]')
    await thumb.on(list_.locator(f'[data-client="{outside["Вечер 000"]}"]'))
    share = page.locator(".guest-send")
    for form in outside:
        await expect(page.locator(".guest-who b")).to_have_text(form)
        await thumb.on(share)
    handed: list[str] = await page.evaluate("window.handed")
    assert len(handed) == BOOK
    for form, words in zip(outside, handed, strict=True):
        assert words.startswith(f"{form}, здравствуйте! Это Вера Орлова"), words
    links = {words.splitlines()[-1] for words in handed}
    assert len(links) == BOOK, "each client has a link of their own"
    assert all(link.startswith("https://t.me/okno_story_bot?start=") for link in links)
    until(
        lambda: all(
            (standing_of(town, id) or {}).get("state") == "invited" for id in list(outside.values())[-3:]
        ),
        "the last invitations are told to the house",
    )
    print(f"{BOOK} clients invited with {thumb.taps} taps")
    assert thumb.taps <= BOOK + 2
    states = {
        one["client_id"]: one["state"] for one in town.api("vera", "GET", "/api/getting-in")["standings"]
    }
    assert {states.get(id) for id in outside.values()} == {"invited"}


async def test_the_client_who_presses_the_link_is_here_at_once_and_the_first_words_become_a_task(
    town: Town, opened: Open
) -> None:
    town.bot_works()
    [(form, client)] = make_clients(town, 1, "Гость").items()
    page = await phone_that_shares(opened, f"/getting-in/{client}")
    await page.locator(".guest-send").click()
    await expect(page.locator(".toast")).to_contain_text(form)
    [words] = await page.evaluate("window.handed")
    await page.goto(f"{town.site}/getting-in/{client}")
    await expect(page.locator(".guest-who .guest-step")).to_contain_text("приглашение отправлено")
    guest = await town.meets(9301, "Гость")
    await guest.starts(payload=words.rpartition("=")[2])
    await expect(page.locator(".guest-here")).to_contain_text(f"{form} на связи", timeout=30_000)
    assert UUID(client) in await town.tasks("first_words")
    if not an_hour_is_left():
        return
    await page.goto(town.site)
    task = page.locator(".next-item", has_text=f"Ваши первые слова: {form}")
    more = page.get_by_role("button", name=re.compile("^Ещё"))
    await expect(task.or_(more).first).to_be_visible(timeout=20_000)
    if not await task.is_visible():
        await more.click()
    await task.get_by_role("button").click()
    await expect(task).to_have_count(0)
    await page.get_by_role("button", name="Вернуть").or_(page.locator(".toast button")).first.click()
    await expect(task).to_be_visible()


async def test_the_code_fills_the_screen_until_the_client_is_here(town: Town, opened: Open) -> None:
    town.bot_works()
    [(form, client)] = make_clients(town, 1, "Вручение").items()
    page = await phone_that_shares(opened, f"/getting-in/{client}")
    await page.get_by_role("button", name="QR-код").click()
    code = page.locator("dialog.code img")
    await expect(code).to_be_visible()
    await page.locator("dialog.code img").evaluate("(image) => image.decode()")
    box = await code.bounding_box()
    assert box
    assert box["width"] > 330, "a camera must read it from a step away"
    guest = await town.meets(9302, "Вручение")
    await guest.starts(town.invitation(f"{form} Новый"))
    await expect(page.locator(".guest-here")).to_contain_text(f"{form} на связи", timeout=30_000)
    await expect(page.locator("dialog.code")).to_have_count(0)


async def test_a_refusal_is_a_tap_with_a_way_back_and_says_who_noted_it(town: Town, opened: Open) -> None:
    [(form, client)] = make_clients(town, 1, "Отказ").items()
    page = await phone_that_shares(opened, f"/getting-in/{client}")
    await page.get_by_role("button", name="Не хочет").click()
    await expect(page.locator(".toast")).to_contain_text(form)
    await page.locator(".toast button").click()
    await expect(page.locator(".guest-who b")).to_have_text(form)
    until(lambda: standing_of(town, client) is None, "nothing is left of it")
    await page.get_by_role("button", name="Не хочет").click()
    until(lambda: (standing_of(town, client) or {}).get("state") == "refused", "the refusal is noted")
    await page.goto(f"{town.site}/getting-in/{client}")
    await expect(page.locator(".guest-caution")).to_contain_text("Вера Орлова")
