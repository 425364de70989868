"""The capsule, the note back, questions to specialists, and what stands in a talk for the house alone."""

from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody

from app.handoffs import asking, capsules, inner, returning
from app.handoffs.model import (
    AnswerQuestion,
    AskedQuestions,
    AskSpecialist,
    Capsule,
    HandBack,
    InnerNotes,
    NewAnswer,
    NewHandBack,
    NewQuestion,
    NewReturnNote,
    ReturnNote,
    WithdrawQuestion,
)
from app.kit.auth import only, with_clients
from app.kit.http import AsWho, InUnit
from app.kit.ids import new_id
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


@post("/api/threads/{thread_id:uuid}/questions", guards=[with_clients], status_code=204)
async def ask_specialist(
    unit: InUnit, who: AsWho, thread_id: FromPath[UUID], data: JSONBody[NewQuestion]
) -> None:
    """Ask the people of a trade about this client; the capsule goes along."""
    act = AskSpecialist(
        thread_id=thread_id, id=data.id, trade=data.trade, words=data.words, minutes=data.minutes
    )
    await once(unit, who, data.id, "handoffs.ask", act, asking.ask)


@get("/api/questions", guards=[only("specialist")])
async def show_questions(unit: InUnit, who: AsWho) -> AskedQuestions:
    """What waits for me, the first with their capsules; and what I answered lately."""
    return await unit.read(lambda db: asking.my_questions(db, who), snapshot=True)


@get("/api/questions/{question_id:uuid}/capsule", guards=[only("specialist")])
async def show_asked_capsule(unit: InUnit, who: AsWho, question_id: FromPath[UUID]) -> Capsule:
    """What must be known of the client whom a question that waits for me is about."""
    return await unit.read(lambda db: asking.capsule_asked(db, who, question_id), snapshot=True)


@post("/api/questions/{question_id:uuid}/answer", guards=[only("specialist")], status_code=204)
async def answer_question(
    unit: InUnit, who: AsWho, question_id: FromPath[UUID], data: JSONBody[NewAnswer]
) -> None:
    """Answer the colleague who asked."""
    act = AnswerQuestion(question_id=question_id, id=data.id, words=data.words)
    await once(unit, who, data.id, "handoffs.answer", act, asking.answer)


@delete("/api/questions/{question_id:uuid}", guards=[with_clients], status_code=204)
async def withdraw_question(unit: InUnit, who: AsWho, question_id: FromPath[UUID]) -> None:
    """It needs no answer any more."""
    act = WithdrawQuestion(id=new_id(), question_id=question_id)
    await once(unit, who, act.id, "handoffs.withdraw", act, asking.withdraw)


ACTS = {
    "handoffs.hand_back": Mutation(body=HandBack, act=returning.hand_back),
    "handoffs.return_note": Mutation(body=ReturnNote, act=returning.answer),
    "handoffs.ask": Mutation(body=AskSpecialist, act=asking.ask),
    "handoffs.answer": Mutation(body=AnswerQuestion, act=asking.answer),
    "handoffs.withdraw": Mutation(body=WithdrawQuestion, act=asking.withdraw),
}
"""What phones may queue."""
READS = {"inner": inner.read_inner, "question": asking.read_questions}
"""What they read by feed."""
router = Router(
    "/",
    route_handlers=[
        show_capsule, show_inner, hand_back, write_note, ask_specialist, show_questions,
        show_asked_capsule, answer_question, withdraw_question,
    ],
)  # fmt: skip
