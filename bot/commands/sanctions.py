"""What somebody is told of what holds against them: what, why, until when, and how to ask for another look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.commands.base import House, button
from bot.commands.reasons import rule, why
from bot.messages import Arg, Button, Notice, Word
from bot.texts.keys import Text
from bot.turn import Turn
from moderation.discretion import as_told
from moderation.model import Measure, Queue, Ruling, Sanction

TEXTS: Final[Mapping[Measure, Text]] = {
    Measure.WARNING: Text.SANCTION_WARNING,
    Measure.PAUSE: Text.SANCTION_PAUSE,
    Measure.LIMIT: Text.SANCTION_LIMIT,
    Measure.BAN: Text.SANCTION_BAN,
    Measure.HOLD: Text.SANCTION_HOLD,
    Measure.EXCLUSION: Text.SANCTION_EXCLUSION,
}

STATES: Final[Mapping[str, Text]] = {
    "hold": Text.APPEAL_NEEDLESS,
    "late": Text.APPEAL_CLOSED,
    "over": Text.APPEAL_CLOSED,
    "unknown": Text.APPEAL_CLOSED,
    "later": Text.APPEAL_UNDER_WAY,
}
"""How it stands with an appeal that cannot be made, by why not."""

RULED: Final[Mapping[Ruling, Text]] = {
    Ruling.UPHELD: Text.APPEAL_UPHELD,
    Ruling.OVERTURNED: Text.APPEAL_CLOSED,
    Ruling.MODIFIED: Text.APPEAL_CLOSED,
}


@dataclass(frozen=True, slots=True)
class Prospect:
    """How it stands with an appeal. `open`: it can be made now."""

    word: Word
    open: bool = False


async def prospect(turn: Turn, house: House, sanction: Sanction) -> Prospect:
    """Whether a sanction can be appealed, or what became of the appeal."""
    appeals = house.moderation.appeals
    why_not = await appeals.why_not(turn.unit, sanction.member, sanction.id)
    if why_not is None:
        last = sanction.since + house.moderation.policy.appeals
        return Prospect(Word(Text.APPEAL_OPEN, {"last": int(last.timestamp())}), open=True)
    made = await appeals.against(turn.unit, sanction.id) if why_not == "again" else None
    if made is None:
        return Prospect(Word(STATES[why_not]))
    if made.ruling is None:
        due = made.at + house.moderation.policy.due(Queue.APPEALS)
        return Prospect(Word(Text.APPEAL_WAITS, {"looked": int(due.timestamp())}))
    return Prospect(Word(RULED[made.ruling]))


async def notice(turn: Turn, house: House, sanction: Sanction) -> Notice:
    """A sanction as it stands now, to the one it is against, who has heard of it with this."""
    await house.moderation.heard(turn.unit, sanction)
    found, told = await prospect(turn, house, sanction), as_told(sanction)
    args: dict[str, Arg] = {
        "reason": why(told.reason, told.detail),
        "rule": rule(told.reason, told.detail),
        "until": 0 if told.until is None else int(told.until.timestamp()),
        "left": 0 if told.until is None else int(told.until.timestamp() - turn.now),
        "review": 0 if sanction.review_at is None else int(sanction.review_at.timestamp()),
        "appeal": found.word,
    }
    row: list[Button] = [button(Text.B_APPEAL, "appeal", sanction.id)] if found.open else []
    return Notice(sanction.member, TEXTS[sanction.measure], args, ((*row, button(Text.B_RULES, "rules")),))
