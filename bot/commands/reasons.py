"""What can be reported, in words: the reasons, what it was more exactly, and which rule speaks of it."""

from collections.abc import Mapping
from typing import Final

from bot.messages import Word
from bot.texts.keys import Text
from moderation.model import Detail, Reason

REASONS: Final[Mapping[Reason, Text]] = {
    Reason.HARASSMENT: Text.REASON_HARASSMENT,
    Reason.SEXUAL: Text.REASON_SEXUAL,
    Reason.MINOR: Text.REASON_MINOR,
    Reason.THREATS: Text.REASON_THREATS,
    Reason.HATE: Text.REASON_HATE,
    Reason.SELF_HARM: Text.REASON_SELF_HARM,
    Reason.SPAM: Text.REASON_SPAM,
    Reason.PRIVATE_DATA: Text.REASON_PRIVATE_DATA,
    Reason.OTHER: Text.REASON_OTHER,
}
WORDED: Final[Mapping[Detail, Text]] = {
    Detail.INSULTS: Text.DETAIL_INSULTS,
    Detail.PRESSURE: Text.DETAIL_PRESSURE,
    Detail.MOCKERY: Text.DETAIL_MOCKERY,
    Detail.SEXUAL_WORDS: Text.DETAIL_SEXUAL_WORDS,
    Detail.SEXUAL_PICTURES: Text.DETAIL_SEXUAL_PICTURES,
    Detail.SEXUAL_DEMANDS: Text.DETAIL_SEXUAL_DEMANDS,
    Detail.UNDER_AGE: Text.DETAIL_UNDER_AGE,
    Detail.SEEKS_MINORS: Text.DETAIL_SEEKS_MINORS,
    Detail.ABUSE_MATERIAL: Text.DETAIL_ABUSE_MATERIAL,
    Detail.VIOLENCE: Text.DETAIL_VIOLENCE,
    Detail.BLACKMAIL: Text.DETAIL_BLACKMAIL,
    Detail.THREAT_TO_OTHERS: Text.DETAIL_THREAT_TO_OTHERS,
    Detail.ORIGIN: Text.DETAIL_ORIGIN,
    Detail.RELIGION: Text.DETAIL_RELIGION,
    Detail.GENDER: Text.DETAIL_GENDER,
    Detail.DISABILITY: Text.DETAIL_DISABILITY,
    Detail.IN_DANGER: Text.DETAIL_IN_DANGER,
    Detail.URGES_HARM: Text.DETAIL_URGES_HARM,
    Detail.ADS: Text.DETAIL_ADS,
    Detail.SCAM: Text.DETAIL_SCAM,
    Detail.ROBOT: Text.DETAIL_ROBOT,
    Detail.MY_DATA: Text.DETAIL_MY_DATA,
    Detail.DATA_OF_OTHERS: Text.DETAIL_DATA_OF_OTHERS,
    Detail.ASKS_FOR_DATA: Text.DETAIL_ASKS_FOR_DATA,
    Detail.BAN_EVASION: Text.DETAIL_BAN_EVASION,
    Detail.ILLEGAL: Text.DETAIL_ILLEGAL,
    Detail.ELSE: Text.DETAIL_ELSE,
}

RULES: Final[Mapping[Reason, int]] = {
    Reason.HARASSMENT: 2,
    Reason.SEXUAL: 3,
    Reason.MINOR: 1,
    Reason.THREATS: 2,
    Reason.HATE: 2,
    Reason.SELF_HARM: 2,
    Reason.SPAM: 4,
    Reason.PRIVATE_DATA: 5,
    Reason.OTHER: 0,
}
"""The number that a rule has in /rules; 0: the rules as a whole."""

RULES_IN_DETAIL: Final[Mapping[Detail, int]] = {
    Detail.SEEKS_MINORS: 6,
    Detail.ABUSE_MATERIAL: 6,
    Detail.BLACKMAIL: 6,
    Detail.SCAM: 6,
    Detail.ILLEGAL: 6,
    Detail.BAN_EVASION: 7,
}

SAYS_LESS: Final = frozenset({Detail.MY_DATA, Detail.ELSE})
"""What only those who report would say so: to everybody else the reason says more."""


def why(reason: Reason, detail: Detail | None) -> Word:
    """The reason as exactly as it is known, to those it is held against."""
    return Word(REASONS[reason] if detail is None or detail in SAYS_LESS else WORDED[detail])


def rule(reason: Reason, detail: Detail | None) -> int:
    """The number of the rule that was broken; 0 where no single one speaks of it."""
    return RULES[reason] if detail is None else RULES_IN_DETAIL.get(detail, RULES[reason])
