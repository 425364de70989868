"""Rows of scores for bulk load: what the fold makes of the entries that the story has left."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.kit.bulk import Bulk
from app.loyalty import folding, queries, rules
from app.loyalty.evidence import CATALOGUE
from app.loyalty.model import WEIGHTS, Entry, Score, Sums

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
