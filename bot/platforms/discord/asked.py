"""An interaction as the gateway tells of it: who used a command, tapped a button, wrote into a form. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from bot.messages import Command, Incoming, Pointed, Pressed, Sender, Via
from bot.platforms.discord.forms import FORMS
from bot.platforms.discord.kinds import PLATFORM, content
from bot.platforms.discord.markdown import Names
from bot.platforms.discord.parse import moment
from bot.servers import manages
from bot.taps import for_moderators

TOKEN: Final = re.compile("[A-Za-z0-9._=-]{1,1000}")
LOCALE: Final = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")

VALID: Final = 15 * 60.0 - 30.0
"""Seconds for which an interaction can be answered (Discord's 15 minutes, and some to be on the safe side)."""

IN_THE_CHAT: Final = 1
"""The context of an interaction in the direct messages with the bot."""

CHOOSE: Final = "choose"
"""How the ids of menus begin; what was chosen there is the button."""

SLASH, ON_MESSAGE = 1, 3
"""Types of commands: typed with a slash, and chosen from a message's menu."""

SERVERS_FORMS: Final = frozenset({"edit", "join"})
"""Buttons of /bauta that open one for those who may manage the server. From others they go to the middle, which
refuses them."""

PICKS: Final = frozenset({6, 8})
"""Types of components in which roles or channels are chosen."""

ADDED: Final = "0"
"""Under this key an interaction names the server by whose installation of the bot it came."""


class Kind(Enum):
    """What is to be done first."""

    COMMAND = 2
    TAP = 3
    SUGGEST = 4
    FORM = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One interaction. `user`, `chat`, `server` and `place` are native ids; `chat` is None unless it is the chat with
    the bot, `server` wherever it was used outside of one, `place` unless it is a channel of a server."""

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
    place: str | None = field(default=None, repr=False)
    roles: tuple[str, ...] = field(default=(), repr=False)
    permissions: str = field(default="", repr=False)
    server_language: str | None = None
    restricted: bool = False
    added: bool = False
    target: str | None = field(default=None, repr=False)
    pointed: Pointed | None = None
    """The message from whose menu a command was chosen, and what it says."""

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

    @property
    def opens_servers_form(self) -> bool:
        if self.kind is not Kind.TAP or not isinstance(self.what, Pressed) or self.what.action != "server":
            return False
        return self.what.token in SERVERS_FORMS and self.added and manages(self.permissions)

    def incoming(self, account: str, chat: str) -> Incoming:
        """For the middle. What is tapped in the chat is answered in its lane; all else directly.

        What moderators tap is always answered directly, for nobody but them to see.
        """
        tap = self.kind in (Kind.TAP, Kind.FORM)
        private = tap and for_moderators(self.what)
        direct = self.aside or private or not tap
        via = Via(self.via_token, moment(self.id) + VALID, self.aside or private, tap) if direct else None
        there = self.server, self.place, self.roles, self.permissions
        server = self.server_language, self.restricted, self.added
        sender = Sender(PLATFORM, account, self.user, chat, self.locale, *there, *server)
        key = f"{PLATFORM}:{account}:i:{self.id}"
        return Incoming(key, sender, self.what, self.bearer, self.target, via=via, pointed=self.pointed)


def read(raw: Mapping[str, Any], account: str, names: Names) -> Asked | None:
    """The interaction; None for a kind that we never offered. Raises anything at all if it is malformed."""
    data = raw["data"]
    user = raw.get("user") or raw["member"]["user"]
    chat = str(int(raw["channel_id"])) if raw.get("context") == IN_THE_CHAT else None
    what: Command | Pressed
    bearer, typed, target, pointed = None, "", None, None
    kind = Kind(raw["type"])
    match kind:
        case Kind.COMMAND if data.get("type", SLASH) == ON_MESSAGE:
            if chat is None:
                return None  # offered in the chat with the bot only
            what = Command(str(data["name"]).lower())
            target = str(int(data["target_id"]))
            pointed = _pointed(data["resolved"]["messages"][target], account, names)
        case Kind.COMMAND | Kind.SUGGEST:
            if data.get("type", SLASH) != SLASH:
                return None
            options = data.get("options") or ()
            what = Command(str(data["name"]), " ".join(str(each["value"]) for each in options).strip())
            typed = next((str(each["value"]) for each in options if each.get("focused")), "")
        case Kind.TAP:
            what = _pressed(data)
            bearer = str(int(raw["message"]["id"]))
        case Kind.FORM:
            action, _, token = str(data["custom_id"]).partition(":")
            what = Pressed(action, token, "\n".join(_written(data["components"])))
            bearer = str(int(raw["message"]["id"])) if raw.get("message") else None
    server = str(int(raw["guild_id"])) if raw.get("guild_id") is not None else None
    member = (raw.get("member") if server is not None else None) or {}
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
        server=server,
        place=None if server is None else str(int(raw["channel_id"])),
        roles=tuple(str(int(role)) for role in member.get("roles") or ()),
        permissions=str(int(member["permissions"])) if member.get("permissions") is not None else "",
        server_language=str(raw["guild_locale"]) if LOCALE.fullmatch(str(raw.get("guild_locale"))) else None,
        restricted=(raw.get("channel") or {}).get("nsfw") is True,
        added=server is not None and str((raw.get("authorizing_integration_owners") or {}).get(ADDED)) == server,
        target=target,
        pointed=pointed,
    )


def _pointed(raw: Mapping[str, Any], account: str, names: Names) -> Pointed | None:
    """None for a message in which nothing is that is ever passed on."""
    said = content(raw, raw, account, names)
    return None if said is None else Pointed(said, by_bot=str(raw["author"]["id"]) == account)


def _token(given: Any) -> str:
    """Raises ValueError for what no address could hold."""
    if not TOKEN.fullmatch(given):
        raise ValueError("not a token")
    return str(given)


def _pressed(data: Mapping[str, Any]) -> Pressed:
    held = str(data["custom_id"])
    if data.get("component_type") in PICKS:
        action, _, token = held.partition(":")
        return Pressed(action, token, chosen=tuple(str(int(each)) for each in data.get("values") or ()))
    if held.partition(":")[0] == CHOOSE:
        held = str(next(iter(data.get("values") or ()), ""))
    action, _, token = held.partition(":")
    return Pressed(action, token)


def _written(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What stands in a form's fields, however Discord wraps them; empty ones left out."""
    for each in components:
        if each.get("value"):
            yield str(each["value"])
        yield from _written(each.get("components") or ([each["component"]] if each.get("component") else ()))
