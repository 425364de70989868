"""The menu of the client's bot: four entries by tap, word and command, and what a stranger hears."""

from datetime import timedelta

import pytest

from app.conversations.entries import ALL, words_of
from app.kit.ids import new_id
from app.texts import Phrase, say, typed
from tests.bots.garage import NOON, Garage, garage
from tests.bots.menu import NIGHT, Menu, menu

__all__ = ["garage", "menu"]

HERE = "Вера Орлова на связи до 21:00. Если написать сейчас, ответит Вера Орлова, сегодня до 13:00."
PHONE = "Телефон: +7 848 200-00-00."


async def test_the_welcome_shows_the_four_entries(garage: Garage) -> None:
    anna = garage.office.person()
    await garage.office.connect(anna)
    here = Menu(garage, anna)
    assert here.buttons() == ["Срочно", "Мой автомобиль", "Кто на связи", "Ещё"]


async def test_whoever_was_asked_for_their_number_is_rid_of_that_button_instead(garage: Garage) -> None:
    anna = garage.office.person()
    await anna.starts()
    await garage.office.turn()
    assert anna.keyboard() == ["Отправить мой номер"]
    await garage.office.connect(anna)
    assert anna.keyboard() == []


@pytest.mark.parametrize("said", ["/duty", "Кто на связи", "кто отвечает?", "Who is on duty"])
async def test_words_and_commands_do_what_the_button_does(menu: Menu, said: str) -> None:
    assert await menu.says(said) == f"{HERE}\n{PHONE}"
    assert not await menu.waits(), "looking asks nobody for anything"
    [message] = [one for one in await menu.office.talk() if one["direction"] == "in"]
    assert message["text"] == ("Кто на связи" if said == "/duty" else said), "what they typed is kept"


async def test_ten_taps_are_one_answer_and_a_word_in_passing(menu: Menu) -> None:
    before = len(menu.told())
    assert await menu.taps(*["Кто на связи"] * 10) == f"{HERE}\n{PHONE}"
    assert len(menu.told()) == before + 1
    assert menu.passing == [None] + ["Ответ уже выше."] * 9
    assert await menu.office.count("messages", "direction = 'in'") == 1
    menu.garage.now = NOON + timedelta(minutes=2)
    await menu.taps("Кто на связи")
    assert len(menu.told()) == before + 2, "later it is a new question"


async def test_an_answer_from_the_menu_ends_no_wait(menu: Menu) -> None:
    await menu.says("Когда будет готова машина?")
    assert await menu.taps("Кто на связи") == f"Ответит Вера Орлова, сегодня до 13:00.\n{PHONE}"
    assert await menu.waits()
    menu.garage.now = NOON + timedelta(hours=2)
    late = "Ответ был обещан сегодня до 13:00, это время прошло. Отвечает Вера Орлова."
    assert await menu.taps("Кто на связи") == f"{late}\n{PHONE}"


async def test_at_night_it_says_that_nobody_is_there_and_what_there_is(menu: Menu) -> None:
    menu.garage.now = NIGHT
    assert await menu.taps("Кто на связи") == (
        "Сейчас в чате никого нет. Если написать сейчас, ответит Вера Орлова, в среду до 10:00.\n"
        f"{PHONE} При опасности — 112."
    )
    assert menu.buttons() == ["Срочно"], "whoever cannot wait need not look for it"


async def test_who_is_out_is_not_named_as_here(menu: Menu) -> None:
    vera = menu.house.people["vera"]
    await menu.house.send("alla", "POST", f"/api/people/{vera}/deactivation", {"id": str(new_id())})
    assert (await menu.taps("Кто на связи")).startswith(
        "Ваш персональный менеджер Вера Орлова сейчас не на связи. Ирина Белова на связи до 21:00."
    )


