"""Wishes to be told, in SQL."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import delete, exists, insert, select

from bot.alerts import Alert
from bot.stores.rooms import TICKET
from bot.stores.schema import alerts
from config.database import UnitOfWork, milliseconds, seconds
from config.ids import MemberId

LOOKED_AT = 1000
"""The most that are looked at for one newcomer: some 20 ms."""


class SqlAlerts:
    """`bot.alerts.Alerts` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._keys = unit.keys

    def _alert(self, row: Mapping[Any, Any]) -> Alert:
        wish = self._keys.open("alerts.wish", row["member"], row["wish"])
        return Alert(TICKET.validate_json(wish), seconds(row["asked_at"]), seconds(row["until"]))

    async def put(self, alert: Alert) -> None:
        member = alert.ticket.member
        await self._db.execute(delete(alerts).where(alerts.c.member == member))
        await self._db.execute(
            insert(alerts).values(
                member=member,
                wish=self._keys.seal("alerts.wish", member, TICKET.dump_json(alert.ticket)),
                asked_at=milliseconds(alert.asked_at),
                until=milliseconds(alert.until),
            )
        )

    async def take(self, member: MemberId) -> Alert | None:
        row = (await self._db.execute(select(alerts).where(alerts.c.member == member))).mappings().one_or_none()
        if row is None:
            return None
        await self._db.execute(delete(alerts).where(alerts.c.member == member))
        return self._alert(row)

    async def of(self, member: MemberId, now: float) -> Alert | None:
        query = select(alerts).where(alerts.c.member == member, alerts.c.until > milliseconds(now))
        row = (await self._db.execute(query)).mappings().one_or_none()
        return None if row is None else self._alert(row)

    async def standing(self, now: float) -> AsyncIterator[Alert]:
        query = select(alerts).where(alerts.c.until > milliseconds(now)).order_by(alerts.c.asked_at, alerts.c.member)
        for row in (await self._db.execute(query.limit(LOOKED_AT))).mappings():
            yield self._alert(row)

    async def any_over(self, now: float) -> bool:
        over = select(exists().where(alerts.c.until <= milliseconds(now)))
        return bool((await self._db.execute(over)).scalar_one())

    async def clean_up(self, now: float, most: int) -> int:
        old = select(alerts.c.member).where(alerts.c.until <= milliseconds(now)).limit(most)
        return (await self._db.execute(delete(alerts).where(alerts.c.member.in_(old)))).rowcount
