"""What stands in the bot's own words: other words, names, and the buttons under them. Values, worded when sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.posts import Pick
from bot.texts.keys import Text


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the catalogue inside a notice."""

    text: Text
    args: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tongues:
    """Languages by their tags; the reader sees their names."""

    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """Interests by their canonical names; the reader sees what they are called in their language, in bold."""

    names: tuple[str, ...]


Arg = str | int | float | tuple[Word, ...] | Word | Tongues | Topics  # what stands in a notice


@dataclass(frozen=True, slots=True)
class Button:
    """A tap instead of a command. On the wire `action:token`, at most 64 bytes; it never holds an id of a person.

    `pick`: it is a menu of a server's roles or channels, with `label` standing in it while nothing is chosen.
    """

    label: Text
    action: str
    token: str = ""
    args: Mapping[str, Arg] = field(default_factory=dict)
    pick: Pick | None = None

    @property
    def data(self) -> str:
        return f"{self.action}:{self.token}" if self.token else self.action


Buttons = tuple[tuple[Button, ...], ...]  # rows, top to bottom
