"""Processes that race for each other's people in one Redis, and are killed meanwhile.

Each process searches, leaves and ticks for people of its own, and writes down whom it was given in a ledger on disk
before it settles. Afterwards the ledger shows whether anybody was in two matches at once, or with themselves, and the
line whether everybody else is still accounted for.
"""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from signal import SIGKILL
from subprocess import Popen
from typing import Any

from matching.lines.calls import Calls
from matching.lines.profiles import in_the_open
from matching.lines.redis import RedisLine
from matching.policy import Policy
from tests.matching.tickets import ticket
from tests.servers import client

AT_ONCE = 32
POLICY = Policy(thin=1e9, claim_expires=1e9)
"""Claims never return: whatever was claimed and not settled is found in the line at the end."""


@dataclass(slots=True)
class Outcome:
    """What a race added up to."""

    finds: int = 0
    matches: int = 0
    kills: int = 0

    def __str__(self) -> str:
        return f"{self.finds:,} finds, {self.matches:,} matches, {self.kills} kills: nobody in two matches, nobody lost"


async def run(url: str, folder: Path, name: str, finds: int, seed: str) -> None:
    """One process's part: so many finds, `AT_ONCE` under way. Every ticket is of a person nobody else has."""
    random = Random(seed)
    ledger = os.open(folder / f"{name}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    numbers = iter(range(finds))

    def note(**what: object) -> None:
        os.write(ledger, json.dumps(what).encode() + b"\n")

    async with client(url, timeout=30.0) as redis:
        line = RedisLine(Calls(redis), POLICY, in_the_open())

        async def searches() -> None:
            for number in numbers:
                who = ticket(f"{name}-{number}", f"i{random.randrange(40)}", languages=(random.choice(("en", "de")),))
                note(seeks=who.member)
                match = await line.find(who, 1.0)
                if match is None:
                    note(done=who.member)
                    continue
                note(match=match.id, of=[one.member for one in match.tickets], done=who.member)
                await line.settle(match)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(searches())
        await line.close()


def entries(folder: Path) -> Iterable[dict[str, Any]]:
    for file in sorted(folder.glob("*.jsonl")):
        for row in file.read_text().splitlines():
            if row.endswith("}"):  # the last one may be cut off by the kill
                yield json.loads(row)


async def audit(url: str, folder: Path) -> Outcome:
    """Compare ledgers and line. Raises AssertionError."""
    sought, done, matched = set[str](), set[str](), Counter[str]()
    matches = set[str]()
    for entry in entries(folder):
        if "seeks" in entry:
            sought.add(str(entry["seeks"]))
        if "done" in entry:
            done.add(str(entry["done"]))
        if "match" in entry:
            pair = list(map(str, entry["of"]))
            assert len(set(pair)) == 2, "somebody met themselves"
            assert entry["match"] not in matches, "one match was given twice"
            matches.add(str(entry["match"]))
            matched.update(pair)
    twice = [member for member, times in matched.items() if times > 1]
    assert not twice, f"in two matches: {twice[:3]}"
    async with client(url, timeout=30.0) as redis:
        tag = "bauta:{global/18+}:"
        known: Any = await redis.hgetall(tag + "members")
        members: dict[str, Any] = {key.decode(): value.split()[0] for key, value in known.items()}
        waiting, held = set(await redis.hkeys(tag + "waiting")), set(await redis.hkeys(tag + "held"))
    assert not waiting & held, "waiting and claimed"
    assert set(members.values()) == waiting | held, "a member without a place, or a place without a member"
    here = {member for member, number in members.items() if number in waiting}
    assert not here & matched.keys(), "waits though they were matched"
    lost = done - matched.keys() - members.keys()
    assert not lost, f"lost: {sorted(lost)[:3]}"
    return Outcome(finds=len(sought), matches=len(matches))


def race(url: str, folder: Path, finds: int, seed: int, processes: int = 3, kills: int = 4) -> Outcome:
    """Race and audit. Killed processes are replaced by others, who do what is left of their part."""
    random = Random(seed)
    each = finds // processes
    parts: dict[str, Popen[bytes]] = {}

    def begin(name: str, count: int) -> None:
        command = [sys.executable, "-m", "tests.matching.race", url, str(folder), name, str(count), str(seed)]
        parts[name] = Popen(command, cwd=Path(__file__).parents[2])

    def begun(name: str) -> int:
        file = folder / f"{name}.jsonl"
        return file.read_bytes().count(b'"seeks"') if file.exists() else 0

    for number in range(processes):
        begin(f"p{number}", each)
    for kill in range(kills):
        name = random.choice(sorted(parts))
        goal = random.randrange(each // 20, each // 4)
        while parts[name].poll() is None and begun(name) < goal:
            pass
        if parts[name].poll() is None:
            parts[name].send_signal(SIGKILL)
            parts.pop(name).wait()
            begin(f"{name}k{kill}", max(each // 10, each - begun(name)))
    for process in parts.values():
        assert process.wait() == 0
    outcome = asyncio.run(audit(url, folder))
    outcome.kills = kills
    return outcome


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(run(given[0], Path(given[1]), given[2], int(given[3]), f"{given[2]} {given[4]}"))
