"""The clock is the machine's, or a file's that every process reads anew at each look."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.kit.clock import ClockError, clock_from, system_clock


def test_without_a_setting_it_is_the_machine_s_clock_in_utc() -> None:
    for setting in (None, ""):
        assert clock_from(setting) is system_clock
    assert system_clock().tzinfo is UTC


def test_an_instant_in_the_file_stands_still_until_the_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = clock_from(f"file:{file}")
    file.write_text("2027-03-28T01:59:58+00:00\n")
    assert clock() == clock() == datetime(2027, 3, 28, 1, 59, 58, tzinfo=UTC)
    file.write_text("2027-03-28T06:00:00+04:00")
    assert clock() == datetime(2027, 3, 28, 2, tzinfo=UTC)
    assert clock().tzinfo is UTC


@pytest.mark.parametrize(("text", "moved"), [("+3600", 3600), ("-86400", -86400), ("+0.5", 0.5), ("+0", 0)])
def test_an_offset_in_the_file_moves_the_machine_s_clock_and_lets_it_run(
    tmp_path: Path, text: str, moved: float
) -> None:
    file = tmp_path / "clock"
    file.write_text(text)
    first = clock_from(f"file:{file}")
    before, told, after = system_clock(), first(), system_clock()
    assert before <= told - timedelta(seconds=moved) <= after


@pytest.mark.parametrize("setting", ["/tmp/clock", "file:", "http:x", "now"])
def test_another_setting_is_refused_with_the_fix(setting: str) -> None:
    with pytest.raises(ClockError, match="file:PATH"):
        clock_from(setting)


@pytest.mark.parametrize("text", ["", "tomorrow", "2027-13-01T00:00:00Z", "+", "+x", "\x00", "время"])
def test_a_file_that_holds_no_time_is_an_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "clock"
    file.write_text(text)
    with pytest.raises(ClockError, match="clock"):
        clock_from(f"file:{file}")()


def test_an_instant_without_a_zone_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2027-03-28T01:59:58")
    with pytest.raises(ClockError, match="lacks its zone"):
        clock_from(f"file:{file}")()


def test_a_missing_file_is_an_error_and_not_the_machine_s_time(tmp_path: Path) -> None:
    with pytest.raises(ClockError, match="nowhere"):
        clock_from(f"file:{tmp_path / 'nowhere'}")()
