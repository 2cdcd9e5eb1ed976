"""Python's garbage collector, once everything is there that stays."""

import gc


def settled() -> None:
    """What is here now stays: looking through all of it again and again would cost pauses of 50 ms."""
    gc.collect()
    gc.freeze()
