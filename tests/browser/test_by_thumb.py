"""What a thumb does with the talk: pushes a row aside, encloses a photo, speaks instead of writing."""

import base64
import io
import re
from typing import Any

from PIL import ExifTags, Image
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Open, comes
from tests.browser.test_window import speaking
from tests.operation.ground import until
from tests.stories.ground import Town

__all__ = ["speaking"]  # a fixture

SOME_SECONDS = re.compile(r"0:0[1-9]|0:[1-5]\d|1:")  # a busy machine may miss a certain one

PUSH = """([thread, by, most]) => {
    const row = document.querySelector(`.pane-list [data-thread="${thread}"]`)
    const { left, top, width, height } = row.getBoundingClientRect()
    const [x, y] = [left + width - 60, top + height / 2]
    const touch = (kind, at) => row.dispatchEvent(new PointerEvent(kind, {
        bubbles: true, cancelable: true, pointerId: 1, pointerType: 'touch', isPrimary: true, clientX: at, clientY: y,
    }))
    touch('pointerdown', x)
    for (let gone = 0; gone <= by; gone += 8) touch('pointermove', x - gone)
    touch('pointerup', x - by)
    row.click()  // the browser says so too after a finger that has moved little
}"""


SWALLOWED = PUSH.replace("row.click()", "").replace("([thread, by, most])", "(thread)").replace("by", "40")


async def anna_waits(town: Town, words: str) -> str:
    anna = await town.meets(7_401)
    town.bot_works()
    await anna.starts(town.invitation())
    await anna.says(words)
    until(lambda: words in str(town.annas_talk()["messages"]), "her words are there")
    return str(town.annas_talk()["thread"]["thread_id"])


async def test_a_row_pushed_to_the_left_is_put_aside_and_brought_back(town: Town, opened: Open) -> None:
    thread = await anna_waits(town, "Не к спеху")
    page = await opened("vera", path="/inbox")
    row = page.locator(f'.pane-list [data-thread="{thread}"]')
    sheet = page.get_by_role("dialog")
    await expect(row).to_be_visible()
    await page.evaluate(PUSH, [thread, 160])
    await expect(sheet).to_contain_text("Клиенту обещан ответ")
    await expect(page).to_have_url(f"{town.site}/inbox")  # a row pushed aside does not open
    await sheet.get_by_role("button", name="Через час").click()
    await expect(row).to_have_count(0)
    await page.locator(".toast").get_by_role("button", name="Вернуть").click()
    await expect(row).to_be_visible()

    await page.get_by_role("button", name="Отложить: Анна Сергеевна").press("Enter")  # its twin
    await expect(sheet).to_be_visible()
    await page.keyboard.press("Escape")
    await page.evaluate(PUSH, [thread, 40])  # less than enough changes nothing
    await expect(sheet).to_have_count(0)
    await page.evaluate(SWALLOWED, thread)  # a push without a click, as browsers have it, eats no later Enter
    await expect(sheet).to_have_count(0)
    await page.evaluate("() => new Promise((done) => setTimeout(done))")
    await page.locator(f'.pane-list [data-thread="{thread}"]').press("Enter")
    await expect(page).to_have_url(f"{town.site}/threads/{thread}")
    await page.go_back()
    await expect(row).to_be_visible()
    await page.evaluate(PUSH, [thread, 0])  # and a tap opens the talk
    await expect(page).to_have_url(f"{town.site}/threads/{thread}")


def camera_photo() -> bytes:
    """A large picture with the place it was taken at."""
    picture = Image.effect_noise((2400, 1800), 60).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera of Anna"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (53.0, 30.0, 0.0)
    file = io.BytesIO()
    picture.save(file, "jpeg", quality=95, exif=exif)
    assert b"Camera of Anna" in file.getvalue()
    return file.getvalue()


LISTEN = """() => {
    const { fetch } = window
    window.left = new Promise((hear) => window.fetch = (path, how) => {
        if (String(path).includes('/api/files/')) new Response(how.body).arrayBuffer().then((it) =>
            hear(btoa([...new Uint8Array(it)].map((byte) => String.fromCharCode(byte)).join(''))))
        return fetch(path, how)
    })
}"""


async def sent_photo(page: Page) -> bytes:
    """What leaves the phone for the house."""
    await page.evaluate(LISTEN)
    await page.get_by_role("button", name="Отправить").click()
    return base64.b64decode(await page.evaluate("left"))


