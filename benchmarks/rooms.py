"""Rooms on Telegram that are open when Bauta starts, and the barest bot that copies between the same people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.contestants import barest, bauta, data
from benchmarks.ears import Ears
from benchmarks.furnished import Two, furnish
from benchmarks.messengers import Person
from benchmarks.on_telegram import TelegramAccount
from benchmarks.sides import Side
from benchmarks.traffic import Traffic, Way

SEED: Final = 1
TOKENS: Final = "100001:" + "B" * 35, "100002:" + "E" * 35
"""Ours, and the reference's."""


def names(kind: str, count: int) -> list[str]:
    return [f"{kind} {number}" for number in range(count)]


def places(account: TelegramAccount, people: Sequence[Person]) -> Iterator[Two]:
    """Each two of the people, in order, as `furnish` wants them."""
    for ann, bob in zip(people[::2], people[1::2], strict=True):
        yield account.place(ann), account.place(bob)


def ways(people: Sequence[Person]) -> list[Way]:
    """Both directions between each two of them."""
    pairs = zip(people[::2], people[1::2], strict=True)
    return [Way(one.name, other.chat) for pair in pairs for one, other in (pair, pair[::-1])]


@asynccontextmanager
async def talking(
    directory: Path,
    account: TelegramAccount,
    ears: Ears,
    count: int,
    settings: Mapping[str, str],
    url: str | None = None,
) -> AsyncIterator[Side]:
    """A Bauta with so many rooms, all of which are in the traffic. `url`: its database, unless that is in its files."""
    people = await account.acquainted(names("Talker", 2 * count))
    await furnish(data(directory), places(account, people), url)
    async with bauta(directory, account, settings=settings) as child:
        yield Side(child, Traffic(account, account, ears, ways(people)), Random(SEED))


@asynccontextmanager
async def copied(
    directory: Path, account: TelegramAccount, ears: Ears, crowds: Sequence[Sequence[str]]
) -> AsyncIterator[list[Side]]:
    """The barest bot, copying between each two of these people; a side for each crowd."""
    crowded = [await account.acquainted(crowd) for crowd in crowds]
    partners = {
        one.chat: other.chat
        for people in crowded
        for pair in zip(people[::2], people[1::2], strict=True)
        for one, other in (pair, pair[::-1])
    }
    file = directory / "partners.json"
    file.write_text(json.dumps(partners))
    async with barest(directory, account, str(file)) as child:
        yield [Side(child, Traffic(account, account, ears, ways(people)), Random(SEED)) for people in crowded]
