"""SQL of questions with one-tap answers: asked once, answered once."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec

from app.deliveries.model import Button
from app.kit.db import Db
from app.texts import Phrase

Key = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_]{1,20}$")]


class Option(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer a question offers: its key, and what the button says; typed words count like the tap.

    `asks`: whoever chooses it waits for somebody from then on, as whoever writes does.
    """

    key: Key
    words: Phrase
    asks: bool = False


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A question to a client. `until_at`: from then on no answer counts; None: one always does."""

    id: UUID
    client_id: UUID
    thread_id: UUID
    message_id: UUID
    kind: str
    subject_id: UUID
    options: list[Option]
    asked_at: datetime
    until_at: datetime | None
    answered_at: datetime | None
    answer: str | None

    def option(self, key: str | None) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    def is_open(self, now: datetime) -> bool:
        """Does an answer still count?"""
        return self.answered_at is None and (self.until_at is None or now < self.until_at)


def act_of(ask: UUID, key: str) -> str:
    """How a button names its answer; channels carry 64 bytes."""
    return f"ask:{ask.hex}:{key}"


def tapped(act: str | None) -> tuple[UUID, str] | None:
    """The question and the answer that a button names; None for a button that is none of ours."""
    head, _, rest = (act or "").partition(":")
    id, _, key = rest.partition(":")
    try:
        return (UUID(hex=id), key) if head == "ask" and key else None
    except ValueError:
        return None


INSERT_ASK = """
INSERT INTO asks (dealership_id, id, client_id, thread_id, message_id, kind, subject_id, options, asked_at, until_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


async def insert_ask(db: Db, ask: Ask) -> None:
    await db.run(
        INSERT_ASK,
        ask.id,
        ask.client_id,
        ask.thread_id,
        ask.message_id,
        ask.kind,
        ask.subject_id,
        ask.options,
        ask.asked_at,
        ask.until_at,
    )


LOCK_ASK = """
SELECT id, client_id, thread_id, message_id, kind, subject_id, options, asked_at, until_at, answered_at, answer
FROM asks WHERE dealership_id = $1 AND id = $2 FOR UPDATE
"""


async def lock_ask(db: Db, id: UUID) -> Ask | None:
    """The question, held until the unit ends: of two taps at once one comes second."""
    row = await db.row(LOCK_ASK, id)
    return ask_of(row) if row else None


OPEN_ASKS = """
SELECT a.id, a.client_id, a.thread_id, a.message_id, a.kind, a.subject_id, a.options, a.asked_at, a.until_at,
       a.answered_at, a.answer
FROM contact_points p JOIN asks a ON a.dealership_id = p.dealership_id AND a.client_id = p.client_id
WHERE p.dealership_id = $1 AND p.kind = $2 AND p.handle = $3 AND p.identifies AND p.ended_at IS NULL
  AND a.answered_at IS NULL AND (a.until_at IS NULL OR a.until_at > $4)
ORDER BY a.asked_at DESC LIMIT 10
"""


async def open_asks(db: Db, channel: str, handle: str) -> list[Ask]:
    """What this account's client was asked and has not answered, the latest first."""
    return [ask_of(row) for row in await db.rows(OPEN_ASKS, channel, handle, db.now)]


def ask_of(row: asyncpg.Record) -> Ask:
    return Ask(**{**row, "options": msgspec.convert(row["options"], list[Option])})


async def ask_of_buttons(db: Db, buttons: list[Button]) -> Ask | None:
    """The question whose answers these buttons are, held until the unit ends."""
    named = next((one for button in buttons if (one := tapped(button.act))), None)
    return await lock_ask(db, named[0]) if named else None


SET_ANSWER = """
UPDATE asks SET answered_at = $3, answer = $4, answered_by = $5
WHERE dealership_id = $1 AND id = $2 AND answered_at IS NULL
"""


async def set_answer(db: Db, id: UUID, key: str, contact_point: UUID) -> bool:
    """False when there is an answer already."""
    return await db.run(SET_ANSWER, id, db.now, key, contact_point) == 1


END_ASKS = """
UPDATE asks SET until_at = $3
WHERE dealership_id = $1 AND subject_id = $2 AND answered_at IS NULL AND (until_at IS NULL OR until_at > $3)
RETURNING message_id
"""


async def end_asks(db: Db, subject: UUID) -> list[UUID]:
    """Nobody waits for an answer about this any more. Answers the messages that asked."""
    return [row["message_id"] for row in await db.rows(END_ASKS, subject, db.now)]


ASKS_ABOUT = """
SELECT id, client_id, thread_id, message_id, kind, subject_id, options, asked_at, until_at, answered_at, answer
FROM asks WHERE dealership_id = $1 AND subject_id = $2 ORDER BY asked_at DESC, id DESC
"""


async def asks_about(db: Db, subject: UUID) -> list[Ask]:
    """All that was asked about this, the latest first."""
    return [ask_of(row) for row in await db.rows(ASKS_ABOUT, subject)]


REOPEN_ASK = """
UPDATE asks SET until_at = NULL WHERE dealership_id = $1 AND id = $2 AND answered_at IS NULL
"""


async def reopen_ask(db: Db, id: UUID) -> None:
    """An answer counts again."""
    await db.run(REOPEN_ASK, id)
