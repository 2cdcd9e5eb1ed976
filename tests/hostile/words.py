"""What the strings are put together from."""

from collections.abc import Sequence
from random import Random

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def word(random: Random) -> str:
    return "".join(random.choices(LETTERS, k=random.randint(1, 9)))


def name(random: Random) -> str:
    return word(random) + random.choice(["", "_", "-", "0"]) + word(random)


def number(random: Random) -> int:
    """Any size: most are small, some at an edge of what machines count with."""
    edge: int = 2 ** random.choice([7, 8, 15, 16, 31, 32, 53, 63, 64, 128]) + random.randint(-1, 1)
    return random.choice([random.randint(0, 9), random.randint(0, 10**6), edge])


def snowflake(random: Random) -> int:
    """An id as Discord gives them."""
    return random.randint(10**16, 10**19)


def some(random: Random, *forms: str) -> str:
    """One to three of them, at times with words around."""
    found = random.choices(forms, k=random.randint(1, 3))
    around = [word(random) for _ in range(random.randint(0, 2))]
    pieces = [*found, *around]
    random.shuffle(pieces)
    return random.choice(["", " ", " ", "\n"]).join(pieces)


def many(random: Random, pieces: Sequence[str], most: int = 40) -> str:
    return "".join(random.choices(pieces, k=random.randint(1, most)))
