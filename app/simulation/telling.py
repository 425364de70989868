"""The figures of a week as a supervisor reads them on the terminal."""

from rich.console import Console
from rich.table import Table

from app.simulation.model import HOUR, Figures, Gap, Size

ENOUGH = 24 * HOUR


def show(console: Console, size: Size, figures: Figures) -> None:
    """Each figure with what it should be; what is not so is marked."""
    title = f"{size.days} days, {size.clients} clients, {figures.heard} messages, seed {size.seed}"
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    table.add_column("figure", justify="right")
    table.add_column("should be", justify="right")
    for what, figure, wanted in lines(figures):
        right = wanted is None or figure == wanted
        table.add_row(
            what, f"{figure}" if right else f"[bold red]{figure}[/]", "" if wanted is None else f"{wanted}"
        )
    console.print(table)
    for gap in figures.gaps:
        console.print(line_of(gap))


def lines(figures: Figures) -> list[tuple[str, int, int | None]]:
    dark = len(figures.in_the_dark)
    return [
        ("waits that were promised somebody", figures.promises, None),
        ("  told in time who answers, and by when", figures.told, None),
        ("  answered or over before that", figures.answered_first, None),
        ("  left in the dark", dark, 0),
        ("promises kept", figures.kept, None),
        ("promises answered late", figures.late, None),
        ("  whose client heard a new time before the first passed", figures.moved, None),
        ("  for which somebody else was called", figures.escalated, None),
        ("  noted at another minute than their own", figures.off_minute, 0),
        ("calls of the ladder", figures.called, None),
        ("  that woke somebody, for an emergency", figures.woken, None),
        ("  that broke a rest for what can wait", figures.rest_broken, 0),
        ("pushes to phones", figures.pushes, None),
        ("  to a phone that was dead", figures.unshown, None),
        ("  at somebody's rest, for what can wait", figures.rung_at_rest, 0),
        ("waits with nobody responsible", figures.without_responsible, 0),
    ]


def line_of(gap: Gap) -> str:
    when = f"{gap.begins:%a %Y-%m-%d %H:%M} UTC, {gap.minutes} minutes that nobody covered: "
    if gap.ahead is None:
        return when + "[bold red]the house was not told[/]"
    hours = gap.ahead / HOUR
    told = f"told {hours:.0f} h ahead"
    if gap.sudden:
        return f"{when}{told}, when somebody fell ill"
    return when + (told if gap.ahead >= ENOUGH else f"[bold red]{told}[/]")
