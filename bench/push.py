"""Pushes closed and handed over in a second, against the bare encryption of the library that closes them."""

import asyncio
import os
import platform
import secrets
import socket
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import click
import msgspec
import uvloop
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webpush import WebPush, WebPushSubscription

from app.config import Config
from app.deliveries.model import Claimed, Sent
from app.kit.clock import system_clock
from app.kit.ids import new_id
from app.kit.secrets import Seal
from app.people.devices import Device
from bench.ground import end_all, launched
from bench.report import table_into_readme, written
from push.keys import keys_of
from push.model import Envelope, Shown, Told
from push.sealing import text_of
from push.sender import PushChannel, plain_of

CALLERS, DEVICES = 16, 400


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Pushes a second, and seconds of this process's CPU for one."""

    bare: float
    ours: float
    bare_cpu: float
    ours_cpu: float


class Run(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cores: int
    machine: str
    seconds: float
    bytes: int
    rounds: list[Round]

    def median(self, of: Any) -> float:
        return float(statistics.median(of(each) for each in self.rounds))


@click.command()
@click.option("--quick", is_flag=True, help="One short round: shows that everything runs.")
@click.option("--rounds", type=int, default=7, show_default=True)
@click.option("--seconds", type=float, default=2.0, show_default=True)
def main(quick: bool, rounds: int, seconds: float) -> None:
    """Encrypt and post in a second, against bare encryption, in alternating rounds of one run."""
    run = uvloop.run(measured(1 if quick else rounds, 0.3 if quick else seconds))
    click.echo(show(run))
    click.echo(f"Written: {written(run, 'quick-push' if quick else 'push')}")
    if not quick:
        table_into_readme("push", show(run))


async def measured(rounds: int, seconds: float) -> Run:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1024)
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "bench.sink", str(listener.fileno())]
        sink = launched(command, dict(os.environ), None, (listener.fileno(),))
    try:
        return await against(port, rounds, seconds)
    finally:
        end_all([sink])


async def against(port: int, rounds: int, seconds: float) -> Run:
    keys, here = keys_of(Seal(b"0" * 32)), f"127.0.0.1:{port}"
    channel = PushChannel(
        Config(push_allowed_hosts=here), SimpleNamespace(clock=system_clock), Seal(b"0" * 32)
    )
    library = WebPush(*keys.pem, subscriber="okno@example.com")
    devices = [device(f"http://{here}/{number}", keys.public) for number in range(DEVICES)]
    plain = plain_of(envelope())
    found = []
    try:
        await pushed(channel, devices, 0.3)
        for _ in range(rounds):
            bare, bare_cpu = closed(library, devices, plain, seconds)
            ours, ours_cpu = await pushed(channel, devices, seconds)
            found.append(Round(bare=bare, ours=ours, bare_cpu=bare_cpu, ours_cpu=ours_cpu))
    finally:
        await channel.close()
    return Run(
        at=datetime.now(UTC),
        cores=os.cpu_count() or 1,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        seconds=seconds,
        bytes=len(plain),
        rounds=found,
    )


def closed(library: Any, devices: list[Device], plain: bytes, seconds: float) -> tuple[float, float]:
    """The library's own encryption and nothing else."""
    asked = [
        WebPushSubscription(
            endpoint=each.endpoint, keys={"p256dh": text_of(each.p256dh), "auth": text_of(each.auth)}
        )
        for each in devices
    ]
    began, cpu, count = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < seconds:
        library._encrypt(plain, asked[count % len(asked)])
        count += 1
    return count / (time.perf_counter() - began), (time.process_time() - cpu) / count


async def pushed(channel: PushChannel, devices: list[Device], seconds: float) -> tuple[float, float]:
    """As the worker does it: the words, the encryption, our signature, the post, and what its answer means."""
    began, cpu, count = time.perf_counter(), time.process_time(), 0

    async def caller() -> None:
        nonlocal count
        while time.perf_counter() - began < seconds:
            told = envelope()
            outcome = await channel.post(item(), devices[count % len(devices)], told, plain_of(told))
            if not isinstance(outcome, Sent):
                raise RuntimeError(f"the sink answered {outcome}")
            count += 1

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return count / (time.perf_counter() - began), (time.process_time() - cpu) / count


def device(endpoint: str, key: str) -> Device:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    now = system_clock()
    return Device(
        id=new_id(), person_id=new_id(), language="ru", endpoint=endpoint,
        p256dh=point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint), auth=secrets.token_bytes(16),
        key_id=key, seen_at=now, shown_at=None,
    )  # fmt: skip


def item() -> Claimed:
    now = system_clock()
    return Claimed(
        id=new_id(), thing_kind="push", thing_id=new_id(), lane="reply", attempts=0, queued_at=now, due_at=now,
        until_at=now + timedelta(hours=24), body={}, address_id=new_id(), channel="push", account_id=new_id(),
        destination="", stopped_because=None,
    )  # fmt: skip


def envelope() -> Envelope:
    thread = new_id()
    shown = Shown(
        title="Вам написал клиент", body="Ответ обещан сегодня до 14:30. Ждут ответа 3 клиента.", lang="ru",
        tag=f"thread-{thread}", navigate=f"https://okno.example.ru/threads/{thread}", data={"push": str(new_id())},
    )  # fmt: skip
    return Envelope(told=Told(notification=shown, app_badge=3), topic="t" * 32, urgency="high")


def show(run: Run) -> str:
    """The table, as it stands in the README."""
    share = run.median(lambda each: each.ours / each.bare)
    by_cpu = run.median(lambda each: each.bare_cpu / each.ours_cpu)
    bare, ours = run.median(lambda each: each.bare), run.median(lambda each: each.ours)
    return "\n".join(
        [
            f"{run.at:%Y-%m-%d}, {run.cores} cores, {len(run.rounds)} rounds of {run.seconds:g} s, {CALLERS} callers, "
            f"{run.bytes} bytes a push",
            "",
            "| case | of bare encryption | by CPU | a second | bare, a second |",
            "|---|---|---|---|---|",
            f"| close a push and hand it to its service | {share:.3f} | {by_cpu:.3f} | {ours:.0f} | {bare:.0f} |",
        ]
    )


if __name__ == "__main__":
    main()
