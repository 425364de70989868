"""Every kind of message in both directions, edits and answers."""

import pytest

from app.kit.ids import new_id
from bots import sender
from bots.arriving import store
from tests.bots.office import Office
from tests.fakes.telegram import media


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
    [document] = (await office.talk())[-2]["attachments"]
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


async def sent_file(office: Office, content: bytes, media_type: str) -> str:
    """Vera sends Anna a file; the message's id."""
    id = str(new_id())
    async with await office.house.as_("vera") as vera:
        answer = await vera.put(f"/api/files/{id}", content=content, headers={"content-type": media_type})
    assert answer.status_code == 200, answer.text
    message = await office.write("", files=[id])
    await office.send()
    return message


@pytest.mark.parametrize(
    ("method", "content", "media_type", "words"),
    [
        ("sendPhoto", media.jpeg(), "image/jpeg", "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", media.jpeg(), "image/jpeg", "IMAGE_PROCESS_FAILED"),
        ("sendVoice", media.voice(2), "audio/ogg", "VOICE_MESSAGES_FORBIDDEN"),
    ],
    ids=["dimensions", "process", "voice"],
)
async def test_what_telegram_does_not_take_in_its_own_shape_goes_as_a_document(
    office: Office, method: str, content: bytes, media_type: str, words: str
) -> None:
    anna = office.person()
    await office.know(anna)
    office.fake.fail_next(method, kind="bad_request", bot=office.bot.id, text=f"Bad Request: {words}")
    id = await sent_file(office, content, media_type)
    assert [sent.method for sent in office.fake.sent_to(anna)] == ["sendDocument"]
    assert (await office.state(id))[0] == "sent"


async def test_a_photo_larger_than_telegram_shows_goes_as_a_document(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "LARGEST_PHOTO", 100)
    anna = office.person()
    await office.know(anna)
    await sent_file(office, media.jpeg(), "image/jpeg")
    assert [sent.method for sent in office.fake.sent_to(anna)] == ["sendDocument"]
    assert office.fake.calls("sendPhoto", bot=office.bot) == []
