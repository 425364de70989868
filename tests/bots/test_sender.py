"""What Vera writes and Telegram's moods: what she sees is the truth, and Telegram's ledger agrees with it."""

from uuid import uuid4

import aiohttp
import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
)
from aiogram.methods import SendMessage

from app.deliveries.model import Claimed, Later, Outcome, Refused, Sent, Unknown
from app.kit.clock import system_clock
from app.kit.ids import new_id
from bots import actions, sender, telegram
from bots.model import BotRow
from bots.sender import outcome_of
from tests.bots.office import Office
from tests.fakes.telegram import User


@pytest.fixture
async def anna(office: Office) -> User:
    anna = office.person()
    await office.know(anna)
    return anna


def calls(office: Office, method: str = "sendMessage") -> int:
    return len(office.fake.calls(method, bot=office.bot))


# --- Telegram says no, or not yet


async def test_a_429_is_obeyed_and_is_no_attempt(office: Office, anna: User) -> None:
    office.fake.fail_next("sendMessage", kind="too_many", bot=office.bot.id, retry_after=1)
    id = await office.write("Добрый день")
    await office.send_once()
    assert await office.state(id) == ("queued", "В очереди: Telegram просит паузу. Уйдёт само.")
    assert await office.count("deliveries", "attempts = 0") == 1
    await office.send()
    assert (await office.state(id))[0] == "sent"
    assert (office.told(anna), calls(office)) == (["Вера Орлова:\nДобрый день"], 2)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("blocked", "клиент остановил бота"), ("deactivated", "аккаунт Telegram удалён"), ("kicked", "не разрешает")],
)  # fmt: skip
async def test_after_a_403_that_holds_nobody_knocks_again_until_the_client_speaks(
    office: Office, anna: User, kind: str, words: str
) -> None:
    office.fake.fail_next("sendMessage", kind=kind, bot=office.bot.id)
    first, second = await office.write("раз"), await office.write("два")
    await office.send()
    for id in (first, second):
        state, text = await office.state(id)
        assert state == "failed"
        assert words in text
    assert calls(office) == 1
    card = (await office.house.get("vera", f"/api/clients/{office.anna}")).json()
    assert card["channels"][0]["reachable"] is False
    await anna.says("Я снова здесь")
    await office.turn()
    again = await office.write("три")
    await office.send()
    assert (await office.state(again))[0] == "sent"
    assert office.told(anna) == ["Вера Орлова:\nтри"]


async def test_a_403_nobody_knows_fails_one_message_and_closes_nothing(office: Office, anna: User) -> None:
    office.fake.fail_next("sendMessage", kind="forbidden", bot=office.bot.id)
    first, second = await office.write("раз"), await office.write("два")
    await office.send()
    assert [(await office.state(id))[0] for id in (first, second)] == ["failed", "sent"]
    assert office.told(anna) == ["Вера Орлова:\nдва"]


async def test_a_500_in_telegrams_own_words_is_tried_again(office: Office, anna: User) -> None:
    office.fake.fail_next("sendMessage", kind="server_error", bot=office.bot.id)
    id = await office.write("Добрый день")
    await office.send()
    assert (await office.state(id))[0] == "sent"
    assert (len(office.told(anna)), calls(office)) == (1, 2)


async def test_a_chat_that_moved_gets_the_message_once_at_its_new_number(office: Office, anna: User) -> None:
    moved = office.person()
    office.fake.fail_next("sendMessage", kind="migrate", bot=office.bot.id, migrate_to=moved.id)
    id = await office.write("Добрый день")
    await office.send()
    assert (await office.state(id))[0] == "sent"
    assert (office.told(anna), len(office.told(moved))) == ([], 1)


async def test_a_chat_telegram_does_not_find_is_named_so(office: Office, anna: User) -> None:
    office.fake.fail_next("sendMessage", kind="bad_request", bot=office.bot.id)
    id = await office.write("Добрый день")
    await office.send()
    assert "не находит этот чат" in (await office.state(id))[1]


# --- Telegram says nothing


