"""/report: two taps, what it was about and what exactly, in one message that is reworded; words if one likes.

It is about the partner of the open room, of one of the last 72 hours, or about one message, where the command answers
one. The room ends, the two never meet again, and there is a receipt at once.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot import plain
from bot.commands import lifelines, safety, server_desk
from bot.commands.base import Answered, Call, button
from bot.commands.reasons import REASONS, WORDED
from bot.commands.search import FIND_NEW
from bot.mediums import shown_as
from bot.members import Pending
from bot.messages import Buttons, Notice, Outgoing, Word
from bot.rooms import Past
from bot.texts.keys import Text
from moderation.filing import Filed
from moderation.model import DETAILS, WORDS_LIMIT, Detail, Reason
from moderation.service import NoSuchReport, TooManyWords, TooOften

ANSWER_WITHIN: Final = 600.0
"""Seconds in which words for a report are awaited, and taps after words or a message were given."""

NUMBER: Final = re.compile("R-[0-9A-Z]{4,12}")


async def report(call: Call) -> list[Outgoing]:
    """/report [words]: ask for the reason; words written here, and the message that is answered, go with the report."""
    words = call.argument.strip()
    if len(words) > WORDS_LIMIT:
        return [call.about(Text.REPORT_WORDS_TOO_LONG, {"limit": WORDS_LIMIT})]
    past = await safety.rooms(call)
    if not past:
        return [call.say(Text.NOBODY_TO_REPORT)]
    if call.answered is not None:
        return await _about_a_message(call, past, call.answered, words)
    if words:
        call = await _noted(call, Pending("report", words=words))
    room = safety.meant(past)
    return [_offered(call, past, None, Text.REPORT_WHOM) if room is None else _why(call, room)]


async def tapped(call: Call) -> list[Outgoing]:
    """`report:<room>` asks why, `.<reason>` what exactly, `.<detail>` files it and closes the room if it is open."""
    tag, _, chosen = call.argument.partition(".")
    reason, _, detail = chosen.partition(".")
    room = safety.named(await safety.rooms(call), tag)
    if room is None or reason not in {"", *Reason}:
        return call.refuse("report")
    if not reason:
        return [_why(call, room)]
    if not detail:
        return [_what(call, room, Reason(reason))]
    if detail not in DETAILS[Reason(reason)]:
        return call.refuse("report")
    return await _file(call, room, Reason(reason), Detail(detail))


# --- what it is about ---


async def _about_a_message(call: Call, past: Sequence[Past], about: Answered, words: str) -> list[Outgoing]:
    room = next((each for each in past if each.room == about.room), None)
    if room is None or about.own or about.message is None:
        if words:
            call = await _noted(call, Pending("report", words=words))
        text = Text.REPORT_OWN_MESSAGE if about.own else Text.REPORT_UNKNOWN_MESSAGE
        return [_offered(call, past, room or safety.meant(past), text)]
    call = await _noted(call, Pending("report", room.tag, words, message=about.message, shown=about.shown))
    return [Notice(call.member.id, Text.REPORT_WHY, {}, _reasons(room), id=call.message, reply_to=about.message)]


async def _noted(call: Call, pending: Pending) -> Call:
    return await call.remember(replace(call.member, pending=replace(pending, until=call.turn.now + ANSWER_WITHIN)))


def _offered(call: Call, past: Sequence[Past], room: Past | None, text: Text) -> Outgoing:
    """Say why nothing is asked yet, with the chat that can be reported; None: one of these."""
    if room is None:
        return call.show(text, buttons=safety.choices(call, past, "report"))
    return call.show(text, buttons=((button(Text.B_REPORT_CHAT, "report", room.tag),),))


# --- the two taps ---


def _why(call: Call, room: Past) -> Outgoing:
    return call.show(Text.REPORT_WHY, buttons=_reasons(room))


def _reasons(room: Past) -> Buttons:
    return tuple((button(label, "report", f"{room.tag}.{reason.value}"),) for reason, label in REASONS.items())


def _what(call: Call, room: Past, reason: Reason) -> Outgoing:
    chosen = f"{room.tag}.{reason.value}"
    rows = tuple((button(WORDED[each], "report", f"{chosen}.{each.value}"),) for each in DETAILS[reason])
    # The dot: a page that asks by itself where a button names just a room must not do so here.
    back = (button(Text.B_BACK, "report", f"{room.tag}."),)
    return call.show(Text.REPORT_WHAT, {"reason": Word(REASONS[reason])}, (*rows, back))


async def _file(call: Call, room: Past, reason: Reason, detail: Detail) -> list[Outgoing]:
    help_ = lifelines.card(call, reason, detail)
    pending = call.member.pending
    noted = pending if pending and pending.kind == "report" and call.turn.now < pending.until else Pending("report")
    about = noted if noted.name == room.tag else Pending("report")
    try:
        filed = await call.house.moderation.report(
            call.turn.unit,
            reporter=call.member.id,
            subject=room.partner,
            room=room.room,
            reason=reason,
            detail=detail,
            words=noted.words,
            pointed=about.message,
            shown=None if about.shown is None else shown_as(about.shown, call.house.catalogue, call.turn.unit.keys),
            server=await server_desk.recipient(call.turn, room.server),
        )
    except TooOften as often:
        return [_later(call, room, often.seconds), *help_]
    if noted is pending:
        call = await call.remember(replace(call.member, pending=None))  # it belongs to no later one
    parted = await safety.part(call, room)
    lost = [] if filed.kept else [call.say(Text.REPORT_WORDS_NOT_KEPT, {"number": filed.number})]
    return [_receipt(call, filed, detail, has_words=bool(noted.words)), *lost, *help_, *parted]


def _receipt(call: Call, filed: Filed, detail: Detail, *, has_words: bool) -> Outgoing:
    add: Buttons = () if has_words else ((button(Text.B_ADD_WORDS, "words", filed.number),),)
    text = Text.REPORTED_DANGER if detail is Detail.IN_DANGER else Text.REPORTED
    return call.show(Text.REPORTED_AGAIN if filed.again else text, {"number": filed.number}, (*add, *FIND_NEW))


def _later(call: Call, room: Past, seconds: float) -> Outgoing:
    """Too many reports just now: when again, and that blocking works in any case."""
    again = (button(Text.B_REPORT_AGAIN, "report", call.argument),)
    block = (button(Text.B_BLOCK, "block", room.tag),)
    return call.show(Text.REPORT_TOO_OFTEN, {"left": seconds}, (again, block))


# --- words ---


async def words_tapped(call: Call) -> list[Outgoing]:
    """The next message goes to the report, not to a partner."""
    if not NUMBER.fullmatch(call.argument):
        return call.refuse("words")
    await _noted(call, Pending("words", name=call.argument))
    return [call.say(Text.REPORT_WORDS, {"limit": WORDS_LIMIT}, ((button(Text.B_CLEAR, "keep", "words"),),))]


async def words_written(call: Call, number: str) -> list[Outgoing]:
    """Words that came in the button's own form."""
    return await words_said(call, Pending("words", name=number))


async def words_said(call: Call, pending: Pending) -> list[Outgoing]:
    """The words themselves."""
    if not plain.READABLE.search(call.argument):
        return [call.about(Text.NOTHING_LEFT)]
    if len(call.argument) > WORDS_LIMIT:
        return [call.about(Text.REPORT_WORDS_TOO_LONG, {"limit": WORDS_LIMIT})]
    try:
        await call.house.moderation.add_words(call.turn.unit, pending.name, call.member.id, call.argument)
    except TooManyWords as full:
        return [call.about(Text.REPORT_WORDS_FULL, {"number": pending.name, "left": full.left})]
    except NoSuchReport:
        call.house.metrics.refused.labels("words").inc()
        await call.remember(replace(call.member, pending=None))
        return [call.say(Text.REPORT_WORDS_LATE)]
    await call.remember(replace(call.member, pending=None))
    return [call.say(Text.REPORT_WORDS_ADDED, {"number": pending.name}, FIND_NEW)]
