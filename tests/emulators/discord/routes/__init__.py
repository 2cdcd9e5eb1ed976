"""Every route spoken here, by name; the name is the operationId of the published description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.emulators.discord.routes import account, channels, commands, interactions
from tests.emulators.discord.routes.base import Route

ROUTES: Final[Mapping[str, Route]] = {
    route.name: route for route in (*account.ROUTES, *channels.ROUTES, *commands.ROUTES, *interactions.ROUTES)
}
