"""Whatever happens in whatever order, nobody in the line is lost, doubled or paired against the rules."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import combinations, count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from config.ids import MemberId, TicketId
from matching.appraisal import Appraiser
from matching.policy import Policy
from matching.rules import may_meet
from matching.ticket import Match, Ticket
from tests.contracts.lines import LINES, NOW, OpenLine
from tests.matching.tickets import ELSEWHERE, NAMES, TOWN, SetWeights, busy, sociable, ticket

CALM = Policy(thin=1e9)
"""Anyone will do at once."""
BUSY = Policy(thin=0.0)
"""How choosy somebody is the model does not know; only that it ends."""
ONLOOKERS = [ticket("onlooker", pool=pool) for pool in (TOWN, ELSEWHERE)]


class LineMachine(RuleBasedStateMachine):
    """The line beside its model: who waits with which ticket, and who is held in which claim. Nobody else is there."""

    backend: OpenLine
    policy: Policy
    matches = Bundle("matches")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.now = NOW
        calm = self.policy is CALM
        appraiser = Appraiser(CALM, SetWeights().arrivals) if calm else busy(BUSY, NOW)
        self.line = self.runner.run(self.stack.enter_async_context(type(self).backend(self.policy, appraiser)))
        self.numbers = count()
        self.tickets: list[Ticket] = []
        self.waiting: dict[MemberId, Ticket] = {}
        self.claims: dict[str, tuple[float, dict[MemberId, Ticket]]] = {}

    # the model

    def take_out(self, member: MemberId) -> bool:
        if self.waiting.pop(member, None) is not None:
            return True
        for name, (_, held) in list(self.claims.items()):
            if held.pop(member, None) is not None:
                if not held:
                    del self.claims[name]
                return True
        return False

    def there(self, member: MemberId) -> Ticket | None:
        claimed = {who: one for _, held in self.claims.values() for who, one in held.items()}
        assert not claimed.keys() & self.waiting.keys()
        return self.waiting.get(member) or claimed.get(member)

    def must_meet(self, a: Ticket, b: Ticket) -> bool:
        """Whether two who wait may not be left waiting."""
        patient = any(self.now >= self.policy.commits_at(one.since) for one in (a, b))
        return may_meet(a, b) and (patient or self.policy is CALM)

    def overdue(self, one: Ticket) -> bool:
        return self.now >= one.since + self.policy.overdue

    def in_pool(self, one: Ticket) -> list[Ticket]:
        return [other for other in self.waiting.values() if other.pool == one.pool and other.member != one.member]

    def claim(self, match: Match, found: bool) -> None:
        """Check a match against the model as it is, and enter it there. `found`: by its seeker, not by a tick."""
        seeker, partner = match.tickets
        others = self.in_pool(seeker)
        assert self.waiting.get(partner.member) == partner
        assert may_meet(seeker, partner)
        assert set(match.shared) == set(seeker.interests) & set(partner.interests)
        assert (match.score > 0) is bool(match.shared)
        assert match.claimed_at == self.now
        if found:
            self.check_the_choice(match, [other for other in others if other != partner and may_meet(seeker, other)])
        for one in match.tickets:
            self.waiting.pop(one.member, None)
        assert match.id not in self.claims
        self.claims[match.id] = (self.now, {one.member: one for one in match.tickets})

    def check_the_choice(self, match: Match, others: list[Ticket]) -> None:
        partner, named = match.partner, set(match.seeker.interests)
        if any(map(self.overdue, (partner, *others))):
            assert self.overdue(partner), "somebody waited very long, and somebody else was met"
            assert all(partner.since <= other.since for other in others if self.overdue(other))
        elif self.policy is CALM:
            for other in others:
                assert match.shared or not set(other.interests) & named
                if set(other.interests) == set(partner.interests) or not match.shared:
                    assert partner.since <= other.since, "the longest wait first among equals"

    # what may happen

    def seeks(self, seeker: Ticket) -> list[Match]:
        self.take_out(seeker.member)
        match = self.runner.run(self.line.find(seeker, self.now))
        if match is None:
            assert not any(self.must_meet(seeker, other) for other in self.in_pool(seeker))
            self.waiting[seeker.member] = seeker
            return []
        assert match.seeker == seeker
        self.claim(match, found=True)
        return [match]

    @rule(target=matches, people=st.lists(sociable(), min_size=1, max_size=6))
    def people_come(self, people: list[Ticket]) -> object:
        """Or come again: with a new ticket, for a search that began a while ago."""
        made = []
        for one in people:
            fresh = replace(one, id=TicketId(f"t{next(self.numbers)}"), since=self.now - 2 * one.since)
            self.tickets.append(fresh)
            made += self.seeks(fresh)
        return multiple(*made)

    @rule(target=matches, which=st.integers(0, 99))
    def somebody_seeks_again_with_the_same_ticket(self, which: int) -> object:
        return multiple(*self.seeks(self.tickets[-1 - which % len(self.tickets)]) if self.tickets else ())

    @rule(name=st.sampled_from(NAMES))
    def leave(self, name: str) -> None:
        member = MemberId(name)
        assert self.runner.run(self.line.leave(member)) is self.take_out(member)

    @rule(match=matches)
    def settle(self, match: Match) -> None:
        self.runner.run(self.line.settle(match))
        self.claims.pop(match.id, None)
        for one in match.tickets:
            there = self.there(one.member)
            if there is not None and there.id == one.id:
                self.take_out(one.member)

    @rule(match=matches)
    def release(self, match: Match) -> None:
        self.runner.run(self.line.release(match))
        self.waiting |= self.claims.pop(match.id, (0.0, {}))[1]

    @rule(whose=st.lists(st.integers(0, 99), min_size=1, max_size=4))
    def restore(self, whose: list[int]) -> None:
        given = [self.tickets[-1 - which % len(self.tickets)] for which in whose if self.tickets]
        self.runner.run(self.line.restore(given))
        for each in {one.member: one for one in given}.values():
            there = self.there(each.member)
            if there is None or there.id != each.id:
                self.take_out(each.member)
                self.waiting[each.member] = each

    @rule(target=matches, seconds=st.sampled_from((0.0, 0.5, 3.0, 12.0)))
    def tick(self, seconds: float) -> object:
        self.now += seconds
        return multiple(*self.ticked())

    @rule(target=matches)
    def it_ticks_until_nothing_happens(self) -> object:
        happened: list[Match] = []
        while fresh := self.ticked():
            happened += fresh
        for a, b in combinations(self.waiting.values(), 2):
            assert not self.must_meet(a, b), "two wait although they could be paired"
        return multiple(*happened)

    def ticked(self) -> list[Match]:
        for name, (claimed_at, held) in list(self.claims.items()):
            if self.now - claimed_at >= self.policy.claim_expires:
                del self.claims[name]
                self.waiting |= held
        fresh = self.runner.run(self.line.tick(self.now))
        assert [match.seeker.since for match in fresh] == sorted(match.seeker.since for match in fresh)
        paired = [one.member for match in fresh for one in match.tickets]
        assert len(paired) == len(set(paired)), "somebody was paired twice in one tick"
        for match in fresh:
            assert self.waiting.get(match.seeker.member) == match.seeker
            self.claim(match, found=False)
        return fresh

    @invariant()
    def as_many_wait_as_should(self) -> None:
        for onlooker in ONLOOKERS:
            stats = self.runner.run(self.line.stats(onlooker))
            assert stats.waiting == sum(one.pool == onlooker.pool for one in self.waiting.values())

    def teardown(self) -> None:
        """In the end everybody is exactly where the model has them."""
        try:
            for name in NAMES:
                there = self.there(MemberId(name)) is not None
                assert self.runner.run(self.line.leave(MemberId(name))) is there
                assert self.runner.run(self.line.leave(MemberId(name))) is False
            assert all(self.runner.run(self.line.stats(onlooker)).waiting == 0 for onlooker in ONLOOKERS)
            self.runner.run(self.stack.aclose())
        finally:
            self.runner.close()


@pytest.mark.parametrize("market", [CALM, BUSY], ids=["calm", "busy"])
@pytest.mark.parametrize("name", list(LINES))
def test_the_line_agrees_with_its_model(name: str, market: Policy) -> None:
    class Machine(LineMachine):
        backend = staticmethod(LINES[name])
        policy = market

    run_state_machine_as_test(Machine, settings=settings(max_examples=40, stateful_step_count=40, deadline=None))
