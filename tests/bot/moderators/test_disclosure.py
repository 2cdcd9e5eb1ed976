"""Evidence: only for whoever holds the case, stored by nobody on its way, and gone after ten minutes in any case."""

import pytest
from prometheus_client import generate_latest

from bot.exhibits import Showing
from bot.journal import Queued
from bot.messages import Command, Disclosed
from bot.platforms.base import RetryLater, SendKey, Unsure
from bot.posts import Address
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.ids import MessageId
from moderation.roles import Role
from tests.bot.mailbox import Arrived, Letterbox
from tests.bot.moderators.exhibits import evidence
from tests.bot.moderators.office import GROUP, Discreet, Office, pressed, toast
from tests.bot.people import Person
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = "CANARY you fool"


async def shown(office: Office, *words: str) -> tuple[Person, str]:
    """A moderator, and a case of which there is evidence."""
    _, mo = await office.staffed()
    case = await office.reported()
    office.kept[case] = Showing(evidence(*(words or (WORDS,))))
    return mo, case


async def test_evidence_comes_to_the_moderators_own_chat_and_never_to_the_group(office: Office) -> None:
    mo, case = await shown(office)
    await office.taps(mo, office.group, case, "mod-view", toast("press"))
    assert WORDS in "".join(office.discreet.stands(mo.sender.chat))
    assert office.discreet.toasts == [("press", "mod-in-private")]
    assert all(WORDS not in sent.post.text for sent in office.mailbox.ledger)
    assert all(sent.post.secret for sent in office.discreet.secrets)
    assert office.discreet.stands(GROUP) == []


async def test_that_somebody_looked_is_on_record(office: Office) -> None:
    mo, case = await shown(office)
    await office.taps(mo, office.group, case, "mod-view")
    async with office.database.read() as unit:
        stored = await office.moderation.stored(unit, (await mo.member()).id)
    acts = stored["acts_as_moderator"]
    assert isinstance(acts, list)
    assert {"viewed", "claim"} <= {each["what"] for each in acts if each["case"] == case}


async def test_it_is_gone_after_ten_minutes(office: Office) -> None:
    mo, case = await shown(office)
    await office.taps(mo, office.group, case, "mod-view")
    await office.goes_round(minutes=9)
    assert office.discreet.stands(mo.sender.chat) != []
    await office.goes_round(minutes=2)
    assert office.discreet.stands(mo.sender.chat) == []
    assert office.rows("fleeting") == []


@pytest.mark.parametrize("hours", [-1, 1])
async def test_it_is_gone_in_time_also_if_the_clock_jumps(office: Office, hours: int) -> None:
    mo, case = await shown(office)
    other = await office.moderator("other", Role.MODERATOR)
    await office.taps(mo, office.group, case, "mod-view")
    await office.goes_round(hours=hours)
    assert office.discreet.stands(mo.sender.chat) == []
    await office.goes_round(minutes=11)
    other.hears()
    await office.taps(other, office.group, case, "mod-claim")
    assert other.hears() == [Text.MOD_CLAIMED], "and nobody is kept from the case"


async def test_it_is_gone_after_ten_minutes_even_if_bauta_was_down(
    bureau: Office, ground: Ground, catalogue: Catalogue
) -> None:
    mo, case = await shown(bureau)
    await bureau.settled()
    await bureau.taps(mo, bureau.group, case, "mod-view")
    await bureau.settled()
    chat = mo.sender.chat
    assert WORDS in "".join(bureau.discreet.stands(chat))
    bureau.clock.passes(hours=5)
    async with Town(ground.database, catalogue, outbox=True, after=bureau) as again:
        assert isinstance(again.mailbox, Discreet)
        again.mailbox.fails(chat, RetryLater(0.0), RetryLater(0.0))
        await again.goes_round()
        await again.settled()
        assert again.mailbox.stands(chat) == []
    assert bureau.rows("fleeting") == []


async def test_after_two_days_nothing_can_be_taken_away_any_more(office: Office) -> None:
    mo, case = await shown(office)
    await office.taps(mo, office.group, case, "mod-view")
    office.clock.passes(hours=49)
    async with office.database.unit() as unit:
        turn = office.open_turn(unit, office.clock())
        assert await turn.desks.any_over(turn.now)
        assert await turn.desks.clean_up(turn.now, 100) > 0
        assert await turn.desks.due(turn.now) == []


async def test_what_lies_on_the_way_holds_no_evidence(bureau: Office) -> None:
    """Neither in the outbox nor anywhere else in the database, at any moment."""
    mo, case = await shown(bureau)
    await bureau.settled()
    bureau.mailbox.hold(mo.sender.chat)
    await bureau.taps(mo, bureau.group, case, "mod-view")
    keys = bureau.database.keys
    (row,) = [
        each for each in bureau.rows("outbox") if b"disclosed" in keys.open("outbox.body", each["id"], each["body"])
    ]
    body = keys.open("outbox.body", row["id"], row["body"]).decode()
    assert "CANARY" not in body
    assert case in body
    bureau.mailbox.let_go(mo.sender.chat)
    await bureau.settled()
    assert WORDS in "".join(bureau.discreet.stands(mo.sender.chat))


async def test_whoever_does_not_hold_the_case_sees_nothing(office: Office) -> None:
    mo, case = await shown(office)
    other = await office.moderator("other", Role.MODERATOR)
    guest = await office.person("guest")
    await office.taps(mo, office.group, case, "mod-claim")
    for person in (other, guest):
        await office.taps(person, office.group, case, "mod-view")
    assert other.hears() == [Text.MOD_TAKEN]
    assert guest.hears() == [Text.MOD_NOT_YOU]
    assert office.discreet.secrets == []


