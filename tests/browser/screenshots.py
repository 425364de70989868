"""Pictures of every screen, at phone and desk size, in both lights: `python -m tests.browser.screenshots` founds a demo
and looks as everybody. All of them go into docs/screens, which stays here; README's few into docs."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import DESK, PHONE, QUIET, chromium_path
from tests.browser.test_screens import SCREENS
from tests.stories.ground import ANNA, Town

DOCS = Path(__file__).resolve().parents[2] / "docs"
EVERY = DOCS / "screens"
SIZES = {"phone": PHONE, "desk": DESK}
LIGHTS = ("light", "dark")
README = {
    "today": "vera-today-phone-light",
    "thread": "vera-thread-phone-light",
    "card-dark": "vera-card-phone-dark",
    "board": "irina-board-phone-light",
    "board-dark": "irina-board-phone-dark",
}
STANDS = "[data-screen]:not([aria-busy=true]) >> visible=true"
AT_REST = """async () => {
    const busy = () => document.querySelector('[aria-busy=true], .bone-row')
    for (const end = Date.now() + 10_000; busy() && Date.now() < end; ) await new Promise((go) => setTimeout(go, 100))
    const moving = document.getAnimations().filter((it) => Number.isFinite(it.effect.getComputedTiming().endTime))
    await Promise.allSettled(moving.map((it) => it.finished))
}"""


async def main() -> None:
    shutil.rmtree(EVERY, ignore_errors=True)
    EVERY.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="okno-pictures-") as folder:
        town = await Town.founded(Path(folder), clients=400)
        try:
            town.start()
            town.bot_works()
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
                for size in SIZES:
                    for light in LIGHTS:
                        await look(town, browser, size, light)
                await browser.close()
        finally:
            await town.end()
    for name, every in README.items():
        shutil.copyfile(EVERY / f"{every}.png", DOCS / f"{name}.png")
    print(f"{len(list(EVERY.iterdir()))} pictures in {EVERY}")


async def look(town: Town, browser: Browser, size: str, light: str) -> None:
    """Everybody's screens, the sheets of a manager's day, and the client's window."""
    talk = town.annas_talk()["thread"]
    opened = {"thread": f"/threads/{talk['thread_id']}", "card": f"/clients/{talk['client_id']}"}
    for person, screens in SCREENS.items():
        page = await fresh(browser, size, light)
        await page.goto(town.link(person))
        await page.wait_for_selector(STANDS)
        for name, path in {**screens, **({} if person == "alla" else opened)}.items():
            await page.goto(town.site + path)
            await picture(page, f"{person}-{name}-{size}-{light}")
        if person == "vera":
            await page.goto(f"{town.site}/me/devices")
            await picture(page, f"vera-devices-{size}-{light}")
            await page.goto(town.site)
            await page.locator(".nav-plus").click()
            await picture(page, f"vera-log-{size}-{light}", "dialog[open]")
        await page.context.close()
    page = await fresh(browser, size, light)
    await page.goto(f"{town.site}/")
    await picture(page, f"nobody-signin-{size}-{light}")
    await page.goto(clients_link(town))
    await picture(page, f"anna-door-{size}-{light}", "button")
    await page.get_by_role("button", name="Написать здесь").click()
    await page.wait_for_url(f"{town.site}/c/")
    await picture(page, f"anna-window-{size}-{light}", "textarea")
    await page.context.close()


def clients_link(town: Town) -> str:
    """Anna's personal link, as an invitation prints it."""
    return next(word for word in town.okno("invite", ANNA).split() if "/c/" in word)


async def fresh(browser: Browser, size: str, light: str) -> Page:
    context = await browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        device_scale_factor=2 if size == "phone" else 1,
        locale="ru-RU",
        color_scheme=light,  # type: ignore[arg-type]
    )
    return await context.new_page()


async def picture(page: Page, name: str, stands: str = STANDS) -> None:
    await page.wait_for_selector(stands)
    await page.evaluate(AT_REST)
    await page.wait_for_timeout(500)  # lists come in after their page
    await page.screenshot(path=EVERY / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
