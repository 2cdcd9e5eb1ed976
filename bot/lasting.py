"""How long each kind of row is worth delivering, where that has an end. Pure."""

from collections.abc import Mapping
from typing import Final

from bot.desks import DELETABLE_FOR, DISCLOSED_FOR
from bot.journal import Queued
from bot.messages import Amended, Disclosed, Relayed, Withdrawn

SAID_LASTS: Final = 24 * 3600.0
"""Seconds after which what a person said is worth nothing any more, wherever it was held."""

LASTING: Final[Mapping[type[object], float]] = {
    Relayed: SAID_LASTS,
    Amended: SAID_LASTS,
    Disclosed: DISCLOSED_FOR,
    Withdrawn: DELETABLE_FOR,
}


def expired(row: Queued, now: float) -> bool:
    """Whether a row is too old to be delivered. One in doubt is settled as any other."""
    lasts = LASTING.get(type(row.item))
    return lasts is not None and not row.doubtful and now - row.created_at > lasts
