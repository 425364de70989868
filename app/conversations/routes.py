"""The inbox, threads and their messages, calls and visits, the timeline, deliveries."""

from uuid import UUID

from litestar import Response, Router, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import structs

from app.clients.seeing import seen_client
from app.conversations import actions, lines, queries, replacing, timeline, touching
from app.conversations.model import (
    Inbox,
    Link,
    LinkTo,
    LogTouch,
    MarkRead,
    Message,
    Messages,
    NewMessage,
    NewTouch,
    ReadMark,
    Reply,
    ThreadAct,
    ThreadLine,
    Timeline,
    Touch,
    UndoTouch,
    Waive,
)
from app.conversations.replacing import History
from app.conversations.talks import PAGE, messages
from app.deliveries.model import Delivery, DeliveryAct, DeliveryMutation
from app.kit.auth import Who, with_clients
from app.kit.db import Db
from app.kit.errors import Problem
from app.kit.http import AS_IT_IS, PACKED_WELL, AsWho, InUnit, json_bytes, refuses
from app.kit.ids import new_id
from app.people.sessions import ASKS_ITSELF
from app.sync.once import once


@get("/api/inbox", guards=[with_clients], opt={PACKED_WELL: True})
async def show_inbox(unit: InUnit, who: AsWho) -> Inbox:
    """My threads and the lobby: who waits first, by promised time."""
    return Inbox(threads=await unit.read(lambda db: lines.inbox(db, who), snapshot=True))


@get("/api/threads/{thread_id:uuid}/messages", guards=[with_clients])
async def show_thread(
    unit: InUnit,
    who: AsWho,
    thread_id: FromPath[UUID],
    before: FromQuery[int | None] = None,
    limit: FromQuery[int] = 50,
) -> Messages:
    """A page of the talk, oldest first."""
    return await unit.read(lambda db: messages(db, who, thread_id, before, limit), snapshot=True)


@get("/api/messages/{message_id:uuid}/history", guards=[with_clients])
async def show_history(unit: InUnit, who: AsWho, message_id: FromPath[UUID]) -> History:
    """What a message said and showed before it was changed."""
    return await unit.read(lambda db: replacing.history(db, who, message_id), snapshot=True)


@post(
    "/api/threads/{thread_id:uuid}/messages",
    guards=[with_clients],
    status_code=201,
    opt={ASKS_ITSELF: True, AS_IT_IS: True},
)
async def send_reply(
    unit: InUnit, who: AsWho, thread_id: FromPath[UUID], data: JSONBody[NewMessage]
) -> Response[Message]:
    """Answer. The message's own id is the key of the act."""
    body = Reply(thread_id=thread_id, **structs.asdict(data))
    return json_bytes(await once(unit, who, data.id, "conversations.reply", body, actions.reply), 201)


async def thread_of(db: Db, who: Who, client: UUID) -> UUID:
    """The thread of a client; a client nobody ever talked to has none."""
    await seen_client(db, who, client)
    found = await queries.thread_of_client(db, client)
    if found is None:
        raise Problem("not_connected", 409)
    return found


@get("/api/clients/{client_id:uuid}/messages", guards=[with_clients], responses=refuses(409))
async def show_client_messages(
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    before: FromQuery[int | None] = None,
    limit: FromQuery[int] = 50,
) -> Messages:
    """The client's one talk, by the client's id."""

    async def read(db: Db) -> Messages:
        return await messages(db, who, await thread_of(db, who, client_id), before, limit)

    return await unit.read(read, snapshot=True)


@post("/api/clients/{client_id:uuid}/messages", guards=[with_clients], status_code=201)
async def send_to_client(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[NewMessage]
) -> Response[Message]:
    """Write to a client, by the client's id."""
    thread = await unit.read(lambda db: thread_of(db, who, client_id))
    body = Reply(thread_id=thread, **structs.asdict(data))
    return json_bytes(await once(unit, who, data.id, "conversations.reply", body, actions.reply), 201)


@get("/api/clients/{client_id:uuid}/timeline", guards=[with_clients], opt={ASKS_ITSELF: True})
async def show_timeline(
    unit: InUnit,
    client_id: FromPath[UUID],
    after: FromQuery[str] = "",
    limit: FromQuery[int] = 50,
    kinds: FromQuery[str] = "",
) -> Timeline:
    """What happened and what was said, newest first. `after` is the `next` of the page before; `kinds` are some
    of talk, touch, car, card, separated by commas."""
    most = max(1, min(limit, PAGE))
    return await unit.as_who(
        lambda who: unit.read(lambda db: timeline.read_timeline(db, who, client_id, after, most, kinds))
    )


@post("/api/clients/{client_id:uuid}/touches", guards=[with_clients], status_code=201)
async def log_touch(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[NewTouch]
) -> Response[Touch]:
    """Write down a call, a visit or a note. Its id is the key of the act."""
    fields = {name: getattr(data, name) for name in data.__struct_fields__}
    body = LogTouch(client_id=client_id, **fields)
    return json_bytes(
        await once(unit, who, data.id, "conversations.log_touch", body, touching.log_touch), 201
    )


