"""Questions with one-tap answers: asked where the client is, answered once, by the right person, by tap or words."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from app.config import Config
from app.conversations.asked import Ask, Option
from app.conversations.asking import ANSWERS, answer_back, ask, stop_asking
from app.kit.db import Db
from app.kit.ids import new_id
from app.kit.secrets import Seal
from app.texts import Phrase
from bots.client_bot import Press
from bots.dispatch import handle_due
from bots.keeping import Keeper
from tests.bots.office import Office, act

OPTIONS = [
    Option(key="one", words=Phrase("text.lines", {"lines": "1"})),
    Option(key="two", words=Phrase("text.lines", {"lines": "2"})),
]
QUESTION = Phrase("text.lines", {"lines": "Как всё прошло?"})
given: list[tuple[UUID, str]] = []


@pytest.fixture(autouse=True)
def noting(monkeypatch: pytest.MonkeyPatch) -> None:
    async def note(db: Db, ask: Ask, key: str) -> None:
        given.append((ask.subject_id, key))
        await answer_back(db, ask, Phrase("text.lines", {"lines": "Спасибо."}))

    given.clear()
    monkeypatch.setitem(ANSWERS, "survey", note)


@pytest.fixture
async def keeper(office: Office, config: Config, seal: Seal) -> Keeper:
    keeper = Keeper(config, office.worker, seal, new_id())
    keeper.telegram = office.telegram
    return keeper


async def put(office: Office, **more: Any) -> UUID | None:
    """Ask Anna, whatever the hour."""
    wanted: dict[str, Any] = {"kind": "survey", "subject": new_id(), "at_once": True} | more
    asked: UUID | None = await office.house.unit(
        lambda db: ask(db, office.anna, words=QUESTION, options=OPTIONS, **wanted)
    )
    return asked


async def connected(office: Office) -> Any:
    anna = office.person()
    await office.know(anna)
    await office.fake.user(office.bot, anna.id, "Анна").starts()
    await office.turn()
    return anna


async def test_a_tap_counts_once_is_said_in_the_talk_and_begins_no_wait(office: Office) -> None:
    anna, subject = await connected(office), new_id()
    await put(office, subject=subject)
    await office.send()
    assert office.told(anna)[-1] == "Как всё прошло?"
    await anna.presses("2")
    await office.turn()
    assert given == [(subject, "two")]
    assert office.told(anna)[-1] == "Спасибо."
    talk = await office.talk()
    assert [(m["direction"], m["text"]) for m in talk[-3:]] == [
        ("out", "Как всё прошло?"),
        ("in", "2"),
        ("out", "Спасибо."),
    ]
    assert talk[-2]["reply_to"] == talk[-3]["id"]
    assert (await office.thread())["waiting_since"] is None
    [row] = await office.rows(
        "SELECT answer, answered_by IS NOT NULL AS named FROM asks WHERE dealership_id = $1"
    )
    assert row == {"answer": "two", "named": True}


async def test_a_second_tap_changes_nothing_and_is_told_so(office: Office) -> None:
    anna = await connected(office)
    await put(office)
    await office.send()
    said: list[str | None] = []

    async def acknowledge(dealership: UUID, bot: UUID, press: Press) -> None:
        said.append(press.text)

    for button in ("1", "2", "1"):
        await anna.presses(button)
    await office.bring_in()
    while await handle_due(office.worker, office.house.id, None, acknowledge):
        pass
    assert [key for _, key in given] == ["one"]
    again = "Уже отмечено: «1». Если что-то изменилось, напишите сюда."
    assert said == [None, again, again]
    assert await office.count("messages", "source_key LIKE '%:tap%'") == 1


async def test_two_taps_at_the_same_moment_are_one_answer(office: Office) -> None:
    anna = await connected(office)
    await put(office)
    await office.send()
    await anna.presses("1")
    await anna.presses("2")
    await office.bring_in()
    await act(office, "UPDATE arrivals SET lane = key WHERE dealership_id = $1 AND state = 'queued'")
    await asyncio.gather(*(handle_due(office.worker, office.house.id) for _ in range(2)))
    await office.handle()
    assert len(given) == 1
    assert await office.count("entries", "kind = 'ask.answered'") == 1


async def test_another_persons_tap_changes_nothing(office: Office) -> None:
    anna, boris = await connected(office), office.person(name="Борис")
    id = await put(office)
    await office.send()
    assert id is not None
    said: list[str | None] = []

    async def acknowledge(dealership: UUID, bot: UUID, press: Press) -> None:
        said.append(press.text)

    forged = {"id": "7", "from": boris.about, "chat_instance": "1", "data": f"ask:{id.hex}:one"}
    unknown = forged | {"id": "8", "from": anna.about, "data": f"ask:{new_id().hex}:one"}
    no_such = forged | {"id": "9", "from": anna.about, "data": f"ask:{id.hex}:five"}
    for press in (forged, unknown, no_such):
        office.fake.raw(office.bot, {"callback_query": press})
    await office.bring_in()
    while await handle_due(office.worker, office.house.id, None, acknowledge):
        pass
    assert given == []
    assert sorted(map(str, said))[0].startswith("Эта кнопка больше не действует")
    assert "Этот вопрос был не Вам, ничего не изменилось." in said
    assert await office.count("asks", "answered_at IS NULL") == 1
    assert await office.count("contact_points", f"handle = '{boris.id}'") == 0, "a tap makes no contact"


async def test_a_tap_that_telegram_has_forgotten_by_now_still_counts(office: Office, keeper: Keeper) -> None:
    anna = await connected(office)
    await put(office)
    await office.send()
    await anna.presses("1")
    await office.bring_in()
    office.bot.callbacks.clear()  # 150 seconds later nobody may answer this tap any more
    while await handle_due(office.worker, office.house.id, None, keeper.acknowledge):
        pass
    assert [key for _, key in given] == ["one"]
    assert await office.arrivals() == [("done", None)] * len(await office.arrivals())


async def test_the_spinner_of_a_tap_is_stopped(office: Office, keeper: Keeper) -> None:
    anna = await connected(office)
    await put(office)
    await office.send()
    await anna.presses("1")
    await office.bring_in()
    while await handle_due(office.worker, office.house.id, None, keeper.acknowledge):
        pass
    assert len(office.fake.ledger.calls("answerCallbackQuery", bot=office.bot.id)) == 1
    assert office.bot.callbacks == set()


async def test_no_words_wait_while_telegram_is_silent_about_a_spinner(office: Office, keeper: Keeper) -> None:
    anna = await connected(office)
    await put(office)
    await office.send()
    await anna.presses("1")
    await office.bring_in()
    silent = asyncio.Event()

    async def acknowledge(*_: object) -> None:
        await silent.wait()

    async with asyncio.timeout(30):
        while await handle_due(office.worker, office.house.id, None, keeper.beside(acknowledge)):
            pass
    assert [key for _, key in given] == ["one"]
    silent.set()


async def test_the_buttons_words_typed_count_like_the_tap(office: Office) -> None:
    anna = await connected(office)
    await put(office)
    await office.send()
    await anna.says(" 2. ")
    await office.turn()
    assert [key for _, key in given] == ["two"]
    assert (await office.thread())["waiting_since"] is None
    assert office.told(anna)[-1] == "Спасибо."


async def test_other_words_are_a_message_and_begin_a_wait(office: Office) -> None:
    anna = await connected(office)
    await put(office)
    await office.send()
    await anna.says("Перезвоните мне")
    await office.turn()
    assert given == []
    assert (await office.thread())["waiting_since"] is not None


async def test_words_of_a_button_are_an_ordinary_message_once_it_is_answered(office: Office) -> None:
    anna = await connected(office)
    await put(office)
    await office.send()
    await anna.presses("1")
    await office.turn()
    await anna.says("2")
    await office.turn()
    assert [key for _, key in given] == ["one"]
    assert (await office.thread())["waiting_since"] is not None


async def test_nobody_is_asked_who_is_not_connected_or_has_not_agreed(office: Office) -> None:
    assert await put(office) is None
    await connected(office)
    assert await put(office, purpose="reminders") is None
    sql = (
        "INSERT INTO consents (dealership_id, client_id, purpose, at, given, channel) "
        "VALUES ($1, $2, 'reminders', $3, $4, 'visit')"
    )
    for day, yes in enumerate((True, False), 1):
        await act(office, sql, office.anna, datetime.fromisoformat(f"2026-01-0{day}T09:00:00Z"), yes)
        assert (await put(office, purpose="reminders") is not None) == yes
    assert await office.count("asks") == 1
    assert await office.count("deliveries", "body->'buttons'->0->>'act' LIKE 'ask:%'") == 1


async def test_a_settled_matter_is_neither_sent_nor_answered(office: Office) -> None:
    anna, subject = await connected(office), new_id()
    id = await put(office, subject=subject)
    assert id is not None
    await office.house.unit(lambda db: stop_asking(db, subject))
    await office.send()
    assert "Как всё прошло?" not in office.told(anna)
    office.fake.raw(
        office.bot,
        {
            "callback_query": {
                "id": "1",
                "from": anna.about,
                "chat_instance": "1",
                "data": f"ask:{id.hex}:one",
            }
        },
    )
    await office.turn()
    assert given == []
    assert await office.count("deliveries", "state = 'withdrawn'") == 1
