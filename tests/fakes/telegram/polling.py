"""getUpdates: hands updates over, forgets them when a higher offset comes, and lets one poller live."""

import asyncio

from .faults import Refusal
from .ledger import Json
from .methods import take_allowed
from .world import Bot, Update, World

LONGEST_POLL = 50
# A higher offset than this far ahead is not believed, and the queue is shown from its head.
AHEAD = 10


async def get_updates(world: World, bot: Bot, params: Json, call: int) -> bytes:
    """The answer as bytes, so that even malformed updates go out as they were made."""
    if bot.webhook is not None:
        advice = "use deleteWebhook to delete the webhook first"
        raise Refusal(409, f"Conflict: can't use getUpdates method while webhook is active; {advice}")
    _end_other_poll(world, bot, call)
    take_allowed(world, bot, params)
    offset = int(params.get("offset") or 0)
    limit = min(max(int(params.get("limit") or 100), 1), 100)
    timeout = min(max(int(params.get("timeout") or 0), 0), LONGEST_POLL)
    world.expire(bot)
    _forget(world, bot, offset, call)
    if not bot.pending and timeout:
        await _wait(bot, timeout)
        world.expire(bot)
    return _handed(world, bot, list(bot.pending.values())[:limit], call)


def _end_other_poll(world: World, bot: Bot, call: int) -> None:
    if bot.poll is None or bot.poll.done():
        return
    text = "terminated by other getUpdates request; make sure that only one bot instance is running"
    world.note("conflict", bot, call=call)
    bot.poll.set_exception(Refusal(409, f"Conflict: {text}"))


def _forget(world: World, bot: Bot, offset: int, call: int) -> None:
    if offset < 0:
        world.note("violation", bot, what=f"a negative offset clears the queue: {offset}")
        for update_id in list(bot.pending)[:offset]:
            world.ack(bot, update_id, "cleared", call=call)
    elif offset <= bot.next_update_id + AHEAD:
        for update_id in [i for i in bot.pending if i < offset]:
            if update_id not in bot.handed:
                world.note("violation", bot, what=f"offset {offset} confirms {update_id}, never handed over")
            world.ack(bot, update_id, "offset", call=call)


async def _wait(bot: Bot, timeout: int) -> None:
    poll = bot.poll = asyncio.get_running_loop().create_future()
    try:
        async with asyncio.timeout(timeout):
            await poll
    except TimeoutError:
        return
    finally:
        if bot.poll is poll:
            bot.poll = None


def _handed(world: World, bot: Bot, updates: list[Update], call: int) -> bytes:
    if updates:
        ids = [update.id for update in updates]
        bot.handed.update(ids)
        world.note("handed", bot, update_ids=ids, call=call)
    return b'{"ok":true,"result":[' + b",".join(update.body for update in updates) + b"]}"
