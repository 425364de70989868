"""How far a client has come on the way in, and what is known of it."""

from datetime import datetime
from typing import Literal

import msgspec

Step = Literal["not_invited", "invited", "opened", "lapsed", "refused", "blocked", "connected"]
"""How far a client has come on the way in. `lapsed` = the link ran out unused."""


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a client's way in; None = it never happened."""

    reachable: bool | None
    linked_at: datetime | None
    stopped_at: datetime | None
    refused_at: datetime | None
    shared_at: datetime | None
    shared_until: datetime | None
    opened_at: datetime | None