async def test_where_there_is_nothing_to_be_seen_any_more_one_is_told_how_to_go_on(office: Office) -> None:
    mo, case = await shown(office)
    del office.kept[case]
    await office.taps(mo, office.group, case, "mod-view")
    assert mo.hears() == [Text.MOD_OPEN_AGAIN]
    assert office.discreet.secrets == []


async def test_where_it_could_be_passed_on_it_is_not_sent_at_all(office: Office) -> None:
    """On the web page, and down Discord's lanes."""
    mo, case = await shown(office)
    member = await mo.member()

    page = Letterbox("web")
    office.platforms["web"] = page
    row = Queued("r", "lane", Disclosed(member.id, case, MessageId("m")), office.clock())
    await office.courier.deliver(row, Address("lane", "web", "web", "tab"), SendKey("r"))
    (sent,) = page.ledger
    assert (sent.post.topic, WORDS in sent.post.text) == ("mod-open-again", False)


async def test_what_may_have_arrived_unknown_to_us_is_not_sent_again(bureau: Office) -> None:
    mo, case = await shown(bureau)
    await bureau.settled()
    bureau.mailbox.fails(mo.sender.chat, Unsure("no answer"))
    await bureau.taps(mo, bureau.group, case, "mod-view")
    await bureau.settled()
    assert mo.hears() == [Text.MOD_OPEN_AGAIN]
    assert bureau.discreet.secrets == []


async def test_after_a_failure_half_way_it_goes_on_where_it_stopped(bureau: Office) -> None:
    mo, case = await shown(bureau, "one", "two")
    await bureau.settled()
    bureau.mailbox.fails(mo.sender.chat, None, None, RetryLater(0.0))
    await bureau.taps(mo, bureau.group, case, "mod-view")
    await bureau.settled()
    lines = bureau.discreet.stands(mo.sender.chat)
    assert len(lines) == len({each.native for each in bureau.discreet.secrets})
    assert [each for each in lines if each in ("one", "two")] == ["one", "two"]
    assert len(bureau.rows("fleeting")) == len(lines)


async def test_even_what_a_lost_answer_left_half_shown_goes(bureau: Office) -> None:
    mo, case = await shown(bureau, "one", "two")
    await bureau.settled()
    bureau.mailbox.fails(mo.sender.chat, None, None, Arrived("no answer"))
    await bureau.taps(mo, bureau.group, case, "mod-view")
    await bureau.settled()
    assert mo.hears() == [Text.MOD_OPEN_AGAIN]
    known = len(bureau.rows("fleeting"))
    assert known == len(bureau.discreet.secrets) - 1, "all but the one nobody knows the name of"
    await bureau.goes_round(minutes=11)
    await bureau.settled()
    assert len(bureau.discreet.stands(mo.sender.chat)) == 1


async def test_what_waited_too_long_is_not_shown_by_surprise(bureau: Office) -> None:
    mo, case = await shown(bureau)
    await bureau.settled()
    await bureau.taps(mo, bureau.group, case, "mod-claim")
    await bureau.settled()
    mo.hears()
    async with bureau.database.unit() as unit:
        turn = bureau.open_turn(unit, bureau.clock())
        rows = await turn.journal.append(
            [Disclosed((await mo.member()).id, case, MessageId("late"))], bureau.clock() - 3600
        )
    bureau.put(rows)
    await bureau.settled()
    assert mo.hears() == [Text.MOD_OPEN_AGAIN]
    assert bureau.discreet.secrets == []


async def test_whoever_leaves_leaves_no_evidence_in_their_chat(bureau: Office) -> None:
    mo, case = await shown(bureau)
    await bureau.settled()
    await bureau.taps(mo, bureau.group, case, "mod-view")
    await bureau.settled()
    assert bureau.discreet.stands(mo.sender.chat) != []
    await mo.says("/delete")
    await bureau.settled()
    await mo.presses("delete", "yes")
    await bureau.settled()
    assert bureau.discreet.stands(mo.sender.chat) == []
    await bureau.goes_round(minutes=2)
    assert bureau.rows("fleeting") == []


async def test_the_next_page_is_had_by_the_button_of_the_one_before(office: Office) -> None:
    mo, case = await shown(office, *(f"message {number}" for number in range(15)))
    await office.taps(mo, office.group, case, "mod-view")
    first = "".join(office.discreet.stands(mo.sender.chat))
    assert "message 11" in first
    assert "message 12" not in first
    button = next(label.data for row in office.discreet.secrets[-1].post.labels for label in row)
    await office.does(mo, pressed(button), message=office.discreet.secrets[-1].native)
    second = "".join(office.discreet.stands(mo.sender.chat))[len(first) :]
    assert "message 14" in second
    assert mo.hears() == []


async def test_no_file_and_no_metric_tells_where_moderators_are_or_what_they_saw(bureau: Office) -> None:
    group = "-100987654321"
    chief, mo = await bureau.moderator("chief", Role.ADMIN), await bureau.moderator("mo", Role.MODERATOR)
    await bureau.does(chief, Command("mod", "here"), group)
    case = await bureau.reported()
    bureau.kept[case] = Showing(evidence(WORDS))
    await bureau.settled()
    await mo.says(f"/mod {case}")
    await bureau.settled()
    await mo.presses("mod-view")
    await bureau.settled()
    assert WORDS in "".join(bureau.discreet.stands(mo.sender.chat))
    shown = [each.native for each in bureau.discreet.secrets]
    assert len(bureau.rows("fleeting")) == len(shown)
    files = b"".join(path.read_bytes() for path in bureau.file.parent.glob(f"{bureau.file.name}*"))
    told = generate_latest(bureau.metrics.registry)
    for canary in ("CANARY", group, mo.sender.user, chief.sender.user):
        assert canary.encode() not in files, canary
        assert canary.encode() not in told, canary
