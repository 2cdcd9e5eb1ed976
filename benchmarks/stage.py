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
        messengers: list[Messenger] = [
            await stack.enter_async_context(telegram()),
            await stack.enter_async_context(discord("none")),
        ]
        ears = await stack.enter_async_context(open_ears(*messengers))
        ours = [await each.account(tokens[0]) for each, tokens in zip(messengers, _TOKENS, strict=True)]
        theirs = [await each.account(tokens[1]) for each, tokens in zip(messengers, _TOKENS, strict=True)]
        first = await stack.enter_async_context(bauta(directory, *ours, pace=UNPACED))
        echoes = [await stack.enter_async_context(echo(directory, account)) for account in theirs]
        yield await _in_place(ears, crowd, first, ours, echoes, theirs)
        for messenger in messengers:
            await blameless(messenger)


_TOKENS: Final = TELEGRAM_TOKENS, DISCORD_TOKENS


async def blameless(messenger: Messenger) -> None:
    """Raises Wrong if bots did there what they never should."""
    if found := await messenger.violations():
        raise Wrong(f"{len(found)} times a bot did what none should: {found[0]}")


async def _in_place(
    ears: Ears, crowd: Crowd, bauta: Child, ours: Sequence[Account], echoes: Sequence[Child], theirs: Sequence[Account]
) -> Stage:
    people = People(ears)
    on_telegram, on_discord = ours
    talkers = await people.admitted(on_telegram, _names("Talker", crowd.telegram))
    gamers = await people.admitted(on_discord, _names("Gamer", crowd.discord))
    near = await people.admitted(on_telegram, _names("Near", crowd.across))
    far = await people.admitted(on_discord, _names("Far", crowd.across))
    seekers = await people.admitted(on_telegram, _names("Seeker", crowd.seekers))
    pairs = list(itertools.combinations(seekers, 2))
    Random(SEED).shuffle(pairs)
    for two in zip(near, far, strict=True):
        await people.meet(*two)
    across = Traffic(
        on_telegram, on_discord, ears, [Way(one.name, other.chat) for one, other in zip(near, far, strict=True)]
    )
    return Stage(
        Side(bauta, Traffic(on_telegram, on_telegram, ears, await paired(people, talkers)), Random(SEED)),
        Side(echoes[0], Traffic(theirs[0], theirs[0], ears, await _alone(theirs[0], talkers)), Random(SEED)),
        Side(bauta, Traffic(on_discord, on_discord, ears, await paired(people, gamers)), Random(SEED)),
        Side(echoes[1], Traffic(theirs[1], theirs[1], ears, await _alone(theirs[1], gamers)), Random(SEED)),
        Side(bauta, across, Random(SEED)),
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


async def _alone(account: Account, talkers: Sequence[Person]) -> list[Way]:
    """The same people, talking to somebody who echoes."""
    return [Way(person.name, (await account.person(person.name)).chat) for person in talkers]


def _names(kind: str, count: int) -> list[str]:
    return [f"{kind} {number}" for number in range(count)]
