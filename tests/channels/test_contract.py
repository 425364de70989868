"""What every channel keeps: said once, heard once, in order and whole, by whom, and the truth where it fails."""

import re
from typing import Any

import pytest

from app.conversations.asked import Option
from app.conversations.asking import ANSWERS, ask
from app.deliveries.rules import width
from app.deliveries.tables import CHANNELS, SHORTEST, TEXT_LIMIT
from app.kit.db import Db
from app.kit.ids import new_id
from app.texts import Phrase
from tests.bots.office import Office
from tests.channels.ways import AUTHOR, Got, Way
from tests.fakes.telegram import media

LONG = " ".join(f"Слово{n}." for n in range(1_500))


and_own: Any = pytest.mark.parametrize("way", ["telegram", "window", "letters", "own"], indirect=True)
"""A manager's own account too: there the house itself neither asks nor tells."""


async def by_vera(way: Way) -> list[Got]:
    """What Anna got of Vera, with the parts that follow the first."""
    found = await way.got()
    first = next((n for n, got in enumerate(found) if got.by), len(found))
    return found[first:]


async def connected(office: Office) -> bool:
    """Does Vera's book show that Anna can be written to?"""
    [line] = (await office.house.get("vera", "/api/book")).json()["clients"]
    return bool(line["connected"])


@and_own
async def test_what_the_client_says_is_there_once_however_often_it_is_brought(
    office: Office, way: Way
) -> None:
    await way.says("Когда забрать машину?", twice=True)
    said = [message for message in await office.talk() if message["direction"] == "in"]
    assert [(message["text"], message["channel"]) for message in said] == [
        ("Когда забрать машину?", way.name)
    ]
    assert (await office.thread())["waiting_since"]


@and_own
async def test_an_answer_goes_where_the_client_wrote_from_once_and_bears_its_writers_name(
    office: Office, way: Way
) -> None:
    await way.says("Вы на связи?")
    id = await office.answer("Да, слушаю Вас")
    for _ in range(2):
        await office.send_once()
    assert await by_vera(way) == [Got(text="Да, слушаю Вас", by=AUTHOR)]
    message = await office.message(id)
    assert (message["channel"], message["state"]) == (way.name, "sent")
    assert (await office.thread())["waiting_since"] is None


@and_own
async def test_many_messages_come_in_their_order(office: Office, way: Way) -> None:
    await way.says("Рассказывайте")
    for number in range(5):
        await office.answer(f"Новость {number}")
    await office.send()
    assert [got.text for got in await by_vera(way)] == [f"Новость {number}" for number in range(5)]


