"""Pictures of a manager: one album of Telegram, one fate, and a doubt where there is one."""

from uuid import UUID

import pytest

from app.deliveries import actions as deliveries
from app.deliveries.model import Sent
from app.kit.ids import new_id
from bots import albums
from bots.model import ALBUM, message_key
from tests.bots.office import Office
from tests.bots.own import Own
from tests.fakes.telegram import User, media


@pytest.fixture
async def anna(office: Office) -> User:
    anna = office.person()
    await office.connect(anna)
    await anna.says("Покажите, пожалуйста")
    await office.turn()
    return anna


async def pictures(office: Office, *shapes: str) -> list[str]:
    """Files of Vera, by their kinds; each picture has bytes of its own."""
    files = []
    for n, shape in enumerate(shapes):
        id = str(new_id())
        photo = (media.jpeg(200 + n, 100), "image/jpeg")
        content, media_type = photo if shape == "photo" else (media.pdf(), "application/pdf")
        async with await office.house.as_("vera") as vera:
            answer = await vera.put(f"/api/files/{id}", content=content, headers={"content-type": media_type})
        assert answer.status_code == 200, answer.text
        files.append(id)
    return files


def got(office: Office, anna: User) -> list[tuple[str, str]]:
    """What Anna has since the greeting: (method, words)."""
    return [(sent.method, sent.text) for sent in office.fake.sent_to(anna)[1:]]


async def test_pictures_with_words_are_one_album_one_call_and_one_fate(office: Office, anna: User) -> None:
    id = await office.answer("Царапина до и после", files=await pictures(office, *["photo"] * 3))
    await office.send()
    words = "Вера Орлова:\nЦарапина до и после"
    assert got(office, anna) == [("sendMediaGroup", words), ("sendMediaGroup", ""), ("sendMediaGroup", "")]
    sent = office.fake.sent_to(anna)[1:]
    assert len({each.message["media_group_id"] for each in sent}) == 1
    assert len(office.fake.calls("sendMediaGroup", bot=office.bot)) == 1
    assert await office.count("deliveries", f"thing_id = '{id}'") == 1
    assert (await office.message(id))["state"] == "sent"
    assert office.fake.ledger.violations(bot=office.bot.id) == []
    assert office.fake.ledger.questions(bot=office.bot.id) == []
    await anna.says("Эта лучше", reply_to=sent[2].message_id)
    await office.turn()
    assert (await office.talk())[-1]["reply_to"] == id, "an answer to any of them is one to the message"


async def test_pictures_beside_a_paper_go_in_their_order_and_long_words_behind(
    office: Office, anna: User
) -> None:
    files = await pictures(office, "photo", "document", "photo", "photo")
    await office.answer("Ш" * 2000, files=files)
    await office.send()
    methods = [method for method, _ in got(office, anna)]
    assert methods == ["sendPhoto", "sendDocument", "sendMediaGroup", "sendMediaGroup", "sendMessage"]


async def test_words_too_long_for_an_album_follow_it(office: Office, anna: User) -> None:
    fits = ALBUM.words - len("Вера Орлова:\n")
    for length, parts in ((fits, 2), (fits + 1, 3)):
        before = len(got(office, anna))
        await office.answer("Ш" * length, files=await pictures(office, "photo", "photo"))
        await office.send()
        assert len(got(office, anna)) - before == parts


async def test_a_line_that_breaks_leaves_the_whole_album_in_doubt_and_nothing_is_repeated(
    office: Office, anna: User
) -> None:
    office.fake.fail_next("sendMediaGroup", kind="drop_after_accept", bot=office.bot.id)
    id = await office.answer("Вот", files=await pictures(office, "photo", "photo"))
    await office.send()
    await office.send_once()
    assert (await office.message(id))["state"] == "not_confirmed"
    assert len(got(office, anna)) == 2, "they are there, and once"


async def test_a_no_to_one_picture_is_a_doubt_about_the_others_and_says_so(
    office: Office, anna: User
) -> None:
    text = 'Bad Request: failed to send message #2 with the error message "PHOTO_INVALID_DIMENSIONS"'
    office.fake.fail_next("sendMediaGroup", kind="bad_request", bot=office.bot.id, text=text)
    id = await office.answer("Вот", files=await pictures(office, "photo", "photo"))
    await office.send()
    state, words = await office.state(id)
    assert state == "not_confirmed"
    assert "не целиком" in words
    assert got(office, anna) == [], "and it does not go again in another shape by itself"


async def test_an_album_that_is_asked_to_wait_is_no_doubt_and_goes_whole(office: Office, anna: User) -> None:
    office.fake.fail_next("sendMediaGroup", kind="too_many", bot=office.bot.id, retry_after=1)
    id = await office.answer("Вот", files=await pictures(office, "photo", "photo"))
    await office.send()
    assert (await office.message(id))["state"] == "sent", "a pause is no doubt"
    assert len(got(office, anna)) == 2


