"""What keeps a command from doing its work, as one sentence that names the fix."""

from urllib.parse import urlsplit

import asyncpg
import click

from app.config import ConfigError
from app.kit.clock import ClockError
from app.kit.embedded import EmbeddedError
from app.kit.errors import Problem
from app.kit.revision import SchemaError


class Refused(Exception):
    """The command cannot be done; the message says why and what to do."""


SPOKEN = (Refused, ConfigError, EmbeddedError, SchemaError, ClockError)
"""Errors whose message is a sentence for the operator already."""

DATABASE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, Problem)


class DatabaseTrouble(Exception):
    """Something failed while talking to the database that `variable` names."""

    def __init__(self, variable: str, url: str) -> None:
        super().__init__(variable)
        self.variable, self.url = variable, url


class Sentence(click.ClickException):
    """One line on stderr, exit code 1."""

    def show(self, file: object = None) -> None:
        click.echo(f"okno: {self.message}", err=True)


class Commands(click.Group):
    """Commands whose expected errors are sentences and not tracebacks."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except SPOKEN as error:
            raise Sentence(" ".join(str(error).split())) from error
        except DatabaseTrouble as error:
            raise Sentence(trouble_said(error, error.__cause__)) from error


def trouble_said(trouble: DatabaseTrouble, cause: BaseException | None) -> str:
    """The sentence for what the driver says. The URL's password is never part of it."""
    parts = urlsplit(trouble.url)
    where = f" at {parts.hostname}:{parts.port or 5432}" if parts.hostname else ""
    variable = trouble.variable
    match cause:
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            return f"The database{where} refuses the login in {variable}: correct user and password."
        case asyncpg.InvalidCatalogNameError():
            return f"The server{where} has no such database: create it, or correct {variable}."
        case asyncpg.InvalidParameterValueError() | asyncpg.UndefinedObjectError():
            return f"The database{where} lacks the roles of Okno: run `okno migrate`."
        case asyncpg.InsufficientPrivilegeError():
            return (
                f"The login in {variable} lacks a right ({first_line(cause)}): "
                "run `okno migrate` with a login that may create roles, or give the separate URLs."
            )
        case asyncpg.DiskFullError():
            return f"The disk of the database{where} is full: make room there."
        case asyncpg.CannotConnectNowError() | asyncpg.PostgresConnectionError():
            pass
        case asyncpg.PostgresError():
            return f"The database{where} refuses: {first_line(cause)}. See its log."
    return (
        f"The database{where} does not answer: start it, or correct {variable}; "
        "without OKNO_DATABASE_URL Okno brings its own."
    )


def first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
