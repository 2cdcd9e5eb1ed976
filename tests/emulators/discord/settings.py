"""What of the service can be set: times, shards, and how strict it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

STRICTNESS: Final = frozenset({"mentions", "cold_dms", "unanswered", "names"})


@dataclass(slots=True)
class Settings:
    """Times in seconds. Change a field and it holds from now on.

    `strict` says what is kept as a violation besides what no bot may ever say: "mentions": content sent or edited
    without an allowed_mentions that allows nobody; "cold_dms": a DM opened with somebody who never wrote nor used a
    command; "unanswered": an interaction that was delivered and never answered; "names": a file whose name may tell of
    its maker.
    """

    answer_within: float = 3.0  # until an interaction must be answered
    token_lifetime: float = 900.0  # how long an answered interaction can be edited and followed up
    nonce_window: float = 300.0
    heartbeat_interval: float = 41.25
    session_lifetime: float = 120.0  # how long a session waits for its bot to resume
    shards: int = 1  # what /gateway/bot recommends
    least_shards: int = 1  # fewer are turned away with 4011
    max_concurrency: int = 1
    identifies_per_day: int = 1000
    dm_channel_create: bool = False  # CHANNEL_CREATE for a bot's new DM: API versions before 8 sent it, 10 does not
    strict: set[str] = field(default_factory=lambda: set(STRICTNESS))
