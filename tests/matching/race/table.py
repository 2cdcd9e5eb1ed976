"""The tickets table of a race, in SQLite: the truth, of which the line is an index. All processes write to it.

A turn of somebody killed halfway is undone. Turns that one process asks for at the same time share a transaction.
"""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from config.ids import MemberId
from matching.ticket import Match, Ticket

T = TypeVar("T")
TICKET = TypeAdapter(Ticket)

SCHEMA = """
CREATE TABLE tickets (
  member TEXT PRIMARY KEY,
  ticket TEXT NOT NULL,
  owner TEXT NOT NULL, -- the process that searches for them
  state TEXT NOT NULL CHECK (state IN ('seeks', 'waits', 'talks', 'left')), -- seeks: the turn of the search goes on
  room TEXT, -- the match they talk in
  closed_by TEXT -- the process that seated them, or let them leave
) WITHOUT ROWID;
CREATE INDEX those_waiting ON tickets (state) WHERE state IN ('seeks', 'waits');
"""


class Table:
    """`owner`: the name of the process that writes."""

    def __init__(self, folder: Path, owner: str) -> None:
        self._owner = owner
        self._db = sqlite3.connect(folder / "tickets.db", isolation_level=None)
        self._db.execute("PRAGMA synchronous = OFF")  # no power is cut
        self._turnstile = os.open(folder / "tickets.lock", os.O_CREAT | os.O_RDWR)
        self._asked: list[tuple[Callable[[], object], asyncio.Future[Any]]] = []
        self._alone = asyncio.Lock()

    @staticmethod
    def create(folder: Path) -> None:
        database = sqlite3.connect(folder / "tickets.db")
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(SCHEMA)
        database.close()

    # --- turns ---

    async def put(self, ticket: Ticket) -> None:
        """Somebody begins to search."""
        row = ticket.member, TICKET.dump_json(ticket).decode(), self._owner
        await self._turn(lambda: self._db.execute("INSERT INTO tickets VALUES (?, ?, ?, 'seeks', NULL, NULL)", row))

    async def waits(self, member: MemberId) -> None:
        """The search goes on, unless somebody found them meanwhile."""
        waiting = "UPDATE tickets SET state = 'waits' WHERE member = ? AND state = 'seeks'"
        await self._turn(lambda: self._db.execute(waiting, (member,)))

    async def leave(self, member: MemberId) -> bool:
        """Whether they waited."""
        left = "UPDATE tickets SET state = 'left', closed_by = ? WHERE member = ? AND state = 'waits'"
        return await self._turn(lambda: self._db.execute(left, (self._owner, member)).rowcount == 1)

    async def open(self, match: Match) -> Sequence[Ticket]:
        """Seat the two if both rows are there; whose rows were."""

        def opened() -> Sequence[Ticket]:
            there = self.still_there(match)
            if len(there) == 2:
                seated = "UPDATE tickets SET state = 'talks', room = ?, closed_by = ? WHERE member IN (?, ?)"
                self._db.execute(seated, (match.id, self._owner, *[one.member for one in there]))
            return there

        return await self._turn(opened)

    async def take_over(self) -> None:
        """Nobody goes on with the searches of those before, who were killed: they wait. p0kk comes after p0k and p0."""
        waiting = "UPDATE tickets SET state = 'waits' WHERE state = 'seeks' AND ? LIKE owner || 'k%'"
        await self._turn(lambda: self._db.execute(waiting, (self._owner,)))

    # --- within a turn ---

    def still_there(self, match: Match) -> Sequence[Ticket]:
        query = "SELECT member FROM tickets WHERE member IN (?, ?) AND state IN ('seeks', 'waits')"
        there = {member for (member,) in self._db.execute(query, [one.member for one in match.tickets])}
        return [one for one in match.tickets if one.member in there]

    def waiting(self) -> list[Ticket]:
        """Whoever the line has to know. While it is restored, no search is under way but of those who were killed."""
        rows = self._db.execute("SELECT ticket FROM tickets WHERE state = 'waits'")
        return [TICKET.validate_json(ticket) for (ticket,) in rows]

    # --- looking on ---

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._db.execute(query, values).fetchall()

    def begun(self, owner: str) -> int:
        """How many searches a process has begun."""
        latest = "SELECT max(member) FROM tickets WHERE member > ? AND member < ?"
        ((member,),) = self.ask(latest, f"{owner}-", f"{owner}.")
        return 0 if member is None else int(str(member).rpartition("-")[2]) + 1

    def crowd(self) -> int:
        """How many people of this process wait."""
        ((many,),) = self.ask("SELECT count(*) FROM tickets WHERE state = 'waits' AND owner = ?", self._owner)
        return int(many)

    def close(self) -> None:
        self._db.close()
        os.close(self._turnstile)

    # --- taking turns ---

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """A turn with awaits in it: nobody else writes meanwhile, in any process."""
        async with self._alone:
            with self._transaction():
                yield
        self._write()

    async def _turn(self, deed: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._asked.append((deed, done))
        if len(self._asked) == 1:
            loop.call_soon(self._write)  # with whatever else is asked for until then
        return await done

    def _write(self) -> None:
        if self._alone.locked() or not self._asked:
            return
        asked, self._asked = self._asked, []
        try:
            with self._transaction():
                results = [deed() for deed, _ in asked]
        except Exception as error:
            for _, done in asked:
                done.set_exception(error)
            return
        for (_, done), result in zip(asked, results, strict=True):
            if not done.done():
                done.set_result(result)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        fcntl.flock(self._turnstile, fcntl.LOCK_EX)  # SQLite would sleep and ask again; a lock wakes whoever is next
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        finally:
            fcntl.flock(self._turnstile, fcntl.LOCK_UN)
