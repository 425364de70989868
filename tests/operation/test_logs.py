"""Logs tell ids, codes and counts; nothing personal and no secret gets in, whatever people and libraries do."""

import logging
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import msgspec
import pytest
import structlog

from app.config import Config
from app.kit import logs
from app.kit.ids import new_id
from app.people import routes
from tests.cast import ROLES, House
from tests.conftest import log_plainly
from tests.conversations.stories import connect, make_anna, says
from tests.scanner import leaks

Logged = Callable[[], str]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """What was logged since the last look, as operation would log it; a key that is not allowed raises."""
    handlers, level = logging.root.handlers[:], logging.root.level
    logs.configure("json", "test", strict=True)
    yield lambda: capsys.readouterr().out
    log_plainly()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def lines(logged: str) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in logged.splitlines()]


NAMES = ["Анна Сергеевна Крылова", *(name for name, _, _ in ROLES.values())]
PHONE = "+7 (912) 345-67-89"
TEXTS = ["Позвоните мужу на второй номер", "Приезжайте к воротам автоцентра"]


async def test_a_day_of_requests_leaves_no_trace_of_people_in_the_logs(
    house: House, other_house: House, config: Config, logged: Logged
) -> None:
    anna = await make_anna(house)
    thread = await connect(house, anna, "7912345678")
    await says(house, "7912345678", TEXTS[0])
    new = {"id": str(new_id()), "name": NAMES[0], "address_form": "Анна Сергеевна", "phone": PHONE}
    answers = [
        await house.post("vera", "/api/clients", new),
        await house.post("vera", "/api/clients", new | {"id": str(new_id())}),
        await house.post("vera", "/api/clients", new | {"кто": TEXTS[0]}),
        await house.get("vera", "/api/clients", search="Крылова"),
        await house.get("vera", "/api/clients", search="3456789"),
        await house.get("vera", "/api/book"),
        await house.get("vera", f"/api/threads/{thread}/messages"),
        await house.post("vera", f"/api/threads/{thread}/messages", {"id": str(new_id()), "text": TEXTS[1]}),
        await house.get("vera", "/Анна Крылова/+79123456789"),
        await house.get("vera", "/api/Анна"),
        await other_house.get("petr", f"/api/threads/{thread}/messages"),
        await house.send("vera", "DELETE", "/api/session"),
    ]
    token = await house.token("oleg")
    async with httpx.AsyncClient(base_url=config.site) as stranger:
        answers.append(await stranger.get(f"/sign-in/{token}"))
        answers.append(await stranger.get(f"/c/{token}?name=Крылова"))
        answers.append(await stranger.get("/api/me", headers={"authorization": f"Bearer {token[:-1]}x"}))
    said = logged()
    assert len(lines(said)) >= len(answers)
    tokens = [token, token[:-1] + "x", await house.token("vera")]
    assert leaks(said, names=NAMES, phones=[PHONE], texts=TEXTS, tokens=tokens) == []
    postgres = (config.folder / "postgres.log").read_text()
    assert leaks(postgres, names=NAMES, phones=[PHONE], texts=TEXTS, tokens=tokens) == []


async def test_a_request_is_told_by_its_route_status_and_dealership(house: House, logged: Logged) -> None:
    await house.token("vera")
    logged()
    await house.get("vera", f"/api/clients/{uuid4()}")
    (line,) = lines(logged())
    assert line["ms"] >= 0
    expected = {
        "event": "request", "method": "GET", "route": "/api/clients/{client_id}", "status": 404,
        "dealership": str(house.id),
    }  # fmt: skip
    assert {name: line[name] for name in expected} == expected


async def test_a_crash_is_told_by_type_and_place_and_never_by_what_it_says(
    house: House, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise asyncpg.UniqueViolationError(f"Key (phone)=({PHONE}) of {NAMES[0]} exists: ask Krylova")

    monkeypatch.setattr(routes, "me", crash)
    answer = await house.get("vera", "/api/me")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    said = logged()
    (line,) = [line for line in lines(said) if line["level"] == "error"]
    assert line["exception"] == "asyncpg.exceptions.UniqueViolationError"
    assert line["sqlstate"] == "23505"
    assert line["trace"][-1].endswith(" crash")
    assert leaks(said, phones=[PHONE], names=[*NAMES, "Krylova"], texts=TEXTS) == []
    assert "Krylova" not in answer.text


def test_what_libraries_log_is_told_without_their_arguments(logged: Logged) -> None:
    logging.getLogger("aiogram").warning("Failed to send %s to %s", TEXTS[0], PHONE)
    logging.getLogger("asyncpg").error(f"{NAMES[0]} {PHONE}")
    first, second = lines(logged())
    assert (first["event"], first["logger"]) == ("Failed to send %s to %s", "aiogram")
    assert set(second["event"]) <= {"…", " "}


def test_a_key_that_is_not_allowed_raises_in_tests_and_is_dropped_in_operation(
    logged: Logged, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="name"):
        structlog.get_logger().info("hello", name="Anna")
    logs.configure("json", "test")
    structlog.get_logger().info("hello", name="Anna", code="ok")
    (line,) = lines(capsys.readouterr().out)
    assert (line["code"], line["refused"]) == ("ok", ["name"])
    assert "Anna" not in str(line)


@pytest.mark.parametrize(
    "value",
    ["Анна", PHONE, "89123456789", 79123456789, "anna@example.ru", "aB3dE6gH9jK2mN5pQ8sT1", {"name": "Anna"}],
)
def test_a_value_that_looks_personal_is_hidden_under_any_key(value: object) -> None:
    assert logs.safe(value) in ("…", "(dict)")


@pytest.mark.parametrize(
    "value",
    [
        "/api/clients/{id}",
        "lobby_promises",
        "UniqueViolationError",
        "0190f3c2-1111-7000-8000-000000000001",
        "2026-11-22T10:00:00+00:00",
        413,
        0.5,
        None,
    ],
)
def test_what_operators_need_stays_readable(value: object) -> None:
    assert logs.safe(value) == value


def test_a_log_that_cannot_be_written_does_not_fail_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, line: str) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("sys.stdout", Full())
    logs.Out("stdout").msg("hello")


def test_the_scanner_finds_what_it_is_shown() -> None:
    token = "aB3dE6gH9jK2mN5pQ8sT1uV4wX7yZ0aB3dE6gH9jK2mN"
    line = f"call 8 912 345-67-89 ask Krylova about the gearbox {token[8:30]}"
    found = leaks(line, names=["Anna Krylova"], phones=[PHONE], texts=["the gearbox"], tokens=[token])
    assert [hit.split(":")[0] for hit in found] == [
        "a phone", "the name Anna Krylova", "the text the gearbox", f"the phone {PHONE}", "a token",
    ]  # fmt: skip
    assert leaks(f"{uuid4()} 2026-11-22T10:00:00.123Z route=/api/me ms=12.5") == []
