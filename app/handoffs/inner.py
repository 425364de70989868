"""What stands in a talk for the house alone. It is no message: no channel, no window and no client ever reads it."""

from typing import Any
from uuid import UUID

from app.conversations.actions import readable
from app.handoffs import questions, returns
from app.handoffs.model import Inner, InnerNotes
from app.kit.auth import Who
from app.kit.db import Db
from app.people.model import Named


async def inner_notes(db: Db, who: Who, thread: UUID) -> InnerNotes:
    """Of a talk this person may read; else the same 404 as for a missing one."""
    found = await readable(db, who, thread)
    if found.client_id is None:
        return InnerNotes(notes=[], trades=[])
    notes = [return_shown(row) for row in await returns.returns_of_client(db, who, found.client_id)]
    notes += [question_shown(row) for row in await questions.questions_of_client(db, who, found.client_id)]
    return InnerNotes(
        notes=sorted(notes, key=lambda one: (one.at, one.id)), trades=await questions.trades(db)
    )


async def read_inner(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    """For phones, by feed."""
    notes = [return_shown(row) for row in await returns.returns_by_id(db, who, ids)]
    notes += [question_shown(row) for row in await questions.questions_by_id(db, who, ids)]
    return {note.id: note for note in notes}


def return_shown(row: Any) -> Inner:
    return Inner(
        id=row["id"],
        thread_id=row["thread_id"],
        client_id=row["client_id"],
        kind="return",
        at=row["at"],
        who=Named(id=row["person_id"], name=row["person"]),
        text=row["words"],
    )


def question_shown(row: Any) -> Inner:
    answerer = Named(id=row["answerer_id"], name=row["answerer"]) if row["answerer_id"] else None
    return Inner(
        id=row["id"],
        thread_id=row["thread_id"],
        client_id=row["client_id"],
        kind="question",
        at=row["at"],
        who=Named(id=row["asker_id"], name=row["asker"]),
        text=row["words"],
        trade=row["trade"],
        by_at=row["by_at"],
        state=row["state"],
        answer=row["answer"],
        answered_by=answerer,
    )
