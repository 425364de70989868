"""How the installation's bot is, in one word for operators."""

from app.config import Config
from app.kit.db import Database
from bots import queries


async def state_of_bot(config: Config, database: Database) -> str:
    """`off` without a token; else the state, with the reason where there is trouble."""
    if config.telegram_token is None:
        return "off"
    for dealership in (await database.dealerships())[:1]:
        for row in (await database.work(dealership, queries.bots))[0]:
            if row.state != "off":
                return f"{row.state}: {row.trouble}" if row.trouble else row.state
    return "new"
