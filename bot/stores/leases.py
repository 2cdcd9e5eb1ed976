"""Leases in SQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.leases import AccountName, Lease
from bot.stores.schema import addresses, leases
from config.database import UnitOfWork, milliseconds, seconds


class SqlLeases:
    """`bot.leases.Leases` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection

    async def all(self) -> Mapping[AccountName, Lease]:
        rows = await self._db.execute(select(leases))
        return {(row.platform, row.account): _lease(row) for row in rows}

    async def take(
        self, accounts: Sequence[AccountName], holder: str, seen: Mapping[AccountName, Lease], now: float
    ) -> Mapping[AccountName, int] | None:
        there = await self.all()
        if any(there.get(account) != seen.get(account) for account in accounts):
            return None
        taken = {account: seen[account].fence + 1 if account in seen else 1 for account in accounts}
        for (platform, account), fence in taken.items():
            row = {"holder": holder, "fence": fence, "renewals": 0, "heard_at": milliseconds(now)}
            if (platform, account) in seen:
                this = and_(leases.c.platform == platform, leases.c.account == account, leases.c.fence == fence - 1)
                changed = (await self._db.execute(update(leases).where(this).values(row))).rowcount
                if changed != 1:
                    raise RuntimeError("a lease changed within a transaction")
            else:
                await self._db.execute(insert(leases).values(platform=platform, account=account, **row))
        return taken

    async def announce(self, now: float) -> None:
        known = await self.all()
        rows = await self._db.execute(select(addresses.c.platform, addresses.c.account).distinct())
        new = [
            {
                "platform": row.platform,
                "account": row.account,
                "holder": "",
                "fence": 0,
                "renewals": 0,
                "heard_at": milliseconds(now),
            }
            for row in rows
            if (row.platform, row.account) not in known
        ]
        if new:
            await self._db.execute(insert(leases), new)

    async def renew(self, held: Mapping[AccountName, int], now: float) -> bool:
        renewed = update(leases).where(_these(held)).values(renewals=leases.c.renewals + 1, heard_at=milliseconds(now))
        return (await self._db.execute(renewed)).rowcount == len(held)

    async def holds(self, held: Mapping[AccountName, int]) -> bool:
        query = select(func.count()).select_from(leases).where(_these(held))
        return (await self._db.execute(query)).scalar_one() == len(held)

    async def give_up(self, held: Mapping[AccountName, int]) -> None:
        await self._db.execute(update(leases).where(_these(held)).values(holder=""))


def _lease(row: Any) -> Lease:
    return Lease(row.holder, row.fence, row.renewals, seconds(row.heard_at))


def _these(held: Mapping[AccountName, int]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(leases.c.platform == platform, leases.c.account == account, leases.c.fence == fence)
            for (platform, account), fence in held.items()
        )
    )
