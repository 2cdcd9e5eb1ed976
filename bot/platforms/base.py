"""The port every platform fills: receive, send, and what can go wrong, named by what the caller does next."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, runtime_checkable

from bot.content import FileRef
from bot.messages import Incoming, Sender, Via
from bot.posts import Address, Attachment, Post

Accept = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Takes updates in order and returns when all of them are committed; raises when none may be acknowledged."""

Typing = Callable[[Sender], Awaitable[None]]
"""Somebody is writing. Never stored, may be dropped."""


class Scope(Enum):
    """Who has to wait."""

    LANE = "lane"
    ACCOUNT = "account"


class DeliveryError(Exception):
    """A message could not be delivered. The text never holds content, an id or a token."""


class Gone(DeliveryError):
    """The person blocked the bot or closed the account: close their room, stop writing to them."""


class RetryLater(DeliveryError):
    """The platform asks for a pause of `seconds`, or could certainly not be reached: nothing was sent.

    `too_fast`: it said that this was too much at once (429), rather than being out of reach.
    """

    def __init__(self, seconds: float, scope: Scope = Scope.LANE, *, too_fast: bool = False) -> None:
        super().__init__(f"retry in {seconds:g} s ({scope.value})")
        self.seconds = seconds
        self.scope = scope
        self.too_fast = too_fast


class Rejected(DeliveryError):
    """This message will never pass, others will: tell its sender. The argument is the reason, free of content."""


class TooLarge(Rejected):
    """A file has more bytes than are handed over: more than `limit`, or than was asked for where that is 0."""

    def __init__(self, limit: int = 0) -> None:
        super().__init__("the file is too large")
        self.limit = limit


class Unsure(DeliveryError):
    """The request may or may not have arrived."""


class Relocated(DeliveryError):
    """The chat is called otherwise now (`chat`, native): nothing was sent, send it there from now on."""

    def __init__(self, chat: str) -> None:
        super().__init__("the chat has moved")
        self.chat = chat


class Fatal(Exception):
    """Only the operator can help: a wrong token, a second poller. The argument is the sentence to show (exit 69)."""


@contextmanager
def ungrouped(*kinds: type[Exception]) -> Iterator[None]:
    """Of a group that holds nothing but errors of these kinds, however deep, the first is raised by itself.

    What is raised within `except*` does not do: Python before 3.11.4, as Debian 12 has it, puts it into a group again.
    """
    first: BaseException | None = None
    try:
        yield
    except* kinds as errors:
        first = errors
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    if first is not None:
        raise first from None


@dataclass(frozen=True, slots=True)
class SendKey:
    """Names one part of one send, the same at every attempt, so that a platform that can will not show it twice.

    `begun`: epoch seconds; no attempt was made before.
    """

    id: str
    part: int = 0
    attempt: int = 1
    begun: float = 0.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """The native ids of the delivered messages, in order of the parts."""

    ids: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of asking a platform about one token: the bot's name, or the sentence that says what is wrong.

    `wrong`: it is the token itself, and no waiting mends it. `links`: where the bot is found or added.
    """

    account: str
    username: str | None = None
    problem: str | None = None
    wrong: bool = False
    links: tuple[str, ...] = ()


class Platform(Protocol):
    """One messaging service. It reconnects by itself; only Fatal ends `run`."""

    name: str

    async def run(self, accept: Accept) -> None:
        """Receive until cancelled. An update is acknowledged only after `accept` returned; else it comes again."""

    async def send(self, to: Address, item: Post, key: SendKey) -> Receipt:
        """Send one finished message. Raises Gone, RetryLater, Rejected or Unsure, and nothing else."""


@runtime_checkable
class Edits(Protocol):
    """A platform that can change what it sent."""

    async def edit(self, to: Address, native: str, item: Post, key: SendKey) -> None:
        """Change message `native`; silent if it already reads so. Raises as `send` does, Rejected if it is gone."""


@runtime_checkable
class Revises(Protocol):
    """A platform that can change what a person said, however many messages it takes."""

    async def revise(self, to: Address, natives: Sequence[str], item: Post, key: SendKey) -> Receipt:
        """Let the messages of one post read like this now, with more of them or fewer where it takes that.

        Of a file without bytes only that there is one is looked at; another takes the place of the former. The ids
        of all parts afterwards; none if they are the same. Raises as `send` does, Rejected if they are gone.
        """


@runtime_checkable
class ShowsTyping(Protocol):
    """A platform that can show that the partner is writing."""

    async def typing(self, to: Address) -> None:
        """Best effort: never raises a DeliveryError, never waits for a pause to end."""


@runtime_checkable
class KnowsPresence(Protocol):
    """A platform where a person is reached only while they are there."""

    async def reachable(self, to: Address) -> None:
        """Return once the person is there. Raises Gone when they have been away for too long.

        Asked before a message counts as being sent, so that it can still be withdrawn while they are away.
        """


@runtime_checkable
class Answers(Protocol):
    """A platform that waits for answers to commands and taps."""

    async def answer(self, to: Address, via: Via, item: Post) -> Receipt:
        """Answer directly. Raises a DeliveryError when that way is closed: the lane takes the answer then."""


@runtime_checkable
class KeepsPace(Protocol):
    """A platform that tells how many more messages it takes."""

    def pause(self, to: Address) -> float:
        """Seconds until it takes another message there, as far as it told.

        Asked before a message counts as being sent, so that it can still be withdrawn meanwhile.
        """


Noted = Callable[[str], Awaitable[None]]
"""Takes the native id of a message that has just arrived; returns when it is remembered for good."""


@runtime_checkable
class Discloses(Protocol):
    """A platform that can show somebody what they can't pass on, and take it away again (`Deletes`)."""

    async def disclose(self, to: Address, item: Post, key: SendKey, noted: Noted, there: int = 0) -> None:
        """Send a secret post; each of its messages is noted before the next is sent. Raises as `send` does.

        `there`: so many were noted at an earlier attempt. What can't be shown is replaced by the post's words for that.
        """


Keep = Callable[[bytes], None]
"""Takes a file piece by piece; raises what ends the fetch."""


@runtime_checkable
class HoldsFiles(Protocol):
    """A platform whose files are fetched when they are needed."""

    async def fetch(self, file: FileRef, limit: int, keep: Keep) -> None:
        """Hand over the file's bytes as they come.

        Raises TooLarge if there are more than `limit` or the platform hands out, Rejected if the file is no longer
        there, RetryLater else.
        """


@runtime_checkable
class Appends(Protocol):
    """A platform whose messages take more files later."""

    async def append(self, to: Address, native: str, files: Sequence[Attachment]) -> Receipt:
        """Add files to an album's message; done twice it is done once, by the numbers in their names.

        One id for each file. Raises as `send` does, Rejected if the message is gone or full.
        """


@runtime_checkable
class Deletes(Protocol):
    """A platform that can take back what it sent."""

    async def delete(self, to: Address, natives: Sequence[str], key: SendKey) -> None:
        """Remove all messages of one post; silent where they are gone. Raises as `send` does.

        Rejected where one can't be removed any more.
        """


@runtime_checkable
class Reacts(Protocol):
    """A platform that can show how the partner feels about a message."""

    async def react(self, to: Address, native: str, emoji: Sequence[str], gone: Sequence[str]) -> bool:
        """Show these emoji at a message, and those in `gone` no more; done twice it is done once.

        False if the platform can't show the latest of them, nor one that means the same: say it in words then. Raises
        as `send` does, Rejected if the message is gone.
        """
