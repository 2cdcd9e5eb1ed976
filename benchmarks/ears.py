"""Everything bots send, handed to whoever listens to that chat, as it is accepted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from tests.emulators.telegram.remote import RemoteBot, RemoteTelegram, Sent

Heard = Callable[[Sent], None]


class Ears:
    """Messages sent by bots, by chat. Edits, deletions and answers to buttons are not told of."""

    def __init__(self) -> None:
        self._listening: dict[tuple[int, int | None], Heard] = {}

    def listen(self, bot: RemoteBot, chats: Iterable[int], heard: Heard) -> None:
        """From now on `heard`, and nobody else, gets what the bot sends to these chats.

        What it raises ends the block of `open_ears`.
        """
        self._listening |= dict.fromkeys(((bot.id, chat) for chat in chats), heard)

    def hear(self, sent: Sent) -> None:
        heard = self._listening.get((sent.bot, sent.chat))
        if heard is not None and sent.method == "sendMessage":
            heard(sent)


@asynccontextmanager
async def open_ears(telegram: RemoteTelegram) -> AsyncIterator[Ears]:
    """Hear until the end of the block."""
    ears = Ears()
    began = asyncio.Event()

    async def hear_all() -> None:
        async with telegram.events() as events:
            began.set()
            async for sent in events:
                ears.hear(sent)

    async with asyncio.TaskGroup() as group:
        hearing = group.create_task(hear_all(), name="ears")
        await began.wait()
        yield ears
        hearing.cancel()
