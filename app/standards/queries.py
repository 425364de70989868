"""SQL of house rules."""

from typing import Any
from uuid import UUID

import msgspec

from app.kit.db import Db
from app.standards.chain import ChainRules, Version
from app.standards.ladder import LadderRules, ladder_rules_of
from app.standards.model import AnswerRules, BookStandard, ClockStandard, Standards
from app.standards.urgency import InForce, UrgencyStandard, rules_in_force

LATEST_STANDARD = """
SELECT DISTINCT ON (name) name, version, value, from_at, made_by FROM standards
WHERE dealership_id = $1 AND name IN ('answer', 'book', 'clock') ORDER BY name, version DESC
"""


async def latest_standard(db: Db) -> Standards:
    """The rules in force; a house that never changed them works by the defaults, version 0."""
    found = {row["name"]: row for row in await db.rows(LATEST_STANDARD)}
    book, answer, clock = found.get("book"), found.get("answer"), found.get("clock")
    return Standards(
        answer=msgspec.convert(answer["value"], AnswerRules, strict=False) if answer else AnswerRules(),
        book=BookStandard(**book["value"], version=book["version"], made_by=book["made_by"])
        if book
        else BookStandard(),
        clock=ClockStandard(**clock["value"], version=clock["version"]) if clock else ClockStandard(),
        version=answer["version"] if answer else 0,
        from_at=answer["from_at"] if answer else None,
        made_by=answer["made_by"] if answer else None,
    )


VERSIONS_OF = """
SELECT s.version, CASE WHEN s.version = max(s.version) OVER () THEN s.value END AS value, s.from_at, p.name AS by
FROM standards s LEFT JOIN persons p ON p.dealership_id = $1 AND p.id = s.made_by
WHERE s.dealership_id = $1 AND s.name = $2 ORDER BY s.version DESC LIMIT 10
"""


async def versions_of(db: Db, name: str) -> tuple[Any, list[Version]]:
    """The value in force, and who changed it, the last change first."""
    rows = await db.rows(VERSIONS_OF, name)
    versions = [Version(version=row["version"], from_at=row["from_at"], by=row["by"]) for row in rows]
    return rows[0]["value"] if rows else None, versions


async def chain_versions(db: Db) -> tuple[ChainRules, list[Version]]:
    """The rules of the fallback chain in force, and who changed them."""
    value, versions = await versions_of(db, "chain")
    return chain_rules_of(value), versions


async def urgency_standard(db: Db) -> UrgencyStandard:
    """The signs of urgency in force, and who changed them."""
    value, versions = await versions_of(db, "urgency")
    found = rules_in_force(value, versions[0].version if versions else 0)
    return UrgencyStandard(version=found.version, rules=found.rules, versions=versions)


URGENCY_IN_FORCE = """
SELECT version, value FROM standards WHERE dealership_id = $1 AND name = 'urgency' ORDER BY version DESC LIMIT 1
"""


async def urgency_in_force(db: Db) -> InForce:
    """What a burst is judged by."""
    row = await db.row(URGENCY_IN_FORCE)
    return rules_in_force(row["value"], row["version"]) if row else rules_in_force(None, None)


def chain_rules_of(value: Any) -> ChainRules:
    """As they are stored; a house that never changed them goes by the defaults."""
    return msgspec.convert(value, ChainRules) if value else ChainRules()


async def ladder_versions(db: Db) -> tuple[LadderRules, list[Version]]:
    """The ladder in force, and who changed it, the last change first."""
    value, versions = await versions_of(db, "ladder")
    return ladder_rules_of(value), versions


INSERT_STANDARD = """
INSERT INTO standards (dealership_id, name, version, value, from_at, made_by)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""


async def insert_standard(db: Db, name: str, version: int, value: msgspec.Struct, by: UUID) -> bool:
    """False when somebody else made this version a moment ago."""
    return await db.run(INSERT_STANDARD, name, version, value, db.now, by) == 1
