"""What /bauta shows: the state of a server in words, and a page with buttons or a menu for each thing there is to set.

Only the admin who asked sees it. Roles and channels show in Discord's own menus, never in words; members nowhere.
"""

from collections.abc import Sequence
from typing import Final

from bot.commands import server_desk
from bot.commands.base import Call, button
from bot.messages import Arg, Button, Buttons, Outgoing, Tongues, Word
from bot.posts import Pick
from bot.servers import MOST_ROLES, Meet, Server
from bot.texts.keys import Text
from bot.wordlist import LONGEST, MOST, TOTAL, Bad

MEETS: Final = {Meet.SERVER: Text.MEET_SERVER, Meet.ALLIED: Text.MEET_ALLIED, Meet.EVERYONE: Text.MEET_EVERYONE}
BACK: Final[tuple[Button, ...]] = (button(Text.B_BACK, "server", "menu"),)
NAMED: Final = 5
"""Bad rules that are told of at once."""


async def allies(call: Call, server: Server) -> int:
    """How many other servers this one is allied with."""
    return 0 if server.alliance is None else len(await call.turn.servers.allies(server.alliance)) - 1


async def menu(call: Call, server: Server) -> Outgoing:
    """All of it."""
    settings, shown = server.settings, await server_desk.channel(call.turn, server)
    who = {(False, False): "none", (True, False): "channel", (False, True): "role", (True, True): "both"}
    args: dict[str, Arg] = {
        "on": "on" if settings.on else "off",
        "meet": Word(MEETS[settings.meet]),
        "roles": len(settings.roles),
        "restricted": "yes" if settings.restricted else "no",
        "language": _language(server),
        "moderators": who[shown is not None, settings.moderators is not None],
        "rules": len(server.words),
        "allies": await allies(call, server),
    }
    switch = button(Text.B_TURN_OFF, "server", "on.no") if settings.on else button(Text.B_TURN_ON, "server", "on.yes")
    where = (
        button(Text.B_UNRESTRICT, "server", "restricted.no")
        if settings.restricted
        else button(Text.B_RESTRICT, "server", "restricted.yes")
    )
    pages = (
        (button(Text.B_MEET, "server", "meet"), button(Text.B_ALLIES, "server", "allies")),
        (button(Text.B_ROLES, "server", "roles"), where),
        (button(Text.B_MODERATORS, "server", "moderators"), button(Text.B_WORD_LIST, "server", "words")),
        (button(Text.B_SERVER_LANGUAGE, "server", "language"), switch),
    )
    return call.show(Text.SERVER_PAGE, args, pages)


async def meet(call: Call, server: Server) -> Outgoing:
    """Who may meet."""
    now = server.settings.meet
    choices = [_choice(now is each, f"meet.{each.value}", Word(label)) for each, label in MEETS.items()]
    args: dict[str, Arg] = {"meet": Word(MEETS[now]), "allies": await allies(call, server)}
    return call.show(Text.SERVER_MEET, args, (*((each,) for each in choices), BACK))


async def roles(call: Call, server: Server) -> Outgoing:
    """Who may use it."""
    chosen = server.settings.roles
    pick = Button(Text.PICK_ROLES, "server", "roles", pick=Pick("role", MOST_ROLES, chosen))
    return call.show(Text.SERVER_ROLES, {"roles": len(chosen)}, ((pick,), BACK))


async def moderators(call: Call, server: Server) -> Outgoing:
    """Where the moderators' cards go, and whose they are."""
    settings, shown = server.settings, await server_desk.channel(call.turn, server)
    channel = Pick("channel", 1, () if shown is None else (shown,))
    role = Pick("role", 1, () if settings.moderators is None else (settings.moderators,))
    picks: Buttons = (
        (Button(Text.PICK_CHANNEL, "server", "channel", pick=channel),),
        (Button(Text.PICK_MODERATORS, "server", "moderators", pick=role),),
    )
    return call.show(Text.SERVER_MODERATORS, {}, (*picks, BACK))


def taken(call: Call) -> Outgoing:
    """The channel that was chosen shows other cases than the server's."""
    return call.show(Text.SERVER_CHANNEL_TAKEN, {}, ((button(Text.B_BACK, "server", "moderators"),),))


async def allied(call: Call, server: Server) -> Outgoing:
    """The alliance, and the ways in and out."""
    invite = button(Text.B_INVITE, "server", "invite")
    ways = (invite, button(Text.B_JOIN, "server", "join"))
    if server.alliance is not None:
        ways = (invite, button(Text.B_LEAVE, "server", "leave"))
    return call.show(Text.SERVER_ALLIES, {"allies": await allies(call, server)}, (ways, BACK))


async def leaving(call: Call, server: Server) -> Outgoing:
    """Asked before the alliance is left: there is no way back without a code."""
    leave = (button(Text.B_LEAVE, "server", "leave.yes"), button(Text.B_BACK, "server", "allies"))
    return call.show(Text.SERVER_LEAVE, {}, (leave,))


def invited(call: Call, code: str) -> Outgoing:
    """A code, shown once."""
    return call.show(Text.SERVER_INVITED, {"code": code}, ((button(Text.B_BACK, "server", "allies"),),))


async def words(call: Call, server: Server) -> Outgoing:
    """The word list. What is in it shows in the form only."""
    ways = [button(Text.B_EDIT_WORDS, "server", "edit")]
    if server.words:
        ways.append(button(Text.B_CLEAR_WORDS, "server", "words.none"))
    args: dict[str, Arg] = {"rules": len(server.words), "limit": MOST, "length": LONGEST, "star": "gold*"}
    return call.show(Text.SERVER_WORDS, args, (tuple(ways), BACK))


def bad_words(call: Call, bad: Sequence[Bad]) -> Outgoing:
    """Which rules could not be taken, and why."""
    named = tuple(
        Word(
            Text.SERVER_BAD_RULE,
            {"line": each.line, "rule": each.rule, "fault": each.fault.value, "why": each.why, "limit": TOTAL},
        )
        for each in bad[:NAMED]
    )
    ways = (button(Text.B_EDIT_WORDS, "server", "edit"), button(Text.B_BACK, "server", "words"))
    return call.show(Text.SERVER_WORDS_BAD, {"bad": named, "more": len(bad) - len(named)}, (ways,))


async def language(call: Call, server: Server) -> Outgoing:
    """What is spoken there."""
    now = server.settings.language
    own = _choice(now is None, "language.own", Word(Text.LANGUAGE_OF_SERVER))
    spoken = [_choice(now == tag, f"language.{tag}", name) for tag, name in call.house.catalogue.languages()]
    return call.show(Text.SERVER_LANGUAGE, {"language": _language(server)}, ((own,), tuple(spoken), BACK))


def _language(server: Server) -> Arg:
    tag = server.settings.language
    return Word(Text.LANGUAGE_OF_SERVER) if tag is None else Tongues((tag,))


def _choice(chosen: bool, token: str, label: Arg) -> Button:
    return Button(Text.B_CHOSEN if chosen else Text.B_CHOICE, "server", token, {"label": label})


PAGES: Final = {
    "menu": menu,
    "meet": meet,
    "roles": roles,
    "moderators": moderators,
    "allies": allied,
    "leave": leaving,
    "words": words,
    "language": language,
}
