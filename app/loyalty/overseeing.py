"""The supervisor's board, put together: what cannot wait, the two numbers, causes, managers, one thing to do."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.clients import load, owners
from app.clients.model import Promised
from app.clients.owners import BookLoad
from app.kit.auth import Who
from app.kit.db import Db
from app.loyalty import board, days
from app.loyalty.model import WEIGHTS, Part, Status
from app.loyalty.showing import Behind, Behinds, Board, BookBoard, Cause, Day, Late, OpenComplaint, Totals
from app.people.model import Named
from app.people.queries import dealership
from app.standards.model import AnswerRules
from app.standards.queries import latest_standard
from app.texts import Phrase, by, say

CAUSES = 3
WHO = 3
AHEAD = timedelta(hours=48)
TREND = timedelta(days=84)
MONTH = timedelta(days=28)
PAGE = 50


async def loyalty_board(db: Db, who: Who) -> Board:
    """The board as it stands now."""
    house, answer = await dealership(db), (await latest_standard(db)).answer
    today = db.now.astimezone(ZoneInfo(house.time_zone)).date()
    books = {row["owner_id"]: row for row in await days.books(db)}
    late, complaints = await lates(db), await complaints_open(db)
    totals, causes = totals_of(list(books.values())), await worst_causes(db, who)
    words, client = one_thing(late, complaints, totals, causes)
    return Board(
        late=late,
        complaints=complaints,
        uncovered_minutes=uncovered(answer),
        totals=totals,
        causes=causes,
        managers=await managers(db, books),
        trend=[day_of(row) for row in await days.trend(db, today - TREND)],
        one_thing=say(words, who.language, house.time_zone, now=db.now),
        one_client=client,
        as_of=db.now,
        weights_version=WEIGHTS.version,
    )


async def lates(db: Db) -> list[Late]:
    return [
        Late(
            client_id=row["client_id"], thread_id=row["thread_id"], name=row["name"],
            promise=Promised(person=Named(id=row["person_id"], name=row["person"]), by_at=row["by_at"]),
        )
        for row in await board.late(db)
    ]  # fmt: skip


async def complaints_open(db: Db) -> list[OpenComplaint]:
    return [
        OpenComplaint(
            id=row["id"], client_id=row["client_id"], name=row["name"], words=row["words"], made_at=row["made_at"],
            due_at=row["due_at"], closed_at=row["closed_at"], owner=Named(id=row["owner_id"], name=row["owner"]),
        )
        for row in await board.open_complaints(db)
    ]  # fmt: skip


def uncovered(answer: AnswerRules) -> int:
    """Minutes of the next two days in which nobody answers: until duty is planned, those when the house is shut."""
    opens, closes = answer.from_time, answer.until_time
    open_minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    return max(0, int(AHEAD.total_seconds()) // 60 - 2 * open_minutes)


def totals_of(books: list[Any]) -> Totals:
    count = {
        name: sum(row[name] for row in books)
        for name in ("loyal", "warm", "unproven", "at_risk", "out_of_hand", "excluded")
    }
    active = count["loyal"] + count["warm"] + count["unproven"] + count["at_risk"]
    return Totals(
        clients=active,
        proven_share=percent(count["loyal"], active),
        in_hand_share=percent(active - count["out_of_hand"], active),
        score_mean=mean(books, "score_mean"),
        care_mean=mean(books, "care_mean"),
        **count,
    )


def percent(part: int, whole: int) -> int:
    """Whole percent, and 100 only when it is all of them."""
    if whole == 0:
        return 100
    return 100 if part == whole else min(99, round(100 * part / whole))


def mean(books: list[Any], name: str) -> float | None:
    """Of all clients, each counted once."""
    known = [(row[name], active(row)) for row in books if row[name] is not None]
    clients = sum(n for _, n in known)
    return sum(value * n for value, n in known) / clients if clients else None


def active(row: Any) -> int:
    return int(row["loyal"] + row["warm"] + row["unproven"] + row["at_risk"])


async def worst_causes(db: Db, who: Who) -> list[Cause]:
    """Where most points are lost, with the clients who lose most there."""
    found = []
    for row in (await board.causes(db))[:CAUSES]:
        part: Part = row["part"]
        found.append(
            Cause(
                component=part,
                text=say(Phrase(f"cause.{part}"), who.language),
                action=say(Phrase(f"cause.{part}.action"), who.language),
                points=row["points"],
                clients=row["clients"],
                who=[behind_of(one) for one in await board.behind(db, part, None, None, False, WHO)],
            )
        )
    return found


def behind_of(row: Any) -> Behind:
    return Behind(
        client_id=row["client_id"],
        name=row["name"],
        owner=Named(id=row["owner_id"], name=row["owner"]),
        points=row["points"],
        score=round(row["score"]),
        status=row["status"],
        next_step=row["next_step"],
    )


async def managers(db: Db, books: dict[UUID, Any]) -> list[BookBoard]:
    """Every manager with the load beside what it comes to."""
    since = db.now - MONTH
    kept, work = await board.kept(db, since), await board.work_of_books(db, since)
    before = await board.loyal_before(db, since.date())
    return [
        book_of(one, books[one.person.id], kept.get(one.person.id), work.get(one.person.id), before)
        for one in await owners.book_loads(db)
        if one.person.id in books
    ]


def book_of(one: BookLoad, row: Any, kept: Any, work: Any, before: dict[UUID, int]) -> BookBoard:
    done = load.Work(
        clients=one.clients, messages=work["messages"] if work else 0, touches=work["touches"] if work else 0
    )
    return BookBoard(
        id=one.person.id,
        name=one.person.name,
        clients=active(row),
        loyal=row["loyal"],
        unproven=row["unproven"],
        at_risk=row["at_risk"],
        warm=row["warm"],
        excluded=row["excluded"],
        out_of_hand=row["out_of_hand"],
        score_mean=row["score_mean"],
        care_mean=None if row["care_mean"] is None else row["care_mean"] * 100,
        waiting=one.waiting,
        kept=percent(kept["kept"], kept["answered"]) if kept else None,
        hours=round(load.hours(done), 1),
        loyal_before=before.get(one.person.id),
    )


def day_of(row: Any) -> Day:
    return Day(
        on=row["on_date"],
        loyal=row["loyal"],
        warm=row["warm"],
        unproven=row["unproven"],
        at_risk=row["at_risk"],
    )


def one_thing(
    late: list[Late], complaints: list[OpenComplaint], totals: Totals, causes: list[Cause]
) -> tuple[Phrase, UUID | None]:
    """What a supervisor does first today: who waits, who is unhappy, whom nobody leads; then the largest cause."""
    open_ones = [one for one in complaints if one.closed_at is None]
    if late:
        first = late[0]
        facts = {"person": first.promise.person.name, "by": by(first.promise.by_at)}
        return Phrase("board.one.late", facts), first.client_id
    if open_ones:
        return Phrase("board.one.complaint", {"name": open_ones[0].name}), open_ones[0].client_id
    if totals.out_of_hand:
        return Phrase("board.one.out_of_hand", {"n": totals.out_of_hand}), None
    if causes and causes[0].who:
        worst = causes[0].who[0]
        return Phrase("board.one.cause", {"name": worst.name, "cause": causes[0].action}), worst.client_id
    return Phrase("board.one.nothing"), None


async def clients_behind(
    db: Db, part: Part | None, status: Status | None, manager: UUID | None, out_of_hand: bool, skip: int
) -> Behinds:
    """The clients behind a figure of the board."""
    rows = await board.behind(db, part, status, manager, out_of_hand, PAGE + 1, skip)
    following = str(skip + PAGE) if len(rows) > PAGE else None
    return Behinds(clients=[behind_of(row) for row in rows[:PAGE]], next=following)
