"""The one writer: turns run one after another, each in one transaction, and relayed messages in groups.

While one group commits the next collects, so the busier it is the larger they get. Marks of the lanes (being sent,
done) join whatever transaction comes next. A turn that changes who talks with whom runs alone, in its place in the
order.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.exc import IntegrityError

from bot import uploads
from bot.apology import apology, oblivion
from bot.conversation import Conversation
from bot.duty import ALONE, Duty
from bot.groups import Groups, Lanes
from bot.jobs import Deed, Job, Jobs
from bot.journal import Delivered, Original, Queued
from bot.marks import Marks
from bot.media.cleaner import Cleans
from bot.messages import Edited, Incoming, Notice, Outgoing, Relayed
from bot.metrics import Metrics
from bot.platforms.base import Fatal
from bot.turn import OpenTurn, Turn
from bot.witness import Nobody, Witness
from config.database import Database
from config.failpoints import failpoint
from config.ids import MessageId, new_id
from config.trouble import in_trouble

log = structlog.get_logger()

TROUBLE = 0.2
"""Seconds to wait before marks are written again after the database refused them."""


class Turns:
    """Takes events and deeds, and commits them in order; what is to be sent goes to the lanes after its commit.

    `on_trouble` hears of each transaction that the database refused; what was to be committed comes again. `witness`
    sees what goes out.
    """

    def __init__(
        self,
        database: Database,
        open_turn: OpenTurn,
        conversation: Conversation,
        cleaner: Cleans,
        metrics: Metrics,
        clock: Callable[[], float],
        lanes: Lanes,
        duty: Duty = ALONE,
        on_trouble: Callable[[Exception], object] = in_trouble,
        witness: Witness | None = None,
    ) -> None:
        self._database = database
        self._open_turn = open_turn
        self._conversation = conversation
        self._cleaner = cleaner
        self._metrics = metrics
        self._clock = clock
        self._lanes = lanes
        self._groups = Groups(lanes, metrics, conversation.words, alone=duty.accounts is None)
        self._duty = duty
        self._on_trouble = on_trouble
        self._witness = witness or Nobody()
        self._jobs = Jobs()
        self._marks = Marks()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    # --- asking ---

    async def accept(self, batch: Sequence[Incoming]) -> None:
        """Handle updates in order; returns when all are committed. Raises if one was not: it may be asked again."""
        ready = [await uploads.cleaned(incoming, self._cleaner) for incoming in batch]
        jobs: list[Job] = []
        for incoming in ready:
            jobs.append(Job(asyncio.get_running_loop().create_future(), incoming, batch=jobs))
        self._add(jobs)
        outcomes = await asyncio.gather(*(job.done for job in jobs), return_exceptions=True)
        jobs.clear()  # each of them holds this list: without the circle they go at once
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def act(self, deed: Deed) -> None:
        """Run a turn that no update caused; returns when it is committed, raises what it raised."""
        job = Job(asyncio.get_running_loop().create_future(), deed=deed)
        self._add([job])
        await job.done

    async def claim(self, row: str) -> bool:
        """Mark a row as being sent, committed on return. False: it was withdrawn, don't send it."""
        if (earlier := self._marks.claims.get(row)) is not None:
            await asyncio.wait([earlier])
            return False
        wanted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._marks.claims[row] = wanted
        self._stir()
        return await wanted

    def put_back(self, row: str, doubtful: bool = False) -> None:
        """A claimed row is to be sent again; doubtful if this send may have arrived."""
        self._marks.backs[row] = doubtful
        self._stir()

    def finished(self, delivered: Delivered) -> None:
        """A claimed row is over, with what came of it."""
        self._marks.done.append(delivered)
        self._stir()

    async def drained(self) -> None:
        """Returns once nothing waits to be committed."""
        failpoint("stop.sent")
        await self._idle.wait()
        failpoint("stop.written")

    def _add(self, jobs: Sequence[Job]) -> None:
        self._jobs.add(jobs)
        self._stir()

    def _stir(self) -> None:
        self._idle.clear()
        self._wake.set()

    # --- writing ---

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            if not self._jobs and not self._marks:
                self._idle.set()
                self._wake.clear()
                await self._wake.wait()
            marks, self._marks = self._marks, Marks()
            jobs = self._jobs.next()
            try:
                await self._round(marks, jobs)
            except Fatal as error:  # another process serves these accounts now, and brings what was refused
                self._jobs.refuse(jobs, error)
                marks.failed(error)
                raise
            except IntegrityError:  # an event came again: ask which
                await self._again(marks, jobs)
            except Exception as error:
                await self._piecemeal(marks, jobs, error)

    async def _round(self, marks: Marks, jobs: list[Job], *, careful: bool = False) -> None:
        """One transaction. `careful`: look for events handled before, rather than trip over them."""
        handled, queued, claimed = jobs, list[Queued](), frozenset[str]()
        alone = bool(jobs) and not jobs[0].groupable
        if alone:
            self._groups.forget()  # none is read before this turn is over
        async with self._database.unit(shared=not alone) as unit:
            await self._duty.check(unit)
            turn = self._open_turn(unit, self._clock())
            claimed = await marks.write(turn)
            if jobs and not alone:
                handled, queued = await self._groups.relay(turn, jobs, careful, self._claimable)
                await self._witness.saw(turn, queued)
                failpoint("group.before_commit")
            elif jobs:
                queued = await self._alone(turn, jobs[0])
                await self._witness.saw(turn, queued)
                failpoint("alone.before_commit")
        self._jobs.back(jobs[len(handled) :])
        self._committed(marks, claimed, handled, queued)

    def _committed(self, marks: Marks, claimed: frozenset[str], handled: list[Job], queued: list[Queued]) -> None:
        failpoint("turn.after_commit")
        for row in marks.answer(claimed):
            self.put_back(row)
        self._lanes.put(queued)
        failpoint("turn.before_acknowledged")
        for job in handled:
            job.committed()

    async def _piecemeal(self, marks: Marks, jobs: list[Job], error: Exception) -> None:
        """A transaction failed: its parts are repeated one by one, so that one bad turn takes no other with it."""
        if in_trouble(error):
            self._on_trouble(error)
            self._jobs.refuse(jobs, error)
            jobs = []
        if marks and jobs:
            await self._again(marks, [])
        elif marks:
            kept = marks.failed(error)
            self._marks.done[:0] = kept.done
            self._marks.backs = kept.backs | self._marks.backs
            await asyncio.sleep(TROUBLE)
        if len(jobs) == 1 and not marks:
            await self._failed(jobs[0], error)
            return
        for job in jobs:
            if not job.done.done():
                await self._again(Marks(), [job])

    async def _again(self, marks: Marks, jobs: list[Job]) -> None:
        try:
            await self._round(marks, jobs, careful=True)
        except Fatal:
            raise
        except Exception as error:
            await self._piecemeal(marks, jobs, error)

    async def _failed(self, job: Job, error: Exception) -> None:
        """One turn failed by a mistake of ours: it is answered once, and never tried again."""
        if job.incoming is None:
            self._jobs.refuse([job], error)
            return
        log.error("turn.failed", what=type(job.incoming.what).__name__, exc_info=error)
        self._metrics.failed_turns.inc()
        # Should not even the apology pass, the event is forgotten: it must not keep all that follow it waiting.
        for deed in (apology(job.incoming), oblivion(job.incoming)):
            try:
                await self._round(Marks(), [Job(job.done, deed=deed)])
            except Fatal:
                raise
            except Exception as mistake:
                if not in_trouble(mistake):
                    log.error("turn.apology_failed", exc_info=mistake)
                    continue
                self._on_trouble(mistake)
                self._jobs.refuse([job], mistake)
            return
        job.committed()

    def _claimable(self, lane: str) -> bool:
        """Whether a lane's next row may be claimed as it is written: never while the end of the one before is not.

        Otherwise a crash would leave two rows of one lane in doubt, and both would be sent again.
        """
        return self._lanes.free(lane) and not self._marks.ends(lane)

    async def _alone(self, turn: Turn, job: Job) -> list[Queued]:
        self._metrics.turns.labels("alone").inc()
        if job.deed is not None:
            return await turn.journal.append(await job.deed(turn), turn.now)
        incoming = job.incoming
        if incoming is None or await turn.journal.seen([incoming.key]):
            return []
        await turn.journal.remember([incoming.key], turn.now)
        message = MessageId(new_id())
        incoming = await uploads.stored(incoming, turn)
        items = await self._conversation.handle(incoming, turn, message)
        await uploads.dropped(incoming, items, turn, message)
        await self._link_original(turn, incoming, message, items)
        return await turn.journal.append(items, turn.now)

    async def _link_original(self, turn: Turn, incoming: Incoming, message: MessageId, items: list[Outgoing]) -> None:
        """So that a notice about the message, or a reply to it, finds it. What changed is linked already."""
        if isinstance(incoming.what, Edited):
            return
        relayed = next((item for item in items if isinstance(item, Relayed) and item.of == message), None)
        pointed = any(isinstance(item, Notice) and item.reply_to == message for item in items)
        if incoming.message is None or (relayed is None and not pointed):
            return
        member = await turn.members.known(incoming.sender)
        if member is not None and member.lane is not None:
            room = relayed.room if relayed else None
            await turn.journal.link([Original(member.lane, incoming.message, message, room)], turn.now)
