"""The audit log in SQL: lines are only ever added, and go in order of their age behind a head that is kept."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.audit import NOTE_LIMIT, START, Kind, Line, code, follows, seal
from moderation.model import SYSTEM, CaseId
from moderation.stores.moments import moment, sql
from moderation.stores.schema import audit, audit_heads, audit_tail

BATCH: Final = 5000


@dataclass(frozen=True, slots=True)
class Head:
    """A line's number and code. Kept elsewhere it proves later that this line stood, and all before it."""

    seq: int
    mac: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.mac.hex()}"


class Flaw(StrEnum):
    """What is wrong with the log."""

    CHANGED = "changed"  # a line is not what was written, or is missing before it
    BEGINNING = "beginning"  # older lines are gone, and the log itself does not say that they were removed
    SHORTENED = "shortened"  # it ends before a head that was kept elsewhere
    ANOTHER = "another"  # the line of that number is not the one whose head was kept elsewhere


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look through the whole chain found. `since`, `until`: when its first and last line were written.

    `flaw` begins at line `broken_at`. `forgotten`: the line whose head was to be looked for had its time, and is gone.
    """

    lines: int
    first: int | None
    last: int | None
    head: bytes
    broken_at: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    flaw: Flaw | None = None
    forgotten: bool = False


class SqlAudit:
    """The log within one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._alone = unit.alone
        self._db = unit.connection
        self._key = unit.keys.purpose("audit")

    async def append(
        self,
        at: datetime,
        actor: MemberId,
        kind: str,
        case: CaseId | None = None,
        before: str | None = None,
        after: str | None = None,
        note: str = "",
    ) -> None:
        """One line more. Raises RuntimeError where other units may run beside this one: a chain has one end."""
        if not self._alone:
            raise RuntimeError("the audit log is written by units that run alone")
        last = await self._last()
        seq, previous = (0, START) if last is None else (last.seq, last.mac)
        at = moment(sql(at))
        line = Line(seq + 1, at, actor, kind, case, before, after, note[:NOTE_LIMIT])
        mac = code(self._key, line, previous)
        await self._db.execute(
            insert(audit).values(
                seq=line.seq,
                at=sql(at),
                actor=actor,
                kind=kind,
                case=case,
                before=before,
                after=after,
                note=line.note,
                prev=previous,
                mac=mac,
            )
        )
        tail = {"seq": line.seq, "mac": mac, "at": sql(at), "seal": seal(self._key, "tail", line.seq, at, mac)}
        # A tail that somebody took away is not put back: that it is missing stays to be seen.
        await self._db.execute((insert(audit_tail) if last is None else update(audit_tail)).values(**tail))

    async def _last(self) -> Any:
        """What the next line follows; None for the first one of all."""
        tail = await self._tail()
        if tail is not None:
            return tail
        query = select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1)
        return (await self._db.execute(query)).first() or await self._removed()

    async def _tail(self) -> Any:
        return (await self._db.execute(select(audit_tail).order_by(audit_tail.c.seq.desc()).limit(1))).first()

    async def _removed(self) -> Any:
        return (await self._db.execute(select(audit_heads).order_by(audit_heads.c.seq.desc()).limit(1))).first()

    def _sealed(self, end: str, row: Any) -> bool:
        return hmac.compare_digest(seal(self._key, end, row.seq, moment(row.at), row.mac), row.seal)

    async def head(self) -> Head | None:
        """The last line; None before the first."""
        last = (await self._db.execute(select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1))).first()
        return None if last is None else Head(last.seq, last.mac)

    async def verify(self, kept: Head | None = None) -> Verdict:
        """Look through all lines, from the head of what was removed to the end; and for a head kept elsewhere."""
        removed, tail = await self._removed(), await self._tail()
        seq, previous = (0, START) if removed is None else (removed.seq, removed.mac)
        found = Verdict(0, None, None, previous)
        if removed is not None and not self._sealed("head", removed):
            return replace(found, broken_at=1, flaw=Flaw.BEGINNING)
        below = (await self._db.execute(select(func.min(audit.c.seq)).where(audit.c.seq <= seq))).scalar_one()
        if below is not None:
            return replace(found, broken_at=below, flaw=Flaw.CHANGED)
        told = removed is None
        while True:
            query = select(audit).where(audit.c.seq > seq).order_by(audit.c.seq).limit(BATCH)
            rows = (await self._db.execute(query)).all()
            for row in rows:
                whole = row.seq == seq + 1 and row.prev == previous
                if not whole or not follows(self._key, _line(row), previous, row.mac):
                    return replace(found, broken_at=seq + 1, flaw=Flaw.CHANGED)
                if kept is not None and row.seq == kept.seq and not hmac.compare_digest(row.mac, kept.mac):
                    return replace(found, broken_at=row.seq, flaw=Flaw.ANOTHER)
                told = told or (row.kind == Kind.TRIMMED.value and removed is not None and row.note == str(removed.seq))
                seq, previous = row.seq, row.mac
                at = moment(row.at)
                found = replace(
                    found,
                    lines=found.lines + 1,
                    first=found.first or seq,
                    last=seq,
                    head=previous,
                    since=found.since or at,
                    until=at,
                )
            if len(rows) < BATCH:
                break
        if not told:
            return replace(found, broken_at=found.first or seq + 1, flaw=Flaw.BEGINNING)
        if not self._ends(tail, seq, previous) or (kept is not None and kept.seq > seq):
            return replace(found, broken_at=seq + 1, flaw=Flaw.SHORTENED)
        gone = kept is not None and removed is not None and kept.seq <= removed.seq
        if gone and kept is not None and removed is not None and kept.seq == removed.seq and kept.mac != removed.mac:
            return replace(found, broken_at=removed.seq, flaw=Flaw.ANOTHER)
        return replace(found, forgotten=gone)

    def _ends(self, tail: Any, seq: int, previous: bytes) -> bool:
        """Whether the log ends where its sealed end says."""
        if tail is None:
            return seq == 0
        return self._sealed("tail", tail) and (tail.seq, tail.mac) == (seq, previous)

    async def lines(self, *, before: int | None = None, case: CaseId | None = None, limit: int = 50) -> Sequence[Line]:
        """The latest lines, the latest first; `before`: only those with a lower number."""
        query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.seq < before)
        if case is not None:
            query = query.where(audit.c.case == case)
        return [_line(row) for row in await self._db.execute(query)]

    async def done_by(self, member: MemberId) -> Sequence[Line]:
        """What somebody did, the oldest first."""
        rows = await self._db.execute(select(audit).where(audit.c.actor == member).order_by(audit.c.seq))
        return [_line(row) for row in rows]

    async def oldest(self) -> datetime | None:
        """When the oldest line was written."""
        at = (await self._db.execute(select(func.min(audit.c.at)))).scalar_one()
        return None if at is None else moment(at)

    async def trim(self, before: datetime, most: int, now: datetime) -> int:
        """Remove lines older than `before`, at most so many, from the oldest on; how many went.

        The head of what went stays, and a line tells of it: nobody else can make lines look as if they had had their
        time.
        """
        query = select(audit.c.seq, audit.c.mac, audit.c.at).order_by(audit.c.seq).limit(most)
        old = []
        for row in await self._db.execute(query):
            if row.at >= sql(before):
                break
            old.append(row)
        if not old:
            return 0
        last = old[-1]
        sealed = seal(self._key, "head", last.seq, moment(last.at), last.mac)
        await self._db.execute(insert(audit_heads).values(seq=last.seq, mac=last.mac, at=last.at, seal=sealed))
        await self._db.execute(delete(audit_heads).where(audit_heads.c.seq < last.seq))
        await self._db.execute(delete(audit).where(audit.c.seq <= last.seq))
        await self.append(now, SYSTEM, Kind.TRIMMED, note=str(last.seq))
        return len(old)


def _line(row: Any) -> Line:
    case = None if row.case is None else CaseId(row.case)
    return Line(row.seq, moment(row.at), MemberId(row.actor), row.kind, case, row.before, row.after, row.note)
