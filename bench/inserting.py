"""A process that keeps arrivals and does nothing else: one insert, one commit, of the row that ingest writes.

Reads the database's URL, the role, the dealership, seconds and callers; prints what it did as JSON.
"""

import asyncio
import sys
import time

import asyncpg
import msgspec
import uvloop

INSERT = """
INSERT INTO arrivals (dealership_id, source, key, lane, body, state, due_at, arrived_at)
VALUES ($1, $2, $3, $4, $5, 'queued', now(), now()) ON CONFLICT DO NOTHING
"""
SOURCE = "bench:bare"


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """`latencies` in seconds, one for each row."""

    seconds: float
    latencies: list[float]


def update(number: int, chat: int) -> bytes:
    """What Telegram brings when somebody writes."""
    person = {"id": chat, "is_bot": False, "first_name": "Гость", "language_code": "ru"}
    place = {"id": chat, "first_name": "Гость", "type": "private"}
    words = f"Здравствуйте! Когда можно забрать машину? Это вопрос {number}."
    message = {"message_id": number, "from": person, "chat": place, "date": 1_780_000_000, "text": words}
    return msgspec.json.encode({"update_id": number, "message": message})


async def keep(url: str, role: str, dealership: str, seconds: float, callers: int) -> Done:
    settings = {"role": role, "app.dealership": dealership} if role else {"app.dealership": dealership}
    pool = await asyncpg.create_pool(url, min_size=callers, max_size=callers, server_settings=settings)
    latencies: list[float] = []
    first = time.time_ns() // 1_000  # keys that no other round has
    began = time.perf_counter()

    async def caller(place: int) -> None:
        connection = await pool.acquire()
        number = first + place
        while (at := time.perf_counter()) - began < seconds:
            chat = number % 1_000
            await connection.execute(INSERT, dealership, SOURCE, str(number), str(chat), update(number, chat))
            latencies.append(time.perf_counter() - at)
            number += callers
        # Not released: a pool would first ask the connection to forget everything.

    await asyncio.gather(*(caller(place) for place in range(callers)))
    took = time.perf_counter() - began
    pool.terminate()
    return Done(seconds=took, latencies=latencies)


if __name__ == "__main__":
    url, role, dealership, seconds, callers = sys.argv[1:]
    done = uvloop.run(keep(url, role, dealership, float(seconds), int(callers)))
    sys.stdout.buffer.write(msgspec.json.encode(done))
