"""The talk as Vera sees it: live, without reload, with its states, in real Chromium."""

from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.stories.ground import Town


async def test_the_link_opens_veras_today_and_works_once(town: Town, opened: Open) -> None:
    page = await opened("vera")
    await expect(page.locator('[data-screen="today"]')).to_be_visible()
    assert page.url == f"{town.site}/"
    link = town.link("oleg")
    first = await opened(None, path=link.removeprefix(town.site))
    await expect(first.locator('[data-screen="today"]')).to_be_visible()
    second = await opened(None, path=link.removeprefix(town.site))
    await expect(second.locator("body")).to_contain_text("уже использована")


async def test_a_message_from_telegram_appears_in_the_open_page_and_the_answer_arrives_once(
    town: Town, opened: Open
) -> None:
    town.bot_works()
    page = await opened("vera", path="/inbox")
    await expect(page.locator('[data-screen="inbox"]')).to_be_visible(timeout=20_000)
    anna = await town.meets(7101)
    await anna.starts(payload=town.invitation())
    await anna.says(text="Добрый вечер, когда будет готова машина?")
    row = page.locator('[data-screen="inbox"]').get_by_text("Добрый вечер, когда будет готова машина?")
    await expect(row).to_be_visible(timeout=30_000)
    await row.click()
    await expect(page.locator('[data-screen="thread"]')).to_be_visible()
    await page.get_by_role("textbox", name="Анна Сергеевна").fill("К шести, Анна Сергеевна.")
    await page.get_by_role("button", name="Отправить").click()
    mine = page.locator("[data-state]", has_text="К шести, Анна Сергеевна.")
    await expect(mine).to_be_visible()
    await expect(page.locator('[data-state="sent"]', has_text="К шести")).to_be_visible(timeout=30_000)
    told = [sent.text for sent in await town.telegram.sent_to(anna)]
    assert told.count("Вера Орлова:\nК шести, Анна Сергеевна.") == 1


async def test_words_from_outside_are_shown_as_words(town: Town, opened: Open) -> None:
    """Whatever a stranger puts in a name or a text, nothing of it runs: the page's complaints fail the test."""
    town.bot_works()
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}\u202egnp.exe"
    stranger = await town.meets(8101, '"><svg onload=alert(3)>')
    await stranger.says(text=hostile)
    page = await opened("oleg", path="/inbox")
    row = page.get_by_text("<img src=x onerror=alert(1)>").first
    await expect(row).to_be_visible(timeout=30_000)
    await row.click()
    await expect(page.locator('[data-screen="thread"]')).to_contain_text("<script>alert(2)</script>")
    assert await page.evaluate("document.querySelectorAll('img[src=x], svg[onload]').length") == 0


async def test_a_message_out_of_sight_is_heard_by_one_line_that_opens_the_talk(
    town: Town, opened: Open
) -> None:
    town.bot_works()
    page = await opened("vera", path="/clients")
    await expect(page.locator('[data-screen="clients"]')).to_be_visible(timeout=20_000)
    anna = await town.meets(7201)
    await anna.starts(payload=town.invitation())
    await anna.says(text="Вы ещё на месте?")
    line = page.get_by_role("status").get_by_role("link", name="Вы ещё на месте?")
    await expect(line).to_contain_text("Анна Сергеевна", timeout=30_000)
    await line.click()
    await expect(page.locator('[data-screen="thread"]')).to_be_visible()
    await anna.says(text="Я рядом")
    await expect(page.locator('[data-screen="thread"]')).to_contain_text("Я рядом", timeout=30_000)
    assert await page.get_by_role("status").get_by_role("link").count() == 0, (
        "the talk is open: it needs no hint"
    )


async def test_a_changed_picture_shows_anew_says_so_and_what_was_before_is_one_tap_away(
    town: Town, opened: Open
) -> None:
    town.bot_works()
    anna = await town.meets(7301)
    await anna.starts(payload=town.invitation())
    sent = await anna.sends_photo(caption="Царапина слева")
    page = await opened("vera", path="/inbox")
    await page.get_by_text("Царапина слева").first.click(timeout=30_000)
    bubble = page.locator(".bubble", has_text="Царапина слева")
    picture = bubble.locator(".photo img")
    await expect(picture).to_be_visible(timeout=30_000)
    first = await picture.get_attribute("src")
    await anna.replaces(message=sent, caption="Царапина справа")
    bubble = page.locator(".bubble", has_text="Царапина справа")
    await expect(bubble).to_contain_text("изменено", timeout=30_000)
    await expect(bubble.locator(".photo img")).not_to_have_attribute("src", first or "", timeout=30_000)
    await bubble.locator(".words").click()
    before = page.get_by_role("dialog").get_by_label("Как было раньше")
    await expect(before).to_contain_text("Царапина слева")
    await expect(before.locator(".photo img")).to_have_attribute("src", first or "")
    await before.locator(".photo").click()
    await expect(page.get_by_role("dialog", name="Фото")).to_be_visible()


async def test_a_voice_keeps_a_line_of_what_it_is_about(town: Town, opened: Open) -> None:
    town.bot_works()
    anna = await town.meets(7701)
    await anna.starts(payload=town.invitation())
    await anna.sends_voice(seconds=42)
    page = await opened("vera", path=f"/threads/{town.annas_talk()['thread']['thread_id']}")
    voice = page.locator('.bubble-line:has([data-kind="voice"])').last
    await voice.get_by_role("button", name="Действия").click(timeout=30_000)
    line = page.get_by_role("dialog").get_by_label("О чём голосовое")
    await line.fill("Просит перезвонить после шести")
    async with page.expect_response(lambda said: said.url.endswith("/sync/push") and said.ok):
        await line.press("Enter")
    await expect(voice.locator(".own-line")).to_have_text("Просит перезвонить после шести")
    await page.reload()
    await expect(voice.locator(".own-line")).to_have_text("Просит перезвонить после шести")