@pytest.mark.parametrize(
    ("kind", "arrived"),
    [("bad_gateway", 0), ("bad_gateway_after_accept", 1), ("drop", 0), ("drop_after_accept", 1),
     ("silence", 0), ("silence_after_accept", 1)],
)  # fmt: skip
async def test_without_an_answer_the_message_is_not_confirmed_and_never_repeated_by_itself(
    office: Office, anna: User, kind: str, arrived: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind.startswith("silence"):
        monkeypatch.setattr(office.telegram.line, "timeout", aiohttp.ClientTimeout(total=0.3))
    office.fake.fail_next("sendMessage", kind=kind, bot=office.bot.id, seconds=1)
    id = await office.write("Добрый день")
    await office.send()
    await office.rescue()
    await office.send()
    state, words = await office.state(id)
    assert (state, words[:23]) == ("not_confirmed", "Не знаем, дошло ли: свя")
    assert (len(office.told(anna)), calls(office)) == (arrived, 1)
    [delivery] = await office.rows("SELECT id FROM deliveries WHERE dealership_id = $1")
    path = f"/api/deliveries/{delivery['id']}/attempts"
    assert (await office.house.post("vera", path, {"id": str(new_id())})).status_code == 201
    await office.send()
    assert ((await office.state(id))[0], len(office.told(anna)), calls(office)) == ("sent", arrived + 1, 2)


async def test_a_file_gets_more_time_than_words(
    office: Office, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.telegram.line, "timeout", telegram.limits(0.3))
    file = uuid4()
    async with await office.house.as_("vera") as vera:
        stored = await vera.put(
            f"/api/files/{file}", content=b"%PDF-1.4 a note", headers={"content-type": "application/pdf"}
        )
        assert stored.status_code == 200
    office.fake.fail_next("sendDocument", kind="slow", bot=office.bot.id, seconds=1)
    id = await office.write("", files=[file])
    await office.send()
    assert (await office.state(id))[0] == "sent"


async def test_while_telegram_cannot_be_reached_everything_waits_and_then_goes_once_in_order(
    office: Office, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "RESTS", (0.1,))
    await office.fake.go_dark()
    try:
        ids = [await office.write(text) for text in ("раз", "два", "три")]
        await office.send_once()
        state, words = await office.state(ids[0])
        assert (state, words[:23]) == ("queued", "Telegram не отвечает с ")
        assert (await office.row()).state == "unreachable"
        await office.send_once()
    finally:
        await office.fake.come_back()
    await office.send()
    assert office.told(anna) == [f"Вера Орлова:\n{text}" for text in ("раз", "два", "три")]
    assert [(await office.state(id))[0] for id in ids] == ["sent"] * 3


async def test_a_line_that_is_down_is_not_knocked_at_by_every_message(office: Office, anna: User) -> None:
    office.telegram.unreached(office.bot_id)
    await office.write("раз")
    await office.send_once()
    assert calls(office) == 0
    assert await office.count("deliveries", "state = 'queued' AND attempts = 0") == 1


# --- the bot itself


async def test_with_a_revoked_token_messages_wait_for_a_new_one(office: Office, anna: User) -> None:
    bot = office.fake.world.bots.pop(office.token)
    id = await office.write("Добрый день")
    await office.send_once()
    assert (await office.row()).state == "refused"
    assert (await office.state(id))[0] == "queued"
    fresh = f"{bot.id}:new-secret"
    office.fake.world.bots[fresh] = bot
    await office.house.unit(lambda db: actions.register(db, office.telegram.seal, fresh))
    await office.house.unit(
        lambda db: db.run("UPDATE send_limits SET paused_until = NULL WHERE dealership_id = $1")
    )
    await office.expire_leases("deliveries")
    await office.send()
    assert ((await office.state(id))[0], len(office.told(anna))) == ("sent", 1)


async def test_a_bot_that_is_off_says_so(office: Office, anna: User) -> None:
    await office.house.unit(actions.turn_off)
    id = await office.write("Добрый день")
    await office.send()
    assert "бот выключен" in (await office.state(id))[1]
    assert calls(office) == 0


# --- order, limits, parts


async def test_one_chat_keeps_its_order_under_retries_and_limits(office: Office, anna: User) -> None:
    office.fake.script(
        "sendMessage", ["none", "too_many", "server_error", "none", "too_many"], bot=office.bot.id
    )
    texts = [str(number) for number in range(5)]
    for text in texts:
        await office.write(text)
    await office.send()
    assert office.told(anna) == [f"Вера Орлова:\n{text}" for text in texts]


async def test_a_long_text_arrives_whole_in_parts_and_plain(office: Office, anna: User) -> None:
    text = "<b>не жирно</b> *и не курсив* " + "слово " * 900
    id = await office.write(text)
    await office.send()
    head, rest = office.told(anna)
    assert head.startswith("Вера Орлова:\n<b>не жирно</b> *и не курсив* слово")
    assert (head.removeprefix("Вера Орлова:\n") + " " + rest).split() == text.split()
    assert all("entities" not in sent.message for sent in office.fake.sent_to(anna))
    [call, _] = office.fake.calls("sendMessage", bot=office.bot)
    assert "parse_mode" not in call.data["params"]
    assert "true" in str(call.data["params"]["link_preview_options"])
    assert (await office.state(id))[0] == "sent"


async def test_a_file_whose_bytes_are_gone_fails_with_its_reason(office: Office, anna: User) -> None:
    id = str(uuid4())
    async with await office.house.as_("vera") as vera:
        await vera.put(
            f"/api/files/{id}", content=b"%PDF-1.4 a note", headers={"content-type": "application/pdf"}
        )
    message = await office.write("", files=[id])
    [file] = await office.rows("SELECT blob_id FROM files WHERE dealership_id = $1")
    await office.store.delete(office.house.id, file["blob_id"])
    await office.send()
    assert "файл не найден" in (await office.state(message))[1]
    assert calls(office, "sendDocument") == 0


# --- judgement


ROW = BotRow(
    id=new_id(), remote_id=5, username=None, token_sealed=b"", path_hash=b"", secret_hash=b"", poll_offset=0,
    state="working", state_at=system_clock(), trouble=None, given_by="settings", pending=0, complaint=None,
    complained_at=None, turned_away=0,
)  # fmt: skip
ITEM = Claimed(
    id=new_id(), thing_kind="message", thing_id=new_id(), lane="reply", attempts=0, queued_at=system_clock(),
    due_at=system_clock(), until_at=None, body={},
    address_id=new_id(), channel="telegram", account_id=ROW.id, destination="7", stopped_because=None,
)  # fmt: skip
METHOD = SendMessage(chat_id=7, text="x")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TelegramForbiddenError(METHOD, "Forbidden: bot can't initiate conversation with a user"),
         Refused(reason="forbidden", stops=True)),
        (TelegramForbiddenError(METHOD, "Forbidden: something new"), Refused(reason="forbidden")),
        (TelegramBadRequest(METHOD, "Bad Request: message is too long"), Refused(reason="too_long")),
        (TelegramBadRequest(METHOD, "Bad Request: file is too big"), Refused(reason="file_too_large")),
        (TelegramBadRequest(METHOD, "Bad Request: PHOTO_INVALID_DIMENSIONS"), Refused(reason="refused")),
        (TelegramNetworkError(METHOD, "ServerDisconnectedError"), Unknown()),
        (ClientDecodeError("", ValueError(), "<html>"), Unknown()),
        (ClientDecodeError("", ValueError(), {"ok": True, "result": {"message_id": 9, "chat": {"id": 7}, "aura": 1}}),
         Sent(remote_id="telegram:5::7:9")),
        (ClientDecodeError("", ValueError(), {"ok": True, "result": True}), Unknown()),
        (ClientDecodeError("", ValueError(), {"ok": False, "error_code": 429, "parameters": {"retry_after": 0.5}}),
         Later(reason="pause", seconds=0.5, counts=False)),
        (ClientDecodeError("", ValueError(), {"ok": False, "error_code": 500, "description": 5}),
         Unknown()),
    ],
)  # fmt: skip
def test_each_answer_of_telegram_has_one_meaning(error: Exception, outcome: Outcome) -> None:
    assert outcome_of(error, ROW, ITEM) == outcome


def test_a_chat_gets_no_more_than_telegram_allows() -> None:
    chat, account = sender.TelegramChannel.per_chat, sender.TelegramChannel.per_account
    assert (chat.per_second, chat.burst) == (1, 2)
    assert account.per_second <= 25
    assert account.burst <= 25
