"""Who is on duty: who answers now and by when, and the truth about the night."""

from uuid import UUID

from app.conversations.acknowledging import who_is_on_call
from app.conversations.entries import Entry
from app.conversations.naming import given_now
from app.conversations.receiving import Met
from app.conversations.welcoming import name_of
from app.coverage.promising import Given
from app.kit.db import Db
from app.menu.answering import Chosen, answer, house_phone, promised
from app.texts import Phrase, by, hour, sentences


async def who_is_on_duty(db: Db, chosen: Chosen) -> None:
    """Where somebody has to be called, the button that calls them stands under it."""
    owner = chosen.client.owner_id
    now = await given_now(db, owner)
    urgent: tuple[Entry, ...] = () if now and now.here_from <= db.now else ("urgent",)
    await answer(db, chosen, await duty_lines(db, chosen.met, owner), buttons=urgent)


async def duty_lines(db: Db, met: Met, owner: UUID | None) -> list[Phrase]:
    """Who answers this talk; where nobody is at work, who is on call, or that nobody is in the chat."""
    now, given = await given_now(db, owner), await promised(db, met.thread.id)
    here = now is not None and now.here_from <= db.now
    said = [] if here else [await closed_line(db, owner)]
    if given:
        said.append(Phrase("window.late" if given.late else "window.answers", given.facts))
    else:
        said += await hours_lines(db, owner, now)
    help_now = await house_phone(db)
    if not here:
        help_now.append(Phrase("menu.danger"))
    return [sentences(*said), *([sentences(*help_now)] if help_now else [])]


async def closed_line(db: Db, owner: UUID | None) -> Phrase:
    on_call = await who_is_on_call(db, owner)
    return Phrase("menu.duty.on_call", {"name": on_call}) if on_call else Phrase("menu.duty.closed")


async def hours_lines(db: Db, owner: UUID | None, now: Given | None) -> list[Phrase]:
    """Nobody waits: who is here until when, and the time that whoever writes now would be promised."""
    if now is None:
        return [Phrase("menu.duty.nobody")]
    name = await name_of(db, now.person_id)
    said = []
    if owner and owner != now.person_id:
        said.append(Phrase("menu.duty.instead", {"manager": await name_of(db, owner)}))
    if now.here_from <= db.now:
        said.append(Phrase("menu.duty.here", {"name": name, "hour": hour(now.here_until)}))
    said.append(Phrase("menu.duty.by", {"name": name, "by": by(now.by_at)}))
    return said
