"""Every role, action, queue and scope: written out, and asked of the service, not of its table."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from itertools import product
from typing import Any, Final

import pytest
import pytest_asyncio

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.books import Books
from moderation.cases import Case, Forbidden, NoSuchCase, State
from moderation.model import Appeal, CaseId, Decision, Measure, Queue, Reason, Ruling, Sanction
from moderation.roles import TABLE, Action, Actor, Role
from moderation.service import Moderation
from tests.contracts.stores import STORES, Ground
from tests.moderation.desk import ANN, BOB, EVE, NOW, SERVER
from tests.moderation.rights import CELLS, may

session = pytest.mark.asyncio(loop_scope="session")

OTHER: Final = "e" * 32
SCOPES: Final = (SERVER, OTHER, None)
"""Where a case began: on the server of its moderators, on another, or on none."""

MODERATOR: Final = MemberId("moderator")
FENCE: Final = 3
RESTS: Final = {
    Queue.STANDARD: State.QUEUED,
    Queue.URGENT: State.QUEUED,
    Queue.SERVER: State.QUEUED,
    Queue.SENIOR: State.ESCALATED,
    Queue.CHILD_SAFETY: State.QUARANTINED,
    Queue.APPEALS: State.APPEALED,
}
DECIDED: Final = {Action.REOPEN, Action.LIFT, Action.UNMASK, Action.EXPORT, Action.LEGAL_HOLD}
EVERYWHERE: Final = {Action.GRANT, Action.READ_AUDIT}
"""What has nothing to do with a case."""


def test_every_cell_is_written_out_and_no_other() -> None:
    assert CELLS.keys() == set(product(Role, Action, Queue)), "a role, an action or a queue has no cell"


def test_the_table_is_what_is_written_out() -> None:
    for (role, action, queue), sign in CELLS.items():
        assert ((action, queue) in TABLE[role]) == (sign != "."), (role, action, queue)
        assert (sign == "s") <= (role is Role.SERVER_MODERATOR)


def test_whoever_has_no_role_may_nothing() -> None:
    for action, queue, server in product(Action, Queue, SCOPES):
        assert not Actor(MODERATOR).may(action, queue, server)
        assert not Actor(MODERATOR, frozenset({Role.SERVER_MODERATOR})).may(action, queue, server), "of no server"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sqlite(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    async with STORES["sqlite"](tmp_path_factory.mktemp("roles")) as ground:
        yield ground


async def prepared(books: Books, action: Action, queue: Queue, server: str | None) -> None:
    """A case in this queue in a state in which this can be done to it."""
    state = RESTS[queue]
    held = action not in DECIDED | {Action.SEE_QUEUE, Action.CLAIM}
    appeal = queue is Queue.APPEALS or action is Action.DECIDE_APPEAL
    if held:
        state = State.CLAIMED_APPEAL if appeal else State.CLAIMED
    elif action in DECIDED:
        state = State.DECIDED
    hours = NOW.replace(hour=23)
    case = Case(CaseId("2222"), BOB, Reason.SPAM, server, state, queue, 1.0, hours, NOW, fence=FENCE)
    if held:
        case = replace(case, holder=MODERATOR, claimed_at=NOW, lease_until=hours)
    await books.cases.add(case)
    await books.cases.add(Case(CaseId("3333"), BOB, Reason.HATE, server, RESTS[queue], queue, 1.0, hours, NOW))
    decision = Decision("d", case.id, 1, EVE, Reason.SPAM, Measure.PAUSE, NOW)
    await books.rulings.decide(decision)
    sanction = Sanction("s", BOB, Reason.SPAM, NOW, hours, None, Measure.PAUSE, None, case.id)
    await books.sanctions.impose(sanction, decision.id)
    if appeal:
        await books.rulings.appeal(Appeal("a", sanction.id, case.id, BOB, "please", NOW), EVE)


def tried(service: Moderation, unit: UnitOfWork, actor: Actor, action: Action) -> Awaitable[Any]:
    """The action by the service's own method, on the case that is prepared."""
    case, measures = CaseId("2222"), service.verdicts
    decide: Callable[[Measure], Awaitable[Any]] = lambda measure: measures.decide(  # noqa: E731
        unit, actor, case, FENCE, measure, seconds=3600 if measure in (Measure.PAUSE, Measure.EXCLUSION) else None
    )
    match action:
        case Action.SEE_QUEUE:
            return service.cases.queue(unit, actor)
        case Action.CLAIM:
            return service.cases.claim(unit, actor, case)
        case Action.VIEW:
            return service.cases.opened(unit, actor, case, FENCE)
        case Action.CLOSE:
            return decide(Measure.NOTHING)
        case Action.WARN:
            return decide(Measure.WARNING)
        case Action.PAUSE:
            return decide(Measure.PAUSE)
        case Action.BAN:
            return decide(Measure.BAN)
        case Action.EXCLUDE:
            return decide(Measure.EXCLUSION)
        case Action.ESCALATE:
            return service.handover.escalate(unit, actor, case, FENCE, "why")
        case Action.QUARANTINE:
            return service.handover.quarantine(unit, actor, case, FENCE)
        case Action.PRESERVE:
            return service.handover.preserve(unit, actor, case, FENCE)
        case Action.LEGAL_HOLD:
            return service.handover.hold(unit, actor, case, on=True)
        case Action.MERGE:
            return service.handover.merge(unit, actor, case, FENCE, "3333")
        case Action.REOPEN:
            return service.handover.reopen(unit, actor, case, "why")
        case Action.LIFT:
            return service.verdicts.lift(unit, actor, case, "why")
        case Action.DECIDE_APPEAL:
            return service.appeals.rule(unit, actor, case, FENCE, Ruling.OVERTURNED)
        case Action.UNMASK | Action.EXPORT:
            return service.team.ask(unit, actor, case, action, "why")
        case Action.GRANT:
            return service.team.members(unit, actor)
        case Action.READ_AUDIT:
            return service.team.read_log(unit, actor)


