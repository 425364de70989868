"""Entries of the menu about the client themselves: the language, what is stored, and no more reminders."""

from app.kit.ids import new_id
from tests.bots.garage import garage, moved
from tests.bots.menu import Menu, menu

__all__ = ["garage", "menu", "moved"]


async def test_the_language_is_the_clients_own_choice_and_holds_for_all_that_follows(menu: Menu) -> None:
    await menu.says("Язык")
    assert menu.buttons() == ["Русский", "English"]
    assert await menu.taps("English") == "From now on automatic texts come in English."
    assert menu.buttons() == ["Urgent", "My car", "Who is on duty", "More"]
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
    assert answer.splitlines()[0] == "Отметили: напоминания, предложения и новости больше не приходят."
    sql = "SELECT purpose, given, channel FROM consents WHERE dealership_id = $1 ORDER BY at, purpose"
    assert await menu.office.rows(sql) == [
        {"purpose": "reminders", "given": True, "channel": "visit"},
        {"purpose": "offers", "given": False, "channel": "telegram"},
        {"purpose": "reminders", "given": False, "channel": "telegram"},
    ]
    await menu.garage.raise_it()
    await menu.garage.remind()
    assert await menu.garage.asked() == 0, "nobody is reminded who said stop"
    await menu.says("А сервис открыт?")
    assert await menu.waits(), "the talk goes on"
