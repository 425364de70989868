"""Tokens name their dealership and give nothing else away."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.tokens import dealership_of, digest, mint, token_of


@given(st.uuids())
def test_a_token_leads_back_to_its_dealership(dealership: UUID) -> None:
    assert dealership_of(mint(dealership)) == dealership


def test_a_token_fits_a_deep_link() -> None:
    """Telegram takes 64 characters of these."""
    token = mint(uuid4())
    assert len(token) == 44
    assert all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in token)


def test_a_thousand_tokens_of_one_dealership_have_a_thousand_tails() -> None:
    dealership = uuid4()
    tails = {mint(dealership)[22:] for _ in range(1_000)}
    assert len(tails) == 1_000


def test_what_is_stored_is_not_the_token() -> None:
    token = mint(uuid4())
    assert len(digest(token)) == 32
    assert digest(token) != digest(token[:-1] + ("A" if token[-1] != "A" else "B"))


@pytest.mark.parametrize(
    "text",
    ["", "x", "A" * 43, "A" * 45, "ы" * 44, "A" * 43 + "=", "A" * 43 + "\n", "../" * 14 + "xx", "=" * 44],
)
def test_what_is_no_token_belongs_to_nobody(text: str) -> None:
    assert dealership_of(text) is None


@given(st.text(max_size=60))
def test_no_text_makes_the_reading_of_a_token_fail(text: str) -> None:
    found = dealership_of(text)
    assert found is None or isinstance(found, UUID)


def test_a_head_that_only_looks_like_a_dealership_is_refused() -> None:
    """The last letter of 22 carries four spare bits: two spellings would name one dealership."""
    dealership = UUID(int=0)
    token = token_of(dealership, b"\0" * 16)
    assert dealership_of(token) == dealership
    assert dealership_of(token[:21] + "B" + token[22:]) is None
