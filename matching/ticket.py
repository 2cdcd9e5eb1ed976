"""The values matching works on: a ticket (a wish to be matched), its pool and wishes, and a match of two tickets."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from config.ids import MemberId, TicketId


class Gender(StrEnum):
    """What people may say about themselves; whoever says nothing has no gender here (None)."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"

    __hash__ = str.__hash__  # that of Enum is a function in Python, and this is asked for with every search


ANY_GENDER: frozenset[Gender] = frozenset(Gender)
"""No wish about gender. Met by everybody, also by those who did not say theirs."""


GLOBAL: Final = "global"
"""The scope of those who may meet anyone. There are few pools of it, and of all others there may be thousands."""


class Pool(NamedTuple):
    """Who may meet at all. Two people of different pools never do, whatever they wish."""

    scope: str  # GLOBAL, one server, one topic
    age_band: str  # "18+"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody asks of the other. A wish is met only by somebody who has stated what it is about.

    `genders` holds the welcome ones; all of them together is no wish. `ages` is (youngest, oldest) in years, both
    included; None is no wish. `same_platform` and `same_server` ask for somebody on the platform, or from the server,
    of one's own. Raises ValueError for a wish nobody could meet: no gender, a youngest above the oldest, or below zero.
    """

    genders: frozenset[Gender] = ANY_GENDER
    ages: tuple[int, int] | None = None
    same_platform: bool = False
    same_server: bool = False

    def __post_init__(self) -> None:
        if not self.genders:
            raise ValueError("no gender would be welcome; to wish nothing, welcome all of them")
        if self.ages is not None and not 0 <= self.ages[0] <= self.ages[1]:
            raise ValueError("ages are (youngest, oldest), in years from zero up")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A wish to be matched.

    `interests` are canonical and distinct (see interests.py), `languages` those the person chats in: without any they
    meet nobody. `avoid` are the members this one must not meet: blocked by them, blocking them, or met within the
    cool-down; whoever builds the ticket fills it, and one side's word is enough. `platform` is where the person chats,
    `server` an opaque name of the server they came from: both None where that is not known, and then nobody who wishes
    for the same is met. `since` is when the search began, in epoch seconds; a search that is changed but not given up
    keeps it.
    """

    id: TicketId
    member: MemberId
    pool: Pool
    interests: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    gender: Gender | None = None
    age: int | None = None
    wishes: Wishes = Wishes()
    avoid: frozenset[MemberId] = frozenset()
    since: float = 0.0
    platform: str | None = None
    server: str | None = None

    def waited(self, now: float) -> float:
        """Seconds since the search began; zero for a clock that went backwards."""
        return max(0.0, now - self.since)


class Match(NamedTuple):
    """Two tickets claimed together, not yet a room.

    `shared` are the interests both named, rarest first, then in the seeker's order; `near` are interests that are
    close to each other, (the seeker's, the partner's), of those they don't share. `score` is how well they fit, 0 to 1,
    by the weights of the moment of the claim. `claimed_at` is in epoch seconds.
    """

    id: str
    seeker: Ticket
    partner: Ticket
    shared: tuple[str, ...]
    score: float
    claimed_at: float
    near: tuple[tuple[str, str], ...] = ()

    @property
    def tickets(self) -> tuple[Ticket, Ticket]:
        return self.seeker, self.partner

    @property
    def waits(self) -> tuple[float, float]:
        """How long the seeker and the partner had waited when they were claimed, in seconds."""
        return self.seeker.waited(self.claimed_at), self.partner.waited(self.claimed_at)

    def partner_of(self, member: MemberId) -> Ticket:
        """The other one's ticket. Raises ValueError for somebody who isn't in this match."""
        if member == self.seeker.member:
            return self.partner
        if member == self.partner.member:
            return self.seeker
        raise ValueError("not a member of this match")
