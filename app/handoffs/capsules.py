"""The capsule of a client for somebody who may see the card: gathered, drawn, and said in their language."""

from uuid import UUID

from app.clients.actions import card
from app.clients.model import Card
from app.conversations.queries import thread_of_client
from app.conversations.watches import last_channel
from app.handoffs import queries
from app.handoffs.model import Capsule, Drawn, Evidence, Facts, TalkLine
from app.handoffs.rules import REMEMBERED, draw
from app.kit.auth import Language, Who
from app.kit.db import Db
from app.people.queries import dealership
from app.texts import Phrase, say


async def capsule(db: Db, who: Who, client: UUID) -> Capsule:
    """For whoever may see the card now; else the same 404 as for a missing one."""
    return await capsule_of(db, await card(db, who, client), who.language)


async def capsule_of(db: Db, card: Card, language: Language) -> Capsule:
    """The capsule of a card that its reader was let into."""
    thread = await thread_of_client(db, card.id)
    zone = (await dealership(db)).time_zone
    drawn = draw(await facts_of(db, card, thread), db.now, zone)
    return said_in(language, drawn, card, thread, db, zone)


async def facts_of(db: Db, card: Card, thread: UUID | None) -> Facts:
    talk = await queries.last_touches(db, card.id)
    if thread:
        talk += await queries.last_said(db, thread)
    return Facts(
        card=card,
        promise=await queries.promised_now(db, thread) if thread else None,
        talk=talk,
        # A complaint stays open for as long as it takes, so what it was is looked for far back.
        happened=await queries.happened_to(db, card.id, db.now - 10 * REMEMBERED),
        spoke_on=await last_channel(db, thread) if thread else None,
    )


def said_in(language: Language, drawn: Drawn, card: Card, thread: UUID | None, db: Db, zone: str) -> Capsule:
    def said(words: Phrase | str) -> str:
        return words if isinstance(words, str) else say(words, language, zone, now=db.now)

    return Capsule(
        client_id=card.id,
        thread_id=thread,
        name=card.name,
        address_form=card.address_form,
        owner=card.owner,
        who=[said(words) for words in drawn.who],
        cars=[said(words) for words in drawn.cars],
        promises=[said(words) for words in drawn.promises],
        talk=[TalkLine(at=line.at, who=line.who, text=said(line.text)) for line in drawn.talk],
        do=[said(words) for words in drawn.do],
        dont=[said(words) for words in drawn.dont],
        mood=drawn.mood,
        mood_text=said(Phrase(f"capsule.mood.{drawn.mood}")),
        evidence=[Evidence(at=one.at, text=said(one.words)) for one in drawn.evidence],
        made_at=db.now,
    )
