"""Strangers who look for a partner, exchange a few words and part, through kills: one meeting after the other.

Telegram keeps what they write for a Bauta that is dead, in order; so none of them ever waits for a notice, which a kill
may cost.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from functools import partial
from itertools import combinations
from random import Random

from tests.chaos.cast import SEEKERS, Cast
from tests.chaos.voices import OnTelegram

NOBODY_HEARS = ("I'm still looking for someone", "Nobody is listening")
MOST = len(list(combinations(range(SEEKERS), 2)))


class Meetings:
    """`wanted` brings about the next one, if the last is over; `run` has them take place."""

    def __init__(self, cast: Cast, random: Random) -> None:
        self._cast = cast
        self._random = random
        self._pairs = list(combinations(range(SEEKERS), 2))
        random.shuffle(self._pairs)
        self._wanted = asyncio.Event()
        self.stage = "nobody has met yet"
        """What is happening, or awaited: for whoever wonders why nothing goes on."""
        self.held: dict[str, int] = defaultdict(int)
        """How many meetings each seeker has had or has."""
        self.words: dict[str, list[str]] = defaultdict(list)
        """What each has to hear."""
        self.withdrawn: dict[str, list[str]] = defaultdict(list)
        """What each hears the beginning of: the rest was taken back."""

    @property
    def over(self) -> bool:
        return not self._wanted.is_set()

    def want(self) -> None:
        self._wanted.set()

    async def run(self) -> None:
        """Until cancelled. Raises IndexError when everybody has met everybody."""
        while True:
            await self._wanted.wait()
            seeker, comer = (self._cast.seekers[number] for number in self._pairs.pop())
            await self._meet(seeker, comer)
            self._wanted.clear()
            self.stage = "nobody wants to meet"
            self._cast.changed.notify()

    async def _meet(self, seeker: OnTelegram, comer: OnTelegram) -> None:
        for each in (seeker, comer):
            self.held[each.name] += 1
        self.stage = f"{seeker.name} looks for somebody, and {comer.name} is to come"
        await seeker.asks("find")
        if self._random.random() < 0.5:  # else both at once
            awaited = self._cast.events + self._random.randrange(1, 20)
            await self._cast.until(lambda: self._cast.events >= awaited)
        await comer.asks("find")
        word = f"{seeker.name} meets {comer.name}"
        await self._says(seeker, comer, word)
        await self._says(comer, seeker, f"{word}, too")
        self.stage = f"{comer.name} is to leave {seeker.name}"
        last = [f"{word}, {number}" for number in range(self._random.randrange(5))]
        if self._random.random() < 0.3:
            await comer.says_all(last)
            await comer.asks("block")
            self.withdrawn[seeker.name] += last
        else:  # what was said before still arrives
            self.words[seeker.name] += last
            await comer.says_all(last)
            await comer.asks("stop")
            await self._cast.until(lambda: all(seeker.ears.heard(text) for text in last))

    async def _says(self, one: OnTelegram, other: OnTelegram, text: str) -> None:
        self.words[other.name].append(text)
        self.stage = f"{other.name} is to hear {text!r}"
        while not other.ears.heard(text):
            refused = _refused(one)
            await one.says(text)
            # Where Telegram calls, this may come in before what the other one asked for: then it is said again.
            await self._cast.until(partial(self._heard_or_refused, one, other, text, refused))

    @staticmethod
    def _heard_or_refused(one: OnTelegram, other: OnTelegram, text: str, refused: int) -> bool:
        return other.ears.heard(text) or _refused(one) > refused

    def check(self) -> None:
        """Everybody heard what was said to them, in order, and nothing else."""
        for seeker in self._cast.seekers:
            taken_back = self.withdrawn[seeker.name]
            heard = seeker.ears.order
            assert [text for text in heard if text not in taken_back] == self.words[seeker.name]
            for word in {text.rpartition(", ")[0] for text in taken_back}:
                last = [text for text in taken_back if text.rpartition(", ")[0] == word]
                came = [text for text in heard if text in last]
                assert came == last[: len(came)], "something overtook what was said before it"


def _refused(who: OnTelegram) -> int:
    """How often they were told that what they said is for nobody."""
    return len([text for text in who.ears.notices if any(words in text for words in NOBODY_HEARS)])
