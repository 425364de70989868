"""`okno serve`: a parent that keeps the API, the worker and the embedded server running, and ends with them."""

import contextlib
import errno
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from time import monotonic
from types import FrameType

import structlog

from app.config import Config, ConfigError
from app.kit import embedded
from app.kit.revision import ROOT

log = structlog.get_logger()

SILENCE = 15.0  # seconds without a sign after which a child counts as hung
GRACE = 60.0  # seconds a child may take for its first sign
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds before a dead child is started again
STEADY = 30.0  # seconds of life after which a child's next death is a first one again
FINISH = 8.5  # seconds the children get to end by themselves
TICK = 0.1
HEAD_START = 5.0  # seconds the API gets before the worker loads its code too: people wait for the API
HURRY = 2  # how many signals mean "at once"


class Stopped(BaseException):
    """A signal to stop came before everything ran."""


class Bell:
    """Rung by a signal handler, waited for by the thread the handler interrupts.

    A `threading.Event` would lock that thread up for ever: its `set` takes the lock that the interrupted
    `wait` may be holding. A pipe has no lock.
    """

    def __init__(self) -> None:
        self._hears, self._rings = os.pipe()
        os.set_blocking(self._rings, False)

    def ring(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._rings, b"!")

    def wait(self, seconds: float) -> bool:
        """Wait so long at most. True when it has been rung, then and ever after."""
        return bool(select.select([self._hears], [], [], seconds)[0])


