"""Answers through a manager's own account: there, once, in time, by its owner alone; else the client's next way."""

import re

import pytest

from tests.bots.conftest import both_ways
from tests.bots.office import Office, act
from tests.bots.own import Own

DAY = 86_400


async def late(office: Office) -> None:
    """As if Anna had written there a day ago, as the house and as Telegram know it."""
    await act(
        office, "UPDATE own_chats SET until_at = until_at - interval '25 hours' WHERE dealership_id = $1"
    )


async def ways(office: Office, id: str) -> list[tuple[str, str, str | None]]:
    """Each attempt of a message: by which channel, what became of it, why."""
    sql = """SELECT a.channel, d.state, d.reason FROM deliveries d
             JOIN addresses a ON a.dealership_id = $1 AND a.id = d.address_id
             WHERE d.dealership_id = $1 AND d.thing_id = $2::uuid ORDER BY d.attempt, d.part"""
    return [(row["channel"], row["state"], row["reason"]) for row in await office.rows(sql, id)]


async def at_any_hour(office: Office) -> None:
    """A further way waits for the client's good hour: as if that had come."""
    await act(office, "UPDATE deliveries SET due_at = queued_at, lane = 'reply' WHERE dealership_id = $1")
    await office.send()


@both_ways
async def test_an_answer_to_words_from_there_goes_there_once_and_its_echo_is_no_second_one(
    office: Office,
) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Вы на связи?")
    id = await office.answer("Да, слушаю Вас")
    await office.turn()
    await office.turn()
    assert own.sent() == ["Да, слушаю Вас"], "the chat shows whose words these are"
    assert own.by_bot() == []
    assert (await office.message(id))["state"] == "sent"
    assert [text for _, _, text in await own.said()] == ["Вы на связи?", "Да, слушаю Вас"]
    [sent] = office.fake.ledger.sent_as(own.vera.id, own.anna.id)
    assert sent.message["sender_business_bot"]["id"] == office.bot.id


async def test_until_when_one_can_answer_there_is_told_and_each_word_of_the_client_moves_it(
    office: Office,
) -> None:
    own = Own(office)
    await own.connected()
    assert (await own.chat())["until"] is None
    await own.hears("Раз")
    until = (await own.chat())["until"]
    assert until
    assert (await own.account())["chats"][0]["until"] == until
    await late(office)
    assert (await own.chat())["until"] is None
    await own.hears("Два")
    assert (await own.chat())["until"]


async def test_after_the_window_and_after_words_to_the_bot_answers_go_through_the_bot(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Сюда?")
    await own.anna.says("Нет, сюда")
    await office.turn()
    await office.answer("Отвечаю через бота")
    await own.hears("И сюда")
    await late(office)
    await office.answer("Тоже через бота")
    await office.send()
    assert [text.partition("\n")[2] for text in own.by_bot()] == ["Отвечаю через бота", "Тоже через бота"]
    assert own.sent() == []


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("late", "own_chat_late"),
        ("late_there", "own_chat_late"),
        ("stopped", "own_account_off"),
        ("disconnected", "own_account_off"),
        ("no_right", "own_account_off"),
        ("no_right_untold", "own_account_off"),
        ("connection_gone", "own_account_off"),
        ("unlisted", "own_account_off"),
        ("handed_over", "own_chat_off"),
        ("put_out", "own_account_off"),
        ("unlinked", "own_account_off"),
    ],
)
async def test_what_waits_when_the_chat_closes_goes_by_the_bot_and_nothing_goes_there(
    office: Office, how: str, reason: str
) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Вы на связи?")
    id = await office.answer("Да")
    await close(own, how)
    await office.send_once()
    assert (await ways(office, id))[0] == ("own_chat", "failed", reason)
    await at_any_hour(office)
    assert own.sent() == []
    assert own.by_bot() == ["Вера Орлова:\nДа"]
    assert [(channel, state) for channel, state, _ in await ways(office, id)][1:] == [("telegram", "sent")]


async def close(own: Own, how: str) -> None:
    office, account = own.office, own.vera.account
    match how:
        case "late":
            await late(office)
        case "late_there":
            account.heard_at[own.anna.id] -= 2 * DAY
        case "stopped":
            await own.listens(False)
        case "disconnected":
            await own.vera.disconnects_account()
            await office.bring_in()
        case "no_right":
            await own.vera.changes_rights(can_reply=False)
            await office.bring_in()
        case "no_right_untold":
            account.can_reply = False
        case "connection_gone":
            account.enabled = False
        case "unlisted":
            await own.leaves_out()
        case "handed_over":
            await act(
                office,
                "UPDATE clients SET owner_id = $2 WHERE dealership_id = $1",
                office.house.people["oleg"],
            )
        case "unlinked":
            assert (await office.house.send("vera", "DELETE", "/api/me/messenger")).status_code == 204
        case "put_out":
            await act(
                office,
                "UPDATE persons SET deactivated_at = now() WHERE dealership_id = $1 AND handle = 'vera'",
            )


