"""Which messages go first where an account cannot send all at once. Pure."""

from bot.messages import Amended, Outgoing, Reaction, Relayed, Retracted, Reworded
from bot.rota import Rank
from bot.texts.keys import Text

SAFETY = frozenset(
    {
        Text.BANNED,
        Text.UNBANNED,
        Text.LOCKED,
        Text.BLOCKED,
        Text.BLOCK_WHOM,
        Text.NOBODY_TO_BLOCK,
        Text.REPORT_WHY,
        Text.REPORT_WHOM,
        Text.NOBODY_TO_REPORT,
        Text.REPORTED,
        Text.REPORT_WORDS,
        Text.REPORT_WORDS_ADDED,
        Text.REPORT_WORDS_TOO_LONG,
        Text.REPORT_WORDS_LATE,
        Text.ROOM_CLOSED,
        Text.DELETED,
    }
)
"""Whoever blocks, reports, is banned or leaves for good hears of it before anything else is sent."""


def rank(item: Outgoing) -> Rank:
    match item:
        case Relayed():
            return Rank.CONTENT
        case Reworded() | Amended() | Retracted() | Reaction():
            return Rank.CHANGE
        case _:
            return Rank.SAFETY if getattr(item, "text", None) in SAFETY else Rank.NOTICE
