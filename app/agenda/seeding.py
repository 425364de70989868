"""Rows of tasks for bulk load."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.journal.seeding import entry_row
from app.kit.bulk import Bulk
from app.ownership.model import DueEvent
from app.ownership.rules import basis_words
from app.texts import Phrase

OPENS = time(9)
HANDLED = timedelta(days=2)


def service_task_rows(
    bulk: Bulk,
    event: DueEvent,
    made_at: datetime,
    person: UUID,
    form: str,
    car: str,
    zone: str,
    *,
    call: bool,
) -> None:
    """The manager's task about a raised service: open, or done two days later where they took it on."""
    local = made_at.astimezone(ZoneInfo(zone))
    due_at = max(made_at, datetime.combine(local.date(), OPENS, ZoneInfo(zone)))
    done_at = due_at + HANDLED if event.state == "handled" else None
    id = bulk.id_at(made_at)
    bulk.add(
        "tasks", id=id, person_id=person, client_id=event.client_id, kind="service", key=str(event.id),
        words=Phrase(f"task.service.{'call' if call else 'due'}", {"form": form, "car": car}),
        because=basis_words(event.basis), due_at=due_at, made_at=made_at, done_at=done_at,
        done_by=person if done_at else None,
    )  # fmt: skip
    entry_row(bulk, made_at, "task.made", client=event.client_id, subject=id, person=person, task="service")
    if done_at:
        entry_row(bulk, done_at, "task.done", by=person, client=event.client_id, subject=id, outcome=None)
