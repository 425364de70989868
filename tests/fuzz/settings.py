"""How long the fuzz looks, and from which seed: `make fuzz` looks longer, from a new seed each time."""

import os

from hypothesis import HealthCheck, Phase, settings

SEED = int(os.environ.get("OKNO_FUZZ_SEED", "1"))
TIMES = int(os.environ.get("OKNO_FUZZ_TIMES", "1"))
"""How many times the examples of the short profile."""


def examples(number: int) -> settings:
    """The house lives on between two requests, so a failure is told as it was met and never shrunk."""
    return settings(
        max_examples=number * TIMES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
