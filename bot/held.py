"""Port: messages that were not passed on yet, because their authors are asked first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.content import Content
from config.ids import MemberId, MessageId, RoomId

LASTS = 3600.0
"""Seconds for which the answer is awaited. After that nobody remembers what the question was about."""


@dataclass(frozen=True, slots=True)
class Held:
    """What `member` said in `room`, as it would go on: cleaned, a place rounded. `reply_to`: what it answers.

    It goes by the name of the message itself, which is also the token of its buttons. `notice` asks about it. `at`:
    since when, in epoch seconds.
    """

    message: MessageId
    member: MemberId
    room: RoomId
    content: Content = field(repr=False)
    reply_to: MessageId | None
    notice: MessageId
    at: float


class Holds(Protocol):
    """All that is held, within one turn. It goes with its room and with its author, whoever remembers to remove it."""

    async def put(self, held: Held) -> None:
        """Hold it. One of that name that is held already reads differently from now on."""

    async def get(self, message: MessageId, now: float) -> Held | None:
        """None for what was sent or dropped meanwhile, never held, or held for too long: a token may be forged.

        Whose it is must be looked at: a token may be somebody else's.
        """

    async def let_go(self, message: MessageId) -> bool:
        """It is on its way now, files that lie with us too. False: it was gone already."""

    async def drop(self, message: MessageId) -> bool:
        """Nobody gets it, and its files that lie with us go, too. False: it was gone already."""

    async def of(self, member: MemberId) -> Sequence[Held]:
        """What is held of a member, the oldest first; what has been held for too long, too, while it is there."""

    async def any_over(self, now: float) -> bool:
        """Whether `clean_up` would find any."""

    async def clean_up(self, now: float, most: int) -> int:
        """Drop what has been held for too long, no more than so many. How many went."""
