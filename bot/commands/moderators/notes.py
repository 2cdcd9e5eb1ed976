"""Notes of moderators: in a form where the platform has them, else as their next message in their own chat."""

from dataclasses import replace
from typing import Final

from bot.commands.moderators.shift import Shift
from bot.members import Pending
from bot.messages import Arg, Notice, Outgoing
from bot.taps import NOTE
from bot.texts.keys import Text
from bot.tokens import token
from config.ids import MessageId, new_id
from moderation.model import WORDS_LIMIT

NOTE_WITHIN: Final = 600.0
"""Seconds in which the next message is taken for the note: as long as a claim lasts."""


async def asked_for_note(shift: Shift) -> list[Outgoing]:
    """For what is done to a case in hand, which it is from then on."""
    await shift.in_hand(shift.chosen[1] if len(shift.chosen) > 1 else None)
    return await asked_for_words(shift)


async def asked_for_words(shift: Shift) -> list[Outgoing]:
    """Where there is no form the moderator's next message in their own chat is the note."""
    held = token(shift.call.turn.unit.keys, NOTE, shift.call.member.id, shift.case, *shift.chosen)
    pending = Pending("note", name=held, until=shift.call.turn.now + NOTE_WITHIN)
    await shift.call.remember(replace(shift.call.member, pending=pending))
    # It has a name, so that it goes to the moderator's own chat, where it is answered.
    args: dict[str, Arg] = {"case": shift.case, "limit": WORDS_LIMIT}
    return [Notice(shift.call.member.id, Text.MOD_NOTE_ASKED, args, id=MessageId(new_id()))]
