"""Change a house rule: a new version, journaled."""

from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field
from app.standards import queries
from app.standards.model import BookChange, BookRules, Standards, StandardsChange


async def change_answer_rules(db: Db, who: Who, change: StandardsChange) -> Standards:
    """Put new answer rules in force. Raises "conflict" (409) if another version came first."""
    answer = change.answer.rules()
    if answer.from_time >= answer.until_time:
        raise bad_field("answer.until_time", "not_after_start")
    current = await queries.latest_standard(db)
    if (current.version, current.made_by, current.answer) == (change.version + 1, who.id, answer):
        return current  # a repeat, the first answer was lost
    fresh = change.version == current.version
    if not fresh or not await queries.insert_standard(db, "answer", current.version + 1, answer, who.id):
        raise Problem("conflict", 409)
    await record(db, "standard.changed", by=who.id, version=current.version + 1)
    return await queries.latest_standard(db)


async def change_book_rules(db: Db, who: Who, change: BookChange) -> Standards:
    """Put another capacity in force. Raises "conflict" (409) if another version came first."""
    standards = await queries.latest_standard(db)
    current, rules = standards.book, BookRules(capacity=change.capacity)
    if (current.version, current.made_by, current.capacity) == (change.version + 1, who.id, rules.capacity):
        return standards  # a repeat, the first answer was lost
    fresh = change.version == current.version
    if not fresh or not await queries.insert_standard(db, "book", current.version + 1, rules, who.id):
        raise Problem("conflict", 409)
    await record(db, "standard.changed", by=who.id, name="book", version=current.version + 1)
    return await queries.latest_standard(db)
