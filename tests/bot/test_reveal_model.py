"""Whatever two people do around /reveal, neither is ever shown anything without the other being shown something."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import Content
from bot.messages import Edited
from tests.bot.people import Person
from tests.bot.test_reveal import shown
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEEDS = (
    "/reveal {}",
    "/reveal",
    "{}",
    "reveal",
    "refuse",
    "conceal",
    "keep",
    "old",
    "/stop",
    "/block",
    "edit",
    "expire",
)
STEPS = st.lists(st.tuples(st.sampled_from(("ann", "bob")), st.sampled_from(DEEDS)), max_size=14)


async def does(person: Person, deed: str, words: str, last: str) -> str:
    """One deed; a tap on a button that there is not, does nothing. The number of their last message."""
    buttons = [(data, sent.native) for sent in person.mail() for data in sent.data]
    named = [each for each in buttons if each[0].partition(":")[0] == deed]
    if deed == "old":
        for data, native in buttons[-6:]:  # also of messages that read differently now
            if data.partition(":")[0] in ("reveal", "refuse", "conceal"):
                await person.taps(data, on=native)
    elif deed == "expire":
        person.town.clock.passes(minutes=10)
    elif deed in ("reveal", "refuse", "conceal", "keep"):
        if named:
            await person.taps(*named[-1])
    elif deed == "edit":
        await person.town.hand_in(person.update(Edited(Content(words)), message=last))
    else:
        return await person.says(deed.format(words))
    return last


async def lives(town: Town, steps: Sequence[tuple[str, str]]) -> int:
    """A chat of two in which all this happens, and after each deed both know as much as the other: how much."""
    names = [f"{name} {len(town.people)}" for name in ("ann", "bob")]
    both = await town.paired(*names)
    people = dict(zip(("ann", "bob"), both, strict=True))
    written: dict[str, list[str]] = {"ann": [], "bob": []}
    last = {"ann": "1", "bob": "1"}
    for number, (name, deed) in enumerate(steps):
        words = f"{name} is number {number}"
        written[name].append(words)
        last[name] = await does(people[name], deed, words, last[name])
        ann, bob = (shown(person) for person in both)
        assert len(ann) == len(bob), (name, deed)
        assert set(ann) <= set(written["bob"])
        assert set(bob) <= set(written["ann"])
    offers = [row["reveal"] for row in town.rows("seats") if row["reveal"] is not None]
    assert len(offers) <= 1, "never of both"
    for person in both:
        await person.says("/stop")
    return len(shown(both[0]))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_nobody_is_ever_shown_anything_alone(town: Town, steps: list[tuple[str, str]]) -> None:
    await lives(town, steps)


async def test_every_short_story_of_the_two_keeps_it(town: Town) -> None:
    """Each pair of deeds after one side has offered, and the answer of either side to it."""
    deeds = ("/reveal {}", "reveal", "refuse", "conceal", "/stop")
    known: list[int] = []
    for second in deeds:
        for third in deeds:
            for who in ("ann", "bob"):
                other = "ann" if who == "bob" else "bob"
                learnt = await lives(
                    town, [("ann", "/reveal {}"), (who, second), (other, third), (who, "{}"), (other, "/reveal {}")]
                )
                known.append(learnt)
    assert {0, 1} <= set(known), "some of them end with both knowing, and some with neither"