@and_own
async def test_a_long_text_comes_whole_however_the_channel_cuts_it(office: Office, way: Way) -> None:
    await way.says("Подробно, пожалуйста")
    id = await office.answer(LONG)
    await office.send()
    parts = [got.text for got in await by_vera(way)]
    assert all(width(part) <= TEXT_LIMIT.get(way.name, SHORTEST) for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", LONG)
    assert (await office.message(id))["state"] == "sent"


@and_own
async def test_a_file_comes_byte_for_byte(office: Office, way: Way) -> None:
    await way.says("Пришлите счёт")
    file, content = str(new_id()), b"%PDF-1.4 bill"
    async with await office.house.as_("vera") as vera:
        headers = {"content-type": "application/pdf", "okno-file-name": "bill.pdf"}
        assert (await vera.put(f"/api/files/{file}", content=content, headers=headers)).status_code == 200
    await office.answer("", files=[file])
    await office.send()
    assert [(got.by, got.file) for got in await by_vera(way)] == [(AUTHOR, content)]


@and_own
async def test_pictures_come_all_in_their_order_with_the_words_and_one_fate(office: Office, way: Way) -> None:
    await way.says("Покажите")
    files, contents = [], []
    async with await office.house.as_("vera") as vera:
        for n in range(3):
            file, headers = str(new_id()), {"content-type": "image/jpeg"}
            await vera.put(f"/api/files/{file}", content=media.jpeg(300 + n, 200), headers=headers)
            files.append(file)
            contents.append((await vera.get(f"/api/files/{file}")).content)
    id = await office.answer("До, во время и после", files=files)
    await office.send()
    assert [got.file for got in await way.got() if got.file] == contents
    assert [got.text for got in await by_vera(way) if got.text] == ["До, во время и после"]
    assert (await office.message(id))["state"] == "sent"


@and_own
async def test_words_that_the_client_changes_show_and_the_earlier_ones_stay(office: Office, way: Way) -> None:
    await way.says("Приеду в пять")
    await way.changes("Приеду в шесть")
    [said] = [message for message in await office.talk() if message["direction"] == "in"]
    assert (said["text"], bool(said["edited_at"])) == ("Приеду в шесть", True)
    before = (await office.house.get("vera", f"/api/messages/{said['id']}/history")).json()
    assert [words["text"] for words in before["words"]] == ["Приеду в пять"]


@pytest.mark.parametrize("way", ["telegram", "letters", "own"], indirect=True)
async def test_an_answer_to_a_message_of_the_house_points_at_it(office: Office, way: Way) -> None:
    await way.says("Вопрос")
    id = await office.answer("Ответ")
    await office.send()
    await way.answers("Спасибо")
    assert (await office.talk())[-1]["reply_to"] == id


@pytest.mark.parametrize("typed", [False, True])
async def test_a_tap_and_the_words_of_its_button_are_one_answer(
    office: Office, way: Way, typed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    async def note(db: Db, question: Any, key: str) -> None:
        heard.append(key)

    monkeypatch.setitem(ANSWERS, "test", note)
    await way.says("Здравствуйте")
    options = [Option(key=key, words=Phrase(f"button.service.{key}")) for key in ("book", "later")]
    put = {"kind": "test", "subject": new_id(), "words": Phrase("window.received"), "options": options}
    await office.house.unit(lambda db: ask(db, office.anna, at_once=True, **put))
    await office.send()
    await (way.says("записать!") if typed else way.taps("Записать"))
    await way.says("Через 2 недели")
    assert heard == ["book"], "answered once, and the rest are words"


async def test_whoever_left_is_not_reached_the_manager_sees_it_and_after_a_return_all_goes_on(
    office: Office, way: Way
) -> None:
    await way.says("Здравствуйте")
    await office.answer("Добрый день")
    await office.send()
    await way.leaves()
    path = f"/api/clients/{office.anna}/messages"
    sent = await office.house.post("vera", path, {"id": str(new_id()), "text": "Вы здесь?"})
    await office.send()
    assert (await office.state(sent.json()["id"]))[0] == "failed"
    assert not await connected(office)
    await way.returns()
    assert await connected(office)
    back = await office.write("С возвращением")
    await office.send()
    assert (await office.state(back))[0] == "sent"
    assert [got.text for got in await by_vera(way) if got.by] == ["Добрый день", "С возвращением"]


@pytest.mark.parametrize("way", ["telegram", "letters", "own"], indirect=True)
async def test_when_the_line_breaks_nothing_is_repeated_by_itself(office: Office, way: Way) -> None:
    await way.says("Вы на связи?")
    way.break_line()
    id = await office.answer("Да")
    await office.send()
    await office.rescue()
    await office.send_once()
    assert (await office.message(id))["state"] == "not_confirmed"
    assert await by_vera(way) == []


@and_own
async def test_every_channel_says_how_much_it_takes(way: Way) -> None:
    channel = CHANNELS[way.name]
    assert min(channel.per_chat.per_second, channel.per_chat.burst) > 0
    assert channel.per_account.burst >= channel.per_chat.burst


async def test_a_channel_that_says_nothing_of_its_limit_gets_short_parts(office: Office, way: Way) -> None:
    parts = {"telegram": 4, "web": 1, "email": 16}
    await way.says("Подробно, пожалуйста")
    await office.answer(LONG)
    await office.send()
    assert len(await by_vera(way)) == parts[way.name]
