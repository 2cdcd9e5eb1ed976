"""What follows from what: the weights, the ladder, the queues and the times, read from policy.toml and frozen."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from moderation.cases import Claims
from moderation.model import DETAILS, Detail, Queue, Reason
from moderation.roles import LONGEST_PAUSE

FILE: Final = "policy.toml"

Seconds = Annotated[int, Field(strict=True, gt=0, le=10 * 366 * 86400)]
Days = Annotated[int, Field(strict=True, gt=0, le=10 * 366)]
Count = Annotated[int, Field(strict=True, ge=0, le=101)]
Length = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Name = Literal[
    "harassment", "sexual", "minor", "threats", "hate", "self-harm", "spam", "private-data", "other"
]  # of a Reason


class BrokenPolicy(ValueError):
    """The file can't be used; the message says what to mend, a line for each mistake."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reports(_Part):
    """Reporting. `limits`: so many within so many seconds. `outcome_after`: the soonest and the latest moment, seconds
    after a decision, at which those who reported hear of it; and after a report, the one it holds."""

    limits: Annotated[tuple[tuple[Annotated[Count, Field(gt=0)], Seconds], ...], Field(min_length=1)]
    outcome_after: tuple[Seconds, Seconds]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.outcome_after[0] > self.outcome_after[1]:
            raise ValueError("outcome_after goes from the soonest to the latest")
        return self


class Rung(_Part):
    """What so many strikes lead to."""

    at: Annotated[Count, Field(gt=0)]
    measure: Literal["warning", "pause", "limit", "ban"]
    hours: Length | None = None
    days: Length | None = None

    @model_validator(mode="after")
    def _ends(self) -> Self:
        ends = self.hours is not None or self.days is not None
        if ends is not (self.measure in ("pause", "limit")):
            raise ValueError("a pause or limit has hours or days, a warning or ban has none")
        if self.seconds is not None and not 60 <= self.seconds <= LONGEST_PAUSE:
            raise ValueError("a pause or limit lasts a minute at least and 30 days at most: what lasts longer is a ban")
        return self

    @property
    def seconds(self) -> float | None:
        """How long it lasts; None where it has no end, or no time."""
        if self.hours is None and self.days is None:
            return None
        return (self.hours or 0) * 3600 + (self.days or 0) * 86400


class Ladder(_Part):
    """From strikes to sanctions."""

    window_days: Days
    first: Count
    rungs: Annotated[tuple[Rung, ...], Field(min_length=1)]
    review_days: Days

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        steps = [rung.at for rung in self.rungs]
        if steps != sorted(set(steps)):
            raise ValueError("the rungs must climb")
        return self


class Automatic(_Part):
    """What holds by itself until a person has looked. Weights are of reporters (moderation/priority.py), 0 to 2."""

    reporters: Annotated[Count, Field(ge=2)]
    weight: Length
    window: Seconds
    hold: Annotated[Seconds, Field(le=86400)]
    again: Seconds
    trusted: Annotated[float, Field(ge=0, le=2)]
    reliable: Annotated[float, Field(ge=0, le=1)]


class Routing(_Part):
    """Where a case goes. `global_`: reasons that are never left to the moderators of a server."""

    urgent: Count
    global_: tuple[Name, ...] = Field(alias="global")


