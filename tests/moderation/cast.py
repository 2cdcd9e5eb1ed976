"""Who lives in the lives that are judged, what they can do it with, and what their steps add up to."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from moderation.model import Reason
from moderation.roles import Role
from tests.moderation.desk import SERVER
from tests.moderation.judge import EVERY_WAY

MEMBERS: Final = tuple(f"m{number}" for number in range(7))
CAST: Final[dict[str, tuple[Role, ...]]] = {
    "tri": (Role.TRIAGE,),
    "mod1": (Role.MODERATOR,),
    "mod2": (Role.MODERATOR,),
    "sen1": (Role.SENIOR, Role.ADMIN),
    "sen2": (Role.SENIOR,),
    "sen3": (Role.SENIOR,),
    "sen4": (Role.SENIOR,),
    "saf1": (Role.CHILD_SAFETY,),
    "saf2": (Role.CHILD_SAFETY,),
    "saf3": (Role.CHILD_SAFETY,),
    "adm": (Role.ADMIN,),
    "aud": (Role.AUDITOR,),
    "m0": (Role.MODERATOR,),  # who chats, too
    "srv": (),
    "else": (),
    "none": (),
}
ON: Final = {"srv": SERVER, "else": "e" * 32, "mod2": "e" * 32}
"""Whom a role on a server makes a moderator there."""

REASONS: Final = (Reason.SPAM, Reason.HARASSMENT, Reason.THREATS, Reason.MINOR)
SECONDS: Final = (None, 60.0, 3600.0, 86400.0, 7 * 86400.0, 30 * 86400.0, 59.0, 31 * 86400.0, -5.0, float("nan"))
PASSES: Final = (
    1,
    4,
    30,
    61,
    300,
    301,
    599,
    600,
    1800,
    3599,
    7200,
    86400,
    86400,
    8 * 86400,
    29 * 86400,
    31 * 86400,
    91 * 86400,
    370 * 86400,
)
LUCK: Final = 85


@dataclass(slots=True)
class Outcome:
    """What the steps added up to. `ways`: state, what happened, state."""

    steps: int = 0
    lives: int = 0
    done: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    ways: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.steps + other.steps,
            self.lives + other.lives,
            *(
                dict(sorted((Counter(one) + Counter(two)).items()))
                for one, two in (
                    (self.done, other.done),
                    (self.refused, other.refused),
                    (self.ways, other.ways),
                )
            ),
        )

    def __str__(self) -> str:
        done, refused = sum(self.done.values()), sum(self.refused.values())
        return (
            f"{self.steps:,} steps in {self.lives:,} lives: {done:,} done, {refused:,} refused with nothing changed; "
            f"{len(self.ways)} of {len(EVERY_WAY)} ways between states, the rarest "
            f"{min(self.ways.values(), default=0)} times; 0 violations"
        )
