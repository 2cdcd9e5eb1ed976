"""Which messages go first where an account cannot send all at once. Pure."""

from bot.messages import Amended, Outgoing, Reaction, Relayed, Retracted, Reworded
from bot.rota import Rank
from bot.texts.keys import Text

SAFETY = frozenset(
    {
        Text.SANCTION_WARNING,
        Text.SANCTION_PAUSE,
        Text.SANCTION_LIMIT,
        Text.SANCTION_BAN,
        Text.SANCTION_HOLD,
        Text.SANCTION_EXCLUSION,
        Text.SANCTION_OVER,
        Text.APPEAL_WRITE,
        Text.APPEALED,
        Text.RULING_UPHELD,
        Text.RULING_OVERTURNED,
        Text.RULING_MODIFIED,
        Text.HELP_CARD,
        Text.LOCKED,
        Text.BLOCKED,
        Text.BLOCK_WHOM,
        Text.NOBODY_TO_BLOCK,
        Text.REPORT_WHY,
        Text.REPORT_WHAT,
        Text.REPORT_WHOM,
        Text.REPORT_OWN_MESSAGE,
        Text.REPORT_UNKNOWN_MESSAGE,
        Text.REPORT_TOO_OFTEN,
        Text.NOBODY_TO_REPORT,
        Text.REPORTED,
        Text.REPORTED_DANGER,
        Text.REPORTED_AGAIN,
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
        case Reworded() if item.text in SAFETY:
            return Rank.SAFETY
        case Reworded() | Amended() | Retracted() | Reaction():
            return Rank.CHANGE
        case _:
            return Rank.SAFETY if getattr(item, "text", None) in SAFETY else Rank.NOTICE
