"""How hard the storm blows, and the seed that repeats its plan."""

import os
import random

FULL = os.environ.get("OKNO_CHAOS") == "full"
SEED = int(os.environ.get("OKNO_CHAOS_SEED") or random.SystemRandom().randrange(10**6))


def either(quick: int, full: int) -> int:
    """The size of something in this profile."""
    return full if FULL else quick
