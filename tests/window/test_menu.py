"""Words of the menu typed into the window act as in every other channel; what can be chosen is said in words."""

from typing import Any

import pytest

from app.conversations.entries import entry_typed
from app.texts import LANGUAGES, Phrase, say
from tests.bots.office import Office
from tests.window.browser import Browser


async def answered(anna: Browser) -> list[str]:
    """What the house said by itself since her last words."""
    sayings: list[Any] = (await anna.talk())["sayings"]
    last = max(n for n, saying in enumerate(sayings) if saying["mine"])
    return [saying["text"] for saying in sayings[last + 1 :]]


async def says(office: Office, anna: Browser, text: str) -> list[str]:
    await anna.says(text)
    await office.send()
    return await answered(anna)


@pytest.mark.parametrize("words", ["Кто на связи", "кто отвечает"])
async def test_who_is_on_duty_is_answered_at_once_and_nobody_waits(
    office: Office, anna: Browser, words: str
) -> None:
    await anna.enter()
    [told] = await says(office, anna, words)
    assert "Вера Орлова" in told
    assert (await office.thread())["waiting_since"] is None
    assert [saying["text"] for saying in (await anna.talk())["sayings"] if saying["mine"]] == [words]


async def test_what_the_menu_offers_is_named_in_words_that_work_when_they_are_typed(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    [told] = await says(office, anna, "Ещё")
    assert "«Позвоните мне»" in told
    [called] = await says(office, anna, "Позвоните мне")
    assert "…0101" in called, "whose call, by when, to which number"
    tasks = await office.rows("SELECT kind FROM tasks WHERE dealership_id = $1 AND done_at IS NULL")
    assert [task["kind"] for task in tasks] == ["call_back"], "also in the evening, when it is tomorrow's"


async def test_urgent_calls_the_supervisors_from_the_window_too(office: Office, anna: Browser) -> None:
    await anna.enter()
    [told] = await says(office, anna, "Срочно")
    assert "112" in told
    items = (await office.house.get("irina", "/api/day")).json()["items"]
    assert [item["kind"] for item in items if item["kind"] == "urgent"] == ["urgent"]
    assert (await office.thread())["waiting_since"] is not None


async def test_words_around_it_are_a_message(office: Office, anna: Browser) -> None:
    await anna.enter()
    assert await says(office, anna, "Срочно нужна запись на среду") == []
    assert await office.count("tasks", "kind = 'urgent'") == 0
    assert (await office.thread())["waiting_since"] is not None


async def test_the_same_words_sent_again_by_a_lost_answer_are_one_choice(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    first = await anna.say("Кто на связи")
    again = await anna.say("Кто на связи", first.json()["saying"]["key"])
    assert again.json()["saying"] == first.json()["saying"]
    await office.send()
    assert len(await answered(anna)) == 1


@pytest.mark.parametrize("entry", ["repeat", "urgent"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_windows_own_buttons_say_the_words_that_the_menu_knows(language: str, entry: str) -> None:
    assert entry_typed(say(Phrase(f"window.ui.{entry}"), language)) == entry


async def test_i_already_told_you_is_answered_in_the_window_with_who_looks_it_up(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    await office.write("Какой у Вас пробег?")
    await office.send()
    [told] = await says(office, anna, "Это уже было")
    assert told.startswith("Извините. Повторять не нужно: вопрос вернулся")
    [repeat] = await office.rows("SELECT how, question_id, facts FROM repeats WHERE dealership_id = $1")
    [asked] = await office.rows("SELECT id FROM messages WHERE dealership_id = $1 AND author_id IS NOT NULL")
    assert (repeat["how"], repeat["question_id"]) == ("told", asked["id"])
