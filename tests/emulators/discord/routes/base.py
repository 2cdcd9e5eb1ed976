"""What a route is: a method and path, whose name is the operationId of the published description."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.discord.channels import Channel, Kind
from tests.emulators.discord.errors import (
    MISSING_ACCESS,
    UNAUTHORIZED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    Refused,
    invalid,
)
from tests.emulators.discord.wire import Read
from tests.emulators.discord.world import BotAccount, World


@dataclass(slots=True)
class Asked:
    """One request to a route. `scold` keeps a violation without refusing."""

    world: World
    caller: BotAccount | None  # None where the route needs no token, or none fits
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Read
    scold: Callable[[str], None]

    @property
    def bot(self) -> BotAccount:
        if self.caller is None:
            raise Refused(*UNAUTHORIZED)
        return self.caller

    @property
    def json(self) -> dict[str, Any]:
        if not isinstance(self.body.json, dict):
            raise invalid(code="DICT_TYPE_CONVERT", message="Only dictionaries may be used in a DictType")
        return self.body.json

    def snowflake(self, name: str) -> int:
        return snowflake(self.path[name], name)

    def channel(self) -> Channel:
        """The channel the path names, if it is there and the bot may look into it."""
        channel = self.world.channels.get(self.snowflake("channel_id"))
        if channel is None:
            raise Refused(*UNKNOWN_CHANNEL)
        inside = channel.bot is self.bot if channel.kind is Kind.DM else (
            channel.guild is not None and self.bot in channel.guild.bots
        )  # fmt: skip
        if not inside:
            raise Refused(*MISSING_ACCESS)
        return channel

    def message(self, channel: Channel) -> Any:
        """The message the path names; ephemeral ones are not to be had by their id."""
        message = channel.public(self.snowflake("message_id"))
        if message is None:
            raise Refused(*UNKNOWN_MESSAGE)
        return message


def snowflake(given: Any, *path: str) -> int:
    """An id, as a string or (discord.py sends them so) as an integer."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and given.isascii() and given.isdigit():
        return int(given)
    raise invalid(*path, code="NUMBER_TYPE_COERCE", message=f'Value "{given}" is not snowflake.')


@dataclass(frozen=True, slots=True)
class Answer:
    """A body with its status; None means 204."""

    body: Any = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Route:
    """`limit`: requests per so many seconds for each major parameter, as seen in the wild; None: not limited."""

    name: str
    verb: str
    template: str
    run: Callable[[Asked], Answer]
    query: frozenset[str] = frozenset()
    limit: tuple[int, float] | None = (10, 10.0)
    exempt: bool = False  # from the limit over all routes
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        object.__setattr__(self, "pattern", re.compile(pattern))

    @property
    def major(self) -> str | None:
        """The path parameter that has buckets of its own."""
        found = re.search(r"\{(channel_id|guild_id|webhook_id|interaction_id)\}", self.template)
        return found[1] if found else None
