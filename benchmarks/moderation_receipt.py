"""From the last tap of a report to its receipt, on the emulated Telegram: the whole way that a person waits for.

In that time a case begins, what was said lately is frozen under a key of its own, the chat ends, and the two are kept
apart. Beside it the answer to /rules, which only reads: what any answer takes on this machine, in the same run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.harness import Options, Wrong, percentile
from benchmarks.report import Report, Row, at_most
from moderation.books import Books
from tests.e2e.living import TOKEN, living, settings_for
from tests.e2e.strangers import Stranger, paired
from tests.emulators.telegram import TelegramEmulator

GOAL: Final = 1000.0
"""Milliseconds."""
SAID: Final = 40
"""Messages before the report: more than are kept."""


async def rows(options: Options, report: Report) -> Sequence[Row]:
    """Many pairs, one after the other: at the 95th percentile."""
    report.doing("Reporting")
    receipts, answers = [], []
    with tempfile.TemporaryDirectory(prefix="bauta-benchmark-") as folder:
        async with TelegramEmulator() as telegram:
            bot = telegram.add_bot(TOKEN)
            async with living(settings_for(Path(folder), telegram)) as app:
                for number in range(8 if options.quick else 40):
                    ann, bob = (Stranger(telegram, bot, f"{name} {number}") for name in ("Ann", "Bob"))
                    receipts.append(await _receipt(ann, bob))
                    answers.append(await _answer(ann))
                async with app.database.read() as unit:
                    if len(await Books(unit).reports.open(100)) != len(receipts):
                        raise Wrong("reports are missing")
    what = "report to receipt, p95"
    return [Row(what, percentile(receipts, 0.95) * 1000, "ms", percentile(answers, 0.95) * 1000, at_most(GOAL))]


async def _receipt(ann: Stranger, bob: Stranger) -> float:
    """Seconds from the tap that files a report to the message with its number."""
    await paired(ann, bob)
    for number in range(SAID):
        await bob.says(f"message {number}")
    insult = await ann.hears(f"message {SAID - 1}")
    await ann.says("/report", reply_to=insult.id)
    await ann.presses(await ann.hears("What is it about?"), "Insults or harassment")
    detail = await ann.hears("more exactly?")
    begun = time.monotonic()
    await ann.presses(detail, "Insults")
    await ann.hears("Report R-")
    return time.monotonic() - begun


async def _answer(ann: Stranger) -> float:
    begun = time.monotonic()
    await ann.says("/rules")
    await ann.hears("The rules")
    return time.monotonic() - begun
