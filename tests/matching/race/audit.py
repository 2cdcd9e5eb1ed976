"""What must be true when a race is over: nobody in two matches at once, nobody with themselves, nobody lost.

Ledgers tell whom the line gave away and when; the table, where everybody ended; the line, who still waits. A person
may be given away again only after the match before was let go, or was so old that its claim went stale.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from matching.appraisal import Appraiser
from matching.line import Line
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.ticket import Match
from tests.matching.race.ledger import Given, read
from tests.matching.race.racer import EXPIRES, POLICIES, calls_of
from tests.matching.race.table import TICKET, Table
from tests.matching.tickets import ticket
from tests.servers import client

TOGETHER = 500
"""Questions to the line under way at once."""


@dataclass(slots=True)
class Outcome:
    """What races added up to. Of the matches, so many were made by ticks, released, left to go stale, and dropped
    because somebody had left."""

    finds: int = 0
    rooms: int = 0
    ticked: int = 0
    released: int = 0
    stale: int = 0
    dropped: int = 0
    left: int = 0
    kills: int = 0
    outages: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(*[getattr(self, name) + getattr(other, name) for name in self.__slots__])

    def __str__(self) -> str:
        troubles = (self.kills, "kills"), (self.outages, "outages of Redis")
        trouble = " and ".join(f"{times:,} {what}" for times, what in troubles if times)
        pace = f"{self.seconds:,.0f} s ({self.finds / (self.seconds or 1):,.0f}/s)"
        return (
            f"{self.finds:,} finds in {pace} through {trouble}: {self.rooms:,} rooms, {self.ticked:,} matches by "
            f"ticks, {self.released:,} released, {self.stale:,} gone stale, {self.dropped:,} dropped, "
            f"{self.left:,} people left; nobody in two matches, nobody lost"
        )


async def audit(url: str, folder: Path, policy: str, *, forgetful: bool = False) -> Outcome:
    """Compare ledgers, table and line. Raises AssertionError. `forgetful`: Redis lost its memory during the race, so
    that a line may give people away again; what the table says of them must be true all the same."""
    table = Table(folder, "auditor")
    matches = list(read(folder))
    everybody = {member for match in matches for member in match.members}
    assert everybody <= {member for (member,) in table.ask("SELECT member FROM tickets")}, "somebody nobody knows"
    if not forgetful:
        seated = dict(table.ask("SELECT member, room FROM tickets WHERE state = 'talks'"))
        check_claims(matches, seated)
    check_rooms(table)
    async with client(url, timeout=30.0) as redis:
        calls, appraiser = calls_of(redis, policy, "auditor"), Appraiser(POLICIES[policy])
        line = RedisLine(calls, POLICIES[policy], in_the_open(), appraiser)
        await check_line(line, table)
        await line.close()
    kinds = Counter(match.by for match in matches)
    ends = Counter(match.why for match in matches)
    rooms = {room for (room,) in table.ask("SELECT DISTINCT room FROM tickets WHERE state = 'talks'")}
    states = dict(table.ask("SELECT state, count(*) FROM tickets GROUP BY state"))
    table.close()
    return Outcome(
        finds=sum(states.values()),
        rooms=states["talks"] // 2,
        ticked=kinds["tick"],
        released=ends["released"],
        stale=sum(match.over is None and match.match not in rooms for match in matches),
        dropped=ends["dropped"],
        left=states.get("left", 0),
    )


def check_claims(matches: Iterable[Given], seated: dict[str, str]) -> None:
    """Nobody was given away while they were held. `seated`: in which match's room each of those who talk is."""
    held = defaultdict(list)
    for match in matches:
        assert match.members[0] != match.members[1], "somebody met themselves"
        for member in match.members:
            held[member].append(match)
    for member, given in held.items():
        for one, other in combinations(given, 2):
            room = seated.get(member)
            in_order = _before(one, other, room) or _before(other, one, room)
            assert in_order, f"{member} was in two matches: {one}, {other}"


def _before(first: Given, later: Given, room: str | None) -> bool:
    """Whether the first may have been over when the later was made. A room's match ends by going stale only: it was
    opened late, and the later match found the row gone."""
    let_go = first.over is not None and first.match != room and first.over <= later.noted_at
    if later.by == "tick" and later.noted_at >= first.claimed_at + EXPIRES:
        return True  # a tick under load takes seconds: it claims later than its moment, and before it is noted
    return let_go or later.claimed_at >= first.claimed_at + EXPIRES / 2  # a call may come later than its moment


def check_rooms(table: Table) -> None:
    """Two sit in each room, and whoever talks sits in one."""
    odd = table.ask("SELECT room FROM tickets WHERE state = 'talks' GROUP BY room HAVING room IS NULL OR count(*) <> 2")
    assert not odd, f"not two in a room: {odd[:3]}"


async def check_line(line: Line, table: Table) -> None:
    """Everybody whose search goes on is in the line, and nobody else but those whom a killed process left there."""
    assert not table.ask("SELECT 1 FROM tickets WHERE state = 'seeks'"), "a search that neither went on nor ended"
    now = time.monotonic() + 1000 * EXPIRES
    while matches := await line.tick(now):  # all claims are stale by now, and all patience is over
        for match in matches:
            await _closed(line, table, match)
    waiting = [TICKET.validate_json(row) for (row,) in table.ask("SELECT ticket FROM tickets WHERE state = 'waits'")]
    before = await _how_many(line)
    lost = await _absent(line, [one.member for one in waiting])
    assert not lost, f"{len(lost)} lost: {lost[:3]}"
    held = len(waiting) - (before - await _how_many(line))
    assert held == 0, f"{held} are held in a match that is over"
    if await _how_many(line):
        await _absent(line, [member for (member,) in table.ask("SELECT member FROM tickets WHERE state <> 'waits'")])
        assert await _how_many(line) == 0, "the line holds somebody nobody knows"


async def _closed(line: Line, table: Table, match: Match) -> None:
    if len(await table.open(match)) < 2:
        await line.settle(match)
        await line.requeue(table.still_there(match))
    else:
        await line.settle(match)


async def _absent(line: Line, members: Sequence[str]) -> Sequence[str]:
    """Take these out of the line; those who were not in it."""
    absent: list[str] = []
    for start in range(0, len(members), TOGETHER):
        some = [ticket(member).member for member in members[start : start + TOGETHER]]
        there = await asyncio.gather(*map(line.leave, some))
        absent += [member for member, was in zip(some, there, strict=True) if not was]
    return absent


async def _how_many(line: Line) -> int:
    return (await line.stats(ticket("onlooker"))).waiting
