"""Accounts: a bot with its application, and a person's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.emulators.discord.channels import Channel
from tests.emulators.discord.objects import Object

if TYPE_CHECKING:
    from tests.emulators.discord.interactions import Interaction


@dataclass(slots=True, eq=False, repr=False)
class BotAccount:
    """A bot and its application; both have the same id."""

    id: int
    token: str
    name: str
    user: Object
    privileged: int = 0  # the privileged intents it was granted
    commands: list[Object] = field(default_factory=list)
    interactions: dict[str, Interaction] = field(default_factory=dict)  # by token
    dms: dict[int, Channel] = field(default_factory=dict)  # by person
    acquainted: set[int] = field(default_factory=set)  # who wrote to it or used a command
    installed_by: set[int] = field(default_factory=set)
    blocked_by: set[int] = field(default_factory=set)
    nonces: dict[str, tuple[float, int, int]] = field(default_factory=dict)  # when, channel, message
    identifies: int = 0


@dataclass(slots=True, eq=False, repr=False)
class Account:
    """A person's account."""

    id: int
    user: Object
    locale: str
    open_dms: bool = True
    private: Channel | None = None
