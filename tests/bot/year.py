"""Days of a small town, one after the other: all that leaves rows behind happens every day, and is swept as it is."""

import os
from dataclasses import dataclass, field

from bot.alerts import Alert
from bot.content import Content
from bot.desks import GLOBAL
from bot.held import Held
from bot.journal import Delivered, Original, Queued
from bot.members import Member
from bot.messages import Notice, Outgoing, Relayed, Sender
from bot.retention import schedule
from bot.rooms import Waiting
from bot.servers import Server, Whereabouts
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, RoomId, TicketId, new_id
from config.retention import look
from matching.ticket import Pool, Ticket
from tests.bot.docket import (
    APPEAL_EVERY,
    BANNED,
    HELD,
    HOLD_EVERY,
    MEASURES,
    MERGE_EVERY,
    REASONS,
    UNMASK_EVERY,
    Docket,
)
from tests.bot.keeping import keeping
from tests.bot.town import Town

DAY = 24 * 3600.0
STEP = 2
"""Only every other day something happens."""
VISITORS = 4
"""On the page, on each such day, none of whom comes back."""
MESSAGES = 10
PHOTO = 40_000
BLOCK_EVERY, SERVER_EVERY = 2, 5
"""Days of traffic."""
RECORDED = (365 + BANNED + 5) // STEP
"""Days of traffic of which moderation still has a record: a year after the end of what it led to."""
CASES = 1 + 3 / MERGE_EVERY + 1 / UNMASK_EVERY
"""On each of them."""
PRESERVED = 366 // STEP // len(REASONS) + 1
"""Cases kept for the authorities, whose subjects stay known."""
PEOPLE = 3 * VISITORS + 30 // STEP + PRESERVED
MOST = {
    "members": PEOPLE,
    "identities": PEOPLE,
    "addresses": PEOPLE,
    "tickets": 0,
    "alerts": 0,
    "rooms": 2,
    "seats": 0,
    "blocks": 30 // STEP // BLOCK_EVERY + 1,
    "events": MESSAGES,
    "outbox": 0,
    "links": 2 * (2 * MESSAGES + VISITORS) + 2,
    "files": 2,
    "held": 1,
    "cases": round(RECORDED * CASES) + 3,
    "reports": round((90 + max(HELD) // HOLD_EVERY) // STEP * CASES) + PRESERVED,
    "decisions": round(RECORDED * CASES) + 3,
    "sanctions": round(RECORDED * 1.5),
    "appeals": RECORDED // APPEAL_EVERY,
    "approvals": RECORDED // len(MEASURES) + RECORDED // UNMASK_EVERY + 2,
    "moderators": 2,
    "invitations": 1,
    "news": 10,
    "audit": RECORDED * 14,
    "audit_heads": 1,
    "notes": 3,
    "tags": 2 * MESSAGES,
    "evidence": (90 + max(HELD) // HOLD_EVERY) // STEP + PRESERVED,
    "desks": 1,
    "cards": PRESERVED + 10,
    "fleeting": 2,
    "servers": 32 // STEP // SERVER_EVERY + 2,
    "server_bots": 1,
    "alliances": 32 // STEP // SERVER_EVERY + 2,
    "alliance_codes": 1,
    "audit_tail": 1,
    "proofs": 1,
    "leases": 0,
    "commits": 0,
}
"""The most rows that so many days may leave of each table, and a thousand may not leave more."""


@dataclass(slots=True)
class Seen:
    """How it looks at the end of a day. `size`: bytes of the database's file; `log`: of the one beside it (-wal)."""

    rows: dict[str, int]
    size: int
    log: int


@dataclass(slots=True)
class Year:
    """`pass_by` one day after another. The town needs a platform called "web"."""

    town: Town
    day: int = 0
    docket: Docket = field(init=False)
    _people: list[MemberId] = field(default_factory=list)
    _room: RoomId = field(init=False)
    found: set[str] = field(default_factory=set)
    """Lines of the schedule of which there were rows at the end of some day."""

    def __post_init__(self) -> None:
        self.docket = Docket(self.town.moderation)

    async def pass_by(self) -> None:
        self.day += 1
        turns, house = self.town.turns, keeping(self.town)
        await turns.act(self._happens)
        await self.town.hand_out()
        await turns.act(self._moderates)
        await self.town.rounds.decisions(self.town.clock())
        await self.town.hand_out()
        self.town.clock.passes(seconds=DAY / 2)
        await turns.act(self._ends)
        self.town.clock.passes(seconds=(STEP - 1 / 2) * DAY)
        await self.town.rounds.decisions(self.town.clock())
        await self.town.hand_out()
        await house.clean()

    async def over(self) -> list[str]:
        """What is past its time, and was so when housekeeping had just been through."""
        async with self.town.look() as turn:
            lines = await look(turn.unit, schedule(turn.now, self.town.moderation.policy), turn.now, strict=True)
        self.found |= {each.kept.what for each in lines if each.rows}
        return [f"day {self.day * STEP}: {each.over} of {each.kept.what}" for each in lines if each.over]

    async def seen(self) -> Seen:
        async with self.town.look() as turn:
            rows = {}
            for table in MOST:
                counted = await turn.unit.connection.exec_driver_sql(f"SELECT count(*) FROM {table}")  # noqa: S608
                rows[table] = int(counted.scalar_one())
        file = self.town.file
        return Seen(rows, os.stat(file).st_size, os.stat(f"{file}-wal").st_size)

    async def _happens(self, turn: Turn) -> list[Outgoing]:
        now, journal = turn.now, turn.journal
        visitors = [await self._comes(turn, f"{self.day}-{number}") for number in range(VISITORS)]
        (ann, lane), (bob, other) = visitors[0], visitors[1]
        seat, _ = await turn.rooms.open(ann, bob, (), now)
        await journal.remember([f"{self.day}/{number}" for number in range(MESSAGES)], now)
        said = [MessageId(new_id()) for _ in range(MESSAGES)]
        await journal.link([Original(lane, str(n), name, seat.room) for n, name in enumerate(said)], now)
        await journal.link([Original(other, str(n), name, seat.room) for n, name in enumerate(said)], now)
        relayed = [Relayed(bob, Content("hi"), name, seat.room, ann) for name in said]
        await self.town.notary.saw(turn, [Queued(new_id(), other, item, now) for item in relayed])
        notices = [Notice(member, Text.HELP, id=MessageId(new_id())) for member, _ in visitors]
        rows = await journal.append(notices, now)
        await journal.done([Delivered(row, (new_id(),)) for row in rows], now)
        await journal.keep_file(bytes(PHOTO), now)
        # In a room that stays open: what ends it is only its time.
        stays, _ = await turn.rooms.open(visitors[2][0], visitors[3][0], (), now)
        held = Held(said[0], visitors[2][0], stays.room, Content("0171 2345678"), None, said[1], now)
        await turn.held.put(held)
        for member, _ in visitors[2:]:
            ticket = Ticket(TicketId(new_id()), member, Pool("global", "adult"))
            await turn.tickets.put(Waiting(ticket, None, now + DAY))
            await turn.alerts.put(Alert(ticket, now, now + DAY))
        await turn.members.save(await self._profiled(turn, ann))
        if self.day % BLOCK_EVERY == 0:
            await turn.members.block(ann, bob, now)
        self._people, self._room = [member for member, _ in visitors], seat.room
        words = [Content(f"line {number}") for number in range(MESSAGES)]
        return [Relayed(bob, each, MessageId(new_id()), seat.room, ann) for each in words]

    async def _moderates(self, turn: Turn) -> list[Outgoing]:
        """Once what was said is on record; moderators' cards go to a group of theirs."""
        ann = self._people[0]
        group = Sender(self.town.mailbox.name, "77", "1", "1", "en", place="-100200300")
        if self.day == 1:
            await turn.desks.set_up(group, GLOBAL, "en", ann, turn.now)
        lane = await turn.members.lane(Sender("web", "web", f"{self.day}-0", f"{self.day}-0", "en"))
        assert lane is not None
        await turn.desks.note(ann, MessageId(new_id()), lane, "4711", turn.now + 600)
        await self._servers(turn)
        await self.docket.takes_its_course(turn.unit, self.day * STEP)
        await self.docket.begins(turn.unit, self.day * STEP, self.day, self._people, self._room)
        return []

    async def _servers(self, turn: Turn) -> None:
        """An admin sets up a server and an alliance; the next time the bot is put out of it."""
        servers, native = turn.servers, str(900_000_000_000_000_000 + self.day)
        if self.day % SERVER_EVERY == 0:
            server = Server(servers.fingerprint(native), native, words=("a rule",))
            await servers.save(server, "77")
            await servers.invite(server.id, f"code {self.day}", turn.now)
        elif self.day % SERVER_EVERY == 1:
            await servers.told(Whereabouts("77", gone=(str(int(native) - 1),)), turn.now)

    async def _profiled(self, turn: Turn, who: MemberId) -> Member:
        known = await turn.members.get(who)
        assert known is not None
        return known

    async def _comes(self, turn: Turn, name: str) -> tuple[MemberId, str]:
        met = await turn.members.meet(Sender("web", "web", name, name, "en"), "en", turn.now)
        assert met.lane is not None
        return met.id, met.lane

    async def _ends(self, turn: Turn) -> list[Outgoing]:
        """The room and the searches of the day end."""
        for number in range(VISITORS):
            who = await turn.members.known(Sender("web", "web", f"{self.day}-{number}", f"{self.day}-{number}"))
            assert who is not None
            seat = await turn.rooms.seat(who.id)
            if seat is not None:
                await turn.rooms.close(seat.room, turn.now)
            waiting = await turn.tickets.of(who.id)
            if waiting is not None:
                await turn.tickets.take(waiting.ticket.id)
        return []
