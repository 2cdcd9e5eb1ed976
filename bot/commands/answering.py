"""What people were asked to write, and who reads it: in a form behind a button, or as their next message."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.commands import appeals, report
from bot.commands.base import Call
from bot.members import Pending
from bot.messages import Outgoing

FORMS: Final[Mapping[str, Callable[[Call, str], Awaitable[list[Outgoing]]]]] = {
    "words": report.words_written,
    "appeal": appeals.written,
}
"""By the button behind which the form opens; with the button's token."""

NEXT: Final[Mapping[str, Callable[[Call, Pending], Awaitable[list[Outgoing]]]]] = {
    "words": report.words_said,
    "appeal": appeals.said,
}
"""By what is awaited."""
