"""The commands of `okno`. Each loads only what it needs, so that a child process starts fast."""

import asyncio
import contextlib
from collections.abc import Callable

import click

from app.cli.refusals import Commands
from app.config import Config, masked, read_config


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Okno: the window of a car dealership's personal manager."""


def settings() -> Config:
    """The settings for a command that prints its answer: what it logs goes to stderr."""
    from app.kit.logs import configure

    config = read_config()
    configure(config.log, "okno", out="stderr")
    return config


@commands.command()
@click.option("--empty", is_flag=True, help="Do not make the demo dealership at the first start.")
def serve(empty: bool) -> None:
    """Run API, worker and bot together."""
    from app.cli.preparing import bring_up_to_date, first_demo, require_home
    from app.cli.reaching import server_of
    from app.cli.welcome import greet
    from app.kit.logs import configure
    from app.serving import Parent, Stopped, listen

    config = read_config()
    configure(config.log, "serve")
    require_home(config)
    with contextlib.suppress(Stopped), listen(config) as listener, contextlib.ExitStack() as until_the_end:

        def prepare() -> Callable[[], None]:
            server = until_the_end.enter_context(server_of(config))
            bring_up_to_date(config, server)
            if not empty:
                first_demo(config, server)
            return lambda: greet(config, server)

        Parent(config, listener).run(prepare)


@commands.command()
@click.option("--child", is_flag=True, hidden=True)
@click.option("--socket", "listener_fd", type=int, hidden=True)
def api(child: bool, listener_fd: int | None) -> None:
    """Run the API alone; as many as wanted, behind a proxy."""
    from app.cli.running import run_api

    run_api(read_config(), child=child, listener_fd=listener_fd)


@commands.command()
@click.option("--child", is_flag=True, hidden=True)
@click.option("--heart", type=int, hidden=True)
def work(child: bool, heart: int | None) -> None:
    """Run a worker alone; as many as wanted."""
    from app.cli.running import run_worker

    run_worker(read_config(), child=child, heart=heart)


@commands.command()
def migrate() -> None:
    """Bring the database's schema up to this version. Several at once are no harm."""
    from app.cli.preparing import migrate_schema
    from app.cli.reaching import server_of

    config = settings()
    with server_of(config) as server:
        migrate_schema(config, server)
    click.echo("The schema is up to date.")


@commands.command()
@click.option("--demo", is_flag=True, help="The demo houses as `okno serve` makes them at its first start.")
@click.option(
    "--clients",
    type=click.IntRange(min=1, max=1_000_000),
    help="Of each demo house (800): the cast's two managers have the first 800, with full stories; then come more "
    "managers with 400 each, most of whose clients have a short story.",
)
@click.option(
    "--dealerships",
    type=click.IntRange(min=1, max=1000),
    help="How many such houses (1); all but one load data.",
)
def seed(demo: bool, clients: int | None, dealerships: int | None) -> None:
    """Make the demo, or load data: the same each time, and only what is missing.

    Each manager's book is made whole or not at all: an interrupted run is continued by the same command.
    """
    from app.cli.preparing import CLIENTS, make_demo
    from app.cli.reaching import server_of

    if not demo and clients is None and dealerships is None:
        raise click.UsageError("Say what to make: --demo, or --clients and --dealerships for load data.")
    config = settings()
    with server_of(config) as server:
        count = make_demo(config, server, clients=clients or CLIENTS, dealerships=dealerships or 1)
    click.echo(f"Made {count} clients.")


@commands.command()
@click.argument("person")
def link(person: str) -> None:
    """Print a one-time sign-in link for PERSON: `vera`, or `dealership/vera`."""
    from app.cli.persons import link_for
    from app.cli.reaching import ask

    config = settings()
    click.echo(ask(config, lambda database: link_for(database, config, person)))


@commands.command()
@click.argument("person")
def token(person: str) -> None:
    """Print a session token for scripts of PERSON; the journal keeps that it was made."""
    from app.cli.persons import token_for
    from app.cli.reaching import ask

    click.echo(ask(settings(), lambda database: token_for(database, person)))


@commands.command()
@click.argument("client")
def invite(client: str) -> None:
    """Print the personal links of CLIENT (id, phone or exact name): into Telegram, and to their web page."""
    from app.cli.clients import invite_by_name
    from app.cli.reaching import ask

    config = settings()
    click.echo(ask(config, lambda database: invite_by_name(database, config, client)))


@commands.group()
def simulate() -> None:
    """Live through an invented time by the rules of a real house."""


@simulate.command()
@click.option("--clients", type=click.IntRange(min=2, max=10_000), default=800, show_default=True)
@click.option(
    "--messages", type=click.IntRange(min=1, max=5_000), default=60, show_default=True, help="A day."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed is the same week.")
def week(clients: int, messages: int, seed: int) -> None:
    """Print whether anybody waits in the dark in a bad week of two managers, in a database of its own.

    Split days, a night on call, nights with nobody, leave, illness at noon, a dead phone, clocks put back, and three
    hours without a worker; clients write at every hour.
    """
    from app.cli.simulating import simulate_week
    from app.simulation.model import Size

    simulate_week(settings(), Size(seed=seed, clients=clients, a_day=messages))


@commands.command()
def dsn() -> None:
    """Print the database URL of the tools role, which sees every dealership."""
    from app.cli.reaching import server_of, tools_url

    config = settings()
    with server_of(config) as server:
        click.echo(asyncio.run(tools_url(config, server)))


@commands.command(name="config")
def show_config() -> None:
    """Print every setting, secrets hidden."""
    for name, value in masked(settings()):
        click.echo(f"{name}={value}")
