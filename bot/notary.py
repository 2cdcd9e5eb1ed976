"""Franks what is relayed, in its turn, and keeps the last words of each room for a while once that is committed."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import partial

from bot.duty import Duty
from bot.journal import Queued
from bot.mediums import medium_of
from bot.messages import Amended, Relayed, Retracted
from bot.metrics import Metrics
from bot.spelled import spelled
from bot.turn import Turn
from config.ids import MessageId, RoomId
from config.keys import KeyRing
from moderation.chains import Chains
from moderation.evidence import Evidence, frank_of
from moderation.franking import Utterance, slot_of
from moderation.ring import ROOMS, Note, TakenBack


class Notary:
    """`bot.witness.Witness`, over one process's turns. What it keeps is in `evidence`."""

    def __init__(self, keys: KeyRing, evidence: Evidence, duty: Duty, metrics: Metrics) -> None:
        self._keys = keys
        self._frank = frank_of(keys)
        self._chains = Chains(alone=duty.accounts is None)
        self._evidence = evidence
        if evidence.ring is not None:
            evidence.ring.on_lost = metrics.unkept.inc
        self.rooms: OrderedDict[RoomId, None] = OrderedDict()
        """Those whose words are kept, the silent ones first."""

    # --- seeing ---

    async def saw(self, turn: Turn, rows: Sequence[Queued]) -> None:
        said: list[Utterance] = []
        taken: dict[MessageId, RoomId] = {}
        for row in rows:
            match row.item:
                case Relayed() | Amended() as item:
                    said.append(self._utterance(item))
                case Retracted(of=message, room=room):
                    taken[message] = room
        minute = int(turn.now // 60)
        entries = await self._chains.extend(turn.unit, self._frank, said, minute)
        if self._evidence.ring is None or not (entries or taken):
            return
        notes: dict[RoomId, list[Note]] = {}
        for entry in entries:
            notes.setdefault(entry.said.room, []).append(entry)
        for message, room in taken.items():
            notes.setdefault(room, []).append(TakenBack(message, minute))
        turn.after_commit(partial(self._keep, notes, turn.now))

    def _utterance(self, item: Relayed | Amended) -> Utterance:
        content = item.content
        return Utterance(
            item.room,
            item.of,
            slot_of(item.author, item.to),
            spelled(content),
            tuple(medium_of(each, self._keys) for each in content.media),
            isinstance(item, Amended),
        )

    async def _keep(self, notes: Mapping[RoomId, Sequence[Note]], now: float) -> None:
        ring = self._evidence.ring
        if ring is None:
            return
        for room, some in notes.items():
            ring.add(room, some, now)
            self.know(room)

    def know(self, room: RoomId) -> None:
        """Something of this room is kept."""
        self.rooms[room] = None
        self.rooms.move_to_end(room)
        while len(self.rooms) > ROOMS:
            self.rooms.popitem(last=False)
