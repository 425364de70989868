"""An API that dies once, between its commit and its answer, without taking the test's process along."""

from types import ModuleType

import pytest


def dies_once(monkeypatch: pytest.MonkeyPatch, door: ModuleType) -> list[str]:
    """The next passage of a named place of `door` ends the request; the list takes the place's name."""
    died: list[str] = []

    def die(name: str) -> None:
        if not died:
            died.append(name)
            raise RuntimeError("the process is gone")

    monkeypatch.setattr(door, "failpoint", die)
    return died
