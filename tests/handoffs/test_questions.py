"""One question to a specialist: with the capsule and nothing else, by a time, and back into the talk."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from app.clients.model import Receive
from app.clients.receptions import receive_visit
from app.conversations.actions import readable
from app.conversations.receiving import meet
from app.handoffs import asking
from app.handoffs.climbing import watch_questions
from app.handoffs.inner import inner_notes
from app.handoffs.model import AnswerQuestion, AskedQuestion, AskSpecialist, Inner, WithdrawQuestion
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.ids import new_id
from app.people import actions as people
from app.people.model import NewPerson
from tests.conversations.stories import connect, sender
from tests.handoffs.ground import DAY, HOUR, MINUTE, MONDAY, Shift, shift

__all__ = ["shift"]


async def talk(shift: Shift) -> tuple[UUID, UUID]:
    """Anna and her talk; Sofia knows credit, Timur the workshop."""
    anna = await shift.anna()

    async def trades(db: Db) -> None:
        await db.run(
            "UPDATE persons SET trade = 'credit' WHERE dealership_id = $1 AND id = $2",
            shift.house.people["sofia"],
        )
        for name, trade in (("timur", "service"), ("lev", "credit")):
            shift.house.people[name] = new_id()
            new = NewPerson(
                id=shift.house.people[name], handle=name, name=name.capitalize(), address_form=name.capitalize(),
                role="specialist", trade=trade, language="ru",
            )  # fmt: skip
            await people.add_person(db, new)

    await shift.unit(trades)
    return anna, await connect(shift.house, anna, "801")


async def asks(
    shift: Shift, thread: UUID, who: str = "vera", minutes: int = 120, trade: Any = "credit"
) -> UUID:
    me, id = await shift.who(who), new_id()
    new = AskSpecialist(id=id, thread_id=thread, trade=trade, words="Одобрят на 5 лет?", minutes=minutes)
    await shift.unit(lambda db: asking.ask(db, me, new))
    return id


async def answers(shift: Shift, question: UUID, who: str = "sofia", words: str = "Да, под 14 %") -> None:
    me = await shift.who(who)
    act = AnswerQuestion(id=new_id(), question_id=question, words=words)
    await shift.unit(lambda db: asking.answer(db, me, act))


async def withdraws(shift: Shift, question: UUID, who: str = "vera") -> None:
    me = await shift.who(who)
    await shift.unit(lambda db: asking.withdraw(db, me, WithdrawQuestion(id=new_id(), question_id=question)))


async def sees(shift: Shift, who: str) -> list[AskedQuestion]:
    me = await shift.who(who)
    found: list[AskedQuestion] = (await shift.unit(lambda db: asking.my_questions(db, me))).questions
    return found


async def noted(shift: Shift, thread: UUID) -> list[Inner]:
    me = await shift.who("vera")
    notes: list[Inner] = (await shift.unit(lambda db: inner_notes(db, me, thread))).notes
    return notes


async def look(shift: Shift, at: datetime) -> None:
    shift.now = at
    await watch_questions(shift.worker, shift.house.id)


async def code_of(act: Any) -> str:
    with pytest.raises(Problem) as refused:
        await act
    return refused.value.code


async def test_a_question_goes_with_its_capsule_and_comes_back_into_the_talk(shift: Shift) -> None:
    anna, thread = await talk(shift)
    question = await asks(shift, thread)
    [asked] = await sees(shift, "sofia")
    assert (asked.words, asked.asked_by.name, asked.by_at) == (
        "Одобрят на 5 лет?",
        "Вера Орлова",
        MONDAY + 2 * HOUR,
    )
    assert asked.capsule
    assert asked.capsule.name == "Анна Сергеевна Кузнецова"
    assert asked.capsule.thread_id is None, "the talk is not theirs"
    assert not await shift.sees("sofia", anna)
    sofia = await shift.who("sofia")
    assert await code_of(shift.unit(lambda db: readable(db, sofia, thread))) == "not_found"
    assert [(note.kind, note.state, note.answer) for note in await noted(shift, thread)] == [
        ("question", "open", None)
    ]
    assert await shift.told("sofia") == ["question.asked"]
    await answers(shift, question)
    await answers(shift, question)  # a repeat, the first answer was lost
    [note] = await noted(shift, thread)
    assert note.answered_by
    assert (note.state, note.answer, note.answered_by.name) == ("answered", "Да, под 14 %", "Софья Лис")
    assert await shift.told("vera") == ["question.answered"]
    assert await shift.told("sofia") == []
    [after] = await sees(shift, "sofia")
    assert (after.answer, after.capsule) == ("Да, под 14 %", None), "answered, and gone"
    assert await shift.kinds("^question") == ["question.asked", "question.answered"]
    words = "SELECT count(*) FROM messages WHERE dealership_id = $1 AND direction = 'out' AND author_id IS NOT NULL"
    assert await shift.unit(lambda db: db.value(words)) == 0, "nothing of it goes to the client by itself"


async def test_of_another_trade_nobody_sees_it_or_answers_it(shift: Shift) -> None:
    _, thread = await talk(shift)
    question = await asks(shift, thread)
    assert await sees(shift, "timur") == []
    for stranger in ("timur", "oleg", "irina", "alla"):
        assert await code_of(answers(shift, question, stranger)) == "not_found"
    assert await code_of(asks(shift, thread, trade="insurance")) == "no_specialist"
    assert await code_of(asks(shift, thread, "oleg")) == "not_found"


async def test_a_stranger_is_not_asked_about(shift: Shift) -> None:
    await talk(shift)
    await shift.unit(lambda db: meet(db, sender("899")))
    await shift.writes("899", "Здравствуйте")
    lobby = "SELECT id FROM threads WHERE dealership_id = $1 AND client_id IS NULL"
    thread = await shift.unit(lambda db: db.value(lobby))
    assert await code_of(asks(shift, thread)) == "question_needs_card"


async def test_of_two_answers_at_once_one_counts(shift: Shift) -> None:
    _, thread = await talk(shift)
    question = await asks(shift, thread)
    said = await asyncio.gather(
        answers(shift, question, "sofia", "Да"),
        answers(shift, question, "lev", "Нет"),
        return_exceptions=True,
    )
    [refused] = [one for one in said if one is not None]
    assert isinstance(refused, Problem)
    assert refused.code == "question_settled"
    assert (await shift.told("vera")) == ["question.answered"]


async def test_taken_back_it_waits_for_nobody_and_an_answer_that_came_stays(shift: Shift) -> None:
    _, thread = await talk(shift)
    question = await asks(shift, thread)
    assert await code_of(withdraws(shift, question, "oleg")) == "not_found"
    await withdraws(shift, question)
    await withdraws(shift, question)
    assert (await sees(shift, "sofia"), await shift.told("sofia")) == ([], [])
    assert await code_of(answers(shift, question)) == "question_settled"
    other = await asks(shift, thread)
    await answers(shift, other)
    assert await code_of(withdraws(shift, other)) == "question_settled"


async def test_who_asked_and_may_not_see_the_client_any_more_learns_nothing_of_the_answer(
    shift: Shift,
) -> None:
    _, thread = await talk(shift)
    offer = await shift.offers("oleg", (0, 1))
    await shift.answers("oleg", offer)
    await shift.minute()
    during, after = await asks(shift, thread, "oleg"), await asks(shift, thread, "oleg")
    await answers(shift, during)
    assert "question.answered" in await shift.told("oleg")
    await shift.ends("vera", offer)
    await shift.minute(shift.now + MINUTE)
    before = await shift.told("oleg")
    await look(shift, MONDAY + 3 * HOUR)
    assert "question.late.asker" in await shift.told("vera"), "somebody has to know"
    await answers(shift, after, words="Нет")
    assert await shift.told("oleg") == before
    assert (await shift.told("vera")).count("question.answered") == 2


async def test_who_only_receives_a_visit_takes_no_question_back(shift: Shift) -> None:
    anna, thread = await talk(shift)
    question, oleg = await asks(shift, thread), await shift.who("oleg")
    visit = Receive(id=new_id(), client_id=anna, reason="came")
    await shift.unit(lambda db: receive_visit(db, oleg, visit))
    await shift.unit(lambda db: readable(db, oleg, thread))
    assert await code_of(withdraws(shift, question, "oleg")) == "not_your_client"
    assert len(await sees(shift, "sofia")) == 1


async def test_that_nobody_answers_is_told_no_longer_once_somebody_did(shift: Shift) -> None:
    _, thread = await talk(shift)
    answered, taken_back = await asks(shift, thread), await asks(shift, thread, trade="service")
    await look(shift, MONDAY + 2 * HOUR)
    await look(shift, MONDAY + 3 * HOUR + 30 * MINUTE)
    assert (await shift.told("vera")).count("question.late.asker") == 2
    assert (await shift.told("irina")).count("question.late.supervisor") == 2
    await answers(shift, answered)
    await withdraws(shift, taken_back)
    assert await shift.told("vera") == ["question.answered"]
    assert await shift.told("irina") == []


async def test_unanswered_it_climbs_by_working_hours_each_rung_once(shift: Shift) -> None:
    _, thread = await talk(shift)
    shift.now = MONDAY + 10 * HOUR + 50 * MINUTE  # 20:50: ten minutes of the day are left
    question = await asks(shift, thread, minutes=30)
    morning = MONDAY + DAY - HOUR  # 9:00
    [asked] = await sees(shift, "sofia")
    assert asked.by_at == morning + 20 * MINUTE
    await look(shift, asked.by_at - MINUTE)
    assert await shift.kinds("^question.called") == []
    for at in (asked.by_at, asked.by_at, asked.by_at + MINUTE):
        await look(shift, at)
        assert await shift.told("sofia") == ["question.late"]
        assert await shift.told("vera") == ["question.late.asker"]
        assert await shift.told("irina") == []
    supervisors = asked.by_at + 60 * MINUTE
    await look(shift, supervisors - MINUTE)
    assert await shift.told("irina") == []
    await look(shift, supervisors)
    assert await shift.told("irina") == ["question.late.supervisor"]
    # A worker that was away calls once, and leaves the next rung its time.
    await look(shift, supervisors + 2 * DAY)
    await look(shift, supervisors + 2 * DAY + MINUTE)
    assert await shift.kinds("^question.called") == ["question.called"] * 3
    await answers(shift, question)
    await look(shift, supervisors + 5 * DAY)
    assert await shift.kinds("^question.called") == ["question.called"] * 3


async def test_a_look_that_comes_late_puts_the_next_rung_off_for_nobody(shift: Shift) -> None:
    _, thread = await talk(shift)
    await asks(shift, thread, minutes=30)
    due = MONDAY + 30 * MINUTE
    await look(shift, due + 10 * MINUTE)
    await look(shift, due + 59 * MINUTE)
    assert await shift.told("irina") == []
    await look(shift, due + 60 * MINUTE)
    assert await shift.told("irina") == ["question.late.supervisor"]


async def test_nobody_is_called_for_ever(shift: Shift) -> None:
    _, thread = await talk(shift)
    await asks(shift, thread, minutes=30)
    for days in range(1, 12):
        await look(shift, MONDAY + days * DAY)
    assert len(await shift.kinds("^question.called")) == 6


async def test_of_many_questions_the_first_come_with_their_capsules_and_any_other_by_itself(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, thread = await talk(shift)
    many = [await asks(shift, thread, minutes=60 + n) for n in range(asking.WITH_CAPSULE + 3)]
    sofia, timur = await shift.who("sofia"), await shift.who("timur")
    drawn = 0
    whole = asking.capsule_for

    async def counted(*asked: Any) -> Any:
        nonlocal drawn
        drawn += 1
        return await whole(*asked)

    monkeypatch.setattr(asking, "capsule_for", counted)
    found = await sees(shift, "sofia")
    assert [one.id for one in found] == many
    assert [bool(one.capsule) for one in found] == [True] * asking.WITH_CAPSULE + [False] * 3
    by_feed = await shift.unit(lambda db: asking.read_questions(db, sofia, many[::-1]))
    assert {id for id, one in by_feed.items() if one.capsule} == set(many[: asking.WITH_CAPSULE])
    assert drawn == 2 * asking.WITH_CAPSULE
    last = await shift.unit(lambda db: asking.capsule_asked(db, sofia, many[-1]))
    assert (last.name, last.thread_id) == ("Анна Сергеевна Кузнецова", None)
    for who in (timur, await shift.who("vera")):
        with pytest.raises(Problem, match="not_found"):
            await shift.unit(lambda db, who=who: asking.capsule_asked(db, who, many[-1]))
    await answers(shift, many[-1])
    with pytest.raises(Problem):
        await shift.unit(lambda db: asking.capsule_asked(db, sofia, many[-1]))
