"""The tags of a room form one chain, also where two processes relay the two sides of it at the same moment."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from config.database import UnitOfWork
from config.ids import RoomId
from moderation.franking import START, Entry, Frank, Tag, Utterance
from moderation.stores.tags import SqlTags

REMEMBERED: Final = 50_000
"""Rooms whose latest tag is known without asking."""

Head = tuple[int, bytes]
"""The number of what is said next, and the tag before it."""


class Chains:
    """Adds to chains. `alone`: no other process writes, so that the latest tags are known from one unit to the next.

    They are forgotten where a unit was rolled back. Otherwise each unit keeps the others away from its rooms and looks.
    """

    def __init__(self, *, alone: bool) -> None:
        self._alone = alone
        self._heads: OrderedDict[RoomId, Head] = OrderedDict()

    async def extend(self, unit: UnitOfWork, frank: Frank, said: Sequence[Utterance], minute: int) -> list[Entry]:
        """Frank what is said in this order, and write the tags. Each with its place in its room."""
        if not said:
            return []
        store = SqlTags(unit)
        heads = await self._known(store, {each.room for each in said})
        entries: list[Entry] = []
        made: list[Tag] = []
        for each in said:
            seq, previous = heads[each.room]
            entries.append(Entry(seq, minute, each))
            made.append(frank.tag(entries[-1], previous))
            heads[each.room] = seq + 1, made[-1].tag
        if self._alone:
            self._remember(unit, heads)
        await store.append(made)
        return entries

    async def _known(self, store: SqlTags, rooms: set[RoomId]) -> dict[RoomId, Head]:
        heads = {room: self._heads[room] for room in rooms if room in self._heads}
        if unknown := rooms - heads.keys():
            if not self._alone:
                await store.alone_with(unknown)
            found = await store.latest(unknown)
            heads |= {room: (found[room][0] + 1, found[room][1]) if room in found else (0, START) for room in unknown}
        return heads

    def _remember(self, unit: UnitOfWork, heads: dict[RoomId, Head]) -> None:
        async def forget() -> None:
            for room in heads:
                self._heads.pop(room, None)

        unit.after_rollback.append(forget)
        for room, head in heads.items():
            self._heads[room] = head
            self._heads.move_to_end(room)
        while len(self._heads) > REMEMBERED:
            self._heads.popitem(last=False)
