"""One lane: everything on its way to one address, strictly in order, one request in flight."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace

import structlog

from bot import albums
from bot.answers import pointless_in_lane
from bot.baggage import NotPassed
from bot.courier import Courier
from bot.duty import Duty
from bot.gate import AccountGate
from bot.journal import Delivered, Queued
from bot.messages import Amended, Disclosed, Notice, Reaction, Retracted, Withdrawn
from bot.metrics import Metrics
from bot.outcomes import TROUBLE, Outcomes
from bot.pace import Tokens
from bot.platforms.base import Gone, Rejected, Relocated, RetryLater, SendKey, Unsure
from bot.posts import Address, Attachment
from bot.ranks import rank
from bot.rows import Rows
from bot.supersede import as_it_reads, outdated
from bot.texts.keys import Text
from bot.turns import Turns
from config.failpoints import failpoint
from config.ids import MemberId
from config.trouble import in_trouble

log = structlog.get_logger()

ANSWER_LASTS = 20.0
"""Seconds that a direct answer may take; the lane waits for it."""

BEFORE_ANSWER = 2.0
"""Seconds that a direct answer in the chat waits for what is being sent there."""

RECOGNISES_BY_WORDS = frozenset({"discord"})
"""Platforms that may have to find out by its words whether a message arrived: it has to keep them at every attempt."""

PEOPLES_WORDS = frozenset({Text.REVEALED})
"""Notices that bring what a partner wrote: of two who show each other who they are neither may be left without."""

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
        self._turns = turns
        self._courier = courier
        self._gate = gate
        self._bucket = bucket
        self._metrics = metrics
        self._answers = answers
        self._duty = duty
        self._idle = asyncio.Event()
        self._idle.set()
        self.rows = Rows()
        self._outcomes = Outcomes(address, member, self.rows, turns, courier, gate, bucket, metrics)
        self.gathering = asyncio.Event()  # set: there is another row for an album that waits for more
        self.gathering.set()
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
            if row.id in self._made or outdated(row, self.rows.behind()):
                self._drop(row)
                continue
            group = albums.leading(self.rows)
            if dropped := [each for each in group[1:] if outdated(each, self.rows.behind())]:
                self._drop(dropped[0])
                continue
            pause = albums.pause(self.rows, group, self._courier.now())
            if not (pause and await self._more(pause)):
                await self._over(group)
        for row in self.rows if self.stopped else ():
            if row.claimed:  # as it was written, and never begun
                self._turns.put_back(row.id, doubtful=row.doubtful)
        self._made.clear()

    def _drop(self, row: Queued) -> None:
        """It need not be sent."""
        self._made.discard(row.id)
        self._outcomes.settled([row])

    async def _more(self, seconds: float) -> bool:
        """Whether another row comes within so many seconds."""
        self.gathering.clear()
        try:
            async with asyncio.timeout(seconds):
                await self.gathering.wait()
        except TimeoutError:
            self.gathering.set()
            return False
        return True

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

    async def _over(self, group: Sequence[Queued]) -> bool:
        """One try. False: the rows are still the first to be sent."""
        row = group[0]
        if row.doubtful and not self._worth_repeating(row):
            if isinstance(row.item, Disclosed):
                return await self._outcomes.give_up(group, "unsure", Unsure("it may have been shown"))
            return self._outcomes.settled(group)
        if self._courier.expired(row):
            return await self._outcomes.give_up(group, "expired", NotPassed(Text.UNDELIVERED))
        try:
            await self._courier.reachable(self._address)
        except Gone:
            return await self._outcomes.gone()
        while self._answers:
            await asyncio.wait(self._answers)
        if self.rows[0] is not row:  # one of the answers failed, and comes before it
            return False
        try:
            group, files = await self._fetched(group)
        except RetryLater as pause_asked:
            return await self._outcomes.later(group, pause_asked)
        except Exception as error:
            return await self._outcomes.refused(group, error)
        if not group:
            return False  # nothing is left of the album
        pause = await self._bucket.wait()
        if pause:
            await asyncio.sleep(pause)
        while (pause := self._courier.pause(self._address)) > 0:  # noqa: ASYNC110 - it may have grown meanwhile
            await asyncio.sleep(pause)
        await self._gate.enter(self._address.id, rank(row.item))
        if self.stopped:
            return False  # whatever is begun now might be cut off
        claimed = await self._claimed(group)
        if len(claimed) < len(group):
            return False  # the database is in trouble, or the room has ended and these were withdrawn
        if not self._duty.sure():
            await self._duty.surely()
        await self._gate.begin()
        self._idle.clear()
        try:
            return await self._send(claimed, files)
        finally:
            self._idle.set()

    async def _fetched(self, group: Sequence[Queued]) -> tuple[Sequence[Queued], list[Sequence[Attachment]]]:
        """The rows with their files. What of an album does not pass is given up alone."""
        if len(group) == 1:
            return group, [await self._courier.fetched(group[0], self._address)]
        kept, files = [], list[Sequence[Attachment]]()
        for row in group:
            try:
                files.append(await self._courier.fetched(row, self._address))
                kept.append(row)
            except Rejected as error:
                await self._outcomes.refused([row], error)
                self.rows.forget([row])
        return kept, files

    async def _claimed(self, group: Sequence[Queued]) -> list[Queued]:
        """Those of the rows that are to be sent, marked as being sent. Withdrawn ones are forgotten."""
        if all(row.claimed for row in group):
            return list(group)
        failpoint("send.before_claim")
        open_rows = [row for row in group if not row.claimed]
        got = await asyncio.gather(*(self._turns.claim(row.id) for row in open_rows), return_exceptions=True)
        claimed = {row.id for row, answer in zip(open_rows, got, strict=True) if answer is True}
        errors = [answer for answer in got if isinstance(answer, BaseException)]
        withdrawn = [row for row, answer in zip(open_rows, got, strict=True) if answer is False]
        if not errors and not withdrawn:
            return list(group)
        for name in claimed:  # they wait for the others
            self._turns.put_back(name, doubtful=group[0].doubtful)
        self.rows.forget(withdrawn)
        for error in errors:
            if not isinstance(error, Exception):
                raise error
            if not in_trouble(error):
                log.warning("lane.claim_failed", platform=self._address.platform, exc_info=error)
        if errors:
            await asyncio.sleep(TROUBLE)
        return []

    async def _send(self, group: Sequence[Queued], files: Sequence[Sequence[Attachment]]) -> bool:
        platform = self._address.platform
        row, joined = albums.joined(group, files)
        by_words = platform in RECOGNISES_BY_WORDS
        shown, made = (row, []) if by_words else as_it_reads(row, self.rows.behind())
        try:
            key = SendKey(row.id, attempt=row.attempt + 1, begun=row.created_at)
            failpoint("send.before_request")
            receipt = await self._courier.deliver(shown, self._address, key, joined)
            failpoint("send.after_request")
        except RetryLater as pause:
            self._idle.set()  # waiting is not sending
            return await self._outcomes.later(group, pause)
        except Relocated as moved:
            await self._courier.regrets.moved(self._address.id, moved.chat)
            self._address = replace(self._address, chat=moved.chat)
            return await self._outcomes.later(group, RetryLater(0.0))
        except Gone:
            return await self._outcomes.gone()
        except Unsure as doubt:
            return await self._outcomes.unsure(group, doubt)
        except Exception as error:
            return await self._outcomes.refused(group, error)
        self._made.update(made)
        self._made.discard(row.id)
        self._outcomes.delivered(group, receipt)
        return True

    def _worth_repeating(self, row: Queued) -> bool:
        """What a person said is rather sent twice than lost; a notice of the bot rather lost than sent twice.

        What somebody is told about a message of theirs counts as much as the message does.
        """
        if self._address.platform in SHOWS_NOTHING_TWICE:
            return True
        if isinstance(row.item, Disclosed):
            return False  # what may stand there unknown to us should not stand there twice
        if isinstance(row.item, Notice) and row.item.reply_to is None and row.item.text not in PEOPLES_WORDS:
            failpoint("doubt.dropped")
            return False
        if isinstance(row.item, Amended | Retracted | Reaction | Withdrawn):
            return True  # a change that was made changes nothing the second time
        self._metrics.sent_again.labels(self._address.platform).inc()
        failpoint("doubt.repeated")
        return True