def listen(config: Config) -> socket.socket:
    """The socket of the API, opened before anything else: a taken port is told at once.

    The parent keeps it, so that callers wait, and are not refused, while a dead API is started again.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            config.host, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with contextlib.ExitStack() as unless_it_works:
            listener = unless_it_works.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1024)
            unless_it_works.pop_all()
    except OSError as error:
        raise ConfigError(why_not_listening(config, error)) from error
    return listener


def why_not_listening(config: Config, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {config.port} on {config.host} is taken by another program: stop that one, "
            "or name another port in OKNO_PORT."
        )
    if error.errno == errno.EACCES:
        return (
            f"This user may not open port {config.port}: name a port above 1023 in OKNO_PORT, "
            "and let a proxy stand before it."
        )
    return f"OKNO_HOST is {config.host!r}, where this machine cannot listen: name one of its own addresses."


class Child:
    """One process of ours: started, started again when it died or hangs, ended with the parent.

    Its standard input is a pipe of the parent's. A line in it means that the database may be used; its end
    means that the parent is gone, however it went.
    """

    def __init__(self, name: str, command: Sequence[str], *, fds: tuple[int, ...] = ()) -> None:
        self.name, self._command, self._fds = name, list(command), fds
        self.process: subprocess.Popen[bytes] | None = None
        self.silence, self.grace = SILENCE, GRACE
        self._may_go = False
        self._born = self._sign = 0.0
        self._pause, self._due = FIRST_PAUSE, 0.0

    def launch(self) -> None:
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.getenv("PYTHONPATH"))))
        }
        # A process group of its own: Ctrl-C reaches the parent, and the parent tells the child once.
        self.process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, pass_fds=self._fds, env=environment, process_group=0
        )
        self._born = monotonic()
        self._sign = self._born + self.grace - self.silence
        if self._may_go:
            self.go()

    def go(self) -> None:
        """The database is there: the child may open it."""
        self._may_go = True
        self._sign = max(self._sign, monotonic() + self.grace - self.silence)
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.write(b"\n")
                self.process.stdin.flush()

    def sign(self) -> None:
        """It showed that it lives."""
        self._sign = max(self._sign, monotonic())

    def tend(self) -> None:
        """Start it again if it is dead, after a pause that grows with each death; end it if it hangs."""
        assert self.process is not None
        now = monotonic()
        if self._due:
            if now >= self._due:
                self._due = 0.0
                self.launch()
        elif (code := self.process.poll()) is not None:
            self._close_pipe()
            self._pause = FIRST_PAUSE if now - self._born > STEADY else min(self._pause * 2, LONGEST_PAUSE)
            self._due = now + self._pause
            log.warning("child ended", loop=self.name, code=code, seconds=round(self._pause, 1))
        elif now - self._sign > self.silence:
            log.error("child is silent", loop=self.name, pid=self.process.pid)
            self.process.kill()
            self.process.wait()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until `deadline`, then kill."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0, deadline - monotonic()))
        except subprocess.TimeoutExpired:
            log.error("child did not stop in time", loop=self.name, pid=self.process.pid)
            self.process.kill()
            self.process.wait()
        self._close_pipe()

    def _close_pipe(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()


class Parent:
    """The children of one `serve` and the signals that end them."""

    def __init__(self, config: Config, listener: socket.socket) -> None:
        self._config, self._listener = config, listener
        self._signals = 0
        self._running = False
        self._stop = Bell()
        self._stopping = threading.Event()  # for the threads: set by the main one, never by a handler
        self._ready = threading.Event()
        self._heart, heart = os.pipe()
        os.set_blocking(self._heart, False)
        os.set_blocking(heart, False)
        program = [sys.executable, "-P", "-m", "app"]
        socket_fd = listener.fileno()
        self.api = Child("api", [*program, "api", "--child", "--socket", str(socket_fd)], fds=(socket_fd,))
        self.worker = Child("work", [*program, "work", "--child", "--heart", str(heart)], fds=(heart,))
        self._threads = [
            threading.Thread(target=watch, daemon=True) for watch in (self._keep_server, self._visit_api)
        ]

    def run(self, prepare: Callable[[], Callable[[], None]]) -> None:
        """Start everything, then mend what dies until a signal comes.

        `prepare` brings database and schema up, while the API loads its code; what it returns is called once
        when the API is ready.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told)
        try:
            self.api.launch()
            welcome = prepare()
            self.api.go()
            self.worker.go()
            self._running = True
            for thread in self._threads:
                thread.start()
            self._tend(welcome)
        finally:
            self._end()

    def _told(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
        self._stop.ring()
        if not self._running:
            raise Stopped
        if self._signals >= HURRY:
            for child in (self.api, self.worker):
                if child.process is not None and child.process.poll() is None:
                    child.process.kill()

    def _tend(self, welcome: Callable[[], None]) -> None:
        began, greeted = monotonic(), False
        while not self._stop.wait(TICK):
            if self._beaten():
                self.worker.sign()
            self.api.tend()
            if self.worker.process is not None:
                self.worker.tend()
            elif self._ready.is_set() or monotonic() - began > HEAD_START:
                self.worker.launch()
            if self._ready.is_set() and not greeted:
                greeted = True
                welcome()

    def _end(self) -> None:
        self._running = True  # from here on a second signal hurries and does not interrupt
        self._stopping.set()
        deadline = monotonic() + FINISH
        for child in (self.worker, self.api):
            child.ask_to_end()
        for child in (self.worker, self.api):
            child.end(deadline)

    def _beaten(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            return bool(os.read(self._heart, 65536))
        return False

    def _visit_api(self) -> None:
        """Ask for /ready until it is, then for /health: the API's sign of life."""
        while not self._stopping.wait(2.0 if self._ready.is_set() else TICK):
            if not self._ready.is_set() and answers(self._listener, "/ready"):
                self._ready.set()
            if answers(self._listener, "/health"):
                self.api.sign()

    def _keep_server(self) -> None:
        """Start the embedded server again when somebody killed it."""
        while self._config.database_url is None and not self._stopping.wait(1.0):
            try:
                embedded.ensure_running(self._config.folder, say=print_line)
            except embedded.EmbeddedError as error:
                print_line(str(error))


def answers(listener: socket.socket, path: str) -> bool:
    """Does the API say 200 to this path?"""
    host, port = listener.getsockname()[:2]
    nearby = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(nearby, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def print_line(line: str) -> None:
    """Words for the operator's terminal. They may name folders and links, so they are never logged."""
    with contextlib.suppress(OSError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
