"""The settings of this process: one frozen Struct, read from the environment once."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from app.kit.clock import ClockError, clock_from

PREFIX = "OKNO_"
DEFAULT_PORTS = {"http": 80, "https": 443}
A_SUBJECT = r"^(mailto:[^@\s]+@|https://)([a-zA-Z0-9-]+\.)+[a-zA-Z][a-zA-Z0-9-]+(:\d+)?(/\S*)?$"
"""Real addresses only: for one of localhost Apple refuses every push."""
HOSTS = r"^[a-zA-Z0-9.-]+(:\d{1,5})?([,\s]+[a-zA-Z0-9.-]+(:\d{1,5})?)*$"
SECRETS = {
    "master_key", "telegram_token", "metrics_token",
    "database_url", "database_worker_url", "database_owner_url", "database_tools_url", "database_direct_url",
}  # fmt: skip


class ConfigError(Exception):
    """A setting is unusable; the message names the variable and the fix."""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every `OKNO_…` variable by its name in lower case."""

    home: str = ".okno"
    database_url: str | None = None
    database_worker_url: str | None = None
    database_owner_url: str | None = None
    database_tools_url: str | None = None
    database_direct_url: str | None = None
    database_pooler: Literal["none", "transaction"] = "none"
    master_key: Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F]{64}$")] | None = None
    clock: str | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 8000
    public_url: str = ""
    telegram_token: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,20}:[A-Za-z0-9_-]{3,}$")] | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    metrics_token: Annotated[str, msgspec.Meta(pattern=r"^[!-~]{16,}$")] | None = None
    push_allowed_hosts: Annotated[str, msgspec.Meta(pattern=HOSTS)] = ""
    telephony_allowed_hosts: Annotated[str, msgspec.Meta(pattern=HOSTS)] = ""
    vapid_subject: Annotated[str, msgspec.Meta(pattern=A_SUBJECT)] | None = None
    language: Literal["ru", "en"] = "ru"
    timezone: str = "Europe/Samara"
    log: Literal["lines", "json"] = "lines"
    books_mb: Annotated[int, msgspec.Meta(ge=0, le=65536)] = 256
    phone_shell: Literal["kept", "off"] = "kept"
    oldest_phone: Annotated[int, msgspec.Meta(ge=1, le=9999)] = 1

    @property
    def folder(self) -> Path:
        return Path(self.home).expanduser().absolute()

    @property
    def site(self) -> str:
        """The address people open, as browsers write an origin: no path, no default port, no capitals."""
        return origin(self.public_url or f"http://localhost:{self.port}")

    @property
    def local(self) -> bool:
        return urlsplit(self.site).hostname in ("localhost", "127.0.0.1", "::1")

    @property
    def https(self) -> bool:
        return self.site.startswith("https:")


@cache  # every request asks
def origin(url: str) -> str:
    parts = urlsplit(url)
    host = (
        (parts.hostname or "").encode("idna").decode() if "[" not in parts.netloc else f"[{parts.hostname}]"
    )
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


FIXES = {
    "port": "a number from 1 to 65535, such as 8000",
    "master_key": "64 hexadecimal digits, such as the output of `openssl rand -hex 32`",
    "telegram_token": "the bot's token as BotFather gives it, such as 123456:ABC-DEF",
    "metrics_token": "16 characters or more without spaces, such as the output of `openssl rand -hex 16`",
    "telegram_mode": "polling or webhook",
    "language": "ru or en",
    "log": "lines or json",
    "phone_shell": "kept, or off: every phone drops its service worker's pages",
    "oldest_phone": "the oldest version of the phone that is still served, such as 1",
    "books_mb": "how many MB of packed books an API process may keep, such as 256",
    "timezone": "a time zone such as Europe/Samara",
    "public_url": "the address people open, without a path, such as https://okno.example.ru",
    "database_pooler": "none or transaction",
    "push_allowed_hosts": "hosts beside the browsers' own push services, such as push.example.ru or localhost:9000",
    "telephony_allowed_hosts": "telephony providers of your own net, such as pbx.example.lan or localhost:9001",
    "vapid_subject": "an address for the push services, such as mailto:it@example.ru",
    "telegram_api_url": "an address such as https://api.telegram.org",
}
FOREIGN = ("OKNO_FAILPOINT", "OKNO_TEST_", "OKNO_POSTGRES")  # read elsewhere: fault tests, tests


