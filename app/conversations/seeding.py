"""Rows for bulk load as the actions write them: messages, waits, promises, calls, visits, invitations."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.conversations.inviting import LIFE
from app.conversations.model import OWN_WORD
from app.conversations.rules import how_kept, touch_words
from app.coverage.rules import answer_by
from app.journal.seeding import entry_row, timeline_row
from app.kit.bulk import Bulk
from app.standards.model import AnswerRules
from app.texts import Phrase

BASIS = {"rule": "answer_minutes", "minutes": AnswerRules().answer_minutes, "standard": 0}


def touch_rows(
    bulk: Bulk, at: datetime, client: UUID, by: UUID, kind: str, words: str | None,
    direction: str | None = None, outcome: str | None = None,
) -> None:  # fmt: skip
    """A call, a visit or a note logged at once, which decides no next step and answers nothing."""
    id = bulk.id_at(at)
    bulk.add(
        "touches", id=id, client_id=client, kind=kind, direction=direction, outcome=outcome, words=words, at=at,
        made_by=by, made_at=at,
    )  # fmt: skip
    entry_row(
        bulk, at, "touch.made", by=by, client=client, subject=id, type=kind, outcome=outcome, direction=direction,
        happened_at=at, proof=OWN_WORD,
    )  # fmt: skip
    timeline_row(bulk, at, client, kind, touch_words(kind, direction, outcome, words), by, id)


def invitation_rows(
    bulk: Bulk, client: UUID, by: UUID, at: datetime, how: str, *, opened_at: datetime | None = None
) -> None:
    """A link made and shared at once; opened later, perhaps."""
    id = bulk.id_at(at)
    bulk.add(
        "invitations", token_hash=bulk.random.randbytes(32), id=id, client_id=client, channel="telegram", made_at=at,
        made_by=by, expires_at=at + LIFE, shared_at=at, shared_how=how, opened_at=opened_at,
    )  # fmt: skip
    entry_row(bulk, at, "invitation.made", by=by, client=client, channel="telegram")
    entry_row(bulk, at, "invitation.shared", by=by, client=client, subject=id, how=how)
    way = Phrase(f"invitation.how.{how}")
    timeline_row(bulk, at, client, "channel", Phrase("timeline.invitation_shared", {"how": way}), by)
    if opened_at:
        entry_row(bulk, opened_at, "invitation.opened", by_client=client, client=client)
        timeline_row(bulk, opened_at, client, "channel", Phrase("timeline.invitation_opened"))


def refusal_rows(bulk: Bulk, client: UUID, by: UUID, at: datetime) -> None:
    """The client would rather not be connected."""
    bulk.add("invitation_refusals", client_id=client, at=at, recorded_by=by)
    entry_row(bulk, at, "invitation.refused", by=by, client=client)
    timeline_row(bulk, at, client, "channel", Phrase("timeline.invitation_refused"), by)


class Wait(msgspec.Struct, kw_only=True):
    """An open wait while a talk is told."""

    since: datetime
    by_at: datetime
    promise: UUID
    person: UUID


class Talk:
    """One thread told from its first message to its last."""

    def __init__(
        self, bulk: Bulk, client: UUID | None, contact_point: UUID | None, zone: str, at: datetime
    ) -> None:
        self.bulk, self.client, self.zone = bulk, client, zone
        self.contact_point = contact_point
        self.id, self.at, self.last_at = bulk.id_at(at), at, at
        self.seq = 0
        self.last_text = ""
        self.wait: Wait | None = None

    def hear(self, at: datetime, text: str, owner: UUID, *, kind: str = "text", location: Any = None) -> None:
        """The client says something; the wait begins if none is open."""
        message = self._message(at, "in", kind, text, None, location)
        entry_row(
            self.bulk, at, "message.received", by_client=self.client, client=self.client, subject=message
        )
        if self.wait is None:
            by_at = answer_by(at, AnswerRules(), self.zone)
            self.wait = Wait(since=at, by_at=by_at, promise=self.bulk.id_at(at), person=owner)
            entry_row(
                self.bulk,
                at,
                "promise.made",
                client=self.client,
                subject=self.wait.promise,
                person=owner,
                by_at=by_at,
            )

    def answer(self, at: datetime, text: str, author: UUID) -> UUID:
        """A person answers; the wait ends, the promise is kept or late."""
        message = self._message(at, "out", "text", text, author, None)
        entry_row(self.bulk, at, "message.sent", by=author, client=self.client, subject=message)
        if self.wait:
            self._end_wait(at, how_kept(self.wait.by_at, at), author)
        return message

    def waive(self, at: datetime, by: UUID) -> None:
        """Marked as needing no answer."""
        if self.wait is None:
            return
        wait = self.wait
        self._end_wait(at, "withdrawn", None)
        self.bulk.add(
            "waivers", id=self.bulk.id_at(at), thread_id=self.id, waited_since=wait.since, promise_id=wait.promise,
            at=at, by_person=by,
        )  # fmt: skip
        entry_row(self.bulk, at, "wait.waived", by=by, client=self.client, subject=self.id)

    def close(self, reader: UUID | None, read_through: int) -> None:
        """Write the thread as it stands now, its open promise, and how far its reader has read."""
        if self.wait:
            self._promise_row(self.wait, None, None)
        self.bulk.add(
            "threads", id=self.id, client_id=self.client,
            contact_point_id=self.contact_point, last_seq=self.seq,
            waiting_since=self.wait.since if self.wait else None,
            greeted_at=None if self.client else self.at, last_at=self.last_at, created_at=self.at,
        )  # fmt: skip
        if reader:
            self.bulk.add(
                "read_marks", thread_id=self.id, person_id=reader, seq=read_through, at=self.last_at
            )

    def _message(
        self, at: datetime, direction: str, kind: str, text: str, author: UUID | None, location: Any
    ) -> UUID:
        self.seq += 1
        self.last_at, self.last_text = at, text
        id = self.bulk.id_at(at)
        self.bulk.add(
            "messages", id=id, thread_id=self.id, thread_seq=self.seq, direction=direction, channel="telegram",
            kind=kind, contact_point_id=self.contact_point if direction == "in" else None, author_id=author,
            source_key=f"demo:{id.hex}" if direction == "in" else None,
            latitude=location[0] if location else None, longitude=location[1] if location else None,
            channel_at=at if direction == "in" else None, at=at,
        )  # fmt: skip
        self.bulk.add("message_texts", message_id=id, n=1, text=text, at=at)
        return id

    def _end_wait(self, at: datetime, ending: str, by: UUID | None) -> None:
        assert self.wait is not None
        self._promise_row(self.wait, at, ending)
        kind, subject, by_at = f"promise.{ending}", self.wait.promise, self.wait.by_at
        entry_row(self.bulk, at, kind, by=by, client=self.client, subject=subject, by_at=by_at)
        self.wait = None

    def _promise_row(self, wait: Wait, ended_at: datetime | None, ending: str | None) -> None:
        self.bulk.add(
            "promises", id=wait.promise, thread_id=self.id, person_id=wait.person, by_at=wait.by_at,
            made_at=wait.since, basis=BASIS, ended_at=ended_at, ending=ending,
        )  # fmt: skip
