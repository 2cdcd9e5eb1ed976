"""Where moderators' cards go, which message is whose card, and what was disclosed and has to go again.

A desk is a channel, a group, or the private chat of a moderator. To the lanes it is a reader like any other: a channel
or group is a member that is nobody, who never agreed, searches, or says anything.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.messages import Sender
from config.ids import MemberId, MessageId

GLOBAL: Final = "global"
"""The scope of desks for cases that began on no server, or came from one to everybody's queue."""

DISCLOSED_FOR: Final = 600.0
"""Seconds after which what was disclosed is taken away."""

DELETABLE_FOR: Final = 48 * 3600.0
"""Seconds for which a messenger lets a bot take back what it sent; later nothing can be done about it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`member`: whom cards are sent to. `scope`: GLOBAL, or a server's fingerprint. `private`: a moderator's own chat.

    `set_by`: who set it up, unless they have left since. `digest`: the message that stands for cases without a card.
    """

    member: MemberId
    scope: str = field(repr=False)
    private: bool
    set_by: MemberId | None
    digest: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A case at a desk: the message that shows it, what it says (any short word), and since when it stands there."""

    case: str
    desk: MemberId
    message: MessageId
    says: str
    at: float


@dataclass(frozen=True, slots=True)
class Due:
    """Something disclosed whose time is over."""

    member: MemberId
    message: MessageId
    lane: str


class Desks(Protocol):
    """Everything about desks within one turn."""

    async def set_up(self, sender: Sender, scope: str, language: str, by: MemberId, now: float) -> Desk:
        """A desk where the sender is: in the channel or group, else in the chat of `by`. Again: it is changed."""

    async def at(self, sender: Sender) -> Desk | None:
        """The desk of the channel or group where the sender is."""

    async def of(self, member: MemberId) -> Desk | None:
        """The desk whose cards go to this member."""

    async def where(self, desk: MemberId) -> str | None:
        """The native id of the channel, group or chat where a desk is."""

    async def all(self, scope: str) -> Sequence[Desk]:
        """The desks of a scope, those set up first at the beginning."""

    async def among(self, scopes: Collection[str]) -> frozenset[str]:
        """Those of the scopes that have a desk."""

    async def remove(self, desk: MemberId) -> None:
        """No more cards; of a channel or group nothing is left, also nothing that is on its way."""

    async def moved(self, sender: Sender, to: str) -> bool:
        """The group where the sender is has another native id now. Whether it had a desk."""

    async def led(self, lane: str, to: str) -> None:
        """A lane leads to this chat from now on. Where that has a desk of its own, the lane's goes."""

    async def digested(self, desk: MemberId, message: MessageId | None) -> None:
        """This message stands for cases without a card now."""

    # --- cards ---

    async def cards(self, case: str) -> Sequence[Card]:
        """All cards of a case."""

    async def standing(self, desks: Sequence[MemberId]) -> Mapping[MemberId, frozenset[str]]:
        """The cases that have a card at each of these desks."""

    async def put(self, cards: Sequence[Card]) -> None:
        """Remember cards, each in place of the one there was."""

    async def drop(self, case: str, desks: Sequence[MemberId]) -> None:
        """What stands at these desks is no card of the case any more."""

    # --- what was disclosed ---

    async def note(self, member: MemberId, message: MessageId, lane: str, native: str, until: float) -> None:
        """A part of what was disclosed stands in the chat the lane leads to, until then."""

    async def shown(self, message: MessageId) -> Sequence[str]:
        """The native ids of all parts of something disclosed."""

    async def due(self, now: float) -> Sequence[Due]:
        """What is to be taken away now, as far as nobody is about to. Looks only."""

    async def leaving(self, message: MessageId) -> None:
        """It is on its way to be taken away."""

    async def shown_to(self, member: MemberId) -> Sequence[Due]:
        """All that was disclosed to a member and is still there."""

    async def gone(self, message: MessageId) -> None:
        """It was taken away, or nothing can be done about it any more."""

    async def any_over(self, now: float) -> bool:
        """Whether `clean_up` would find anything."""

    async def clean_up(self, now: float, most: int) -> int:
        """Forget what could not be taken away while that was possible. How many parts."""

    # --- people ---

    async def erase(self, member: MemberId) -> None:
        """A member leaves: their private chat is no desk any more, and nothing names them as who set one up."""

    async def set_up_by(self, member: MemberId) -> Sequence[Mapping[str, object]]:
        """Where a member set desks up, readable, for their export."""
