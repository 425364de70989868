"""The client changes their own words in the window for two days: every version is kept, nothing else can be changed."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.kit.ids import new_id
from tests.bots.office import Office, act
from tests.window.browser import Browser


async def change(browser: Browser, key: str, text: str, id: str | None = None) -> httpx.Response:
    return await browser.ask("PUT", f"/api/c/messages/{key}", {"id": id or str(new_id()), "text": text})


async def versions(office: Office) -> list[str]:
    sql = """SELECT x.text FROM message_texts x JOIN messages m ON m.dealership_id = $1 AND m.id = x.message_id
             WHERE x.dealership_id = $1 AND m.direction = 'in' ORDER BY m.thread_seq, x.n"""
    return [row["text"] for row in await office.rows(sql)]


async def said(anna: Browser, text: str) -> Any:
    return (await anna.says(text))["saying"]


async def test_changed_words_stand_in_the_talk_on_both_sides_and_every_version_is_kept(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    first = await said(anna, "Приеду в пять")
    answer = await change(anna, first["key"], "  Приеду в шесть ")
    assert answer.status_code == 200, answer.text
    now = answer.json()["saying"]
    assert (now["id"], now["text"], now["edited"]) == (first["id"], "Приеду в шесть", True)
    assert await anna.words() == ["Приеду в шесть"]
    [told] = [message for message in await office.talk() if message["direction"] == "in"]
    assert (told["text"], bool(told["edited_at"])) == ("Приеду в шесть", True)
    assert await versions(office) == ["Приеду в пять", "Приеду в шесть"]
    assert await office.count("entries", "kind = 'message.edited' AND actor_kind = 'client'") == 1


async def test_a_repeat_changes_nothing_twice_and_the_same_words_are_no_version(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    key, id = (await said(anna, "раз"))["key"], str(new_id())
    first, again = await change(anna, key, "два", id), await change(anna, key, "два", id)
    assert first.json()["saying"] == again.json()["saying"]
    await change(anna, key, "два")
    assert await versions(office) == ["раз", "два"]
    other = await change(anna, key, "три", id)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


async def test_after_two_days_it_is_too_late(office: Office, anna: Browser) -> None:
    await anna.enter()
    key = (await said(anna, "раз"))["key"]
    older = timedelta(hours=48)
    await act(office, "UPDATE messages SET at = at - $2::interval WHERE dealership_id = $1", older)
    refused = await change(anna, key, "два")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_late_to_change")
    assert await versions(office) == ["раз"]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_words_cannot_be_changed_into_nothing(office: Office, anna: Browser, text: str) -> None:
    await anna.enter()
    key = (await said(anna, "раз"))["key"]
    refused = await change(anna, key, text)
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_to_send")
    assert await versions(office) == ["раз"]


async def test_nobody_elses_words_and_none_of_the_houses_can_be_changed(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    await said(anna, "раз")
    answer = await office.answer("Добрый день")
    await office.send()
    for key in (answer, str(new_id())):
        assert (await change(anna, key, "два")).status_code == 404
    assert await versions(office) == ["раз"]
