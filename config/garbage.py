"""How often Python looks for what nothing holds any more but itself."""

import gc
from typing import Final

YOUNG: Final = 10_000
"""Objects that may be made, beyond those that went, before the new ones are looked through: a millisecond or two. With
Python's 700 this process looks through people and messages who are about to go anyway, for a tenth of its time."""


def settled() -> None:
    """What is here now stays: looking through all of it again and again would cost pauses of 50 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