class Undone(Exception):
    """So that the next one finds everything as it was."""


async def outcome(sqlite: Ground, service: Moderation, actor: Actor, action: Action) -> bool:
    """Whether the service lets them; everything is as before afterwards. Other refusals than for rights fail."""
    done = False
    try:
        async with sqlite.database.unit() as unit:
            try:
                found = await tried(service, unit, actor, action)
                done = bool(found) if action is Action.SEE_QUEUE else True
            except (Forbidden, NoSuchCase):
                done = False
            raise Undone
    except Undone:
        return done


@session
@pytest.mark.parametrize("action", Action)
async def test_the_service_does_what_the_cell_says_and_nothing_else(sqlite: Ground, action: Action) -> None:
    service = Moderation(NOW.timestamp)
    cells = 0
    for queue, server in product(Queue, SCOPES):
        await sqlite.empty()
        async with sqlite.database.unit() as unit:
            await prepared(Books(unit), action, queue, server)
        for role in Role:
            actor = Actor(MODERATOR, frozenset({role}), SERVER if role is Role.SERVER_MODERATOR else None)
            expected = may(actor.roles, actor.server, action, queue, server)
            assert await outcome(sqlite, service, actor, action) is expected, (role, action, queue, server)
            cells += 1
    assert cells == len(Role) * len(Queue) * len(SCOPES)


# --- what is nobody's to have by themselves ---


@session
@pytest.mark.parametrize("role", Role)
async def test_nobody_gives_themselves_a_role(sqlite: Ground, role: Role) -> None:
    await sqlite.empty()
    service = Moderation(NOW.timestamp)
    everything = Actor(ANN, frozenset(Role), SERVER)
    async with sqlite.database.unit() as unit:
        with pytest.raises(Forbidden):
            await service.team.grant(unit, everything, ANN, role)
        if role is not Role.SERVER_MODERATOR:
            code = await service.team.invite(unit, everything, role)
            assert await service.team.redeem(unit, ANN, code) is None
            assert await service.team.redeem(unit, BOB, code) is None, "used up by the attempt"
        assert (await service.team.actor(unit, ANN)).roles == frozenset()
