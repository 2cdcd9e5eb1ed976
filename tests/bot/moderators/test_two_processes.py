"""Two processes on one PostgreSQL want the same thing of moderation at the same moment: it happens once.

In each story the second process begins while the first has done its part and not committed it yet.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import pytest
import pytest_asyncio

from bot.cards import MOST_CARDS
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.ids import MemberId, RoomId
from moderation.model import Reason
from moderation.roles import Role
from moderation.stores.audit import SqlAudit
from tests.bot.keeping import keeping
from tests.bot.moderators.office import GROUP, SERVER, Office, pressed
from tests.bot.moderators.twins import Twins, opened
from tests.bot.people import Person
from tests.contracts.stores import STORES, Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    async with STORES["postgresql"](tmp_path_factory.mktemp("shared")) as ground:
        yield ground


@pytest_asyncio.fixture(loop_scope="session")
async def twins(shared: Ground, catalogue: Catalogue) -> AsyncIterator[Twins]:
    await shared.empty()
    async with opened(shared, catalogue) as twins:
        yield twins


async def staffed(twins: Twins) -> tuple[Person, Person]:
    """Two moderators, and cards come to the group."""
    _, mo = await twins.one.staffed()
    other = await twins.one.moderator("other", Role.MODERATOR)
    await twins.settled()
    for each in (mo, other):
        each.hears()
    return mo, other


def press(twins: Twins, office: Office, person: Person, action: str, case: str) -> Callable[[], Awaitable[None]]:
    """A button under a card in the group, to be tapped; one of the two hears of it."""
    card = twins.one.group.card(case)
    data = next(each for each in card.data if each.startswith(action))
    return partial(office.does, person, pressed(data), GROUP, message=card.native)


def press_own(office: Office, person: Person, action: str) -> Callable[[], Awaitable[None]]:
    """The same with the latest such button of their own chat."""
    for shown in reversed(person.chat()):
        for data in shown.data:
            if data.startswith(action):
                return partial(office.does, person, pressed(data), message=shown.native)
    raise AssertionError(f"{person.name} has no button {action}")


def decisions(twins: Twins, office: Office) -> Callable[[], Awaitable[None]]:
    """The round that carries out what was decided."""
    return lambda: office.rounds.decisions(twins.one.clock())


async def reported(twins: Twins, reason: Reason = Reason.HARASSMENT, subject: Person | None = None) -> str:
    case = await twins.one.reported(reason, subject=subject)
    await twins.settled()
    return case


def lines(twins: Twins, kind: str) -> Counter[str]:
    """How many lines of a kind the log has for each case."""
    return Counter(row["case"] for row in twins.one.rows("audit") if row["kind"] == kind)


async def unbroken(twins: Twins) -> bool:
    async with twins.one.database.read() as unit:
        return (await SqlAudit(unit).verify()).broken_at is None


async def test_two_claim_a_case_and_one_of_them_has_it(twins: Twins) -> None:
    mo, other = await staffed(twins)
    case = await reported(twins)
    await twins.at_once(
        press(twins, twins.one, mo, "mod-claim", case), press(twins, twins.other, other, "mod-claim", case)
    )
    assert (mo.hears(), other.hears()) == ([Text.MOD_CLAIMED], [Text.MOD_TAKEN])
    assert [(row["state"], row["fence"]) for row in twins.one.rows("cases")] == [("claimed", 1)]
    assert lines(twins, "claim") == {case: 1}


async def confirming(twins: Twins, person: Person, case: str) -> None:
    """Somebody claims a case and is asked whether they are sure of a pause."""
    await press(twins, twins.one, person, "mod-claim", case)()
    await twins.settled()
    await press(twins, twins.one, person, "mod-decide", case)()
    await twins.settled()
    for action in ("mod-rule", "mod-plan"):
        await press_own(twins.one, person, action)()
        await twins.settled()


async def test_a_decision_that_both_hear_of_is_one(twins: Twins) -> None:
    mo, _ = await staffed(twins)
    bad = await twins.one.person("bad")
    case = await reported(twins, Reason.THREATS, bad)
    await confirming(twins, mo, case)
    mo.hears()
    await twins.at_once(press_own(twins.one, mo, "mod-do"), press_own(twins.other, mo, "mod-do"))
    assert [len(twins.one.rows(table)) for table in ("decisions", "sanctions")] == [1, 1]
    assert lines(twins, "decide") == lines(twins, "sanctioned") == {case: 1}
    await twins.at_once(decisions(twins, twins.one), decisions(twins, twins.other))
    assert len(bad.hears()) == 1, "they are told once"
    twins.one.clock.passes(hours=1)
    await twins.at_once(decisions(twins, twins.one), decisions(twins, twins.other))
    told = [sent.post.topic for sent in twins.one.mailbox.ledger]
    assert told.count(Text.OUTCOME_ACTED) == 1, "and so is whoever reported them"
    assert await unbroken(twins)


async def test_what_is_decided_under_a_claim_that_went_to_somebody_else_does_not_count(twins: Twins) -> None:
    mo, other = await staffed(twins)
    case = await reported(twins, Reason.THREATS)
    await confirming(twins, mo, case)
    twins.one.clock.passes(minutes=11)
    await confirming(twins, other, case)
    for each in (mo, other):
        each.hears()
    await twins.at_once(press_own(twins.one, other, "mod-do"), press_own(twins.other, mo, "mod-do"))
    (row,) = twins.one.rows("decisions")
    assert row["actor"] == (await other.member()).id
    assert mo.hears() == [Text.MOD_STALE]


async def test_cards_of_one_desk_are_neither_doubled_nor_too_few(twins: Twins) -> None:
    """Two close one case after the other, as fast as they can, and both processes fill up the room that makes."""
    two = await staffed(twins)
    cases = [await reported(twins) for _ in range(MOST_CARDS + 6)]
    most = 0

    async def works(office: Office, person: Person, own: set[str]) -> None:
        nonlocal most
        while own:
            carded = [row["case"] for row in twins.one.rows("cards")]
            most = max(most, len(carded))
            for case in [each for each in carded if each in own][:1]:
                await press(twins, office, person, "mod-close", case)()
                own.discard(case)
            await decisions(twins, office)()
            await twins.settled()

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for office, person, own in zip(twins.both, two, (cases[::2], cases[1::2]), strict=True):
            group.create_task(works(office, person, set(own)))
    for office in twins.both:
        await decisions(twins, office)()
    await twins.settled()
    assert most == MOST_CARDS
    shown = Counter(sent.post.text[:20] for sent in twins.one.mailbox.ledger if sent.chat == GROUP and not sent.edit)
    cards = [name for name in shown if "Case" in name]
    assert len(cards) == len(cases)
    assert {shown[name] for name in cards} == {1}, "each got its card once"
    assert {each.post.topic for each in twins.one.group.cards()} == {
        "mod-desk-here",
        "mod-card-done",
        "mod-digest-over",
    }
    assert lines(twins, "decide") == dict.fromkeys(cases, 1)


async def test_when_room_is_made_both_fill_it_and_it_is_filled_once(twins: Twins) -> None:
    mo, other = await staffed(twins)
    cases = [await reported(twins) for _ in range(MOST_CARDS + 5)]
    for person, case in ((mo, cases[0]), (other, cases[1])):
        await press(twins, twins.one, person, "mod-close", case)()
    await twins.settled()
    await twins.at_once(decisions(twins, twins.one), decisions(twins, twins.other))
    topics = twins.one.group.topics()
    assert topics.count("mod-card-open") == len(twins.one.rows("cards")) == MOST_CARDS
    assert topics.count("mod-digest") == 1


async def test_what_is_past_its_time_goes_once(twins: Twins) -> None:
    mo, _ = await staffed(twins)
    cases = [await reported(twins) for _ in range(4)]
    for case in cases:
        await press(twins, twins.one, mo, "mod-close", case)()
        await twins.settled()
    for days, kinds in ((31, ("seal", "purge")), (366, ())):
        twins.one.clock.passes(hours=24 * days)
        sweeps = [keeping(office) for office in twins.both]
        await twins.at_once(sweeps[0].clean, sweeps[1].clean)
        for kind in kinds:
            assert lines(twins, kind) == dict.fromkeys(cases, 1)
        assert await unbroken(twins)
    assert twins.one.rows("cases") == []


async def test_what_ends_by_itself_ends_once(twins: Twins) -> None:
    """A claim, and the time of a server's moderators."""
    mo, _ = await staffed(twins)
    claimed = await reported(twins)
    await press(twins, twins.one, mo, "mod-claim", claimed)()
    async with twins.one.database.unit() as unit:
        filed = await twins.one.moderation.report(
            unit,
            reporter=MemberId("ann"),
            subject=MemberId("bob"),
            room=RoomId("room"),
            reason=Reason.SPAM,
            server=SERVER,
        )
    await twins.settled()
    twins.one.clock.passes(hours=25)
    await twins.at_once(decisions(twins, twins.one), decisions(twins, twins.other))
    assert lines(twins, "expire") == {claimed: 1}
    assert lines(twins, "escalate") == {filed.case: 1}
    assert await unbroken(twins)
