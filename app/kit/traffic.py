"""Every HTTP request passes here: counted, logged by its route's template, and its body bounded in time."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from time import perf_counter
from typing import Any

from app.kit import metrics
from app.kit.errors import Problem
from app.kit.logs import plain

PAUSE = 20.0  # seconds between two pieces of a body
WHOLE_BODY = 15 * 60.0  # seconds: 50 MB from a car park
QUIET = ("/health", "/ready", "/metrics")

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]


def observed(app: App) -> App:
    """`app` with its traffic counted and logged; never the raw path, for it may carry a token."""

    async def pass_through(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began = perf_counter()
        status, first_byte, left = 0, 0.0, False

        async def hear() -> Message:
            """What is answered to a body that was cut is heard by nobody, whatever it says."""
            nonlocal left
            message = await bounded_receive()
            left = left or (message["type"] == "http.disconnect" and not status)
            return message

        async def tell(message: Message) -> None:
            nonlocal status, first_byte
            if message["type"] == "http.response.start":
                status, first_byte = message["status"], perf_counter() - began
            await send(message)

        bounded_receive = bounded(receive)
        try:
            await app(scope, hear, tell)
        finally:
            note(scope, 0 if left else status, first_byte or perf_counter() - began)

    return pass_through


def note(scope: Any, status: int, seconds: float) -> None:
    """Count and log one request. Status 0 means that the caller left before an answer began: no error of ours."""
    route = scope.get("path_template") or "(none)"
    outcome = f"{status // 100}xx" if status else "cut"
    method = known(scope["method"])
    counter, seconds_of_route = meters(method, route, outcome)
    counter.inc()
    seconds_of_route.observe(seconds)
    if route in QUIET and status == 200:
        return
    who = scope.get("user")
    plain(
        "request",
        method=method,
        route=route,
        status=status or "cut",
        ms=round(seconds * 1000, 1),
        dealership=getattr(who, "dealership", None),
    )


@cache  # as many as there are routes, methods and outcomes: looking them up by labels costs more than counting
def meters(method: str, route: str, outcome: str) -> tuple[Any, Any]:
    return metrics.REQUESTS.labels(method, route, outcome), metrics.REQUEST_SECONDS.labels(route)


def known(method: str) -> str:
    """Anybody may invent a method; each would be a counter of its own."""
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"


def bounded(receive: Receive) -> Receive:
    """`receive` that does not wait for ever for a body: 408 when it stalls or takes too long as a whole."""
    deadline = asyncio.get_running_loop().time() + WHOLE_BODY
    complete = False

    async def patient() -> Message:
        nonlocal complete
        if complete:  # from here on only the caller's leaving is waited for
            return await receive()
        left = deadline - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0, min(PAUSE, left))):
                message = await receive()
        except TimeoutError as error:
            raise Problem("too_slow", 408) from error
        complete = not message.get("more_body", False)
        return message

    return patient
