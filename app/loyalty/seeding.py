"""Rows of scores for bulk load: what the fold makes of the entries that the story has left."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.journal.seeding import entry_row, timeline_row
from app.kit.bulk import Bulk
from app.loyalty import folding, queries, rules
from app.loyalty.complaining import MENDED_WITHIN
from app.loyalty.evidence import CATALOGUE
from app.loyalty.model import WEIGHTS, Entry, Score, Sums
from app.texts import Phrase

COLUMNS = ("id", "at", "kind", "actor_kind", "actor_id", "client_id", "subject_id", "facts")


class Ledger:
    """Scores of the clients of one load, and, where wanted, how each book stood on days gone by."""

    def __init__(self, bulk: Bulk, now: datetime, days: list[tuple[date, datetime]]) -> None:
        self.bulk, self.now, self.days = bulk, now, days
        self.read = 0
        self.books: dict[tuple[UUID, date], list[tuple[str, float, float | None]]] = {}

    def begin(self) -> None:
        """What is told from here on is the next client's."""
        self.read = len(self._told())

    def score_rows(self, client: UUID, owner: UUID) -> int:
        """Evidence and score by all that was told of the client since `begin`; answers what the book shows."""
        whole, days = folding.Folded(), [*self.days]
        for entry in sorted(self._entries(client), key=lambda one: (one.at, one.id)):
            while days and entry.at >= days[0][1]:
                self._keep(owner, days.pop(0), whole.sums)
            folding.fold(whole, entry)
        for day in days:
            self._keep(owner, day, whole.sums)
        for known in whole.known.values():
            self.bulk.add("evidence", **queries.evidence_row(client, known))
        judged = rules.judge(whole.sums, self.now)
        score = Score(client_id=client, sums=whole.sums, judged=judged, as_of=self.now)
        self.bulk.add("scores", **queries.columns_of(score))
        return round(judged.score)

    def _entries(self, client: UUID) -> list[Entry]:
        told = self._told()[self.read :]
        return [entry_of(row) for row in told if row[6] == client and row[3] in CATALOGUE]

    def _told(self) -> list[tuple[Any, ...]]:
        return self.bulk.rows.get(("entries", COLUMNS), [])

    def _keep(self, owner: UUID, day: tuple[date, datetime], sums: Sums) -> None:
        if sums == Sums():
            return  # not a client yet
        judged = rules.judge(sums, day[1])
        self.books.setdefault((owner, day[0]), []).append((judged.status, judged.score, judged.care))

    def book_rows(self) -> None:
        """The days gone by of each book, as the daily count would have kept them."""
        for (owner, on), judged in self.books.items():
            cares = [care for _, _, care in judged if care is not None]
            counts: dict[str, Any] = {
                status: sum(one == status for one, _, _ in judged)
                for status in ("loyal", "warm", "unproven", "at_risk")
            }
            self.bulk.add(
                "book_days", owner_id=owner, on_date=on, **counts, out_of_hand=0, excluded=0,
                score_mean=sum(score for _, score, _ in judged) / len(judged),
                care_mean=sum(cares) / len(cares) if cares else None, weights_version=WEIGHTS.version,
            )  # fmt: skip
        self.books.clear()


def entry_of(row: tuple[Any, ...]) -> Entry:
    """From a row as `entry_row` lays it down."""
    _, id, at, kind, actor_kind, _, _, subject, facts = row
    return Entry(id=id, at=at, kind=kind, by_client=actor_kind == "client", subject=subject, facts=facts)


# --- what clients said


def survey_rows(
    bulk: Bulk, client: UUID, visit: UUID, visited_at: datetime, asked_at: datetime, answered_at: datetime | None,
    mark: int | None, *, service: bool, late: bool,
) -> None:  # fmt: skip
    """The client was asked about a visit, and perhaps gave a mark."""
    id = bulk.id_at(asked_at)
    bulk.add(
        "surveys", id=id, client_id=client, visit_id=visit, instrument="csat", visited_at=visited_at,
        asked_at=asked_at, answered_at=answered_at, mark=mark,
    )  # fmt: skip
    if answered_at is None or mark is None:
        return
    confirmed: dict[str, Any] = {"visit": visit, "visited_at": visited_at, "late": late} if service else {}
    entry_row(
        bulk, answered_at, "survey.answered", by_client=client, client=client, subject=id, instrument="csat",
        mark=mark, **confirmed,
    )  # fmt: skip
    timeline_row(bulk, answered_at, client, "survey", Phrase("timeline.survey", {"mark": mark}), ref=id)


def complaint_rows(
    bulk: Bulk, client: UUID, by: UUID, at: datetime, words: str, closed_at: datetime | None, closing: str | None,
    solved_at: datetime | None,
) -> None:  # fmt: skip
    """A complaint as it was written down, mended, and called solved by the client."""
    id, due_at = bulk.id_at(at), at + MENDED_WITHIN
    bulk.add(
        "complaints", id=id, client_id=client, words=words, made_at=at, made_by=by, due_at=due_at,
        closed_at=closed_at, closed_by=by if closed_at else None, closing=closing, solved_at=solved_at,
    )  # fmt: skip
    entry_row(bulk, at, "complaint.made", by=by, client=client, subject=id, due_at=due_at)
    timeline_row(bulk, at, client, "complaint", Phrase("timeline.complaint", {"text": words}), by, id)
    if closed_at is None:
        return
    entry_row(bulk, closed_at, "complaint.closed", by=by, client=client, subject=id)
    done = Phrase("timeline.complaint_closed", {"text": closing})
    timeline_row(bulk, closed_at, client, "complaint", done, by, id)
    if solved_at:
        entry_row(
            bulk, solved_at, "complaint.solved", by_client=client, client=client, subject=id,
            late=closed_at > due_at, reopened_at=None,
        )  # fmt: skip
        timeline_row(bulk, solved_at, client, "complaint", Phrase("timeline.complaint_solved"), ref=id)
