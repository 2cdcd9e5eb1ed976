"""Several processes on one database: each sends for its own accounts, and people of different ones talk."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio
from sqlalchemy import delete, update

from bot.duty import Duty
from bot.leases import AccountName
from bot.outbox import MOST_SAID
from bot.platforms.base import Fatal
from bot.stores.leases import SqlLeases
from bot.stores.schema import leases
from bot.tenure import Deposed, Tenure
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from matching.appraisal import Appraiser
from matching.lines.memory import MemoryLine
from matching.policy import Policy
from tests.bot.people import Person
from tests.bot.town import Town, until
from tests.contracts.stores import NOW, Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE: AccountName = ("telegram", "77")
THERE: AccountName = ("telegram", "88")


class Belfry:
    """A bell that is heard at once, unless it is broken."""

    def __init__(self) -> None:
        self.broken = False
        self.rung: list[tuple[AccountName, str]] = []
        self._listening: dict[AccountName, Callable[[str], None]] = {}

    def ring(self, account: AccountName, lane: str) -> None:
        self.rung.append((account, lane))
        if not self.broken and account in self._listening:
            self._listening[account](lane)

    async def listen(self, accounts: Sequence[AccountName], heard: Callable[[str], None]) -> None:
        self._listening |= dict.fromkeys(accounts, heard)
        await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two processes, one for each account; ann writes to the one, bob to the other."""

    here: Town
    there: Town
    belfry: Belfry
    ann: Person
    bob: Person

    async def find_each_other(self) -> None:
        await self.ann.says("/find")
        await self.bob.says("/find")
        await until(lambda: Text.PAIRED_NOTHING_SHARED in [sent.post.topic for sent in self.bob.mail()])
        await until(lambda: Text.PAIRED_NOTHING_SHARED in [sent.post.topic for sent in self.ann.mail()])
        for each in (self.ann, self.bob):
            each.hears()


@pytest_asyncio.fixture(loop_scope="session")
async def both(ground: Ground, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pair]:
    monkeypatch.setattr("bot.rings.UNHEARD", 0.01)
    belfry = Belfry()
    line = MemoryLine(Policy(), Appraiser(Policy()))
    async with AsyncExitStack() as stack:

        async def process(account: AccountName) -> Town:
            duty = Duty(frozenset({account}), belfry)
            town = Town(ground.database, catalogue, outbox=True, line=line, duty=duty)
            return await stack.enter_async_context(town)

        here, there = await process(HERE), await process(THERE)
        there.mailbox = here.mailbox
        there.platforms[here.mailbox.name] = here.mailbox
        ann = await here.person("ann")
        await there.person("somebody who has ann's number there")
        bob = await there.person("bob")
        bob.moves(THERE[1])
        yield Pair(here, there, belfry, ann, bob)


async def test_people_of_two_processes_find_each_other_and_talk_in_order(both: Pair) -> None:
    await both.find_each_other()
    said = [f"{number}" for number in range(30)]
    for text in said:
        await both.ann.says(text)
        await both.bob.says(text)
    await until(lambda: len(both.bob.mail()) >= 30 and both.bob.post.text == said[-1])
    await until(lambda: both.ann.post.text == said[-1])
    assert both.bob.hears() == said
    assert both.ann.hears() == said
    assert {account for account, _ in both.belfry.rung} == {HERE, THERE}


async def test_a_bell_nobody_hears_delays_but_loses_nothing(both: Pair) -> None:
    await both.find_each_other()
    both.belfry.broken = True
    for text in ("one", "two", "three"):
        await both.ann.says(text)
    await until(lambda: both.bob.mail()[-1].post.text == "three")
    assert both.bob.hears() == ["one", "two", "three"]


async def test_whoever_leaves_there_is_heard_of_here(both: Pair) -> None:
    await both.find_each_other()
    await both.ann.says("bye")
    await both.ann.says("/stop")
    await until(lambda: both.bob.post.topic == Text.PARTNER_LEFT)
    assert both.bob.hears() == ["bye", Text.PARTNER_LEFT]
    await both.bob.says("hello?")
    await until(lambda: both.bob.post.topic == Text.NOT_TALKING)


async def test_nobody_writes_faster_than_somebody_of_another_process_is_reached(both: Pair) -> None:
    await both.find_each_other()
    both.here.mailbox.hold(both.bob.sender.chat)
    for number in range(MOST_SAID + 10):
        await both.ann.says(f"{number}")
    await until(lambda: both.ann.mail()[-1].post.topic == Text.SLOW_DOWN)
    both.here.mailbox.let_go(both.bob.sender.chat)
    await until(lambda: len([sent for sent in both.bob.mail() if not sent.post.host]) >= MOST_SAID)
    arrived = both.bob.hears()
    assert arrived == [f"{number}" for number in range(len(arrived))]
    assert MOST_SAID <= len(arrived) <= MOST_SAID + 2


async def test_a_process_takes_up_only_what_its_own_accounts_left(
    both: Pair, ground: Ground, catalogue: Catalogue
) -> None:
    await both.find_each_other()
    both.here.mailbox.hold(both.bob.sender.chat)
    await both.ann.says("in flight there")
    await until(lambda: both.here.mailbox.sending[both.bob.sender.chat])
    async with Town(ground.database, catalogue, outbox=True, duty=Duty(frozenset({HERE}), both.belfry)):
        assert [row["state"] for row in both.here.rows("outbox") if row["room"]] == ["sending"]
    both.here.mailbox.let_go(both.bob.sender.chat)
    await until(lambda: both.bob.post.text == "in flight there")


async def test_nothing_is_committed_by_a_process_whose_account_was_taken_over(
    ground: Ground, catalogue: Catalogue
) -> None:
    tenure = Tenure(ground.database, SqlLeases, [HERE], "one", lambda: 0.0, lambda: NOW)
    await tenure.take()
    duty = Duty(frozenset({HERE}), Belfry(), tenure.sure, tenure.surely, tenure.check)
    town = Town(ground.database, catalogue, duty=duty)
    ann = await town.person("ann")
    writing = asyncio.create_task(town.turns.run())
    await town.turns.accept(ann.lines("/help"))
    async with ground.database.unit() as unit:
        await unit.connection.execute(update(leases).values(fence=2))
    seen = len(town.rows("events"))
    with pytest.raises(Fatal):
        await town.turns.accept(ann.lines("/rules"))
    with pytest.raises(Deposed):
        await writing
    assert len(town.rows("events")) == seen
    async with ground.database.unit() as unit:
        await unit.connection.execute(delete(leases))
