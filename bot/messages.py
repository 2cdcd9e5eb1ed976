"""The vocabulary between the platforms and the middle: what came in, what is to go out, and where to.

Everything here is a value. Native ids (of people, chats, messages, files) are kept out of every repr, so that no log or
traceback can show one; the middle never looks inside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.content import Content, Kind
from bot.phrases import Arg as Arg
from bot.phrases import Button as Button
from bot.phrases import Buttons as Buttons
from bot.phrases import Tongues as Tongues
from bot.phrases import Topics as Topics
from bot.phrases import Word as Word
from bot.texts.keys import Text
from bot.via import Spot as Spot
from bot.via import Via as Via
from config.ids import MemberId, MessageId, RoomId

# --- coming in ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, in the platform's own terms. `language`: the language tag the client showed, if it did.

    `server`: the native id of the server they wrote from; None from anywhere else. `place`: that of the channel or
    group it happened in; None in the chat with the bot. `roles`, `permissions`: what they are there, as the platform
    tells it with the very update (Discord: ids of roles, and the bits of permissions in digits).
    `server_language`: what the server speaks; `restricted`: the channel is for adults; `added`: the bot is there, too.
    """

    platform: str
    account: str
    user: str = field(repr=False)
    chat: str = field(repr=False)
    language: str | None = None
    server: str | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)
    roles: tuple[str, ...] = field(default=(), repr=False)
    permissions: str = field(default="", repr=False)
    server_language: str | None = None
    restricted: bool = False
    added: bool = False


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
    """A button of the bot's, with what was written into its form or `chosen` in its menu (ids). All may be forged."""

    action: str
    token: str = field(default="", repr=False)
    form: str | None = field(default=None, repr=False)
    chosen: tuple[str, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Unrelayable:
    """Something that is not relayed; `kind` names it in the catalogue, `why` is what its sender is told."""

    kind: str
    why: Text = Text.NOT_RELAYED
    args: Mapping[str, int | str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Departed:
    """Nothing can be sent any more: the person blocked the bot or closed the account. With a place: not there."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The group (`Sender.place`) is called otherwise from now on."""

    to: str = field(repr=False)


class Absence(StrEnum):
    """How long a visitor of the web page has been gone."""

    LINE = "line"  # long enough to lose the place in the line (20 s)
    ROOM = "room"  # long enough to end the room (10 min)


@dataclass(frozen=True, slots=True)
class Absent:
    """A visitor of the web page has no connection."""

    stage: Absence


What = Said | Edited | Deleted | Reacted | Command | Pressed | Unrelayable | Departed | Moved | Absent


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
class Disclosed:
    """Evidence of a case for one moderator's eyes: gathered when it is sent, never stored, and taken away again.

    A page of it; `more` is what the button for the next one holds.
    """

    to: MemberId
    case: str
    id: MessageId
    page: int = 0
    more: str = ""
    via: Via | None = None
    kind: Literal["disclosed"] = "disclosed"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was disclosed as message `of` goes from the chat that `lane` leads to."""

    to: MemberId
    of: MessageId
    lane: str
    kind: Literal["withdrawn"] = "withdrawn"


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


Outgoing = Notice | Reworded | Relayed | Amended | Retracted | Reaction | Export | Disclosed | Withdrawn
