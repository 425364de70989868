"""Updates that come at once are kept in one unit, and each is answered after the commit that holds it."""

import asyncio
import hmac
from uuid import UUID

import msgspec

from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.tokens import digest
from bots import queries
from bots.arriving import store

TOGETHER = 50  # updates of a house in one unit, so that none waits for hundreds of others
NOBODY = digest("")


class Brought(msgspec.Struct, frozen=True):
    """An update as it came: digests of the address it came to and of the secret it came with."""

    path: bytes
    secret: bytes
    body: bytes


Waiting = list[tuple[Brought, asyncio.Future[bool]]]


class Intake:
    """One for an API process. While a unit is under way the next updates gather; alone, an update waits for nobody."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[UUID, Waiting] = {}
        self._keeping: dict[UUID, asyncio.Task[None]] = {}

    async def keep(self, dealership: UUID, brought: Brought) -> bool:
        """True once the update is in the database; False if no bot has this address and secret.

        Raises Problem "unavailable" (503) when the database stays away.
        """
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(dealership, []).append((brought, answer))
        if dealership not in self._keeping:
            self._keeping[dealership] = asyncio.create_task(self._keep_all(dealership))
        return await answer

    async def _keep_all(self, dealership: UUID) -> None:
        try:
            while waiting := self._waiting.pop(dealership, []):
                heard = [
                    one for one in waiting if not one[1].done()
                ]  # Telegram brings again what nobody waits for
                if rest := heard[TOGETHER:]:
                    self._waiting[dealership] = rest
                await self._keep(dealership, heard[:TOGETHER])
        finally:
            del self._keeping[dealership]

    async def _keep(self, dealership: UUID, waiting: Waiting) -> None:
        if not waiting:
            return

        async def take(db: Db) -> list[bool]:
            return await store_genuine(db, [brought for brought, _ in waiting])

        try:
            taken, _ = await self._database.work(dealership, take)
        except Exception as error:
            # A database that is away is away for all; whatever else went wrong may be the fault of one of them.
            if isinstance(error, Problem) or len(waiting) == 1:
                for _, answer in waiting:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                for one in waiting:
                    await self._keep(dealership, [one])
            return
        for (_, answer), genuine in zip(waiting, taken, strict=True):
            if not answer.done():  # whoever brought it may be gone
                answer.set_result(genuine)


async def store_genuine(db: Db, updates: list[Brought]) -> list[bool]:
    """Keep those that came to a bot's address with its secret; answer which did."""
    genuine = [False] * len(updates)
    for path in {each.path for each in updates}:
        bot = await queries.bot_by_path(db, path)
        bodies = []
        for place, each in enumerate(updates):
            # Compared even without a bot, so that the answer takes as long.
            if (
                each.path == path
                and hmac.compare_digest(each.secret, bot.secret_hash if bot else NOBODY)
                and bot
            ):
                genuine[place] = True
                bodies.append(each.body)
        if bot and bodies:
            await store(db, bot.id, bodies)
    return genuine
