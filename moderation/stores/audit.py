"""The audit log in SQL: lines are only ever added, and go in order of their age behind a head that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from typing import Any, Final

from sqlalchemy import delete, func, insert, select

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.audit import NOTE_LIMIT, START, Kind, Line, code, follows
from moderation.model import SYSTEM, CaseId
from moderation.stores.moments import moment, sql
from moderation.stores.schema import audit, audit_heads

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
    """The log within one unit of work. Units that write it run one after another."""

    def __init__(self, unit: UnitOfWork) -> None:
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
        """One line more."""
        last = (await self._db.execute(select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1))).first()
        if last is None:
            last = await self._removed()
        seq, previous = (0, START) if last is None else (last.seq, last.mac)
        at = moment(sql(at))
        line = Line(seq + 1, at, actor, kind, case, before, after, note[:NOTE_LIMIT])
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
                mac=code(self._key, line, previous),
            )
        )

    async def _removed(self) -> Any:
        query = select(audit_heads.c.seq, audit_heads.c.mac).order_by(audit_heads.c.seq.desc()).limit(1)
        return (await self._db.execute(query)).first()

    async def head(self) -> Head | None:
        """The last line; None before the first."""
        last = (await self._db.execute(select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1))).first()
        return None if last is None else Head(last.seq, last.mac)

    async def verify(self, kept: Head | None = None) -> Verdict:
        """Look through all lines, from the head of what was removed on; and for a head that was kept elsewhere."""
        removed = await self._removed()
        seq, previous = (0, START) if removed is None else (removed.seq, removed.mac)
        told = removed is None
        found = Verdict(0, None, None, previous)
        while True:
            query = select(audit).where(audit.c.seq > seq).order_by(audit.c.seq).limit(BATCH)
            rows = (await self._db.execute(query)).all()
            for row in rows:
                whole = row.seq == seq + 1 and row.prev == previous
                if not whole or not follows(self._key, _line(row), previous, row.mac):
                    return replace(found, broken_at=row.seq, flaw=Flaw.CHANGED)
                if kept is not None and row.seq == kept.seq and not compare_digest(row.mac, kept.mac):
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
        if kept is not None and kept.seq > seq:
            return replace(found, broken_at=seq + 1, flaw=Flaw.SHORTENED)
        gone = kept is not None and removed is not None and kept.seq <= removed.seq
        if gone and kept is not None and removed is not None and kept.seq == removed.seq and kept.mac != removed.mac:
            return replace(found, broken_at=removed.seq, flaw=Flaw.ANOTHER)
        return replace(found, forgotten=gone)

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
        await self._db.execute(insert(audit_heads).values(seq=last.seq, mac=last.mac, at=last.at))
        await self._db.execute(delete(audit_heads).where(audit_heads.c.seq < last.seq))
        await self._db.execute(delete(audit).where(audit.c.seq <= last.seq))
        await self.append(now, SYSTEM, Kind.TRIMMED, note=str(last.seq))
        return len(old)


def _line(row: Any) -> Line:
    case = None if row.case is None else CaseId(row.case)
    return Line(row.seq, moment(row.at), MemberId(row.actor), row.kind, case, row.before, row.after, row.note)
