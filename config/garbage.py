"""How often Python looks for what nothing holds any more but itself."""

import gc
from typing import Final

YOUNG: Final = 10_000
"""Objects that may be made, beyond those that went, before the new ones are looked through: a millisecond or two. With
Python's 700, people and messages are looked through who are about to go anyway: 5 to 13 % of what our tests took."""


def settled() -> None:
    """What is here now stays: looking through all of it again and again would cost pauses of 50 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
