"""Telegram's sending limits: 1 message a second to a chat, 20 a minute to a group, 30 a second in all."""

from collections import defaultdict

from .clock import Clock

# The server's clock and the sender's are not the same: what comes this much too early is still in time.
GRACE_SECONDS = 0.05


class Limits:
    """`mode`: off, note (a violation in the ledger) or enforce (and answered 429)."""

    def __init__(self, clock: Clock, mode: str = "note") -> None:
        self.mode = mode
        self._clock = clock
        self._chats: dict[tuple[int, int], _Bucket] = defaultdict(self._bucket_of_a_chat)
        self._groups: dict[tuple[int, int], _Bucket] = defaultdict(self._bucket_of_a_group)
        self._bots: dict[int, _Bucket] = defaultdict(self._bucket_of_a_bot)
        self._closed: dict[tuple[int, int | None], float] = {}

    def close(self, bot: int, chat: int | None, seconds: float) -> None:
        """A 429 was answered: nobody may call for this chat (None: for the bot) before the time is over."""
        self._closed[bot, chat] = self._clock.steady() + seconds

    def too_early(self, bot: int, chat: int | None) -> float:
        """Seconds a sender still had to wait after a 429; 0 if it may send."""
        until = max(self._closed.get((bot, chat), 0.0), self._closed.get((bot, None), 0.0))
        left = until - self._clock.steady()
        return left if left > GRACE_SECONDS else 0.0

    def breach(self, bot: int, chat: int) -> tuple[str, float] | None:
        """Count one message; what limit it breaks and how long it should have waited."""
        if self.mode == "off":
            return None
        buckets = [("30 a second per bot", self._bots[bot])]
        if chat < 0:
            buckets.append(("20 a minute per group", self._groups[bot, chat]))
        buckets.append(("1 a second per chat, 3 at once", self._chats[bot, chat]))
        for what, bucket in buckets:
            if (wait := bucket.missing()) > 0:
                return what, wait
        for _, bucket in buckets:
            bucket.take()
        return None

    def _bucket_of_a_chat(self) -> "_Bucket":
        return _Bucket(self._clock, size=3, per_second=1)

    def _bucket_of_a_group(self) -> "_Bucket":
        return _Bucket(self._clock, size=20, per_second=20 / 60)

    def _bucket_of_a_bot(self) -> "_Bucket":
        return _Bucket(self._clock, size=30, per_second=30)


class _Bucket:
    def __init__(self, clock: Clock, *, size: int, per_second: float) -> None:
        self._clock, self._size, self._per_second = clock, size, per_second
        self._tokens, self._at = float(size), clock.steady()

    def missing(self) -> float:
        """Seconds until one more fits; 0 if it does."""
        now = self._clock.steady()
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        wait = (1 - self._tokens) / self._per_second
        return wait if wait > GRACE_SECONDS else 0.0

    def take(self) -> None:
        self._tokens -= 1
