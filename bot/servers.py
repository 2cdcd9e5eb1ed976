"""Port: what admins of a Discord server set for it, which servers are allied, and where the bots are.

A server goes by its fingerprint, as in the members' profiles; its native id and all that was set lie sealed. Nothing
here names a member.
"""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from config.ids import MemberId
from config.keys import KeyRing
from matching.ticket import GLOBAL
from moderation.bench import ALPHABET

INVITED: Final = 24 * 3600.0
"""Seconds for which a code lets one server into an alliance."""

KEPT: Final = 30 * 24 * 3600.0
"""Seconds for which the settings of a server that the bot has left are kept, should it come back."""

MOST_ROLES: Final = 25
"""As many as a menu of Discord's lets choose."""

MOST_ALLIES: Final = 100
"""Servers of one alliance: a search looks at all of them."""


MANAGE_SERVER: Final = 1 << 5
ADMINISTRATOR: Final = 1 << 3
"""Discord's permissions: who has one of them sets what holds in a server."""


def manages(permissions: str) -> bool:
    """Whether somebody with these permissions (bits, in digits) runs the server where they have them.

    Nobody does by what is no number, nor outside of servers, where nothing is told of permissions.
    """
    return permissions.isdecimal() and bool(int(permissions) & (MANAGE_SERVER | ADMINISTRATOR))


def fingerprint(keys: KeyRing, platform: str, native: str) -> str:
    """What a server is called here: the same each time, and nobody learns from it which one it is."""
    return keys.hash("server", platform, native).hex()


def fresh_code(draw: Callable[[str], str] = secrets.choice) -> str:
    """A code for an alliance, as it is shown: ten characters that can be read aloud, 30^10 of them (49 bits)."""
    drawn = "".join(draw(ALPHABET) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"


def plain_code(typed: str) -> str:
    """A code without what people put between its characters, in capitals."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


class Meet(StrEnum):
    """Whom people who came from a server may meet."""

    SERVER = "server"
    ALLIED = "allied"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What an admin set. Unset: everybody may use it and meet everyone, and it speaks the server's own language.

    `roles`, `channel` and `moderators` (a role) are native ids. `roles`: those who may use it; none means everybody.
    `channel`: where the server's moderators get their cards. `language`: None, the server's. `restricted`: it may be
    used in age-restricted channels only.
    """

    on: bool = True
    meet: Meet = Meet.EVERYONE
    roles: tuple[str, ...] = field(default=(), repr=False)
    channel: str | None = field(default=None, repr=False)
    moderators: str | None = field(default=None, repr=False)
    language: str | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A server of which something was set. `id` is its fingerprint, `native` its id at Discord.

    `words`: the rules of its word list (bot/wordlist.py). `left_at`: since when no bot is there (epoch seconds).
    """

    id: str = field(repr=False)
    native: str = field(repr=False)
    settings: ServerSettings = ServerSettings()
    words: tuple[str, ...] = field(default=(), repr=False)
    alliance: str | None = None
    left_at: float | None = None

    @property
    def scope(self) -> str:
        """The scope of the pool in which people who came from here are paired (matching/ticket.py)."""
        match self.settings.meet:
            case Meet.EVERYONE:
                return EVERYWHERE
            case Meet.ALLIED if self.alliance is not None:
                return f"alliance:{self.alliance}"
        return f"server:{self.id}"


EVERYWHERE: Final = GLOBAL


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What Discord told about the servers a bot is in; all ids native.

    `here`: it is there (again). `gone`: it is not any more. `shard`: `here` are all servers of this shard, of so many;
    whatever else is known of that shard is gone.
    """

    account: str
    here: tuple[str, ...] = field(default=(), repr=False)
    gone: tuple[str, ...] = field(default=(), repr=False)
    shard: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ServerChange:
    """An admin changed something: which server's settings, who did, and what, in a word (`meet`, `words`, `join`…)."""

    server: Server
    by: MemberId
    what: str


class Joined(StrEnum):
    """What became of a code."""

    DONE = "done"
    NO_SUCH_CODE = "no-such-code"  # never given, used, or too old
    ALLIED_ALREADY = "allied-already"  # a server is in one alliance at most
    FULL = "full"


class Servers(Protocol):
    """All servers of which something was set, within one turn."""

    def fingerprint(self, native: str) -> str:
        """What a server of this native id goes by."""

    async def get(self, server: str) -> Server | None:
        """None for one of which nothing was set, or of which everything went 30 days after the bot had."""

    async def some(self, servers: Collection[str]) -> Sequence[Server]:
        """Those of these that are known, in no particular order."""

    async def save(self, server: Server, account: str) -> None:
        """Write settings and words. `account`: the bot by which they were set; so it is there."""

    async def adjust(self, server: Server) -> None:
        """Write the settings of one that is known, whether or not a bot is there."""

    # --- alliances ---

    async def allies(self, alliance: str) -> Sequence[str]:
        """The servers of an alliance."""

    async def invite(self, server: str, code: str, now: float) -> None:
        """From now on the code lets one server in, for 24 h. A server that is in no alliance founds one.

        The server must have been saved before.
        """

    async def join(self, server: str, code: str, now: float) -> Joined:
        """Enter the alliance a code leads to, which is used up then. The server must have been saved before."""

    async def leave(self, server: str) -> bool:
        """Be in no alliance any more; one without servers is dissolved. False: it was in none."""

    # --- where the bots are ---

    async def told(self, where: Whereabouts, now: float) -> Sequence[str]:
        """Discord told where a bot is. A server that its last bot left is marked, one to which one came back no more.

        Those that were marked. Servers of which nothing was set are none of our business.
        """

    async def served_by(self, running: Collection[str], now: float) -> Sequence[str]:
        """No other bots than these are run any more: servers that had only others are marked as left. Which."""

    async def any_over(self, now: float) -> bool:
        """Whether `clean_up` would find any."""

    async def clean_up(self, now: float, most: int) -> Sequence[str]:
        """Remove all about so many servers that were left 30 days ago, and codes too old to be used: which servers."""
