"""Everything bots send, handed to whoever listens to that chat, as it is accepted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from benchmarks.messengers import Account, Heard, Messenger

Listener = Callable[[Heard], None]


class Ears:
    """Messages sent by bots, by chat."""

    def __init__(self) -> None:
        self._listening: dict[tuple[str, int], Listener] = {}

    def listen(self, account: Account, chats: Iterable[int], listener: Listener) -> None:
        """From now on `listener`, and nobody else, gets what the bot sends to these chats.

        What it raises ends the block of `open_ears`.
        """
        self._listening |= dict.fromkeys(((account.name, chat) for chat in chats), listener)

    def hear(self, heard: Heard) -> None:
        listener = self._listening.get((heard.account, heard.chat))
        if listener is not None:
            listener(heard)


@asynccontextmanager
async def open_ears(*messengers: Messenger) -> AsyncIterator[Ears]:
    """Hear all of them until the end of the block."""
    ears = Ears()

    async def hear_all(messenger: Messenger, began: asyncio.Event) -> None:
        async with messenger.heard() as heard:
            began.set()
            async for each in heard:
                ears.hear(each)

    async with asyncio.TaskGroup() as group:
        hearing = []
        for messenger in messengers:
            began = asyncio.Event()
            hearing.append(group.create_task(hear_all(messenger, began), name="ears"))
            await began.wait()
        yield ears
        for task in hearing:
            task.cancel()
