"""Entries of the menu about the client themselves: the language, what is stored, and no more reminders."""

from datetime import timedelta

import pytest

from app.kit.ids import new_id
from tests.bots.garage import garage
from tests.bots.menu import Menu, menu

__all__ = ["garage", "menu"]

DONE = "Отметили: напоминания, вопросы после визита, предложения и новости больше не приходят."
ALREADY = "Напоминания, вопросы после визита, предложения и новости Вам и так не приходят."


async def test_the_language_is_the_clients_own_choice_and_holds_for_all_that_follows(menu: Menu) -> None:
    await menu.says("Язык")
    assert menu.buttons() == ["Русский", "English"]
    assert await menu.taps("English") == "From now on automatic texts come in English."
    assert menu.buttons() == ["Русский", "Urgent", "My car", "Who is on duty", "More"]
    assert (await menu.says("More")) == "Tap, or write the same words."
    card = (await menu.house.get("vera", f"/api/clients/{menu.office.anna}")).json()
    assert card["language"] == "en"
    assert await menu.says("/ru") == "Теперь автоматические тексты приходят по-русски."
    assert await menu.says("English") == "From now on automatic texts come in English.", (
        "back within a minute"
    )
    changes = "kind = 'client.changed' AND actor_kind = 'client'"
    assert await menu.office.count("entries", changes) == 3


async def test_what_is_stored_is_a_plain_list_without_anybodys_notes(menu: Menu) -> None:
    await menu.garage.agree()
    path = f"/api/clients/{menu.office.anna}/touches"
    note = {"id": str(new_id()), "kind": "note", "words": "Трудный характер"}
    assert (await menu.house.post("vera", path, note)).status_code == 201
    answer = await menu.says("Что хранится обо мне")
    assert answer.splitlines() == [
        "О Вас хранится: имя — Анна Сергеевна Кузнецова, обращение — Анна Сергеевна.",
        "Телефоны: +7 000 555-01-01.",
        "Автомобили: Lada Vesta, А123ВС163.",
        "Согласие на напоминания: да.",
        "Согласие на предложения и новости: не спрашивали, значит нет.",
        "Кроме этого: переписка, визиты, звонки и договорённости. Это видят Вера Орлова, замена на время "
        "отсутствия и руководитель. Исправить или удалить: напишите сюда.",
    ]
    assert not await menu.waits()


async def test_stop_withdraws_every_consent_at_once_and_leaves_the_talk_open(menu: Menu) -> None:
    await menu.garage.agree()
    menu.garage.now = menu.garage.now.replace(minute=5)
    answer = await menu.says("Стоп", "stop")
    assert answer.splitlines()[0] == DONE
    sql = "SELECT purpose, given, channel FROM consents WHERE dealership_id = $1 ORDER BY at, purpose"
    assert await menu.office.rows(sql) == [
        {"purpose": "reminders", "given": True, "channel": "visit"},
        {"purpose": "offers", "given": False, "channel": "telegram"},
        {"purpose": "reminders", "given": False, "channel": "telegram"},
    ]
    await menu.garage.raise_it()
    await menu.garage.remind()
    assert await menu.office.count("asks", "kind = 'service'") == 0, "nobody is reminded who said stop"
    await menu.says("А сервис открыт?")
    assert await menu.waits(), "the talk goes on"


async def given(menu: Menu) -> dict[str, bool]:
    """The latest word of the client on each purpose."""
    sql = "SELECT DISTINCT ON (purpose) purpose, given FROM consents WHERE dealership_id = $1 ORDER BY purpose, at DESC"
    return {row["purpose"]: row["given"] for row in await menu.office.rows(sql)}


@pytest.mark.parametrize("typed", [True, False])
async def test_stop_is_taken_back_by_one_tap_or_its_words_and_gives_back_what_was_agreed(
    menu: Menu, typed: bool
) -> None:
    await menu.garage.agree()
    menu.garage.now += timedelta(minutes=5)
    await menu.says("/stop")
    assert menu.buttons() == ["Вернуть, как было"]
    menu.garage.now += timedelta(minutes=5)
    answer = await (menu.says("вернуть как было") if typed else menu.taps("Вернуть, как было"))
    assert answer == "Вернули, как было: напоминания и вопросы после визита."
    assert await given(menu) == {"reminders": True, "offers": False}
    await menu.taps("Вернуть, как было")
    assert menu.passing[-1] == "Уже отмечено: «Вернуть, как было». Если что-то изменилось, напишите сюда."
    assert not await menu.waits()
    menu.garage.now += timedelta(minutes=5)
    await menu.says("/stop")
    assert await given(menu) == {"reminders": False, "offers": False}, "and it can be said again"


async def test_whoever_got_nothing_by_itself_is_offered_nothing_back(menu: Menu) -> None:
    answer = await menu.says("/stop")
    assert answer.startswith(DONE)
    assert await menu.office.count("asks") == 0
    menu.garage.now += timedelta(minutes=5)
    assert (await menu.says("/stop")).startswith(ALREADY)


async def test_a_language_chosen_by_mistake_is_one_tap_away(menu: Menu) -> None:
    await menu.says("English")
    assert await menu.taps("Русский") == "Теперь автоматические тексты приходят по-русски."
    card = (await menu.house.get("vera", f"/api/clients/{menu.office.anna}")).json()
    assert card["language"] == "ru"
