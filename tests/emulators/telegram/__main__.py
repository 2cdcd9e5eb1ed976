"""`python -m tests.emulators.telegram`: an emulator in a process of its own, driven through its back door.

Prints `ready http://127.0.0.1:PORT` when it listens; stops on SIGTERM, SIGINT, or (with --leash) when stdin closes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys

import uvloop

from tests.emulators.telegram.control import Control
from tests.emulators.telegram.emulator import TelegramEmulator


async def _run(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    if options.leash:
        loop.add_reader(sys.stdin.fileno(), lambda: None if os.read(sys.stdin.fileno(), 4096) else stopped.set())
    async with TelegramEmulator(
        port=options.port, check=options.check, seed=options.seed, keep=options.keep
    ) as telegram:
        Control.attach(telegram)
        for token in options.bot:
            telegram.add_bot(token)
        sys.stdout.write(f"ready {telegram.url}\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.emulators.telegram", description="A Telegram Bot API on loopback."
    )
    parser.add_argument("--port", type=int, default=0, help="0 (default): any free one")
    parser.add_argument("--bot", action="append", default=[], metavar="TOKEN", help="a bot to begin with; repeatable")
    parser.add_argument("--no-check", dest="check", action="store_false", help="hold nothing against the schema")
    parser.add_argument("--keep", type=int, default=None, metavar="N", help="ledger entries to hold (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="decides all ids")
    parser.add_argument("--leash", action="store_true", help="stop when stdin closes, so as not to outlive the parent")
    uvloop.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
