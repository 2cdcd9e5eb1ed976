"""What came of a run, and how sure that makes one of the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `messages`: of the pairs, each accounted for.

    `repeats`: messages that somebody on Telegram read again. `after_faults`: those of them whose answer a fault had
    lost or delayed. `undelivered`: messages whose sender was told, at the message, that they did not arrive. `resent`:
    what pages were sent again, and showed once. `recognised`: the same on Discord. `deaths`: how often it died where.
    `troubles`: how often what was laid. `changed`: messages that their authors changed, and that read so in the end.
    """

    kills: int = 0
    messages: int = 0
    repeats: int = 0
    after_faults: int = 0
    most_of_a_kill: int = 0
    undelivered: int = 0
    resent: int = 0
    recognised: int = 0
    seconds: float = 0.0
    deaths: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, int] = field(default_factory=dict)
    changed: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.kills + other.kills,
            self.messages + other.messages,
            self.repeats + other.repeats,
            self.after_faults + other.after_faults,
            max(self.most_of_a_kill, other.most_of_a_kill),
            self.undelivered + other.undelivered,
            self.resent + other.resent,
            self.recognised + other.recognised,
            round(self.seconds + other.seconds, 1),
            dict(Counter(self.deaths) + Counter(other.deaths)),
            dict(Counter(self.troubles) + Counter(other.troubles)),
            self.changed + other.changed,
        )

    @property
    def bound(self) -> float:
        """None of so many was lost: with 95 % confidence fewer than this share are (the rule of three)."""
        return 3 / self.messages

    def __str__(self) -> str:
        places = [count for name, count in self.deaths.items() if name != "outside"]
        return (
            f"{self.kills:,} kills in {self.seconds:,.0f} s ({len(places)} failpoints, each at least "
            f"{min(places, default=0)} times), {sum(self.troubles.values()):,} faults, {self.messages:,} messages: "
            f"0 of {self.messages:,} lost: fewer than {self.bound if self.messages else 1:.1e} at 95 %; order kept; "
            f"{self.changed} were changed and read so in the end; {self.undelivered} told of as not arrived; "
            f"on Telegram {self.repeats} were read twice "
            f"({self.after_faults} after faults; at most {self.most_of_a_kill} after one kill, one in a chat), on "
            f"Discord none ({self.recognised} were sent again), on the web none ({self.resent} were sent again)"
        )
