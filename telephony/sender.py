"""The telephone as a way out of the house: one request to the provider for one call, and what its answer means."""

from typing import Any
from uuid import UUID

import aiohttp
import msgspec
import structlog
from yarl import URL

from app.config import Config
from app.deliveries.model import Claimed, Later, Limit, Outcome, Refused, Sent, Unknown
from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.secrets import Seal
from push.reaching import open_line
from push.rules import hosts_of, pause_after, wait_asked
from telephony import keeping, queries, rules
from telephony.model import Call, Ring, Webhook

DEADLINE = 20.0  # seconds for one request
NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Raised before the first byte has left: name, wall, connection or TLS."""
TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
log = structlog.get_logger()


class TelephonyChannel:
    """Asks each house's own provider."""

    per_chat = Limit(per_second=1, burst=6)
    per_account = Limit(per_second=5, burst=20)

    def __init__(self, config: Config, database: Database, seal: Seal, *, resolver: Any = None) -> None:
        self._database, self._seal = database, seal
        self._hosts = hosts_of(config.telephony_allowed_hosts)
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        """One call, and what became of it. Whatever is doubtful is Unknown, and never rings again by itself."""
        try:
            found, _ = await self._database.work(dealership, lambda db: self._wanted(db, item))
        except Problem:  # the database is away, and nothing has left
            return Later(reason="pause", seconds=2, bucket="alone", counts=False)
        if isinstance(found, Refused):
            return found
        webhook, call = found
        if not rules.allowed(rules.filled_url(webhook, call), self._hosts):
            return Refused(reason="forbidden")
        return await self._ask(item, webhook, call)

    async def _wanted(self, db: Db, item: Claimed) -> tuple[Webhook, Call] | Refused:
        """The number is read when the call leaves: a new one is rung at once, and none stands in the outbox."""
        row, person = await queries.telephony(db), await queries.phone_of(db, UUID(item.destination))
        if row.webhook_sealed is None:
            return Refused(reason="telephony_off")
        if person is None:
            return Refused(reason="no_number")
        webhook = keeping.opened(self._seal, db.dealership, row.webhook_sealed)
        if webhook is None:
            return Refused(reason="other_master_key")
        text = msgspec.convert(item.body, Ring).text
        return webhook, Call(phone=person["phone"], name=person["name"], text=text, call=str(item.id))

    async def _ask(self, item: Claimed, webhook: Webhook, call: Call) -> Outcome:
        headers = {header.name: header.value for header in webhook.headers}
        headers["idempotency-key"] = str(item.id)
        body = None
        if webhook.method != "GET":
            body = rules.filled_body(webhook, call).encode()
            headers["content-type"] = f"{TYPES[webhook.format]}; charset=utf-8"
        url = URL(rules.filled_url(webhook, call), encoded=True)
        try:
            async with self._line().request(
                webhook.method, url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                return outcome_of(item, answer.status, answer.headers)
        except NOT_REACHED as error:
            log.warning("telephony not reached", delivery=item.id, error=type(error).__name__)
            return Later(reason="channel_down", seconds=pause_after(item.attempts), bucket="alone")
        except (aiohttp.ClientError, TimeoutError):
            return Unknown()

    def _line(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_line(self._hosts, DEADLINE, self._resolver)
        return self._session

    async def close(self) -> None:
        if self._session:
            await self._session.close()


def outcome_of(item: Claimed, status: int, headers: Any) -> Outcome:
    """Only a 429 and a 503 say that nothing was begun; behind any other 5xx a phone may be ringing already."""
    if 200 <= status < 300:
        return Sent(remote_id=str(item.id))
    if status in (429, 503):
        asked = wait_asked(headers.get("retry-after"))
        return Later(
            reason="channel_down" if status == 503 else "pause",
            seconds=pause_after(item.attempts) if asked is None else asked,
            bucket="alone",
            counts=status == 503,
        )
    if status >= 500:
        return Unknown()
    return Refused(reason="unauthorized" if status in (401, 403) else "refused")
