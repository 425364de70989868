"""Rows of the demo's stories: each made by the owner of its table."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from app.agenda.seeding import service_task_rows
from app.clients.seeding import (
    account_rows,
    book_line_row,
    client_rows,
    consent_rows,
    household_rows,
    phone_rows,
)
from app.clients.spelling import vin_tail
from app.conversations.rules import MET, first_line
from app.conversations.seeding import Talk, invitation_rows, refusal_rows, touch_rows
from app.deliveries.seeding import address_row, settled_delivery_row
from app.demo import DemoClient, DemoDealership, DemoStranger
from app.demo.model import DemoMessage, DemoVisit
from app.journal.seeding import timeline_row
from app.kit.bulk import Bulk
from app.loyalty.seeding import Ledger, complaint_rows, survey_rows
from app.ownership.model import NewCar, NewVisit
from app.ownership.seeding import car_rows, event_rows, facts_of, visit_row
from app.standards.model import ClockRules


class Teller:
    """Makes rows of the demo's stories."""

    def __init__(
        self,
        bulk: Bulk,
        house: DemoDealership,
        people: dict[str, UUID],
        account: UUID,
        now: datetime,
        days: list[tuple[date, datetime]],
    ) -> None:
        self.bulk, self.house, self.people, self.account = bulk, house, people, account
        self.ledger, self.now = Ledger(bulk, now, days), now
        self.by_clock = bool(days)  # of load data the clock is left to raise what is due
        self.before: tuple[UUID, DemoClient] | None = None

    def client(self, told: DemoClient) -> None:
        """One client with card, cars, talk, timeline and touches."""
        client = self.bulk.id_at(told.since_at)
        self.ledger.begin()
        owners: list[tuple[UUID, datetime, str]] = [
            (self.people[o.manager], o.from_at, o.because) for o in told.owners
        ]
        client_rows(
            self.bulk, client, told.since_at, owners, name=told.name, address_form=told.address_form,
            language=told.language, time_zone=told.time_zone, never_before=told.never_before,
            never_after=told.never_after,
        )  # fmt: skip
        contact, address = self.contacts(told, client)
        self.way_in(told, client)
        for consent in told.consents:
            consent_rows(self.bulk, client, consent.purpose, consent.given, consent.at, consent.channel)
        visits = self.cars(told, client)
        self.opinions(told, client, visits)
        for line in told.timeline:
            who = self.people.get(line.who) if line.who else None
            timeline_row(self.bulk, line.at, client, line.kind.partition(".")[0], line.words, who)
        for touch in told.touches:
            touch_rows(
                self.bulk, touch.at, client, self.people[touch.who], touch.kind, touch.words, touch.direction,
                touch.outcome,
            )  # fmt: skip
        talk = self.talk(told.messages, client, contact, address, told)
        shared = self.household(told, client)
        self.line(told, client, talk, self.ledger.score_rows(client, self.people[told.owner]), shared)

    def household(self, told: DemoClient, client: UUID) -> list[tuple[datetime, str]]:
        """Whoever joins the client before them in the book is reached by that one's phone too: since when, and it."""
        before, self.before = self.before, (client, told)
        if told.joins is None or before is None or before[1].owner != told.owner:
            return []
        other, head = before
        at, by = max(told.since_at, head.since_at), self.people[told.owner]
        household_rows(self.bulk, at, [(other, head.name, "head"), (client, told.name, told.joins)], by)
        phone_rows(self.bulk, client, by, head.contacts[0].value, at, None, label="family", by=by)
        return [(at, head.contacts[0].value)]

    def contacts(self, told: DemoClient, client: UUID) -> tuple[UUID | None, UUID | None]:
        """Every contact of the client; answers the messenger account and its address, if there is one."""
        account = address = None
        for contact in told.contacts:
            if contact.kind == "phone":
                phone_rows(
                    self.bulk,
                    client,
                    self.people[told.owner],
                    contact.value,
                    contact.since_at,
                    contact.verified_at,
                    label=contact.label,
                )
                continue
            account = account_rows(
                self.bulk, client, "telegram", contact.value, contact.since_at, contact.shown_name
            )
            address = address_row(
                self.bulk, "telegram", self.account, contact.value, account, contact.since_at,
                language=told.language, stopped_at=contact.blocked_at, heard_at=last_heard(told.messages),
            )  # fmt: skip
        return account, address

    def way_in(self, told: DemoClient, client: UUID) -> None:
        """Of those who are not connected some have been asked by their manager."""
        asked, by = told.asked, self.people[told.owner]
        if asked and asked.refused:
            refusal_rows(self.bulk, client, by, asked.at)
        elif asked:
            invitation_rows(self.bulk, client, by, asked.at, "sms", opened_at=asked.opened_at)

    def cars(self, told: DemoClient, client: UUID) -> list[list[NewVisit]]:
        """Every car with its visits and readings; answers the visits of each."""
        visits: list[list[NewVisit]] = []
        for place, car in enumerate(told.cars):
            new = NewCar(
                id=self.bulk.id_at(told.since_at), client_id=client, make=car.make, model=car.model,
                from_on=car.from_on, vin=car.vin, plate=car.plate, year=car.year, role=car.role,
                source="import",
            )  # fmt: skip
            readings: list[tuple[date, str, int]] = [
                (reading.read_on, reading.source, reading.km) for reading in car.readings
            ]
            car_rows(
                self.bulk,
                new,
                self.people[told.owner],
                told.since_at,
                readings,
                car.until_on,
                self.house.time_zone,
            )
            visits.append([visit_of(self.bulk, new, visit) for visit in car.visits])
            for one in visits[-1]:
                visit_row(self.bulk, one, one.at)
            others = [
                elsewhere_of(self.bulk, new, elsewhere.told_at)
                for elsewhere in told.opinions.elsewhere
                if elsewhere.car == place
            ]
            for one in others:
                visit_row(self.bulk, one, one.at)
            if self.by_clock and car.until_on is None:
                self.coming(told, new, readings, [*visits[-1], *others])
        return visits

    def coming(
        self, told: DemoClient, car: NewCar, readings: list[tuple[date, str, int]], visits: list[NewVisit]
    ) -> None:
        """The next service as the clock sees it today, and the manager's task about it."""
        zone = self.house.time_zone
        facts = facts_of(car, readings, visits, self.now, zone)
        raised = event_rows(self.bulk, car.client_id, facts, ClockRules(), self.now, zone)
        if raised is None or raised[0].state == "skipped":
            return
        agreed = [consent.given for consent in told.consents if consent.purpose == "reminders"]
        named = f"{car.make} {car.model}, {car.plate}"
        service_task_rows(
            self.bulk, *raised, self.people[told.owner], told.address_form, named, zone,
            call=not (told.connected and agreed and agreed[-1]),
        )  # fmt: skip

    def opinions(self, told: DemoClient, client: UUID, visits: list[list[NewVisit]]) -> None:
        """Marks after visits, and a complaint."""
        for mark in told.opinions.marks:
            visit = visits[mark.car][mark.visit]
            survey_rows(
                self.bulk, client, visit.id, visit.at, mark.asked_at, mark.answered_at, mark.mark,
                service=visit.kind == "service", late=False,
            )  # fmt: skip
        if one := told.opinions.complaint:
            complaint_rows(
                self.bulk, client, self.people[one.who], one.at, one.words, one.closed_at, one.closing, one.solved_at
            )  # fmt: skip

    def talk(
        self,
        messages: tuple[DemoMessage, ...],
        client: UUID,
        contact: UUID | None,
        address: UUID | None,
        told: DemoClient,
    ) -> Talk | None:
        if not messages:
            return None
        talk = Talk(self.bulk, client, contact, self.house.time_zone, messages[0].at)
        for message in messages:
            owner = self.owner_at(told, message.at)
            if message.direction == "in":
                here = (message.latitude, message.longitude) if message.kind == "location" else None
                talk.hear(message.at, message.text, owner, kind=message.kind, location=here)
                if message.waived_at:
                    talk.waive(message.waived_at, owner)
            else:
                author = self.people[message.author] if message.author else owner
                sent = talk.answer(message.at, message.text, author)
                if address and message.state:
                    settled_delivery_row(
                        self.bulk, sent, address, message.text, message.at, message.state, message.reason
                    )
        talk.close(self.people[told.owner], told.read_through)
        return talk

    def owner_at(self, told: DemoClient, at: datetime) -> UUID:
        held = [owner for owner in told.owners if owner.from_at <= at]
        return self.people[(held or told.owners)[-1].manager]

    def line(
        self,
        told: DemoClient,
        client: UUID,
        talk: Talk | None,
        score: int,
        shared: list[tuple[datetime, str]],
    ) -> None:
        phones = [
            (one.label != "own", one.since_at, one.value) for one in told.contacts if one.kind == "phone"
        ]
        phones += [(True, at, phone) for at, phone in shared]
        car = next((car for car in told.cars if car.until_on is None), None)
        wait = talk.wait if talk else None
        book_line_row(
            self.bulk,
            client,
            self.people[told.owner],
            [phone for *_, phone in sorted(phones, key=lambda one: one[:2])],
            thread_id=talk.id if talk else None,
            waiting_since=wait.since if wait else None,
            promise_by_at=wait.by_at if wait else None,
            promise_person=wait.person if wait else None,
            next_step=told.next_step,
            next_step_at=told.next_step_at,
            score=score,
            car=car.title if car else None,
            plate=car.plate if car else None,
            vin_tail=vin_tail(car.vin) if car else None,
            last_text=first_line(talk.last_text) if talk else None,
            last_at=talk.last_at if talk else None,
            met_at=max((touch.at for touch in told.touches if touch.outcome in MET), default=None),
            complaint_since=unhappy_since(told),
            connected=told.connected and not any(contact.blocked_at for contact in told.contacts),
        )

    def stranger(self, told: DemoStranger) -> None:
        """Somebody in the lobby: a contact, an address, a thread, no card."""
        at = told.messages[0].at
        contact = account_rows(self.bulk, None, "telegram", told.telegram_id, at, told.shown_name)
        address_row(
            self.bulk,
            "telegram",
            self.account,
            told.telegram_id,
            contact,
            at,
            language="ru",
            stopped_at=None,
            heard_at=last_heard(told.messages),
        )
        talk = Talk(self.bulk, None, contact, self.house.time_zone, at)
        named = min(self.people[manager.handle] for manager in self.house.managers)
        for message in told.messages:
            talk.hear(message.at, message.text, named)
        talk.close(None, 0)


def visit_of(bulk: Bulk, car: NewCar, told: DemoVisit) -> NewVisit:
    kind: Literal["service", "repair"] = "service" if told.works.startswith("ТО") else "repair"
    return NewVisit(
        id=bulk.id_at(told.done_at), car_id=car.id, client_id=car.client_id, at=told.done_at, place="here",
        source="import", kind=kind, km=told.km, words=told.works,
    )  # fmt: skip


def elsewhere_of(bulk: Bulk, car: NewCar, at: datetime) -> NewVisit:
    return NewVisit(
        id=bulk.id_at(at), car_id=car.id, client_id=car.client_id, at=at, place="elsewhere", source="client"
    )


def unhappy_since(told: DemoClient) -> datetime | None:
    complaint = told.opinions.complaint
    return complaint.at if complaint and complaint.solved_at is None else None


def last_heard(messages: tuple[DemoMessage, ...]) -> datetime | None:
    return next((message.at for message in reversed(messages) if message.direction == "in"), None)
