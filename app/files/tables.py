"""What others lend to the files: filled by `app.main` and `app.worker`."""

from app.files.model import Arrived, Fetcher, Readable

READABLE: dict[str, Readable] = {}
"""Feature → may this person read this thread? One yes is enough; until filled, nobody may."""

FETCHERS: dict[str, Fetcher] = {}
"""Channel → how to get a file's bytes. Only the worker has fetchers."""

ARRIVED: dict[str, Arrived] = {}
"""Feature → who must know that a fetched file came, or never will."""
