"""The next step with a client: what and when, or a person's word that none is needed."""

from datetime import datetime
from uuid import UUID

import msgspec

from app.clients.changing import set_next_step
from app.clients.model import BookLine
from app.clients.queries import write_book_line
from app.journal.actions import show
from app.kit.db import Db
from app.texts import Phrase


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What comes next and when; or since when none is needed; all empty: nobody has decided yet."""

    next_step: str | None = None
    next_step_at: datetime | None = None
    no_step_at: datetime | None = None


STEP_OF_CLIENT = """
SELECT next_step, next_step_at, no_step_at FROM book_lines WHERE dealership_id = $1 AND client_id = $2 FOR UPDATE
"""


async def step_of_client(db: Db, client: UUID) -> Step:
    """The step as it stands, held until the unit ends."""
    row = await db.row(STEP_OF_CLIENT, client)
    return Step(**row) if row else Step()


async def set_step(db: Db, client: UUID, step: Step, by: UUID) -> None:
    """The client's line in the book says this step and nothing of the one before; the card's history keeps both."""
    await set_next_step(db, client, step.next_step, step.next_step_at, by=by)
    await write_book_line(db, client, BookLine(no_step_at=step.no_step_at))


async def show_step(
    db: Db, client: UUID, step: Step, by: UUID, *, ref: UUID | None = None, at: datetime | None = None
) -> None:
    """The decision is a line of the timeline too."""
    if step.next_step:
        words = Phrase("timeline.next_step", {"step": step.next_step})
    else:
        words = Phrase("timeline.no_step" if step.no_step_at else "timeline.next_step_cleared")
    await show(db, client, "next_step", words, who=by, ref=ref, at=at)
