"""The API process: every router on one page, its life, its refusals."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import DefineMiddleware

from app import health, static
from app.agenda import calling, parting, service, taking_on, tasks
from app.agenda import routes as agenda
from app.agenda.model import TaskDone, TaskMutation
from app.agenda.reminding import service_answered
from app.clients import actions as clients_actions
from app.clients import belonging, books, card_routes, editing, owner_routes, owning
from app.clients import routes as clients
from app.clients.changing import change_client
from app.clients.kept import KeptBooks
from app.clients.model import NewClient
from app.config import Config
from app.conversations import actions as talk
from app.conversations import desk_routes, getting_in, inviting, records, touching, transfer_routes
from app.conversations import routes as conversations
from app.conversations.asking import ANSWERS
from app.conversations.inviting import Refuse, Share, Unshare
from app.conversations.jobs import message_settled
from app.conversations.model import Link, LogTouch, MarkRead, Reply, UndoTouch, Waive
from app.coverage import routes as coverage
from app.coverage import schedule_routes as schedules
from app.database import Access, open_database
from app.deliveries.model import DeliveryMutation
from app.deliveries.tables import ALBUM, SETTLED, TEXT_LIMIT, WORDS_ONLY
from app.files import routes as files
from app.files.tables import READABLE
from app.followers import FOLLOWERS
from app.handoffs import routes as handoffs
from app.insight import routes as insight
from app.journal import followers, reads
from app.kit.auth import Who, only
from app.kit.blobs import blobs_in
from app.kit.bodies import Asked, refuse_nul_in_query
from app.kit.clock import clock_from, seconds_from
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.http import (
    AS_IT_IS,
    dress,
    on_crash,
    on_http_error,
    on_problem,
    on_unfit,
    provide_unit,
    provide_who,
)
from app.kit.packing import Packing
from app.kit.revision import require_current
from app.kit.secrets import Seal, master_key
from app.kit.traffic import observed
from app.loyalty import complaining, surveying
from app.loyalty import routes as loyalty
from app.loyalty.complaining import CloseComplaint, client_judges
from app.menu import judging, urgency, wishes
from app.menu import routes as menu
from app.openapi import openapi
from app.ownership import actions as cars
from app.ownership import routes as ownership
from app.ownership.model import AddCar, LogVisit, PartWithCar, ReadOdometer
from app.people import device_routes, notices
from app.people import routes as people
from app.people.guessing import LONGEST_FOR_CODES, Guesses
from app.people.model import SeeNotice
from app.people.queries import person
from app.people.sessions import Sessions, SignedIn
from app.standards import routes as standards
from app.sync import routes as sync
from app.sync.tables import MUTATIONS, READERS, RECORDS, Mutation, Records
from app.window import model as window_model
from app.window import routes as window
from app.window import staff_routes as windows
from bots import bot_routes, own_routes, staff_routes, webhook
from bots import routes as bots
from bots.intake import Intake
from bots.own_accounts import ALBUMS, TEXT_LIMITS
from bots.states import state_of_bot
from push import routes as push
from telephony import routes as telephony

LARGEST_BODY = 2 * 1024 * 1024


def create_app(config: Config, where: Access) -> Litestar:
    """The API of one installation."""
    fill_tables()
    app = Litestar(
        route_handlers=[
            people.router,
            device_routes.router,
            standards.router,
            clients.router,
            owner_routes.router,
            ownership.router,
            coverage.router,
            schedules.router,
            conversations.router,
            desk_routes.router,
            transfer_routes.router,
            agenda.router,
            handoffs.router,
            loyalty.router,
            menu.router,
            insight.router,
            files.router,
            sync.router,
            bots.router,
            bot_routes.router,
            own_routes.router,
            staff_routes.router,
            push.router,
            telephony.router,
            window.router,
            windows.router,
            webhook.router,
            health.router,
            static.router,
        ],
        lifespan=[lambda app: life(app, config, where)],
        dependencies={"who": Provide(provide_who), "unit": Provide(provide_unit)},
        middleware=[DefineMiddleware(SignedIn)],
        before_send=[dress],
        request_class=Asked,
        before_request=refuse_nul_in_query,
        exception_handlers={
            Problem: on_problem,
            HTTPException: on_http_error,
            asyncpg.DataError: on_unfit,
            OverflowError: on_unfit,
            Exception: on_crash,
        },
        request_max_body_size=LARGEST_BODY,
        compression_config=CompressionConfig(
            backend="gzip",
            minimum_size=1_000,
            middleware_class=Packing,
            exclude_opt_key=AS_IT_IS,
        ),
        openapi_config=openapi(reads_schema),
        logging_config=None,
    )
    app.asgi_handler = observed(app.asgi_handler)
    return app


async def reads_schema(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """In development everybody may read how the API looks, in production the administrators."""
    if not connection.app.state.config.local:
        await only("administrator")(connection, handler)


def fill_tables() -> None:
    """Lend the sync what higher features read and do; tell the journal who follows it."""
    followers.register(FOLLOWERS)
    READERS.update(
        {
            "me": read_me,
            "client": books.read_clients,
            "thread": talk.read_threads,
            "message": talk.read_messages,
            "notice": notices.notices_by_id,
            "task": tasks.read_tasks,
            "invitation": getting_in.read_standings,
            **handoffs.READS,
        }
    )
    RECORDS["book"] = Records(members=records.clients_after, read=records.read_records)
    MUTATIONS.update(desk_routes.ACTS | handoffs.ACTS | schedules.ACTS)
    MUTATIONS.update(
        {
            "clients.create": Mutation(body=NewClient, act=clients_actions.create_client),
            "clients.told": Mutation(body=owning.TellOwner, act=owning.tell_owner),
            "clients.change": Mutation(body=editing.ClientChange, act=change_client),
            "clients.add_contact": Mutation(body=editing.NewContact, act=card_routes.add_contact),
            "clients.label_contact": Mutation(body=editing.ContactLabel, act=card_routes.label_contact),
            "clients.end_contact": Mutation(body=editing.ContactAct, act=card_routes.end_contact),
            "clients.restore_contact": Mutation(body=editing.ContactAct, act=card_routes.restore_contact),
            "clients.add_relative": Mutation(body=editing.NewRelative, act=belonging.add_relative),
            "clients.end_relative": Mutation(body=editing.RelativeAct, act=belonging.end_relative),
            "conversations.reply": Mutation(body=Reply, act=talk.reply),
            "conversations.waive": Mutation(body=Waive, act=talk.waive),
            "conversations.unwaive": Mutation(body=Waive, act=talk.unwaive),
            "conversations.read": Mutation(body=MarkRead, act=talk.mark_read),
            "conversations.log_touch": Mutation(body=LogTouch, act=touching.log_touch),
            "conversations.undo_touch": Mutation(body=UndoTouch, act=touching.undo_touch),
            "conversations.link": Mutation(body=Link, act=talk.link),
            "deliveries.send_again": Mutation(body=DeliveryMutation, act=talk.send_again),
            "deliveries.go_on": Mutation(body=DeliveryMutation, act=talk.go_on),
            "deliveries.confirm": Mutation(body=DeliveryMutation, act=talk.confirm),
            "deliveries.withdraw": Mutation(body=DeliveryMutation, act=talk.withdraw),
            "loyalty.complain": Mutation(body=complaining.LogComplaint, act=complaining.log_complaint),
            "loyalty.close_complaint": Mutation(body=CloseComplaint, act=complaining.close_complaint),
            "loyalty.hear_client": Mutation(body=complaining.HearClient, act=complaining.hear_client),
            "loyalty.withdraw_complaint": Mutation(
                body=complaining.WithdrawComplaint, act=complaining.withdraw_complaint
            ),
            "people.see_notice": Mutation(body=SeeNotice, act=notices.see_notice),
            "people.unsee_notice": Mutation(body=SeeNotice, act=notices.unsee_notice),
            **acts_on_invitations(),
            **acts_on_cars(),
            "tasks.complete": Mutation(body=TaskDone, act=tasks.complete_task),
            "tasks.reopen": Mutation(body=TaskMutation, act=tasks.reopen_task),
        }
    )
    fill_channels()
    fill_answers()
    tasks.FOLLOWS[service.KIND] = taking_on.TAKING_ON
    tasks.FOLLOWS[calling.KIND] = calling.CALLED
    READABLE["conversations"] = talk.may_read_thread
    health.NAMED["bot"] = state_of_bot


def acts_on_invitations() -> dict[str, Mutation]:
    """What becomes of the personal links."""
    return {
        "invitations.share": Mutation(body=Share, act=inviting.share),
        "invitations.unshare": Mutation(body=Unshare, act=inviting.unshare),
        "invitations.refuse": Mutation(body=Refuse, act=inviting.refuse),
        "invitations.unrefuse": Mutation(body=Refuse, act=inviting.unrefuse),
    }


def fill_channels() -> None:
    """What the channels hold and show, and who follows a text on its way."""
    SETTLED["message"] = message_settled
    TEXT_LIMIT.update({window_model.CHANNEL: window_model.TEXT_LIMIT, **TEXT_LIMITS})
    ALBUM.update(ALBUMS)
    WORDS_ONLY.add(window_model.CHANNEL)


def acts_on_cars() -> dict[str, Mutation]:
    """What people write down of a client's cars."""
    return {
        "cars.add": Mutation(body=AddCar, act=cars.add_car_of_client),
        "cars.read": Mutation(body=ReadOdometer, act=cars.read_odometer),
        "cars.visit": Mutation(body=LogVisit, act=cars.log_visit),
        "cars.leave": Mutation(body=PartWithCar, act=parting.part_with_car),
        "cars.return": Mutation(body=PartWithCar, act=parting.take_car_back),
    }


