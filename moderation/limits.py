"""How often one member may report. Pure."""

from collections.abc import Sequence
from datetime import datetime

from moderation.policy import Reports


def wait(limits: Reports, times: Sequence[datetime], now: datetime) -> float:
    """Seconds until one more report may be filed after those at `times`; 0 if it may now.

    Those of a time that is still to come do not count: the clock was set back, and nobody should wait for that.
    """
    longest = 0.0
    for most, within in limits.limits:
        recent = sorted((now - each).total_seconds() for each in times)
        ages = [age for age in recent if 0 <= age < within]
        if len(ages) >= most:
            longest = max(longest, within - ages[most - 1])
    return longest
