"""What a client writes to the bot, and what the house makes of it: told from both ends."""

import re

from bots.dispatch import handle_due
from tests.bots.conftest import both_ways
from tests.bots.office import Office
from tests.conversations.stories import ANNAS_PHONE


@both_ways
async def test_a_stranger_who_shares_annas_phone_is_anna_and_veras_and_no_second_card(office: Office) -> None:
    stranger = office.person(name="Аня")
    await stranger.says("Когда можно забрать машину?")
    await office.turn()
    [greeting] = office.told(stranger)
    assert "«Тольятти Премиум»" in greeting
    assert re.search(r"Ответит (Вера Орлова|Олег Титов), .* до \d+:\d\d\.", greeting)
    assert stranger.keyboard() == ["Отправить мой номер"]
    [lobby] = await office.inbox("oleg")
    assert (lobby["client_id"], lobby["name"]) == (None, "Аня")
    assert lobby["waiting_since"]

    await stranger.shares_contact(ANNAS_PHONE)
    await office.turn()
    thread = await office.thread("vera")
    assert thread["client_id"] == str(office.anna)
    assert thread["waiting_since"] == lobby["waiting_since"]
    assert thread["promise"]["person"]["name"] == "Вера Орлова"
    assert await office.inbox("oleg") == []
    assert await office.count("clients") == 1
    said = [(message["direction"], message["kind"]) for message in await office.talk("vera")]
    assert said == [("in", "text"), ("out", "text"), ("in", "contact"), ("out", "text")]
    assert "Узнали Вас, Анна Сергеевна. Ваш персональный менеджер — Вера Орлова." in office.told(stranger)[1]
    assert stranger.keyboard() == []


@both_ways
async def test_veras_answer_arrives_in_annas_chat_once(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    await anna.says("Добрый день")
    await office.turn()
    id = await office.answer("Добрый день, слушаю Вас")
    await office.turn()
    assert office.told(anna)[1:] == ["Вера Орлова:\nДобрый день, слушаю Вас"]
    assert (await office.message(id))["state"] == "sent"
    assert (await office.thread())["waiting_since"] is None


@both_ways
async def test_what_one_client_says_stays_in_order_and_is_there_once(office: Office) -> None:
    anna, boris = office.person(), office.person(name="Борис")
    for number in range(12):
        await anna.says(f"Анна {number}")
        await boris.says(f"Борис {number}")
    await office.bring_in()
    await office.handle()
    for line in await office.inbox("oleg"):
        words = [m["text"] for m in await office.talk("oleg", line["thread_id"]) if m["direction"] == "in"]
        assert words == [f"{words[0][:-2]} {number}" for number in range(12)]
    assert set(await office.arrivals()) == {("done", None)}


async def test_a_client_who_stops_the_bot_and_opens_it_again_is_shown_so(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    await anna.blocks()
    await office.turn()
    assert (await office.thread())["connected"] is False
    await anna.unblocks()
    await office.turn()
    assert (await office.thread())["connected"] is True
    timeline = (await office.house.get("vera", f"/api/clients/{office.anna}/timeline")).json()["items"]
    said = [item["text"] for item in timeline if item["kind"] == "channel"]
    assert said[:2] == ["Канал снова открыт: Telegram", "Канал закрыт клиентом: Telegram"]


async def test_groups_are_ignored_and_left(office: Office) -> None:
    anna = office.person()
    group = await anna.adds_bot_to(-1001234)
    await anna.says_in(group, "Привет, бот")
    left: list[int] = []

    async def leave(dealership: object, bot: object, chat: int) -> None:
        left.append(chat)

    await office.bring_in()
    while await handle_due(office.worker, office.house.id, leave):
        pass
    assert left == [-1001234]
    assert await office.count("messages") == 0
    assert await office.count("contact_points", "kind = 'telegram'") == 0


async def test_remarks_of_telegram_itself_are_not_messages(office: Office) -> None:
    anna = office.person()
    await anna.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    await anna.sends(write_access_allowed={"from_request": True})
    await office.turn()
    assert await office.arrivals() == [("done", "service_message")] * 2
    assert await office.count("messages") == 0


async def test_a_hostile_name_is_shown_clean(office: Office) -> None:
    guest = office.person(name="\u202eмилА\u200b\x00 \n<b>" + "я" * 500)
    await guest.says("Добрый день")
    await office.turn()
    name = (await office.thread("oleg"))["name"]
    assert name.startswith("милА <b>яяя")
    assert len(name) <= 64


async def test_an_english_speaking_stranger_is_greeted_in_english(office: Office) -> None:
    guest = office.person(name="John", language_code="en-GB")
    await guest.says("Hello")
    await office.turn()
    assert office.told(guest)[0].startswith("Hello! Message received")
    assert guest.keyboard() == ["Send my number"]


async def test_a_tap_on_a_button_that_is_long_gone_passes_quietly(office: Office) -> None:
    anna = office.person()
    old = {"id": "1", "from": anna.about, "chat_instance": "1", "data": "act",
           "message": {"message_id": 1, "date": 0, "chat": anna.chat.about}}  # fmt: skip
    office.fake.raw(office.bot, {"callback_query": old})
    await office.turn()
    assert await office.arrivals() == [("done", "no_button")]
