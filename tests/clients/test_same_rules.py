"""The phone searches its book by the rules by which the server judges the house: one list of examples for both,
and whatever else people may type."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clients.searching import FEW, Fit, fit, keys_of, readings
from app.clients.spelling import vin_tail
from tests.clients.on_phone import Phone

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
ROWS: list[dict[str, Any]] = VECTORS["rows"]
QUERIES: dict[str, list[int]] = VECTORS["queries"]


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    one = Phone(tmp_path_factory.mktemp("phone"))
    yield one
    one.close()


def on_the_server(rows: list[dict[str, Any]], query: str) -> list[list[int]]:
    """The server's rules over the same rows, in the phone's order."""
    found: dict[int, Fit] = {}
    for similar in (False, True):
        if len(found) >= FEW:
            break
        for reading in readings(query):
            for n, row in enumerate(rows):
                fits = fit(reading, keys_of(**row), similar=similar)
                if fits and (n not in found or fits < found[n]):
                    found[n] = fits
            if found:
                break
    return [[n, *fits] for n, fits in sorted(found.items(), key=lambda each: each[1])]


@pytest.mark.parametrize("query", QUERIES)
def test_the_server_finds_whom_the_example_names_in_its_order(query: str) -> None:
    assert [n for n, *_ in on_the_server(ROWS, query)] == QUERIES[query]


@pytest.mark.parametrize("query", QUERIES)
def test_the_phone_finds_the_same_people_for_the_same_reasons(phone: Phone, query: str) -> None:
    assert phone.finds(ROWS, query) == on_the_server(ROWS, query)


SIGNS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАВЕКМНОРСТУХabcehkmoptxyvwzqij0123456789 -.,'\"`[];()+/%_\\"
STRANGE = "\u200d\u202e\ufeff\u00ad\x00\x1f\x85\u00a0éŁßẞİıΣςʼ️Ⅳ²½٣一🦊👩🏽‍🔧🇷🇺"
ANY = st.characters(exclude_categories=("Cs", "Cn", "Co"))
"""What is a letter both know the same of, as far as the older of the two knows the sign at all."""
typed = st.one_of(
    st.sampled_from(sorted(QUERIES)),
    st.text(SIGNS, max_size=24),
    st.text(SIGNS + STRANGE, max_size=16),
    st.text(ANY, max_size=12),
)
named = st.one_of(
    st.sampled_from([row["name"] for row in ROWS]),
    st.text(SIGNS + STRANGE, max_size=20),
    st.text(ANY, max_size=12),
)
ours = settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """A name or a part of it, as a hurried thumb leaves it."""
    text = list(draw(st.sampled_from([row["name"] for row in ROWS])))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, max(0, len(text) - 1)))
        text[at : at + draw(st.integers(0, 1))] = draw(st.text(SIGNS, max_size=1))
    first = draw(st.integers(0, max(0, len(text) - 1)))
    return "".join(text[first : draw(st.integers(first, len(text)))])


@ours
@given(query=st.one_of(typed, mistyped()))
def test_the_phone_and_the_server_agree_whatever_is_typed(phone: Phone, query: str) -> None:
    assert phone.finds(ROWS, query) == on_the_server(ROWS, query)


@ours
@given(name=named, query=st.one_of(typed, named))
def test_they_agree_about_whatever_people_are_called(phone: Phone, name: str, query: str) -> None:
    rows = [{"name": name, "phones": [], "plates": [], "vins": []}]
    assert phone.finds(rows, query) == on_the_server(rows, query)
    assert phone.finds(rows, name) == on_the_server(rows, name)


@pytest.mark.parametrize("query", ["0001", "LY000001", "л у 000001", "XTAGFL110LY000001", "ЛУ000001"])
def test_a_phone_that_keeps_the_end_of_a_vin_finds_the_same(phone: Phone, query: str) -> None:
    whole = [{"name": "Иванов", "phones": [], "plates": [], "vins": ["XTAGFL110LY000001"]}]
    ends = [whole[0] | {"vins": [vin_tail("XTAGFL110LY000001")]}]
    assert phone.finds(ends, query) == on_the_server(whole, query)


@pytest.mark.parametrize(
    "query", ["я" * 10_000, "🦊" * 10_000, "Иванов" + " " * 10_000 + "Сергей", "а1 " * 4_000]
)
def test_of_ten_thousand_signs_both_read_the_same_beginning(phone: Phone, query: str) -> None:
    assert phone.finds(ROWS, query) == on_the_server(ROWS, query)