async def test_my_car_says_what_the_card_knows_with_its_basis_and_what_to_do(menu: Menu) -> None:
    assert await menu.taps("Мой автомобиль") == (
        "Lada Vesta, А123ВС163: ТО по расчёту около 1 декабря, плюс-минус 2 недели "
        "(12 месяцев после покупки 1 декабря 2025 г.).\n"
        "Записаться на ТО или спросить об автомобиле: напишите сюда, ответит Вера Орлова.\n"
        f"{PHONE}"
    )
    assert menu.buttons() == ["Позвоните мне", "Срочно"]
    menu.garage.now = NOON + timedelta(days=30)
    assert "ТО по расчёту было около 1 декабря" in await menu.taps("Мой автомобиль")


async def test_more_shows_the_rarer_wishes(menu: Menu) -> None:
    assert await menu.taps("Ещё") == "Нажмите или напишите теми же словами."
    assert menu.buttons() == [
        "Написать руководителю",
        "Позвоните мне",
        "Это уже было",
        "Язык (Language)",
        "Что хранится обо мне",
        "Больше не напоминать",
    ]


async def test_a_stranger_hears_the_truth_and_nothing_of_any_client(menu: Menu) -> None:
    guest = menu.office.person(name="Гость")
    for said in ("/car", "/stored", "/language", "/stop", "/more", "/en"):
        answer = await menu.says(said, by=guest)
        assert answer.startswith("Здесь Вас ещё не узнали.")
        assert guest.keyboard() == ["Отправить мой номер"]
    told = " ".join(menu.told(guest))
    assert not any(word in told for word in ("Анна", "Lada", "Вера"))
    assert await menu.office.count("consents") == 0
    answer = await menu.says("/duty", by=guest)
    assert "Если написать сейчас, ответит " in answer
    [lobby] = [one for one in await menu.office.inbox("oleg") if one["client_id"] is None]
    assert lobby["waiting_since"] is None, "none of these asks anybody for anything"


@pytest.mark.parametrize("said", ["/call", "/supervisor", "/repeat"])
async def test_a_stranger_who_asks_for_somebody_gets_a_name_and_a_time(menu: Menu, said: str) -> None:
    guest = menu.office.person(name="Гость")
    answer = await menu.says(said, by=guest)
    assert "Ответит " in answer
    assert "сегодня до 13:00" in answer
    assert len(menu.told(guest)) == 1
    [lobby] = [one for one in await menu.office.inbox("oleg") if one["client_id"] is None]
    assert lobby["waiting_since"]


async def test_a_tap_of_somebody_who_never_wrote_makes_nobody_known(menu: Menu) -> None:
    guest = menu.office.person(name="Гость")
    press = {"id": "7", "from": guest.about, "chat_instance": "1", "data": "menu:stored"}
    menu.office.fake.raw(menu.office.bot, {"callback_query": press})
    await menu.settle(guest)
    assert menu.passing == ["Эта кнопка больше не действует. Напишите сюда словами."]
    assert menu.told(guest) == []
    assert await menu.office.count("contact_points", f"handle = '{guest.id}'") == 0


async def test_words_behind_a_command_that_asks_nobody_are_a_message(menu: Menu) -> None:
    await menu.says("/duty а когда вы открыты в субботу?")
    assert await menu.waits()


async def test_a_button_of_no_entry_is_calmly_passed_over(menu: Menu) -> None:
    press = {"id": "8", "from": menu.anna.about, "chat_instance": "1", "data": "menu:erase"}
    menu.office.fake.raw(menu.office.bot, {"callback_query": press})
    await menu.settle()
    assert (await menu.office.arrivals())[-1] == ("done", "no_button")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_entry_has_words_of_its_own_that_fit_a_button(language: str) -> None:
    words = [say(words_of(entry), language) for entry in ALL.values()]
    assert len(set(words)) == len(words)
    assert all(len(each) <= 30 for each in words)
    assert all(typed(say(words_of(entry), language), words_of(entry)) for entry in ALL.values())
    assert not typed("Срочно", Phrase("button.menu.car"))
