"""Wrong sign-in links slow their sender down: ten are free, then each opens a pause twice as long."""

import time
from collections import OrderedDict
from collections.abc import Callable

import msgspec

FREE = 10
FIRST, LONGEST = 1.0, 300.0  # seconds of a pause
LONGEST_FOR_CODES = 3.0
"""Nobody can shut the door of typed codes: behind a proxy a house has one address, and forty bits that live for ten
minutes need no longer pause."""
FORGOTTEN = 900.0  # seconds without a wrong guess
REMEMBERED = 10_000  # senders; more would let an attacker fill the memory

Sender = tuple[str, str]
"""The address guesses come from, and the dealership they aim at: behind one proxy all share an address."""


class Tries(msgspec.Struct, kw_only=True):
    """How often somebody was wrong, when last, and until when nothing of theirs is looked at."""

    wrong: int = 0
    last: float = 0.0
    until: float = 0.0


class Guesses:
    """The memory of one process. Tokens hold 128 random bits: this is against noise, not the only wall."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, longest: float = LONGEST) -> None:
        self._clock, self._longest = clock, longest
        self._tries: OrderedDict[Sender, Tries] = OrderedDict()

    def pause(self, sender: Sender) -> float:
        """Seconds this sender still has to wait; nothing is looked up meanwhile, not even a right link."""
        tries = self._tries.get(sender)
        return max(0.0, tries.until - self._clock()) if tries else 0.0

    def wrong(self, sender: Sender) -> None:
        """One more wrong guess."""
        now = self._clock()
        tries = self._tries.pop(sender, None)
        if tries is None or now - tries.last > FORGOTTEN:
            tries = Tries()
        tries.wrong, tries.last = tries.wrong + 1, now
        if tries.wrong >= FREE:
            tries.until = now + min(self._longest, FIRST * 2 ** min(tries.wrong - FREE, 30))
        self._tries[sender] = tries
        if len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)
