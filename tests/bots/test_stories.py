"""What a client writes to the bot, and what the house makes of it: told from both ends."""

import re

from app.conversations.inviting import make_invitation
from app.kit.db import Db
from app.kit.ids import new_id
from bots.arriving import store
from bots.dispatch import handle_due
from tests.bots.conftest import both_ways
from tests.bots.office import Office
from tests.cast import House
from tests.conversations.stories import ANNAS_PHONE, make_anna
from tests.fakes.telegram import media


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


# --- /start


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


# --- contacts


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


# --- every kind of message


async def test_texts_photos_voices_documents_and_places_come_with_all_they_have(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    first = await anna.says("Смотрите")
    await anna.sends_photo(caption="Царапина")
    await anna.sends_voice(42)
    await anna.sends_document("Полис ОСАГО.pdf")
    await anna.sends_location(53.5, 49.4)
    await anna.says("Вот", reply_to=first["message_id"])
    await anna.sends(sticker={"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                              "is_animated": False, "is_video": False, "emoji": "👍"})  # fmt: skip
    await anna.sends(hologram={"depth": 3})
    await office.bring_in()
    await office.handle()
    await office.fetch()
    told = [message for message in await office.talk() if message["direction"] == "in"]
    assert [message["kind"] for message in told] == [
        "text", "photo", "voice", "document", "location", "text", "other", "other"
    ]  # fmt: skip
    text, photo, voice, document, place, reply, sticker, unknown = told
    assert (photo["text"], photo["attachments"][0]["state"]) == ("Царапина", "ready")
    assert (voice["attachments"][0]["seconds"], voice["attachments"][0]["state"]) == (42, "ready")
    assert (document["attachments"][0]["name"], document["attachments"][0]["state"]) == (
        "Полис ОСАГО.pdf",
        "ready",
    )
    assert place["location"] == {"latitude": 53.5, "longitude": 49.4}
    assert reply["reply_to"] == text["id"]
    assert (sticker["text"], unknown["text"]) == ("👍", "")
    file = await office.house.get("vera", f"/api/files/{photo['attachments'][0]['id']}")
    assert (file.status_code, file.headers["content-type"]) == (200, "image/jpeg")


async def test_a_file_telegram_does_not_hand_out_is_shown_as_too_large(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    await anna.sends_document("video.mp4", size=30_000_000, media_type="video/mp4")
    await office.turn()
    await office.fetch()
    [document] = (await office.talk())[-1]["attachments"]
    assert document["state"] == "too_large"


async def test_an_edit_changes_the_words_and_keeps_the_first_ones(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    said = await anna.says("Приеду в 9")
    picture = await anna.sends_photo(caption="до")
    await anna.edits(said, "Приеду в 10")
    await anna.edits(said, "Приеду в 10")
    await anna.edits(picture, "после")
    await office.turn()
    text, photo = (message for message in await office.talk() if message["direction"] == "in")
    assert (text["text"], photo["text"]) == ("Приеду в 10", "после")
    assert text["edited_at"]
    kept = await office.rows("SELECT text FROM message_texts WHERE dealership_id = $1 AND message_id = $2 ORDER BY n",
                             text["id"])  # fmt: skip
    assert [row["text"] for row in kept] == ["Приеду в 9", "Приеду в 10"]


async def test_an_edit_that_overtakes_its_message_is_shown_once_with_the_last_words(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    said = await anna.says("Приеду в 9")
    await anna.edits(said, "Приеду в 10")
    message, edit = (update.body for update in office.bot.pending.values())
    await office.house.unit(lambda db: store(db, office.bot_id, [edit, message]))
    await office.turn()
    assert [m["text"] for m in await office.talk() if m["direction"] == "in"] == ["Приеду в 10"]


async def test_an_answer_to_a_message_of_ours_points_at_it(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    await anna.says("Вопрос")
    await office.turn()
    ours = await office.answer("Ответ")
    await office.send()
    sent = office.fake.sent_to(anna)[-1]
    await anna.says("Спасибо", reply_to=sent.message_id)
    await office.turn()
    assert (await office.talk())[-1]["reply_to"] == ours


async def test_our_answer_to_a_message_quotes_it_in_telegram(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    asked = await anna.says("Первый вопрос")
    await anna.says("Второй вопрос")
    await office.turn()
    question = next(m for m in await office.talk() if m["text"] == "Первый вопрос")
    await office.answer("Отвечаю на первый", reply_to=question["id"])
    await office.send()
    sent = office.fake.sent_to(anna)[-1].message
    assert sent["reply_to_message"]["message_id"] == asked["message_id"]


async def test_photo_voice_and_document_of_a_manager_arrive_as_such(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    await anna.says("Пришлите, пожалуйста")
    await office.turn()
    files = []
    for content, media_type in (
        (media.jpeg(), "image/jpeg"),
        (media.voice(2), "audio/ogg"),
        (media.pdf(), "application/pdf"),
    ):
        id = new_id()
        async with await office.house.as_("vera") as vera:
            headers = {"content-type": media_type, "okno-file-name": "act.pdf"}
            answer = await vera.put(f"/api/files/{id}", content=content, headers=headers)
        assert answer.status_code == 200, answer.text
        files.append(str(id))
    id = await office.answer("Вот всё", files=files)
    await office.send()
    sent = office.fake.sent_to(anna)[1:]
    assert [s.method for s in sent] == ["sendPhoto", "sendVoice", "sendDocument", "sendMessage"]
    assert (await office.message(id))["state"] == "sent"


# --- blocked, groups, other kinds


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
