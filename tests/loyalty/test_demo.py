"""The demo's ledger: every score is 100 less its losses, the spread is believable, a replay changes nothing."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from app.demo import demo_clients
from app.kit.bulk import Bulk
from app.loyalty.model import PARTS
from app.seed.books import House, days_gone_by, teller_of

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
CLIENTS = 800


@pytest.fixture(scope="module")
def told() -> dict[str, list[dict[str, Any]]]:
    """Rows of all clients of both books, by table."""
    house = House(place=0, order=0, clients=CLIENTS)
    bulk = Bulk(house.id, Random(1))
    days = days_gone_by(NOW, house.told.time_zone)
    teller = teller_of(bulk, house, NOW, *house.told.people, days=days)
    for client in demo_clients(house.told, NOW, per_manager=CLIENTS // 2):
        teller.client(client)
    teller.ledger.book_rows()
    rows: dict[str, list[dict[str, Any]]] = {}
    for (table, columns), found in bulk.rows.items():
        rows.setdefault(table, []).extend(dict(zip(columns, row[1:], strict=True)) for row in found)
    return rows


def test_every_score_is_100_less_its_losses(told: dict[str, list[dict[str, Any]]]) -> None:
    assert len(told["scores"]) == CLIENTS
    shown = {row["client_id"]: row["score"] for row in told["book_lines"]}
    for row in told["scores"]:
        losses = [row[f"lost_{part}"] for part in PARTS]
        assert min(losses) >= 0
        assert row["score"] == pytest.approx(100 - sum(losses), abs=1e-9)
        assert shown[row["client_id"]] == round(row["score"])


def test_the_spread_is_believable(told: dict[str, list[dict[str, Any]]]) -> None:
    spread = Counter(row["status"] for row in told["scores"])
    share = {status: count / CLIENTS for status, count in spread.items()}
    assert 0.3 < share["loyal"] < 0.7
    assert 0.15 < share["unproven"] < 0.45
    assert 0.08 < share["warm"] < 0.3
    assert 0.005 < share["at_risk"] < 0.1


def test_marks_keep_the_limits_and_every_piece_of_evidence_has_its_entry(
    told: dict[str, list[dict[str, Any]]],
) -> None:
    entries = {row["id"]: row for row in told["entries"]}
    assert all(row["entry_id"] in entries for row in told["evidence"])
    asked: dict[Any, list[datetime]] = {}
    for row in sorted(told["surveys"], key=lambda row: row["asked_at"]):
        asked.setdefault(row["client_id"], []).append(row["asked_at"])
    for instants in asked.values():
        assert all((later - before).days >= 30 for before, later in pairwise(instants))


def test_the_board_has_a_history_from_the_first_day(told: dict[str, list[dict[str, Any]]]) -> None:
    days = sorted({row["on_date"] for row in told["book_days"]})
    assert len(days) == 84
    assert len(told["book_days"]) == 2 * 84
