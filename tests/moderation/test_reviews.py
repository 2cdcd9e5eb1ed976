"""What has no end is asked about when its time comes, by those who may lift it; it stands for another year, or ends."""

from datetime import timedelta

import pytest

from config.ids import MemberId
from moderation.cases import AlreadyThere, Forbidden, Involved, NoSuchCase
from moderation.model import COMMAND_LINE, Measure, Reason, Ruling, Sanction, Tell
from moderation.questions import Answer, ShowReview
from moderation.reviews import A_DAY, AGAIN
from moderation.roles import Actor, Role
from moderation.stores.sanctions import Review
from moderation.team import OPERATOR
from tests.moderation.desk import ANN, BOB, DAY, NOW, SERVER, Desk, seniors

pytestmark = pytest.mark.asyncio(loop_scope="session")
YEAR = 365 * DAY
SECOND = timedelta(seconds=1)
SENIORS = Actor(MemberId("senior0"), frozenset({Role.SENIOR})), Actor(MemberId("senior1"), frozenset({Role.SENIOR}))


async def asked(desk: Desk) -> int:
    """What the sweep does; how many it is about."""
    async with desk.unit() as unit:
        due = await desk.moderation.reviews.due(unit)
        found = await desk.moderation.reviews.ask(unit)
    assert due == bool(found)
    return found


async def waiting(desk: Desk, actor: Actor) -> list[str]:
    found: list[Review] = list(await desk.does(desk.moderation.reviews.waiting, actor))
    return [each.sanction.id for each in found]


async def banned(desk: Desk, **report: str) -> Sanction:
    """A ban by two seniors, of which everybody was told."""
    if not await desk.rows("moderators"):
        await seniors(desk)
    sanction = await desk.banned(await desk.reported(**report), *SENIORS)
    await desk.consequences()
    return sanction


async def test_a_ban_is_asked_about_after_a_year_and_again_a_month_later(desk: Desk) -> None:
    sanction = await banned(desk)
    desk.now = NOW + YEAR - SECOND
    await desk.clean_up()
    assert (await asked(desk), await waiting(desk, SENIORS[0])) == (0, [])
    desk.now += SECOND
    assert (await asked(desk), await asked(desk)) == (1, 0), "once"
    assert await desk.consequences(ShowReview) == [ShowReview(await stored(desk, sanction), Answer.OPEN)]
    assert await desk.consequences(ShowReview) == []
    assert await waiting(desk, SENIORS[0]) == await waiting(desk, OPERATOR) == [sanction.id]
    desk.now += AGAIN - SECOND
    assert await asked(desk) == 0
    desk.now += SECOND
    assert await asked(desk) == 1
    assert len(await desk.consequences(ShowReview)) == 1


async def stored(desk: Desk, sanction: Sanction) -> Sanction:
    async with desk.unit() as unit:
        shown = await desk.moderation.reviews.shown(unit, sanction.id)
    assert shown is not None
    return shown.sanction


async def test_what_stands_is_looked_at_again_in_a_year(desk: Desk) -> None:
    sanction = await banned(desk)
    desk.now = NOW + YEAR
    await asked(desk)
    await desk.consequences()
    kept = await desk.does(desk.moderation.reviews.reviewed, SENIORS[0], sanction.id, keep=True)
    assert kept.id == sanction.id
    assert await desk.consequences() == [ShowReview(await stored(desk, sanction), Answer.AGREED)], (
        "the member hears nothing"
    )
    assert await desk.sanction(BOB) is not None
    assert await waiting(desk, SENIORS[0]) == []
    with pytest.raises(AlreadyThere):
        await desk.does(desk.moderation.reviews.reviewed, SENIORS[1], sanction.id, keep=False)
    line = (await desk.rows("audit"))[-1]
    assert (line["actor"], line["kind"], line["case"], line["note"]) == ("senior0", "reviewed", sanction.case, "ban")
    desk.now += YEAR - SECOND
    assert await asked(desk) == 0
    desk.now += SECOND
    assert await asked(desk) == 1


async def test_what_is_lifted_ends_and_the_member_hears_it(desk: Desk) -> None:
    sanction = await banned(desk)
    desk.now = NOW + YEAR
    await asked(desk)
    await desk.consequences()
    await desk.does(desk.moderation.reviews.reviewed, SENIORS[0], sanction.id, keep=False)
    told, review = await desk.consequences()
    assert (told, review.answer) == (Tell(BOB, None), Answer.DECLINED)
    assert await desk.sanction(BOB) is None
    with pytest.raises(AlreadyThere):
        await desk.does(desk.moderation.reviews.reviewed, SENIORS[1], sanction.id, keep=True)
    desk.now += AGAIN
    assert await asked(desk) == 0


async def test_what_is_lifted_in_another_way_is_no_question_any_more(desk: Desk) -> None:
    sanction = await banned(desk)
    desk.now = NOW + YEAR
    await asked(desk)
    await desk.consequences()
    assert await desk.lift(str(sanction.case)) == 1
    assert [each.answer for each in await desk.consequences(ShowReview)] == [Answer.DECLINED]
    assert await waiting(desk, SENIORS[0]) == []
    assert [row["review_asked_at"] for row in await desk.rows("sanctions") if row["measure"] == "ban"] == [None]


