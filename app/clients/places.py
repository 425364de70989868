"""Places in a list that is paged by time: what a page's `next` says, and what it means when it comes back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.kit.errors import bad_field


def mark_of(item: Any) -> str:
    """The place of a row with `at` and `id`."""
    return f"{int(item.at.timestamp() * 1_000_000)}_{item.id.hex}"


def place_of(mark: str) -> tuple[datetime, UUID]:
    """The place in a timeline that a page's `next` names; the very top for none."""
    if not mark:
        return datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)
    try:
        micros, _, id = mark.partition("_")
        seconds, rest = divmod(int(micros), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), UUID(hex=id)
    except (ValueError, OverflowError, OSError) as error:
        raise bad_field("after", "not_a_place") from error