async def test_a_photo_leaves_the_phone_small_and_without_its_place_in_every_browser(
    town: Town, opened: Open
) -> None:
    thread = await anna_waits(town, "Покажите колесо")
    photo = camera_photo()
    for known in ("OffscreenCanvas in a worker", "none"):
        page = await opened("vera", path=f"/threads/{thread}")
        if known == "none":
            await page.evaluate("delete globalThis.OffscreenCanvas")
        chosen: Any = {"name": "wheel.jpg", "mimeType": "image/jpeg", "buffer": photo}
        await page.locator(".attach input").set_input_files(chosen)
        await expect(page.locator(".enclosed")).to_contain_text("wheel.jpg")
        assert len([worker for worker in page.workers if "shrink" in worker.url]) == (known != "none")
        left = await sent_photo(page)
        assert b"Camera of Anna" not in left
        with Image.open(io.BytesIO(left)) as drawn:
            assert (drawn.format, drawn.size) == ("JPEG", (1600, 1200))
            assert not drawn.getexif()
        assert len(left) < len(photo)


async def test_a_voice_is_recorded_thrown_away_sent_and_played_faster(town: Town, speaking: Browser) -> None:
    thread = await anna_waits(town, "Можно голосом")
    context = await speaking.new_context(viewport=PHONE, locale="ru-RU", permissions=["microphone"])  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(town.link("vera"))
    await page.goto(f"{town.site}/threads/{thread}")
    begin = page.get_by_role("button", name="Записать голосовое")
    await begin.click()
    row = page.locator(".recording")
    await expect(row).to_contain_text(SOME_SECONDS)
    await row.get_by_role("button", name="Не отправлять").click()
    await expect(page.locator(".composer textarea")).to_be_visible()
    assert await page.locator(".bubble-line.out .voice").count() == 0

    await begin.click()
    await expect(row).to_contain_text(SOME_SECONDS)
    await row.get_by_role("button", name="Отправить голосовое").click()
    bubble = page.locator('.bubble[data-state="sent"]:has(.voice)')
    await expect(bubble).to_be_visible()
    await expect(page.locator(".strip .wait")).to_have_count(0)  # she was answered
    speed = bubble.get_by_role("button", name=re.compile("^Скорость"))
    for rate in (1.5, 2, 1):
        await speed.click()
        await expect(bubble.locator("audio")).to_have_js_property("playbackRate", rate)
    await context.close()
    [sent] = [one for one in town.annas_talk()["messages"] if one["kind"] == "voice"]
    [file] = sent["attachments"]
    assert file["kind"] == "voice"
    assert file["media_type"].startswith("audio/")


WATCHED = """() => {
    const soon = window.setTimeout.bind(window)
    window.setTimeout = (act, after, ...given) => soon(act, after === 120_000 ? 1_200 : after, ...given)
    const asked = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    Object.assign(window, { heard: [], times: 0, allowed: null })
    navigator.mediaDevices.getUserMedia = async (wanted) => {
        window.times += 1
        await window.allowed
        const stream = await asked(wanted)
        heard.push(...stream.getTracks())
        return stream
    }
}"""
DEAF = "(tracks) => heard.length === tracks && heard.every((track) => track.readyState === 'ended')"


async def test_a_voice_leaves_by_a_tap_alone_and_the_microphone_is_given_back(
    town: Town, speaking: Browser
) -> None:
    thread = await anna_waits(town, "Скажите голосом")
    context = await speaking.new_context(viewport=PHONE, locale="ru-RU", permissions=["microphone"])  # type: ignore[arg-type]
    page = await context.new_page()
    await page.add_init_script(f"({WATCHED})()")
    await page.goto(town.link("vera"))
    await page.goto(f"{town.site}/inbox")
    row = page.locator(f'.pane-list [data-thread="{thread}"]')
    await row.click()
    await expect(page.locator(".bubble-line.in").last).to_contain_text("Скажите голосом")
    begin = page.get_by_role("button", name="Записать голосовое")
    voices = page.locator(".bubble-line.out .voice")
    had = await voices.count()
    await begin.evaluate("(button) => (button.click(), button.click())")
    await expect(page.locator(".enclosed")).to_contain_text("Голосовое")  # its time was over
    assert await page.evaluate("times") == 1
    await comes(page, DEAF, 1)
    assert await voices.count() == had
    await page.locator(".composer .send").click()
    await expect(voices).to_have_count(had + 1)

    await page.evaluate(
        "Known = MediaRecorder, MediaRecorder = class extends Known { constructor() { throw 0 } }, null"
    )
    await begin.click()
    await comes(page, DEAF, 2)
    await page.evaluate("MediaRecorder = Known, allowed = new Promise((go) => (window.allow = go)), null")
    await begin.click()
    await comes(page, "times === 3")
    await page.go_back()
    await expect(begin).to_have_count(0)
    await page.evaluate("allow()")
    await comes(page, DEAF, 3)
    await page.go_forward()
    await expect(begin).to_be_visible()
    await expect(voices).to_have_count(had + 1)
    await expect(page.locator(".enclosed")).to_have_count(0)
    await context.close()