async def test_what_an_appeal_overturns_is_no_question_any_more(desk: Desk) -> None:
    """Somebody let it lie for a year."""
    sanction = await banned(desk)
    await desk.does(desk.moderation.appeals.file, BOB, sanction.id, "it was not me")
    desk.now = NOW + YEAR
    await asked(desk)
    await desk.consequences()
    third = await desk.moderator("third", Role.SENIOR)
    held = await desk.claim(third, await desk.case(str(sanction.case)))
    await desk.does(desk.moderation.appeals.rule, third, held.id, held.fence, Ruling.OVERTURNED)
    assert [each.answer for each in await desk.consequences(ShowReview)] == [Answer.DECLINED]
    assert await waiting(desk, SENIORS[0]) == []


async def test_only_who_may_lift_it_is_asked_and_never_who_has_to_do_with_it(desk: Desk) -> None:
    sanction = await banned(desk)
    desk.now = NOW + YEAR
    await asked(desk)
    review = desk.moderation.reviews.reviewed
    moderator = await desk.moderator("mod", Role.MODERATOR)
    keeper = await desk.moderator("keeper", Role.CHILD_SAFETY)
    theirs = await desk.moderator(BOB, Role.SENIOR)
    foe = await desk.moderator("foe", Role.SENIOR)
    desk.apart[foe.member] = frozenset({BOB})
    for who, why in ((moderator, NoSuchCase), (keeper, NoSuchCase), (theirs, Involved), (foe, Involved)):
        assert await waiting(desk, who) == []
        with pytest.raises(why):
            await desk.does(review, who, sanction.id, keep=False)
    with pytest.raises(NoSuchCase):
        await desk.does(review, SENIORS[0], "no such thing", keep=True)
    assert await desk.sanction(BOB) is not None


async def test_child_safetys_stays_child_safetys_also_when_the_case_is_nobodys_any_more(desk: Desk) -> None:
    one, other = [await desk.moderator(f"safety{each}", Role.CHILD_SAFETY) for each in range(2)]
    senior = await desk.moderator("senior0", Role.SENIOR)
    case = await desk.reported(reason=Reason.MINOR)
    sanction = await desk.banned(case, one, other)
    await desk.consequences()
    desk.now = NOW + YEAR
    await desk.clean_up()
    await desk.clean_up()
    assert (await desk.case(case.id)).subject is None
    await asked(desk)
    assert (await waiting(desk, senior), await waiting(desk, one)) == ([], [sanction.id])
    with pytest.raises(NoSuchCase):
        await desk.does(desk.moderation.reviews.reviewed, senior, sanction.id, keep=False)
    await desk.does(desk.moderation.reviews.reviewed, one, sanction.id, keep=False)
    assert await desk.sanction(BOB) is None


async def test_years_of_bans_do_not_bury_the_cases(desk: Desk) -> None:
    for number in range(A_DAY + 2):
        await banned(desk, subject=f"bad{number}", reporter=f"good{number}", room=f"room{number}")
    desk.now = NOW + 2 * YEAR
    assert (await asked(desk), await asked(desk)) == (A_DAY, 0)
    desk.now += DAY
    assert (await asked(desk), await asked(desk)) == (2, 0)
    assert len(await waiting(desk, SENIORS[0])) == A_DAY + 2


async def test_what_ends_by_itself_and_what_waits_for_a_decision_is_not_asked_about(desk: Desk) -> None:
    await desk.pause(await desk.report(reporter=ANN), days=30)
    await desk.report(subject=ANN, reporter=BOB, room="b", reason=Reason.MINOR)
    assert {row["measure"] for row in await desk.rows("sanctions")} == {"pause", "hold"}
    desk.now = NOW + 3 * YEAR
    assert await asked(desk) == 0


async def test_the_operator_answers_nothing_for_a_case_that_is_not_there_but_by_right(desk: Desk) -> None:
    """A ban of before cases were kept has none: seniors look at it."""
    sanction = await banned(desk)
    async with desk.unit() as unit:
        await unit.connection.exec_driver_sql('UPDATE sanctions SET "case" = NULL')
    desk.now = NOW + YEAR
    await asked(desk)
    auditor, moderator = await desk.moderator("aud", Role.AUDITOR), await desk.moderator("mod", Role.MODERATOR)
    keeper = await desk.moderator("keeper", Role.CHILD_SAFETY)
    for who, why in ((auditor, NoSuchCase), (moderator, NoSuchCase), (keeper, Forbidden)):
        with pytest.raises(why):
            await desk.does(desk.moderation.reviews.reviewed, who, sanction.id, keep=True)
    await desk.does(desk.moderation.reviews.reviewed, OPERATOR, sanction.id, keep=True)
    assert (await desk.rows("audit"))[-1]["actor"] == COMMAND_LINE


async def test_an_exclusion_is_asked_of_seniors(desk: Desk) -> None:
    there = await desk.of_server("srv")
    (senior,) = await seniors(desk, 1)
    await desk.decide(there, await desk.reported(server=SERVER), Measure.EXCLUSION)
    await desk.consequences()
    desk.now = NOW + YEAR
    assert await asked(desk) == 1
    assert (await waiting(desk, there), len(await waiting(desk, senior))) == ([], 1)
