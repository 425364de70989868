"""The API and the worker as programs: their signals, their parent, and how long they may take to stop."""

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvloop

from app.cli.reaching import reach, server_of
from app.config import Config
from app.kit import embedded
from app.kit.logs import configure
from app.serving import listen, print_line

STOP = 9.0  # seconds after which a process that cannot stop ends itself
STREAMS = 3  # seconds that open streams and slow answers get when the API stops


def run_api(config: Config, *, child: bool, listener_fd: int | None) -> None:
    """Serve HTTP until told to stop."""
    configure(config.log, "api")
    with life(child) as may_go, opened(config, listener_fd) as listener:
        # Loading takes longer than starting the database: both are done at once.
        import uvicorn

        from app.main import create_app

        may_go.wait()
        end_in_order()
        with server_of(config) as server, kept(config, child):
            settings = uvicorn.Config(
                create_app(config, reach(config, "app", server)),
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ws="none",
                lifespan="on",
                timeout_graceful_shutdown=STREAMS,
            )
            uvicorn.Server(settings).run(sockets=[listener])


def run_worker(config: Config, *, child: bool, heart: int | None) -> None:
    """Work through the queues and the timetable until told to stop."""
    configure(config.log, "work")
    with life(child) as may_go:
        from app.worker import work

        may_go.wait()
        end_in_order()
        with server_of(config) as server, kept(config, child):
            where = reach(config, "worker", server)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(work(config, where, heart=heart))


def opened(config: Config, listener_fd: int | None) -> socket.socket:
    """The parent's socket, or one of our own."""
    return listen(config) if listener_fd is None else socket.socket(fileno=listener_fd)


@contextmanager
def life(child: bool) -> Iterator[threading.Event]:
    """End quietly at a signal, and with the parent. The event is set once the database may be used.

    Until then only code is loaded and nothing is open: a signal ends the process on the spot, because an
    exception out of a handler in the middle of an import is a crash with a page of traces.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end_at_once)
    may_go = threading.Event()
    if child:
        threading.Thread(target=follow_parent, args=(may_go,), daemon=True).start()
    else:
        may_go.set()
    yield may_go


def end_at_once(number: int, frame: FrameType | None) -> None:
    os._exit(0)


def end_in_order() -> None:
    """From here on a signal unwinds what has been opened."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end_quietly)


def end_quietly(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def follow_parent(may_go: threading.Event) -> None:
    """A byte from the parent: go. The end of the pipe: the parent is gone, by whatever death."""
    while os.read(0, 1):
        may_go.set()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP)
    os._exit(1)


@contextmanager
def kept(config: Config, child: bool) -> Iterator[None]:
    """Start the embedded server again when it is killed; under `serve` the parent does it."""
    stopping = threading.Event()
    if not child and config.database_url is None:
        threading.Thread(target=keep_server, args=(config, stopping), daemon=True).start()
    try:
        yield
    finally:
        stopping.set()


def keep_server(config: Config, stopping: threading.Event) -> None:
    while not stopping.wait(1.0):
        try:
            embedded.ensure_running(config.folder, say=print_line)
        except embedded.EmbeddedError as error:
            print_line(str(error))
