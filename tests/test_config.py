"""Settings: the defaults, and each wrong value refused by its variable with the fix."""

from pathlib import Path

import pytest

from app.config import FIXES, Config, ConfigError, masked, read_config, variable

SECRET = "0123456789abcdef" * 4


def test_without_any_setting_it_runs_on_this_machine() -> None:
    config = read_config({})
    assert (config.host, config.port, config.site) == ("127.0.0.1", 8000, "http://localhost:8000")
    assert (config.language, config.timezone, config.telegram_mode) == ("ru", "Europe/Samara", "polling")
    assert (config.database_url, config.telegram_token) == (None, None)
    assert config.local
    assert not config.https
    assert config.folder == Path.cwd() / ".okno"


def test_an_empty_value_is_none_at_all() -> None:
    assert read_config({"OKNO_PORT": "  ", "OKNO_TELEGRAM_TOKEN": ""}) == Config()


def test_variables_of_others_are_none_of_its_business() -> None:
    assert read_config({"HOME": "/root", "OKNO_FAILPOINT": "x", "OKNO_TEST_POSTGRES15": "y"}) == Config()


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("OKNO_PORT", "0", "a number from 1 to 65535"),
        ("OKNO_PORT", "70000", "a number from 1 to 65535"),
        ("OKNO_PORT", "http", "a number from 1 to 65535"),
        ("OKNO_TIMEZONE", "Samara", "Europe/Samara"),
        ("OKNO_TIMEZONE", "../../etc/passwd", "Europe/Samara"),
        ("OKNO_LANGUAGE", "de", "ru or en"),
        ("OKNO_LOG", "xml", "lines or json"),
        ("OKNO_PUBLIC_URL", "okno.example.ru", "https://okno.example.ru"),
        ("OKNO_PUBLIC_URL", "ftp://okno.example.ru", "https://okno.example.ru"),
        ("OKNO_PUBLIC_URL", "https://okno.example.ru/app", "without a path"),
        ("OKNO_PUBLIC_URL", "http://localhost:99999", "https://okno.example.ru"),
        ("OKNO_TELEGRAM_API_URL", "localhost", "https://api.telegram.org"),
        ("OKNO_TELEGRAM_MODE", "push", "polling or webhook"),
        ("OKNO_DATABASE_POOLER", "session", "none or transaction"),
        ("OKNO_DATABASE_URL", "mysql://localhost/okno", "postgresql://"),
        ("OKNO_DATABASE_URL", "postgresql:///okno", "postgresql://"),
        ("OKNO_VAPID_SUBJECT", "it@example.ru", "mailto:it@example.ru"),
        ("OKNO_VAPID_SUBJECT", "mailto:okno@localhost", "mailto:it@example.ru"),
        ("OKNO_PUSH_ALLOWED_HOSTS", "http://localhost:9000", "such as push.example.ru or localhost:9000"),
        ("OKNO_CLOCK", "2026-01-01", "file:PATH"),
        ("OKNO_CLOCK", "file:/no/such/clock", "/no/such/clock, which cannot be read"),
        ("OKNO_CLOCK", f"file:{__file__}", "an offset in seconds"),
        ("OKNO_COLOUR", "blue", "is not a setting"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name_with_the_fix(name: str, value: str, fix: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_config({name: value})
    assert str(refusal.value).count(name) == 1
    assert fix in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OKNO_MASTER_KEY", SECRET[:-1] + "g"),
        ("OKNO_TELEGRAM_TOKEN", "secret-token-without-number"),
        ("OKNO_METRICS_TOKEN", "too-short"),
        ("OKNO_DATABASE_URL", "mysql://okno:secret@host/okno"),
        ("OKNO_DATABASE_TOOLS_URL", "tools:secret@host"),
    ],
)
def test_a_wrong_secret_is_refused_without_showing_it(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as refusal:
        read_config({name: value})
    assert value not in str(refusal.value)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"OKNO_TELEGRAM_MODE": "webhook", "OKNO_PUBLIC_URL": "http://okno.example.ru"}, "OKNO_PUBLIC_URL"),
        ({"OKNO_DATABASE_WORKER_URL": "postgresql://w@h/okno"}, "OKNO_DATABASE_URL"),
        (
            {"OKNO_DATABASE_POOLER": "transaction", "OKNO_DATABASE_URL": "postgresql://a@h/okno"},
            "OKNO_DATABASE_OWNER_URL",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_refused(settings: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read_config(settings)


def test_the_clock_moves_on_this_machine_only(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("2027-03-28T01:59:58+00:00")
    assert read_config({"OKNO_CLOCK": f"file:{clock}"}).clock == f"file:{clock}"
    with pytest.raises(ConfigError, match="OKNO_CLOCK"):
        read_config({"OKNO_CLOCK": f"file:{clock}", "OKNO_PUBLIC_URL": "https://okno.example.ru"})


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ("https://Okno.Example.ru/", "https://okno.example.ru"),
        ("https://okno.example.ru:443", "https://okno.example.ru"),
        ("HTTPS://okno.example.ru:8443", "https://okno.example.ru:8443"),
        ("http://localhost:80", "http://localhost"),
        ("https://окно.рф", "https://xn--j1agbc.xn--p1ai"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_site_is_written_as_browsers_write_an_origin(given: str, site: str) -> None:
    assert read_config({"OKNO_PUBLIC_URL": given}).site == site


def test_what_is_shown_hides_secrets() -> None:
    shown = dict(
        masked(read_config({"OKNO_MASTER_KEY": SECRET, "OKNO_DATABASE_URL": "postgresql://a:b@h/o"}))
    )
    assert shown["OKNO_MASTER_KEY"] == shown["OKNO_DATABASE_URL"] == "••••"
    assert shown["OKNO_PUBLIC_URL"] == "http://localhost:8000"
    assert shown["OKNO_TELEGRAM_TOKEN"] == ""


def test_every_fix_belongs_to_a_setting() -> None:
    assert {variable(name) for name in FIXES} <= {name for name, _ in masked(Config())}
