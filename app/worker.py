"""The worker process: loops over the queues, the timetable's ticker, and a heartbeat that shows both live.

Any number of workers may run; none needs the API. Only this file and `app.main` know `bots` and `push`.
"""

import asyncio
import contextlib
import signal
from dataclasses import dataclass, field
from functools import partial
from typing import get_args
from uuid import UUID

import structlog

from app.agenda.calling import call_of_rung_logged, chain_went_on
from app.agenda.first_words import ask_for_first_words, first_words_said
from app.agenda.handed import hand_tasks
from app.agenda.reminding import reminder_failed, service_answered, still_wanted
from app.agenda.service import service_raised, service_settled
from app.config import Config
from app.conversations import jobs as talks
from app.conversations import own_chats
from app.conversations.asking import ANSWERS
from app.conversations.chaining import heard, rules_changed
from app.conversations.jobs import message_settled
from app.conversations.leaving import WANTED, may_leave
from app.conversations.receiving import file_settled
from app.conversations.substitutes import substitution_turned
from app.conversations.watching import watch_due
from app.coverage.jobs import coverage_changed
from app.database import Access, open_database
from app.deliveries.jobs import Outgoing, rescue_lost
from app.deliveries.model import Line
from app.deliveries.tables import (
    ALBUM,
    CHANNELS,
    CLOSED,
    GROUP_LIMIT,
    LEAVING,
    SETTLED,
    TEXT_LIMIT,
    WORDS_ONLY,
)
from app.files.jobs import fetch_due
from app.files.tables import ARRIVED, FETCHERS
from app.followers import FOLLOWERS
from app.handoffs.returning import ask_what_was
from app.journal import followers
from app.journal.jobs import Act, read_followups
from app.kit import alive
from app.kit.blobs import Blobs, blobs_in
from app.kit.db import Database
from app.kit.ids import new_id
from app.kit.leases import drop_lease
from app.kit.live import Live
from app.kit.loops import Loop, queue_loop
from app.kit.revision import require_current
from app.kit.secrets import Seal, master_key
from app.loyalty.complaining import client_judges
from app.loyalty.learning import learn
from app.loyalty.surveying import answered, ask_after_visit, reader_chosen, survey_wanted
from app.menu import judging, urgency, wishes
from app.menu.calling import call_logged
from app.schedule import Ticker
from app.window import model as window_model
from app.window.pushing import device_gone, push_answer, wanted
from app.window.sender import WindowChannel, window_closed
from bots.dispatch import TAKERS, handle_due
from bots.fetching import TelegramFiles
from bots.keeping import Keeper
from bots.own_accounts import ALBUMS, GROUP_LIMITS, TEXT_LIMITS
from bots.own_sender import OwnChatChannel
from bots.sender import TelegramChannel
from push import questions
from push.actions import push_again, push_at_turn, push_message
from push.ladder import ring_for_ladder, still_called
from push.raising import raise_due, ring_for_urgent, still_unnoticed
from push.sender import PushChannel
from push.tables import ENVELOPES
from telephony import missed, ringing
from telephony.sender import TelephonyChannel

log = structlog.get_logger()

FINISH = 7.0  # seconds for the work under way when told to stop; the parent waits a little longer


@dataclass(frozen=True, kw_only=True)
class Worker:
    """What the loops of this process work with."""

    config: Config
    database: Database
    live: Live
    seal: Seal
    store: Blobs
    keeper: Keeper
    push: PushChannel
    telephony: TelephonyChannel
    outgoing: dict[Line, Outgoing]
    id: UUID
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


ACTS: dict[str, Act] = {
    "promises": talks.coverage_changed,
    "handed_tasks": hand_tasks,
    "first_words": ask_for_first_words,
    "first_words_said": first_words_said,
    "pushes": push_message,
    "bursts": judging.hear,
    "urgent_alerts": ring_for_urgent,
    "ladder_calls": ring_for_ladder,
    "question_rings": questions.ring_for_question,
    "ladder_rings": ringing.ring_phone,
    "left_numbers": ringing.forget_number,
    "turns": push_at_turn,
    "back": push_again,
    "window_pushes": push_answer,
    "wished_calls": call_logged,
    "unreached_calls": call_of_rung_logged,
    "loyalty": learn,
    "surveys": ask_after_visit,
    "service_raised": service_raised,
    "service_settled": service_settled,
    "reminder_failed": reminder_failed,
    "chains": heard,
    "chain_rules": rules_changed,
    "coverage": coverage_changed,
    "substitutes": substitution_turned,
    "returns": ask_what_was,
    "unreached": chain_went_on,
}
"""Each follower of `app.followers` and what it does about an entry."""


def loops_of(worker: Worker) -> list[Loop]:
    """Every loop of the worker."""
    database, stopping, store = worker.database, worker.stopping, worker.store
    keeper = worker.keeper
    leave, acknowledge = keeper.beside(keeper.leave), keeper.beside(keeper.acknowledge)

    async def take_in(dealership: UUID) -> int:
        return await handle_due(database, dealership, leave, acknowledge)

    async def deliver(dealership: UUID) -> int:
        return await rescue_lost(database, dealership) + await worker.outgoing["words"].turn(dealership)

    bots = Loop("bots", keeper.turn, pause=2.0, silence=60)
    keeper.beat = bots.beat
    return [
        bots,
        queue_loop(database, stopping, "arrivals", take_in, silence=60),
        queue_loop(database, stopping, "followups", lambda house: read_followups(database, house, ACTS)),
        queue_loop(database, stopping, "deliveries", deliver, silence=120),
        queue_loop(database, stopping, "deliveries", worker.outgoing["push"].turn, silence=120),
        queue_loop(database, stopping, "deliveries", worker.outgoing["ring"].turn, silence=120),
        queue_loop(database, stopping, "alerts", partial(raise_due, database, site=worker.config.site)),
        queue_loop(database, stopping, "watches", partial(watch_due, database)),
        queue_loop(database, stopping, "bursts", lambda house: judging.judge_due(database, house)),
        queue_loop(database, stopping, "files", lambda house: fetch_due(database, house, store), silence=180),
    ]


