"""`okno`, and `python -m app`."""

from app.cli import commands


def main() -> None:
    """The command line."""
    commands(prog_name="okno")


if __name__ == "__main__":
    main()
