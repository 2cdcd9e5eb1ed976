"""The audit log in SQL: lines are only ever added, and go in order of their age behind a head that is kept."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.audit import NOTE_LIMIT, START, Line, code, follows, seal
from moderation.model import CaseId
from moderation.stores.moments import moment, sql
from moderation.stores.schema import audit, audit_heads, audit_tail

BATCH: Final = 5000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look through the whole chain found. `broken_at`: the first place where it is not what was written."""

    lines: int
    first: int | None
    last: int | None
    head: bytes
    broken_at: int | None = None


class SqlAudit:
    """The log within one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._alone = unit.alone
        self._db = unit.connection
        self._key = unit.keys.derived("audit")

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

    async def verify(self) -> Verdict:
        """Look through all lines, from the head of what was removed to the end."""
        head, tail = await self._removed(), await self._tail()
        seq, previous = (0, START) if head is None else (head.seq, head.mac)
        if head is not None and not self._sealed("head", head):
            return Verdict(0, None, None, previous, broken_at=1)
        below = (await self._db.execute(select(func.min(audit.c.seq)).where(audit.c.seq <= seq))).scalar_one()
        if below is not None:
            return Verdict(0, None, None, previous, broken_at=below)
        lines, first, last = 0, None, None
        while True:
            query = select(audit).where(audit.c.seq > seq).order_by(audit.c.seq).limit(BATCH)
            rows = (await self._db.execute(query)).all()
            for row in rows:
                whole = row.seq == seq + 1 and row.prev == previous
                if not whole or not follows(self._key, _line(row), previous, row.mac):
                    return Verdict(lines, first, last, previous, broken_at=seq + 1)
                first = row.seq if first is None else first
                seq = last = row.seq
                previous = row.mac
                lines += 1
            if len(rows) < BATCH:
                break
        begun = lines > 0 or head is not None
        ends = begun is (tail is not None)
        if tail is not None:
            ends = ends and self._sealed("tail", tail) and (tail.seq, tail.mac) == (seq, previous)
        return Verdict(lines, first, last, previous, broken_at=None if ends else seq + 1)

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

    async def trim(self, before: datetime, most: int) -> int:
        """Remove lines older than `before`, at most so many, from the oldest on; the head stays. How many went."""
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
        return len(old)


def _line(row: Any) -> Line:
    case = None if row.case is None else CaseId(row.case)
    return Line(row.seq, moment(row.at), MemberId(row.actor), row.kind, case, row.before, row.after, row.note)
