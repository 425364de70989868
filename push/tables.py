"""What others lend to the push: filled by `app.worker`."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from app.people.devices import Device
from push.model import Envelope, Notice

Worded = Callable[[Any, UUID, UUID, Notice, str], Awaitable[tuple[Device | None, Envelope | None]]]
"""(db, device, push, notice, site) → the browser, and what to say if it is still news."""

ENVELOPES: dict[str, Worded] = {}
"""Kind of notice → who knows its devices and its words, for those that are not to the house's own people."""
