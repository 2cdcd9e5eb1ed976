"""All lanes: what is committed is sent, each lane by a task of its own while it has anything to send.

Lanes are fair to each other because each has one message in the account's queue at a time. Memory holds a bounded part
of a lane; the rest stays in the database until its turn comes.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.courier import Courier
from bot.duty import ALONE, Duty
from bot.gate import Gates
from bot.journal import Queued
from bot.lanes import Lane
from bot.leases import AccountName
from bot.messages import Disclosed, Export, Notice, Reworded
from bot.metrics import Metrics
from bot.pace import Pace
from bot.places import Place
from bot.posts import Address
from bot.rings import Rings
from bot.turn import OpenTurn
from bot.turns import Turns
from config.database import Database
from config.failpoints import failpoint
from config.ids import MemberId
from config.trouble import in_trouble

log = structlog.get_logger()

IN_MEMORY = 100  # rows of one lane held in memory

MOST_SAID = 100
"""Rows that may wait in a lane. Fewer would refuse what somebody wrote while Bauta was down; more would keep what they
say now for minutes, at the message a second that a chat takes."""

LATE = 60.0  # seconds after which whoever said it is told that it has not arrived yet

LOOK = 5.0  # seconds between two looks for what is late

ELSEWHERE = 100_000  # lanes of other processes that are remembered as such

TROUBLE = 1.0  # seconds until a lane whose rows could not be read is tried again

ANSWERS = 200  # direct answers under way at once; beyond that they go down their lanes

IDLE_LANES = 10_000  # kept, with the state of their pace, although they have nothing to send


class Outbox:
    """Takes committed rows with `put`; `run` sends them."""

    def __init__(
        self,
        database: Database,
        open_turn: OpenTurn,
        paces: Mapping[str, Pace],
        metrics: Metrics,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        duty: Duty = ALONE,
    ) -> None:
        self._database = database
        self._open_turn = open_turn
        self._gates = Gates(paces, monotonic, duty.shared)
        self._metrics = metrics
        self._clock = clock
        self._places: dict[str, Place] = {}
        self._group: asyncio.TaskGroup | None = None
        self._answering = 0
        self._stopped = False
        self._duty = duty
        self._elsewhere: OrderedDict[str, AccountName] = OrderedDict()
        self._rings = Rings(database, open_turn, clock, duty, self)

    def put(self, rows: Sequence[Queued]) -> None:
        """Rows that were just committed. Before `run` began they wait in the database."""
        if self._group is None:
            return
        for row in rows:
            if (account := self._elsewhere.get(row.lane)) is not None:
                self._duty.bell.ring(account, row.lane)
                continue
            place = self._places.setdefault(row.lane, Place())
            if getattr(row.item, "via", None) is not None and self._answering < ANSWERS:
                self._answer(row, place, self._group)
            else:
                self._enqueue(row, place)

    def _enqueue(self, row: Queued, place: Place) -> None:
        if not row.claimed and (place.behind or place.held >= IN_MEMORY):  # what is claimed is not read again
            place.behind = True
        else:
            place.append(row)
        self._start(row.lane, place)

    def _answer(self, row: Queued, place: Place, group: asyncio.TaskGroup) -> None:
        """What answers somebody directly waits for nothing but earlier answers; the lane waits for it."""
        self._answering += 1
        ahead = frozenset((*(each.id for each in place.rows), *place.answers.values()))
        task = group.create_task(self._answered(row, place, tuple(place.answers), ahead), name="answer")
        place.answers[task] = row.id
        task.add_done_callback(place.answers.pop)

    async def _answered(
        self, row: Queued, place: Place, earlier: "Sequence[asyncio.Task[None]]", ahead: Collection[str]
    ) -> None:
        left: Queued | None = row
        try:
            if earlier:  # the first answer has to take the place that is held free
                await asyncio.wait(earlier)
            lane = await self._lane_of(row.lane, place)
            if lane is not None:
                left = await lane.answer(row)
        except Exception as error:  # it was not claimed: the lane does that
            if not in_trouble(error):
                log.error("outbox.answer_failed", exc_info=error)
        finally:
            self._answering -= 1
        if left is not None and isinstance(left.item, Notice | Reworded | Export | Disclosed):
            place.insert(replace(left, item=replace(left.item, via=None)), ahead)
            self._start(row.lane, place)

    def crowded(self, lane: str, beside: int = 0) -> bool:
        """Whether a lane has so much to send, `beside` not yet counted, that its reader can't keep up."""
        place = self._places.get(lane)
        if place is None:
            return beside >= MOST_SAID
        return (place.behind and not place.unread) or place.held + beside >= MOST_SAID

    def busy(self, lane: str) -> bool:
        """Whether the lane is being sent."""
        return lane in self._places and self._places[lane].task is not None

    def elsewhere(self, lane: str) -> bool:
        """Whether another process sends this lane, as far as is known."""
        return lane in self._elsewhere

    def known(self, lane: str) -> bool:
        """Whether it is known where the lane leads."""
        place = self._places.get(lane)
        return lane in self._elsewhere or (place is not None and place.lane is not None)

    def learn(self, address: Address, member: MemberId) -> None:
        """Where a lane leads, so that it need not be read."""
        account = address.platform, address.account
        if not self._duty.serves(account):
            self._elsewhere[address.id] = account
            while len(self._elsewhere) > ELSEWHERE:
                self._elsewhere.popitem(last=False)
            return
        place = self._places.setdefault(address.id, Place())
        if place.lane is None:
            gate, bucket = self._gates.of(account), self._gates.bucket(address.platform, address.id)
            parts = self._turns, self._courier, gate, bucket, self._metrics, place.answers, self._duty
            place.lane = Lane(address, member, *parts)
            place.lane.stopped = self._stopped

    def free(self, lane: str) -> bool:
        """Whether the next row of a lane would be sent at once. Others may have put something before it."""
        place = self._places.get(lane)
        return self._duty.accounts is None and place is not None and place.at_once()

    def _start(self, name: str, place: Place) -> None:
        if place.task is None and self._group is not None:
            place.task = self._group.create_task(self._serve(name, place), name="lane")

    async def run(self, turns: Turns, courier: Courier) -> None:
        """Send until cancelled; begins with what an earlier run left."""
        self._turns, self._courier = turns, courier
        async with asyncio.TaskGroup() as group:
            failpoint("start.before_interrupted")
            async with self._database.unit() as unit:
                await self._duty.check(unit)
                lanes = await self._open_turn(unit, self._clock()).journal.interrupted(self._duty.accounts)
            failpoint("start.after_interrupted")
            self._group = group
            self._gates.start(group)
            group.create_task(self._look_for_late(), name="late")
            self._rings.start(group)
            for name in lanes:
                self._rings.heard(name)
            await asyncio.Event().wait()

    def unread(self, name: str) -> None:
        """The database may hold rows of a lane that memory does not: until they are read nothing overtakes them."""
        place = self._places.setdefault(name, Place())
        place.behind = place.unread = True

    def found(self, name: str, rows: list[Queued] | None) -> None:
        """These are all rows of a lane that nobody began to send; None if that is not known."""
        place = self._places.setdefault(name, Place())
        if rows is None or place.task or place.held or not place.unread:
            place.behind = place.unread = True
        else:
            place.waiting, place.behind, place.unread = rows, False, False
        self._start(name, place)

    async def _look_for_late(self) -> None:
        """Tell, once while a lane is busy, whoever said what waits there for long."""
        while True:
            await asyncio.sleep(LOOK)
            before = self._clock() - LATE
            for place in [each for each in self._places.values() if each.task and not each.late]:
                row = place.oldest_said()
                if row is not None and place.lane is not None and row.created_at <= before:
                    place.late = True
                    self._metrics.undelivered.labels(place.lane.platform, "late").inc()
                    await self._courier.regrets.late(row)

    def stop(self) -> None:
        """Begin to send nothing more: what waits is for the next start, what is under way may end."""
        self._stopped = True
        for lane in [place.lane for place in self._places.values() if place.lane]:
            lane.stopped = True

    async def drained(self) -> None:
        """Returns once no lane is sending any more."""
        failpoint("stop.begun")
        while tasks := [task for place in self._places.values() for task in (place.task, *place.answers) if task]:
            await asyncio.wait(tasks)

    async def _serve(self, name: str, place: Place) -> None:
        try:
            while not await self._served(name, place):  # noqa: ASYNC110 - waits out the database, for no event of ours
                await asyncio.sleep(TROUBLE)
        finally:
            place.task = None
            place.late = False
            self._tidy()

    async def _served(self, name: str, place: Place) -> bool:
        """Send what there is. False: it could not be read; it is safe in the database."""
        try:
            lane = await self._lane_of(name, place)
            if (account := self._elsewhere.get(name)) is not None:
                place.waiting, place.behind = [], False  # they are in the database
                self._duty.bell.ring(account, name)
                return True
            if lane is None:
                place.waiting, place.behind = [], False
                await self._courier.regrets.abandoned(name)
                return True
            while await self._next(name, place, lane):
                await lane.drain()
                if self._stopped:
                    break
        except Exception as error:
            if not in_trouble(error):
                log.error("outbox.lane_failed", exc_info=error)
            place.behind = place.unread = True
            return False
        return True

    async def _next(self, name: str, place: Place, lane: Lane) -> bool:
        """Hand the lane its next rows; False if there are none."""
        if place.behind:
            place.behind = place.unread = False
            async with self._database.read() as unit:
                loaded = await self._open_turn(unit, self._clock()).journal.rows(name, IN_MEMORY)
            place.behind = place.behind or len(loaded) == IN_MEMORY
            # What memory holds is among the rows loaded or beyond them, but for what is claimed already.
            known = {row.id for row in loaded}
            claimed = [row for row in (*lane.rows, *place.waiting) if row.claimed]
            beyond = [] if place.behind else [row for row in place.waiting if not row.claimed and row.id not in known]
            lane.rows.clear()
            place.waiting = [*claimed, *loaded, *beyond]
        lane.rows.extend(place.waiting)
        place.waiting = []
        return bool(lane.rows)

    async def _lane_of(self, name: str, place: Place) -> Lane | None:
        """The place's lane; None if its address was erased. Two who ask at the same time get the same one."""
        if place.lane is None:
            found = await self._lane(name)
            place.lane = place.lane or found
        return place.lane

    async def _lane(self, name: str) -> Lane | None:
        async with self._database.read() as unit:
            found = await self._open_turn(unit, self._clock()).members.address(name)
        if found is not None:
            self.learn(*found)
        return self._places.setdefault(name, Place()).lane

    async def pace(self, platform: str, account: str) -> None:
        """Returns when the account may make one more request, beside the lanes."""
        gate = self._gates.of((platform, account))
        await gate.enter()
        await gate.begin()

    def _tidy(self) -> None:
        if len(self._places) > IDLE_LANES:
            idle = [name for name, place in self._places.items() if not place.task and not place.answers]
            for name in idle[: IDLE_LANES // 10]:
                del self._places[name]
