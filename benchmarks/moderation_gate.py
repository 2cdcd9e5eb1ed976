"""What each relayed message costs so that people can be reported: its words spelled out, its tag, the ring.

What holds against somebody costs a message nothing: whoever is kept out has no seat, and the seat is read in any case.

Beside it what relaying writes in any case: the event's key, the link to the original, the row of the outbox. Both in
the same transactions of SQLite, in CPU time: others use this machine, too. The commit is in neither.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.harness import Options
from benchmarks.report import Report, Row, at_most
from bot.content import Content
from bot.duty import ALONE
from bot.journal import Original, Queued
from bot.messages import Relayed
from bot.metrics import Metrics
from bot.notary import Notary
from config.ids import MemberId, MessageId, RoomId, new_id
from moderation.casekeys import CaseKeys
from moderation.evidence import Evidence
from moderation.stores.memory_ring import MemoryRing
from tests.contracts.stores import NOW, Ground, in_sqlite, people, sql_turn

GOAL: Final = 0.1
"""Milliseconds."""
ROOMS: Final = 200
WORDS: Final = "I went up the hill this morning and the fog was below me. Have you been there? It takes two hours."

Spent = tuple[float, float]
"""Seconds per message: ours, and what relaying writes in any case."""


async def rows(options: Options, report: Report) -> Sequence[Row]:
    """A message that has a turn of its own, and one of a full group."""
    report.doing("Relaying messages")
    with tempfile.TemporaryDirectory(prefix="bauta-benchmark-") as folder:
        async with in_sqlite(Path(folder)) as ground:
            return [
                _row("gate per relayed message, in a group of one", await _turns(ground, 1, options.quick)),
                _row("gate per relayed message, in groups of 64", await _turns(ground, 64, options.quick)),
            ]


def _row(what: str, spent: Spent) -> Row:
    return Row(what, spent[0] * 1000, "ms", spent[1] * 1000, at_most(GOAL))


async def _turns(ground: Ground, size: int, quick: bool) -> Spent:
    """The median of many turns with so many messages each, once all rooms are known."""
    ann, bob = await people(ground, "ann", "bob")
    evidence = Evidence(lambda: NOW, CaseKeys(Path(ground.database._url).parent / "case-keys"), MemoryRing())
    notary = Notary(ground.database.keys, evidence, ALONE, Metrics())
    rooms = [RoomId(new_id()) for _ in range(ROOMS)]
    warm, turns = -(-ROOMS // size) + 5, (300 if quick else 3000) // (1 if size == 1 else 8)
    spent: list[Spent] = []
    for turn in range(warm + turns):
        some = [rooms[(turn * size + at) % ROOMS] for at in range(size)]
        took = await _turn(ground, notary, [_relayed(room, ann, bob) for room in some])
        if turn >= warm:
            spent.append((took[0] / size, took[1] / size))
        await asyncio.sleep(0)
    return median(each[0] for each in spent), median(each[1] for each in spent)


def _relayed(room: RoomId, author: MemberId, to: MemberId) -> Relayed:
    return Relayed(to, Content(WORDS), MessageId(new_id()), room, author)


async def _turn(ground: Ground, notary: Notary, items: Sequence[Relayed]) -> Spent:
    async with ground.database.unit(shared=True) as unit:
        turn = sql_turn(unit, NOW)
        lane = await turn.members.get(items[0].to)
        lanes = {items[0].to: (lane.lane if lane else None) or "lane"}
        begun = time.process_time()
        await turn.journal.remember([new_id() for _ in items], NOW)
        await turn.journal.link([Original("lane", new_id(), each.of, each.room) for each in items], NOW)
        queued: list[Queued] = await turn.journal.append(items, NOW, lanes)
        written = time.process_time()
        await notary.saw(turn, queued)
        for hook in unit.after_commit:  # what follows a commit, which is not timed
            await hook()
        unit.after_commit.clear()
        over = time.process_time()
    return over - written, written - begun
