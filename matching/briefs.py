"""What a search reads about everybody it passes, in one number: enough to pass most of them by without a closer look.

    bits  0–3  gender, one of the four of rules.Terms     16–23  youngest age that is welcome
          4–7  genders that are welcome                   24–31  oldest age that is welcome
          8–15 age                                        32–61  how much lower they rank as a partner (Policy.modest)
                                                          62     whether they wish for the same platform or server

Ages count one more than they are: an unstated one is 0, which only those take in who have no wish. A brief never says
no where the rules say yes. Where it says yes and nobody is particular about platform and server, the rules do, too, but
for ages beyond `OLDEST`, which count as one.
"""

from math import inf
from typing import Final

from mypy_extensions import i64

from matching.rules import Terms

NO_WISH: Final = 255
"""As the oldest age that is welcome."""

OLDEST: Final = 253
"""As which all who are older count."""

MODEST_AT: Final = 32
PARTICULAR: Final = 1 << 62
MODEST: Final = (1 << 30) - 1
"""Whoever ranks lower still is said to rank so low."""


def ages(terms: Terms) -> tuple[int, int, int]:
    """The age, and the youngest and the oldest that are welcome, each in a byte."""
    age = 0 if terms.age < 0 else min(int(terms.age), OLDEST) + 1
    if terms.youngest == -inf:
        return age, 0, NO_WISH
    return age, min(int(terms.youngest), OLDEST) + 1, min(int(terms.oldest), OLDEST) + 1


def brief_of(terms: Terms) -> int:
    """What these terms say in a brief; to be completed by how much lower somebody ranks."""
    age, youngest, oldest = ages(terms)
    particular = PARTICULAR if terms.same_platform or terms.same_server else 0
    return terms.gender | terms.genders << 4 | age << 8 | youngest << 16 | oldest << 24 | particular


def agrees(mine: i64, theirs: i64) -> bool:
    """Whether two people may be what each other wish for, by their briefs."""
    return (
        mine & (theirs >> 4) & 15 != 0
        and theirs & (mine >> 4) & 15 != 0
        and (mine >> 16) & 255 <= (theirs >> 8) & 255 <= (mine >> 24) & 255
        and (theirs >> 16) & 255 <= (mine >> 8) & 255 <= (theirs >> 24) & 255
    )
