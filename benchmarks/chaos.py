"""What is lost, doubled and misordered through kills and faults: Bauta beside relays as the libraries lead to them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import free_port
from benchmarks.contestants import UNPACED
from benchmarks.ears import open_ears
from benchmarks.hardship import Hardship, Harm, Trouble, of_discord, of_telegram
from benchmarks.harness import Options, main
from benchmarks.messengers import Account, Messenger, Person
from benchmarks.mortals import mortal
from benchmarks.on_discord import discord
from benchmarks.on_telegram import telegram
from benchmarks.people import People
from benchmarks.report import Report, Row, at_most
from tests.emulators.discord import token

SEED: Final = 11
TELEGRAM_TOKEN: Final = "100001:" + "B" * 35
DISCORD_TOKEN: Final = token(1_180_000_000_000_000_001)
PAIRS: Final = 4
KILLS: Final = 20
QUICK_KILLS: Final = 3
READY: Final = 60.0


async def measure(options: Options, report: Report) -> None:
    kills = QUICK_KILLS if options.quick else KILLS
    for name in ("Telegram", "Discord"):
        harms = []
        for ours in (True, False):
            report.doing(f"{name}: {'Bauta' if ours else 'the reference'} dies {kills} times")
            harms.append(await _endured(name, ours, kills))
        _tell(report, name, *harms)
    report.note(
        f"{PAIRS} pairs on each messenger talk through {kills} kills (SIGKILL) and {2 * kills} faults, the same for "
        "both relays; nobody waits for an answer. Figures are per 1,000 messages said."
    )
    report.note(
        "The references are python-telegram-bot's run_polling and discord.py's on_message with pairs wired by hand; "
        "they try again what fails. What Bauta shows again on Telegram was being sent when it died, or lost its answer."
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """An emulator, a bot's account there, the reference for it as arguments of Python, and what may befall either."""

    messenger: Messenger
    account: Account
    reference: Sequence[str]
    troubles: Callable[[Sequence[int], Random], list[Trouble]]


async def _on_telegram(stack: AsyncExitStack) -> Stage:
    there = await stack.enter_async_context(telegram())
    reference = ("-m", "benchmarks.plain_telegram", there.remote.url, TELEGRAM_TOKEN)
    return Stage(there, await there.account(TELEGRAM_TOKEN), reference, partial(of_telegram, there))


async def _on_discord(stack: AsyncExitStack) -> Stage:
    there = await stack.enter_async_context(discord("none"))
    account = await there.account(DISCORD_TOKEN)
    reference = ("-m", "benchmarks.plain_discord", there.remote.api_url, there.remote.gateway_url, DISCORD_TOKEN)
    return Stage(there, account, reference, partial(of_discord, there, account.bot))


async def _endured(name: str, ours: bool, kills: int) -> Harm:
    """One relay on an emulator of its own."""
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="bauta-benchmark-")))
        stage = await (_on_telegram if name == "Telegram" else _on_discord)(stack)
        account = stage.account
        ears = await stack.enter_async_context(open_ears(stage.messenger))
        names = [f"Talker {number}" for number in range(2 * PAIRS)]
        if ours:
            settings = {
                "BAUTA_DATA_DIR": str(directory / "data"), "BAUTA_WEB_CHAT": "off", "BAUTA_WEB_PORT": str(free_port()),
                **UNPACED, **account.settings(),
            }  # fmt: skip
            running = await stack.enter_async_context(mortal(["-m", "bot", "run"], directory, settings))
            await account.ready(READY)
            people = People(ears)
            talkers = await people.admitted(account, names)
            for pair in _pairs(talkers):
                await people.meet(*pair)
        else:
            talkers = [await account.person(each) for each in names]
            wired = [f"{one.chat}:{other.chat}" for one, other in _pairs(talkers)]
            running = await stack.enter_async_context(mortal([*stage.reference, *wired], directory, {}))
            await account.ready(READY)
        troubles = stage.troubles([person.chat for person in talkers], Random(SEED))
        return await Hardship(account, ears, _pairs(talkers), troubles, SEED).endured(running, kills)


def _pairs(talkers: Sequence[Person]) -> list[tuple[Person, Person]]:
    return list(zip(talkers[::2], talkers[1::2], strict=True))


def _tell(report: Report, name: str, ours: Harm, theirs: Harm) -> None:
    def row(what: str, count: Callable[[Harm], int], most: float | None = None) -> Row:
        both = [harm.of_a_thousand(count(harm)) for harm in (ours, theirs)]
        return Row(f"{name}: {what}", both[0], "per 1,000", both[1], None if most is None else at_most(most))

    report.add(Row(f"{name}: said", ours.said, "messages", theirs.said))
    report.add(row("lost without a word", lambda harm: harm.missing - harm.told, 0.0))
    report.add(row("not delivered, and its sender told", lambda harm: harm.told))
    report.add(row("shown again", lambda harm: harm.again, 0.0 if name == "Discord" else None))
    report.add(row("out of order", lambda harm: harm.overtaken, 0.0))


if __name__ == "__main__":
    sys.exit(main(measure, name="chaos", title="Chaos: kills and faults", reference="library relay"))
