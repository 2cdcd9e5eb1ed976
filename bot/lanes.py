"""One lane: everything on its way to one address, strictly in order, one request in flight."""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import pointless_in_lane
from bot.baggage import NotPassed
from bot.courier import Courier
from bot.duty import Duty
from bot.gate import AccountGate
from bot.journal import Delivered, Queued
from bot.messages import Amended, Notice, Reaction, Relayed, Retracted
from bot.metrics import Metrics
from bot.pace import Tokens
from bot.platforms.base import Gone, Rejected, RetryLater, Scope, SendKey, Unsure
from bot.posts import Address, Attachment
from bot.ranks import rank
from bot.supersede import as_it_reads, outdated
from bot.texts.keys import Text
from bot.turns import Turns
from config.failpoints import failpoint
from config.ids import MemberId
from config.trouble import in_trouble

log = structlog.get_logger()

DOUBTS = 2
"""A message whose arrival is in doubt is sent again, once; in doubt so many times, its sender is told instead."""

LONGEST_PAUSE = 300.0

ANSWER_LASTS = 20.0
"""Seconds that a direct answer may take; the lane waits for it."""

BEFORE_ANSWER = 2.0
"""Seconds that a direct answer in the chat waits for what is being sent there."""

TROUBLE = 1.0
"""Seconds until the next try after the database failed."""

RECOGNISES_BY_WORDS = frozenset({"discord"})
"""Platforms that may have to find out by its words whether a message arrived: it has to keep them at every attempt."""

SHOWS_NOTHING_TWICE = frozenset({"web", "discord"})
"""Platforms that recognise a repeated send: there a doubt costs nothing."""


