"""Everybody in place: emulators and bots running, the talkers in their conversations, the seekers past the rules.

Who talks on Telegram does so from the start; those who come by Discord, and seekers, go through the door and meet.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.children import Child
from benchmarks.contestants import UNPACED, barest, bauta, data
from benchmarks.ears import Ears, open_ears
from benchmarks.furnished import furnish
from benchmarks.harness import Wrong
from benchmarks.messengers import Account, Messenger, Person
from benchmarks.on_discord import discord
from benchmarks.on_telegram import TelegramAccount, telegram
from benchmarks.people import People
from benchmarks.rooms import SEED, TOKENS, copied, names, places, ways
from benchmarks.sides import Side
from benchmarks.traffic import Traffic, Way
from tests.emulators.discord import token

DISCORD_TOKENS: Final = token(1_180_000_000_000_000_001), token(1_180_000_000_000_000_002)
"""Ours, and the reference's."""
Pair = tuple[Person, Person]


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many there are."""

    rooms: Sequence[int]  # on Telegram: the size of each crowd that talks by itself
    discord: int  # who talk on Discord
    across: int  # who talk on Telegram with somebody on Discord
    seekers: int  # on Telegram; enough that no two meet twice: the bot would not pair them again so soon


@dataclass(frozen=True, slots=True)
class Talk:
    """So many rooms on Telegram, by Bauta and by the bot that copies."""

    rooms: int
    ours: Side
    reference: Side


@dataclass(frozen=True, slots=True)
class Stage:
    """Bauta and both references at work."""

    telegram: Sequence[Talk]
    discord: Side
    discord_echo: Side
    across: Side  # from Telegram to Discord
    people: People
    pairs: Iterator[Pair]  # seekers who have not met yet


@asynccontextmanager
async def staged(directory: Path, crowd: Crowd) -> AsyncIterator[Stage]:
    """Raises Wrong at the end of the block for what bots did that they never should."""
    async with AsyncExitStack() as stack:
        chats, guilds = (
            await stack.enter_async_context(telegram()),
            await stack.enter_async_context(discord("none")),
        )
        ears = await stack.enter_async_context(open_ears(chats, guilds))
        on_telegram, copying = [await chats.account(token) for token in TOKENS]
        on_discord, echoing = [await guilds.account(token) for token in DISCORD_TOKENS]
        crowds = [names(f"Talker of {count}", 2 * count) for count in crowd.rooms]
        talkers = [await on_telegram.acquainted(each) for each in crowds]
        await furnish(data(directory), [pair for people in talkers for pair in places(on_telegram, people)])
        child = await stack.enter_async_context(bauta(directory, on_telegram, on_discord, settings=UNPACED))
        copies = await stack.enter_async_context(copied(directory, copying, ears, crowds))
        echo = await stack.enter_async_context(barest(directory, echoing))
        talks = [
            Talk(count, _side(child, on_telegram, on_telegram, ears, ways(people)), reference)
            for count, people, reference in zip(crowd.rooms, talkers, copies, strict=True)
        ]
        yield await _in_place(ears, crowd, child, (on_telegram, on_discord), talks, (echoing, echo))
        for messenger in (chats, guilds):
            await blameless(messenger)


async def blameless(messenger: Messenger) -> None:
    """Raises Wrong if bots did there what they never should."""
    if found := await messenger.violations():
        raise Wrong(f"{len(found)} times a bot did what none should: {found[0]}")


async def _in_place(
    ears: Ears,
    crowd: Crowd,
    ours: Child,
    accounts: tuple[TelegramAccount, Account],
    talks: Sequence[Talk],
    echo: tuple[Account, Child],
) -> Stage:
    people = People(ears)
    on_telegram, on_discord = accounts
    gamers = await people.admitted(on_discord, names("Gamer", crowd.discord))
    near = await people.admitted(on_telegram, names("Near", crowd.across))
    far = await people.admitted(on_discord, names("Far", crowd.across))
    seekers = await people.admitted(on_telegram, names("Seeker", crowd.seekers))
    pairs = list(itertools.combinations(seekers, 2))
    Random(SEED).shuffle(pairs)
    across = []
    for one, other in zip(near, far, strict=True):
        await people.meet(one, other)
        across.append(Way(one.name, other.chat))
    echoing, child = echo
    return Stage(
        talks,
        _side(ours, on_discord, on_discord, ears, await paired(people, gamers)),
        _side(child, echoing, echoing, ears, await _alone(echoing, [person.name for person in gamers])),
        _side(ours, on_telegram, on_discord, ears, across),
        people,
        iter(pairs),
    )


def _side(child: Child, origin: Account, target: Account, ears: Ears, along: Sequence[Way]) -> Side:
    return Side(child, Traffic(origin, target, ears, along), Random(SEED))


async def paired(people: People, talkers: Sequence[Person]) -> list[Way]:
    """Have each two of them find each other; both directions of their conversations."""
    for ann, bob in zip(talkers[::2], talkers[1::2], strict=True):
        await people.meet(ann, bob)
    return ways(talkers)


async def _alone(account: Account, talkers: Sequence[str]) -> list[Way]:
    """People who talk to somebody who echoes."""
    return [Way(name, (await account.person(name)).chat) for name in talkers]
