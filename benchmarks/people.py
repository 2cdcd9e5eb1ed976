"""People who use Bauta as anybody does: past the rules, into a search, into a room, and out again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from benchmarks.ears import Ears
from benchmarks.harness import Wrong
from benchmarks.messengers import Account, Heard, Person
from bot.texts.catalogue import SIGN, Catalogue
from bot.texts.keys import Text
from tests.emulators.signals import Signal

AT_ONCE: Final = 10
"""People who come through the door at once."""
PATIENCE: Final = 30.0
"""Seconds somebody waits for an answer."""


class People:
    """Everybody at one Bauta. Each hears exactly what is due; Wrong is raised for anything more, less or else."""

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        # Nobody here names an interest, so this is what the bot says to two who found each other.
        self._opening = SIGN + Catalogue.load().word(Text.PAIRED_NOTHING_SHARED, "en")
        self._heard: dict[tuple[str, int], list[Heard]] = {}
        self._changed = Signal()

    async def admitted(self, account: Account, names: Sequence[str]) -> list[Person]:
        """These people, past the rules and the question for their age."""
        door = asyncio.Semaphore(AT_ONCE)

        async def enter(name: str) -> Person:
            async with door:
                person = await account.person(name)
                self._heard[account.name, person.chat] = []
                self._ears.listen(account, [person.chat], self._hear)
                await self._says(person, "/start")
                rules = await self._hears(person)
                await account.press(person, rules.message, "agree")
                await self._hears(person)
                return person

        async with asyncio.TaskGroup() as group:
            entering = [group.create_task(enter(name)) for name in names]
        return [task.result() for task in entering]

    async def meet(self, first: Person, second: Person) -> float:
        """Have two people find each other, while nobody else waits and for the first time within the cool-down.

        The seconds from the second one's /find to the later of the two notices.
        """
        await self._says(first, "/find")
        await self._hears(first)
        asked = await self._says(second, "/find")
        notices = [(person, await self._hears(person)) for person in (first, second)]
        if any(notice.text != person.account.shown(self._opening) for person, notice in notices):
            raise Wrong(f"two people who should have met were told: {[notice.text for _, notice in notices]}")
        return max(notice.at for _, notice in notices) - asked

    async def part(self, first: Person, second: Person) -> None:
        """The first one ends their conversation, and both are told."""
        await self._says(first, "/stop")
        for person in (first, second):
            await self._hears(person)

    async def _says(self, person: Person, text: str) -> float:
        """When the bot could take it, in the emulator's monotonic seconds."""
        heard = self._heard[person.account.name, person.chat]
        if heard:
            raise Wrong(f"somebody heard more than was due: {heard[0].text!r}")
        return (await person.account.feed([(person.name, text)]))[0]

    async def _hears(self, person: Person) -> Heard:
        heard = self._heard[person.account.name, person.chat]
        try:
            await self._changed.until(lambda: heard or None, PATIENCE)
        except TimeoutError:
            raise Wrong(f"somebody got no answer within {PATIENCE:g} s") from None
        return heard.pop(0)

    def _hear(self, heard: Heard) -> None:
        self._heard[heard.account, heard.chat].append(heard)
        self._changed.notify()