class Lane:
    """The way to one address. `rows` are the next ones to send, the first of them perhaps in flight."""

    def __init__(
        self,
        address: Address,
        member: MemberId,
        turns: Turns,
        courier: Courier,
        gate: AccountGate,
        bucket: Tokens,
        metrics: Metrics,
        answers: "Collection[asyncio.Task[None]]",
        duty: Duty,
    ) -> None:
        self._address = address
        self._member = member
        self._turns = turns
        self._courier = courier
        self._gate = gate
        self._bucket = bucket
        self._metrics = metrics
        self._answers = answers
        self._duty = duty
        self._idle = asyncio.Event()
        self._idle.set()
        self.rows: deque[Queued] = deque()
        self.stopped = False  # nothing more is begun: what waits is for the next start
        self._made: set[str] = set()  # changes that went out with the message they change

    @property
    def platform(self) -> str:
        return self._address.platform

    def at_once(self) -> bool:
        """Whether a row would be sent without waiting for anybody or anything: not where a pace is kept."""
        there = self._courier.always_there(self._address) and not self._answers and not self.stopped
        return there and self._bucket.unlimited and self._gate.open() and not self._courier.pause(self._address)

    async def drain(self) -> None:
        """Send until no row is left; cancelled, it leaves the row in flight marked as being sent."""
        while self.rows and not self.stopped:
            row = self.rows[0]
            if row.id in self._made or outdated(row, self._behind()):
                self._made.discard(row.id)
                self._turns.finished(Delivered(row))
                self.rows.popleft()
            elif await self._over(row) and self.rows:
                self.rows.popleft()
        for row in self.rows if self.stopped else ():
            if row.claimed:  # as it was written, and never begun
                self._turns.put_back(row.id, doubtful=row.doubtful)
        self._made.clear()

    def _behind(self) -> list[Queued]:
        return list(islice(self.rows, 1, None))

    async def answer(self, row: Queued) -> Queued | None:
        """Send a direct answer, beside the others. If that way is closed: the row as it goes down the lane instead."""
        via = getattr(row.item, "via", None)
        if via is not None and not via.aside:
            with suppress(TimeoutError):  # what was under way when it was asked comes before the answer
                async with asyncio.timeout(BEFORE_ANSWER):
                    await self._idle.wait()
        if not await self._turns.claim(row.id):
            return None
        failpoint("answer.before_request")
        try:
            async with asyncio.timeout(ANSWER_LASTS):
                receipt = await self._courier.answer(row, self._address)
            failpoint("answer.after_request")
        except Exception as error:  # whatever it is: down the lane it is told apart what to do about it
            failpoint("answer.refused")
            log.info("lane.not_answered", platform=self._address.platform, error=type(error).__name__)
            if pointless_in_lane(row.item):
                self._turns.finished(Delivered(row))
                return None
            return replace(row, claimed=True)
        self._turns.finished(Delivered(row, receipt.ids))
        return None

    async def _over(self, row: Queued) -> bool:
        """One try. False: the row is still the first to be sent."""
        if row.doubtful and not self._worth_repeating(row):
            self._turns.finished(Delivered(row))
            return True
        if self._courier.expired(row):
            return await self._give_up(row, "expired", NotPassed(Text.UNDELIVERED))
        try:
            await self._courier.reachable(self._address)
        except Gone:
            return await self._gone()
        while self._answers:
            await asyncio.wait(self._answers)
        if self.rows[0] is not row:  # one of the answers failed, and comes before it
            return False
        try:
            files = await self._courier.fetched(row, self._address)
        except RetryLater as pause_asked:
            return await self._later(row, pause_asked)
        except Exception as error:
            return await self._refused(row, error)
        pause = await self._bucket.wait()
        if pause:
            await asyncio.sleep(pause)
        while (pause := self._courier.pause(self._address)) > 0:  # noqa: ASYNC110 - it may have grown meanwhile
            await asyncio.sleep(pause)
        await self._gate.enter(self._address.id, rank(row.item))
        if self.stopped:
            return False  # whatever is begun now might be cut off
        if not row.claimed:
            failpoint("send.before_claim")
            try:
                claimed = await self._turns.claim(row.id)
            except Exception as error:
                if not in_trouble(error):
                    log.warning("lane.claim_failed", platform=self._address.platform, exc_info=error)
                await asyncio.sleep(TROUBLE)
                return False
            if not claimed:
                return True  # withdrawn: its room has ended
        if not self._duty.sure():
            await self._duty.surely()
        await self._gate.begin()
        self._idle.clear()
        try:
            return await self._send(row, files)
        finally:
            self._idle.set()

    async def _send(self, row: Queued, files: Sequence[Attachment]) -> bool:
        platform = self._address.platform
        by_words = platform in RECOGNISES_BY_WORDS
        shown, made = (row, []) if by_words else as_it_reads(row, self._behind())
        try:
            key = SendKey(row.id, attempt=row.attempt + 1, begun=row.created_at)
            failpoint("send.before_request")
            receipt = await self._courier.deliver(shown, self._address, key, files)
            failpoint("send.after_request")
        except RetryLater as pause:
            return await self._later(row, pause)
        except Gone:
            return await self._gone()
        except Unsure as doubt:
            failpoint("send.in_doubt")
            if row.doubts + 1 >= DOUBTS:
                return await self._give_up(row, "unsure", doubt)
            self._turns.put_back(row.id, doubtful=True)
            self.rows[0] = replace(row, claimed=False, attempt=row.attempt + 1, doubts=row.doubts + 1)
            return False
        except Exception as error:
            return await self._refused(row, error)
        self._courier.arrived(row, receipt)
        self._made.update(made)
        self._made.discard(row.id)
        self._turns.finished(Delivered(row, receipt.ids))
        messages = max(1, len(receipt.ids))
        self._gate.sent(self._address.id, rank(row.item), messages)
        self._bucket.charge(messages - 1)
        if isinstance(row.item, Relayed):
            self._metrics.relayed.labels(platform).inc()
        return True

    async def _later(self, row: Queued, pause: RetryLater) -> bool:
        """Nothing was sent; the same row comes again after the pause."""
        failpoint("send.asked_to_wait")
        self._turns.put_back(row.id, doubtful=row.doubtful)
        self.rows[0] = replace(row, claimed=False, attempt=row.attempt + 1)
        self._idle.set()  # waiting is not sending
        seconds = min(pause.seconds, LONGEST_PAUSE)
        self._bucket.pause(seconds)
        if pause.scope is Scope.ACCOUNT:
            self._gate.pause(seconds)
        elif pause.too_fast:
            self._gate.refused(self._address.id)
        await asyncio.sleep(seconds)
        return False

    async def _refused(self, row: Queued, error: Exception) -> bool:
        """Nothing was sent, and it will not pass; unless only the database is in trouble."""
        platform = self._address.platform
        if isinstance(error, SQLAlchemyError):
            if not in_trouble(error):
                log.warning("lane.read_failed", platform=platform, exc_info=error)
            self._turns.put_back(row.id, doubtful=row.doubtful)
            self.rows[0] = replace(row, claimed=False)
            await asyncio.sleep(TROUBLE)
            return False
        if isinstance(error, Rejected):
            log.warning("lane.rejected", platform=platform, reason=str(error), item=row.item.kind)
            return await self._give_up(row, "rejected", error)
        # A mistake of ours while wording or rendering.
        log.error("lane.failed", platform=platform, item=row.item.kind, exc_info=error)
        return await self._give_up(row, "failed", error)

    async def _gone(self) -> bool:
        self._metrics.undelivered.labels(self._address.platform, "gone").inc(len(self.rows))
        self.rows.clear()
        failpoint("send.gone")
        await self._courier.regrets.gone(self._member, self._address.id)
        return True

    def _worth_repeating(self, row: Queued) -> bool:
        """What a person said is rather sent twice than lost; a notice of the bot rather lost than sent twice.

        What somebody is told about a message of theirs counts as much as the message does.
        """
        if self._address.platform in SHOWS_NOTHING_TWICE:
            return True
        if isinstance(row.item, Notice) and row.item.reply_to is None:
            failpoint("doubt.dropped")
            return False
        if isinstance(row.item, Amended | Retracted | Reaction):
            return True  # a change that was made changes nothing the second time
        self._metrics.sent_again.labels(self._address.platform).inc()
        failpoint("doubt.repeated")
        return True

    async def _give_up(self, row: Queued, why: str, error: Exception) -> bool:
        self._metrics.undelivered.labels(self._address.platform, why).inc()
        failpoint("send.given_up")
        await self._courier.regrets.failed(row, error)
        return True
