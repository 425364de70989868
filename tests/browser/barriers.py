"""What keeps somebody from using a screen, as axe-core sees it."""

from pathlib import Path

from playwright.async_api import Page

AXE = Path(__file__).resolve().parents[2] / "app/pwa/node_modules/axe-core/axe.min.js"
GRAVE = ("serious", "critical")
FOUND = """async (grave) => {
    // What still fades in is not what people will read.
    const moving = document.getAnimations().filter((it) => Number.isFinite(it.effect.getComputedTiming().endTime))
    await Promise.allSettled(moving.map((it) => it.finished))
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations.filter((it) => grave.includes(it.impact))
        .flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`))
}"""


async def barriers(page: Page) -> list[str]:
    """What axe-core calls serious or critical in the page as it stands: its rule, the element, the reason."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = await page.evaluate(FOUND, GRAVE)
    return found
