"""Every described route, asked anything at all by each role: no crash, and no answer that was not described."""

import asyncio
from typing import Any

import pytest
import requests
from hypothesis import given, note, seed
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS

from tests.fuzz.described import description, operations, sharpened
from tests.fuzz.known import Known, lifelike
from tests.fuzz.settings import SEED, examples
from tests.security.ground import CLIENTS, Ground

SCHEMA = sharpened(description())
ENDLESS = {"GET /sync/stream", "GET /api/c/stream"}
"""Asked in `test_doors.py`."""
ROUTES = [asked for asked, _ in operations(SCHEMA.raw_schema) if asked not in ENDLESS]
ASKED = {"vera": 14, "irina": 6, "alla": 6, "oleg": 4, "sofia": 3, "petr": 4, "anonymous": 2}
"""Who asks, and how often in the short profile: those whom more doors open to ask more."""
OF_CLIENTS = {"anna": 14, "vera": 2, "anonymous": 2}
"""The same for the routes of the client's window."""
PROVED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)


def is_windows(asked: str) -> bool:
    return f"{asked}/".partition(" ")[2].startswith("/api/c/")


PAIRS = [(asked, who) for asked in ROUTES for who in (OF_CLIENTS if is_windows(asked) else ASKED)]


@pytest.mark.parametrize(("asked", "who"), PAIRS)
async def test_no_request_meets_a_crash_or_an_answer_that_is_not_described(
    ground: Ground, known: Known, site: str, asked: str, who: str
) -> None:
    method, _, template = asked.partition(" ")
    operation = SCHEMA[template][method]
    cases = st.one_of(
        operation.as_strategy(GenerationMode.POSITIVE),
        operation.as_strategy(GenerationMode.POSITIVE),
        operation.as_strategy(GenerationMode.NEGATIVE),
    )
    loop = asyncio.get_running_loop()
    session = requests.Session()

    @seed(SEED)
    @examples((OF_CLIENTS if is_windows(asked) else ASKED)[who])
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        case = fitted(data.draw, data.draw(cases), known)
        # Whoever signs out needs a new session each time.
        cookie = asyncio.run_coroutine_threadsafe(
            ground.cookie(who, fresh=asked.endswith("/session") and who != "anonymous"), loop
        ).result()
        name = "okno-window" if who in CLIENTS else "okno"
        headers = {"okno-app": "1"} | ({"cookie": f"{name}={cookie}"} if cookie else {})
        note(f"seed {SEED}, {who}: {case.as_curl_command()}")
        answer = case.call(base_url=site, session=session, headers=headers, timeout=30)
        session.cookies.clear()
        case.validate_response(answer, checks=PROVED)
        kind = answer.headers.get("content-type", [""])[0]
        assert "*" not in kind, "a description of any type is no type of an answer"
        if answer.status_code < 300 and "json" in kind:
            known.learn(template, answer.json())

    try:
        await asyncio.to_thread(ask)
    finally:
        session.close()


def fitted(draw: Any, case: Case, known: Known) -> Case:
    """The made-up request about things that exist, mostly."""
    case.path_parameters = lifelike(draw, case.path_parameters, known)
    case.query = lifelike(draw, case.query, known)
    if isinstance(case.body, dict | list):
        case.body = lifelike(draw, case.body, known)
    return case