DRAWN_BY_HAND = """() => {
    delete globalThis.OffscreenCanvas
    window.drawing = []
    const drawn = HTMLCanvasElement.prototype.toBlob
    HTMLCanvasElement.prototype.toBlob = function (...given) { drawing.push(() => drawn.apply(this, given)) }
}"""


async def test_pictures_are_drawn_one_by_one_send_waits_and_files_beyond_ten_are_named(
    town: Town, opened: Open
) -> None:
    thread = await anna_waits(town, "Покажите всё")
    page = await opened("vera", path=f"/threads/{thread}")
    await page.evaluate(DRAWN_BY_HAND)
    send, field = page.locator(".composer .send"), page.locator(".attach input")
    photos: Any = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": camera_photo()} for n in range(2)]
    await page.locator(".composer textarea").fill("Вот")
    await field.set_input_files(photos)
    await comes(page, "drawing.length === 1")
    await expect(send).to_be_disabled()
    await page.evaluate("drawing[0]()")
    await comes(page, "drawing.length === 2")
    await expect(page.locator(".enclosed li")).to_have_count(1)
    await expect(send).to_be_disabled()
    await page.evaluate("drawing[1]()")
    await expect(send).to_be_enabled()
    papers: Any = [
        {"name": f"{n}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"} for n in range(9)
    ]
    await field.set_input_files(papers)
    await expect(page.locator(".toast")).to_contain_text("не больше 10 файлов")
    await expect(page.locator(".enclosed li")).to_have_count(10)


CONTROLLED = """() => new Promise((go) => {
    if (navigator.serviceWorker.controller) go()
    navigator.serviceWorker.addEventListener('controllerchange', () => go())
})"""

SHARE = """() => {
    const form = document.createElement('form')
    Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' })
    const field = (name, value) => {
        form.append(Object.assign(document.createElement('textarea'), { name, value }))
    }
    field('title', 'Чехлы для Vesta')
    field('text', 'Чехлы для Vesta https://shop.example/1')
    field('url', 'https://shop.example/1')
    const files = new DataTransfer()
    files.items.add(new File(['%PDF-1.4 x'], 'price.pdf', { type: 'application/pdf' }))
    form.append(Object.assign(document.createElement('input'), { type: 'file', name: 'files', files: files.files }))
    document.body.append(form)
    form.submit()
}"""


async def test_what_another_app_shares_lands_in_the_chosen_clients_draft_without_a_line(
    town: Town, opened: Open
) -> None:
    thread = await anna_waits(town, "Какие есть чехлы?")
    page = await opened("vera", path="/clients")
    await page.evaluate(CONTROLLED)
    target = (await page.evaluate("fetch('/manifest.webmanifest').then((it) => it.json())"))["share_target"]
    assert (target["action"], target["method"]) == ("/share", "POST")
    await expect(page.locator("[data-client]").first).to_be_visible()
    await page.context.set_offline(True)
    await page.evaluate(SHARE)
    sheet = page.get_by_role("dialog", name="Кому отправить?")
    await expect(sheet).to_contain_text("https://shop.example/1")
    await sheet.get_by_role("searchbox").fill("Ковал")
    await sheet.get_by_role("button", name="Анна Сергеевна").click()
    await expect(page).to_have_url(f"{town.site}/threads/{thread}")
    await expect(page.locator(".composer textarea")).to_have_value("Чехлы для Vesta https://shop.example/1")
    await expect(page.locator(".enclosed")).to_contain_text("price.pdf")
    await page.goto(f"{town.site}/share")
    await expect(sheet).to_contain_text("Делиться нечем")  # once taken it is nowhere
    kept = await page.evaluate("caches.keys()")
    assert all(name.startswith("shell-") for name in kept)
