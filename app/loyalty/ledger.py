"""A score opened to its losses: each with its words, evidence, what returns it, and how much that is worth."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import structs

from app.clients.seeing import seen_client
from app.conversations.asking import reachable
from app.conversations.queries import thread_of_client
from app.kit.auth import Who
from app.kit.db import Db
from app.loyalty import complaints, queries, rules
from app.loyalty.complaints import Complaint
from app.loyalty.evidence import friction, mark_of, opportunity
from app.loyalty.model import WEIGHTS, Component, Judged, Known, Part, Score, Sums
from app.loyalty.showing import Loss, Loyalty, Shown
from app.people.queries import dealership
from app.texts import Phrase, on, say

READ = 40  # pieces of evidence of a component that are looked at for words; older ones weigh next to nothing
NAMED = 5  # of them are shown with a loss
FOUND: dict[Part, Component] = {
    "said": "said",
    "did": "did",
    "friction": "friction",
    "complaint": "complaint",
}
HALF_LIFE = {
    "said": WEIGHTS.said_half_life,
    "did": WEIGHTS.did_half_life,
    "friction": WEIGHTS.trust_half_life,
}
NOBODY = UUID(int=0)
LOOKED_AHEAD = 50  # steps of 30 days


async def loyalty(db: Db, who: Who, id: UUID) -> Loyalty:
    """The ledger of a client for somebody who may see the card. The points of the losses make up 100 - score."""
    client = await seen_client(db, who, id)
    score = await score_now(db, client.id)
    judged = score.judged
    assert judged is not None
    zone = (await dealership(db)).time_zone
    thread = await thread_of_client(db, client.id)
    losses = [
        loss
        for part in judged.lost
        if judged.lost[part] > 1e-9
        for loss in await losses_of(db, who, score, part, zone, thread)
    ]
    unhappy = await complaints.complaints_of_client(db, client.id)
    if instead := await advice(db, client.id, unhappy):
        said = say(instead, who.language)
        losses = [
            structs.replace(loss, action=said) if is_of_complaint(loss, score) else loss for loss in losses
        ]
    return Loyalty(
        score=judged.score,
        coverage=judged.coverage,
        status=judged.status,
        word=say(Phrase(f"loyalty.{judged.status}"), who.language),
        care=None if judged.care is None else round(judged.care * 100),
        losses=sorted(losses, key=lambda loss: -loss.points),
        complaints=unhappy,
        as_of=score.as_of,
        weights_version=WEIGHTS.version,
    )


async def advice(db: Db, client: UUID, unhappy: list[Complaint]) -> Phrase | None:
    """What can really be done, where it is not simply to solve a complaint: only the client's own yes ends one."""
    still = [one for one in unhappy if not one.solved_at]
    if any(one.closed_at is None for one in still):
        return None if await reachable(db, client, None) else Phrase("action.complaint.connect")
    if not still:
        return None
    return Phrase(f"action.complaint.{'asked' if all(one.asked for one in still) else 'unasked'}")


def is_of_complaint(loss: Loss, score: Score) -> bool:
    return loss.component == "complaint" or (loss.component == "red_line" and score.sums.complaints > 0)


async def score_now(db: Db, client: UUID) -> Score:
    """As everybody sees it today; of a client nobody has counted yet, as of this instant."""
    score = await queries.score_of_client(db, client)
    if score and score.judged:
        return score
    sums = score.sums if score else Sums()
    return Score(client_id=client, sums=sums, judged=rules.judge(sums, db.now), as_of=db.now)


async def losses_of(db: Db, who: Who, score: Score, part: Part, zone: str, thread: UUID | None) -> list[Loss]:
    """The points of one part, split by what they were lost for."""
    judged = score.judged
    assert judged is not None
    points = judged.lost[part]
    if part not in FOUND:
        return [unknown(who, score, part, points, zone)]
    by_kind: dict[str, list[tuple[float, Known]]] = {}
    for known in await queries.recent_evidence(db, score.client_id, FOUND[part], READ):
        weighs = weighs_now(known, part, score.as_of)
        if weighs > 0:
            by_kind.setdefault(known.evidence.kind, []).append((weighs, known))
    whole = sum(weighs for those in by_kind.values() for weighs, _ in those)
    if whole <= 0:
        return [unknown(who, score, part, points, zone)]
    return [
        loss_of(
            who, score, part, kind, points * sum(weighs for weighs, _ in those) / whole, those, zone, thread
        )
        for kind, those in by_kind.items()
    ]


def weighs_now(known: Known, part: Part, now: datetime) -> float:
    """How much of the part's loss this piece of evidence is."""
    one = known.evidence
    if part == "complaint":
        return 1.0
    fades: float = 2.0 ** (-((now - one.at) / HALF_LIFE[part]))
    return one.weight * fades * (1.0 if part == "friction" else 1 - one.value)


