"""Deals cards to desks within one turn: what holds for all of them is read once, and what has no card is told of once.

A desk holds few cards. What waits beyond them is a number there, and gets a card when there is room again.
"""

from collections.abc import Sequence

from bot.cards import ALIVE, MOST_CARDS, RENEWED_AFTER, Face, face, scope_of
from bot.commands.base import House
from bot.desks import GLOBAL, Card, Desk
from bot.messages import Arg, Notice, Outgoing, Reworded
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, new_id
from moderation.casework import Sheet
from moderation.model import CaseId, Queue
from moderation.service import NoSuchReport


async def opened(house: House, desk: Desk, cases: Sequence[CaseId], turn: Turn) -> list[Outgoing]:
    """What waits already, at a desk that was just set up."""
    dealer = Dealer(house, turn)
    return [*await dealer.opened(desk, cases), *await dealer.done()]


async def waiting(house: House, desk: Desk, most: int, turn: Turn) -> Sequence[CaseId]:
    """What comes first of all that may be shown at a desk."""
    return await Dealer(house, turn).waiting(desk, most)


class Dealer:
    """The cards of one turn. `done` belongs at its end."""

    def __init__(self, house: House, turn: Turn) -> None:
        self._house = house
        self._turn = turn
        self._desks: dict[str, Sequence[Desk]] = {}  # by scope
        self._standing: dict[MemberId, set[str]] = {}  # the cases with a card, by desk
        self._seen: dict[MemberId, frozenset[Queue]] = {}  # the queues whose cases belong there, by desk
        self._sheets: dict[CaseId, Sheet] = {}
        self._counts: dict[str, dict[Queue, int]] = {}  # by scope
        self._first: dict[tuple[str, frozenset[Queue]], Sequence[CaseId]] = {}  # by scope and queues
        self._fewer: dict[MemberId, Desk] = {}  # desks where there may be room again
        self._changed: dict[MemberId, Desk] = {}  # desks where another number of cases has no card now

    # --- a case ---

    async def shown(self, name: CaseId) -> list[Outgoing]:
        """Every card of a case as it stands now; new ones at desks that have none."""
        try:
            case = await self._house.moderation.case_of(self._turn.unit, name)
        except NoSuchReport:  # its time on record is over
            return []
        desks = {each.member: each for each in await self._at(scope_of(case))}
        out: list[Outgoing] = []
        kept: list[Card] = []
        over: list[MemberId] = []
        for card in await self._turn.desks.cards(name):
            desk = desks.pop(card.desk, None)
            here = desk is not None and case.queue in self._seen[desk.member]
            now = face(await self._sheet(name), self._turn.unit.keys, here=here)
            items, new = self._reworded(card, now)
            out += items
            if new is None:
                over.append(card.desk)
                await self._freed(card, desk)
            elif new != card:
                kept.append(new)
        await self._turn.desks.put(kept)
        await self._turn.desks.drop(name, over)
        if case.state in ALIVE:
            theirs = [desk for desk in desks.values() if case.queue in self._seen[desk.member]]
            return [*out, *await self._new(case.id, theirs)]
        self._fewer |= {member: desk for member, desk in desks.items() if desk.digest is not None}  # without a card
        return out

    def _reworded(self, card: Card, now: Face) -> tuple[list[Outgoing], Card | None]:
        """What makes a card read so, and the card it is then; None where it is no card any more."""
        over = not now.buttons
        if now.says == card.says:
            return [], None if over else card
        if self._turn.now - card.at > RENEWED_AFTER:
            return ([Notice(card.desk, now.text, now.args)], None) if over else self._put(card.case, card.desk, now)
        changed = Card(card.case, card.desk, card.message, now.says, card.at)
        return [Reworded(card.desk, card.message, now.text, now.args, now.buttons)], None if over else changed

    def _put(self, case: str, desk: MemberId, now: Face) -> tuple[list[Outgoing], Card]:
        message = MessageId(new_id())
        return [Notice(desk, now.text, now.args, now.buttons, id=message)], Card(
            case, desk, message, now.says, self._turn.now
        )

    async def _freed(self, card: Card, desk: Desk | None) -> None:
        """A card is none any more; its desk may be one where the case does not belong by now."""
        found = desk or await self._turn.desks.of(card.desk)
        if found is not None:
            await self._learn([found])
            self._standing[found.member].discard(card.case)
            self._fewer[found.member] = found

    async def _new(self, name: CaseId, desks: Sequence[Desk]) -> list[Outgoing]:
        """A card at each of these desks; where there is no room, it is one more without."""
        out: list[Outgoing] = []
        new: list[Card] = []
        for desk in desks:
            if len(self._standing[desk.member]) >= MOST_CARDS:
                self._changed[desk.member] = desk
                continue
            items, card = self._put(name, desk.member, face(await self._sheet(name), self._turn.unit.keys))
            self._standing[desk.member].add(name)
            out += items
            new.append(card)
        await self._turn.desks.put(new)
        return out

    # --- a desk ---

    async def opened(self, desk: Desk, cases: Sequence[CaseId]) -> list[Outgoing]:
        """Cards of those of the cases that have none there."""
        await self._learn([desk])
        out: list[Outgoing] = []
        for name in cases:
            if name not in self._standing[desk.member]:
                out += await self._new(name, [desk])
        return out

    async def done(self) -> list[Outgoing]:
        """Where there is room again, what comes first of the cases without a card is to get one, each in its time; and
        how many have none is told, one message that counts instead of many."""
        out: list[Outgoing] = []
        asked: dict[CaseId, None] = {}
        for desk in self._fewer.values():
            asked |= dict.fromkeys(await self._refilled(desk))
        await self._house.moderation.cases.show(self._turn.unit, list(asked))
        changed = {**self._fewer, **self._changed}
        lasting = await self._lasting(list(changed.values()))
        for desk in changed.values():
            out += await self._digest(desk, desk.digest if desk.member in lasting else None)
        return out

    async def _refilled(self, desk: Desk) -> Sequence[CaseId]:
        """The cases whose cards there is room for."""
        standing = self._standing[desk.member]
        found = [name for name in await self.waiting(desk) if name not in standing]
        found = found[: max(0, MOST_CARDS - len(standing))]
        standing.update(found)
        return found

    async def _lasting(self, desks: Sequence[Desk]) -> frozenset[MemberId]:
        """The desks whose message that counts is there, or on its way there, and will not be forgotten soon."""
        digests = {each.member: each.digest for each in desks if each.digest is not None}
        since = await self._turn.journal.delivered(digests)
        missing = [each for each in digests if each not in since]
        awaited = await self._turn.journal.awaiting(missing) if missing else frozenset()
        return awaited | {each for each, at in since.items() if self._turn.now - at <= RENEWED_AFTER}

    async def _digest(self, desk: Desk, digest: MessageId | None) -> list[Outgoing]:
        """`digest`: the message that is to say it; None where a new one is."""
        seen = self._seen[desk.member]
        counts = {queue: count for queue, count in (await self._counted(desk)).items() if queue in seen}
        more = max(0, sum(counts.values()) - len(self._standing[desk.member]))
        urgent = counts.get(Queue.URGENT, 0) + counts.get(Queue.CHILD_SAFETY, 0)
        args: dict[str, Arg] = {"more": more, "urgent": urgent}
        if more == 0:
            if desk.digest is None:
                return []
            await self._turn.desks.digested(desk.member, None)
            over = Text.MOD_DIGEST_OVER
            return [Notice(desk.member, over) if digest is None else Reworded(desk.member, digest, over)]
        if digest is not None:
            return [Reworded(desk.member, digest, Text.MOD_DIGEST, args)]
        message = MessageId(new_id())
        await self._turn.desks.digested(desk.member, message)
        return [Notice(desk.member, Text.MOD_DIGEST, args, id=message)]

    # --- what is read once ---

    async def _at(self, scope: str) -> Sequence[Desk]:
        if scope not in self._desks:
            self._desks[scope] = await self._turn.desks.all(scope)
            await self._learn(self._desks[scope])
        return self._desks[scope]

    async def _learn(self, desks: Sequence[Desk]) -> None:
        """What stands at these desks, and which cases belong there: in a moderator's own chat only what is theirs to
        see, elsewhere all of its scope."""
        new = [each for each in desks if each.member not in self._standing]
        if not new:
            return
        standing = await self._turn.desks.standing([each.member for each in new])
        private = [each.member for each in new if each.private]
        actors = await self._house.moderation.team.actors(self._turn.unit, private)
        for each in new:
            self._standing[each.member] = set(standing[each.member])
            self._seen[each.member] = actors[each.member].sees() if each.private else frozenset(Queue)

    async def _sheet(self, name: CaseId) -> Sheet:
        if name not in self._sheets:
            self._sheets[name] = await self._house.moderation.cases.sheet(self._turn.unit, name)
        return self._sheets[name]

    async def waiting(self, desk: Desk, most: int = MOST_CARDS + 1) -> Sequence[CaseId]:
        """What comes first of all that may be shown at a desk; by itself as many as fit, and one more."""
        await self._learn([desk])
        which = desk.scope, self._seen[desk.member]
        if which not in self._first:
            cases = self._house.moderation.cases
            self._first[which] = await cases.open_ones(self._turn.unit, _server(desk), most, which[1])
        return self._first[which]

    async def _counted(self, desk: Desk) -> dict[Queue, int]:
        if desk.scope not in self._counts:
            self._counts[desk.scope] = await self._house.moderation.cases.waiting(self._turn.unit, _server(desk))
        return self._counts[desk.scope]


def _server(desk: Desk) -> str | None:
    return None if desk.scope == GLOBAL else desk.scope
