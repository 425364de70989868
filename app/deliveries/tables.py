"""What others lend to the deliveries: filled by `app.main` and `app.worker`."""

from app.deliveries.model import Channel, Closed, Leaving, Settled

CHANNELS: dict[str, Channel] = {}
"""Channel name → its sender. Only the worker has senders."""

TEXT_LIMIT: dict[str, int] = {}
"""Channel name → how much one message of it holds, in UTF-16 units. A channel that says nothing holds `SHORTEST`."""

SHORTEST = 1_000

WORDS_ONLY: set[str] = set()
"""Channels that show no buttons under a message: what can be chosen there is said in the message itself."""

SETTLED: dict[str, Settled] = {}
"""Kind of thing → who must know that one of its deliveries changed state."""

CLOSED: dict[str, Closed] = {}
"""Channel name → who must know that one of its addresses reaches nobody any more."""

LEAVING: dict[str, Leaving] = {}
"""Kind of thing → what is judged once more when one that rings by itself leaves."""
