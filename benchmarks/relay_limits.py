"""Within Telegram's limits, at the pace Bauta keeps by itself: how much of them it uses, and how often it is refused.

The emulator takes no more than 30 messages of a bot within any one second, and one a second to a chat, three at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from benchmarks.ears import open_ears
from benchmarks.on_telegram import TelegramAccount, telegram
from benchmarks.report import Report, Row, at_least, at_most
from benchmarks.rooms import TOKENS, talking
from benchmarks.sides import Side
from benchmarks.stage import blameless
from benchmarks.traffic import brimming

ACCOUNT: Final = 30
"""Messages of a bot within any one second."""
CHAT: Final = 1.0
BURST: Final = 3
"""Messages a second to a chat, and how many at once."""
SETTLING: Final = 10.0
"""Seconds before what is counted begins."""
DEPTH: Final = 5
"""Messages on their way in each lane: there is always a next one."""
KEPT: Final = 20_000


async def limits(directory: Path, lanes: int, seconds: float, report: Report) -> None:
    """So many lanes, never empty, for so long after they have settled."""
    report.doing(f"Keeping {lanes} lanes full within Telegram's limits for {SETTLING + seconds:g} s")
    async with _limited(directory, lanes // 2) as (account, side):
        filling = asyncio.create_task(brimming(side.traffic, DEPTH, SETTLING + seconds))
        await asyncio.sleep(SETTLING)
        since = time.monotonic()
        await filling
        until = time.monotonic()
        refused, sends = await account.refused(since)
        await side.traffic.settled()
    counted = [message.heard for message in side.traffic.heard if since <= message.heard < until]
    what = f"{lanes} full lanes, usual pace"
    used = 100 * len(counted) / (ACCOUNT * (until - since))
    report.add(Row(f"{what}: of the account's limit", used, "%", goal=at_least(97.0)))
    report.add(Row(f"{what}: 429", 1000 * refused / sends, "in 1,000", goal=at_most(1.0)))
    report.add(Row(f"{what}: once and in order", len(side.traffic.heard), "messages"))


@asynccontextmanager
async def _limited(directory: Path, rooms: int) -> AsyncIterator[tuple[TelegramAccount, Side]]:
    async with AsyncExitStack() as stack:
        messenger = await stack.enter_async_context(telegram(KEPT))
        ears = await stack.enter_async_context(open_ears(messenger))
        account = await messenger.account(TOKENS[0])
        side = await stack.enter_async_context(talking(directory, account, ears, rooms, settings={}))
        await messenger.remote.limit_chats(CHAT, BURST)
        await messenger.remote.limit_accounts(ACCOUNT)
        yield account, side
        await blameless(messenger)
