"""/bauta: what holds in a Discord server, set there by those who may manage it.

Whether somebody may is asked of Discord's own word with each use, tap and form, and a button never names a server: it
is the one in which it was tapped. So what is forged changes nothing.
"""

from dataclasses import replace
from typing import Final

from bot.commands import server_desk
from bot.commands import server_pages as pages
from bot.commands.base import Call
from bot.messages import Notice, Outgoing, Pressed
from bot.servers import (
    MOST_ALLIES,
    MOST_ROLES,
    Joined,
    Meet,
    Server,
    ServerChange,
    ServerSettings,
    fresh_code,
    manages,
    plain_code,
)
from bot.texts.keys import Text
from bot.wordlist import Bad, read

REFUSED: Final = {
    Joined.NO_SUCH_CODE: Text.SERVER_NO_SUCH_CODE,
    Joined.ALLIED_ALREADY: Text.SERVER_ALLIED_ALREADY,
    Joined.FULL: Text.SERVER_FULL,
}
POOLS: Final = frozenset({"on", "meet", "join", "leave", "invite"})
"""Changes after which those who wait may belong to another pool."""


async def bauta(call: Call) -> list[Outgoing]:
    """/bauta: how things stand."""
    server = await _managed(call)
    return [server if isinstance(server, Notice) else await pages.menu(call, server)]


async def tapped(call: Call, tap: Pressed) -> list[Outgoing]:
    """A button, a menu, or a form: `page` opens one, `what.value` or what was chosen or written changes something."""
    server = await _managed(call)
    if isinstance(server, Notice):
        return [server]
    if tap.form is not None:
        return [await _written(call, server, tap.token, tap.form)]
    if tap.chosen is not None:
        return await _picked(call, server, tap.token, tap.chosen)
    what, _, value = tap.token.partition(".")
    if not value and what != "invite":
        return [await pages.PAGES.get(what, pages.menu)(call, server)]
    return [await _chosen(call, server, what, value)]


async def _managed(call: Call) -> Server | Notice:
    """The server the call came from, if the caller may set what holds there; else what they are told."""
    sender = call.sender
    if sender is None or sender.server is None or not sender.added:
        return call.say(Text.SERVER_ELSEWHERE)
    if not manages(sender.permissions):
        call.house.metrics.refused.labels("server").inc()
        return call.say(Text.SERVER_NOT_YOURS)
    if call.member.locked:
        return call.say(Text.LOCKED)
    name = call.turn.servers.fingerprint(sender.server)
    return await call.turn.servers.get(name) or Server(name, sender.server)


async def _chosen(call: Call, server: Server, what: str, value: str) -> Outgoing:
    settings = server.settings
    match what:
        case "on" if value in ("yes", "no"):
            page = await _set(call, server, what, replace(settings, on=value == "yes"))
            await server_desk.hand_on(call.house, call.turn)
            return page
        case "restricted" if value in ("yes", "no"):
            return await _set(call, server, what, replace(settings, restricted=value == "yes"))
        case "meet" if value in set(Meet):
            return await _set(call, server, what, replace(settings, meet=Meet(value)), "meet")
        case "language" if value in {"own", *call.house.catalogue.tags}:
            spoken = None if value == "own" else value
            return await _set(call, server, what, replace(settings, language=spoken), "language")
        case "words" if value == "none":
            return await _saved(call, replace(server, words=()), what, "words")
        case "invite":
            return await _invites(call, server)
        case "leave" if value == "yes" and await call.turn.servers.leave(server.id):
            return await _happened(call, server, what, "allies")
    return await pages.menu(call, server)


async def _picked(call: Call, server: Server, what: str, chosen: tuple[str, ...]) -> list[Outgoing]:
    settings, one = server.settings, chosen[0] if chosen else None
    match what:
        case "roles":
            return [await _set(call, server, what, replace(settings, roles=chosen[:MOST_ROLES]), "roles")]
        case "moderators":
            return [await _set(call, server, what, replace(settings, moderators=one), "moderators")]
        case "channel":
            return await _channel(call, server, one)
    return [await pages.menu(call, server)]


async def _channel(call: Call, server: Server, chosen: str | None) -> list[Outgoing]:
    """Where its moderators' cards are shown; not in a channel that shows others."""
    sender, turn = call.sender, call.turn
    if sender is None:
        return []
    if chosen is not None and await server_desk.elsewhere(turn, replace(sender, place=chosen), server.id):
        return [pages.taken(call)]
    server = replace(server, settings=replace(server.settings, channel=chosen))
    await turn.servers.save(server, sender.account)
    shown = await server_desk.follow(call.house, turn, server, sender, call.member.id)
    return [await _happened(call, server, "channel", "moderators"), *shown]


async def _written(call: Call, server: Server, what: str, text: str) -> Outgoing:
    match what:
        case "edit":
            rules = read(text)
            if isinstance(rules, tuple):
                return await _saved(call, replace(server, words=rules), "words", "words")
            return pages.bad_words(call, [each for each in rules if isinstance(each, Bad)])
        case "join":
            return await _joins(call, server, plain_code(text))
    return await pages.menu(call, server)


async def _invites(call: Call, server: Server) -> Outgoing:
    await call.turn.servers.save(server, _account(call))
    code = fresh_code()
    await call.turn.servers.invite(server.id, plain_code(code), call.turn.now)
    await _heard(call, server, "invite")
    return pages.invited(call, code)


async def _joins(call: Call, server: Server, code: str) -> Outgoing:
    await call.turn.servers.save(server, _account(call))
    joined = await call.turn.servers.join(server.id, code, call.turn.now)
    if joined in REFUSED:
        call.house.metrics.refused.labels("invitation").inc()
        return call.show(REFUSED[joined], {"limit": MOST_ALLIES}, (pages.BACK,))
    return await _happened(call, server, "join", "allies")


async def _set(call: Call, server: Server, what: str, settings: ServerSettings, page: str = "menu") -> Outgoing:
    return await _saved(call, replace(server, settings=settings), what, page)


async def _saved(call: Call, server: Server, what: str, page: str) -> Outgoing:
    await call.turn.servers.save(server, _account(call))
    return await _happened(call, server, what, page)


async def _happened(call: Call, server: Server, what: str, page: str) -> Outgoing:
    await _heard(call, server, what)
    return await pages.PAGES[page](call, await call.turn.servers.get(server.id) or server)


async def _heard(call: Call, server: Server, what: str) -> None:
    """Whoever wants to know hears of a change; what follows from it happens once it is committed."""
    turn, house = call.turn, call.house
    await house.hooks.changed(turn, ServerChange(server, call.member.id, what))
    if what == "words":

        async def forget() -> None:
            house.words.forget(server.id)

        turn.after_commit(forget)
    if what in POOLS:
        turn.after_commit(house.pools.stir)


def _account(call: Call) -> str:
    return "" if call.sender is None else call.sender.account
