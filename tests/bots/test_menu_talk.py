"""Words of the menu in the middle of a talk with a person: the menu answers, and the person hears them too."""

from datetime import timedelta

import pytest

from tests.bots.garage import NOON, garage
from tests.bots.menu import Menu, menu

__all__ = ["garage", "menu"]


async def vera_asks(menu: Menu, words: str) -> None:
    await menu.office.write(words)
    await menu.office.send()
    menu.garage.now += timedelta(minutes=2)


@pytest.mark.parametrize("said", ["Ещё", "стоп", "English", "по-русски", "Мой автомобиль"])
async def test_a_word_of_the_menu_after_a_persons_words_is_heard_by_that_person(
    menu: Menu, said: str
) -> None:
    await vera_asks(menu, "Какие фотографии прислать?")
    before = len(menu.told())
    await menu.says(said)
    assert len(menu.told()) == before + 1, "the menu answers"
    assert await menu.waits(), "and Vera, who had asked, is to read it"
    sql = "SELECT quiet FROM messages WHERE dealership_id = $1 AND direction = 'in'"
    assert await menu.office.rows(sql) == [{"quiet": False}]


async def test_a_command_and_a_tap_are_for_the_menu_alone(menu: Menu) -> None:
    await vera_asks(menu, "Какие фотографии прислать?")
    await menu.says("/more")
    await menu.taps("Язык (Language)")
    assert not await menu.waits()


async def test_a_day_later_a_word_of_the_menu_is_for_the_menu(menu: Menu) -> None:
    await vera_asks(menu, "Ждём Вас!")
    menu.garage.now = NOON + timedelta(days=2)
    await menu.says("Мой автомобиль")
    assert not await menu.waits()


@pytest.mark.parametrize(
    "said", ["стоп, подождите", "Стоп машина", "English or Russian?", "ещё одно фото", "not urgent"]
)
async def test_longer_words_are_a_message_and_nothing_else(menu: Menu, said: str) -> None:
    before = len(menu.told())
    await menu.says(said)
    assert len(menu.told()) == before
    assert await menu.waits()
    assert await menu.office.count("consents") == 0


async def test_help_is_the_menu_and_an_unknown_command_is_a_message(menu: Menu) -> None:
    assert await menu.says("/help") == "Нажмите или напишите теми же словами."
    assert not await menu.waits()
    before = len(menu.told())
    await menu.says("/price")
    assert len(menu.told()) == before
    assert await menu.waits()


async def test_the_same_question_told_twice_to_be_known_is_looked_up_once(menu: Menu) -> None:
    await menu.office.write("Какой у Вас пробег?")
    await menu.office.send()
    for minutes in (2, 7):
        menu.garage.now = NOON + timedelta(minutes=minutes)
        assert (await menu.says("/repeat")).startswith("Извините. Повторять не нужно: вопрос вернулся")
    assert await menu.office.count("tasks", "kind = 'told_before'") == 1
    assert await menu.office.count("entries", "kind = 'repeat.told'") == 2, "each is counted"
    await vera_asks(menu, "А номер?")
    await menu.says("/repeat")
    assert await menu.office.count("tasks", "kind = 'told_before'") == 2
