"""Albums, places that move, and files that are too large: one message, the newest place, a clear answer."""

import asyncio
from typing import Any

import pytest

from bots.arriving import store
from bots.dispatch import handle_due
from tests.bots.conftest import both_ways
from tests.bots.office import Office, act
from tests.fakes.telegram import User

TOO_LARGE = "Файл больше 20 МБ и не дошёл. Отправьте его частями или пришлите ссылку."


@pytest.fixture
async def anna(office: Office) -> User:
    anna = office.person()
    await office.connect(anna)
    return anna


async def said(office: Office) -> list[dict[str, Any]]:
    return [message for message in await office.talk() if message["direction"] == "in"]


@both_ways
async def test_an_album_is_one_message_with_its_pictures_and_its_caption(office: Office) -> None:
    anna = office.person()
    await office.connect(anna)
    await anna.sends_photo(caption="Царапина слева", album="7")
    await anna.sends_photo(album="7")
    await anna.sends_photo(album="7")
    await anna.sends_photo(caption="Другое", album="8")
    await office.turn()
    await office.fetch()
    album, other = await said(office)
    assert (album["kind"], album["text"], album["edited_at"]) == ("photo", "Царапина слева", None)
    assert [file["state"] for file in album["attachments"]] == ["ready"] * 3
    assert (other["text"], len(other["attachments"])) == ("Другое", 1)
    assert await office.count("entries", "kind = 'message.received'") == 2
    for file in album["attachments"]:
        assert (await office.house.get("vera", f"/api/files/{file['id']}")).status_code == 200


async def test_captions_of_an_album_stand_one_under_the_other_and_an_edit_changes_its_own(
    office: Office, anna: User
) -> None:
    await anna.sends_photo(caption="Слева", album="7")
    second = await anna.sends_photo(caption="Справа", album="7")
    await office.turn()
    [album] = await said(office)
    assert (album["text"], album["edited_at"]) == ("Слева\nСправа", None), (
        "it came whole, nothing was changed"
    )
    await anna.edits(second, "Сзади")
    await office.turn()
    [album] = await said(office)
    assert album["text"] == "Слева\nСзади"
    assert album["edited_at"]


async def test_an_answer_to_any_picture_of_an_album_is_an_answer_to_it(office: Office, anna: User) -> None:
    await anna.sends_photo(album="7")
    second = await anna.sends_photo(album="7")
    await anna.says("Вот эта", reply_to=second["message_id"])
    await office.turn()
    album, answer = await said(office)
    assert answer["reply_to"] == album["id"]


async def test_an_album_that_comes_twice_at_once_and_backwards_is_whole_and_there_once(
    office: Office, anna: User
) -> None:
    for number in range(3):
        await anna.sends_photo(caption=str(number), album="7")
    bodies = [update.body for update in office.bot.pending.values()]
    again = [body.replace(b'"update_id":', b'"update_id":9') for body in bodies]
    await office.house.unit(lambda db: store(db, office.bot_id, [*reversed(bodies), *again]))
    await act(office, "UPDATE arrivals SET lane = key WHERE dealership_id = $1 AND state = 'queued'")
    await asyncio.gather(*(handle_due(office.worker, office.house.id) for _ in range(2)))
    await office.handle()
    [album] = await said(office)
    assert len(album["attachments"]) == 3
    assert sorted(album["text"].splitlines()) == ["0", "1", "2"]


async def test_an_album_of_a_stranger_moves_with_them_and_a_late_picture_finds_it(office: Office) -> None:
    guest = office.person(name="Гость")
    await guest.sends_photo(caption="Моя", album="7")
    await office.turn()
    await office.connect(guest)
    await guest.sends_photo(album="7")
    await office.turn()
    await office.fetch()
    [album] = await said(office)
    assert [file["state"] for file in album["attachments"]] == ["ready"] * 2


async def test_whoever_sends_a_file_that_is_too_large_is_told_so_once(office: Office, anna: User) -> None:
    for name in ("a.mp4", "b.mp4"):
        await anna.sends_document(name, size=30_000_000, media_type="video/mp4")
    await anna.sends_document("полис.pdf")
    await office.turn()
    await office.fetch()
    await office.send()
    assert office.told(anna)[1:] == [TOO_LARGE]
    assert (await office.thread())["waiting_since"], "it ends no wait"


async def test_a_place_that_moves_is_shown_where_it_is_now(office: Office, anna: User) -> None:
    sent = await anna.sends_location(53.5, 49.4)
    moved = {**sent, "location": {"latitude": 53.6, "longitude": 49.5}, "edit_date": sent["date"]}
    office.fake.raw(office.bot, {"edited_message": moved})
    await office.turn()
    [place] = await said(office)
    assert place["location"] == {"latitude": 53.6, "longitude": 49.5}
