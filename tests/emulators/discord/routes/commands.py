"""The application's global commands."""

from __future__ import annotations

from typing import Final

from tests.emulators.discord import commands
from tests.emulators.discord.errors import NOT_YOUR_APPLICATION, Refused
from tests.emulators.discord.routes.base import Answer, Asked, Route
from tests.emulators.discord.world import BotAccount


def _own(asked: Asked) -> BotAccount:
    if asked.snowflake("application_id") != asked.bot.id:
        raise Refused(*NOT_YOUR_APPLICATION)
    return asked.bot


def _list(asked: Asked) -> Answer:
    return Answer(_own(asked).commands)


def _overwrite(asked: Asked) -> Answer:
    bot = _own(asked)
    bot.commands = commands.registered(asked.body.json, bot.id, asked.world.snowflakes.mint, bot.commands)
    return Answer(bot.commands)


ROUTES: Final = (
    Route(
        "list_application_commands", "GET", "/applications/{application_id}/commands", _list,
        frozenset({"with_localizations"}),
    ),
    Route("bulk_set_application_commands", "PUT", "/applications/{application_id}/commands", _overwrite),
)  # fmt: skip
