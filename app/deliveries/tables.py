"""What others lend to the deliveries: filled by `app.main` and `app.worker`."""

from collections.abc import Callable

from app.deliveries.model import Album, Channel, Closed, Leaving, Limit, Settled

CHANNELS: dict[str, Channel] = {}
"""Channel name → its sender. Only the worker has senders."""

TEXT_LIMIT: dict[str, int] = {}
"""Channel name → how much one message of it holds, in UTF-16 units. A channel that says nothing holds `SHORTEST`."""

SHORTEST = 1_000

ALBUM: dict[str, Album] = {}
"""Channel name → what it shows as one album. To a channel that says nothing each file goes by itself."""

GROUP_LIMIT: dict[str, Callable[[str], Limit | None]] = {}
"""Channel name → how much less a chat of many takes than any other; None for a chat of one."""

WORDS_ONLY: set[str] = set()
"""Channels that show no buttons under a message: what can be chosen there is said in the message itself."""

SETTLED: dict[str, Settled] = {}
"""Kind of thing → who must know that one of its deliveries changed state."""

CLOSED: dict[str, Closed] = {}
"""Channel name → who must know that one of its addresses reaches nobody any more."""

LEAVING: dict[str, Leaving] = {}
"""Kind of thing → what is judged once more when one that rings by itself leaves."""