def fill_answers() -> None:
    """What follows from answers that clients give through their windows."""
    ANSWERS.update(
        {
            "complaint": client_judges,
            "survey": surveying.answered,
            "survey_reader": surveying.reader_chosen,
            "service": service_answered,
            urgency.KIND: urgency.not_needed,
            wishes.KIND: wishes.take_back,
            judging.KIND: judging.heard,
        }
    )


async def read_me(db: Db, who: Who, ids: list[UUID]) -> dict[UUID, Any]:
    return {id: found for id in ids if (found := await person(db, id))}


@asynccontextmanager
async def life(app: Litestar, config: Config, where: Access) -> AsyncIterator[None]:
    """Open the database, refuse a schema of another version, listen for hints; and close it all again."""
    database, live = await open_database(config, where)
    try:
        async with database.pool.acquire() as connection:
            await require_current(connection)
        app.state.config, app.state.database, app.state.live = config, database, live
        seconds = seconds_from(config.clock)
        app.state.sessions, app.state.guesses = Sessions(database), Guesses(seconds)
        app.state.code_guesses = Guesses(seconds, LONGEST_FOR_CODES)
        # Clients behind one address never shut the door of the house.
        app.state.link_guesses = Guesses(seconds)
        app.state.books = KeptBooks(config.books_mb << 20)
        app.state.intake = Intake(database)
        app.state.clock = clock_from(config.clock)
        app.state.seal = Seal(master_key(config.master_key, config.folder))
        app.state.store = blobs_in(config.folder, app.state.seal)
        live.start(database, sync.compare_streams)
        async with reads.written_down(database):
            yield
    finally:
        await live.stop()
        await database.close()
