"""Telegram's sending limits: 1 message a second to a chat, 20 a minute to a group, 30 a second in all."""

from collections import defaultdict, deque

from .clock import Clock

# The server's clock and the sender's are not the same: what comes this much too early is still in time.
GRACE_SECONDS = 0.05


class Limits:
    """`mode`: off, note (a violation in the ledger) or enforce (and answered 429)."""

    def __init__(self, clock: Clock, mode: str = "note") -> None:
        self.mode = mode
        self._clock = clock
        self._chats: dict[tuple[int, int], _Bucket] = defaultdict(self._bucket_of_a_chat)
        self._groups: dict[tuple[int, int], _Window] = defaultdict(self._window_of_a_group)
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

    def breach(self, bot: int, chat: int, messages: int = 1) -> tuple[str, float] | None:
        """Count so many messages of one call; what limit they break and how long they should have waited."""
        if self.mode == "off":
            return None
        buckets: list[tuple[str, _Bucket | _Window]] = [("30 a second per bot", self._bots[bot])]
        if chat < 0:
            buckets.append(("20 a minute per group", self._groups[bot, chat]))
        buckets.append(("1 a second per chat, 3 at once", self._chats[bot, chat]))
        for what, bucket in buckets:
            if (wait := bucket.missing(messages)) > 0:
                return what, wait
        for _, bucket in buckets:
            bucket.take(messages)
        return None

    def _bucket_of_a_chat(self) -> "_Bucket":
        return _Bucket(self._clock, size=3, per_second=1)

    def _window_of_a_group(self) -> "_Window":
        return _Window(self._clock, most=20, seconds=60)

    def _bucket_of_a_bot(self) -> "_Bucket":
        return _Bucket(self._clock, size=30, per_second=30)


class _Bucket:
    """An album is taken where the bucket is as full as can be for it, and leaves a debt."""

    def __init__(self, clock: Clock, *, size: int, per_second: float) -> None:
        self._clock, self._size, self._per_second = clock, size, per_second
        self._tokens, self._at = float(size), clock.steady()

    def missing(self, messages: int = 1) -> float:
        """Seconds until so many fit; 0 if they do."""
        now = self._clock.steady()
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        wait = (min(messages, self._size - 1) - self._tokens) / self._per_second
        return wait if wait > GRACE_SECONDS else 0.0

    def take(self, messages: int = 1) -> None:
        self._tokens -= messages


class _Window:
    """Never more than so many in any so many seconds."""

    def __init__(self, clock: Clock, *, most: int, seconds: float) -> None:
        self._clock, self._most, self._seconds = clock, most, seconds
        self._times: deque[float] = deque()

    def missing(self, messages: int = 1) -> float:
        now = self._clock.steady()
        while self._times and self._times[0] <= now - self._seconds + GRACE_SECONDS:
            self._times.popleft()
        over = len(self._times) + messages - self._most
        return self._times[over - 1] + self._seconds - now if over > 0 else 0.0

    def take(self, messages: int = 1) -> None:
        self._times.extend([self._clock.steady()] * messages)
