"""A turn that fails by a mistake of ours is answered if that is possible, and keeps nobody else waiting in any case."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.jobs import Deed
from bot.messages import Command, Incoming, Outgoing, Via
from bot.texts.keys import Text
from bot.turn import Turn
from tests.bot.people import Person, said
from tests.bot.town import Town
from tests.contracts.stores import NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")

UNSTORABLE = Via("half a character: \ud800", NOW + 800)


def unanswerable(person: Person) -> Incoming:
    """A command whose answer cannot be stored, and neither can an apology that goes the same way."""
    return replace(person.update(Command("rules")), via=UNSTORABLE)


def failing(_: Incoming) -> Deed:
    async def fail(turn: Turn) -> list[Outgoing]:
        raise RuntimeError("a mistake of ours")

    return fail


async def handled(town: Town, incoming: Incoming) -> bool:
    async with town.look() as turn:
        return bool(await turn.journal.seen([incoming.key]))


async def test_a_turn_whose_apology_fails_as_well_is_over_and_keeps_nobody_waiting(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    cursed = unanswerable(ann)
    await town.hand_in(*ann.lines("before"), cursed, *ann.lines("after"))
    assert bob.hears() == ["before", "after"]
    assert ann.hears() == []
    assert await handled(town, cursed), "it would come again"
    assert town.metrics.failed_turns._value.get() == 1


async def test_what_is_over_is_not_tried_again_when_it_comes_again(town: Town) -> None:
    ann = await town.person("ann")
    cursed = unanswerable(ann)
    for _ in range(3):
        await town.hand_in(cursed)
    assert town.metrics.failed_turns._value.get() == 1


async def test_an_apology_that_passes_is_given_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob = await town.paired("ann", "bob")

    async def fails(*_: object) -> list[Outgoing]:
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr(town.conversation, "handle", fails)
        await town.hand_in(ann.update(Command("rules")))
    await town.hand_in(ann.update(said("and on it goes")))
    assert ann.hears() == [Text.WENT_WRONG]
    assert bob.hears() == ["and on it goes"]


@pytest.mark.parametrize("broken", [["apology"], ["apology", "oblivion"]], ids="-and-".join)
async def test_even_where_nothing_can_be_remembered_the_others_go_on(
    town: Town, monkeypatch: pytest.MonkeyPatch, broken: list[str]
) -> None:
    ann, bob = await town.paired("ann", "bob")
    stand_in: Callable[[Incoming], Deed] = failing
    for name in broken:
        monkeypatch.setattr(f"bot.turns.{name}", stand_in)
    await town.hand_in(unanswerable(ann), *ann.lines("after"))
    assert bob.hears() == ["after"]