async def test_a_clear_no_to_an_album_is_a_no_with_its_reason(office: Office, anna: User) -> None:
    office.fake.fail_next("sendMediaGroup", kind="blocked", bot=office.bot.id)
    id = await office.answer("Вот", files=await pictures(office, "photo", "photo"))
    await office.send()
    state, words = await office.state(id)
    assert (state, got(office, anna)) == ("failed", [])
    assert "остановил" in words


async def test_which_part_is_in_doubt_stands_in_the_words(office: Office, anna: User) -> None:
    office.fake.fail_next("sendDocument", kind="drop", bot=office.bot.id)
    id = await office.answer("Счёт", files=await pictures(office, "photo", "photo", "document"))
    await office.send()
    _, words = await office.state(id)
    assert words.endswith("Это часть 2 из 3: что было до неё, дошло, остальное ждёт.")


async def test_an_answer_with_fewer_pictures_than_were_sent_is_a_doubt(office: Office) -> None:
    row = await office.row()
    whole = albums.taken(row, [(7, 1), (7, 2)], 2, None)
    part = albums.taken(row, [(7, 1)], 2, None)
    assert [type(whole).__name__, type(part).__name__] == ["Sent", "Unknown"]


async def test_through_an_own_account_an_album_goes_and_its_echo_takes_the_doubt_away(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Покажите")
    office.fake.fail_next("sendMediaGroup", kind="drop_after_accept", bot=office.bot.id)
    id = await office.answer("До и после", files=await pictures(office, "photo", "photo"))
    await office.send()
    assert (await office.message(id))["state"] == "not_confirmed"
    await office.turn()
    assert (await office.message(id))["state"] == "sent"
    first, second = office.fake.ledger.sent_as(own.vera.id, own.anna.id)
    # The answer to the call comes last of all, and names the second picture.
    row = await office.row()
    keys = [
        message_key(row, each.message["chat"]["id"], each.message_id, own.vera.id) for each in (first, second)
    ]
    [delivery] = await office.rows(
        "SELECT id FROM deliveries WHERE dealership_id = $1 AND thing_id = $2", UUID(id)
    )
    answer = Sent(remote_id=keys[0], further=keys[1:])
    await office.work(lambda db: deliveries.note_sent(db, delivery["id"], answer))
    await own.hears("Эта лучше", reply_to_message=second.message)
    assert (await office.talk())[-1]["reply_to"] == id


async def test_the_echo_of_a_picture_is_no_proof_of_the_same_words_sent_alone(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Покажите")
    office.fake.fail_next("sendMessage", kind="drop", bot=office.bot.id)
    lost = await office.answer("Вот")
    await office.send()
    office.fake.fail_next("sendPhoto", kind="drop_after_accept", bot=office.bot.id)
    arrived = await office.answer("Вот", files=await pictures(office, "photo"))
    await office.send()
    await office.turn()
    assert (await office.message(arrived))["state"] == "sent"
    assert (await office.message(lost))["state"] == "not_confirmed"


async def test_an_echo_that_could_be_of_several_leaves_the_doubt(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Покажите")
    office.fake.fail_next("sendMediaGroup", kind="drop", bot=office.bot.id)
    lost = await office.answer("До и после", files=await pictures(office, "photo", "photo"))
    await office.send()
    office.fake.fail_next("sendMediaGroup", kind="drop_after_accept", bot=office.bot.id)
    bare = await office.answer("", files=await pictures(office, "photo", "photo"))
    await office.send()
    await office.turn()
    assert (await office.message(lost))["state"] == "not_confirmed", (
        "the echo of a further picture is no proof of it"
    )
    assert (await office.message(bare))["state"] == "sent"
    office.fake.fail_next("sendMessage", kind="drop", bot=office.bot.id)
    office.fake.fail_next("sendMessage", kind="drop_after_accept", bot=office.bot.id)
    twice = [await office.answer("Готово") for _ in range(2)]
    await office.send()
    await office.turn()
    assert [(await office.message(id))["state"] for id in twice] == ["not_confirmed"] * 2


async def test_an_album_that_one_picture_spoiled_goes_apart_when_it_is_sent_again(
    office: Office, anna: User
) -> None:
    text = 'Bad Request: failed to send message #2 with the error message "PHOTO_INVALID_DIMENSIONS"'
    office.fake.fail_next("sendMediaGroup", kind="bad_request", bot=office.bot.id, text=text)
    id = await office.answer("Вот", files=await pictures(office, "photo", "photo", "photo"))
    await office.send()
    delivery = (await office.message(id))["delivery_id"]
    odd = "Bad Request: PHOTO_INVALID_DIMENSIONS"
    office.fake.fail_next("sendPhoto", kind="bad_request", bot=office.bot.id, text=odd, after=1)
    again = await office.house.post("vera", f"/api/deliveries/{delivery}/attempts", {"id": str(new_id())})
    assert again.status_code == 201, again.text
    await office.send()
    assert (await office.message(id))["state"] == "sent"
    assert got(office, anna) == [
        ("sendPhoto", "Вера Орлова:\nВот"), ("sendDocument", ""), ("sendPhoto", "")
    ]  # fmt: skip
