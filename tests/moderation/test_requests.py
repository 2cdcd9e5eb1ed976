"""What one asks for and another agrees to: who may answer sees it, and everybody sees what became of it."""

from datetime import timedelta

import pytest

from moderation.cases import Forbidden, Involved, NoSuchCase, NotNow, Refused
from moderation.model import COMMAND_LINE, Measure, Reason
from moderation.questions import Answer, ShowRequest
from moderation.roles import Action, Role
from moderation.stores.rulings import Approval
from moderation.team import OPERATOR
from tests.moderation.desk import ANN, BOB, DAY, Desk, seniors

pytestmark = pytest.mark.asyncio(loop_scope="session")
WHY = "a court in Ulm, file 7"
SECOND = timedelta(seconds=1)


async def requested(desk: Desk, action: Action = Action.UNMASK, **report: object) -> Approval:
    """The operator asks for it."""
    case = await desk.reported(**report)
    return await desk.does(desk.moderation.team.ask, OPERATOR, case.id, action, WHY)


async def shown(desk: Desk) -> list[tuple[Answer, str | None]]:
    return [(each.answer, each.answered_by) for each in await desk.consequences(ShowRequest)]


@pytest.mark.parametrize("yes", [True, False])
async def test_what_is_asked_for_is_shown_once_and_so_is_the_answer(desk: Desk, yes: bool) -> None:
    asked = await requested(desk)
    (told,) = await desk.consequences(ShowRequest)
    assert told == ShowRequest(asked.id, asked.case, "unmask", COMMAND_LINE, asked.at)
    assert await shown(desk) == []
    (senior,) = await seniors(desk, 1)
    await desk.does(desk.moderation.team.answer, senior, asked.id, granted=yes)
    assert await shown(desk) == [(Answer.AGREED if yes else Answer.DECLINED, senior.member)]
    desk.now += 8 * DAY
    assert await shown(desk) == [], "that it is over is nothing new"


async def test_what_nobody_answers_in_time_is_over_and_shown_so(desk: Desk) -> None:
    asked = await requested(desk, Action.EXPORT)
    await desk.consequences()
    (senior,) = await seniors(desk, 1)
    desk.now += 7 * DAY
    assert await shown(desk) == []
    assert await desk.does(desk.moderation.team.may_answer, senior, asked.id), "until the last moment"
    desk.now += SECOND
    assert await shown(desk) == [(Answer.OVER, None)]
    assert not await desk.does(desk.moderation.team.may_answer, senior, asked.id)
    with pytest.raises(NotNow):
        await desk.does(desk.moderation.team.answer, senior, asked.id, granted=True)
    desk.now += 30 * DAY
    assert await shown(desk) == []


async def test_who_answered_before_it_was_shown_is_shown_at_once(desk: Desk) -> None:
    asked = await requested(desk)
    (senior,) = await seniors(desk, 1)
    await desk.does(desk.moderation.team.answer, senior, asked.id, granted=True)
    assert await shown(desk) == [(Answer.AGREED, senior.member)]


async def test_the_reason_is_read_by_who_may_answer_and_that_is_on_record(desk: Desk) -> None:
    asked = await requested(desk, reporter=ANN, subject=BOB)
    assert WHY not in repr(asked)
    (senior,) = await seniors(desk, 1)
    assert (await desk.does(desk.moderation.team.request, senior, asked.id)).note == WHY
    line = (await desk.rows("audit"))[-1]
    assert (line["actor"], line["kind"], line["case"], line["note"]) == ("senior0", "queue-read", asked.case, "unmask")
    others: tuple[tuple[str, Role, type[Refused]], ...] = (
        ("mod", Role.MODERATOR, Forbidden),
        ("keeper", Role.CHILD_SAFETY, NoSuchCase),
        ("aud", Role.AUDITOR, NoSuchCase),
        (ANN, Role.SENIOR, Involved),
        (BOB, Role.SENIOR, Involved),
    )
    for name, role, why in others:
        who = await desk.moderator(name, role)
        assert await desk.does(desk.moderation.team.asked, who) == []
        assert not await desk.does(desk.moderation.team.may_answer, who, asked.id)
        with pytest.raises(why):
            await desk.does(desk.moderation.team.request, who, asked.id)
    with pytest.raises(Forbidden):
        await desk.does(desk.moderation.team.request, OPERATOR, asked.id)


async def test_what_waits_for_a_second_person_is_listed_for_them_and_not_for_who_asked(desk: Desk) -> None:
    one = await requested(desk)
    desk.now += timedelta(minutes=1)
    two = await requested(desk, Action.EXPORT, reason=Reason.HATE, room="b")
    senior, other = await seniors(desk)
    desk.now += timedelta(minutes=1)
    banning = await desk.reported(reason=Reason.OTHER, room="c")
    await desk.decide(other, banning, Measure.BAN)
    assert [each.id for each in await desk.does(desk.moderation.team.asked, senior)] == [one.id, two.id], "no bans"
    assert await desk.does(desk.moderation.team.asked, OPERATOR) == []
    assert [each.case for each in await desk.does(desk.moderation.team.pending, OPERATOR)][-1] == banning.id
    sheet = await desk.does(desk.moderation.cases.sheet, one.case)
    assert [each.id for each in sheet.asked] == [one.id]


async def test_who_asked_sees_how_it_stands(desk: Desk) -> None:
    (senior,) = await seniors(desk, 1)
    team = desk.moderation.team
    case = await desk.reported()
    assert await desk.does(team.own, OPERATOR, case.id, Action.UNMASK) is None
    first = await desk.does(team.ask, OPERATOR, case.id, Action.UNMASK, WHY)
    own = await desk.does(team.own, OPERATOR, case.id, Action.UNMASK)
    assert own is not None
    assert (own.id, own.granted) == (first.id, None)
    await desk.does(team.answer, senior, first.id, granted=False)
    desk.now += SECOND
    second = await desk.does(team.ask, OPERATOR, case.id, Action.UNMASK, WHY)
    await desk.does(team.answer, senior, second.id, granted=True)
    desk.now += SECOND
    await desk.does(team.ask, OPERATOR, case.id, Action.UNMASK, WHY)
    own = await desk.does(team.own, OPERATOR, case.id, Action.UNMASK)
    assert own is not None
    assert own.id == second.id, "what was agreed to comes first"
    assert await desk.does(team.own, senior, case.id, Action.UNMASK) is None
    desk.now += 7 * DAY
    assert await desk.does(team.own, OPERATOR, case.id, Action.UNMASK) is None
