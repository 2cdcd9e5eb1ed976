"""What a command is given, and what all of them share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.bulletin import Bulletin
from bot.hooks import ServerHooks, Stir
from bot.members import Member
from bot.messages import Arg, Button, Buttons, Notice, Outgoing, Pointed, Reworded, Sender, Topics, Word
from bot.metrics import Metrics
from bot.staff import Moderates, staff
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from bot.wordlists import WordLists
from config import helplines
from config.helplines import Helplines
from config.ids import MessageId, RoomId
from matching.matchmaker import Matchmaker
from matching.policy import Policy
from moderation.service import Moderation

REMEMBERED = 72 * 3600.0
"""Seconds for which a closed room can still be named by /block and /report."""


@dataclass(frozen=True, slots=True)
class House:
    """The services every turn may ask. They outlive turns; what a turn writes goes through the Turn."""

    matchmaker: Matchmaker
    policy: Policy
    moderation: Moderation
    catalogue: Catalogue
    metrics: Metrics
    bulletin: Bulletin = field(default_factory=Bulletin)
    crowded: Callable[[str], bool] = lambda lane: False
    """Whether so much waits in a lane that nothing more should be put there."""
    hooks: ServerHooks = field(default_factory=ServerHooks)
    words: WordLists = field(default_factory=WordLists)
    pools: Stir = field(default_factory=Stir)
    moderates: Moderates = staff
    help: Helplines = field(default_factory=helplines.usual)


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that a command answers. `message`, `room`: what it stands for, as far as that is known.

    `own`: the member wrote it. `shown`: how it reads in their chat, where the platform tells.
    """

    message: MessageId | None = None
    room: RoomId | None = None
    own: bool = False
    shown: Pointed | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One command or tap of one member. `message` is what they wrote, `bearer` the notice whose button they tapped.

    `target`: the message a report points at and the room it belongs to; `pointed`: what it says there at this moment.
    """

    member: Member
    argument: str = field(repr=False)
    message: MessageId
    turn: Turn
    house: House
    bearer: MessageId | None = None
    client_language: str | None = None
    sender: Sender | None = field(default=None, repr=False)
    answered: Answered | None = None

    def say(self, text: Text, args: dict[str, Arg] | None = None, buttons: Buttons = ()) -> Notice:
        """A notice to the one who called."""
        return Notice(self.member.id, text, args or {}, buttons)

    def show(self, text: Text, args: dict[str, Arg] | None = None, buttons: Buttons = ()) -> Outgoing:
        """Say it in the place of the notice that was tapped, or anew where there is none."""
        if self.bearer is not None:
            return Reworded(self.member.id, self.bearer, text, args or {}, buttons)
        return Notice(self.member.id, text, args or {}, buttons, id=self.message)

    def about(self, text: Text, args: dict[str, Arg] | None = None) -> Notice:
        """A notice that points at what the member wrote."""
        return Notice(self.member.id, text, args or {}, reply_to=self.message)

    def refuse(self, what: str) -> list[Outgoing]:
        """A tap that is old, forged or somebody else's: counted, and answered without telling which."""
        self.house.metrics.refused.labels(what).inc()
        return [self.say(Text.OLD_BUTTON)]

    async def remember(self, member: Member) -> "Call":
        """Save the changed member; the call goes on with them."""
        await self.turn.members.save(member)
        return replace(self, member=member)


Handler = Callable[[Call], Awaitable[list[Outgoing]]]


def button(label: Text, action: str, token: str = "") -> Button:
    return Button(label, action, token)


def listed(interests: tuple[str, ...]) -> Arg:
    """Interests as a list, or "nothing"."""
    return Topics(interests) if interests else Word(Text.NOTHING)


def minutes(since: float, now: float) -> int:
    """Whole minutes that have passed."""
    return max(0, int((now - since) // 60))
