"""What went wrong with the embedded database, as a sentence for the operator with the fix."""

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

INSTEAD = "Or name a PostgreSQL of your own in OKNO_DATABASE_URL."
FULL_BYTES = 1 << 20


class EmbeddedError(Exception):
    """The embedded database cannot serve; the message is a sentence for the operator, with the fix."""


@contextlib.contextmanager
def plain_errors(home: Path) -> Iterator[None]:
    """Turn the errors of folders and files into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(home) from error
        if error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
            fix = "its file system has no locks: name a folder on a local disk in OKNO_HOME"
        else:
            fix = f"{error.strerror}: give this user the folder (chown), or name another one in OKNO_HOME"
        raise EmbeddedError(f"Okno cannot keep its database in {home}: {fix}. ({error})") from error


def told(output: str, what: str, home: Path, log: Path) -> EmbeddedError:
    """Turn the last words of a PostgreSQL program into a sentence."""
    # With a full disk even the log stays empty, so the disk is asked as well.
    if os.strerror(errno.ENOSPC) in output or shutil.disk_usage(home).free < FULL_BYTES:
        return disk_full(home)
    words = [line for line in output.splitlines() if re.search("FATAL|PANIC|error", line)] or [output.strip()]
    return EmbeddedError(f"{what}: {words[-1]} (the whole story: {log})")


def disk_full(home: Path) -> EmbeddedError:
    return EmbeddedError(
        f"The disk of {home} is full: make room (a new database needs 100 MB), or name a folder on another "
        f"disk in OKNO_HOME. Nothing that was saved is lost."
    )
