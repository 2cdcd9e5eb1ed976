"""What can be decided, in words and in the few letters that fit into a button. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.messages import Word
from bot.texts.keys import Text
from moderation.ladder import Step
from moderation.model import Measure, Queue, Reason
from moderation.roles import MEASURES, Actor

WORDS: Final = {
    Measure.NOTHING: Text.MEASURE_NOTHING,
    Measure.UNCLEAR: Text.MEASURE_UNCLEAR,
    Measure.WARNING: Text.MEASURE_WARNING,
    Measure.PAUSE: Text.MEASURE_PAUSE,
    Measure.LIMIT: Text.MEASURE_LIMIT,
    Measure.BAN: Text.MEASURE_BAN,
    Measure.EXCLUSION: Text.MEASURE_EXCLUSION,
    Measure.HOLD: Text.MEASURE_PAUSE,
}
HOUR, DAY = 3600, 86400
TIMES: Final = {
    Measure.PAUSE: (HOUR, DAY, 7 * DAY, 30 * DAY),
    Measure.LIMIT: (7 * DAY, 30 * DAY),
}
"""How long each lasts, as offered beside what the ladder proposes. Seconds."""

DECISION, UPHELD, OVERTURNED, MODIFIED = "d", "u", "o", "m"
"""What a plan is: a decision about a case, or what comes of an appeal."""


def measured(measure: Measure, seconds: float | None) -> Word:
    """A measure in words, with how long it lasts."""
    hours = 0 if seconds is None else max(1, round(seconds / HOUR))
    days = hours // 24 if hours % 24 == 0 else 0
    return Word(WORDS[measure], {"hours": hours, "days": days})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be decided."""

    kind: str
    reason: Reason
    measure: Measure
    seconds: float | None = None

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """As a button holds it."""
        seconds = "" if self.seconds is None else str(round(self.seconds))
        return self.kind, letter(Reason, self.reason), letter(Measure, self.measure), seconds or "0"


def plan_of(parts: Sequence[str]) -> Plan | None:
    """The plan a button holds; None for what is none."""
    if len(parts) != 4 or not parts[3].isdecimal():
        return None
    reason, measure = named(Reason, parts[1]), named(Measure, parts[2])
    if reason is None or measure is None or parts[0] not in (DECISION, UPHELD, OVERTURNED, MODIFIED):
        return None
    return Plan(parts[0], Reason(reason), Measure(measure), float(parts[3]) or None)


def letter(of: type[Reason] | type[Measure], one: Reason | Measure) -> str:
    """One of few, by its place."""
    return "abcdefghijklmnopqrstuvwxyz"[[str(each) for each in of].index(str(one))]


def named(of: type[Reason] | type[Measure], given: str) -> str | None:
    """What a letter stands for."""
    every = [str(each) for each in of]
    at = "abcdefghijklmnopqrstuvwxyz".find(given) if len(given) == 1 else -1
    return every[at] if 0 <= at < len(every) else None


def offered(step: Step, actor: Actor, queue: Queue, server: str | None) -> list[tuple[Measure, float | None]]:
    """What somebody may decide, what the ladder proposes first; what they may not is not offered."""
    every: list[tuple[Measure, float | None]] = [(step.measure, step.seconds)]
    for measure in (Measure.WARNING, Measure.PAUSE, Measure.LIMIT, Measure.BAN):
        every += [(measure, float(each)) for each in TIMES[measure]] if measure in TIMES else [(measure, None)]
    if server is not None:
        every.append((Measure.EXCLUSION, None))
    allowed = [each for each in every if each[0] in MEASURES and actor.may(MEASURES[each[0]], queue, server)]
    return [each for each in dict.fromkeys(allowed) if each[0] is not Measure.NOTHING]
