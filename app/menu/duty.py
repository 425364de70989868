"""Who is on duty: who answers now and by when, and the truth about the night."""

from datetime import datetime
from uuid import UUID

from app.conversations.receiving import Met
from app.conversations.waiting import answerer
from app.conversations.welcoming import name_of
from app.coverage.rules import next_turn, open_now
from app.kit.db import Db
from app.menu.answering import Chosen, answer, house_phone, promised, time_from_now
from app.people.queries import dealership
from app.standards.queries import latest_standard
from app.texts import Phrase, by, hour, sentences


async def who_is_on_duty(db: Db, chosen: Chosen) -> None:
    await answer(db, chosen, await duty_lines(db, chosen.met, chosen.client.owner_id))


async def duty_lines(db: Db, met: Met, owner: UUID | None) -> list[Phrase]:
    """Who answers this talk; outside opening hours that nobody is in the chat, and what there is instead."""
    zone, rules = (await dealership(db)).time_zone, (await latest_standard(db)).answer
    here, given = open_now(db.now, rules, zone), await promised(db, met.thread.id)
    said = [] if here else [Phrase("menu.duty.closed")]
    if given:
        said.append(Phrase("window.late" if given.late else "window.answers", given.facts))
    else:
        said += await hours_lines(db, owner, next_turn(db.now, rules, zone) if here else None)
    help_now = await house_phone(db)
    if not here:
        help_now.append(Phrase("menu.danger"))
    return [sentences(*said), *([sentences(*help_now)] if help_now else [])]


async def hours_lines(db: Db, owner: UUID | None, closes: datetime | None) -> list[Phrase]:
    """Nobody waits: who is here until when, and the time that whoever writes now would be promised."""
    answers = await answerer(db, owner)
    if answers is None:
        return [Phrase("menu.duty.nobody")]
    name = await name_of(db, answers)
    said = []
    if owner and owner != answers:
        said.append(Phrase("menu.duty.instead", {"manager": await name_of(db, owner)}))
    if closes:
        said.append(Phrase("menu.duty.here", {"name": name, "hour": hour(closes)}))
    said.append(Phrase("menu.duty.by", {"name": name, "by": by(await time_from_now(db))}))
    return said
