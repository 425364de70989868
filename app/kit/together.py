"""Questions that many ask at once are asked together, in one round trip."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST = 500  # keys of one question, so that none waits for thousands of others


class Together(Generic[K, V]):
    """While an answer is under way the next questions gather; alone, a question waits for nobody. Every answer is of
    a look that began after its question."""

    def __init__(self, answer: Callable[[list[K]], Awaitable[Mapping[K, V]]], most: int = MOST) -> None:
        self._answer, self._most = answer, most
        self._waiting: dict[K, list[asyncio.Future[V | None]]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, key: K) -> V | None:
        """What is known of this key; None if nothing is. Raises what the look raised."""
        answer: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(answer)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        try:
            while self._waiting:
                keys = list(self._waiting)[: self._most]
                asked = {key: self._waiting.pop(key) for key in keys}
                try:
                    found = await self._answer(keys)
                except Exception as error:
                    for future in (each for all_ in asked.values() for each in all_):
                        if not future.done():
                            future.set_exception(error)
                    continue
                for key, futures in asked.items():
                    for future in futures:
                        if not future.done():  # whoever asked may be gone by now
                            future.set_result(found.get(key))
        finally:
            self._asking = None
