"""A push service as browsers' makers run them: takes posts, opens them as a browser would, keeps a ledger."""

from tests.fakes.push.service import FakePush, FarBrowser, Taken

__all__ = ["FakePush", "FarBrowser", "Taken"]
