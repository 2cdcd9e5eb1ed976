"""Who moderates: roles are given by others, never by oneself, and what needs a second person gets one."""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from config.database import UnitOfWork
from config.ids import MemberId, new_id
from moderation.audit import Kind, Line
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import OPEN, AlreadyThere, Case, Forbidden, NeedsWords, NotNow, Refused, TheirOwn
from moderation.model import COMMAND_LINE, WORDS_LIMIT, Queue
from moderation.roles import FOUR_EYES, SECOND_WITHIN, Action, Actor, Role
from moderation.stores.audit import Head, Verdict
from moderation.stores.news import About, Item
from moderation.stores.rulings import Approval

INVITED_FOR = timedelta(minutes=15)
GIVABLE: Final = frozenset(Role) - {Role.SERVER_MODERATOR}
"""Roles that are given to a person; a server's moderators have theirs from Discord."""

OPERATOR: Final = Actor(COMMAND_LINE, GIVABLE)
"""Whoever has the machine, by the command line: for emergencies, and on record."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a second person agreed to is done now: to whom it applies."""

    case: Case
    action: Action
    subject: MemberId | None = field(repr=False)


class Team:
    """Roles, approvals, and the log. Every method raises a `Refused` where it cannot be done, and then has changed
    nothing."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def actor(
        self, unit: UnitOfWork, member: MemberId, *, server: str | None = None, by_server_role: bool = False
    ) -> Actor:
        """Somebody with the roles they have now. `by_server_role`: a role on that server makes them moderate there."""
        roles = await Books(unit).team.roles(member)
        if by_server_role and server is not None:
            return Actor(member, roles | {Role.SERVER_MODERATOR}, server)
        return Actor(member, roles)

    async def actors(self, unit: UnitOfWork, members: Sequence[MemberId]) -> Mapping[MemberId, Actor]:
        """The same for several, wherever they are."""
        roles = await Books(unit).team.roles_of(members)
        return {each: Actor(each, roles[each]) for each in members}

    async def members(self, unit: UnitOfWork, actor: Actor) -> Sequence[tuple[MemberId, Role]]:
        """Who has which role. For those who give roles."""
        if not actor.may_somewhere(Action.GRANT):
            raise Forbidden
        return await Books(unit).team.all()

    async def roster(self, unit: UnitOfWork, actor: Actor) -> Sequence[tuple[MemberId, frozenset[Role], datetime]]:
        """Everybody who moderates, with their roles and since when, the earliest first. For those who give roles."""
        roles: dict[MemberId, frozenset[Role]] = {}
        for member, role in await self.members(unit, actor):
            roles[member] = roles.get(member, frozenset()) | {role}
        since = await Books(unit).team.since()
        return sorted(((each, roles[each], since[each]) for each in roles), key=lambda row: row[2])

    async def grant(self, unit: UnitOfWork, actor: Actor, member: MemberId, role: Role) -> None:
        """Give somebody a role. Nobody gives themselves one, nor what they lack themselves (`Actor.gives`)."""
        if member == actor.member or not actor.gives(role):
            raise Forbidden
        books, now = Books(unit), self._bench.now()
        if not await books.team.grant(member, role, actor.member, now):
            raise AlreadyThere
        await books.audit.append(now, actor.member, Kind.GRANTED, note=f"{role.value} {member}")

    async def revoke(self, unit: UnitOfWork, actor: Actor, member: MemberId, role: Role) -> None:
        """Take a role from somebody, of whatever kind; their invitations are worth nothing any more, and what they have
        in hand by that role waits for the others again. From oneself nobody takes one: erasing one's account takes all.
        """
        if member == actor.member or not actor.may_somewhere(Action.GRANT):
            raise Forbidden
        books, now = Books(unit), self._bench.now()
        before = Actor(member, await books.team.roles(member))
        if not await books.team.revoke(member, role):
            raise AlreadyThere
        await books.team.uninvite(member)
        await books.audit.append(now, actor.member, Kind.REVOKED, note=f"{role.value} {member}")
        after = Actor(member, before.roles - {role})
        lost = {queue for queue in Queue if before.may(Action.CLAIM, queue) and not after.may(Action.CLAIM, queue)}
        await self._bench.take_back(books, [each for each in await books.cases.held(member) if each.queue in lost])

    async def invite(self, unit: UnitOfWork, actor: Actor, role: Role) -> str:
        """A code that gives this role to whoever sends it to the bot first, within 15 minutes."""
        if not actor.gives(role):
            raise Forbidden
        books, now = Books(unit), self._bench.now()
        code = secrets.token_urlsafe(15)
        await books.team.invite(code, role, actor.member, now + INVITED_FOR)
        await books.audit.append(now, actor.member, Kind.INVITED, note=role.value)
        return code

    async def redeem(self, unit: UnitOfWork, member: MemberId, code: str) -> Role | None:
        """The role an invitation gave; None where it is worth nothing, is over, is one's own, or who gave it could not
        give it any more."""
        books, now = Books(unit), self._bench.now()
        found = await books.team.redeem(code, now)
        if found is None or found[1] == member:
            return None
        role, by = found
        giver = OPERATOR if by == OPERATOR.member else Actor(by, await books.team.roles(by))
        if not giver.gives(role):
            return None
        if await books.team.grant(member, role, by, now):
            await books.audit.append(now, by, Kind.GRANTED, note=f"{role.value} {member}")
        return role

    async def placed(self, unit: UnitOfWork, actor: Actor, note: str) -> None:
        """Put on record that somebody chose where cards go. `note`: coded."""
        await Books(unit).audit.append(self._bench.now(), actor.member, Kind.PLACED, note=note)

    # --- a second person ---

    async def ask(self, unit: UnitOfWork, actor: Actor, name: str, action: Action, note: str) -> Approval:
        """Ask for what takes two: to unmask somebody, to export a case. Raises NeedsWords without a reason."""
        books, now = Books(unit), self._bench.now()
        if action not in FOUR_EYES - {Action.BAN}:
            raise Forbidden
        if not note.strip() or len(note) > WORDS_LIMIT:
            raise NeedsWords
        case = await books.case(name)
        await self._bench.allowed(books, actor, case, action)
        open_ones = await books.rulings.approvals_of(case.id, action.value, now - SECOND_WITHIN)
        if any(each.asked_by == actor.member and each.granted is None for each in open_ones):
            raise AlreadyThere
        approval = Approval(new_id(), case.id, action.value, actor.member, note, now)
        await books.rulings.ask(approval)
        await books.audit.append(now, actor.member, Kind.ASKED, case.id, note=action.value)
        await self._shown(books, approval)
        return approval

    async def _shown(self, books: Books, approval: Approval) -> None:
        """Where it is asked it reads as it stands now, instead of what was planned."""
        await books.news.withdraw(About.REQUEST, approval.id)
        await books.news.add(Item(About.REQUEST, approval.id, None), self._bench.now())

    async def request(self, unit: UnitOfWork, actor: Actor, name: str) -> Approval:
        """What somebody else asked for, with their reason, for who may answer it; that they read it is on record.

        Raises as `answer`.
        """
        books, now = Books(unit), self._bench.now()
        approval = await self._answerable(books, actor, name)
        await books.audit.append(now, actor.member, Kind.QUEUE_READ, approval.case, note=approval.action)
        return approval

    async def may_answer(self, unit: UnitOfWork, actor: Actor, name: str) -> bool:
        """Whether this moderator can answer a request now: it is somebody else's, and open."""
        with suppress(Refused):
            await self._answerable(Books(unit), actor, name)
            return True
        return False

    async def asked(self, unit: UnitOfWork, actor: Actor) -> Sequence[Approval]:
        """What this moderator can answer, the oldest first. Bans are not among it: those are cases in their queue."""
        found = [each for each in await self.pending(unit, actor) if each.action != Action.BAN.value]
        return [each for each in found if await self.may_answer(unit, actor, each.id)]

    async def pending(self, unit: UnitOfWork, actor: Actor) -> Sequence[Approval]:
        """What waits for a second person, who may be the one who looks. The oldest first."""
        books, now = Books(unit), self._bench.now()
        found = []
        for each in await books.rulings.pending(now - SECOND_WITHIN):
            case = await books.case(each.case)
            settled = each.action == Action.BAN.value and case.state not in OPEN
            if not settled and actor.may(Action(each.action), case.queue, case.server):
                found.append(each)
        return found

    async def own(self, unit: UnitOfWork, actor: Actor, name: str, action: Action) -> Approval | None:
        """What somebody asked for about a case, as long as it was not made use of and its time is not over: what was
        agreed to, else the latest."""
        case = await Books(unit).case(name)
        since = self._bench.now() - SECOND_WITHIN
        asked = await Books(unit).rulings.approvals_of(case.id, action.value, since)
        own = [each for each in asked if each.asked_by == actor.member]
        return next((each for each in own if each.granted), own[0] if own else None)

    async def answer(self, unit: UnitOfWork, actor: Actor, name: str, *, granted: bool) -> Approval:
        """The second person says yes or no. Never the one who asked. To a ban yes is said by deciding it."""
        books, now = Books(unit), self._bench.now()
        approval = await self._approval(books, name)
        if granted and approval.action == Action.BAN.value:
            raise NotNow
        await self._answerable(books, actor, name)
        await books.rulings.answer(name, actor.member, now, granted=granted)
        kind = Kind.APPROVED if granted else Kind.DECLINED
        await books.audit.append(now, actor.member, kind, approval.case, note=approval.action)
        await self._shown(books, approval)
        return approval

    async def _answerable(self, books: Books, actor: Actor, name: str) -> Approval:
        approval = await self._approval(books, name)
        case = await books.case(approval.case)
        await self._bench.allowed(books, actor, case, Action(approval.action))
        if approval.asked_by == actor.member:
            raise TheirOwn
        if not approval.waits(self._bench.now()):
            raise NotNow
        return approval

    async def use(self, unit: UnitOfWork, actor: Actor, name: str) -> Granted:
        """Do, once, what was agreed to. Only the one who asked does."""
        books, now = Books(unit), self._bench.now()
        approval = await self._approval(books, name)
        if approval.action == Action.BAN.value:
            raise NotNow
        if approval.asked_by != actor.member:
            raise Forbidden
        case = await books.case(approval.case)
        await self._bench.allowed(books, actor, case, Action(approval.action))
        if not approval.granted or approval.used_at is not None or now > approval.at + SECOND_WITHIN:
            raise NotNow
        await books.rulings.use(name, now)
        kind = Kind.UNMASKED if approval.action == Action.UNMASK.value else Kind.EXPORTED
        await books.audit.append(now, actor.member, kind, case.id)
        return Granted(case, Action(approval.action), case.subject)

    async def _approval(self, books: Books, name: str) -> Approval:
        found = await books.rulings.approval(name)
        if found is None:
            raise NotNow
        return found

    # --- the log ---

    async def read_log(
        self, unit: UnitOfWork, actor: Actor, before: int | None = None, case: str | None = None, limit: int = 50
    ) -> Sequence[Line]:
        """The latest lines (of a case), the latest first, so many at most; that they were read is a line, too."""
        if not actor.may_somewhere(Action.READ_AUDIT):
            raise Forbidden
        books = Books(unit)
        about = None if case is None else (await books.case(case)).id
        lines = await books.audit.lines(before=before, case=about, limit=limit)
        await books.audit.append(self._bench.now(), actor.member, Kind.AUDIT_READ, about)
        return lines

    async def verify_log(self, unit: UnitOfWork, kept: Head | None = None) -> Verdict:
        """Whether every line is what was written. `kept`: a head that was kept elsewhere, to be found again."""
        return await Books(unit).audit.verify(kept)

    async def head(self, unit: UnitOfWork) -> Head | None:
        """The log's last line, to be kept elsewhere."""
        return await Books(unit).audit.head()
