"""Who somebody is inside Bauta: the member, what they told about themselves, and where they are reached.

Native ids end here: beyond this port and the platforms, people are MemberIds.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from bot.messages import Command, Pointed, Sender
from bot.posts import Address
from config.ids import MemberId, MessageId, RoomId
from matching.ticket import ANY_GENDER, Gender


class Near(StrEnum):
    """From where somebody wants the other to be: their own platform, or their own server."""

    PLATFORM = "platform"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member told for matching. `languages` are those to chat in, apart from the interface's.

    `server` is no id but a fingerprint: of the server in which they used a command last. None: they never did.
    """

    interests: tuple[str, ...] = field(default=(), repr=False)
    languages: tuple[str, ...] = ()
    gender: Gender | None = None
    age: int | None = None
    wish_genders: frozenset[Gender] = ANY_GENDER
    wish_ages: tuple[int, int] | None = None
    near: Near | None = None
    server: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Pending:
    """What the member's next answer is for: a command that waits for the rules, a report, words to one, an appeal,
    /reveal.

    `words` are those written before the reason was chosen, or the argument of the waiting command. `name`: of the
    command, of the report, of the sanction that is appealed, or of the room that is reported or in which something is
    to be shown. `message`, `shown`: the one that a report is about, and how it reads in the member's chat.
    """

    kind: Literal["command", "report", "words", "reveal", "appeal", "note"]
    name: str = ""
    words: str = field(default="", repr=False)
    until: float = 0.0
    message: MessageId | None = None
    shown: Pointed | None = field(default=None, repr=False)

    @property
    def command(self) -> Command:
        return Command(self.name, self.words)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who has written to Bauta. `agreed_at`: when they took the rules; `locked`: they said they are under age.

    `lane` is the latest address, None after the address was erased.
    """

    id: MemberId
    language: str
    lane: str | None
    agreed_at: float | None = None
    locked: bool = False
    profile: Profile = Profile()
    pending: Pending | None = None


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who talks, as the relay needs to know them. `partner_lane` is where what they say goes.

    `tag` is the room's name on their side. `reaches` tells the address of the partner's lane, for lanes that are not
    known yet. `guarded`: what may tell who they are is asked about before it goes on. `origin`: the server they came
    from, whose word list is asked, too.
    """

    member: MemberId
    lane: str
    room: RoomId
    partner: MemberId
    partner_lane: str
    tag: str
    reaches: Callable[[], Address] | None = field(default=None, compare=False, repr=False)
    guarded: bool = True
    origin: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Talk:
    """Where somebody talks: their address, the room they are in since `opened_at` (epoch seconds), and its tag."""

    address: Address
    room: RoomId
    opened_at: float
    tag: str


class Members(Protocol):
    """Everybody Bauta knows, within one turn."""

    async def meet(self, sender: Sender, language: str, now: float) -> Member:
        """The member who wrote; a new one at first contact, with `language` for the interface.

        Their address becomes the latest one; a server they wrote from is remembered in their profile, as a fingerprint.
        Somebody who was erased and comes back is new, but keeps a lock.
        """

    async def known(self, sender: Sender) -> Member | None:
        """The member behind a sender, without making one up or noting the address."""

    async def get(self, member: MemberId) -> Member | None:
        """None for a member who was erased."""

    async def save(self, member: Member) -> None:
        """Write what `Member` holds, except id and lane."""

    async def answered(self, answering: Sequence[MemberId]) -> None:
        """Nothing is asked of these members any more: their pending answers go."""

    async def seated(self, senders: Sequence[Sender]) -> Mapping[Sender, Seated]:
        """Those of the senders who talk right now, write from their latest address, and of whom nothing is asked.

        One look for a whole group.
        """

    async def addresses(self, lanes: Sequence[str]) -> Sequence[tuple[Address, MemberId]]:
        """Where these lanes lead, and whose they are; erased ones are missing."""

    async def address(self, lane: str) -> tuple[Address, MemberId] | None:
        """Where a lane leads; None once it is erased."""

    async def lane(self, sender: Sender) -> str | None:
        """The lane to where the sender writes from, the latest or not; None if they never did."""

    async def living_at(self, sender: Sender) -> Member | None:
        """The member who is reached where the sender wrote from, whoever the sender says they are."""

    async def chat(self, sender: Sender) -> str | None:
        """The chat in which the sender's bot reached them before; what chat the sender names does not matter."""

    async def reachable(self, platform: str) -> Sequence[tuple[MemberId, Address]]:
        """The latest addresses on a platform of all who wait, talk, or want to be told when somebody comes."""

    async def talking(self, platform: str, account: str, since: float) -> Sequence[Talk]:
        """Everybody whom this bot reaches in rooms that are open or closed after `since`; the latest rooms first."""

    async def stranded(self, running: Collection[tuple[str, str]]) -> Sequence[tuple[MemberId, str]]:
        """Those of whom `reachable` tells whose latest address, the lane, is on none of these (platform, account)."""

    async def block(self, member: MemberId, blocked: MemberId, now: float) -> None:
        """The two never meet again, whoever asks. Blocking twice is blocking once."""

    async def kept_apart(self, member: MemberId) -> frozenset[MemberId]:
        """Everybody blocked by the member or blocking them."""

    async def erase(self, member: MemberId, forget_at: float) -> None:
        """Profile, pending answer and agreement go now; the rest goes by `forget`, at `forget_at` at the latest."""

    async def forget(self, now: float, kept: frozenset[MemberId]) -> int:
        """Finish erasures: those whose farewell is out or whose time has come. How many addresses went.

        Identity and MemberId stay only for the locked, for those a block refers to, for those in `kept`, and for those
        in rooms that are still on record, so that their partners can block and report them; `drop` takes these later.
        """

    async def erased(self, now: float) -> Sequence[MemberId]:
        """Members whose erasure `forget` would finish now."""

    async def faded(self, now: float, after: str, most: int) -> tuple[Sequence[MemberId], str]:
        """Members nothing depends on any more, looked for among so many that follow `after` ("": from the beginning).

        Those of whom an erasure left no more than a name; and visitors of the page from whom nothing came and to whom
        nothing went for 72 h: their tab is closed. Not before 30 days where a lock or a block refers to such a visitor.
        Also: after whom to go on looking; "" when all have been looked at.
        """

    async def lapsed(self, now: float, after: str, most: int) -> Sequence[MemberId]:
        """Members whose pending answer comes too late now, of so many that follow `after` ("": from the beginning)."""

    async def lapse(self, names: Sequence[MemberId], now: float) -> int:
        """Forget what these members' next answer would have been for, where it comes too late. How many there were."""

    async def drop(self, names: Sequence[MemberId], now: float, kept: Collection[MemberId]) -> int:
        """Remove members that have faded, unless they are back or in `kept`. How many went."""

    async def stored(self, member: MemberId) -> Mapping[str, object]:
        """All that these tables hold about a member, readable, for their export."""
