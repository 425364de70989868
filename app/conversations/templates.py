"""Texts with blanks that the card fills: the house's for everybody, and each person's own."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from app.journal.actions import record
from app.journal.queries import was_removed
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field, filled, not_found
from app.people.queries import dealership

BLANKS = ("name", "car", "plate", "next_step", "next_step_at", "promise", "manager", "house", "phone")
"""What a card, its reader and the house can fill."""
MOST = 100


class NewTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`house`: for everybody; only an administrator or a supervisor may write such."""

    title: Annotated[str, msgspec.Meta(max_length=80)]
    text: Annotated[str, msgspec.Meta(max_length=4_000)]
    house: bool = False


class Template(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    title: str
    text: str
    house: bool
    changed_at: datetime


class Templates(msgspec.Struct, frozen=True, kw_only=True):
    """`house` is the house's name, `phone` the one that clients call, for the blanks that ask for them."""

    templates: list[Template]
    blanks: tuple[str, ...]
    house: str
    phone: str | None


def may_change(who: Who, house: bool) -> bool:
    """Each person their own, and those who set the standards the house's."""
    return who.role in ("administrator", "supervisor") if house else True


async def templates(db: Db, who: Who) -> Templates:
    """The house's and my own, by name."""
    here = await dealership(db)
    return Templates(
        templates=await templates_of(db, who.id),
        blanks=BLANKS,
        house=here.name,
        phone=here.phone,
    )


async def write_template(db: Db, who: Who, id: UUID, new: NewTemplate) -> Templates:
    """Make one, or change it. A blank that nothing could fill is refused."""
    if not may_change(who, new.house):
        raise not_found()
    title, text = filled("title", new.title), filled("text", new.text)
    if any(blank not in BLANKS for blank in re.findall(r"{(.*?)}", text)) or "{" in re.sub(
        r"{.*?}", "", text
    ):
        raise bad_field("text", "unknown_blank")
    if not await is_here(db, id) and await count_templates(db, who.id, new.house) >= MOST:
        raise Problem("too_many_templates", 409, n=MOST)
    if not await upsert_template(db, id, None if new.house else who.id, title, text, who.id):
        raise not_found()
    await record(db, "template.written", by=who.id, subject=id, house=new.house)
    return await templates(db, who)


async def remove_template(db: Db, who: Who, id: UUID) -> None:
    """Gone is done: whoever removed it may say so again."""
    if not await drop_template(db, id, who.id, may_change(who, True)):
        if not await was_removed(db, id, who.id):
            raise not_found()
        return
    await record(db, "template.removed", by=who.id, subject=id)


TEMPLATES_OF = """
SELECT id, title, text, person_id IS NULL AS house, changed_at FROM templates
WHERE dealership_id = $1 AND (person_id IS NULL OR person_id = $2) ORDER BY person_id IS NULL, title, id
"""


async def templates_of(db: Db, person: UUID) -> list[Template]:
    return [Template(**row) for row in await db.rows(TEMPLATES_OF, person)]


COUNT_TEMPLATES = """
SELECT count(*) FROM templates
WHERE dealership_id = $1 AND person_id IS NOT DISTINCT FROM CASE WHEN $3 THEN NULL ELSE $2::uuid END
"""


async def count_templates(db: Db, person: UUID, house: bool) -> int:
    counted: int = await db.value(COUNT_TEMPLATES, person, house)
    return counted


IS_HERE = """
SELECT EXISTS (SELECT FROM templates WHERE dealership_id = $1 AND id = $2)
"""


async def is_here(db: Db, id: UUID) -> bool:
    found: bool = await db.value(IS_HERE, id)
    return found


UPSERT_TEMPLATE = """
INSERT INTO templates AS t (dealership_id, id, person_id, title, text, changed_by, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (dealership_id, id) DO UPDATE
SET title = excluded.title, text = excluded.text, changed_by = excluded.changed_by, changed_at = excluded.changed_at
WHERE t.person_id IS NOT DISTINCT FROM excluded.person_id
"""


async def upsert_template(db: Db, id: UUID, person: UUID | None, title: str, text: str, by: UUID) -> bool:
    """False where this id is another's text, or one of the house and not one's own."""
    return await db.run(UPSERT_TEMPLATE, id, person, title, text, by, db.now) == 1


DROP_TEMPLATE = """
DELETE FROM templates WHERE dealership_id = $1 AND id = $2 AND (person_id = $3 OR (person_id IS NULL AND $4))
"""


async def drop_template(db: Db, id: UUID, person: UUID, of_house: bool) -> bool:
    return await db.run(DROP_TEMPLATE, id, person, of_house) == 1
