"""Discord servers in a town: members with roles, admins, and what these set there."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.messages import Pressed
from bot.posts import Pick
from bot.servers import Server
from bot.turn import Turn
from config.ids import MemberId
from matching.ticket import Pool
from tests.bot.mailbox import Mailbox
from tests.bot.people import Person
from tests.bot.town import Town

VENEZIA, MURANO, BURANO = "900000000000000077", "900000000000000078", "900000000000000079"
MANAGE, NOTHING = str(1 << 5 | 1 << 11), str(1 << 11)


class Lagoon:
    """The servers of a town. Everybody in them is on Discord."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.mailbox = Mailbox("discord")
        town.platforms["discord"] = self.mailbox

    async def member(self, name: str, server: str | None, *, admitted: bool = True, language: str = "en") -> Person:
        """Somebody who uses their commands in a server (None: in the chat with the bot)."""
        person = await self.town.person(name, platform=self.mailbox, admitted=admitted, language=language)
        enters(person, server)
        return person

    async def admin(self, server: str, name: str = "", *, admitted: bool = True) -> Person:
        """Somebody who may manage the server."""
        person = await self.member(name or f"admin of {server}", server, admitted=admitted)
        enters(person, server, permissions=MANAGE)
        return person

    async def sets(self, server: str, *tokens: str) -> None:
        """An admin of the server taps these, and all that follows has happened."""
        name = f"admin of {server}"
        admin = self.town.people.get(name) or await self.admin(server)
        for token in tokens:
            await admin.taps(f"server:{token}")
            admin.hears()
        await self.settled()

    async def settled(self) -> None:
        """Those who wait in a pool that is not theirs any more have been moved."""
        await self.town.rounds.pools(self.town.clock())
        await self.town.hand_out()

    async def ally(self, first: str, second: str) -> None:
        """The first brings the second into its alliance."""
        one, other = await self.admin(first, f"host {first}"), await self.admin(second, f"guest {second}")
        await one.taps("server:invite")
        code = one.post.text.split("server: ")[1].split(". There")[0]
        await submits(other, "join", code)
        await self.settled()

    async def server(self, native: str) -> Server:
        async with self.town.look() as turn:
            found = await turn.servers.get(turn.servers.fingerprint(native))
        assert found is not None, "nothing was set there"
        return found

    async def pool(self, person: Person) -> Pool | None:
        """In which pool somebody waits."""
        async with self.town.look() as turn:
            waiting = await turn.tickets.of((await person.member()).id)
        return waiting.ticket.pool if waiting else None


def enters(
    person: Person,
    server: str | None,
    *,
    permissions: str = NOTHING,
    roles: Sequence[str] = (),
    restricted: bool = False,
) -> None:
    """Use commands there from now on."""
    if server is None:
        person.sender = replace(
            person.sender, server=None, permissions="", roles=(), restricted=False, added=False, server_language=None
        )
        return
    person.sender = replace(
        person.sender,
        server=server,
        permissions=permissions,
        roles=tuple(roles),
        restricted=restricted,
        added=True,
        server_language="de",
    )


async def picks(person: Person, token: str, *chosen: str) -> None:
    """Choose in a menu of roles or channels."""
    await person.happens(Pressed("server", token, chosen=chosen))


async def submits(person: Person, token: str, text: str) -> None:
    """Send a form."""
    await person.happens(Pressed("server", token, text))


def picked(person: Person) -> dict[str, Pick]:
    """The menus of the latest message, by what they set."""
    labels = [label for row in person.post.labels for label in row]
    return {label.data.partition(":")[2]: label.pick for label in labels if label.pick}


class Moderators:
    """Who keeps whom out of which servers' pools (by fingerprint): a hook as moderation gives one."""

    def __init__(self) -> None:
        self.kept_out: set[tuple[MemberId, str]] = set()

    async def excluded(self, _: Turn, member: MemberId, servers: Collection[str]) -> frozenset[str]:
        return frozenset(server for server in servers if (member, server) in self.kept_out)
