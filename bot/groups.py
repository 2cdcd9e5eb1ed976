"""What people say to each other, many messages in one transaction.

One query finds their seats, one statement for each table writes them all.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.content import Content
from bot.guard import asks
from bot.jobs import Job
from bot.journal import Original, Queued
from bot.members import Seated
from bot.messages import Incoming, Notice, Outgoing, Said, Sender
from bot.metrics import Metrics
from bot.posts import Address
from bot.relay import relay
from bot.turn import Turn
from bot.wordlists import WordLists
from config.ids import MemberId, MessageId, new_id


class Lanes(Protocol):
    """What the writer knows of the lanes (bot/outbox.py)."""

    def put(self, rows: Sequence[Queued]) -> None:
        """Rows that were just committed."""

    def known(self, lane: str) -> bool:
        """Whether it is known where the lane leads."""

    def learn(self, address: Address, member: MemberId) -> None:
        """Where a lane leads, so that it need not be read."""

    def free(self, lane: str) -> bool:
        """Whether the lane would send its next row at once."""

    def elsewhere(self, lane: str) -> bool:
        """Whether another process sends the lane, so that `crowded` knows nothing of it."""

    def crowded(self, lane: str, beside: int = 0) -> bool:
        """Whether so much waits in the lane, `beside` not yet counted, that nothing more should be put there."""


REMEMBERED = 50_000
"""Seats known without asking."""


class Groups:
    """Relays what may be relayed together.

    `alone`: no other process writes, so that seats change in turns of this one only. They are remembered from one group
    to the next then, until `forget`: a turn that is not a group's may change who talks with whom.
    """

    def __init__(self, lanes: Lanes, metrics: Metrics, words: WordLists, *, alone: bool) -> None:
        self._lanes = lanes
        self._metrics = metrics
        self._words = words
        self._alone = alone
        self._seats: dict[Sender, Seated] = {}

    def forget(self) -> None:
        """Seats may have changed."""
        self._seats.clear()

    async def _seated(self, turn: Turn, senders: Sequence[Sender]) -> Mapping[Sender, Seated]:
        if not self._alone:
            return await turn.members.seated(senders)
        if unknown := [sender for sender in senders if sender not in self._seats]:
            if len(self._seats) > REMEMBERED:
                self._seats.clear()
                unknown = list(senders)
            self._seats.update(await turn.members.seated(unknown))
        return self._seats

    async def relay(
        self, turn: Turn, jobs: list[Job], careful: bool, free: Callable[[str], bool]
    ) -> tuple[list[Job], list[Queued]]:
        """Relay from the first on, as many as are talking: those handled, and what goes out.

        If not even the first is, it is to have a turn of its own. `careful`: look for events handled before. `free`:
        whether the next row of a lane may be claimed as it is written.
        """
        incomings = [job.incoming for job in jobs if job.incoming]
        seen = set(await turn.journal.seen([incoming.key for incoming in incomings])) if careful else set[str]()
        seated = await self._seated(turn, [incoming.sender for incoming in incomings])
        taken: list[tuple[Incoming, Seated, MessageId]] = []
        handled = 0
        for incoming in incomings:
            if incoming.key not in seen:
                seat = seated.get(incoming.sender)
                if seat is None or incoming.room not in (None, seat.tag):
                    break
                if asks(_content(incoming), guarded=seat.guarded) is not None:
                    break  # it is held, in a turn of its own
                if seat.origin is not None and await self._words.touched(turn, seat.origin, _content(incoming)):
                    break  # likewise
                taken.append((incoming, seated[incoming.sender], MessageId(new_id())))
                seen.add(incoming.key)
            handled += 1
        if handled == 0:
            jobs[0].alone = True
            return [], []
        return jobs[:handled], await self._relayed(turn, taken, free)

    async def _relayed(
        self, turn: Turn, taken: list[tuple[Incoming, Seated, MessageId]], free: Callable[[str], bool]
    ) -> list[Queued]:
        if not taken:
            return []
        written = {
            (seat.lane, incoming.message): (message, seat.room) for incoming, seat, message in taken if incoming.message
        }
        asked = [(seat.lane, incoming.reply_to) for incoming, seat, _ in taken if incoming.reply_to]
        links = {**(await turn.journal.originals(asked) if asked else {}), **written}
        items: list[Outgoing] = []
        lanes: dict[MemberId, str] = {}
        coming = await self._elsewhere(turn, [seat.partner_lane for _, seat, _ in taken])
        for incoming, seat, message in taken:
            lanes |= {seat.member: seat.lane, seat.partner: seat.partner_lane}
            if seat.reaches is not None and not self._lanes.known(seat.partner_lane):
                self._lanes.learn(seat.reaches(), seat.partner)
            answers = links.get((seat.lane, incoming.reply_to)) if incoming.reply_to else None
            crowded = self._lanes.crowded(seat.partner_lane, coming[seat.partner_lane])
            for item in relay(_content(incoming), seat, message, answers, crowded):
                lane = lanes[item.to]
                if isinstance(item, Notice) and self._lanes.crowded(lane, coming[lane]):
                    self._metrics.unsaid.inc()  # they have been told often enough
                    continue
                coming[lane] += 1
                items.append(item)
        await turn.journal.remember([incoming.key for incoming, _, _ in taken], turn.now)
        await turn.journal.link([Original(lane, native, *link) for (lane, native), link in written.items()], turn.now)
        self._metrics.turns.labels("group").inc(len(taken))
        return await turn.journal.append(items, turn.now, lanes, free)

    async def _elsewhere(self, turn: Turn, lanes: Sequence[str]) -> Counter[str]:
        """How much waits in those of the lanes that other processes send."""
        theirs = {lane for lane in lanes if self._lanes.elsewhere(lane)}
        return Counter(await turn.journal.crowds(list(theirs))) if theirs else Counter()


def _content(incoming: Incoming) -> Content:
    return incoming.what.content if isinstance(incoming.what, Said) else Content()
