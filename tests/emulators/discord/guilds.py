"""Servers: their channels, the roles people have in them, and what those allow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.emulators.discord import intents, objects
from tests.emulators.discord.accounts import BotAccount
from tests.emulators.discord.channels import Channel
from tests.emulators.discord.components import ROLES
from tests.emulators.discord.objects import Object

if TYPE_CHECKING:
    from tests.emulators.discord.world import World

EVERYBODY: Final = 2248473465835073
"""What people may do in a server without any role."""
ADMINISTRATOR: Final = 1 << 3
MANAGE_GUILD: Final = 1 << 5
MODERATE_MEMBERS: Final = 1 << 40
ALL: Final = EVERYBODY | ADMINISTRATOR | MANAGE_GUILD | MODERATE_MEMBERS


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a server. `permissions`: bits that whoever has it may do beside the usual."""

    id: int
    name: str
    permissions: int


@dataclass(slots=True, eq=False, repr=False)
class Guild:
    """A server with a text channel, and more if they are opened. `writable`: whether bots may write anywhere in it.

    `owner`: who may do everything there, if anybody.
    """

    world: World
    id: int
    name: str
    channel: Channel
    created: float
    locale: str = "en-US"
    bots: list[BotAccount] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    writable: bool = True
    owner: int | None = None
    roles: dict[str, Role] = field(default_factory=dict)  # by name
    granted: dict[int, list[Role]] = field(default_factory=dict)  # by person
    channels: dict[str, Channel] = field(default_factory=dict)  # those opened later, by name

    def add(self, *who: Any) -> None:
        """People or bots come in."""
        for one in who:
            if isinstance(one, BotAccount):
                if one not in self.bots:
                    self.bots.append(one)
                    self.world.tell_guild(self, one)
            elif one.id not in self.people:
                self.people.append(one.id)
                self._members("GUILD_MEMBER_ADD", {**self.member(one.id), "guild_id": str(self.id)})

    def remove(self, *who: Any) -> None:
        """People leave or are thrown out; a bot that is thrown out is told with GUILD_DELETE."""
        for one in who:
            if isinstance(one, BotAccount):
                self.bots.remove(one)
                self.world.sessions.dispatch(
                    one.id, "GUILD_DELETE", {"id": str(self.id)}, intent=intents.GUILDS, guild=self.id
                )
            else:
                self.people.remove(one.id)
                self.granted.pop(one.id, None)
                self._members("GUILD_MEMBER_REMOVE", {"guild_id": str(self.id), "user": self.world.people[one.id].user})

    def mutes_bots(self, muted: bool = True) -> None:
        """Whether bots may not write here (50013)."""
        self.writable = not muted

    # --- roles --------------------------------------------------------------------------------------------------

    def role(self, name: str, permissions: int = 0) -> Role:
        """The role of this name, new or already there."""
        if name not in self.roles:
            self.roles[name] = Role(self.world.snowflakes.mint(), name, permissions)
        return self.roles[name]

    def grants(self, person: Any, *roles: Role) -> None:
        """Somebody gets these roles and no others."""
        self.granted[person.id] = list(roles)

    def permissions(self, person: int) -> int:
        """What somebody may do here, as bits."""
        if person == self.owner:
            return ALL
        found = EVERYBODY
        for role in self.granted.get(person, ()):
            found |= role.permissions
        return ALL if found & ADMINISTRATOR else found

    # --- channels -----------------------------------------------------------------------------------------------

    def opens(self, name: str) -> Channel:
        """The text channel of this name, new or already there."""
        if name not in self.channels:
            self.channels[name] = self.world.guild_channel(self)
        return self.channels[name]

    def restricts(self, channel: Channel, restricted: bool = True) -> None:
        """Whether only adults may see a channel."""
        channel.nsfw = restricted

    def offered(self, kind: int) -> dict[int, Object]:
        """What Discord offers in a menu of this type, by id."""
        if kind == ROLES:
            return {role.id: objects.role(role.id, role.name, role.permissions) for role in self.roles.values()}
        return {
            channel.id: {
                "id": str(channel.id), "name": self.name_of(channel), "type": 0, "permissions": str(EVERYBODY),
                "parent_id": None,
            }
            for channel in (self.channel, *self.channels.values())
        }  # fmt: skip

    def closes(self, name: str) -> None:
        """The channel is gone, with all that stood in it."""
        del self.world.channels[self.channels.pop(name).id]

    def name_of(self, channel: Channel) -> str:
        return next((name for name, each in self.channels.items() if each is channel), "general")

    # --- objects and events -------------------------------------------------------------------------------------

    def member(self, user_id: int, permissions: int | None = None) -> Object:
        return {
            **objects.member(self.world.user(user_id), self.created, permissions),
            "roles": [str(role.id) for role in self.granted.get(user_id, ())],
        }

    def _members(self, event: str, data: Object) -> None:
        for bot in self.bots:
            self.world.sessions.dispatch(bot.id, event, data, intent=intents.GUILD_MEMBERS, guild=self.id)
