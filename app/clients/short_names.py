"""How people are called for short, and the names they bear. The phone bundles the same list."""

from pathlib import Path

import msgspec

SHORT_NAMES = msgspec.json.decode(
    Path(__file__).with_name("short_names.json").read_bytes(), type=dict[str, tuple[str, ...]]
)
