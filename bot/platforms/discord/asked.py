"""An interaction as the gateway tells of it: who used a command, tapped a button, wrote into a form. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from bot.messages import Command, Incoming, Pressed, Sender, Via
from bot.platforms.discord.forms import FORMS
from bot.platforms.discord.kinds import PLATFORM
from bot.platforms.discord.parse import moment

TOKEN: Final = re.compile("[A-Za-z0-9._=-]{1,1000}")
LOCALE: Final = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")

VALID: Final = 15 * 60.0 - 30.0
"""Seconds for which an interaction can be answered (Discord's 15 minutes, and some to be on the safe side)."""

IN_THE_CHAT: Final = 1
"""The context of an interaction in the direct messages with the bot."""

CHOOSE: Final = "choose"
"""How the ids of menus begin; what was chosen there is the button."""


class Kind(Enum):
    """What is to be done first."""

    COMMAND = 2
    TAP = 3
    SUGGEST = 4
    FORM = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One interaction. `user`, `chat` and `server` are native ids; `chat` is None unless it is the chat with the bot,
    `server` wherever it was used outside of one."""

    id: str = field(repr=False)
    token: str = field(repr=False)
    application: str = field(repr=False)
    kind: Kind
    user: str = field(repr=False)
    chat: str | None = field(repr=False)
    locale: str | None
    what: Command | Pressed
    bearer: str | None = field(default=None, repr=False)
    typed: str = field(default="", repr=False)
    """What has been written so far into the field that asks for suggestions."""
    server: str | None = field(default=None, repr=False)

    @property
    def aside(self) -> bool:
        """Used elsewhere than in the chat with the bot."""
        return self.chat is None

    @property
    def via_token(self) -> str:
        return f"{self.application}/{self.token}"

    @property
    def opens_form(self) -> bool:
        return self.kind is Kind.TAP and isinstance(self.what, Pressed) and self.what.action in FORMS

    def incoming(self, account: str, chat: str) -> Incoming:
        """For the middle. What is tapped in the chat is answered in its lane; all else directly."""
        tap = self.kind in (Kind.TAP, Kind.FORM)
        via = Via(self.via_token, moment(self.id) + VALID, self.aside, tap) if self.aside or not tap else None
        sender = Sender(PLATFORM, account, self.user, chat, self.locale, self.server)
        return Incoming(f"{PLATFORM}:{account}:i:{self.id}", sender, self.what, self.bearer, via=via)


def read(raw: Mapping[str, Any]) -> Asked | None:
    """The interaction; None for a kind that we never offered. Raises anything at all if it is malformed."""
    data = raw["data"]
    user = raw.get("user") or raw["member"]["user"]
    chat = str(int(raw["channel_id"])) if raw.get("context") == IN_THE_CHAT else None
    what: Command | Pressed
    bearer, typed = None, ""
    kind = Kind(raw["type"])
    match kind:
        case Kind.COMMAND | Kind.SUGGEST:
            if data.get("type", 1) != 1:
                return None
            options = data.get("options") or ()
            what = Command(str(data["name"]), " ".join(str(each["value"]) for each in options).strip())
            typed = next((str(each["value"]) for each in options if each.get("focused")), "")
        case Kind.TAP:
            what = _pressed(data)
            bearer = str(int(raw["message"]["id"]))
        case Kind.FORM:
            action, _, token = str(data["custom_id"]).partition(":")
            what = Pressed(action, token, _written(data["components"]))
            bearer = str(int(raw["message"]["id"])) if raw.get("message") else None
    return Asked(
        id=str(int(raw["id"])),
        token=_token(raw["token"]),
        application=str(int(raw["application_id"])),
        kind=kind,
        user=str(int(user["id"])),
        chat=chat,
        locale=str(raw["locale"]) if LOCALE.fullmatch(str(raw.get("locale"))) else None,
        what=what,
        bearer=bearer,
        typed=typed,
        server=str(int(raw["guild_id"])) if raw.get("guild_id") is not None else None,
    )


def _token(given: Any) -> str:
    """Raises ValueError for what no address could hold."""
    if not TOKEN.fullmatch(given):
        raise ValueError("not a token")
    return str(given)


def _pressed(data: Mapping[str, Any]) -> Pressed:
    held = str(data["custom_id"])
    if held.partition(":")[0] == CHOOSE:
        held = str(next(iter(data.get("values") or ()), ""))
    action, _, token = held.partition(":")
    return Pressed(action, token)


def _written(components: Sequence[Mapping[str, Any]]) -> str:
    """What stands in a form's only field, however Discord wraps it."""
    for each in components:
        if "value" in each:
            return str(each["value"])
        inner = each.get("components") or ([each["component"]] if each.get("component") else ())
        if inner and (found := _written(inner)):
            return found
    return ""
