"""A dictionary that finds out what it is asked for, and remembers it."""

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(dict[Key, Value]):
    """Values worked out when they are first asked for. Hashed by who it is, so that sets can hold it.

    In a module of its own because its look-ups are a dictionary's own, which compiling (see docs/matching.md) could not
    make faster.
    """

    __slots__ = ("__weakref__", "_find_out")

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __init__(self, find_out: Callable[[Key], Value]) -> None:
        self._find_out = find_out

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._find_out(key)
        return value
