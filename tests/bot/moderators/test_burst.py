"""Very many cases at once: what it costs does not grow with the desks, and each desk hears of it in few words."""

from collections import Counter

import pytest

from bot.cards import MOST_CARDS
from bot.messages import Command
from config.ids import MemberId, RoomId, new_id
from moderation.model import Reason
from moderation.roles import Role
from tests.bot.moderators.office import Office
from tests.statements import written

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def flooded(office: Office, cases: int, reporters: int = 1) -> None:
    """So many cases of people nobody knows, that no desk has heard of yet."""
    for _ in range(cases):
        subject = MemberId(new_id())
        for _ in range(reporters):
            async with office.database.unit() as unit:
                await office.moderation.report(
                    unit,
                    reporter=MemberId(new_id()),
                    subject=subject,
                    room=RoomId(new_id()),
                    reason=Reason.HARASSMENT,
                )


async def desks(office: Office, *names: str) -> None:
    """Moderators who want cards in chats of their own."""
    for name in names:
        await office.does(await office.moderator(name, Role.MODERATOR), Command("mod", "here"))


async def test_more_desks_make_no_more_to_be_read(office: Office) -> None:
    await office.staffed()
    await desks(office, "ann")
    read = []
    for more in ((), ("bob", "eve", "joe", "kim", "lea")):
        await desks(office, *more)
        await flooded(office, 5)
        with written(office.database) as asked:
            await office.rounds.decisions(office.clock())
        await office.hand_out()
        read.append(asked.of("SELECT"))
    assert read[0] == read[1]


async def test_cases_without_a_card_cost_one_message_of_a_turn_and_no_look_at_them(office: Office) -> None:
    await office.staffed()
    await flooded(office, MOST_CARDS)
    await office.goes_round()
    await flooded(office, 5)
    before = len(office.mailbox.ledger)
    with written(office.database) as asked:
        await office.goes_round()
    new = Counter(each.post.topic for each in office.mailbox.ledger[before:])
    assert new == {"mod-digest": 1}
    assert "5 more cases" in office.mailbox.ledger[-1].post.text
    assert not [each for each in asked if "reports" in each], "nobody reads what no card tells"


async def test_a_burst_is_carried_out_in_turns_of_few_so_that_others_write_in_between(office: Office) -> None:
    await office.staffed()
    await flooded(office, 23)
    taken = []
    for _ in range(3):
        before = office.metrics.turns.labels("alone")._value.get()
        await office.rounds.decisions(office.clock())
        taken.append((office.metrics.turns.labels("alone")._value.get() - before, len(office.rows("news"))))
    assert taken == [(4, 3), (1, 0), (0, 0)]
