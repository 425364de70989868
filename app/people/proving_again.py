"""A fresh proof: what lets a device in, or shuts one for good, is for whoever has just shown who it is."""

from datetime import datetime, timedelta
from uuid import UUID

from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.tokens import encoded
from app.people.passkeys import credentials_of
from app.people.proving import Asked, Place, Proof, verified

FRESH = timedelta(minutes=10)
"""So long a sign-in or a proof counts."""


async def require_proof(db: Db, who: Who, lost: UUID | None = None) -> None:
    """Raises where the session was opened longer ago, was not proved since, and its person could prove it by a passkey.
    Whoever has none could prove nothing; a passkey that is only on the `lost` device is none."""
    if await needs_proof(db, who.id, who.session, db.now - FRESH, lost):
        raise Problem("prove_first", 403)


NEEDS_PROOF = """
SELECT EXISTS (SELECT 1 FROM sessions s WHERE s.dealership_id = $1 AND s.id = $3 AND s.person_id = $2
               AND greatest(s.created_at, s.proved_at) < $4)
   AND EXISTS (SELECT 1 FROM passkeys k WHERE k.dealership_id = $1 AND k.person_id = $2
               AND ($5::uuid IS NULL OR k.session_id IS DISTINCT FROM $5))
"""


async def needs_proof(db: Db, person: UUID, session: UUID, since: datetime, lost: UUID | None) -> bool:
    needed: bool = await db.value(NEEDS_PROOF, person, session, since, lost)
    return needed


def question_for(who: Who) -> str:
    return f"prove {who.session}"


async def ask_to_prove(db: Db, who: Who, place: Place) -> Asked:
    """The question that one of this person's passkeys answers, in this session."""
    known = [encoded(one) for one in await credentials_of(db, who.id)]
    return Asked(challenge=encoded(place.ask(question_for(who), db.now)), house=place.house, known=known)


async def prove_again(db: Db, who: Who, place: Place, proof: Proof) -> None:
    """It is them: for a while this session may do what needs a proof."""
    await verified(db, place, question_for(who), proof, who.id)
    await mark_proved(db, who.session)


MARK_PROVED = """
UPDATE sessions SET proved_at = $3 WHERE dealership_id = $1 AND id = $2
"""


async def mark_proved(db: Db, session: UUID) -> None:
    await db.run(MARK_PROVED, session, db.now)
