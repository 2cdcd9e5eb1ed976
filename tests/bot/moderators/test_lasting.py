"""What stands at a desk for days: after three its message is forgotten and cannot be changed, so a new one says it."""

import pytest

from bot.cards import MOST_CARDS
from bot.journal import Kept
from tests.bot.moderators.office import GROUP, Office
from tests.bot.moderators.test_burst import flooded

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def days_pass(office: Office, hours: float = 73) -> None:
    """What is past its time by then is forgotten."""
    office.clock.passes(hours=hours)
    async with office.database.unit() as unit:
        await office.open_turn(unit, office.clock()).journal.clean_up(Kept.LINKS, office.clock(), 1000)


def digests(office: Office) -> list[str]:
    """What stands at the group's desk for cases without a card, the earliest message first."""
    return [each.post.text for each in office.group.cards() if each.post.topic.startswith("mod-digest")]


async def test_the_number_of_cases_without_a_card_is_told_anew_after_three_days(office: Office) -> None:
    await office.staffed()
    await flooded(office, MOST_CARDS + 2)
    await office.goes_round()
    await days_pass(office)
    await office.reported()
    assert [each.split(" without")[0] for each in digests(office)] == ["◆ 2 more cases wait", "◆ 3 more cases wait"]
    await office.reported()
    assert [each.split(" without")[0] for each in digests(office)] == ["◆ 2 more cases wait", "◆ 4 more cases wait"]


async def test_so_is_that_there_are_none_any_more(office: Office) -> None:
    _, mo = await office.staffed()
    cases = [await office.reported() for _ in range(MOST_CARDS + 1)]
    await days_pass(office)
    await office.taps(mo, office.group, cases[0], "mod-close")
    await office.goes_round()
    assert digests(office)[1:] == ["◆ Every case that waits has its card again."]
    assert office.rows("desks")[0]["digest"] is None


async def test_that_a_case_ended_is_told_anew_where_its_card_is_forgotten(office: Office) -> None:
    _, mo = await office.staffed()
    case = await office.reported()
    before = office.group.card(case)
    await days_pass(office)
    await office.taps(mo, office.group, case, "mod-close")
    await office.goes_round()
    last = office.group.card(case)
    assert (last.post.topic, last.post.labels) == ("mod-card-done", ())
    assert last.native != before.native
    assert office.rows("cards") == []
    await office.goes_round()
    assert office.group.topics()[-2:] == ["mod-card-open", "mod-card-done"], "once"


async def test_what_is_still_on_its_way_is_changed_and_not_said_twice(bureau: Office) -> None:
    await bureau.staffed()
    await bureau.settled()
    bureau.mailbox.hold(GROUP)
    for _ in range(3):
        await flooded(bureau, MOST_CARDS)
        await bureau.goes_round()
        await bureau.goes_round()
    bureau.mailbox.let_go(GROUP)
    await bureau.settled()
    assert [each.split(" without")[0] for each in digests(bureau)] == ["◆ 20 more cases wait"]


async def test_a_case_that_finds_no_room_takes_that_of_one_that_ends(office: Office) -> None:
    _, mo = await office.staffed()
    cases = [await office.reported() for _ in range(MOST_CARDS)]
    await flooded(office, 1)
    await office.taps(mo, office.group, cases[0], "mod-close")
    await office.goes_round()
    assert office.group.topics().count("mod-card-open") == MOST_CARDS
    assert digests(office) == []