class ClaimTimes(_Part):
    """How long a claim holds, in seconds."""

    lease: Seconds
    most: Seconds
    skips: Annotated[Count, Field(ge=1)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.lease > self.most:
            raise ValueError("a lease is no longer than a claim holds at most")
        return self


class Appeals(_Part):
    """How long a sanction can be appealed."""

    days: Days


class Retention(_Part):
    """How long things are kept, in days."""

    no_violation_days: Days
    violation_days: Days
    sanctions_days: Days
    cases_days: Days
    audit_days: Days
    preserved_days: Days


def _named(table: dict[str, Any]) -> dict[str, Any]:
    """Every reason is there, and nothing that is neither reason nor detail."""
    mistakes = [f"{each} is missing" for each in sorted({str(reason) for reason in Reason} - set(table))]
    known = {*map(str, Reason), *map(str, Detail)}
    mistakes += [f"{each} is no reason and no detail" for each in sorted(set(table) - known)]
    if mistakes:
        raise ValueError("; ".join(mistakes))
    return table


def _of_all_queues(table: dict[Queue, Any]) -> dict[Queue, Any]:
    if missing := sorted(set(Queue) - set(table)):
        raise ValueError("; ".join(f"{each} is missing" for each in missing))
    return table


Points = Annotated[int, Field(strict=True, ge=0, le=100)]
Table = Annotated[dict[str, Points], AfterValidator(_named)]


class _File(_Part):
    version: Literal[1]
    reports: Reports
    weights: Table
    ladder: Ladder
    automatic: Automatic
    priority: Table
    due: Annotated[dict[Queue, Seconds], AfterValidator(_of_all_queues)]
    routing: Routing
    claims: ClaimTimes
    appeals: Appeals
    retention: Retention

    @model_validator(mode="after")
    def _kept_while_needed(self) -> Self:
        kept = self.retention
        if kept.violation_days < self.appeals.days:
            raise ValueError("retention.violation_days: evidence is kept as long as a sanction can be appealed")
        if kept.sanctions_days < max(self.appeals.days, self.ladder.window_days):
            raise ValueError("retention.sanctions_days: a sanction is kept as long as it counts or can be appealed")
        return self


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one deployment."""

    reports: Reports
    ladder: Ladder
    automatic: Automatic
    routing: Routing
    claims: Claims
    appeals: timedelta
    retention: Retention
    _weights: Mapping[str, int]
    _bases: Mapping[str, int]
    _due: Mapping[Queue, int]

    def weight(self, reason: Reason, detail: Detail | None = None) -> int:
        """How grave it is: strikes for one offence."""
        return self._of(self._weights, reason, detail)

    def base(self, reason: Reason, detail: Detail | None = None) -> int:
        """The priority a case of this kind begins with, 0 to 100."""
        return self._of(self._bases, reason, detail)

    def due(self, queue: Queue) -> timedelta:
        """How long a case may wait in a queue."""
        return timedelta(seconds=self._due[queue])

    @staticmethod
    def _of(table: Mapping[str, int], reason: Reason, detail: Detail | None) -> int:
        named = None if detail is None or detail not in DETAILS[reason] else table.get(detail)
        return table[reason] if named is None else named


def parse(text: str) -> Policy:
    """The policy a file holds. Raises BrokenPolicy."""
    try:
        read = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BrokenPolicy(f"policy.toml is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise BrokenPolicy("\n".join(_plain(each) for each in error.errors(include_url=False))) from None
    claims = Claims(timedelta(seconds=read.claims.lease), timedelta(seconds=read.claims.most), read.claims.skips)
    return Policy(
        reports=read.reports,
        ladder=read.ladder,
        automatic=read.automatic,
        routing=read.routing,
        claims=claims,
        appeals=timedelta(days=read.appeals.days),
        retention=read.retention,
        _weights=read.weights,
        _bases=read.priority,
        _due=read.due,
    )


def _plain(mistake: Any) -> str:
    place = ".".join(str(step) for step in mistake["loc"] if step != "[key]") or FILE
    return f"{place}: {mistake['msg'].removeprefix('Value error, ')}."


@cache
def usual() -> Policy:
    """The policy that comes with Bauta."""
    return parse(files("config").joinpath(FILE).read_text("utf-8"))


def read(directory: Path) -> Policy:
    """The operator's own policy, where the data directory holds one, else the usual one. Raises BrokenPolicy."""
    try:
        return parse((directory / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return usual()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenPolicy(f"{FILE} in the data directory cannot be read ({type(error).__name__}).") from error
