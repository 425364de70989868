"""What keeps somebody from using a screen: as axe-core sees it, at twice the size, by keyboard."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

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


CUT = """() => {
    const found = []
    const wide = (it) => it.scrollWidth > it.clientWidth + 1
    const sideways = document.scrollingElement.scrollWidth - innerWidth
    if (sideways > 0) found.push(`the page scrolls sideways by ${sideways}`)
    for (const it of document.querySelectorAll('body *')) {
        const hidden = it.closest('[inert], [aria-hidden=true], svg, .unseen, .nav-text')
        if (hidden || !it.checkVisibility({ visibilityProperty: true })) continue
        const box = it.getBoundingClientRect()
        if (!box.width || !box.height) continue
        const { overflowX, textOverflow } = getComputedStyle(it)
        const told = `${it.outerHTML.slice(0, 90)} ${Math.round(box.left)}..${Math.round(box.right)}`
        if (/auto|scroll/.test(overflowX) && wide(it) && !it.matches('textarea')) found.push(`scrolls: ${told}`)
        const says = [...it.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.data.trim())
        if (!says && !it.matches('button, a, input, textarea')) continue
        if (box.right > innerWidth + 1 || box.left < -1) found.push(`outside: ${told}`)
        // Of a long text a preview may end in an ellipsis; a name, a word of ours and a button may not.
        const preview = it.closest('.row-last, .lines-1, .lines-2')
        if (wide(it) && overflowX !== 'visible' && !(preview && textOverflow === 'ellipsis') && !it.matches('input'))
            found.push(`cut: ${told}`)
    }
    return found
}"""

BEHIND = """() => [...(document.querySelector('dialog[open]') ?? document)
    .querySelectorAll('button, a[href], input, textarea')]
    .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest('[inert], .unseen, .bubble-more'))
    .filter((it) => !it.matches('.unseen, :disabled'))
    .filter((it) => {
        it.scrollIntoView({ block: 'center' })
        const { left, top, width, height } = it.getBoundingClientRect()
        const hit = document.elementFromPoint(left + width / 2, Math.min(top + height / 2, innerHeight - 1))
        const passing = hit?.closest('.heard, .toaster, .update-bar')
        return width && height && !passing && !(hit && (it.contains(hit) || hit.contains(it)))
    })
    .map((it) => it.outerHTML.slice(0, 120))"""


async def cut_off(page: Page) -> list[str]:
    """What at this width is cut off, stands outside, or scrolls sideways, and what no scrolling brings to a finger."""
    for _ in range(20):  # rows that are just being laid out may be out of reach for a moment
        found = [*await page.evaluate(CUT), *await page.evaluate(BEHIND)]
        if not found:
            break
        await page.wait_for_timeout(250)
    return found


# With every transition at its end, so that what is compared is how it will be.
MARKED = """() => {
    const calm = new CSSStyleSheet()
    calm.replaceSync('* { transition: none !important }')
    document.adoptedStyleSheets = [calm]
    const it = document.activeElement
    const look = () => [it, it.parentElement, it.parentElement?.parentElement].filter(Boolean).map((one) => {
        const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(one)
        return [outlineStyle, outlineWidth, boxShadow, borderColor].join()
    }).join(' | ')
    const focused = look()
    it.blur()
    const plain = look()
    it.focus({ preventScroll: true })
    document.adoptedStyleSheets = []
    const { top, bottom, width, height } = it.getBoundingClientRect()
    const seen = it.matches('.attach input, .choice input') || (width && height && bottom > 0 && top < innerHeight)
    return { marked: focused !== plain, seen: !!seen, html: it.outerHTML.slice(0, 120) }
}"""


class Keys:
    """A person without a pointer: Tab and Shift+Tab move, and wherever they come it is seen where they are."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lost: list[str] = []

    async def to(self, what: Locator, *, back: bool = False, most: int = 60) -> Locator:
        """Press Tab until it has the focus."""
        await expect(what).to_be_visible()
        for _ in range(most):
            if await what.evaluate("(it) => it === document.activeElement"):
                return what
            await self.page.keyboard.press("Shift+Tab" if back else "Tab")
            here = await self.page.evaluate(MARKED)
            if not here["html"].startswith("<body") and not (here["marked"] and here["seen"]):
                self.lost.append(here["html"])
        raise AssertionError(f"{most} steps by Tab do not come to {what}")

    async def press(self, what: Locator, key: str = "Enter", *, back: bool = False) -> None:
        """Go there and press it."""
        await self.to(what, back=back)
        await self.page.keyboard.press(key)
