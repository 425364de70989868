"""How much may leave at once: buckets of a chat, a group and an account, kept across processes by database time."""

from uuid import UUID

from app.deliveries.albums import weight
from app.deliveries.model import BY_ITSELF, Channel, Claimed, Limit
from app.deliveries.tables import GROUP_LIMIT
from app.kit.db import Db

KEPT = 0.5
"""The share of a group's and an account's bucket that what rings by itself leaves to answers: these wait for no
campaign. In a chat of one client there is no crowd to wait behind."""


async def wait_for_room(db: Db, item: Claimed, channel: Channel) -> float | None:
    """Take this delivery's room in each of its buckets, or in none. Answers None, or the seconds to wait, about."""
    asked, chat = weight(item.body), chat_bucket(item)
    taken: list[str] = []
    for bucket, limit in buckets_of(item, channel):
        beside = KEPT * limit.burst if item.lane in BY_ITSELF and bucket != chat else 0.0
        if not await take_token(db, bucket, limit, asked, beside):
            await give_back(db, taken, asked)
            return await wait_of_bucket(db, bucket, limit, asked + beside)
        taken.append(bucket)
    return None


async def put_back(db: Db, item: Claimed, channel: Channel) -> None:
    """It stayed here after all: what it took is there for others."""
    await give_back(db, [bucket for bucket, _ in buckets_of(item, channel)], weight(item.body))


def buckets_of(item: Claimed, channel: Channel) -> list[tuple[str, Limit]]:
    """In the order in which everybody takes from them: the one that many want at once is held for the shortest."""
    judge = GROUP_LIMIT.get(item.channel)
    group = judge(item.destination) if judge else None
    of_group = [(f"group:{item.address_id}", group)] if group else []
    return [(chat_bucket(item), channel.per_chat), *of_group, (account_bucket(item), channel.per_account)]


def chat_bucket(item: Claimed) -> str:
    return f"chat:{item.address_id}"


def account_bucket(item: Claimed) -> str:
    return f"account:{item.account_id}"


TAKE_TOKEN = """
INSERT INTO send_limits AS l (dealership_id, bucket, tokens, refilled_at)
VALUES ($1, $2, $4::float8 - $5::float8, now())
ON CONFLICT (dealership_id, bucket) DO UPDATE
SET tokens = least($4, l.tokens + extract(epoch FROM now() - l.refilled_at) * $3) - $5, refilled_at = now()
WHERE least($4, l.tokens + extract(epoch FROM now() - l.refilled_at) * $3) >= least($4, $5 + $6::float8)
  AND (l.paused_until IS NULL OR l.paused_until <= now())
"""


async def take_token(db: Db, bucket: str, limit: Limit, weight: int = 1, beside: float = 0) -> bool:
    """Take from a bucket kept across processes, by database time, if so much is left `beside` it. What weighs more
    than a full bucket leaves a debt."""
    return await db.run(TAKE_TOKEN, bucket, limit.per_second, limit.burst, float(weight), float(beside)) == 1


GIVE_BACK = """
UPDATE send_limits SET tokens = tokens + $3 WHERE dealership_id = $1 AND bucket = ANY ($2::text[])
"""


async def give_back(db: Db, buckets: list[str], weight: int) -> None:
    """It did not leave: a chat must not pay for a campaign that waits for its account."""
    if buckets:
        await db.run(GIVE_BACK, buckets, float(weight))


PAUSE_BUCKET = """
INSERT INTO send_limits AS l (dealership_id, bucket, tokens, refilled_at, paused_until)
VALUES ($1, $2, 0, now(), now() + make_interval(secs => $3))
ON CONFLICT (dealership_id, bucket) DO UPDATE
SET paused_until = greatest(l.paused_until, excluded.paused_until)
"""


async def pause_bucket(db: Db, bucket: str, seconds: float) -> None:
    await db.run(PAUSE_BUCKET, bucket, seconds)


ANOTHER_CHAT_PAUSED = """
SELECT EXISTS (
    SELECT 1 FROM addresses a
    JOIN send_limits l ON l.dealership_id = a.dealership_id AND l.bucket = 'chat:' || a.id
    WHERE a.dealership_id = $1 AND a.account_id = $2 AND a.id <> $3 AND l.paused_until > now())
"""


async def another_chat_paused(db: Db, account: UUID, address: UUID) -> bool:
    """Has the channel asked for a pause in another chat of this account too, a pause that still lasts?"""
    paused: bool = await db.value(ANOTHER_CHAT_PAUSED, account, address)
    return paused


WAIT_OF_BUCKET = """
SELECT greatest(0.02, extract(epoch FROM coalesce(paused_until, now()) - now()), ($4::float8 - tokens) / $3)::float8
FROM send_limits WHERE dealership_id = $1 AND bucket = $2
"""


async def wait_of_bucket(db: Db, bucket: str, limit: Limit, weight: float = 1) -> float:
    """Seconds until the bucket may give so much again, about."""
    wait: float = await db.value(WAIT_OF_BUCKET, bucket, limit.per_second, min(limit.burst, weight))
    return wait