def fill_tables(worker: Worker) -> None:
    """Lend the lower rooms what higher ones do."""
    followers.register(FOLLOWERS)
    SETTLED["message"] = message_settled
    LEAVING["message"] = may_leave
    LEAVING["alert"] = still_unnoticed
    LEAVING["call"] = still_called
    LEAVING["ring"] = ringing.still_wanted
    WANTED["service"] = still_wanted
    WANTED["survey"] = survey_wanted
    ANSWERS["complaint"] = client_judges
    ANSWERS["survey"] = answered
    ANSWERS["survey_reader"] = reader_chosen
    ANSWERS["service"] = service_answered
    ANSWERS[urgency.KIND] = urgency.not_needed
    ANSWERS[wishes.KIND] = wishes.take_back
    ANSWERS[judging.KIND] = judging.heard
    ARRIVED["conversations"] = file_settled
    CHANNELS["telegram"] = telegram = TelegramChannel(worker.keeper.telegram, worker.store)
    CHANNELS[own_chats.CHANNEL] = OwnChatChannel(worker.database, telegram)
    CHANNELS["push"] = worker.push
    CHANNELS["telephony"] = worker.telephony
    CHANNELS["web"] = WindowChannel(worker.database)
    TEXT_LIMIT.update({window_model.CHANNEL: window_model.TEXT_LIMIT, **TEXT_LIMITS})
    ALBUM.update(ALBUMS)
    GROUP_LIMIT.update(GROUP_LIMITS)
    WORDS_ONLY.add(window_model.CHANNEL)
    CLOSED["web"] = window_closed
    CLOSED["push"] = device_gone
    ENVELOPES["answer"] = wanted
    ENVELOPES["question"] = questions.wanted
    TAKERS[missed.SOURCE] = missed.take_call
    FETCHERS["telegram"] = TelegramFiles(worker.keeper.telegram).fetch


def refuse_unbound() -> None:
    """An entry nobody reads is lost in silence, so a name without a function ends the start."""
    unbound = sorted(FOLLOWERS.keys() - ACTS.keys())
    if unbound:
        raise RuntimeError(f"app.worker.ACTS has no function for: {', '.join(unbound)}")


async def work(config: Config, where: Access, *, heart: int | None = None) -> None:
    """Work until SIGTERM or SIGINT. `heart` is a pipe that gets a byte a second while every loop lives."""
    refuse_unbound()
    seal, id = Seal(master_key(config.master_key, config.folder)), new_id()
    database, live = await open_database(config, where)
    keeper = Keeper(config, database, seal, id)
    worker = Worker(
        config=config,
        database=database,
        live=live,
        seal=seal,
        store=blobs_in(config.folder, seal),
        keeper=keeper,
        push=PushChannel(config, database, seal),
        telephony=TelephonyChannel(config, database, seal),
        outgoing={line: Outgoing(database, line) for line in get_args(Line)},
        id=id,
    )
    fill_tables(worker)
    try:
        async with database.pool.acquire() as connection:
            await require_current(connection)
        live.start(database)
        await run(worker, heart)
    finally:
        await keeper.close()
        await worker.push.close()
        await worker.telephony.close()
        await live.stop()
        await database.close()


async def run(worker: Worker, heart: int | None) -> None:
    loops = loops_of(worker)
    for loop in loops:
        worker.live.on_wake(loop.wake)
    stop_on_signals(worker, loops)
    ticker = Ticker(worker.database, worker.store, worker.config.timezone)
    ticker.start()
    turning = [asyncio.create_task(loop.run(worker.stopping)) for loop in loops]
    signs = [
        asyncio.create_task(alive.hold_lease(worker.database, worker.id, loops)),
        asyncio.create_task(alive.beat(heart, loops)),
    ]
    log.info("worker started", worker=worker.id)
    await worker.stopping.wait()
    await asyncio.gather(ticker.stop(), finish(worker, turning))
    for sign in signs:
        sign.cancel()
    await asyncio.gather(*signs, return_exceptions=True)
    with contextlib.suppress(Exception):  # it ends by itself too
        await asyncio.wait_for(drop_lease(worker.database, alive.lease_name(worker.id), worker.id), 1)
    log.info("worker stopped", worker=worker.id)


def stop_on_signals(worker: Worker, loops: list[Loop]) -> None:
    def stop() -> None:
        worker.stopping.set()
        for loop in loops:
            loop.wake("*")

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def finish(worker: Worker, turning: list[asyncio.Task[None]]) -> None:
    """Let the turns end, and what they began; what takes longer is cut, and the end of its lease says so."""

    def sending() -> list[asyncio.Task[None]]:
        return [task for line in worker.outgoing.values() for task in line.under_way]

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FINISH):
            await asyncio.wait(turning)
            if begun := sending():
                await asyncio.wait(begun)
    slow = [task for task in (*turning, *sending()) if not task.done()]
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
