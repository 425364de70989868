"""The capsule, the note back, and what stands in a talk for the house alone."""

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from app.handoffs import capsules, inner, returning
from app.handoffs.model import Capsule, HandBack, InnerNotes, NewHandBack, NewReturnNote, ReturnNote
from app.kit.auth import with_clients
from app.kit.http import AsWho, InUnit
from app.sync.once import once
from app.sync.tables import Mutation


@get("/api/clients/{client_id:uuid}/capsule", guards=[with_clients])
async def show_capsule(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Capsule:
    """What whoever steps in must know of this client, on one screen."""
    return await unit.read(lambda db: capsules.capsule(db, who, client_id), snapshot=True)


@get("/api/threads/{thread_id:uuid}/inner", guards=[with_clients])
async def show_inner(unit: InUnit, who: AsWho, thread_id: FromPath[UUID]) -> InnerNotes:
    """What stands in this talk for the house alone, in its order."""
    return await unit.read(lambda db: inner.inner_notes(db, who, thread_id), snapshot=True)


@post("/api/clients/{client_id:uuid}/hand-back", guards=[with_clients], status_code=204)
async def hand_back(unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[NewHandBack]) -> None:
    """I stood in for a colleague with this client, and am done."""
    act = HandBack(client_id=client_id, id=data.id, words=data.words)
    await once(unit, who, data.id, "handoffs.hand_back", act, returning.hand_back)


@post("/api/returns/{return_id:uuid}", guards=[with_clients], status_code=204)
async def write_note(
    unit: InUnit, who: AsWho, return_id: FromPath[UUID], data: JSONBody[NewReturnNote]
) -> None:
    """What the owner must know of a client for whom I stood in."""
    act = ReturnNote(return_id=return_id, id=data.id, words=data.words)
    await once(unit, who, data.id, "handoffs.return_note", act, returning.answer)


ACTS = {
    "handoffs.hand_back": Mutation(body=HandBack, act=returning.hand_back),
    "handoffs.return_note": Mutation(body=ReturnNote, act=returning.answer),
}
"""What phones may queue."""
router = Router("/", route_handlers=[show_capsule, show_inner, hand_back, write_note])
