"""Push as a way out of the house: a notice becomes one encrypted post, its answer one outcome."""

from typing import Any
from uuid import UUID

import aiohttp
import msgspec
import structlog
from yarl import URL

from app.config import Config
from app.deliveries.devices import device_of_address
from app.deliveries.model import Claimed, Later, Limit, Moot, Outcome, Refused, Sent, Unknown
from app.kit import metrics
from app.kit.db import Database, Db
from app.kit.errors import Problem
from app.kit.secrets import Seal
from app.people.devices import Device, standing_device
from push.envelope import envelope_of
from push.keys import keys_of, subject_of
from push.model import LARGEST, Envelope, Notice
from push.reaching import open_line
from push.rules import allowed, digest_of, hosts_of, pause_after, provider_of, wait_asked
from push.sealing import Sealer
from push.tables import ENVELOPES

DEADLINE = 20.0  # seconds for one post
NOES = 5  # refusals of a service in a row after which it is not asked by every push
ASKED_AGAIN = 60.0  # seconds until it is, doubled each time
NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Raised before the first byte has left: name, wall, connection or TLS."""
log = structlog.get_logger()


def plain_of(envelope: Envelope) -> bytes:
    """The message as the browser will read it."""
    return msgspec.json.encode(envelope.told)


class PushChannel:
    """Posts to the push services of the devices' browsers."""

    per_chat = Limit(per_second=10, burst=100)  # what is superseded takes from it too
    per_account = Limit(per_second=200, burst=200)

    def __init__(self, config: Config, database: Database, seal: Seal, *, resolver: Any = None) -> None:
        self._database, self._site = database, config.site
        self._hosts = hosts_of(config.push_allowed_hosts)
        subject = subject_of(config)
        self._sealer = Sealer(keys_of(seal), subject) if subject else None
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._noes: dict[UUID, int] = {}

    async def send(self, dealership: UUID, item: Claimed) -> Outcome:
        """One post, and what its answer means. Whatever is doubtful is Unknown, and is never sent again."""
        try:
            (device, envelope), _ = await self._database.work(dealership, lambda db: self._wanted(db, item))
        except Problem:  # the database is away, and nothing has left
            return Later(reason="pause", seconds=2, bucket="alone", counts=False)
        if device is None or envelope is None:
            return Moot(reason="not_needed")
        if self._sealer is None or device.key_id != self._sealer.public:
            return Moot(reason="other_key")
        if not allowed(device.endpoint, self._hosts):
            return Refused(reason="forbidden")
        plain = plain_of(envelope)
        if len(plain) > LARGEST:
            return Refused(reason="too_long")
        return await self.post(item, device, envelope, plain)

    async def _wanted(self, db: Db, item: Claimed) -> tuple[Device | None, Envelope | None]:
        """The device if its person is still signed in there, and what to say if it is still news."""
        id, notice = await device_of_address(db, item.address_id), msgspec.convert(item.body, Notice)
        if id and notice.kind in ENVELOPES:
            device, envelope = await ENVELOPES[notice.kind](db, id, item.id, notice, self._site)
            here = device is not None and digest_of(device.endpoint) == item.destination
            return (device, envelope) if here else (None, None)
        device = await standing_device(db, id) if id else None
        if device is None or digest_of(device.endpoint) != item.destination:
            return None, None
        return device, await envelope_of(db, device, item.id, notice, self._site)

    async def post(self, item: Claimed, device: Device, envelope: Envelope, plain: bytes) -> Outcome:
        assert self._sealer is not None
        left = (item.until_at - self._database.clock()).total_seconds() if item.until_at else 0.0
        ttl = max(1, int(left))
        body, authorization = self._sealer.seal(plain, device)
        headers = {
            "authorization": authorization,
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(ttl),
            "urgency": envelope.urgency,
            "topic": envelope.topic,
        }
        try:
            async with self._line().post(
                URL(device.endpoint, encoded=True), data=body, headers=headers, allow_redirects=False
            ) as answer:
                status, told = answer.status, answer.headers
        except NOT_REACHED as error:
            metrics.PUSHES.labels("not reached").inc()
            log.warning("push service not reached", delivery=item.id, error=type(error).__name__)
            return Later(reason="channel_down", seconds=pause_after(item.attempts), bucket="alone")
        except (aiohttp.ClientError, TimeoutError):
            metrics.PUSHES.labels("no answer").inc()
            return Unknown()
        metrics.PUSHES.labels(
            f"{status // 100}xx" if status not in (404, 410, 413, 429) else str(status)
        ).inc()
        if (granted := told.get("ttl", "")).isdigit() and int(granted[:9]) < ttl:
            log.warning("push kept for less than asked", delivery=item.id, asked=ttl, kept=int(granted[:9]))
        return self._outcome(item, provider_of(device.endpoint), status, told)

    def _outcome(self, item: Claimed, provider: UUID, status: int, told: Any) -> Outcome:
        """Only 404 and 410 say that the subscription is over; any other no may be our own fault or theirs."""
        if 200 <= status < 300:
            self._noes.pop(provider, None)
            return Sent(remote_id=str(item.id))
        if status in (404, 410):
            return Refused(reason="gone", stops=True)
        if status == 413:
            return Refused(reason="too_long")
        if status == 429:
            seconds = wait_asked(told.get("retry-after")) or pause_after(item.attempts)
            return Later(reason="pause", seconds=seconds, bucket="alone", counts=False)
        if status in (400, 401, 403):
            return self._refused(item, provider, status)
        if status >= 500:
            seconds = wait_asked(told.get("retry-after")) or pause_after(item.attempts)
            return Later(reason="channel_down", seconds=seconds, bucket="alone")
        return Refused(reason="refused")

    def _refused(self, item: Claimed, provider: UUID, status: int) -> Outcome:
        """A key or a subject the service does not like concerns every push alike: the service rests."""
        noes = self._noes[provider] = self._noes.get(provider, 0) + 1
        if noes < NOES:
            return Later(reason="refused", seconds=pause_after(item.attempts), bucket="alone")
        seconds = min(3600.0, ASKED_AGAIN * 2.0 ** min(noes - NOES, 10))
        log.error(
            "the push service refuses us: look at OKNO_VAPID_SUBJECT and the clock; no device is removed",
            status=status,
            provider=provider,
            again_in=seconds,
        )
        return Later(reason="refused", seconds=seconds, bucket="account", counts=False)

    def _line(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_line(self._hosts, DEADLINE, self._resolver)
        return self._session

    async def close(self) -> None:
        if self._session:
            await self._session.close()
