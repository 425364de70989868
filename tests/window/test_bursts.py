"""The same in the window: a doubt at night is a question with two buttons, and the tap or the words count once."""

from datetime import timedelta
from typing import Any

import pytest

from app.conversations.asking import ANSWERS
from app.kit.ids import new_id
from app.menu import judging, urgency
from app.menu.judging import judge_due
from tests.push.conftest import pushing, service
from tests.window.chained import NIGHT, Chained, chained, moved

__all__ = ["chained", "moved", "pushing", "service"]

PAUSE = timedelta(seconds=15)


async def asked(chained: Chained, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Anna has written at three in the night; what the house asks her."""
    monkeypatch.setitem(ANSWERS, urgency.KIND, urgency.not_needed)
    monkeypatch.setitem(ANSWERS, judging.KIND, judging.heard)
    await chained.has_window()
    chained.now = NIGHT
    await chained.anna.says("Машина не заводится")
    await chained.work()
    chained.now += PAUSE
    await judge_due(chained.office.worker, chained.house.id)
    await chained.work()
    return next(s for s in (await chained.anna.talk())["sayings"] if s["ask_id"])


async def urgent(chained: Chained) -> int:
    return await chained.office.count("tasks", "kind = 'urgent'")


async def test_the_windows_tap_wakes_once(chained: Chained, monkeypatch: pytest.MonkeyPatch) -> None:
    question = await asked(chained, monkeypatch)
    assert question["text"].endswith("Это срочно или подождёт?")
    assert [choice["text"] for choice in question["choices"]] == ["Да, срочно", "Подождёт"]
    for _ in range(2):
        tap = {"id": str(new_id()), "ask_id": question["ask_id"], "key": "now"}
        await chained.anna.ask("POST", "/api/c/answers", tap)
        await chained.work()
    assert await urgent(chained) == 1
    assert sum("поняли: срочно" in s["text"] for s in (await chained.anna.talk())["sayings"]) == 1


@pytest.mark.parametrize(("words", "woken"), [("да срочно", 1), ("Не срочно", 0)])
async def test_the_buttons_words_typed_there_count_like_the_tap(
    chained: Chained,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    woken: int,
) -> None:
    await asked(chained, monkeypatch)
    await chained.anna.says(words)
    await chained.work()
    chained.now += PAUSE
    await judge_due(chained.office.worker, chained.house.id)
    await chained.work()
    assert await urgent(chained) == woken
    assert not any(s["ask_id"] for s in (await chained.anna.talk())["sayings"] if "подождёт?" in s["text"])
