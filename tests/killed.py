"""Who died at which named place, and what was found after it: counted over all tests that kill there."""

import os
import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.chaos.profile import FULL

APP = Path(__file__).resolve().parents[1]
NAMED = re.compile(r'\bfailpoint\("(\w+)"\)')
ENOUGH = 20  # deaths at each place, in the long profile
LOG = "OKNO_FAILPOINT_LOG"


def places() -> Counter[str]:
    """Every named place of the tree, and how often its name is used there."""
    files = (file for part in ("app", "bots", "push", "telephony") for file in (APP / part).rglob("*.py"))
    return Counter(name for file in files for name in NAMED.findall(file.read_text()))


class Killed:
    """Reads after each test who died, by the file into which the dying write their place."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="okno-killed-")
        self._log = Path(self._folder.name) / "log"
        self._log.touch()
        os.environ[LOG] = str(self._log)
        self._read = 0
        self.deaths: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """The long profile repeats a test that kills as often as it says."""
        kills = metafunc.definition.get_closest_marker("kills")
        if kills and FULL:
            metafunc.fixturenames.append("again")
            metafunc.parametrize("again", range(kills.args[0]))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        died = Counter(self._log.read_text().split()[self._read :])
        self._read += died.total()
        self.deaths += died
        for place in died:
            self.tests[place] += 1
            self.failed[place] += report.failed

    def table(self) -> list[str]:
        return [
            f"  {place}: {self.deaths[place]} kills in {self.tests[place]} tests, "
            f"{self.failed[place] or 'none'} of them found anything lost, doubled or silent"
            for place in sorted(places())
        ]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if FULL:
            terminalreporter.write_line("killed at named places:")
            for line in self.table():
                terminalreporter.write_line(line)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A whole long run in which a place was passed by is a failed one; a part of it (`-k`) is only a part."""
        few = [place for place in places() if self.deaths[place] < ENOUGH]
        if FULL and few and not session.config.option.keyword and not session.exitstatus:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self._folder.cleanup()
        os.environ.pop(LOG, None)
