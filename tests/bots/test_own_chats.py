"""Chats of a manager's own account: listed clients' words come into the talk, and nothing of anybody else is kept."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.conversations.own_chats import listed_clients
from tests.bots.conftest import both_ways
from tests.bots.office import Office, act
from tests.bots.own import Own, traces
from tests.bots.updates import post, secret_of


@both_ways
async def test_what_a_listed_client_writes_there_waits_in_the_one_talk_like_anything_they_say(
    office: Office,
) -> None:
    own = Own(office)
    await own.connected()
    await own.anna.says("Это я боту")
    await office.turn()
    await own.hears("А это Вере лично")
    assert await own.said() == [("in", "telegram", "Это я боту"), ("in", "own_chat", "А это Вере лично")]
    thread = await office.thread()
    assert thread["waiting_since"]
    assert thread["promise"]["person"]["name"] == "Вера Орлова"
    assert own.by_bot() == own.sent() == [], "the machine says nothing in a private chat, nor because of one"


@both_ways
async def test_of_every_other_chat_of_the_account_there_is_no_trace_anywhere(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Her mother, a client nobody listed, a colleague's client, and what Vera herself writes to them."""
    own = Own(office)
    await own.connected()
    mother, stranger = office.person(name="Мама Веры"), office.person(name="Случайный")
    with capture_logs() as lines:
        said = await own.vera.is_written_by(mother, "тайна: мама")
        await own.vera.writes_to(mother, "тайна: дочь")
        await own.vera.edits_own(said, "тайна: правка")
        await own.vera.is_written_by(stranger, "тайна: чужой", caption="тайна: подпись")
        await own.vera.deletes_own(mother, [said["message_id"]])
        await office.bring_in()
        kept = await office.arrivals()
        await office.turn()
    assert kept == [("done", None), ("done", None)], (
        "not stored for a moment: the proof and the connection alone"
    )
    assert not office.bot.pending
    words = ("тайна", "Мама", "Случайный", str(mother.id), str(stranger.id))
    assert await traces(office, *words) == []
    assert not [line for line in [*map(str, lines), *caplog.messages] if any(word in line for word in words)]


async def test_the_look_over_all_tables_finds_what_is_there(office: Office) -> None:
    """Or a look that finds nothing would prove nothing."""
    own = Own(office)
    await own.connected()
    await own.hears("слово клиента")
    assert {"arrivals", "message_texts", "book_lines"} <= set(await traces(office, "слово клиента"))


@pytest.mark.parametrize(
    "how", ["unlisted", "handed_over", "unlinked", "stopped", "disconnected", "archived"]
)
async def test_what_is_not_let_in_any_more_leaves_no_trace_also_when_it_was_on_its_way(
    office: Office, how: str
) -> None:
    own = Own(office)
    await own.connected()
    await own.vera.is_written_by(own.anna, "в пути")
    await office.bring_in()
    assert await traces(office, "в пути") == ["arrivals"]
    await end(own, how)
    await office.handle()
    await own.vera.is_written_by(own.anna, "после")
    await own.vera.writes_to(own.anna, "и ответ после")
    await office.turn()
    assert await traces(office, "в пути", "после") == []


async def end(own: Own, how: str) -> None:
    office = own.office
    if how == "unlisted":
        await own.leaves_out()
    elif how == "handed_over":
        await act(
            office, "UPDATE clients SET owner_id = $2 WHERE dealership_id = $1", office.house.people["oleg"]
        )
    elif how == "unlinked":
        await act(
            office,
            "UPDATE contact_points SET ended_at = now() WHERE dealership_id = $1 AND kind = 'telegram'",
        )
    elif how == "archived":
        await act(office, "UPDATE clients SET archived_at = now() WHERE dealership_id = $1")
    elif how == "stopped":
        await own.listens(False)
    else:
        await own.vera.disconnects_account()
        await office.bring_in()


async def test_only_ones_own_client_known_by_the_messenger_can_be_listed_and_oneself_ends_it(
    office: Office,
) -> None:
    own = Own(office)
    assert (await own.lists()).json()["code"] == "own_chat_unknown"
    await office.know(own.anna)
    assert (await own.lists("oleg")).status_code == 404
    assert (await own.lists()).json()["listed"] is True
    assert [chat["name"] for chat in (await own.account())["chats"]]
    await own.leaves_out()
    assert (await own.chat())["listed"] is False
    rows = await office.house.unit(lambda db: listed_clients(db, office.house.people["oleg"]))
    assert rows == []


