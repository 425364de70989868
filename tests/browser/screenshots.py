"""The README's pictures: `python -m tests.browser.screenshots` founds a demo, looks as Vera and as Irina."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import PHONE, QUIET, chromium_path
from tests.stories.ground import Town

DOCS = Path(__file__).resolve().parents[2] / "docs"


async def main() -> None:
    """Render Today, the talk and the board in the light, the card and the board in the dark, at phone size."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="okno-pictures-") as folder:
        town = await Town.founded(Path(folder), clients=400)
        try:
            town.start()
            town.bot_works()
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
                await look(town, browser)
                await browser.close()
        finally:
            await town.end()


async def look(town: Town, browser: Browser) -> None:
    light, dark = await phone(town, browser, "light"), await phone(town, browser, "dark")
    await picture(light, f"{town.site}/", "today")
    talk = town.annas_talk()["thread"]
    await picture(light, f"{town.site}/threads/{talk['thread_id']}", "thread")
    await picture(dark, f"{town.site}/clients/{talk['client_id']}", "card-dark")
    for name, colours in (("board", "light"), ("board-dark", "dark")):
        await picture(await phone(town, browser, colours, "irina"), f"{town.site}/board", name)


async def phone(town: Town, browser: Browser, light: str, person: str = "vera") -> Page:
    context = await browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        device_scale_factor=2,
        locale="ru-RU",
        color_scheme=light,  # type: ignore[arg-type]
    )
    page = await context.new_page()
    await page.goto(town.link(person))
    await page.wait_for_selector('[data-screen="today"]')
    return page


async def picture(page: Page, address: str, name: str) -> None:
    await page.goto(address)
    await page.wait_for_selector("[data-screen]:not([aria-busy=true]) >> visible=true")
    await page.wait_for_timeout(2_000)  # lists come in after their page
    await page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
