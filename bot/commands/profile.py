"""/interests and /language: what to talk about, and in which language the bot speaks."""

from dataclasses import replace

from bot.commands.base import Call, button
from bot.messages import Button, Notice, Outgoing, Topics
from bot.texts.keys import Text
from matching.interests import Reason, Refused, parse_interests

CLEAR = "-"

REFUSALS = {
    Reason.TOO_MANY: Text.TOO_MANY_INTERESTS,
    Reason.TOO_LONG: Text.INTEREST_TOO_LONG,
    Reason.EMPTY: Text.NO_INTERESTS_READ,
}


async def take_interests(call: Call) -> Call | Notice:
    """Set what the argument names as interests: the call with the changed member, or the reason why not."""
    if call.argument.strip() == CLEAR:
        return await call.remember(replace(call.member, profile=replace(call.member.profile, interests=())))
    parsed = parse_interests(call.argument)
    if isinstance(parsed, Refused):
        return call.about(REFUSALS[parsed.reason], {"limit": parsed.limit})
    profile = replace(call.member.profile, interests=parsed.names)
    return await call.remember(replace(call.member, profile=profile))


async def interests(call: Call) -> list[Outgoing]:
    """/interests: show them; /interests a, b: change them; /interests -: none."""
    if not call.argument:
        named = call.member.profile.interests
        return [call.say(Text.INTERESTS, {"interests": Topics(named)}) if named else call.say(Text.NO_INTERESTS)]
    taken = await take_interests(call)
    if not isinstance(taken, Call):
        return [taken]
    named = taken.member.profile.interests
    find = ((button(Text.B_FIND, "find"),),)
    told = (
        taken.say(Text.INTERESTS_SET, {"interests": Topics(named)}, find)
        if named
        else taken.say(Text.INTERESTS_CLEARED, buttons=find)
    )
    return [told]


async def language(call: Call) -> list[Outgoing]:
    """/language: choose; /language de: change at once. It changes what the bot speaks, not whom one meets."""
    catalogue = call.house.catalogue
    wanted = call.argument.casefold().strip()
    by_name = {name.casefold(): tag for tag, name in catalogue.languages()}
    tag = by_name.get(wanted, wanted)
    if tag not in catalogue.tags:
        return [call.say(Text.LANGUAGE_ASK, buttons=language_buttons(call))]
    changed = await call.remember(replace(call.member, language=tag))
    return [changed.show(Text.LANGUAGE_SET)]


def language_buttons(call: Call) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(Text.B_CHOICE, "language", tag, {"label": name}),) for tag, name in call.house.catalogue.languages()
    )
