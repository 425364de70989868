"""The bot opened by a personal link, by a stale one, by none: who is let in and what they are told."""

from app.conversations.inviting import make_invitation
from app.kit.db import Db
from tests.bots.office import Office
from tests.cast import House
from tests.conversations.stories import make_anna


async def test_a_personal_link_ties_the_chat_to_the_card_and_welcomes(office: Office) -> None:
    anna = office.person()
    await anna.starts(await office.invite())
    await office.turn()
    [welcome] = office.told(anna)
    assert welcome.startswith("Здравствуйте, Анна Сергеевна! Это Ваша личная линия в «Тольятти Премиум».")
    assert "Ваш персональный менеджер — Вера Орлова." in welcome
    assert "Вера на связи ежедневно 9:00–21:00." in welcome
    assert welcome.endswith("Телефон: +7 848 200-00-00.")
    thread = await office.thread("vera")
    assert (thread["client_id"], thread["waiting_since"]) == (str(office.anna), None)
    assert [message["automatic"] for message in await office.talk()] == [True]
    card = (await office.house.get("vera", f"/api/clients/{office.anna}")).json()
    assert [(channel["kind"], channel["reachable"]) for channel in card["channels"]] == [("telegram", True)]


async def test_a_link_opened_again_by_the_same_client_is_answered_kindly(office: Office) -> None:
    anna, token = office.person(), await office.invite()
    await anna.starts(token)
    await anna.starts(token)
    await office.turn()
    assert office.told(anna)[1].startswith("Анна Сергеевна, эта переписка уже связана с Вашей карточкой.")


async def test_a_link_opened_by_somebody_else_lets_nobody_in(office: Office) -> None:
    anna, other, token = office.person(), office.person(name="Чужой"), await office.invite()
    await anna.starts(token)
    await office.turn()
    await other.starts(token)
    await office.turn()
    [words] = office.told(other)
    assert words.startswith("Эта ссылка уже использована.")
    assert other.keyboard() == ["Отправить мой номер"]
    assert await office.count("contact_points", "kind = 'telegram' AND client_id IS NOT NULL") == 1


async def test_an_old_link_lets_nobody_in(office: Office) -> None:
    anna, token = office.person(), await office.invite()

    async def grow_old(db: Db) -> None:
        await db.run("UPDATE invitations SET expires_at = $2 WHERE dealership_id = $1", db.now)

    await office.house.unit(grow_old)
    await anna.starts(token)
    await office.turn()
    assert office.told(anna)[0].startswith("Срок этой ссылки прошёл.")
    assert await office.count("contact_points", "kind = 'telegram' AND client_id IS NOT NULL") == 0


async def test_an_unknown_link_and_garbage_let_nobody_in(office: Office) -> None:
    for payload in ("nonsense", "A" * 44, "staff", "'; DROP TABLE clients", "ы" * 30):
        guest = office.person(name="Гость")
        await guest.starts(payload)
        await office.turn()
        assert [words[:16] for words in office.told(guest)] == ["Такой ссылки нет"]
    assert await office.count("contact_points", "client_id IS NOT NULL AND kind = 'telegram'") == 0


async def test_a_link_of_another_dealership_is_unknown_here(office: Office, other_house: House) -> None:
    client = await make_anna(other_house, "petr")
    made = await other_house.unit(lambda db: make_invitation(db, client, "telegram", None))
    guest = office.person(name="Гость")
    await guest.starts(made.token)
    await office.turn()
    assert office.told(guest)[0].startswith("Такой ссылки нет")


async def test_start_alone_by_a_stranger_opens_the_lobby_without_a_wait(office: Office) -> None:
    guest = office.person(name="Гость")
    await guest.starts()
    await guest.starts()
    await office.turn()
    [words] = office.told(guest)
    assert words.startswith("Здравствуйте! Это «Тольятти Премиум». Напишите Ваш вопрос")
    assert guest.keyboard() == ["Отправить мой номер"]
    [lobby] = await office.inbox("oleg")
    assert (lobby["client_id"], lobby["waiting_since"]) == (None, None)
    await guest.says("Сколько стоит ТО?")
    await office.turn()
    assert "Ответит" in office.told(guest)[1]
    [lobby] = await office.inbox("oleg")
    assert lobby["waiting_since"] is not None


async def test_start_alone_by_a_known_client_says_who_answers(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    await anna.starts()
    await office.turn()
    assert office.told(anna)[1].startswith("Анна Сергеевна, эта переписка уже связана")


async def test_a_link_for_another_card_changes_nothing(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    boris = await office.house.post(
        "vera",
        "/api/clients",
        {"id": "0197a000-0000-7000-8000-0000000000b1", "name": "Борис", "address_form": "Борис"},
    )
    assert boris.status_code == 201
    office.anna, own = boris.json()["id"], office.anna
    await anna.starts(await office.invite())
    await office.turn()
    assert "эта ссылка относится к другой карточке" in office.told(anna)[1]
    assert (await office.thread())["client_id"] == str(own)


async def test_a_link_joins_what_the_stranger_had_written_to_the_clients_talk(office: Office) -> None:
    anna = office.person()
    await anna.says("Здравствуйте, это я")
    await office.turn()
    await anna.starts(await office.invite())
    await office.turn()
    thread = await office.thread("vera")
    assert (thread["client_id"], thread["promise"]["person"]["name"]) == (str(office.anna), "Вера Орлова")
    assert (await office.talk())[0]["text"] == "Здравствуйте, это я"
    assert await office.inbox("oleg") == []
