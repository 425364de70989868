"""The fake as a process: python -m tests.fakes.telegram --port 8081 --ledger FILE --bot 123:abc=name."""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from .fake import FakeTelegram


def main() -> None:
    asyncio.run(_serve(_arguments()))


async def _serve(arguments: argparse.Namespace) -> None:
    bots = arguments.bot
    settings = {key: value for key, value in vars(arguments).items() if key != "bot"}
    enough = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, enough.set)
    async with await FakeTelegram.start(**settings) as fake:
        for bot in bots:
            token, _, username = bot.partition("=")
            fake.add_bot(token, username or "okno_test_bot")
        control = f"http://127.0.0.1:{fake.control_port}"
        print(json.dumps({"url": fake.url, "control": control}), flush=True)
        await enough.wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the API and of /control (0: any)")
    parser.add_argument("--control-port", type=int, help="one more port, open also while the API is dark")
    parser.add_argument("--ledger", type=Path, help="JSON lines; an existing file is gone on with")
    parser.add_argument("--bot", action="append", default=[], metavar="TOKEN=USERNAME")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster webhooks are retried")
    parser.add_argument("--limits", choices=("off", "note", "enforce"), default="note")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds a webhook may stay silent")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--open-doors", action="store_true", help="whoever is written to has started the bot")
    return parser.parse_args()


if __name__ == "__main__":
    main()
