"""`python -m tests.emulators.telegram`: an emulator in a process of its own, driven through its back door.

Prints `ready http://127.0.0.1:PORT` when it listens; stops on SIGTERM, SIGINT, or (with --leash) when stdin closes.
"""

from __future__ import annotations

import argparse

import uvloop

from tests.emulators.process import arguments, serve
from tests.emulators.telegram.control import TelegramControl
from tests.emulators.telegram.emulator import TelegramEmulator


async def _run(options: argparse.Namespace) -> None:
    async with TelegramEmulator(
        port=options.port,
        check=options.check,
        copying=options.copying,
        seed=options.seed,
        keep=options.keep,
        keep_payloads=options.keep_payloads,
    ) as telegram:
        TelegramControl.attach(telegram)
        for token in options.bot:
            telegram.add_bot(token)
        await serve(telegram.url, leash=options.leash)


def main() -> None:
    parser = arguments("tests.emulators.telegram", "A Telegram Bot API on loopback.")
    parser.add_argument("--copying", action="store_true", help="speak copyMessage, which Bauta must not use")
    uvloop.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
