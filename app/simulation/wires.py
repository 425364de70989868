"""The wires of the week: what leaves arrives at once, a text at its client, a push on its person's phone."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid5

from app.conversations.asking import ANSWERS
from app.deliveries.actions import meet_address
from app.deliveries.model import Channel, Claimed, Limit, NewAddress, Sent
from app.deliveries.tables import CHANNELS
from app.kit.db import Db
from app.kit.ids import new_id
from app.menu import judging, urgency
from app.people.devices import upsert_device
from app.people.queries import insert_session
from app.simulation.model import DAY

PUSHES = UUID("00000000-0000-7000-8000-0000000000b2")
SIGNED_IN = 30 * DAY


class Wire:
    """Takes everything. `shows`: whether a screen there shows it, and says so."""

    per_chat = per_account = Limit(per_second=10_000, burst=10_000)

    def __init__(self, shows: Callable[[Claimed], bool]) -> None:
        self._shows = shows

    async def send(self, dealership: UUID, item: Claimed) -> Sent:
        return Sent(remote_id=str(item.id), delivered=self._shows(item))


async def give_phone(db: Db, person: UUID, until: datetime) -> None:
    """Signed in there, and pushes are allowed. The phone's address is its person."""
    session, device = new_id(), uuid5(person, "phone")
    await insert_session(db, secrets.token_bytes(32), session, person, "bearer", until, "phone")
    await upsert_device(
        db, device, person, session, f"https://push.invalid/{device}", bytes(65), bytes(16), ""
    )
    way = NewAddress(
        channel="push", account_id=PUSHES, destination=str(person), language="ru", device_id=device
    )
    await meet_address(db, way)


@contextmanager
def lent(rings: Callable[[UUID], bool]) -> Iterator[None]:
    """What a worker lends to the lower rooms, for as long as a week goes on. `rings`: does this person's phone work?"""
    answers = {urgency.KIND: urgency.not_needed, judging.KIND: judging.heard}
    wires: dict[str, Channel] = {
        "telegram": Wire(lambda item: False),
        "push": Wire(lambda item: rings(UUID(item.destination))),
    }
    answered, channels = dict(ANSWERS), dict(CHANNELS)
    ANSWERS.update(answers)
    CHANNELS.update(wires)
    try:
        yield
    finally:
        ANSWERS.clear()
        ANSWERS.update(answered)
        CHANNELS.clear()
        CHANNELS.update(channels)
