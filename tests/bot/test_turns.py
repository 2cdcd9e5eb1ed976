"""Turns: one event is one transaction, relayed messages go in groups, and trouble with one is trouble for no other."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.content import Content, FileRef, Kind, Media
from bot.jobs import Job, Jobs
from bot.journal import Delivered
from bot.marks import Marks
from bot.members import Seated
from bot.messages import Notice, Outgoing, Said, Sender
from bot.stores.members import SqlMembers
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId
from tests.bot.town import Town, until
from tests.contracts.stores import in_sqlite

pytestmark = pytest.mark.asyncio(loop_scope="session")

POISON = Said(Content("poison", media=(Media(Kind.PHOTO, FileRef("telegram", "77", "\ud800")),)))
"""What no platform sends and no store can hold: stands for every mistake of ours."""


@contextmanager
def commits(town: Town) -> Iterator[list[int]]:
    """Counts the transactions that are committed."""
    seen: list[int] = []

    def count(_: object) -> None:
        seen.append(1)

    engine = town.database.writing.sync_engine
    event.listen(engine, "commit", count)
    yield seen
    event.remove(engine, "commit", count)


@contextmanager
def locked(town: Town) -> Iterator[sqlite3.Connection]:
    """Another program holds the database."""
    with closing(sqlite3.connect(town.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest_asyncio.fixture(loop_scope="session")
async def impatient(tmp_path: Path, catalogue: Catalogue) -> AsyncIterator[Town]:
    """A town that does not wait long for a locked database."""
    async with in_sqlite(tmp_path, busy_seconds=0.15) as ground, Town(ground.database, catalogue) as town:
        yield town


@pytest.mark.parametrize(("messages", "transactions"), [(64, 1), (65, 2), (150, 3)])
async def test_64_relayed_messages_are_one_transaction(town: Town, messages: int, transactions: int) -> None:
    ann, bob = await town.paired("ann", "bob")
    texts = [f"{number}" for number in range(messages)]
    with commits(town) as seen:
        await town.turns.accept(ann.lines(*texts))
        assert len(seen) == transactions
    await town.hand_out()
    assert bob.hears() == texts


async def test_what_several_people_say_goes_in_one_group(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    cleo, dan = await town.paired("cleo", "dan")
    batch = [*ann.lines("1"), *cleo.lines("2"), *bob.lines("3"), *ann.lines("4")]
    with commits(town) as seen:
        await town.turns.accept(batch)
        assert len(seen) == 1
    await town.hand_out()
    assert [each.hears() for each in (ann, bob, cleo, dan)] == [["3"], ["1", "4"], [], ["2"]]


async def test_a_turn_that_changes_who_talks_with_whom_keeps_its_place(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    cleo = await town.person("cleo")
    await cleo.says("/find")
    cleo.hears()
    await town.hand_in(*ann.lines("one", "two", "/next", "three"), *bob.lines("too late"))
    assert bob.hears() == ["one", "two", Text.PARTNER_WENT_ON, Text.NOT_TALKING]
    assert cleo.hears() == [Text.PAIRED_NOTHING_SHARED, "three"]


async def test_those_who_do_not_talk_are_answered_in_their_place(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    cleo = await town.person("cleo")
    await town.hand_in(*ann.lines("one"), *cleo.lines("hello?"), *ann.lines("two"), *cleo.lines("anybody?"))
    assert bob.hears() == ["one", "two"]
    assert cleo.hears() == [Text.NOT_TALKING] * 2


# --- nothing twice ---


async def test_an_event_is_handled_once_whether_it_repeats_in_a_batch_or_later(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    one, two, three = ann.lines("one", "two", "three")
    await town.hand_in(one, one, two)
    await town.hand_in(one, two, three)
    await asyncio.gather(town.turns.accept([three]), town.turns.accept([three, one]))
    await town.hand_out()
    assert bob.hears() == ["one", "two", "three"]


async def test_a_command_is_carried_out_once(town: Town) -> None:
    ann = await town.person("ann")
    (update,) = ann.lines("/find")
    await town.hand_in(update, update)
    await town.hand_in(update)
    assert ann.hears() == [Text.SEARCHING_ALONE]


# --- mistakes of ours ---


async def test_one_bad_message_takes_no_other_with_it_and_is_answered_once(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    batch = ann.lines("one", "two", POISON, "three", "four")
    await town.hand_in(*batch)
    assert bob.hears() == ["one", "two", "three", "four"]
    assert ann.hears() == [Text.WENT_WRONG]
    await town.hand_in(*batch)
    assert (ann.hears(), bob.hears()) == ([], [])
    assert town.metrics.failed_turns._value.get() == 1


async def test_a_command_that_fails_leaves_nothing_behind_but_an_apology(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await town.paired("ann", "bob")

    async def fails(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("bot.stores.journal.SqlJournal.withdraw", fails)
        await ann.says("/stop")
    assert ann.hears() == [Text.WENT_WRONG]
    assert await town.in_room(ann, bob)
    await ann.says("/stop")
    assert bob.hears() == [Text.PARTNER_LEFT]


async def test_somebody_whose_own_record_is_broken_harms_nobody_else(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    eve = await town.person("eve")
    with closing(sqlite3.connect(town.file)) as raw:
        raw.execute("UPDATE members SET profile = x'00' WHERE id = ?", [(await eve.member()).id])
        raw.commit()
    await town.hand_in(*ann.lines("one"), *eve.lines("/find"), *ann.lines("two"))
    assert bob.hears() == ["one", "two"]
    assert town.metrics.failed_turns._value.get() == 1


async def test_a_deed_that_fails_tells_who_asked_and_stops_nobody(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")

    async def fails(turn: Turn) -> list[Outgoing]:
        await turn.journal.remember(["something"], turn.now)
        raise RuntimeError("a mistake of ours")

    async def works(turn: Turn) -> list[Outgoing]:
        return [Notice(MemberId((await bob.member()).id), Text.RULES)]

    outcomes = await asyncio.gather(
        town.turns.act(fails), town.turns.act(works), town.turns.accept(ann.lines("hi")), return_exceptions=True
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["RuntimeError", "NoneType", "NoneType"]
    await town.hand_out()
    assert bob.hears() == [Text.RULES, "hi"]
    async with town.look() as turn:
        assert await turn.journal.seen(["something"]) == frozenset()


# --- the database in trouble ---


async def test_with_the_database_locked_nothing_is_acknowledged_and_later_all_works(impatient: Town) -> None:
    ann, bob = await impatient.paired("ann", "bob")
    batch = [*ann.lines("one", "two"), *bob.lines("/status")]
    with locked(impatient), pytest.raises(OperationalError):
        await impatient.turns.accept(batch)
    assert (ann.hears(), bob.hears()) == ([], [])
    await impatient.hand_in(*batch)
    assert bob.hears() == ["one", "two", Text.STATUS_TALKING]
    assert impatient.metrics.failed_turns._value.get() == 0, "it was no mistake of ours"


async def test_what_is_not_acknowledged_is_not_overtaken_by_what_came_after_it(
    impatient: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await impatient.paired("ann", "bob")
    texts = [f"{number}" for number in range(150)]
    batch = ann.lines(*texts)
    refuse = Jobs.refuse
    with locked(impatient) as other, monkeypatch.context() as patched:

        def refused(self: Jobs, jobs: Sequence[Job], error: Exception) -> None:
            other.execute("ROLLBACK")  # free again while most of the batch has not been tried yet
            refuse(self, jobs, error)

        patched.setattr(Jobs, "refuse", refused)
        with pytest.raises(OperationalError):
            await impatient.turns.accept(batch)
    await impatient.turns.drained()
    async with impatient.look() as turn:
        assert await turn.journal.seen([incoming.key for incoming in batch]) == frozenset()
    await impatient.hand_in(*batch)
    assert bob.hears() == texts


async def test_trouble_for_one_batch_is_none_for_the_next(impatient: Town) -> None:
    ann, bob = await impatient.paired("ann", "bob")
    with locked(impatient) as other:
        first = asyncio.create_task(impatient.turns.accept(ann.lines("from ann")))
        await asyncio.sleep(0)
        second = asyncio.create_task(impatient.turns.accept(bob.lines("/status")))
        with pytest.raises(OperationalError):
            await first
        other.execute("ROLLBACK")
        await second
    await impatient.hand_out()
    assert bob.hears() == [Text.STATUS_TALKING]


async def test_marks_of_the_lanes_outlast_the_trouble(impatient: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.turns.TROUBLE", 0.001)
    failures: list[Exception] = []
    failed = Marks.failed

    def counted(self: Marks, error: Exception) -> Marks:
        failures.append(error)
        return failed(self, error)

    monkeypatch.setattr(Marks, "failed", counted)
    ann, _ = await impatient.paired("ann", "bob")
    await impatient.turns.accept(ann.lines("/rules"))
    row = impatient.committed[-1]
    with locked(impatient):
        with pytest.raises(OperationalError):
            await impatient.turns.claim(row.id)
        impatient.turns.finished(Delivered(row, ("1",)))
        await until(lambda: len(failures) >= 3)
        async with impatient.look() as turn:
            assert await turn.journal.depth() == 1
    await impatient.turns.drained()
    async with impatient.look() as turn:
        assert await turn.journal.depth() == 0


async def test_a_claim_nobody_waits_for_any_more_is_returned(town: Town) -> None:
    ann = await town.person("ann")
    await town.turns.accept(ann.lines("/rules"))
    row = town.committed[-1]
    forsaken = asyncio.create_task(town.turns.claim(row.id))
    await asyncio.sleep(0)
    forsaken.cancel()
    await asyncio.gather(forsaken, return_exceptions=True)
    await town.turns.drained()
    assert await town.turns.claim(row.id)


# --- what need not be asked ---


async def test_seats_are_asked_for_once_until_somebody_does_something_else(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await town.paired("ann", "bob")
    asked, look = list[int](), SqlMembers.seated

    async def seated(self: SqlMembers, senders: Sequence[Sender]) -> Mapping[Sender, Seated]:
        asked.append(len(senders))
        return await look(self, senders)

    monkeypatch.setattr(SqlMembers, "seated", seated)
    for text in ("one", "two", "three"):
        await town.hand_in(*ann.lines(text), *bob.lines(text))
    assert asked == [2]
    await ann.says("/help")
    await ann.says("four")
    assert asked == [2, 1]
    assert bob.hears() == ["one", "two", "three", "four"]
    await bob.says("/stop")
    await ann.says("five")
    assert bob.hears() == [Text.YOU_LEFT]
    assert ann.hears()[-1] == Text.NOT_TALKING