async def test_a_right_that_telegram_withheld_in_silence_is_shown_and_comes_back_with_its_word(
    office: Office,
) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Вы на связи?")
    own.vera.account.can_reply = False
    await office.answer("Да")
    await office.send_once()
    assert (await own.account())["may_reply"] is False
    await own.vera.changes_rights(can_reply=True)
    await office.turn()
    await office.answer("Теперь да")
    await office.send_once()
    assert own.sent() == ["Теперь да"]


async def test_nobody_but_its_owner_writes_there_and_neither_does_the_house(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Вы на связи?")
    oleg = office.house.people["oleg"]
    await act(office, "UPDATE clients SET owner_id = $2 WHERE dealership_id = $1", oleg)
    id = await office.answer("Это Олег", who="oleg")
    await office.send()
    assert await ways(office, id) == [("telegram", "sent", None)], "it was never meant to go there"
    assert own.by_bot() == ["Олег Титов:\nЭто Олег"]
    assert own.sent() == []
    only = "person_id IS NOT NULL AND contact_point_id IS NULL"
    assert await office.count("addresses", only) == 1, "what looks for a client's contacts cannot find it"


async def test_when_the_client_stopped_the_bot_the_own_chat_still_answers_and_after_it_a_call_is_asked_for(
    office: Office,
) -> None:
    own = Own(office)
    await own.connected()
    await own.anna.says("Привет")
    await office.turn()
    await own.anna.blocks()
    await office.turn()
    await own.hears("Я бота остановила")
    await office.answer("Вижу")
    await office.send()
    assert own.sent() == ["Вижу"]
    id = await office.answer("Ещё одно")
    await late(office)
    await office.send_once()
    assert await ways(office, id) == [("own_chat", "failed", "own_chat_late")]
    message = await office.message(id)
    assert "24 часов" in message["state_text"]
    assert message["chain"]["sms"], "and the words for an SMS"


async def test_a_line_that_breaks_is_doubt_until_the_echo_proves_that_it_got_there(office: Office) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Вы на связи?")
    office.fake.fail_next("sendMessage", kind="drop", bot=office.bot.id)
    lost = await office.answer("Это не дошло")
    await office.send()
    assert (await office.message(lost))["state"] == "not_confirmed"
    office.fake.fail_next("sendMessage", kind="drop_after_accept", bot=office.bot.id)
    got = await office.answer("Это дошло")
    await office.send()
    assert (await office.message(got))["state"] == "not_confirmed"
    await office.bring_in()
    await office.handle()
    assert (await office.message(got))["state"] == "sent"
    assert (await office.message(lost))["state"] == "not_confirmed"
    assert own.sent() == ["Это дошло"]


async def test_files_and_long_texts_go_there_whole_and_an_answer_points_at_words_of_that_chat_only(
    office: Office,
) -> None:
    own = Own(office)
    await own.connected()
    await own.anna.says("Боту")
    await office.turn()
    question = await own.hears("Счёт пришлёте?")
    talk = await office.talk()
    long = " ".join(f"Слово{n}." for n in range(700))
    await office.answer(long, reply_to=talk[1]["id"])
    await office.answer("Ответ на слова боту", reply_to=talk[0]["id"])
    file = "0192f7c0-0000-7000-8000-0000000000f1"
    async with await office.house.as_("vera") as vera:
        headers = {"content-type": "application/pdf", "okno-file-name": "bill.pdf"}
        assert (
            await vera.put(f"/api/files/{file}", content=b"%PDF-1.4 bill", headers=headers)
        ).status_code == 200
    await office.answer("", files=[file])
    await office.send()
    sent = office.fake.ledger.sent_as(own.vera.id, own.anna.id)
    assert re.sub(r"\s", "", "".join(each.text for each in sent[:2])) == re.sub(r"\s", "", long)
    assert sent[0].message["reply_to_message"]["message_id"] == question["message_id"]
    assert [("reply_to_message" in each.message) for each in sent] == [True, False, False, False]
    assert sent[3].method == "sendDocument"
    assert sent[3].text == ""


@pytest.mark.parametrize(
    "words",
    [
        "Bad Request: BUSINESS_CONNECTION_INVALID", "Bad Request: BUSINESS_PEER_INVALID",
        "Bad Request: BUSINESS_PEER_USAGE_MISSING", "Bad Request: business connection not found",
        "Bad Request: PREMIUM_ACCOUNT_REQUIRED",
    ],
)  # fmt: skip
async def test_each_no_of_telegram_about_an_own_chat_is_told_in_a_sentence(
    office: Office, words: str
) -> None:
    own = Own(office)
    await own.connected()
    await own.hears("Вы на связи?")
    office.fake.fail_next("sendMessage", kind="bad_request", bot=office.bot.id, text=words)
    id = await office.answer("Да")
    await office.send_once()
    [(channel, state, reason), *_] = await ways(office, id)
    assert (channel, state) == ("own_chat", "failed")
    assert reason in ("own_account_off", "own_chat_off", "own_chat_late")
