"""What many ask at once is asked together, and everybody gets an answer of their own."""

import asyncio
import random

import pytest

from app.kit.together import Together


class Asked:
    """Looks things up slowly, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.known = {n: n * n for n in range(100)}
        self.breaks = False

    async def __call__(self, keys: list[int]) -> dict[int, int]:
        self.batches.append(keys)
        seen = dict(self.known)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if self.breaks:
            raise ConnectionError
        return {key: seen[key] for key in keys if key in seen}


async def test_whoever_asks_while_an_answer_is_under_way_is_in_the_next_question() -> None:
    asked = Asked()
    together = Together(asked)
    assert await asyncio.gather(*(together.ask(n) for n in range(50))) == [n * n for n in range(50)]
    assert [sorted(batch) for batch in asked.batches] == [list(range(50))]
    first = asyncio.create_task(together.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asked.batches[1:] == [[1]], "alone, it waits for nobody"
    rest = asyncio.gather(*(together.ask(n) for n in (2, 3, 2)))
    assert (await first, await rest) == (1, [4, 9, 4])
    assert asked.batches[2:] == [[2, 3]], "the same twice is asked once"


async def test_an_answer_is_never_older_than_its_question() -> None:
    asked = Asked()
    together = Together(asked)
    first = asyncio.create_task(together.ask(7))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del asked.known[7]  # the look under way has seen it
    second = asyncio.create_task(together.ask(7))
    assert (await first, await second) == (49, None)


async def test_a_look_that_fails_fails_for_those_in_it_alone() -> None:
    asked = Asked()
    together = Together(asked)
    asked.breaks = True
    failed = await asyncio.gather(*(together.ask(n) for n in (1, 2)), return_exceptions=True)
    assert [type(error) for error in failed] == [ConnectionError, ConnectionError]
    asked.breaks = False
    assert await together.ask(3) == 9


async def test_no_question_is_longer_than_it_may_be_and_who_has_gone_keeps_nobody() -> None:
    asked = Asked()
    together = Together(asked, most=8)
    tasks = [asyncio.create_task(together.ask(n)) for n in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [n for n, answer in enumerate(done) if answer != n * n] == list(range(0, 30, 3))
    assert max(len(batch) for batch in asked.batches) <= 8


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_the_order_everybody_is_answered_rightly(seed: int) -> None:
    luck = random.Random(seed)
    asked = Asked()
    together = Together(asked, most=5)

    async def somebody() -> None:
        for _ in range(luck.randrange(6)):
            await asyncio.sleep(0)
        key = luck.randrange(120)
        assert await together.ask(key) == (key * key if key < 100 else None)

    await asyncio.gather(*(somebody() for _ in range(300)))
