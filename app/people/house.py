"""What the house says of itself: its telephone, day and night, and its time zone."""

from uuid import UUID

from app.journal.actions import record
from app.kit import phones
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.errors import bad_field
from app.people.model import Dealership, HousePhone
from app.people.queries import DEALERSHIP, KNOWN


async def set_phone(db: Db, who: Who, new: HousePhone) -> Dealership:
    """The number that clients read when it cannot wait; an empty one takes it away. Other processes say it within
    half a minute."""
    typed = (new.phone or "").strip()
    try:
        phone = phones.e164(typed) if typed else None
    except phones.TwoPhones as error:
        raise bad_field("phone", "two_phones") from error
    if typed and phone is None:
        raise bad_field("phone", "not_a_phone")
    if await update_phone(db, phone):
        await record(db, "house.phone_changed", by=who.id, subject=db.dealership, given=phone is not None)
    db.after_commit(lambda: forget(db.dealership))
    row = await db.row(DEALERSHIP)
    assert row is not None
    return Dealership(**row)


ZONE_NAMED = """
SELECT time_zone FROM dealerships WHERE id = $1
"""


async def zone_named(db: Db) -> str:
    """What the house calls its zone, whether there is one of that name or not."""
    name: str = await db.value(ZONE_NAMED)
    return name


UPDATE_PHONE = """
UPDATE dealerships SET phone = $2 WHERE id = $1 AND phone IS DISTINCT FROM $2
"""


async def update_phone(db: Db, phone: str | None) -> bool:
    """False where it was the same."""
    return await db.run(UPDATE_PHONE, phone) == 1


def forget(dealership: UUID) -> None:
    """What this process remembers of the house is read anew."""
    KNOWN.pop(dealership, None)