async def test_what_was_said_before_the_client_was_listed_stays_outside(office: Office) -> None:
    own = Own(office)
    await own.connected()
    old = await own.vera.is_written_by(own.anna, "давнее", date=int(office.fake.clock.now()) - 3600)
    await own.vera.edits_own(old, "давнее исправлено")
    await office.turn()
    assert await traces(office, "давнее") == []


@both_ways
async def test_an_update_told_again_is_one_message_and_edits_and_deletions_are_shown(office: Office) -> None:
    own = Own(office)
    await own.connected()
    message = await own.hears("Когда приехать?")
    office.fake.raw(office.bot, {"business_message": message})
    await own.vera.edits_own(message, "Когда приехать завтра?")
    mine = await own.writes("Приезжайте к девяти")
    await own.vera.edits_own(mine, "Приезжайте к десяти")
    await office.turn()
    talk = await office.talk()
    assert [(one["text"], one["edited_at"] is not None) for one in talk] == [
        ("Когда приехать завтра?", True), ("Приезжайте к десяти", True),
    ]  # fmt: skip
    await own.vera.deletes_own(own.anna, [message["message_id"], mine["message_id"], 999])
    await office.turn()
    assert [one["deleted_at"] is not None for one in await office.talk()] == [True, True]


@both_ways
async def test_what_the_manager_writes_there_is_their_answer_given_once(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Вы на месте?")
    assert (await office.thread())["waiting_since"]
    mine = await own.writes("Да, жду Вас")
    office.fake.raw(office.bot, {"business_message": mine})
    await office.turn()
    answer = (await office.talk())[-1]
    assert (answer["direction"], answer["channel"], answer["text"]) == ("out", "own_chat", "Да, жду Вас")
    assert (answer["author"]["name"], answer["automatic"], answer["state"]) == ("Вера Орлова", False, None)
    assert (await office.thread())["waiting_since"] is None
    assert [
        row["ending"] for row in await office.rows("SELECT ending FROM promises WHERE dealership_id = $1")
    ] == ["kept"]
    assert len(await office.talk()) == 2
    assert own.by_bot() == own.sent() == [], "nobody sends it a second time"


async def test_only_words_of_a_hand_that_came_after_the_question_end_its_wait(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Первый вопрос")
    await own.writes("Меня сейчас нет", is_from_offline=True)
    assert (await office.thread())["waiting_since"], "an account that answers by itself is no answer"
    await act(
        office, "UPDATE own_chats SET listed_at = listed_at - interval '1 hour' WHERE dealership_id = $1"
    )
    await own.writes("Сказано до вопроса", date=int(office.fake.clock.now()) - 600)
    assert [text for _, _, text in await own.said()][-1] == "Сказано до вопроса"
    assert (await office.thread())["waiting_since"], "it cannot answer what had not been asked"
    await own.writes("Вот ответ")
    assert (await office.thread())["waiting_since"] is None


async def test_an_answer_that_comes_to_us_late_was_in_time_by_the_hour_that_telegram_names(
    office: Office,
) -> None:
    own = Own(office)
    await own.connected()
    earlier = "UPDATE own_chats SET listed_at = listed_at - interval '1 hour' WHERE dealership_id = $1"
    await act(office, earlier)
    now = int(office.fake.clock.now())
    await own.hears("Вы на месте?", date=now - 900)
    by_at = datetime.fromtimestamp(now - 300, UTC)
    await act(office, "UPDATE promises SET by_at = $2 WHERE dealership_id = $1", by_at)
    await own.writes("Да, жду Вас", date=now - 600)
    [promise] = await office.rows("SELECT ending, ended_at FROM promises WHERE dealership_id = $1")
    assert (promise["ending"], promise["ended_at"]) == ("kept", by_at - timedelta(minutes=5))
    [entry] = await office.rows(
        "SELECT at, facts FROM entries WHERE dealership_id = $1 AND kind = 'promise.kept'"
    )
    assert datetime.fromisoformat(entry["facts"]["over_at"]) == promise["ended_at"] < by_at < entry["at"]


async def test_files_and_albums_of_both_sides_come_along(office: Office) -> None:
    own = Own(office)
    await own.connected()
    file = office.fake.world.store(office.bot, b"\x89PNG\r\n\x1a\n picture", "photos", ".jpg")
    photo = [
        {
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_size": file.size,
            "width": 8,
            "height": 8,
        }
    ]
    for caption in ("вид спереди", "вид сзади"):
        await own.vera.is_written_by(own.anna, photo=photo, caption=caption, media_group_id="album1")
    await own.vera.writes_to(own.anna, photo=photo, caption="и мой снимок", media_group_id="album2")
    await office.turn()
    await office.fetch()
    talk = await office.talk()
    assert [(one["text"], len(one["attachments"])) for one in talk] == [
        ("вид спереди\nвид сзади", 2), ("и мой снимок", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("listed", [True, False])
async def test_words_beside_something_nobody_can_read_are_shown_and_not_kept_of_a_chat_that_is_out_by_then(
    office: Office, listed: bool
) -> None:
    own = Own(office)
    await own.connected()
    odd = {"forward_origin": {"type": "dream", "date": 1}}
    await own.vera.is_written_by(own.anna, "слова клиента", **odd)
    await own.vera.writes_to(own.anna, "слова Веры", **odd)
    await office.bring_in()
    if not listed:
        await own.leaves_out()
    await office.handle()
    if listed:
        assert await own.said() == [("in", "own_chat", "слова клиента"), ("out", "own_chat", "слова Веры")]
    else:
        assert await traces(office, "слова клиента", "слова Веры") == []


BAD: dict[str, Any] = {
    "no chat": {"business_message": {"business_connection_id": "C", "text": "тайна"}},
    "a chat of words": {"business_message": {"business_connection_id": "C", "chat": "Анна", "text": "тайна"}},
    "a group": {
        "business_message": {"business_connection_id": "C", "chat": {"id": 7, "type": "group"}, "text": "тайна"}
    },
    "no connection": {"business_message": {"chat": {"id": 7, "type": "private"}, "text": "тайна"}},
    "a connection of another": {
        "business_message": {"business_connection_id": "xyz", "chat": {"id": 7, "type": "private"}, "text": "тайна"}
    },
    "a connection with a NUL": {
        "business_message": {"business_connection_id": "C\x00", "chat": {"id": 7, "type": "private"}, "text": "тайна"}
    },
    "a date beyond time": {
        "business_message": {
            "business_connection_id": "C", "chat": {"id": 7, "type": "private"}, "date": 10**30, "text": "тайна",
        }
    },
    "beside a plain message": {
        "message": {"message_id": 1, "text": "тайна"}, "business_message": {"business_connection_id": "C"},
    },
    "no update id": {"update_id": "x", "business_message": {"text": "тайна"}},
    "a list": {"deleted_business_messages": ["тайна"]},
    "a connection without a user": {"business_connection": {"id": "тайна", "is_enabled": True}},
    "a user beyond numbers": {
        "business_connection": {"id": "C", "user": {"id": 10**30, "first_name": "тайна"}, "is_enabled": True}
    },
}  # fmt: skip


@both_ways
@pytest.mark.parametrize("name", BAD)
async def test_whatever_cannot_be_told_for_sure_is_taken_and_forgotten(office: Office, name: str) -> None:
    own = Own(office)
    await own.connected()
    text = json.dumps(BAD[name], ensure_ascii=False).replace('"C', f'"{own.vera.account.connection}')
    text = text.replace('"id": 7,', f'"id": {own.anna.id},')
    body = json.loads(text)
    office.fake.raw(office.bot, json.dumps({"update_id": office.bot.next_update_id, **body}).encode())
    await own.hears("и дальше")
    assert await traces(office, "тайна") == []
    assert [words for _, _, words in await own.said()] == ["и дальше"]


@pytest.mark.parametrize("office", ["webhook"], indirect=True)
async def test_half_an_update_is_no_way_in_and_a_forged_one_neither(office: Office) -> None:
    own = Own(office)
    await own.connected()
    torn = b'{"update_id": 5, "business_message": {"text": "secret of the mother'
    assert (await post(office.hook(), torn, secret_of(office))).status_code == 200
    about = {
        "business_connection_id": own.vera.account.connection,
        "chat": {"id": own.anna.id, "type": "private"},
    }
    forged = json.dumps({"update_id": 6, "business_message": {**about, "text": "forged words"}}).encode()
    assert (await post(office.hook(), forged, "not the secret")).status_code == 404
    assert await traces(office, "secret of the mother", "forged words") == []
