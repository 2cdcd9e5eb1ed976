"""Whom a search finds, beside whom a look at everybody would find."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from matching.line import Line
from matching.rules import may_meet
from matching.ticket import Ticket
from matching.worth import PARTS
from tests.matching.tickets import SetWeights, sociable

crowds_and_seekers = given(
    crowd=st.lists(
        sociable(tuple(f"m{number}" for number in range(40))), unique_by=lambda one: one.member, max_size=35
    ),
    seekers=st.lists(sociable(tuple("abcdefgh")), unique_by=lambda one: one.member, min_size=1),
)
"""Gives a test some who wait, and some who come."""


async def finds_the_best(line: Line, weights: SetWeights, crowd: Sequence[Ticket], seekers: Sequence[Ticket]) -> None:
    """One seeker after the other is paired with the best of all who wait and may meet them, or waits if nobody may."""
    await line.restore(crowd)
    waiting = dict(enumerate(crowd))
    for order, seeker in enumerate(seekers, len(crowd)):
        match = await line.find(seeker, 10.0)
        eligible = [
            ((weights.score(seeker, other), -other.since, -at), at)
            for at, other in waiting.items()
            if may_meet(seeker, other)
        ]
        if match is None:
            assert not eligible
            waiting[order] = seeker
        else:
            (parts, _, _), best = max(eligible)
            assert match.partner == waiting.pop(best)
            assert match.score == parts / PARTS
