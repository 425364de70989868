"""A manager's desk: waits put aside, words not sent yet, texts with blanks."""

from uuid import UUID

from litestar import Response, Router, delete, get, post, put
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.conversations import drafting, own_lines, snoozing
from app.conversations.drafts import NewDraft
from app.conversations.model import ThreadLine
from app.conversations.snoozing import NewSnooze, Snooze, Unsnooze
from app.conversations.templates import NewTemplate, Templates, remove_template, templates, write_template
from app.kit.auth import only, with_clients
from app.kit.http import AsWho, InUnit, json_bytes
from app.kit.ids import new_id
from app.sync.once import once
from app.sync.tables import Mutation

ACTS = {
    "conversations.snooze": Mutation(body=Snooze, act=snoozing.snooze),
    "conversations.sum_up": Mutation(body=own_lines.OwnLine, act=own_lines.sum_up),
    "conversations.unsnooze": Mutation(body=Unsnooze, act=snoozing.unsnooze),
}
"""What of it waits in a phone's outbox while there is no line."""

writing = only("manager", "supervisor", "administrator")


@post("/api/threads/{thread_id:uuid}/snooze", guards=[with_clients], status_code=HTTP_200_OK)
async def snooze(
    unit: InUnit, who: AsWho, thread_id: FromPath[UUID], data: JSONBody[NewSnooze]
) -> Response[ThreadLine]:
    """Put a wait aside until a time. The promise to the client stands, and their next word brings it back."""
    body = Snooze(thread_id=thread_id, id=data.id, until_at=data.until_at, seen_seq=data.seen_seq)
    return json_bytes(await once(unit, who, data.id, "conversations.snooze", body, snoozing.snooze))


@delete("/api/threads/{thread_id:uuid}/snooze", guards=[with_clients], status_code=HTTP_200_OK)
async def unsnooze(unit: InUnit, who: AsWho, thread_id: FromPath[UUID]) -> Response[ThreadLine]:
    """Have it back before its time."""
    body = Unsnooze(thread_id=thread_id, id=new_id())
    return json_bytes(await once(unit, who, body.id, "conversations.unsnooze", body, snoozing.unsnooze))


@put("/api/threads/{thread_id:uuid}/draft", guards=[with_clients])
async def write_draft(
    unit: InUnit, who: AsWho, thread_id: FromPath[UUID], data: JSONBody[NewDraft]
) -> ThreadLine:
    """What I have begun to write there, for my other devices."""
    return await unit.write(lambda db: drafting.write_draft(db, who, thread_id, data))


@get("/api/templates", guards=[writing])
async def list_templates(unit: InUnit, who: AsWho) -> Templates:
    """The house's texts with blanks, and my own."""
    return await unit.read(lambda db: templates(db, who))


@put("/api/templates/{template_id:uuid}", guards=[writing])
async def put_template(
    unit: InUnit, who: AsWho, template_id: FromPath[UUID], data: JSONBody[NewTemplate]
) -> Templates:
    """Make one or change it, under an id of mine."""
    return await unit.write(lambda db: write_template(db, who, template_id, data))


@delete("/api/templates/{template_id:uuid}", guards=[writing], status_code=204)
async def delete_template(unit: InUnit, who: AsWho, template_id: FromPath[UUID]) -> None:
    """Remove one of mine, or of the house where I may."""
    await unit.write(lambda db: remove_template(db, who, template_id))


router = Router(
    "/", route_handlers=[snooze, unsnooze, write_draft, list_templates, put_template, delete_template]
)