def read_config(environment: Mapping[str, str] | None = None) -> Config:
    """The settings in `environment` (default: the process's). Raises ConfigError naming the variable."""
    environment = os.environ if environment is None else environment
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and not name.startswith(FOREIGN) and value.strip()
    }
    for name in given.keys() - set(Config.__struct_fields__):
        raise ConfigError(
            f"{variable(name)} is not a setting of Okno. Remove it, or look it up with `okno config`."
        )
    for name, value in given.items():
        check_one(name, value)
    config = msgspec.convert(given, Config, strict=False)
    check_together(config)
    return config


def check_one(name: str, value: str) -> None:
    try:
        msgspec.convert({name: value}, Config, strict=False)
        if name == "timezone":
            ZoneInfo(value)
        elif name.startswith("database") and name.endswith("url"):
            check_url(value, ("postgresql", "postgres"))
        elif name.endswith("url"):
            check_url(value, ("http", "https"))
            if name == "public_url" and urlsplit(value).path not in ("", "/"):
                raise ValueError
    except (msgspec.ValidationError, ValueError, KeyError, OSError) as error:
        shown = "(hidden)" if name in SECRETS else repr(value)
        fix = FIXES.get(name, A_DATABASE if name.startswith("database") else "another value")
        raise ConfigError(f"{variable(name)} is {shown}; it must be {fix}.") from error


A_DATABASE = "the address of a PostgreSQL database, such as postgresql://okno:PASSWORD@host:5432/okno"


def check_url(value: str, schemes: tuple[str, ...]) -> None:
    """Raises ValueError. A database may be reached by a socket, which has no host name."""
    parts = urlsplit(value)
    _ = parts.port  # judged when it is read
    if parts.scheme not in schemes or not (parts.hostname or "host=" in parts.query):
        raise ValueError
    (parts.hostname or "").encode("idna")


def check_together(config: Config) -> None:
    if config.clock:
        if not config.local:
            raise ConfigError(
                "OKNO_CLOCK moves time for everybody and works only while OKNO_PUBLIC_URL is localhost. Remove one."
            )
        try:
            clock_from(config.clock)()
        except ClockError as error:
            raise ConfigError(str(error)) from error
    if config.telegram_mode == "webhook" and not config.https and not config.local:
        raise ConfigError("OKNO_TELEGRAM_MODE=webhook needs OKNO_PUBLIC_URL with https://.")
    others = (config.database_worker_url, config.database_owner_url, config.database_tools_url)
    if not config.database_url and any(others):
        raise ConfigError("OKNO_DATABASE_URL must be set when another database URL is.")
    if config.database_pooler == "transaction" and not (
        config.database_worker_url and config.database_owner_url and config.database_direct_url
    ):
        raise ConfigError(
            "OKNO_DATABASE_POOLER=transaction needs OKNO_DATABASE_WORKER_URL, OKNO_DATABASE_OWNER_URL "
            "and OKNO_DATABASE_DIRECT_URL: one login cannot change roles through a pooler."
        )


def variable(name: str) -> str:
    return PREFIX + name.upper()


def masked(config: Config) -> list[tuple[str, str]]:
    """Every variable with its value, secrets hidden."""
    lines = []
    for name in Config.__struct_fields__:
        value = config.site if name == "public_url" else getattr(config, name)
        hidden = value is not None and name in SECRETS
        lines.append((variable(name), "••••" if hidden else "" if value is None else str(value)))
    return lines