def loss_of(
    who: Who,
    score: Score,
    part: Part,
    kind: str,
    points: float,
    those: list[tuple[float, Known]],
    zone: str,
    thread: UUID | None,
) -> Loss:
    latest = max(known.evidence.at for _, known in those)
    worst = max(those, key=lambda one: one[0])[1].evidence
    facts = {
        "n": len(those),
        "on": on(local(latest, zone)),
        "mark": mark_said(worst.kind, worst.value, worst.nps),
    }
    named = sorted(those, key=lambda one: -one[0])[:NAMED]
    return Loss(
        id=f"{part}.{kind}",
        component=part,
        points=points,
        text=say(Phrase(f"loss.{kind}", facts), who.language, zone, now=score.as_of),
        evidence=[shown(who, known, zone, thread, score.as_of) for _, known in named],
        since=local(min(known.evidence.at for _, known in those), zone),
        returns_on=returns_on(score, part, points, zone),
        action=say(Phrase(f"action.{part}"), who.language),
        gain=gain_of(score, part),
    )


def mark_said(kind: str, value: float, nps: int | None) -> str:
    """The mark as the client gave it."""
    if nps is not None:
        return str(nps)
    return str(round(1 + value * (6 if kind == "mark_ces" else 4)))


def shown(who: Who, known: Known, zone: str, thread: UUID | None, now: datetime) -> Shown:
    one = known.evidence
    facts = {"on": on(local(one.at, zone)), "mark": mark_said(one.kind, one.value, one.nps)}
    kind = {"mark": "survey", "opportunity": "visit", "answer": "timer"}.get(one.topic, "complaint")
    return Shown(
        kind=kind,
        id=one.subject,
        at=one.at,
        text=say(Phrase(f"evidence.{one.kind}", facts), who.language, zone, now=now),
        thread_id=thread if kind == "timer" else None,
    )


def unknown(who: Who, score: Score, part: Part, points: float, zone: str) -> Loss:
    """What is lost by not knowing, and by a red line: no single piece of evidence stands for it."""
    sums, code = score.sums, part if part != "red_line" else red_line(score)
    act_at = sums.act_at if part == "silence" else None
    low_until = sums.nps_at + WEIGHTS.low_mark_lasts if code == "red_line.mark" and sums.nps_at else None
    return Loss(
        id=part,
        component=part,
        points=points,
        text=say(Phrase(f"loss.{code}"), who.language),
        evidence=[],
        since=local(act_at, zone) if act_at else None,
        returns_on=local(low_until, zone) if low_until else None,
        action=say(Phrase(f"action.{code}"), who.language),
        gain=gain_of(score, part),
    )


def red_line(score: Score) -> str:
    return "red_line.complaint" if score.sums.complaints > 0 else "red_line.mark"


# --- what returns it


def gain_of(score: Score, part: Part) -> float:
    """How many points the action would bring, if the client answers as hoped."""
    sums, now = score.sums, score.as_of
    judged = score.judged
    assert judged is not None
    best = HOPED[part](sums, now)
    return max(0.0, rules.judge(best, now).score - judged.score)


def marked_well(sums: Sums, now: datetime) -> Sums:
    return rules.with_act(rules.with_evidence(sums, mark_of("csat", 5, now, NOBODY)), now)


def praised(sums: Sums, now: datetime) -> Sums:
    if sums.complaints > 0:
        return made_good(sums, now)
    return rules.with_act(rules.with_evidence(sums, mark_of("nps", 9, now, NOBODY)), now)


def serviced(sums: Sums, now: datetime) -> Sums:
    return rules.with_act(rules.with_evidence(sums, opportunity("service", "on_time", now, NOBODY)), now)


def made_good(sums: Sums, now: datetime) -> Sums:
    mended = structs.replace(sums, complaints=0)
    closed = friction("closed", now, NOBODY, "complaint", recovered=True)
    return rules.with_act(rules.with_evidence(mended, closed), now)


def left_alone(sums: Sums, now: datetime) -> Sums:
    """Late answers return by time alone, and by no more of them."""
    return sums


HOPED: dict[Part, Callable[[Sums, datetime], Sums]] = {
    "said": marked_well,
    "said_unknown": marked_well,
    "did": serviced,
    "did_unknown": serviced,
    "friction": left_alone,
    "complaint": made_good,
    "silence": rules.with_act,
    "red_line": praised,
}


def returns_on(score: Score, part: Part, points: float, zone: str) -> date | None:
    """The day by which half of these points are back by themselves; None: not by itself."""
    if part == "complaint":
        return None
    judged = score.judged
    assert judged is not None
    for step in range(1, LOOKED_AHEAD):
        later = score.as_of + timedelta(days=30 * step)
        if lost_by(rules.judge(score.sums, later), part) <= judged.lost[part] / 2:
            return local(later, zone)
    return None


def lost_by(judged: Judged, part: Part) -> float:
    return judged.lost[part]


def local(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()
