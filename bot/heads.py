"""The head of the audit log, once a day in Bauta's own log: kept elsewhere it shows later that no line has gone."""

from typing import Final

import structlog

from config.database import UnitOfWork
from moderation.service import Moderation

log = structlog.get_logger()

DAY: Final = 86_400


class DailyHead:
    """Tells it at the start, and then when a day begins (UTC)."""

    def __init__(self, moderation: Moderation) -> None:
        self._moderation = moderation
        self._told = -1

    async def tell(self, unit: UnitOfWork, now: float) -> None:
        """`now`: epoch seconds. Nothing where it was told today, or where there is no line yet."""
        today = int(now // DAY)
        if today == self._told:
            return
        head = await self._moderation.team.head(unit)
        if head is not None:
            self._told = today
            log.info("audit.head", seq=head.seq, mac=head.mac.hex())
