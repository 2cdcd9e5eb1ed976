"""Who moderates, and invitations to it, in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.roles import Role
from moderation.stores.moments import moment, sql
from moderation.stores.schema import invitations, moderators


class SqlTeam:
    """Moderators within one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._keys = unit.keys

    async def roles(self, member: MemberId) -> frozenset[Role]:
        rows = await self._db.execute(select(moderators.c.role).where(moderators.c.member == member))
        return frozenset(Role(role) for role in rows.scalars())

    async def roles_of(self, members: Sequence[MemberId]) -> Mapping[MemberId, frozenset[Role]]:
        """The roles of each of these; none of those who moderate nothing."""
        if not members:
            return {}
        query = select(moderators.c.member, moderators.c.role).where(moderators.c.member.in_(members))
        rows = (await self._db.execute(query)).all()
        return {each: frozenset(Role(row.role) for row in rows if row.member == each) for each in members}

    async def all(self) -> Sequence[tuple[MemberId, Role]]:
        query = select(moderators.c.member, moderators.c.role).order_by(moderators.c.at, moderators.c.role)
        return [(MemberId(member), Role(role)) for member, role in await self._db.execute(query)]

    async def since(self) -> Mapping[MemberId, datetime]:
        """From when on somebody has moderated."""
        query = select(moderators.c.member, func.min(moderators.c.at)).group_by(moderators.c.member)
        return {MemberId(member): moment(at) for member, at in await self._db.execute(query)}

    async def grant(self, member: MemberId, role: Role, by: MemberId, now: datetime) -> bool:
        """False if they had the role."""
        if role in await self.roles(member):
            return False
        await self._db.execute(insert(moderators).values(member=member, role=role.value, by=by, at=sql(now)))
        return True

    async def revoke(self, member: MemberId, role: Role) -> bool:
        """False if they did not have it."""
        going = delete(moderators).where(moderators.c.member == member, moderators.c.role == role.value)
        return bool((await self._db.execute(going)).rowcount)

    async def leave(self, member: MemberId) -> frozenset[Role]:
        """All roles of a member go; which these were."""
        had = await self.roles(member)
        await self._db.execute(delete(moderators).where(moderators.c.member == member))
        await self.uninvite(member)
        return had

    async def moderates(self, members: Sequence[MemberId]) -> frozenset[MemberId]:
        rows = await self._db.execute(select(moderators.c.member).where(moderators.c.member.in_(members)).distinct())
        return frozenset(MemberId(name) for name in rows.scalars())

    async def invite(self, code: str, role: Role, by: MemberId, until: datetime) -> None:
        savable = insert(invitations).values(
            hash=self._keys.hash("invitation", code), role=role.value, by=by, until=sql(until)
        )
        await self._db.execute(savable)

    async def uninvite(self, by: MemberId) -> None:
        """Somebody's invitations are worth nothing any more."""
        await self._db.execute(delete(invitations).where(invitations.c.by == by))

    async def redeem(self, code: str, now: datetime) -> tuple[Role, MemberId] | None:
        """What an invitation is worth; it is worth nothing afterwards."""
        name = self._keys.hash("invitation", code)
        query = select(invitations.c.role, invitations.c.by).where(
            invitations.c.hash == name, invitations.c.until > sql(now)
        )
        found = (await self._db.execute(query)).one_or_none()
        await self._db.execute(delete(invitations).where(invitations.c.hash == name))
        return None if found is None else (Role(found.role), MemberId(found.by))

    async def any_outdated(self, now: datetime) -> bool:
        return bool((await self._db.execute(select(exists().where(invitations.c.until <= sql(now))))).scalar_one())

    async def drop_outdated(self, now: datetime) -> int:
        return (await self._db.execute(delete(invitations).where(invitations.c.until <= sql(now)))).rowcount

    async def count(self) -> int:
        """How many people moderate."""
        return int((await self._db.execute(select(func.count(moderators.c.member.distinct())))).scalar_one())
