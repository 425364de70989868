"""Bulk loading: rows collected per table in plain memory, then copied in the order of their foreign keys."""

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from asyncpg.pgproto import pgproto

Columns = tuple[str, ...]

ORDER = (
    "entries", "timeline", "clients", "client_owners", "touches", "contact_points", "consents", "book_lines",
    "search_keys", "households", "household_members", "card_changes", "cars", "car_roles", "odometer_readings",
    "service_visits", "due_events", "tasks", "addresses", "threads", "messages", "message_texts", "promises", "waivers",
    "read_marks", "deliveries", "invitations", "invitation_refusals", "surveys", "complaints", "evidence", "scores",
    "book_days",
)  # fmt: skip


class Bulk:
    """Rows of one dealership on their way into the database. Every row gets `dealership_id` by itself."""

    def __init__(self, dealership: UUID, random: Random) -> None:
        self.dealership, self.random = pgproto.UUID(dealership.bytes), random
        self.rows: dict[tuple[str, Columns], list[tuple[Any, ...]]] = {}

    def add(self, table: str, **columns: Any) -> None:
        key = (table, tuple(columns))
        self.rows.setdefault(key, []).append((self.dealership, *columns.values()))

    def id_at(self, at: datetime) -> UUID:
        """A UUIDv7 of that instant; its chance comes from the seed, so the same seed makes the same rows."""
        milliseconds = int(at.timestamp() * 1000)
        tail = self.random.getrandbits(74)
        value = milliseconds << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | (tail & (2**62 - 1))
        id: UUID = pgproto.UUID(value.to_bytes(16))  # the driver's own kind, which it copies without a detour
        return id

    async def load(self, connection: Any) -> int:
        """Copy everything collected so far in the caller's transaction; answers how many rows that were."""
        count = 0
        for (table, columns), rows in sorted(self.rows.items(), key=lambda item: ORDER.index(item[0][0])):
            await connection.copy_records_to_table(table, columns=["dealership_id", *columns], records=rows)
            count += len(rows)
        self.rows.clear()
        return count
