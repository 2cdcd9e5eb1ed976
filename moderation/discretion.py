"""What the sanctioned see of a sanction, so that it does not tell them who reported."""

from dataclasses import replace
from datetime import datetime, timedelta

from moderation.model import Measure, Sanction


def as_told(sanction: Sanction) -> Sanction:
    """The sanction as its member may see it.

    A hold begins with a report, without anybody having decided. What exactly was reported, and the minute, would tell
    in which chat: so it has no detail, begins with a full hour before, and ends with one after.
    """
    if sanction.measure is not Measure.HOLD:
        return sanction
    ends = None if sanction.until is None else _full_hour(sanction.until + timedelta(hours=1, microseconds=-1))
    return replace(sanction, detail=None, since=_full_hour(sanction.since), until=ends)


def _full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
