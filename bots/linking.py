"""A client's personal links: into the bot, and to the page that says who their manager is."""

import hmac
from uuid import UUID

import msgspec

from app.kit.db import Db
from app.kit.secrets import Seal
from app.kit.tokens import token_of
from bots import queries


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """Both lead to the same card and are spent together. `telegram` is None while no bot is connected."""

    web: str
    telegram: str | None


def links_of(site: str, username: str | None, token: str) -> Links:
    telegram = f"https://t.me/{username}?start={token}" if username else None
    return Links(web=f"{site}/c/{token}", telegram=telegram)


async def username_of_bot(db: Db) -> str | None:
    """The name clients find the dealership's bot by."""
    return next((bot.username for bot in await queries.bots(db) if bot.state != "off"), None)


def token_for(seal: Seal, dealership: UUID, key: UUID) -> str:
    """The token of the invitation that a person made under this key: a repeat gets the same link, though the
    database keeps only its hash."""
    tail = hmac.digest(seal.derived("invitation"), dealership.bytes + key.bytes, "sha256")
    return token_of(dealership, tail[:16])
