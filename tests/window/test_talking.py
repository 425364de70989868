"""The talk through the window: both ways exactly once, states, the promise, and nothing that is not the client's."""

import asyncio
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from app.clients.actions import add_card
from app.clients.model import NewClient
from app.conversations.asked import Option
from app.conversations.asking import ANSWERS, ask
from app.conversations.inviting import make_invitation
from app.kit.db import Db
from app.kit.ids import new_id
from app.texts import Phrase
from tests.bots.office import Office, act
from tests.window.browser import Browser

SAMARA = ZoneInfo("Europe/Samara")


async def test_what_the_client_says_however_often_is_said_once(office: Office, anna: Browser) -> None:
    await anna.enter()
    id = new_id()
    answers = await asyncio.gather(*(anna.say("Когда будет готова машина?", id) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["saying"]["id"] for answer in answers}) == 1
    assert answers[0].json()["saying"]["key"] == str(id)
    assert await anna.words() == ["Когда будет готова машина?"]
    assert [m["text"] for m in await office.talk() if m["direction"] == "in"] == [
        "Когда будет готова машина?"
    ]
    other = await anna.say("Совсем другое", id)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert await office.count("messages", "direction = 'in'") == 1


async def test_an_answer_lies_ready_is_delivered_when_seen_and_vera_knows_both(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    await anna.says("Вы на связи?")
    sent = await office.answer("Да, Анна Сергеевна.")
    assert await anna.words() == ["Вы на связи?"], "what still waits may be taken back"
    assert (await office.message(sent))["channel"] == "web"
    await office.send()
    assert (await office.state(sent))[0] == "sent"
    [_, answer] = [s for s in (await anna.talk())["sayings"] if s["mine"] or s["author"]]
    assert (answer["text"], answer["author"], answer["mine"]) == ("Да, Анна Сергеевна.", "Вера Орлова", False)
    assert (await office.state(sent))[0] == "sent", "fetched is not yet seen: the answer could be lost"
    await anna.sees_all()
    assert (await office.state(sent))[0] == "delivered"
    await anna.sees_all()
    assert await office.count("entries", "kind = 'delivery.delivered'") == 2  # the welcome is the other


async def test_what_was_taken_back_is_never_shown(office: Office, anna: Browser) -> None:
    await anna.enter()
    await anna.says("Вы на связи?")
    sent = await office.message(await office.answer("Опечатка"))
    await office.house.send("vera", "DELETE", f"/api/deliveries/{sent['delivery_id']}")
    await office.send()
    assert await anna.words() == ["Вы на связи?"]


async def test_a_worker_that_died_while_it_put_a_message_in_loses_nothing(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    await anna.says("Вы на связи?")
    await office.send()
    sent = await office.answer("Да.")
    lost = "UPDATE deliveries SET state = 'sending', lease_until = now() WHERE dealership_id = $1 AND state = 'queued'"
    await act(office, lost)
    await office.rescue()
    assert (await office.state(sent))[0] == "not_confirmed"
    assert await anna.words() == ["Вы на связи?", "Да."]
    await anna.sees_all()
    assert (await office.state(sent))[0] == "delivered"


async def test_the_window_promises_what_the_house_promised(office: Office, anna: Browser) -> None:
    await anna.enter()
    quiet = (await anna.talk())["presence"]
    assert quiet["text"].startswith("Вера Орлова на связи ежедневно 9:00–21:00")
    assert (quiet["waiting"], quiet["phone"]) == (False, "+7 848 200-00-00")
    said = (await anna.says("Когда?"))["presence"]
    assert said["text"].startswith("Ответит Вера Орлова, ")
    assert said["waiting"]
    [promise] = await office.rows("SELECT by_at FROM promises WHERE dealership_id = $1 AND ended_at IS NULL")
    assert f"{promise['by_at'].astimezone(SAMARA):%-H:%M}" in said["text"]
    await act(office, "UPDATE promises SET by_at = made_at - interval '1 hour' WHERE dealership_id = $1")
    assert "это время прошло" in (await anna.talk())["presence"]["text"]
    later = promise["by_at"] + timedelta(minutes=55)
    await act(office, "UPDATE promises SET new_by_at = $2 WHERE dealership_id = $1", later)
    await act(office, "UPDATE clients SET time_zone = 'Mars/Base' WHERE dealership_id = $1")
    told = await anna.talk()
    assert told["presence"]["text"].startswith("Ответит Вера Орлова, "), "the time they were told last"
    assert f"{later.astimezone(SAMARA):%-H:%M}" in told["presence"]["text"]
    assert told["time_zone"] == "Europe/Samara", "a zone that is gone is nobody's"
    await office.answer("Завтра.")
    assert not (await anna.talk())["presence"]["waiting"]


async def test_from_the_window_to_telegram_and_back_it_is_one_talk(office: Office, anna: Browser) -> None:
    await anna.enter()
    await anna.says("Пишу с сайта")
    way = await anna.ask("POST", "/api/c/telegram", {"id": str(new_id())})
    assert way.status_code == 201
    phone = office.person()
    await phone.starts(way.json()["url"].partition("?start=")[2])
    await office.turn()
    await phone.says(text="Теперь из Telegram")
    await office.turn()
    answer = await office.answer("Вижу Вас и там, и там.")
    await office.turn()
    assert (await office.message(answer))["channel"] == "telegram"
    assert "Вижу Вас и там, и там." in office.told(phone)[-1]
    await anna.says("И снова с сайта")
    back = await office.answer("Отвечаю на сайт.")
    await office.turn()
    assert (await office.message(back))["channel"] == "web"
    assert "на сайт" not in office.told(phone)[-1]
    assert await anna.words() == [
        "Пишу с сайта", "Теперь из Telegram", "Вижу Вас и там, и там.", "И снова с сайта", "Отвечаю на сайт.",
    ]  # fmt: skip
    assert await office.count("threads", "merged_into IS NULL") == 1


async def test_who_came_by_telegram_first_finds_the_same_talk_in_the_window(
    office: Office, anna: Browser
) -> None:
    phone = office.person()
    await office.connect(phone)
    await phone.says(text="Сначала в Telegram")
    await office.turn()
    await anna.enter()
    await office.send()
    assert await anna.words() == ["Сначала в Telegram"]
    said = [s["text"] for s in (await anna.talk())["sayings"] if not s["mine"]]
    assert sum("персональный менеджер" in text for text in said) == 1, "nobody is welcomed twice"


async def test_changes_say_what_is_new_and_hint_the_open_window(office: Office, anna: Browser) -> None:
    await anna.enter()
    await office.send()
    opened = await anna.talk()
    async with anna.line.stream("GET", "/api/c/stream") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        await anna.says("Добрый день")
        await office.answer("Добрый!")
        await office.send()
        async with asyncio.timeout(20):
            seqs: list[int] = []
            async for line in lines:
                if line.startswith("data:") and '"seq":' in line:
                    seqs.append(int(line.rpartition(":")[2].strip(" }")))
                if seqs and seqs[-1] > opened["seq"] + 1:
                    break
    news = await anna.changes(opened)
    assert [s["text"] for s in news["sayings"]] == ["Добрый день", "Добрый!"]
    assert (news["again"], news["seq"] > opened["seq"]) == (False, True)
    assert (await anna.changes(news))["sayings"] == []
    assert (await anna.changes({"epoch": str(new_id()), "seq": 1}))["again"]


async def test_nothing_of_the_houses_own_words_and_of_other_clients_is_in_any_answer(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    await anna.says("Здравствуйте")
    inner = {
        "touches": {"id": str(new_id()), "kind": "note", "words": "СЕКРЕТ-заметка"},
        "complaints": {"id": str(new_id()), "words": "СЕКРЕТ-жалоба"},
    }
    for noun, body in inner.items():
        answer = await office.house.post("vera", f"/api/clients/{office.anna}/{noun}", body)
        assert answer.status_code == 201, answer.text
    boris = new_id()
    person = office.house.people["vera"]
    new = NewClient(id=boris, name="Борис СЕКРЕТ", address_form="Борис")
    await office.house.unit(lambda db: add_card(db, new, owner=person, by=person, because="made"))
    link = await office.house.unit(lambda db: make_invitation(db, boris, "web", person))
    async with Browser(office) as his:
        await his.enter(link.token)
        await his.says("Это СЕКРЕТ Бориса")
        files = await his.brings(picture(), "image/jpeg")
        await his.says("", files=[files])
        mine = await his.talk()
        assert (await anna.line.get(f"/api/c/files/{files}")).status_code == 404
        assert (await his.line.get(f"/api/c/files/{files}")).status_code == 200
        stolen = await anna.say("", files=[files])
        assert stolen.status_code == 422
    for path in ("/api/c", "/api/c/messages", f"/api/c/changes?epoch={mine['epoch']}&since=0"):
        answer = await anna.line.get(path)
        assert answer.status_code == 200
        assert "СЕКРЕТ" not in answer.text
    for id in (office.house.people["vera"], office.anna):
        assert str(id) not in (await anna.line.get("/api/c")).text


async def test_photos_and_voices_go_through_the_same_checks_as_everywhere(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    file = await anna.brings(picture(), "image/jpeg")
    await anna.says("Вот царапина", files=[file])
    [_, message] = await office.talk()
    assert (message["kind"], message["text"]) == ("photo", "Вот царапина")
    [shown] = message["attachments"]
    assert (shown["id"], shown["media_type"]) == (file, "image/jpeg")
    opened = await office.house.get("vera", f"/api/files/{file}")
    assert opened.status_code == 200
    assert b"53.5 N" in picture()
    assert b"53.5 N" not in opened.content, (
        "drawn anew like every picture: where it was taken stays with the client"
    )
    page = await anna.brings(b"<svg onload=alert(1)>" + b" " * 50, "image/svg+xml", "../x.svg")
    kept = await anna.line.get(f"/api/c/files/{page}")
    assert kept.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in kept.headers["content-security-policy"]
    again = await anna.line.put(f"/api/c/files/{file}", content=b"other bytes")
    assert again.status_code == 422
    empty = await anna.line.put(f"/api/c/files/{new_id()}", content=b"")
    assert empty.status_code == 422


async def test_a_file_of_veras_is_not_there_before_it_was_sent(office: Office, anna: Browser) -> None:
    await anna.enter()
    await anna.says("Пришлите счёт")
    await office.send()
    file = str(new_id())
    async with await office.house.as_("vera") as phone:
        headers = {"content-type": "application/pdf", "okno-file-name": "bill.pdf"}
        await phone.put(f"/api/files/{file}", content=b"%PDF-1.4 bill", headers=headers)
    await office.answer("Вот он", files=[file])
    assert (await anna.line.get(f"/api/c/files/{file}")).status_code == 404
    await office.send()
    assert (await anna.line.get(f"/api/c/files/{file}")).status_code == 200


async def test_a_question_is_answered_by_a_tap_or_its_words_once(
    office: Office, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    async def note(db: Db, question: Any, key: str) -> None:
        heard.append(key)

    monkeypatch.setitem(ANSWERS, "test", note)
    await anna.enter()
    asked = await question(office)
    [waiting] = [s for s in (await anna.talk())["sayings"] if s["ask_id"]]
    assert waiting["ask_id"] == str(asked)
    assert [choice["text"] for choice in waiting["choices"]] == ["1", "2"]
    tap = {"id": str(new_id()), "ask_id": str(asked), "key": "two"}
    assert (await anna.ask("POST", "/api/c/answers", tap)).status_code == 204
    assert (await anna.ask("POST", "/api/c/answers", tap)).status_code == 204
    late = await anna.ask("POST", "/api/c/answers", tap | {"id": str(new_id())})
    assert late.status_code == 409
    assert "Уже отмечено" in late.json()["detail"]
    assert [s for s in (await anna.talk())["sayings"] if s["ask_id"]] == []
    await question(office)
    await anna.says("1")
    assert heard == ["two", "one"]


async def question(office: Office) -> UUID:
    options = [
        Option(key="one", words=Phrase("survey.mark", {"mark": "1"})),
        Option(key="two", words=Phrase("survey.mark", {"mark": "2"})),
    ]
    asked = await office.house.unit(
        lambda db: ask(
            db, office.anna, kind="test", subject=new_id(), words=Phrase("window.received"), options=options,
            at_once=True,
        )
    )  # fmt: skip
    assert asked is not None
    await office.send()
    return UUID(str(asked))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "x" * 20_001}, 422),
        ({"text": "   "}, 422),
        ({"text": "a\0b"}, 422),
        ({"text": "x", "client_id": str(new_id())}, 422),
        ({"text": "x", "files": [str(new_id())]}, 422),
    ],
)
async def test_what_cannot_be_said_is_refused_with_a_sentence(
    anna: Browser, body: dict[str, Any], status: int
) -> None:
    await anna.enter()
    answer = await anna.ask("POST", "/api/c/messages", {"id": str(new_id())} | body)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert await anna.words() == []


def picture() -> bytes:
    """A photo that says where it was taken."""
    drawn, where = BytesIO(), Image.Exif()
    where[0x010E] = "53.5 N"
    Image.new("RGB", (40, 30), "navy").save(drawn, "JPEG", exif=where)
    return drawn.getvalue()


async def test_words_to_the_supervisor_give_each_of_them_a_task_and_the_client_a_time_once(
    office: Office, anna: Browser
) -> None:
    await anna.enter()
    new = {"id": str(new_id()), "text": "Третий раз прошу перезвонить"}
    for _ in range(3):
        answer = await anna.ask("POST", "/api/c/supervisor", new)
        assert answer.status_code == 201, answer.text
    await office.send()
    # Not of Today: in the evening the task is tomorrow's.
    [task] = await office.rows("SELECT person_id, words, because FROM tasks WHERE dealership_id = $1")
    assert task["person_id"] == office.house.people["irina"]
    assert "Анна Сергеевна" in str(task["words"])
    assert "Третий раз прошу перезвонить" in str(task["because"])
    last = (await anna.talk())["sayings"][-1]["text"]
    assert last.startswith("Руководитель Ирина Белова прочитает это и свяжется с Вами ")
    assert last.endswith("Переписку видит и Вера Орлова.")
    assert (await office.thread())["waiting_since"], "the wait stands until somebody answers"
    await office.house.send(
        "alla", "POST", f"/api/people/{office.house.people['irina']}/deactivation", {"id": str(new_id())}
    )
    nobody = await anna.ask("POST", "/api/c/supervisor", new | {"id": str(new_id())})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "no_supervisor")
