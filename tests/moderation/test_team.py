"""Roles are given by others, and what takes two is asked, answered and done once."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.cases import AlreadyThere, Case, Forbidden, Involved, NeedsWords, NoSuchCase, NotNow, State
from moderation.model import Measure, Reason, ShowCard
from moderation.roles import Action, Actor, Role
from moderation.team import OPERATOR
from tests.moderation.desk import ANN, BOB, DAY, EVE, SERVER, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def roles(desk: Desk, member: MemberId) -> frozenset[Role]:
    return (await desk.does(desk.moderation.team.actor, member)).roles


# --- roles ---


async def test_the_first_is_made_by_the_operator_who_may_give_anything_but_a_servers_role(desk: Desk) -> None:
    for role in Role:
        if role is Role.SERVER_MODERATOR:
            with pytest.raises(Forbidden):
                await desk.does(desk.moderation.team.grant, OPERATOR, ANN, role)
        else:
            await desk.does(desk.moderation.team.grant, OPERATOR, ANN, role)
            with pytest.raises(AlreadyThere):
                await desk.does(desk.moderation.team.grant, OPERATOR, ANN, role)
    assert await roles(desk, ANN) == frozenset(Role) - {Role.SERVER_MODERATOR}


async def test_nobody_gives_what_they_lack(desk: Desk) -> None:
    admin, both = await desk.moderator("admin", Role.ADMIN), await desk.moderator("both", Role.ADMIN, Role.SENIOR)
    given = {
        actor.member: {role for role in Role if actor.gives(role)}
        for actor in (admin, both, await desk.moderator("senior", Role.SENIOR), Actor(ANN))
    }
    assert given == {
        "admin": {Role.ADMIN, Role.AUDITOR},
        "both": {Role.ADMIN, Role.AUDITOR, Role.TRIAGE, Role.MODERATOR, Role.SENIOR},
        "senior": set(),
        "ann": set(),
    }
    for role in (Role.SENIOR, Role.CHILD_SAFETY):
        for giving in (desk.moderation.team.invite,):
            with pytest.raises(Forbidden):
                await desk.does(giving, admin, role)
        with pytest.raises(Forbidden):
            await desk.does(desk.moderation.team.grant, admin, EVE, role)
    await desk.does(desk.moderation.team.grant, both, EVE, Role.MODERATOR)
    assert await roles(desk, EVE) == {Role.MODERATOR}


async def test_two_accounts_of_one_admin_see_no_more_evidence_than_one(desk: Desk) -> None:
    admin = await desk.moderator("admin", Role.ADMIN)
    await desk.does(desk.moderation.team.grant, admin, EVE, Role.ADMIN)
    second = await desk.does(desk.moderation.team.actor, EVE)
    for role in set(Role) - {Role.ADMIN, Role.AUDITOR}:
        with pytest.raises(Forbidden):
            await desk.does(desk.moderation.team.grant, second, admin.member, role)


async def test_roles_are_taken_by_others_and_never_by_oneself(desk: Desk) -> None:
    admin, senior = await desk.moderator("admin", Role.ADMIN), await desk.moderator("senior", Role.SENIOR)
    revoke = desk.moderation.team.revoke
    with pytest.raises(Forbidden):
        await desk.does(revoke, senior, admin.member, Role.ADMIN)
    with pytest.raises(Forbidden):
        await desk.does(revoke, admin, admin.member, Role.ADMIN)
    await desk.does(revoke, admin, senior.member, Role.SENIOR)
    with pytest.raises(AlreadyThere):
        await desk.does(revoke, admin, senior.member, Role.SENIOR)
    assert await roles(desk, senior.member) == frozenset()
    assert await desk.does(desk.moderation.team.members, admin) == [("admin", Role.ADMIN)]
    with pytest.raises(Forbidden):
        await desk.does(desk.moderation.team.members, senior)


async def test_an_invitation_is_for_one_other_person_and_a_quarter_of_an_hour(desk: Desk) -> None:
    admin, team = await desk.moderator("admin", Role.ADMIN), desk.moderation.team
    code = await desk.does(team.invite, admin, Role.AUDITOR)
    assert await desk.does(team.redeem, ANN, code) is Role.AUDITOR
    assert await desk.does(team.redeem, EVE, code) is None, "used up"
    assert await desk.does(team.redeem, EVE, "guessed") is None
    code = await desk.does(team.invite, admin, Role.AUDITOR)
    assert await desk.does(team.redeem, admin.member, code) is None, "one's own"
    code = await desk.does(team.invite, admin, Role.AUDITOR)
    desk.now += timedelta(minutes=15)
    assert await desk.does(team.redeem, EVE, code) is None, "over"
    assert await roles(desk, EVE) == frozenset()
    assert await roles(desk, admin.member) == {Role.ADMIN}
    assert code.encode() not in b"".join(row["hash"] for row in await desk.rows("invitations"))


@pytest.mark.parametrize("how", ["revoked", "gone"])
async def test_an_invitation_is_worth_nothing_once_who_gave_it_may_no_more(desk: Desk, how: str) -> None:
    admin, team = await desk.moderator("admin", Role.ADMIN), desk.moderation.team
    code = await desk.does(team.invite, admin, Role.ADMIN)
    if how == "revoked":
        await desk.does(team.revoke, OPERATOR, admin.member, Role.ADMIN)
    else:
        await desk.does(desk.moderation.erase, admin.member)
    assert await desk.does(team.redeem, EVE, code) is None
    assert await roles(desk, EVE) == frozenset()
    assert await desk.rows("invitations") == []


async def test_a_role_on_a_server_counts_there_and_only_while_one_has_it(desk: Desk) -> None:
    team = desk.moderation.team
    with_role = await desk.does(team.actor, ANN, server=SERVER, by_server_role=True)
    assert (with_role.roles, with_role.server) == (frozenset({Role.SERVER_MODERATOR}), SERVER)
    for without in (
        await desk.does(team.actor, ANN, server=SERVER),
        await desk.does(team.actor, ANN, by_server_role=True),
    ):
        assert (without.roles, without.server) == (frozenset(), None)


# --- a second person ---


async def asked(desk: Desk, action: Action = Action.UNMASK) -> tuple[Case, Actor, Actor, str]:
    """A case, the one who asked, another who may answer, and what was asked."""
    case = await desk.reported()
    await desk.dismiss(case.id)
    one, other = await desk.moderator("one", Role.SENIOR), await desk.moderator("other", Role.SENIOR)
    approval = await desk.does(desk.moderation.team.ask, one, case.id, action, "the police asked")
    return case, one, other, approval.id


@pytest.mark.parametrize("action", [Action.UNMASK, Action.EXPORT])
async def test_two_people_unmask_or_export_and_only_once(desk: Desk, action: Action) -> None:
    case, one, other, name = await asked(desk, action)
    team = desk.moderation.team
    with pytest.raises(NotNow):
        await desk.does(team.use, one, name)
    with pytest.raises(Forbidden):
        await desk.does(team.answer, one, name, granted=True)
    await desk.does(team.answer, other, name, granted=True)
    with pytest.raises(NotNow):
        await desk.does(team.answer, other, name, granted=False)
    with pytest.raises(Forbidden):
        await desk.does(team.use, other, name)
    granted = await desk.does(team.use, one, name)
    assert (granted.case.id, granted.action, granted.subject) == (case.id, action, BOB)
    assert BOB not in repr(granted).replace(repr(granted.case), "")
    with pytest.raises(NotNow):
        await desk.does(team.use, one, name)
    kinds = [row["kind"] for row in await desk.rows("audit") if row["case"] == case.id]
    assert kinds[-3:] == ["approval-asked", "approved", "unmasked" if action is Action.UNMASK else "exported"]


async def test_a_no_is_a_no(desk: Desk) -> None:
    _, one, other, name = await asked(desk)
    await desk.does(desk.moderation.team.answer, other, name, granted=False)
    with pytest.raises(NotNow):
        await desk.does(desk.moderation.team.use, one, name)


async def test_what_was_agreed_to_is_done_within_a_week_by_somebody_who_still_may(desk: Desk) -> None:
    _, one, other, name = await asked(desk)
    team = desk.moderation.team
    await desk.does(team.answer, other, name, granted=True)
    with pytest.raises(NoSuchCase):
        await desk.does(team.use, Actor(one.member), name)
    desk.now += 7 * DAY + timedelta(seconds=1)
    with pytest.raises(NotNow):
        await desk.does(team.use, one, name)


async def test_whoever_has_to_do_with_it_neither_asks_nor_answers(desk: Desk) -> None:
    case, _, other, name = await asked(desk)
    desk.apart[other.member] = frozenset({BOB})
    with pytest.raises(Involved):
        await desk.does(desk.moderation.team.answer, other, name, granted=True)
    with pytest.raises(Involved):
        await desk.does(desk.moderation.team.ask, other, case.id, Action.EXPORT, "why")


async def test_asking_takes_a_reason_and_once_is_enough(desk: Desk) -> None:
    case, one, _, _ = await asked(desk)
    ask = desk.moderation.team.ask
    for note in ("", "x" * 501):
        with pytest.raises(NeedsWords):
            await desk.does(ask, one, case.id, Action.EXPORT, note)
    with pytest.raises(AlreadyThere):
        await desk.does(ask, one, case.id, Action.UNMASK, "again")
    for action in set(Action) - {Action.UNMASK, Action.EXPORT}:
        with pytest.raises(Forbidden):
            await desk.does(ask, one, case.id, action, "why")


async def test_a_ban_is_agreed_to_by_deciding_it_and_in_no_other_way(desk: Desk) -> None:
    case = await desk.reported()
    one, other = await desk.moderator("one", Role.SENIOR), await desk.moderator("other", Role.SENIOR)
    await desk.decide(one, case, Measure.BAN)
    (row,) = await desk.rows("approvals")
    for doing in (
        desk.does(desk.moderation.team.answer, other, row["id"], granted=True),
        desk.does(desk.moderation.team.use, one, row["id"]),
    ):
        with pytest.raises(NotNow):
            await doing


# --- the log ---


async def test_that_the_log_was_read_stands_in_it(desk: Desk) -> None:
    await desk.report()
    auditor = await desk.moderator("auditor", Role.AUDITOR)
    lines = await desk.does(desk.moderation.team.read_log, auditor)
    assert [line.kind for line in lines] == ["granted", "filed", "route"]
    assert (await desk.does(desk.moderation.team.read_log, auditor))[0].kind == "audit-read"
    with pytest.raises(Forbidden):
        await desk.does(desk.moderation.team.read_log, await desk.moderator("senior", Role.SENIOR))
    verdict = await desk.does(desk.moderation.team.verify_log)
    assert (verdict.broken_at, verdict.lines) == (None, len(await desk.rows("audit")))


async def test_what_somebody_has_in_hand_goes_back_with_the_role_they_have_it_by(desk: Desk) -> None:
    one = await desk.moderator("one", Role.MODERATOR, Role.SENIOR)
    plain, appealed = await desk.reported(), await desk.reported(reporter=EVE, room="b", reason=Reason.HATE)
    decided = await desk.decide(await desk.moderator("other", Role.MODERATOR), appealed, Measure.WARNING)
    assert decided.sanction is not None
    await desk.does(desk.moderation.appeals.file, BOB, decided.sanction.id, "please")
    for case in (plain, appealed):
        await desk.claim(one, case)
    await desk.does(desk.moderation.team.revoke, OPERATOR, one.member, Role.SENIOR)
    assert [(await desk.case(case.id)).state for case in (plain, appealed)] == [State.CLAIMED, State.APPEALED]
    await desk.does(desk.moderation.team.revoke, OPERATOR, one.member, Role.MODERATOR)
    assert (await desk.case(plain.id)).state is State.QUEUED
    assert plain.id in {each.case for each in await desk.consequences(ShowCard)}, "the others see that it waits"


async def test_what_a_role_on_a_server_gives_stays_when_another_goes(desk: Desk) -> None:
    there = await desk.reported(server=SERVER)
    await desk.moderator("owner", Role.TRIAGE)
    await desk.claim(await desk.of_server("owner"), there)
    await desk.does(desk.moderation.team.revoke, OPERATOR, MemberId("owner"), Role.TRIAGE)
    assert (await desk.case(there.id)).state is State.CLAIMED
