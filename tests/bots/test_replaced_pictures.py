"""What a client changes afterwards: the new picture and words show, and what stood before stays to be read."""

from typing import Any

import pytest

from bots.arriving import store
from tests.bots.office import Office
from tests.bots.own import Own
from tests.fakes.telegram import User, media

RED, BLUE = media.jpeg(300, 200), media.jpeg(400, 250)


@pytest.fixture
async def anna(office: Office) -> User:
    anna = office.person()
    await office.connect(anna)
    return anna


async def said(office: Office) -> list[dict[str, Any]]:
    await office.turn()
    await office.fetch()
    return [message for message in await office.talk() if message["direction"] == "in"]


async def before(office: Office, message: dict[str, Any], who: str = "vera") -> dict[str, Any]:
    answer = await office.house.get(who, f"/api/messages/{message['id']}/history")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def shown(office: Office, message: dict[str, Any]) -> list[bytes]:
    path = "/api/files/{}".format
    return [
        (await office.house.get("vera", path(file["id"]))).content
        for file in message["attachments"]
        if file["state"] == "ready"
    ]


async def test_another_picture_takes_the_place_of_the_first_which_can_still_be_seen(
    office: Office, anna: User
) -> None:
    sent = await anna.sends_photo(RED, caption="Вот царапина")
    [first] = await said(office)
    red = await shown(office, first)
    await anna.replaces(sent, BLUE, "Нет, вот она")
    [now] = await said(office)
    blue = await shown(office, now)
    assert (now["id"], now["text"], len(blue)) == (first["id"], "Нет, вот она", 1)
    assert blue != red
    assert now["edited_at"]
    history = await before(office, now)
    assert [words["text"] for words in history["words"]] == ["Вот царапина"]
    [file] = history["files"]
    assert file["file"]["id"] == first["attachments"][0]["id"]
    assert (await office.house.get("vera", f"/api/files/{file['file']['id']}")).content == red[0]


async def test_only_another_picture_shows_as_changed_and_other_words_alone_replace_none(
    office: Office, anna: User
) -> None:
    first, second = await anna.sends_photo(RED), await anna.sends_photo(RED, caption="Слева")
    pictures = [message["attachments"][0]["id"] for message in await said(office)]
    await anna.replaces(first, BLUE)
    await anna.edits(second, "Справа")
    replaced, reworded = await said(office)
    assert replaced["edited_at"]
    assert reworded["edited_at"]
    assert replaced["attachments"][0]["id"] != pictures[0]
    assert reworded["attachments"][0]["id"] == pictures[1]
    assert (await before(office, reworded))["files"] == []
    assert (await before(office, replaced))["words"] == []
    assert await office.count("entries", "kind = 'message.file_changed' AND actor_kind = 'client'") == 1


async def test_the_same_edit_brought_twice_is_one(office: Office, anna: User) -> None:
    sent = await anna.sends_photo(RED)
    await said(office)
    changed = await anna.replaces(sent, BLUE)
    office.fake.raw(office.bot, {"edited_message": changed})
    [now] = await said(office)
    assert len((await before(office, now))["files"]) == 1
    assert await office.count("files") == 2


async def test_a_picture_of_an_album_is_replaced_in_its_own_place(office: Office, anna: User) -> None:
    await anna.sends_photo(RED, album="7")
    second = await anna.sends_photo(RED, album="7", caption="Сзади")
    await anna.sends_photo(RED, album="7")
    [album] = await said(office)
    ids = [file["id"] for file in album["attachments"]]
    await anna.replaces(second, BLUE, "Спереди")
    [now] = await said(office)
    after = [file["id"] for file in now["attachments"]]
    assert (now["text"], after[0], after[2]) == ("Спереди", ids[0], ids[2])
    assert after[1] not in ids
    assert [file["file"]["id"] for file in (await before(office, now))["files"]] == [ids[1]]


async def test_an_edit_that_overtakes_its_picture_shows_the_last_one_once(office: Office, anna: User) -> None:
    sent = await anna.sends_photo(RED)
    await anna.replaces(sent, BLUE)
    message, edit = (update.body for update in office.bot.pending.values())
    await office.house.unit(lambda db: store(db, office.bot_id, [edit, message]))
    [now] = await said(office)
    assert (len(now["attachments"]), (await before(office, now))["files"]) == (1, [])


async def test_a_paper_in_place_of_a_picture_is_a_paper(office: Office, anna: User) -> None:
    sent = await anna.sends_photo(RED)
    await said(office)
    paper = await anna.sends_document("Полис.pdf")
    changed = {key: value for key, value in sent.items() if key != "photo"} | {"document": paper["document"]}
    office.fake.raw(office.bot, {"edited_message": changed})
    now = (await said(office))[0]
    assert (now["kind"], now["attachments"][0]["name"]) == ("document", "Полис.pdf")


async def test_an_album_that_only_came_in_has_no_earlier_words_and_a_stranger_reads_no_history(
    office: Office, anna: User
) -> None:
    await anna.sends_photo(RED, album="7", caption="Слева")
    await anna.sends_photo(RED, album="7", caption="Справа")
    [album] = await said(office)
    assert await before(office, album) == {"words": [], "files": []}
    assert (await office.house.get("oleg", f"/api/messages/{album['id']}/history")).status_code == 404


async def test_history_moves_with_a_stranger_who_turns_out_to_be_a_client(office: Office) -> None:
    guest = office.person(name="Гость")
    sent = await guest.sends_photo(RED)
    await office.turn()
    await office.fetch()
    await guest.replaces(sent, BLUE)
    await office.turn()
    await office.fetch()
    await office.connect(guest)
    [now] = await said(office)
    [file] = (await before(office, now))["files"]
    path = f"/api/files/{file['file']['id']}"
    assert (await office.house.get("vera", path)).status_code == 200
    assert (await office.house.get("oleg", path)).status_code == 404, (
        "what was a stranger's is now Vera's client's"
    )


async def test_what_was_deleted_shows_no_earlier_words(office: Office) -> None:
    own = Own(office)
    await own.connected()
    message = await own.hears("Первое")
    office.fake.raw(office.bot, {"edited_business_message": {**message, "text": "Второе"}})
    [now] = await said(office)
    assert [words["text"] for words in (await before(office, now))["words"]] == ["Первое"]
    gone = {
        "business_connection_id": message["business_connection_id"],
        "chat": message["chat"],
        "message_ids": [message["message_id"]],
    }
    office.fake.raw(office.bot, {"deleted_business_messages": gone})
    [now] = await said(office)
    assert await before(office, now) == {"words": [], "files": []}
