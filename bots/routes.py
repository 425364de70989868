"""Getting clients in: who stands where, a personal link with its words and its code, sent or refused.

Runs in the API process: nothing here may reach aiogram.
"""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import msgspec
import segno
from litestar import Request, Response, Router, delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from app.clients.queries import hours_of_client
from app.clients.seeing import own_client
from app.conversations import inviting
from app.conversations.getting_in import Standing, trails_of_book
from app.conversations.invitations import invitation_of_client
from app.conversations.inviting import Refusal, Refuse, Share, Sharing, Unshare, Way, make_invitation
from app.kit.auth import Who, with_clients
from app.kit.db import Db
from app.kit.errors import Problem, not_found
from app.kit.http import AsWho, InUnit, json_bytes, refuses
from app.kit.ids import new_id
from app.people.queries import dealership
from app.sync.actions import apply, landed
from app.sync.once import once
from app.texts import Phrase, on, say
from bots.linking import Links, links_of, token_for, username_of_bot


class GettingIn(msgspec.Struct, frozen=True, kw_only=True):
    """Everyone on the way in; clients not named here are connected or nobody has invited them yet.
    `bot` is the name clients find it by, None while there is none."""

    bot: str | None
    standings: list[Standing]


class NewInvitation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which link to make; without a channel the best there is. `id` makes a repeat answer the same link."""

    id: UUID
    channel: Way | None = None


class Invite(NewInvitation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: UUID


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of the act: never the link."""

    expires_at: datetime


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """A link and the words that go with it, in the client's language; `hours` are those they asked to respect."""

    id: UUID
    url: str
    telegram: str | None
    web: str
    text: str
    expires_at: datetime
    never_before: str | None
    never_after: str | None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What an invitation is made of, read in the unit that makes it."""

    username: str | None
    made: Made
    text: str
    never_before: str | None
    never_after: str | None


@get("/api/getting-in", guards=[with_clients])
async def show_getting_in(unit: InUnit, who: AsWho) -> GettingIn:
    """Who of my clients is invited, came half the way, would not, or fell silent."""

    async def read(db: Db) -> GettingIn:
        return GettingIn(bot=await username_of_bot(db), standings=await trails_of_book(db, who))

    return await unit.read(read, snapshot=True)


@post("/api/clients/{client_id:uuid}/invitations", guards=[with_clients], status_code=201)
async def invite(
    request: Request[Who, Any, Any],
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    data: JSONBody[NewInvitation],
) -> Invited:
    """A personal link for one's own client, good once and for thirty days, with the words to send it with."""
    body = Invite(id=data.id, channel=data.channel, client_id=client_id)
    token = token_for(request.app.state.seal, who.dealership, data.id)
    facts = await unit.write(lambda db: invitation(db, who, body, token), landed=landed(who.id, data.id))
    links = links_of(request.app.state.config.site, facts.username, token)
    return Invited(
        id=data.id,
        url=url_of(links, data.channel),
        telegram=links.telegram,
        web=links.web,
        text=facts.text,
        expires_at=facts.made.expires_at,
        never_before=facts.never_before,
        never_after=facts.never_after,
    )


def url_of(links: Links, channel: str | None) -> str:
    return links.web if channel == "web" or links.telegram is None else links.telegram


async def invitation(db: Db, who: Who, body: Invite, token: str) -> Facts:
    username = await username_of_bot(db)
    if body.channel == "telegram" and username is None:
        raise Problem("no_bot", 409)
    channel: Way = body.channel or ("telegram" if username else "web")

    async def make() -> Made:
        client = await own_client(db, who, body.client_id)
        made = await make_invitation(db, client.id, channel, who.id, token=token, id=body.id)
        return Made(expires_at=made.expires_at)

    kept = await apply(db, who, body.id, "clients.invite", body, make)
    made = msgspec.json.decode(kept, type=Made)
    client, house = await own_client(db, who, body.client_id), await dealership(db)
    hours = await hours_of_client(db, client.id)
    facts = {
        "form": client.address_form,
        "manager": who.name,
        "house": house.name,
        "until": on(made.expires_at.date()),
    }
    return Facts(
        username=username,
        made=made,
        text=say(Phrase("invitation.text", facts), client.language, house.time_zone, now=db.now),
        never_before=hours["never_before"],
        never_after=hours["never_after"],
    )


@get(
    "/api/clients/{client_id:uuid}/invitations/{invitation_id:uuid}/qr.svg",
    guards=[with_clients],
    media_type="image/svg+xml",
    responses=refuses(403),
)
async def show_code(
    request: Request[Who, Any, Any],
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    invitation_id: FromPath[UUID],
) -> Response[bytes]:
    """The link as a QR code, for the client's camera: always dark on light, whatever the screen's colours."""

    async def read(db: Db) -> str | None:
        client = await own_client(db, who, client_id)
        found = await invitation_of_client(db, client.id, invitation_id)
        if found is None or found["expires_at"] <= db.now:
            raise not_found()
        return await username_of_bot(db)

    username = await unit.read(read)
    token = token_for(request.app.state.seal, who.dealership, invitation_id)
    links = links_of(request.app.state.config.site, username, token)
    return Response(code_of(links.telegram or links.web), media_type="image/svg+xml")


def code_of(url: str) -> bytes:
    drawn = BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=3, light="#fff", dark="#000", omitsize=True)
    return drawn.getvalue()


@post(
    "/api/clients/{client_id:uuid}/invitations/{invitation_id:uuid}/sharing",
    guards=[with_clients],
    status_code=HTTP_200_OK,
)
async def share(
    unit: InUnit,
    who: AsWho,
    client_id: FromPath[UUID],
    invitation_id: FromPath[UUID],
    data: JSONBody[Sharing],
) -> Response[Standing]:
    """The link is on its way to the client."""
    body = Share(client_id=client_id, invitation_id=invitation_id, id=data.id, how=data.how)
    return json_bytes(await once(unit, who, data.id, "invitations.share", body, inviting.share))


@delete(
    "/api/clients/{client_id:uuid}/invitations/{invitation_id:uuid}/sharing",
    guards=[with_clients],
    status_code=HTTP_200_OK,
)
async def unshare(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], invitation_id: FromPath[UUID]
) -> Response[Standing]:
    """It was not sent after all."""
    body = Unshare(client_id=client_id, invitation_id=invitation_id, id=new_id())
    return json_bytes(await once(unit, who, body.id, "invitations.unshare", body, inviting.unshare))


@post("/api/clients/{client_id:uuid}/refusal", guards=[with_clients], status_code=HTTP_200_OK)
async def refuse(
    unit: InUnit, who: AsWho, client_id: FromPath[UUID], data: JSONBody[Refusal]
) -> Response[Standing]:
    """The client would rather not be connected."""
    body = Refuse(client_id=client_id, id=data.id)
    return json_bytes(await once(unit, who, data.id, "invitations.refuse", body, inviting.refuse))


@delete("/api/clients/{client_id:uuid}/refusal", guards=[with_clients], status_code=HTTP_200_OK)
async def unrefuse(unit: InUnit, who: AsWho, client_id: FromPath[UUID]) -> Response[Standing]:
    """They would, after all."""
    body = Refuse(client_id=client_id, id=new_id())
    return json_bytes(await once(unit, who, body.id, "invitations.unrefuse", body, inviting.unrefuse))


router = Router(
    "/",
    route_handlers=[show_getting_in, invite, show_code, share, unshare, refuse, unrefuse],
)
