"""The keeper of the phone's disk, asked by itself: what takes long to seal is never put down after what came later, nor
after it was dropped or wiped."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.browser.conftest import Open

[KEEPER] = (Path(__file__).resolve().parents[2] / "app/pwa/dist/assets").glob("replica-*.js")
ASK = """async ([address, asked]) => {
    const own = trustedTypes.createPolicy('okno', { createScriptURL: (one) => one })
    const keeper = new Worker(own.createScriptURL(address), { type: 'module' })
    const blank = ({ size, ...file }) => ({ ...file, blob: new Blob([new Uint8Array(size)]) })
    const filled = (one) => {
        if (one?.files) return { ...one, files: one.files.map(blank) }
        return one?.book ? { ...one, pad: 'я'.repeat(one.pad) } : one
    }
    const answers = new Map()
    const all = new Promise((done) => {
        keeper.addEventListener('message', ({ data }) => {
            if (!('n' in data)) return
            answers.set(data.n, data.trouble ?? data.result ?? null)
            if (answers.size === asked.length) done()
        })
    })
    asked.forEach(([what, ...given], n) => keeper.postMessage({ n, what, given: given.map(filled) }))
    await all
    const read = (n, what, ...given) => new Promise((done) => {
        keeper.addEventListener('message', ({ data }) => data.n === n && done(data.trouble ?? data.result ?? null))
        keeper.postMessage({ n, what, given })
    })
    const kept = await read(1000, 'open', Date.now())
    const acts = await read(1001, 'actsOf', 'vera')
    keeper.terminate()
    return { answers: [...answers.values()], kept: kept !== null, acts: acts.map((act) => act.id) }
}"""
"""Asks all at once, as a page does; then says what lies on the disk."""
BOOK: dict[str, Any] = {"lines": [], "threads": [], "notices": [], "day": None}
LONG, SHORT = 30_000_000, 0


def book() -> dict[str, Any]:
    kept = {"me": {}, "heads": [], "book": BOOK, "freshAt": 9e15, "seq": 1, "changed": [], "gone": []}
    return kept | {"pad": LONG}


def act(id: str, size: int) -> dict[str, Any]:
    files = [{"id": f"file of {id}", "name": "file", "kind": "document", "stored": False, "size": size}]
    body = {
        "id": id,
        "kind": "conversations.reply",
        "body": {},
        "at": "2026-11-23T10:00:00Z",
        "state": "here",
    }
    return body | {"files": files if size else []}


async def after(page: Page, *asked: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(ASK, [f"/assets/{KEEPER.name}", list(asked)])
    assert [one for one in found["answers"] if isinstance(one, str)] == []
    return found


async def test_a_wipe_takes_also_what_was_just_being_written(opened: Open) -> None:
    page = await opened(None)
    assert (await after(page, ["keep", book()]))["kept"]
    for acts in (False, True):
        found = await after(page, ["keep", book()], ["keepAct", "vera", act("long", LONG)], ["wipe", acts])
        assert (found["kept"], found["acts"]) == (False, [] if acts else ["long"])


async def test_acts_keep_the_order_in_which_they_were_done_and_a_dropped_one_stays_away(opened: Open) -> None:
    page = await opened(None)
    found = await after(
        page, ["keepAct", "vera", act("long", LONG)], ["keepAct", "vera", act("short", SHORT)]
    )
    assert found["acts"] == ["long", "short"]
    found = await after(page, ["keepAct", "vera", act("long", LONG)], ["dropActs", ["long"]])
    assert found["acts"] == ["short"]
