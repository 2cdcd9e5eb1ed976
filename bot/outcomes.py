"""What becomes of a try to send: delivered, to be tried again, given up, or nobody there any more."""

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import albums
from bot.courier import Courier
from bot.gate import AccountGate
from bot.journal import Delivered, Queued
from bot.messages import Disclosed, Relayed
from bot.metrics import Metrics
from bot.pace import Tokens
from bot.platforms.base import Receipt, Rejected, RetryLater, Scope, Unsure
from bot.posts import Address
from bot.ranks import rank
from bot.rows import Rows
from bot.turns import Turns
from config.failpoints import failpoint
from config.ids import MemberId
from config.trouble import in_trouble

log = structlog.get_logger()

DOUBTS = 2
"""A message whose arrival is in doubt is sent again, once; in doubt so many times, its sender is told instead."""

LONGEST_PAUSE = 300.0

TROUBLE = 1.0
"""Seconds until the next try after the database failed."""


class Outcomes:
    """For one lane. The answers: True where the rows are over, False where they are the first to be sent again."""

    def __init__(
        self,
        address: Address,
        member: MemberId,
        rows: Rows,
        turns: Turns,
        courier: Courier,
        gate: AccountGate,
        bucket: Tokens,
        metrics: Metrics,
    ) -> None:
        self._address = address
        self._member = member
        self._rows = rows
        self._turns = turns
        self._courier = courier
        self._gate = gate
        self._bucket = bucket
        self._metrics = metrics

    def delivered(self, group: Sequence[Queued], receipt: Receipt) -> None:
        """They have arrived."""
        for row, names in zip(group, albums.natives(group, receipt.ids), strict=True):
            self._courier.arrived(row, Receipt(names))
            self._turns.finished(Delivered(row, names))
            if isinstance(row.item, Relayed):
                self._metrics.relayed.labels(self._address.platform).inc()
        if receipt.ids:
            self._courier.albums.arrived(group, receipt.ids[0])
        messages = max(1, len(receipt.ids))
        self._gate.sent(self._address.id, rank(group[0].item), messages)
        self._bucket.charge(messages - 1)
        self._rows.forget(group)

    async def unsure(self, group: Sequence[Queued], doubt: Unsure) -> bool:
        """They may have arrived."""
        failpoint("send.in_doubt")
        if group[0].doubts + 1 >= DOUBTS or isinstance(group[0].item, Disclosed):
            return await self.give_up(group, "unsure", doubt)
        for row in group:
            self._turns.put_back(row.id, doubtful=True)
        self._rows.again(group, doubtful=True)
        return False

    def _back(self, group: Sequence[Queued]) -> None:
        for row in group:
            self._turns.put_back(row.id, doubtful=row.doubtful)
        self._rows.again(group)

    async def later(self, group: Sequence[Queued], pause: RetryLater) -> bool:
        """Nothing was sent; the same rows come again after the pause."""
        failpoint("send.asked_to_wait")
        self._back(group)
        seconds = min(pause.seconds, LONGEST_PAUSE)
        self._bucket.pause(seconds)
        if pause.scope is Scope.ACCOUNT:
            self._gate.pause(seconds)
        elif pause.too_fast:
            self._gate.refused(self._address.id)
        await asyncio.sleep(seconds)
        return False

    async def refused(self, group: Sequence[Queued], error: Exception) -> bool:
        """Nothing was sent, and it will not pass; unless only the database is in trouble."""
        platform, item = self._address.platform, group[0].item.kind
        if isinstance(error, SQLAlchemyError):
            if not in_trouble(error):
                log.warning("lane.read_failed", platform=platform, exc_info=error)
            self._back(group)
            await asyncio.sleep(TROUBLE)
            return False
        if isinstance(error, Rejected):
            log.warning("lane.rejected", platform=platform, reason=str(error), item=item)
            return await self.give_up(group, "rejected", error)
        # A mistake of ours while wording or rendering.
        log.error("lane.failed", platform=platform, item=item, exc_info=error)
        return await self.give_up(group, "failed", error)

    async def gone(self) -> bool:
        self._metrics.undelivered.labels(self._address.platform, "gone").inc(len(self._rows))
        self._rows.clear()
        failpoint("send.gone")
        await self._courier.regrets.gone(self._member, self._address.id)
        return True

    async def give_up(self, group: Sequence[Queued], why: str, error: Exception) -> bool:
        for row in group:
            self._metrics.undelivered.labels(self._address.platform, why).inc()
            failpoint("send.given_up")
            await self._courier.regrets.failed(row, error)
        self._rows.forget(group)
        return True

    def settled(self, group: Sequence[Queued]) -> bool:
        """They are over, whatever became of them."""
        for row in group:
            self._turns.finished(Delivered(row))
        self._rows.forget(group)
        return True
