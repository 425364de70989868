"""A code to type on another device: an app on the home screen has no link to tap and a storage of its own."""

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field
from app.kit.secrets import Seal
from app.people.actions import open_session
from app.people.notices import notify
from app.people.queries import dealership, use_link
from app.people.rules import code_from, shown_code
from app.texts import Phrase

CODE_LIFE = timedelta(minutes=10)


def letters_for(seal: Seal, session: UUID, id: UUID) -> str:
    """The same letters for the same question: an answer that was lost is asked for again."""
    return code_from(hmac.digest(seal.derived("code to type"), session.bytes + id.bytes, "sha256"))


def hash_of(seal: Seal, letters: str) -> bytes:
    """Forty bits would soon be found from a plain hash; this one needs the master key."""
    return hmac.digest(seal.derived("typed code"), letters.encode(), "sha256")


async def make_code(db: Db, who: Who, seal: Seal, id: UUID) -> tuple[str, datetime]:
    """A code that signs this person in once, and until when. A newer one ends those before."""
    letters, until = letters_for(seal, who.session, id), db.now + CODE_LIFE
    hash = hash_of(seal, letters)
    await drop_codes(db, who.id, but=hash)
    if await insert_code(db, hash, who.id, until):
        await record(db, "sign_in_code.made", by=who.id, subject=who.session)
    return shown_code((await dealership(db)).code, letters), until


def sign_in_by_code(
    seal: Seal, letters: str, session: str, device: str | None
) -> Callable[[Db], Awaitable[None]]:
    """Exchanges a typed code for a session with this token. Whatever is wrong with it, the answer is one."""

    async def enter(db: Db) -> None:
        person = await use_link(db, hash_of(seal, letters))
        if person is None:
            raise wrong_code()
        await open_session(db, person, "cookie", session, device)
        words = (
            Phrase("notice.signed_in", {"device": device}) if device else Phrase("notice.signed_in_somewhere")
        )
        await notify(db, person, "session.opened", words)

    return enter


def wrong_code() -> Problem:
    return bad_field("code", "wrong_code")


INSERT_CODE = """
INSERT INTO sign_in_links (dealership_id, token_hash, person_id, made_at, expires_at, kind)
VALUES ($1, $2, $3, $4, $5, 'code') ON CONFLICT DO NOTHING
"""


async def insert_code(db: Db, hash: bytes, person: UUID, until: datetime) -> bool:
    """False when this very code was made before."""
    return await db.run(INSERT_CODE, hash, person, db.now, until) == 1


DROP_CODES = """
DELETE FROM sign_in_links
WHERE dealership_id = $1 AND person_id = $2 AND kind = 'code' AND used_at IS NULL AND token_hash <> $3
"""


async def drop_codes(db: Db, person: UUID, *, but: bytes = b"") -> None:
    await db.run(DROP_CODES, person, but)
