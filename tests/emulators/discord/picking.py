"""Menus that Discord fills itself, with the roles and channels of a server; and what a changed app might send."""

from __future__ import annotations

from tests.emulators.discord.components import ROLES
from tests.emulators.discord.interactions import Interaction
from tests.emulators.discord.objects import Object
from tests.emulators.discord.using import Using
from tests.emulators.discord.views import ChatMessage
from tests.emulators.errors import CannotDo
from tests.emulators.ledger import HasId


class Picking(Using):
    """The part of a Person that chooses from what is a server's."""

    async def picks(self, message: ChatMessage | Interaction, *which: HasId, select: str | None = None) -> Interaction:
        """Choose roles or channels in a menu that Discord fills with them. `select`: which, if there are several."""
        channel, found = self._component_message(message)
        menu = self._view(channel, found).select(select)
        if menu is None or menu.disabled or menu.type == 3 or channel.guild is None:
            raise CannotDo("there is no such menu to choose from")
        if not menu.least <= len(which) <= menu.most:
            raise CannotDo(f"the menu takes {menu.least} to {menu.most}")
        guild, wanted = channel.guild, [each.id for each in which]
        offered = guild.offered(menu.type)
        if not set(wanted) <= set(offered):
            raise CannotDo(f"{guild.name} has no such role or channel")
        resolved = {str(each): offered[each] for each in wanted}
        data: Object = {
            "custom_id": menu.custom_id, "component_type": menu.type, "values": list(resolved),
            "resolved": {"roles" if menu.type == ROLES else "channels": resolved},
        }  # fmt: skip
        return self._component(channel, found, data)

    async def forges(self, message: ChatMessage | Interaction, custom_id: str) -> Interaction:
        """What a changed app might send: a tap on a button that this message does not bear."""
        channel, found = self._component_message(message)
        return self._component(channel, found, {"custom_id": custom_id, "component_type": 2})
