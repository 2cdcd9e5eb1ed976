"""`python -m tests.emulators.discord`: an emulator in a process of its own, driven through its back door.

Prints `ready http://127.0.0.1:PORT` when it listens; stops on SIGTERM, SIGINT, or (with --leash) when stdin closes.
"""

from __future__ import annotations

import argparse
from typing import Final

import uvloop

from tests.emulators.discord.control import DiscordControl
from tests.emulators.discord.emulator import DiscordEmulator
from tests.emulators.discord.settings import STRICTNESS, Settings
from tests.emulators.process import arguments, serve

LIMITS: Final = {"generous": None, "real": True, "none": False}


async def _run(options: argparse.Namespace) -> None:
    settings = Settings(shards=options.shards, strict=set(STRICTNESS) - set(options.lenient))
    async with DiscordEmulator(
        port=options.port, limits=LIMITS[options.limits], check=options.check, seed=options.seed, keep=options.keep,
        settings=settings, keep_payloads=options.keep_payloads,
    ) as discord:  # fmt: skip
        DiscordControl.attach(discord)
        for token in options.bot:
            discord.add_bot(token)
        await serve(discord.url, leash=options.leash)


def main() -> None:
    parser = arguments("tests.emulators.discord", "A Discord REST API and gateway on loopback.")
    parser.add_argument("--limits", choices=LIMITS, default="generous", help="rate limits (default: only headers)")
    parser.add_argument("--shards", type=int, default=1, help="what /gateway/bot recommends")
    parser.add_argument(
        "--lenient", action="append", default=[], choices=sorted(STRICTNESS), help="no violation; repeatable"
    )
    uvloop.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
