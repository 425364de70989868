"""More: the rarer wishes, each a button and a word."""

from app.conversations.entries import MORE
from app.kit.db import Db
from app.menu.answering import Chosen, answer
from app.texts import Phrase


async def show_more(db: Db, chosen: Chosen) -> None:
    await answer(db, chosen, [Phrase("menu.more")], MORE)
