"""Ends the little clock on buttons that were pressed, once the press is committed. Best effort."""

import asyncio
from types import TracebackType
from typing import Final, Self

from bot.platforms.telegram.account import Account
from bot.platforms.telegram.start import answer

ANSWERS: Final = 200
"""Presses of one bot being answered at once; beyond that the little clock just runs out by itself."""


class Presses:
    """Answers the presses of one bot: `async with Presses(bot) as presses`. What is open at the end is cut off."""

    def __init__(self, bot: Account) -> None:
        self._bot = bot
        self._answers: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        answers = list(self._answers)
        for task in answers:
            task.cancel()
        await asyncio.gather(*answers, return_exceptions=True)

    def answer(self, query: str) -> None:
        """Of a callback query, by its id. Never blocks."""
        if len(self._answers) < ANSWERS:
            task = asyncio.create_task(answer(self._bot, query), name="telegram.answer")
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)
