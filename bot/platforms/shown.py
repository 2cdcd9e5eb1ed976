"""How messages read that were sent a while ago, as far as remembered: what reads so already need not be changed."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

REMEMBERED: Final = 50_000
"""Messages; of others it is not known how they read, and changing them to what they are does no harm."""


class Shown:
    """By chat and message. Kept as a number: what was said is not."""

    def __init__(self) -> None:
        self._marks: OrderedDict[tuple[str, str], int] = OrderedDict()

    def reads(self, chat: str, native: str, words: Hashable) -> None:
        """The message reads like this now."""
        self._marks[chat, native] = hash(words)
        self._marks.move_to_end((chat, native))
        while len(self._marks) > REMEMBERED:
            self._marks.popitem(last=False)

    def changing(self, chat: str, native: str) -> None:
        """From now on it is not known how the message reads, until `reads` says."""
        self._marks.pop((chat, native), None)

    def already(self, chat: str, native: str, words: Hashable) -> bool:
        """Whether it is known to read like this."""
        return self._marks.get((chat, native)) == hash(words)
