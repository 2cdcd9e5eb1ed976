"""An emulator as a process: its options, and how it says that it is ready and hears that it is to stop."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys


def arguments(module: str, description: str) -> argparse.ArgumentParser:
    """A parser with the options every emulator has."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("--port", type=int, default=0, help="0 (default): any free one")
    parser.add_argument("--bot", action="append", default=[], metavar="TOKEN", help="a bot to begin with; repeatable")
    parser.add_argument("--no-check", dest="check", action="store_false", help="hold nothing against the schema")
    parser.add_argument("--keep", type=int, default=None, metavar="N", help="ledger entries to hold (default: all)")
    parser.add_argument("--keep-payloads", action="store_true", help="hold with each entry all that was said")
    parser.add_argument("--seed", type=int, default=1, help="decides all ids")
    parser.add_argument("--leash", action="store_true", help="stop when stdin closes, so as not to outlive the parent")
    return parser


async def serve(url: str, *, leash: bool) -> None:
    """Print `ready URL`; return on SIGTERM, SIGINT, or (on a leash) when stdin closes."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    if leash:
        loop.add_reader(sys.stdin.fileno(), lambda: None if os.read(sys.stdin.fileno(), 4096) else stopped.set())
    sys.stdout.write(f"ready {url}\n")
    sys.stdout.flush()
    await stopped.wait()
