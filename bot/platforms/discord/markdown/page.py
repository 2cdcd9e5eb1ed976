"""What has become visible of a message that is being read: its text, and its formatting so far."""

from dataclasses import dataclass, field

from bot.content import Span, Style
from bot.platforms.discord.markdown.names import Names


@dataclass(slots=True)
class Page:
    """What has become visible so far."""

    names: Names
    pieces: list[str] = field(default_factory=list)
    size: int = 0
    last: str = "\n"
    spans: list[Span] = field(default_factory=list)
    block_ended: bool = False
    steps: int = 0
    """How many characters were taken in, and how often a rule was tried: what the text cost."""

    def say(self, text: str) -> None:
        if not text:
            return
        if self.block_ended and text[0] != "\n":
            text = "\n" + text
        self.block_ended = False
        self.pieces.append(text)
        self.size += len(text)
        self.last = text[-1]

    def begin(self, *, block: bool = False) -> int:
        """Where a style begins. A block stands on lines of its own, wherever it was typed, and nothing beside it."""
        if self.block_ended or (block and self.last != "\n"):
            self.say("\n")
        return self.size

    def style(self, style: Style, start: int, detail: str = "") -> None:
        if start < self.size:
            self.spans.append(Span(style, start, self.size, detail))
