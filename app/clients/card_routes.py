"""What is changed on a card besides its fields: contacts, household; and the history of each field."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from app.clients import belonging, history, reaching
from app.clients.actions import card, seen_client
from app.clients.changing import CARD_FIELDS, STEP_FIELDS, change_client
from app.clients.editing import (
    ClientChange,
    ClientFields,
    ContactAct,
    ContactFields,
    ContactLabel,
    FieldHistory,
    Keyed,
    Labelled,
    NewContact,
    NewRelative,
    RelativeAct,
    RelativeFields,
)
from app.clients.model import Card
from app.clients.places import mark_of, place_of
from app.kit.auth import Who, with_clients
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.http import AsWho, IdempotencyKey, InUnit, json_bytes
from app.kit.ids import new_id
from app.sync.once import once

PAGE = 50
GROUPS = {
    "hours": ("never_before", "never_after", "time_zone"),
    "next_step": STEP_FIELDS,
    "consents": ("consents.reminders", "consents.offers"),
    "contacts": ("contacts",),
}
"""Fields that people see as one thing have one history."""


def then_card(act: Callable[[Db, Who, Any], Awaitable[None]]) -> Callable[[Db, Who, Any], Awaitable[Card]]:
    """The act, answered by the card as it then is."""

    async def acted(db: Db, who: Who, body: Any) -> Card:
        await act(db, who, body)
        return await card(db, who, body.client_id)

    return acted


add_contact = then_card(reaching.add_contact)
end_contact = then_card(reaching.end_contact)
restore_contact = then_card(reaching.restore_contact)
label_contact = then_card(reaching.label_contact)


@patch("/api/clients/{client_id:uuid}", guards=[with_clients])
async def change_card(
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    data: JSONBody[ClientFields],
    idempotency_key: IdempotencyKey = None,
) -> Response[Card]:
    """Change fields of my client's card, each over the value I saw."""
    change = ClientChange(client_id=client_id, **fields_of(data))
    return json_bytes(
        await once(unit, who, idempotency_key or new_id(), "clients.change", change, change_client)
    )


def fields_of(body: Any) -> dict[str, Any]:
    return {name: getattr(body, name) for name in body.__struct_fields__}


@post("/api/clients/{client_id:uuid}/contacts", guards=[with_clients], status_code=201)
async def post_contact(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[ContactFields]
) -> Response[Card]:
    """One more phone or email of my client."""
    new = NewContact(client_id=client_id, **fields_of(data))
    return json_bytes(await once(unit, who, new.id, "clients.add_contact", new, add_contact), 201)


@patch("/api/clients/{client_id:uuid}/contacts/{contact_id:uuid}", guards=[with_clients])
async def patch_contact(
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    contact_id: FromPath[UUID],
    data: JSONBody[Labelled],
    idempotency_key: IdempotencyKey = None,
) -> Response[Card]:
    """Whose the number is: the client's own, the family's, the company's."""
    act = ContactLabel(client_id=client_id, contact_id=contact_id, label=data.label)
    key = idempotency_key or new_id()
    return json_bytes(await once(unit, who, key, "clients.label_contact", act, label_contact))


@post("/api/clients/{client_id:uuid}/contacts/{contact_id:uuid}/end", guards=[with_clients], status_code=200)
async def post_contact_end(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], contact_id: FromPath[UUID], data: JSONBody[Keyed]
) -> Response[Card]:
    """This number is no longer theirs."""
    act = ContactAct(client_id=client_id, contact_id=contact_id, id=data.id)
    return json_bytes(await once(unit, who, act.id, "clients.end_contact", act, end_contact))


@delete(
    "/api/clients/{client_id:uuid}/contacts/{contact_id:uuid}/end", guards=[with_clients], status_code=200
)
async def delete_contact_end(
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    contact_id: FromPath[UUID],
    idempotency_key: IdempotencyKey = None,
) -> Response[Card]:
    """It is theirs after all."""
    act = ContactAct(client_id=client_id, contact_id=contact_id, id=idempotency_key or new_id())
    return json_bytes(await once(unit, who, act.id, "clients.restore_contact", act, restore_contact))


@post("/api/clients/{client_id:uuid}/household", guards=[with_clients], status_code=201)
async def post_relative(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[RelativeFields]
) -> Response[Card]:
    """Another client belongs to the same household."""
    new = NewRelative(client_id=client_id, **fields_of(data))
    return json_bytes(await once(unit, who, new.id, "clients.add_relative", new, belonging.add_relative), 201)


@delete("/api/clients/{client_id:uuid}/household/{relative_id:uuid}", guards=[with_clients], status_code=200)
async def delete_relative(
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    relative_id: FromPath[UUID],
    idempotency_key: IdempotencyKey = None,
) -> Response[Card]:
    """They belong together no longer."""
    act = RelativeAct(client_id=client_id, relative_id=relative_id, id=idempotency_key or new_id())
    return json_bytes(await once(unit, who, act.id, "clients.end_relative", act, belonging.end_relative))


@get("/api/clients/{client_id:uuid}/fields/{field:str}/history", guards=[with_clients])
async def show_field_history(
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    field: FromPath[str],
    after: FromQuery[str] = "",
    limit: FromQuery[int] = PAGE,
) -> FieldHistory:
    """Who changed a field, when, from what to what; newest first."""
    fields = GROUPS.get(field) or ((field,) if field in CARD_FIELDS else None)
    if fields is None:
        raise not_found()
    place, most = place_of(after), max(1, min(limit, PAGE))

    async def read(db: Db) -> FieldHistory:
        client = await seen_client(db, who, client_id)
        found = await history.changes_of_fields(db, client.id, list(fields), *place, most + 1)
        items = found[:most]
        since = await history.card_since(db, client.id)
        return FieldHistory(items=items, next=mark_of(items[-1]) if len(found) > most else None, since=since)

    return await unit.read(read)


handlers = [
    change_card, post_contact, patch_contact, post_contact_end, delete_contact_end, post_relative, delete_relative,
    show_field_history,
]  # fmt: skip
