"""A shared number: it counts only when it is the sender's own, not passed on, and asked for."""

import re

import pytest

from app.kit.ids import new_id
from tests.bots.office import Office
from tests.conversations.stories import ANNAS_PHONE


async def test_a_phone_nobody_has_is_kept_and_a_person_answers_by_a_time(office: Office) -> None:
    guest = office.person(name="Гость")
    await guest.starts()
    await office.turn()
    await guest.shares_contact("+70005559999")
    await office.turn()
    assert re.search(
        r"Карточки с этим номером пока нет, её заведёт .*\. Ответ — .* до", office.told(guest)[1]
    )
    assert guest.keyboard() == []
    [lobby] = await office.inbox("oleg")
    assert lobby["client_id"] is None
    assert lobby["waiting_since"] is not None
    assert [m["text"] for m in await office.talk("oleg") if m["direction"] == "in"] == ["+7 000 555-99-99"]
    assert await office.count("clients") == 1
    await guest.says("Жду")
    await office.turn()
    assert len(office.told(guest)) == 2


async def test_somebody_elses_contact_proves_nothing(office: Office) -> None:
    guest = office.person(name="Гость")
    await guest.says("Это Анна")
    await office.turn()
    await guest.shares_contact_of(ANNAS_PHONE, "Анна", user_id=4242)
    await office.turn()
    await guest.shares_contact_of(ANNAS_PHONE, "Анна")
    await office.turn()
    assert [words[:18] for words in office.told(guest)] == ["Здравствуйте! Сооб", "Это не Ваш номер, "]
    assert (await office.thread("oleg"))["client_id"] is None


async def test_a_forwarded_contact_proves_nothing_even_with_the_senders_own_id(office: Office) -> None:
    guest = office.person(name="Гость")
    await guest.says("Это Анна")
    await office.turn()
    await guest.forwards_contact(ANNAS_PHONE)
    await office.turn()
    assert office.told(guest)[1].startswith("Пересланный контакт ничего не подтверждает.")
    assert (await office.thread("oleg"))["client_id"] is None
    assert await office.count("contact_points", "verified_at IS NOT NULL AND kind = 'phone'") == 0


async def test_a_contact_nobody_asked_for_is_a_message_like_any_other(office: Office) -> None:
    guest = office.person(name="Гость")
    await guest.shares_contact(ANNAS_PHONE)
    await office.turn()
    [greeting] = office.told(guest)
    assert greeting.startswith("Здравствуйте! Сообщение получено")
    assert (await office.thread("oleg"))["client_id"] is None


async def test_a_known_clients_contact_of_a_friend_is_just_read(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    await anna.shares_contact_of("+70005557777", "Пётр", user_id=99)
    await office.turn()
    assert len(office.told(anna)) == 1
    assert (await office.talk())[-1]["text"] == "Пётр, +7 000 555-77-77"
    assert (await office.thread())["waiting_since"] is not None


async def test_whoever_types_what_the_button_says_gets_the_button_again(office: Office) -> None:
    guest = office.person(name="Гость")
    await guest.says("Добрый день")
    await office.turn()
    await guest.says("Отправить мой номер")
    await office.turn()
    assert office.told(guest)[1].startswith("Если кнопки не видно")
    assert guest.keyboard() == ["Отправить мой номер"]


async def test_two_accounts_of_one_client_meet_in_one_thread(office: Office) -> None:
    phone, tablet = office.person(), office.person(name="Анна с планшета")
    await office.connect(phone)
    await tablet.says("Я с другого телефона")
    await office.turn()
    await tablet.shares_contact(ANNAS_PHONE)
    await office.turn()
    assert await office.count("threads", "merged_into IS NULL") == 1
    assert await office.count("clients") == 1
    await office.answer("Вижу Вас")
    await office.send()
    assert office.told(tablet)[-1] == "Вера Орлова:\nВижу Вас"


async def on_another_card(office: Office, phone: str, label: str) -> None:
    """Oleg's client Пётр has this number too, as that of the family or the company."""
    body = {"id": str(new_id()), "name": "Пётр Кузнецов", "address_form": "Пётр", "namesake": True}
    assert (await office.house.post("oleg", "/api/clients", body)).status_code == 201
    contact = {"id": str(new_id()), "value": phone, "label": label}
    assert (
        await office.house.post("oleg", f"/api/clients/{body['id']}/contacts", contact)
    ).status_code == 201


@pytest.mark.parametrize("label", ["family", "company"])
async def test_a_shared_number_says_not_who_writes_so_a_person_decides(office: Office, label: str) -> None:
    await on_another_card(office, "+70005558888", label)
    guest = office.person(name="Гость")
    await guest.starts()
    await office.turn()
    await guest.shares_contact("+70005558888")
    await office.turn()
    assert re.search(
        r"Чтобы никого не перепутать, .* уточнит, кто пишет\. Ответ — .* до", office.told(guest)[1]
    )
    [lobby] = await office.inbox("oleg")
    assert (lobby["client_id"], lobby["waiting_since"] is not None) == (None, True)
    assert await office.count("contact_points", "phone = '+70005558888'") == 1


async def test_an_own_number_still_says_who_writes_though_it_stands_on_a_relatives_card_too(
    office: Office,
) -> None:
    await on_another_card(office, ANNAS_PHONE, "family")
    guest = office.person(name="Анна с планшета")
    await guest.starts()
    await office.turn()
    await guest.shares_contact(ANNAS_PHONE)
    await office.turn()
    assert (await office.thread())["name"] == "Анна Сергеевна Кузнецова"
