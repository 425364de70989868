"""Rows of cars for bulk load: what the actions would have written."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.clients.seeding import search_key
from app.clients.spelling import search_keys
from app.journal.seeding import entry_row
from app.kit.bulk import Bulk
from app.ownership.model import DueEvent, Facts, NewCar, NewVisit, Spoken, State
from app.ownership.rules import WINDOW, after, basis_of, event_id, forecast, owned_from
from app.standards.model import ClockRules

RAISED = time(5, 30)  # when the timetable raises what is due
THREE_WEEKS = timedelta(days=21)


def car_rows(
    bulk: Bulk,
    car: NewCar,
    owner: UUID,
    at: datetime,
    readings: Iterable[tuple[date, str, int]],
    until_on: date | None,
    zone: str,
) -> None:
    """The car, the client's part in it, its readings (day, source, km), and what the search finds it by."""
    bulk.add(
        "cars",
        id=car.id,
        vin=car.vin,
        plate=car.plate,
        make=car.make,
        model=car.model,
        year=car.year,
        created_at=at,
    )
    bulk.add(
        "car_roles",
        car_id=car.id,
        client_id=car.client_id,
        role=car.role,
        from_on=car.from_on,
        until_on=until_on,
    )
    for read_on, source, km in readings:
        bulk.add("odometer_readings", car_id=car.id, read_on=read_on, source=source, km=km)
    if until_on is None:
        for kind, key in search_keys(car.plate, car.vin):
            search_key(bulk, car.client_id, owner, kind, key)
    entry_row(
        bulk, at, "car.added", client=car.client_id, subject=car.id, at=owned_from(car.from_on, zone), source=car.source
    )  # fmt: skip


def visit_row(bulk: Bulk, visit: NewVisit, made_at: datetime, *, late: bool = False) -> None:
    """The car was at a workshop, as an outside record or the client says."""
    bulk.add(
        "service_visits", id=visit.id, car_id=visit.car_id, client_id=visit.client_id, at=visit.at, kind=visit.kind,
        place=visit.place, source=visit.source, km=visit.km, words=visit.words, made_at=made_at,
    )  # fmt: skip
    by_client = visit.client_id if visit.source == "client" else None
    entry_row(
        bulk, made_at, "service.visited", by_client=by_client, client=visit.client_id, subject=visit.id,
        car=visit.car_id, at=visit.at, place=visit.place, source=visit.source, visit=visit.kind, late=late,
    )  # fmt: skip


def facts_of(
    car: NewCar,
    readings: Iterable[tuple[date, str, int]],
    visits: Iterable[NewVisit],
    now: datetime,
    zone: str,
) -> Facts:
    """What the forecast of a car told this far rests on."""
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    fresh = sorted((on, km) for on, _, km in readings if on > today - WINDOW)
    bought = max(((on, km) for on, source, km in readings if source == "purchase"), default=None)
    served = [(v.at, -1 if v.km is None else v.km) for v in visits if v.kind == "service"]
    last = max(served, default=None)
    since_km = (last[1] if last[1] >= 0 else None) if last else bought[1] if bought else None
    return Facts(
        car_id=car.id,
        since_on=last[0].astimezone(local).date() if last else car.from_on,
        since="visit" if last else "purchase",
        since_km=since_km,
        readings=len(fresh),
        first_on=fresh[0][0] if fresh else None,
        first_km=fresh[0][1] if fresh else None,
        last_on=fresh[-1][0] if fresh else None,
        last_km=fresh[-1][1] if fresh else None,
    )


def event_rows(
    bulk: Bulk, client: UUID, facts: Facts, rules: ClockRules, now: datetime, zone: str
) -> tuple[DueEvent, datetime] | None:
    """The next service, if the clock has raised it by now: in good time, or long ago and then skipped. What is older
    than three weeks somebody has taken on. Where the one after a skipped one is near too, it has been raised since.
    Nothing goes out of itself for what was told. Answers the latest event and when it was raised."""
    coming = forecast(facts, rules)
    today = now.astimezone(ZoneInfo(zone)).date()
    if coming.expected_on > today + timedelta(days=rules.lead_days):
        return None
    raised_on = max(coming.expected_on - timedelta(days=rules.lead_days), facts.since_on + timedelta(days=1))
    raised_on = today if facts.since == "missed" else raised_on
    late = coming.expected_on < today - timedelta(days=rules.late_days)
    at = min(now, datetime.combine(today if late else min(raised_on, today), RAISED, ZoneInfo(zone)))
    state: State = "skipped" if late else "handled" if today - raised_on > THREE_WEEKS else "raised"
    event = DueEvent(
        id=event_id(facts.car_id, client, "service", facts.since_on), car_id=facts.car_id, client_id=client,
        kind="service", since_on=facts.since_on, expected_on=coming.expected_on, from_on=coming.from_on,
        to_on=coming.to_on, basis=basis_of(facts, coming, rules), state=state, raised_at=at,
        remind_at=None, reminded_at=None, car="", plate=None,
    )  # fmt: skip
    kind = "due_event.skipped" if late else "due_event.raised"
    entry_row(bulk, at, kind, client=client, subject=event.id, event=event.kind)
    spoken = Spoken(
        since_on=event.since_on, expected_on=event.expected_on, raised_on=at.astimezone(ZoneInfo(zone)).date()
    )
    following = event_rows(bulk, client, after(facts, spoken, rules), rules, now, zone)
    if following:
        state = "missed"
        entry_row(
            bulk, at, "due_event.settled", client=client, subject=event.id, event=event.kind, state=state
        )
    bulk.add(
        "due_events", id=event.id, car_id=event.car_id, client_id=client, kind=event.kind, since_on=event.since_on,
        expected_on=event.expected_on, from_on=event.from_on, to_on=event.to_on, basis=event.basis, state=state,
        raised_at=at, remind_at=None, settled_at=at if following else None,
    )  # fmt: skip
    return following or (event, at)
