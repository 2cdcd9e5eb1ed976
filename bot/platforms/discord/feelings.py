"""Who feels how about which message: Discord tells of each emoji alone, and what counts is all of them together."""

from collections import OrderedDict
from typing import Final

from bot.messages import Reacted

REMEMBERED: Final = 10_000
"""Messages; of those before it is not known what else was felt about them."""


class Feelings:
    """The emoji of people at messages, the latest last."""

    def __init__(self) -> None:
        self._felt: OrderedDict[tuple[str, str], tuple[str, ...]] = OrderedDict()

    def changed(self, about: tuple[str, str], emoji: str, *, on: bool) -> Reacted:
        """`about`: chat and message, of which each has one person."""
        others = tuple(each for each in self._felt.pop(about, ()) if each != emoji)
        felt = (*others, emoji) if on else others
        if felt:
            self._felt[about] = felt
            while len(self._felt) > REMEMBERED:
                self._felt.popitem(last=False)
        return Reacted(felt, () if on else (emoji,))
