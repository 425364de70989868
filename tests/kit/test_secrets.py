"""Secrets are sealed to what they belong to, with a key that lies readable to its owner alone."""

import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.secrets import Seal, Unreadable, master_key

KEY, OTHER = bytes(range(32)), bytes(32)


@given(st.binary(max_size=500), st.text(max_size=50))
def test_what_is_sealed_opens_again(plain: bytes, belongs_to: str) -> None:
    seal = Seal(KEY)
    assert seal.open(seal.close(plain, belongs_to), belongs_to) == plain


def test_a_sealed_value_shows_nothing_and_never_looks_the_same_twice() -> None:
    seal = Seal(KEY)
    first, second = seal.close(b"123:token", "bot"), seal.close(b"123:token", "bot")
    assert first != second
    assert b"token" not in first


def test_it_opens_with_no_other_key_and_for_nothing_else() -> None:
    sealed = Seal(KEY).close(b"123:token", "bot/1")
    with pytest.raises(Unreadable):
        Seal(OTHER).open(sealed, "bot/1")
    with pytest.raises(Unreadable):
        Seal(KEY).open(sealed, "bot/2")


@given(st.integers(min_value=0, max_value=30))
def test_a_changed_or_shortened_value_does_not_open(place: int) -> None:
    sealed = Seal(KEY).close(b"a secret", "x")
    changed = bytearray(sealed)
    changed[place % len(sealed)] ^= 1
    for spoilt in (bytes(changed), sealed[: place % len(sealed)], b""):
        with pytest.raises(Unreadable):
            Seal(KEY).open(spoilt, "x")


def test_keys_of_different_purposes_differ() -> None:
    seal = Seal(KEY)
    assert len({seal.derived(purpose) for purpose in ("seal", "journal", "webhook")}) == 3
    assert seal.derived("seal") != KEY


def test_the_key_of_the_setting_wins_over_the_file(tmp_path: Path) -> None:
    assert master_key(KEY.hex(), tmp_path) == KEY
    assert not (tmp_path / "master.key").exists()


def test_the_key_file_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "not" / "there"
    first = master_key(None, home)
    assert (len(first), master_key(None, home)) == (32, first)
    assert (home / "master.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["master.key"]


def make(home: str, told: "multiprocessing.Queue[bytes]") -> None:
    told.put(master_key(None, Path(home)))


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    told: multiprocessing.Queue[bytes] = context.Queue()
    rivals = [context.Process(target=make, args=(str(tmp_path), told)) for _ in range(6)]
    for rival in rivals:
        rival.start()
    keys = {told.get(timeout=20) for _ in rivals}
    for rival in rivals:
        rival.join()
    assert len(keys) == 1
    assert os.listdir(tmp_path) == ["master.key"]
