"""Change a house rule: a new version, journaled."""

from app.journal.actions import record
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import Problem, bad_field
from app.standards import queries, urgency
from app.standards.chain import ChainChange, ChainRules, ChainStandard, phrases_of, refuse_nonsense
from app.standards.ladder import LadderChange, LadderStandard, refuse_no_ladder
from app.standards.model import BookChange, BookRules, Standards, StandardsChange
from app.standards.urgency import UrgencyChange, UrgencyStandard
from app.texts import say


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


async def change_chain_rules(db: Db, who: Who, change: ChainChange) -> ChainStandard:
    """Put other rules of the fallback chain in force. Raises "conflict" (409) if another version came first.

    Texts on their way go by them from the next look on, which the journal's news brings about at once.
    """
    refuse_nonsense(change.rules)
    now = await chain_standard(db, who)
    if (now.version, now.rules) == (change.version + 1, change.rules):
        return now  # a repeat, the first answer was lost
    fresh = change.version == now.version
    if not fresh or not await queries.insert_standard(db, "chain", now.version + 1, change.rules, who.id):
        raise Problem("conflict", 409)
    await record(db, "standard.changed", by=who.id, name="chain", version=now.version + 1)
    return await chain_standard(db, who)


async def chain_standard(db: Db, who: Who) -> ChainStandard:
    """The rules in force, with what they do in the reader's language."""
    rules, versions = await queries.chain_versions(db)
    return ChainStandard(
        version=versions[0].version if versions else 0, rules=rules, told=told(rules, who), versions=versions
    )


def told(rules: ChainRules, who: Who) -> dict[str, str]:
    return {purpose: say(words, who.language) for purpose, words in phrases_of(rules).items()}


async def change_urgency_rules(db: Db, who: Who, change: UrgencyChange) -> UrgencyStandard:
    """Put other signs of urgency in force, for bursts judged from now on. Raises "conflict" (409) if another version
    came first."""
    urgency.refuse_nonsense(change.rules)
    now = await queries.urgency_standard(db)
    if (now.version, now.rules) == (change.version + 1, change.rules):
        return now  # a repeat, the first answer was lost
    fresh = change.version == now.version
    if not fresh or not await queries.insert_standard(db, "urgency", now.version + 1, change.rules, who.id):
        raise Problem("conflict", 409)
    await record(db, "standard.changed", by=who.id, name="urgency", version=now.version + 1)
    return await queries.urgency_standard(db)


async def change_ladder_rules(db: Db, who: Who, change: LadderChange) -> LadderStandard:
    """Put another ladder in force. Raises "conflict" (409) if another version came first."""
    refuse_no_ladder(change.rules)
    now = await ladder_standard(db)
    if (now.version, now.rules) == (change.version + 1, change.rules):
        return now  # a repeat, the first answer was lost
    fresh = change.version == now.version
    if not fresh or not await queries.insert_standard(db, "ladder", now.version + 1, change.rules, who.id):
        raise Problem("conflict", 409)
    await record(db, "standard.changed", by=who.id, name="ladder", version=now.version + 1)
    return await ladder_standard(db)


async def ladder_standard(db: Db) -> LadderStandard:
    """The ladder in force."""
    rules, versions = await queries.ladder_versions(db)
    return LadderStandard(version=versions[0].version if versions else 0, rules=rules, versions=versions)
