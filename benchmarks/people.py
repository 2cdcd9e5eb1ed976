"""People who use Bauta as anybody does: past the rules, into a search, into a room, and out again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from benchmarks.ears import Ears
from benchmarks.harness import Wrong
from bot.texts.catalogue import SIGN, Catalogue
from bot.texts.keys import Text
from tests.emulators.telegram.remote import RemoteBot, RemotePerson, RemoteTelegram, Sent
from tests.emulators.telegram.signals import Signal

AT_ONCE: Final = 10
"""People who come through the door at once."""
PATIENCE: Final = 30.0
"""Seconds somebody waits for an answer."""


class People:
    """Everybody at one bot. Each hears exactly what is due; Wrong is raised for anything more, less or else."""

    def __init__(self, telegram: RemoteTelegram, bot: RemoteBot, ears: Ears) -> None:
        self._telegram = telegram
        self._bot = bot
        self._ears = ears
        # Nobody here names an interest, so this is what the bot says to two who found each other.
        self._opening = SIGN + Catalogue.load().word(Text.PAIRED_NOTHING_SHARED, "en")
        self._heard: dict[int, list[Sent]] = {}
        self._changed = Signal()

    async def admitted(self, names: Sequence[str]) -> list[RemotePerson]:
        """These people, past the rules and the question for their age."""
        door = asyncio.Semaphore(AT_ONCE)

        async def enter(name: str) -> RemotePerson:
            async with door:
                person = await self._telegram.person(name)
                self._heard[person.id] = []
                self._ears.listen(self._bot, [person.id], self._hear)
                await self._says(person, "/start")
                rules = await self._hears(person)
                await person.presses(self._bot, rules.message_id or 0, "agree")
                await self._hears(person)
                return person

        async with asyncio.TaskGroup() as group:
            entering = [group.create_task(enter(name)) for name in names]
        return [task.result() for task in entering]

    async def meet(self, first: RemotePerson, second: RemotePerson) -> float:
        """Have two people find each other, while nobody else waits and for the first time within the cool-down.

        The seconds from the second one's /find to the later of the two notices.
        """
        await self._says(first, "/find")
        await self._hears(first)
        asked = await self._says(second, "/find")
        notices = [await self._hears(person) for person in (first, second)]
        if any(notice.text != self._opening for notice in notices):
            raise Wrong(f"two people who should have met were told: {[notice.text for notice in notices]}")
        return max(notice.at for notice in notices) - asked

    async def part(self, first: RemotePerson, second: RemotePerson) -> None:
        """The first one ends their conversation, and both are told."""
        await self._says(first, "/stop")
        for person in (first, second):
            await self._hears(person)

    async def _says(self, person: RemotePerson, text: str) -> float:
        """When the update was there, in the emulator's monotonic seconds."""
        if self._heard[person.id]:
            raise Wrong(f"somebody heard more than was due: {self._heard[person.id][0].text!r}")
        return (await self._telegram.feed(self._bot, [(person.name, text)]))[0][1]

    async def _hears(self, person: RemotePerson) -> Sent:
        heard = self._heard[person.id]
        try:
            await self._changed.until(lambda: heard or None, PATIENCE)
        except TimeoutError:
            raise Wrong(f"somebody got no answer within {PATIENCE:g} s") from None
        return heard.pop(0)

    def _hear(self, sent: Sent) -> None:
        self._heard[sent.chat or 0].append(sent)
        self._changed.notify()
