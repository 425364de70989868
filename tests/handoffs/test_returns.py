"""The note back: asked of whoever did something, read by the owner, and in nobody's way."""

from uuid import UUID

import pytest

from app.agenda.model import NewTask
from app.agenda.queries import open_tasks
from app.agenda.tasks import add_task
from app.conversations.actions import reply
from app.conversations.model import LogTouch, Reply
from app.conversations.touching import log_touch
from app.handoffs.inner import inner_notes
from app.handoffs.model import HandBack, ReturnNote
from app.handoffs.returning import answer, hand_back
from app.kit.auth import Who
from app.kit.errors import Problem
from app.kit.ids import new_id
from app.people.notices import mark_notice, unseen_notices
from app.texts import Phrase
from tests.conversations.stories import connect
from tests.handoffs.ground import DAY, HOUR, MINUTE, Shift, shift

__all__ = ["shift"]


async def looked_after(shift: Shift) -> tuple[UUID, UUID]:
    """Oleg looks after Vera's clients for today; answers Anna and her talk."""
    anna = await shift.anna()
    thread = await connect(shift.house, anna, "701")
    await shift.answers("oleg", await shift.offers("oleg", (0, 0)))
    await shift.minute()
    return anna, thread


async def writes(shift: Shift, thread: UUID, text: str, who: str = "oleg") -> None:
    me = await shift.who(who)
    await shift.unit(lambda db: reply(db, me, Reply(thread_id=thread, id=new_id(), text=text)))


async def asked(shift: Shift, name: str = "oleg") -> list[UUID]:
    sql = "SELECT id FROM notices WHERE dealership_id = $1 AND person_id = $2 AND kind = 'return' AND client_id IS NULL"
    return [row["id"] for row in await shift.unit(lambda db: db.rows(sql, shift.house.people[name]))]


async def noted(shift: Shift, thread: UUID, who: str = "vera") -> list[tuple[str, str | None]]:
    me = await shift.who(who)
    notes = (await shift.unit(lambda db: inner_notes(db, me, thread))).notes
    return [(note.who.name, note.text) for note in notes]


async def note(shift: Shift, id: UUID, words: str, who: str = "oleg") -> None:
    me = await shift.who(who)
    await shift.unit(lambda db: answer(db, me, ReturnNote(id=new_id(), return_id=id, words=words)))


async def test_who_wrote_is_asked_when_it_is_over_and_the_owner_reads_the_note(shift: Shift) -> None:
    anna, thread = await looked_after(shift)
    await writes(shift, thread, "Коврики в четверг")
    await shift.minute(shift.now + MINUTE)
    assert await asked(shift) == [], "not while it lasts"
    await shift.minute(shift.now + DAY)
    [asking] = await asked(shift)
    assert not await shift.sees("oleg", anna)
    assert await noted(shift, thread) == [("Олег Титов", None)], (
        "that it was asked is seen, and stops nothing"
    )
    await writes(shift, thread, "Добрый день!", "vera")
    await note(shift, asking, "Ждёт коврики в четверг")
    await note(shift, asking, " Ждёт коврики в четверг ")  # a repeat, the first answer was lost
    assert await asked(shift) == []
    assert await noted(shift, thread) == [("Олег Титов", "Ждёт коврики в четверг")]
    assert "return.given" in await shift.told("vera")
    with pytest.raises(Problem, match="note_given"):
        await note(shift, asking, "Другое")
    with pytest.raises(Problem, match="not_found"):
        await note(shift, asking, "Чужое", "irina")
    with pytest.raises(Problem, match="not_found"):
        await noted(shift, thread, "oleg")


async def test_who_did_nothing_there_is_not_asked_and_who_logged_a_call_is(shift: Shift) -> None:
    anna, _ = await looked_after(shift)
    await shift.minute(shift.now + DAY)
    assert await asked(shift) == []
    await shift.answers("oleg", await shift.offers("oleg", (0, 0)))
    await shift.minute()
    me = await shift.who("oleg")
    call = LogTouch(client_id=anna, id=new_id(), kind="call", direction="out", outcome="talked", at=shift.now)
    await shift.unit(lambda db: log_touch(db, me, call))
    await shift.minute(shift.now + DAY)
    assert len(await asked(shift)) == 1


