"""What a server's word list costs with each message of its people, beside the same rules in Python's own `re`.

Called by `benchmarks.moderation`; `python -m benchmarks.words` prints these rows alone.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.harness import Options, main
from benchmarks.report import Report, Row, at_most
from bot.content import Content
from bot.stores.turn import open_turn
from bot.turn import Turn
from bot.wordlist import MOST, WordList
from bot.wordlists import WordLists
from config.database import Database, metadata
from config.keys import KeyRing
from config.migrations import migrate

ROUNDS: Final = 2000
TIMES: Final = 7
"""Of so many runs the quickest counts: what it was disturbed by is not its cost."""
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

USUAL: Final = "I went up the hill this morning and the fog was below me. Have you been there? It takes two hours."
FOREIGN: Final = "Heute früh war ich auf dem Hügel, und der Nebel lag unter mir. Это заняло два часа, 雾很美。"
LONG: Final = " ".join([USUAL] * 37)
"""4,000 characters, the longest that passes."""


def rules(chance: random.Random) -> list[str]:
    """A full list: half words, a few phrases and beginnings of words, the rest patterns."""

    def word() -> str:
        return "".join(chance.choice(LETTERS) for _ in range(chance.randint(6, 12)))

    words = [word() for _ in range(MOST // 2)]
    phrases = [f"{word()} {word()}" for _ in range(20)] + [f"{word()}*" for _ in range(20)]
    patterns = [rf"/{word()}\d*({word()}|{word()})?/" for _ in range(MOST - len(words) - len(phrases))]
    return [*words, *phrases, *patterns]


def cost(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of CPU that one time takes."""
    best = float("inf")
    for _ in range(TIMES):
        begun = time.process_time()
        for _ in range(rounds):
            work()
        best = min(best, time.process_time() - begun)
    return best * 1000 / rounds


def in_python(given: list[str]) -> Callable[[str], object]:
    """The same rules as one expression of `re`, as bots have them."""
    parts = [rule[1:-1] if rule[0] == "/" else rf"\b{re.escape(rule.rstrip('*'))}\b" for rule in given]
    union = re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)
    return union.search


async def without() -> float:
    """Milliseconds that a message of somebody costs whose server has no list, once that is known."""
    lists = WordLists()
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/words.db", KeyRing(bytes(32), lambda: 0.0))
        await migrate(database, metadata)
        try:
            async with database.read() as unit:
                return await _asked(lists, open_turn(unit, 0.0))
        finally:
            await database.close()


async def _asked(lists: WordLists, turn: Turn) -> float:
    content, best = Content(USUAL), float("inf")
    await lists.touched(turn, "nowhere", content)
    for _ in range(TIMES):
        begun = time.process_time()
        for _ in range(ROUNDS):
            await lists.touched(turn, "nowhere", content)
        best = min(best, time.process_time() - begun)
    return best * 1000 / ROUNDS


def rows() -> Iterator[Row]:
    """A full list of 200 rules on texts that touch none of them: what nearly every message is."""
    given = rules(random.Random(7))
    begun = time.process_time()
    words = WordList(given)
    made = (time.process_time() - begun) * 1000
    search = in_python(given)
    for name, text, goal in (("a usual message", USUAL, 0.05), ("one in other scripts", FOREIGN, 0.05)):
        content = Content(text)
        ours, theirs = cost(partial(words.touched_by, content)), cost(partial(search, text))
        yield Row(f"200 rules, {name}: CPU", ours, "ms", theirs, at_most(goal))
    content = Content(LONG)
    longest = cost(lambda: words.touched_by(content), rounds=100)
    yield Row("200 rules, the longest message: CPU", longest, "ms", None, at_most(2))
    yield Row("200 rules: made ready, once for each change", made, "ms", None, at_most(50))


async def measure(options: Options, report: Report) -> None:
    report.doing("Asking word lists")
    report.add(*rows())
    nothing = await without()
    report.add(Row("a server without a list: CPU", nothing, "ms", None, at_most(0.001)))
    report.note("The reference is the same rules in one expression of Python's `re`, which a pattern can make hang.")


if __name__ == "__main__":
    sys.exit(main(measure, name="words", title="What a server's word list costs", reference="re"))
