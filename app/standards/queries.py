"""SQL of house rules."""

from uuid import UUID

import msgspec

from app.kit.db import Db
from app.standards.model import AnswerRules, Standards

LATEST_STANDARD = """
SELECT version, value, from_at, made_by FROM standards
WHERE dealership_id = $1 AND name = 'answer' ORDER BY version DESC LIMIT 1
"""


async def latest_standard(db: Db) -> Standards:
    """The rules in force; a house that never changed them works by the defaults, version 0."""
    row = await db.row(LATEST_STANDARD)
    if row is None:
        return Standards(answer=AnswerRules(), version=0, from_at=None, made_by=None)
    answer = msgspec.convert(row["value"], AnswerRules, strict=False)
    return Standards(answer=answer, version=row["version"], from_at=row["from_at"], made_by=row["made_by"])


INSERT_STANDARD = """
INSERT INTO standards (dealership_id, name, version, value, from_at, made_by)
VALUES ($1, 'answer', $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""


async def insert_standard(db: Db, version: int, answer: AnswerRules, by: UUID) -> bool:
    """False when somebody else made this version a moment ago."""
    return await db.run(INSERT_STANDARD, version, answer, db.now, by) == 1