async def test_handed_back_with_words_it_is_over_at_once(shift: Shift) -> None:
    anna, thread = await looked_after(shift)
    me = await shift.who("oleg")
    await shift.writes("701", "Когда коврики?")
    act = HandBack(id=new_id(), client_id=anna, words="Спрашивает про коврики")
    with pytest.raises(Problem, match="still_promised"):
        await shift.unit(lambda db: hand_back(db, me, act))
    await writes(shift, thread, "В четверг")
    await shift.unit(lambda db: hand_back(db, me, act))
    assert not await shift.sees("oleg", anna)
    assert await noted(shift, thread) == [("Олег Титов", "Спрашивает про коврики")]
    assert await asked(shift) == []
    assert "return.given" in await shift.told("vera")
    with pytest.raises(Problem, match="not_found"):
        await shift.unit(lambda db: hand_back(db, me, act))
    await shift.minute(shift.now + HOUR)
    assert await asked(shift) == [], "and nothing is asked a second time"


async def test_words_that_come_when_it_was_over_already_are_the_note(shift: Shift) -> None:
    anna, thread = await looked_after(shift)
    await writes(shift, thread, "В четверг")
    await shift.minute(shift.now + DAY)  # the phone had no line meanwhile
    assert not await shift.sees("oleg", anna)
    me = await shift.who("oleg")
    act = HandBack(id=new_id(), client_id=anna, words="Спрашивает про коврики")
    await shift.unit(lambda db: hand_back(db, me, act))
    assert await noted(shift, thread) == [("Олег Титов", "Спрашивает про коврики")]
    assert await asked(shift) == []
    irina = await shift.who("irina")
    with pytest.raises(Problem, match="not_found"):
        await shift.unit(lambda db: hand_back(db, irina, act))


async def test_who_put_the_asking_away_is_asked_anew_the_next_time_and_once(shift: Shift) -> None:
    _, thread = await looked_after(shift)
    me = await shift.who("oleg")
    for _ in range(2):
        await writes(shift, thread, "В четверг")
        await shift.minute(shift.now + DAY)
        [asking] = await asked(shift)
        [unseen] = await shift.unit(lambda db: unseen_notices(db, me))
        assert unseen.id == asking
        await shift.unit(lambda db, asking=asking: mark_notice(db, me, asking, True))
        await shift.answers("oleg", await shift.offers("oleg", (0, 0)))
        await shift.minute()
    assert await noted(shift, thread) == [("Олег Титов", None)]


async def test_what_is_left_to_do_goes_back_to_the_owner(shift: Shift) -> None:
    anna, _ = await looked_after(shift)
    vera, oleg = await shift.who("vera"), await shift.who("oleg")

    async def wishes(person: UUID, key: str) -> None:
        words = Phrase("task.told_before", {"form": "Анна Сергеевна"})
        new = NewTask(person=person, kind="told_before", key=key, words=words, due_at=shift.now, client=anna)
        await shift.unit(lambda db: add_task(db, new))

    async def left(who: Who) -> int:
        found = await shift.unit(lambda db: open_tasks(db, who, shift.now + 9 * DAY))
        return sum(task.kind == "told_before" for task in found)

    await wishes(oleg.id, "one")
    await wishes(shift.house.people["irina"], "of a supervisor")
    assert (await left(oleg), await left(vera)) == (1, 0)
    await shift.unit(lambda db: hand_back(db, oleg, HandBack(id=new_id(), client_id=anna)))
    await shift.follow()
    assert (await left(oleg), await left(vera)) == (0, 1)
    assert await left(await shift.who("irina")) == 1
    await shift.answers("oleg", await shift.offers("oleg", (1, 2)))
    await shift.minute(shift.now + DAY)
    await wishes(oleg.id, "two")
    await shift.minute(shift.now + 3 * DAY)
    assert (await left(oleg), await left(vera)) == (0, 2)


async def test_handed_back_without_words_they_are_asked_for_them(shift: Shift) -> None:
    anna, thread = await looked_after(shift)
    await writes(shift, thread, "В четверг")
    me = await shift.who("oleg")
    await shift.unit(lambda db: hand_back(db, me, HandBack(id=new_id(), client_id=anna)))
    [asking] = await asked(shift)
    with pytest.raises(Problem):
        await note(shift, asking, "  ")
    await note(shift, asking, "Всё хорошо")
    assert await noted(shift, thread) == [("Олег Титов", "Всё хорошо")]
