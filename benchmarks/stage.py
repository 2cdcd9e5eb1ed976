"""Everybody in place: emulators and bots running, the talkers in their conversations, the seekers past the rules."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.children import Child
from benchmarks.contestants import UNPACED, bauta, echo
from benchmarks.ears import Ears, open_ears
from benchmarks.harness import Wrong
from benchmarks.messengers import Account, Messenger, Person
from benchmarks.on_discord import discord
from benchmarks.on_telegram import telegram
from benchmarks.people import People
from benchmarks.sides import Side
from benchmarks.traffic import Traffic, Way
from tests.emulators.discord import token

SEED: Final = 1
TELEGRAM_TOKENS: Final = "100001:" + "B" * 35, "100002:" + "E" * 35
DISCORD_TOKENS: Final = token(1_180_000_000_000_000_001), token(1_180_000_000_000_000_002)
"""Ours, and the reference's."""
Pair = tuple[Person, Person]


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many there are."""

    telegram: int  # who talk on Telegram
    discord: int  # who talk on Discord
    across: int  # who talk on Telegram with somebody on Discord
    seekers: int  # on Telegram; enough that no two meet twice: the bot would not pair them again so soon


@dataclass(frozen=True, slots=True)
class Stage:
    """Bauta and both references at work."""

    telegram: Side
    telegram_echo: Side
    discord: Side
    discord_echo: Side
    across: Side  # from Telegram to Discord
    people: People
    pairs: Iterator[Pair]  # seekers who have not met yet


@asynccontextmanager
async def staged(directory: Path, crowd: Crowd) -> AsyncIterator[Stage]:
    """Raises Wrong at the end of the block for what bots did that they never should."""
    async with AsyncExitStack() as stack:
        messengers = await stack.enter_async_context(telegram()), await stack.enter_async_context(discord("none"))
        ears = await stack.enter_async_context(open_ears(*messengers))
        accounts = [
            [await messenger.account(token) for token in tokens]
            for messenger, tokens in zip(messengers, (TELEGRAM_TOKENS, DISCORD_TOKENS), strict=True)
        ]
        ours, references = ([both[which] for both in accounts] for which in (0, 1))
        running = await stack.enter_async_context(bauta(directory, *ours, pace=UNPACED))
        echoes = [(each, await stack.enter_async_context(echo(directory, each))) for each in references]
        yield await _in_place(ears, crowd, running, ours, echoes)
        for messenger in messengers:
            await blameless(messenger)


async def blameless(messenger: Messenger) -> None:
    """Raises Wrong if bots did there what they never should."""
    if found := await messenger.violations():
        raise Wrong(f"{len(found)} times a bot did what none should: {found[0]}")


async def _in_place(
    ears: Ears, crowd: Crowd, ours: Child, accounts: Sequence[Account], echoes: Sequence[tuple[Account, Child]]
) -> Stage:
    people = People(ears)
    on_telegram, on_discord = accounts
    talkers = await people.admitted(on_telegram, _names("Talker", crowd.telegram))
    gamers = await people.admitted(on_discord, _names("Gamer", crowd.discord))
    near = await people.admitted(on_telegram, _names("Near", crowd.across))
    far = await people.admitted(on_discord, _names("Far", crowd.across))
    seekers = await people.admitted(on_telegram, _names("Seeker", crowd.seekers))
    pairs = list(itertools.combinations(seekers, 2))
    Random(SEED).shuffle(pairs)
    across = []
    for one, other in zip(near, far, strict=True):
        await people.meet(one, other)
        across.append(Way(one.name, other.chat))

    def side(child: Child, origin: Account, target: Account, ways: Sequence[Way]) -> Side:
        return Side(child, Traffic(origin, target, ears, ways), Random(SEED))

    telegram_echo, discord_echo = [
        side(child, account, account, await _alone(account, [person.name for person in same]))
        for (account, child), same in zip(echoes, (talkers, gamers), strict=True)
    ]
    return Stage(
        side(ours, on_telegram, on_telegram, await paired(people, talkers)),
        telegram_echo,
        side(ours, on_discord, on_discord, await paired(people, gamers)),
        discord_echo,
        side(ours, on_telegram, on_discord, across),
        people,
        iter(pairs),
    )


async def paired(people: People, talkers: Sequence[Person]) -> list[Way]:
    """Have each two of them find each other; both directions of their conversations."""
    ways = []
    for ann, bob in zip(talkers[::2], talkers[1::2], strict=True):
        await people.meet(ann, bob)
        ways += [Way(ann.name, bob.chat), Way(bob.name, ann.chat)]
    return ways


async def _alone(account: Account, names: Sequence[str]) -> list[Way]:
    """People who talk to somebody who echoes."""
    return [Way(name, (await account.person(name)).chat) for name in names]


def _names(kind: str, count: int) -> list[str]:
    return [f"{kind} {number}" for number in range(count)]