@delete("/api/touches/{touch_id:uuid}", guards=[with_clients], status_code=HTTP_200_OK)
async def undo_touch(unit: InUnit, who: AsWho, touch_id: FromPath[UUID]) -> Response[Touch]:
    """Take my own touch back, within a day."""
    body = UndoTouch(id=new_id(), touch_id=touch_id)
    return json_bytes(await once(unit, who, body.id, "conversations.undo_touch", body, touching.undo_touch))


@post("/api/threads/{thread_id:uuid}/waiver", guards=[with_clients], status_code=HTTP_200_OK)
async def waive(
    unit: InUnit, who: AsWho, thread_id: FromPath[UUID], data: JSONBody[ThreadAct]
) -> Response[ThreadLine]:
    """Needs no answer: the wait ends without a reply."""
    body = Waive(thread_id=thread_id, id=data.id)
    return json_bytes(await once(unit, who, data.id, "conversations.waive", body, actions.waive))


@delete("/api/threads/{thread_id:uuid}/waiver", guards=[with_clients], status_code=HTTP_200_OK)
async def unwaive(unit: InUnit, who: AsWho, thread_id: FromPath[UUID]) -> Response[ThreadLine]:
    """It needs an answer after all."""
    body = Waive(thread_id=thread_id, id=new_id())
    return json_bytes(await once(unit, who, body.id, "conversations.unwaive", body, actions.unwaive))


@put("/api/threads/{thread_id:uuid}/read", guards=[with_clients])
async def mark_read(
    unit: InUnit, who: AsWho, thread_id: FromPath[UUID], data: JSONBody[ReadMark]
) -> ThreadLine:
    """How far I have read."""
    body = MarkRead(thread_id=thread_id, seq=data.seq)
    return await unit.write(lambda db: actions.mark_read(db, who, body))


@post("/api/threads/{thread_id:uuid}/link", guards=[with_clients], status_code=HTTP_200_OK)
async def link(
    unit: InUnit, who: AsWho, thread_id: FromPath[UUID], data: JSONBody[LinkTo]
) -> Response[ThreadLine | None]:
    """Who this stranger is: a client of the house, or a new card."""
    body = Link(thread_id=thread_id, id=data.id, client_id=data.client_id, client=data.client)
    return json_bytes(await once(unit, who, data.id, "conversations.link", body, actions.link))


@get("/api/deliveries/{delivery_id:uuid}", guards=[with_clients])
async def show_delivery(unit: InUnit, who: AsWho, delivery_id: FromPath[UUID]) -> Delivery:
    """What became of one attempt."""
    return await unit.read(lambda db: actions.delivery(db, who, delivery_id))


@post("/api/deliveries/{delivery_id:uuid}/attempts", guards=[with_clients], status_code=201)
async def send_again(
    unit: InUnit, who: AsWho, delivery_id: FromPath[UUID], data: JSONBody[DeliveryAct]
) -> Response[Message]:
    """Send again: a new attempt."""
    body = DeliveryMutation(delivery_id=delivery_id, id=data.id)
    return json_bytes(await once(unit, who, data.id, "deliveries.send_again", body, actions.send_again), 201)


@post("/api/deliveries/{delivery_id:uuid}/next", guards=[with_clients], status_code=201)
async def go_on(
    unit: InUnit, who: AsWho, delivery_id: FromPath[UUID], data: JSONBody[DeliveryAct]
) -> Response[Message]:
    """It may have arrived: by the next way all the same."""
    body = DeliveryMutation(delivery_id=delivery_id, id=data.id)
    return json_bytes(await once(unit, who, data.id, "deliveries.go_on", body, actions.go_on), 201)


@post("/api/deliveries/{delivery_id:uuid}/confirmation", guards=[with_clients], status_code=HTTP_200_OK)
async def confirm(
    unit: InUnit, who: AsWho, delivery_id: FromPath[UUID], data: JSONBody[DeliveryAct]
) -> Response[Message]:
    """It arrived."""
    body = DeliveryMutation(delivery_id=delivery_id, id=data.id)
    return json_bytes(await once(unit, who, data.id, "deliveries.confirm", body, actions.confirm))


@delete("/api/deliveries/{delivery_id:uuid}", guards=[with_clients], status_code=HTTP_200_OK)
async def withdraw(unit: InUnit, who: AsWho, delivery_id: FromPath[UUID]) -> Response[Message]:
    """Take back what has not left yet."""
    body = DeliveryMutation(delivery_id=delivery_id, id=new_id())
    return json_bytes(await once(unit, who, body.id, "deliveries.withdraw", body, actions.withdraw))


router = Router(
    "/",
    route_handlers=[
        show_inbox, show_thread, show_history, send_reply, show_client_messages,
        send_to_client, waive, unwaive, mark_read, link,
        show_timeline, log_touch, undo_touch, show_delivery, send_again, go_on, confirm, withdraw,
    ],
)  # fmt: skip
