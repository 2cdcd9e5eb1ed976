"""The vocabulary between the platforms and the middle: what came in, what is to go out, and where to.

Everything here is a value. Native ids (of people, chats, messages, files) are kept out of every repr, so that no log or
traceback can show one; the middle never looks inside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.content import Content, Kind
from bot.texts.keys import Text
from config.ids import MemberId, MessageId, RoomId

# --- coming in ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, in the platform's own terms. `language`: the language tag the client showed, if it did.

    `server`: the native id of the server they wrote from; None from anywhere else.
    """

    platform: str
    account: str
    user: str = field(repr=False)
    chat: str = field(repr=False)
    language: str | None = None
    server: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Pointed:
    """The message that a command is about (`Incoming.reply_to`), as the platform shows it at this moment.

    `by_bot`: the bot had sent it, what a partner said or a notice; else it is the person's own.
    """

    content: Content
    by_bot: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """Something meant for the partner. `upload`: bytes of an `uploaded` file, where the platform has them (the web)."""

    content: Content
    upload: bytes | None = field(default=None, repr=False)
    uploaded: Kind = Kind.PHOTO
    covered: bool = False
    sides: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Edited:
    """A message of the person's own reads differently now. `content` has its files where it has any.

    `replaced`: they are others than before, or may be.
    """

    content: Content
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message of the person's own is to be gone (`Incoming.message`). `still_here`: it stands in their own chat."""

    still_here: bool = False


@dataclass(frozen=True, slots=True)
class Reacted:
    """How the person feels about a message (`Incoming.message`): all emoji of theirs at it, and those taken back."""

    emoji: tuple[str, ...]
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """`/name argument`; the name in lower case and without the slash, the argument stripped."""

    name: str
    argument: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the bot's, with what was written into its form if it has one. All of it may be forged."""

    action: str
    token: str = field(default="", repr=False)
    form: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Unrelayable:
    """Something that is not relayed; `kind` names it in the catalogue, `why` is what its sender is told."""

    kind: str
    why: Text = Text.NOT_RELAYED
    args: Mapping[str, int | str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Departed:
    """The person blocked the bot or closed the account: nothing can be sent any more."""


class Absence(StrEnum):
    """How long a visitor of the web page has been gone."""

    LINE = "line"  # long enough to lose the place in the line (20 s)
    ROOM = "room"  # long enough to end the room (10 min)


@dataclass(frozen=True, slots=True)
class Absent:
    """A visitor of the web page has no connection."""

    stage: Absence


What = Said | Edited | Deleted | Reacted | Command | Pressed | Unrelayable | Departed | Absent


class Spot(StrEnum):
    """Where a direct answer appears."""

    ANSWER = "answer"  # in the place the platform holds free for it, or in the message whose button was tapped
    BESIDE = "beside"  # in a message of its own, after that


@dataclass(frozen=True, slots=True)
class Via:
    """A way to answer a command or a tap directly, beside the lane: Discord's interactions.

    `token` is the platform's own, `until` (epoch seconds) when it ends. `aside`: the command was used elsewhere than in
    the chat with the bot, and only the one who used it sees the answer. `tap`: a button, whose message can change.
    """

    token: str = field(repr=False)
    until: float
    aside: bool = False
    tap: bool = False
    spot: Spot = Spot.ANSWER


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a platform.

    `key` never repeats on this platform (an update sent again has the same). `message` is the native id of the message
    it came as (for a button: of the message that bears it), `reply_to` of the message it answers. `room` is the tag of
    the room it was written in, "" for none, where the platform's page knows that; None where it can't be told.
    `via`: how the platform wants it answered, if it waits for an answer. `pointed`: what `reply_to` says, for commands
    that are about a message.
    """

    key: str = field(repr=False)
    sender: Sender
    what: What
    message: str | None = field(default=None, repr=False)
    reply_to: str | None = field(default=None, repr=False)
    room: str | None = field(default=None, repr=False)
    via: Via | None = None
    pointed: Pointed | None = None


# --- going out ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the catalogue inside a notice."""

    text: Text
    args: Mapping[str, int] = field(default_factory=dict)


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
    """A tap instead of a command. On the wire `action:token`, at most 64 bytes; it never holds an id of a person."""

    label: Text
    action: str
    token: str = ""
    args: Mapping[str, Arg] = field(default_factory=dict)

    @property
    def data(self) -> str:
        return f"{self.action}:{self.token}" if self.token else self.action


Buttons = tuple[tuple[Button, ...], ...]  # rows, top to bottom


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the bot itself says; worded in the reader's language when it is sent.

    `id` is set where the notice may be reworded later. `reply_to` points at the message it is about. `via`: it answers
    something directly, and goes down the lane only if that way is closed.
    """

    to: MemberId
    text: Text
    args: Mapping[str, Arg] = field(default_factory=dict)
    buttons: Buttons = ()
    id: MessageId | None = None
    reply_to: MessageId | None = None
    via: Via | None = None
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class Reworded:
    """A notice that says something else now: edited in place where the platform can, and dropped where it cannot."""

    to: MemberId
    of: MessageId
    text: Text
    args: Mapping[str, Arg] = field(default_factory=dict)
    buttons: Buttons = ()
    via: Via | None = None
    kind: Literal["reworded"] = "reworded"


@dataclass(frozen=True, slots=True)
class Relayed:
    """What `author` said in `room`, for the other seat. `of`: the original. `previews`: links may be unfurled."""

    to: MemberId
    content: Content
    of: MessageId
    room: RoomId
    author: MemberId
    reply_to: MessageId | None = None
    previews: bool = False
    kind: Literal["relayed"] = "relayed"


@dataclass(frozen=True, slots=True)
class Amended:
    """What `author` said in `room` as message `of` reads differently now; on its way to the other seat.

    Unless files are `replaced`, only the words change, and `content.media` just tells what they stand under.
    """

    to: MemberId
    content: Content
    of: MessageId
    room: RoomId
    author: MemberId
    replaced: bool = False
    previews: bool = False
    kind: Literal["amended"] = "amended"


@dataclass(frozen=True, slots=True)
class Export:
    """All that is stored about a member, as a file: gathered when it is sent, never stored itself."""

    to: MemberId
    via: Via | None = None
    kind: Literal["export"] = "export"


@dataclass(frozen=True, slots=True)
class Retracted:
    """`author` took back what they said in `room` as message `of`: it goes from the other's chat, too."""

    to: MemberId
    of: MessageId
    room: RoomId
    author: MemberId
    kind: Literal["retracted"] = "retracted"


@dataclass(frozen=True, slots=True)
class Reaction:
    """How `author` feels about message `of` of their room: all their emoji at it, and those taken back."""

    to: MemberId
    of: MessageId
    room: RoomId
    author: MemberId
    emoji: tuple[str, ...]
    gone: tuple[str, ...] = ()
    kind: Literal["reaction"] = "reaction"


Outgoing = Notice | Reworded | Relayed | Amended | Retracted | Reaction | Export
