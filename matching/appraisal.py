"""What a ticket is worth to others, worked out once, when it joins: weights, length, and what its owner asks for.

Every line goes by these figures, so that a line in memory and one in Redis pair the same people.
"""

from collections.abc import Callable, Sequence
from math import sqrt

from mypy_extensions import i64

from matching.arrivals import Arrivals
from matching.kinds import Kind, Kinds
from matching.market import Market
from matching.policy import Policy
from matching.ticket import Pool, Ticket
from matching.worth import Worth, sign_of

Related = Callable[[str], Sequence[str]]
"""The interests that are close to one, symmetric."""

Near = dict[str, list[tuple[str, int]]]
"""An interest close to own ones → (the own one, what the two count for beside squared weights)."""


class Appraised:
    """A ticket's figures by the weights of the moment.

    `squares`: own interest → squared weight, rarest first; `every` is their sum and `length` its root. `search`: what
    to look for, the most valuable first, and `brings` what all of it brings. `reserve`, `modest`: see Policy. `signs`:
    those of all own interests together (worth.sign_of).
    """

    __slots__ = ("brings", "every", "kind", "length", "modest", "near", "reserve", "search", "signs",
                 "squares")  # fmt: skip

    def __init__(self, kind: Kind, worths: list[Worth], reserve: int, modest: int) -> None:
        self.kind = kind
        self.reserve = reserve
        self.modest = modest
        every: i64 = 0
        signs: i64 = 0
        self.squares = squares = dict[str, int]()
        for worth in worths:
            squares[worth.name] = int(worth.square)
            every += worth.square
            signs |= worth.sign
        self.signs: i64 = signs
        self.every = self.brings = int(every)
        self.length = sqrt(float(every))
        self.search = worths
        self.near: Near | None = None


class Appraiser:
    """Appraises tickets by who came lately, as one process sees it."""

    def __init__(self, policy: Policy, arrivals: Arrivals | None = None, related: Related | None = None) -> None:
        self._policy = policy
        self.arrivals = arrivals or Arrivals()
        self._related = related
        self._kinds = Kinds()
        self._markets: dict[Pool, Market] = {}
        self.kind = self._kinds.of

    def market(self, pool: Pool) -> Market:
        market = self._markets.get(pool)
        if market is None:
            market = self._markets[pool] = Market()
        return market

    def newcomer(self, ticket: Ticket, now: float) -> Appraised:
        """Somebody who begins to search: they count for those who come after them, not for themselves."""
        kind = self._kinds.of(ticket)
        rate = self.market(ticket.pool).arrival(kind, now)
        appraised = self._appraise(ticket, kind, rate)
        self.arrivals.note(ticket.interests, now)
        return appraised

    def again(self, ticket: Ticket, now: float) -> Appraised:
        """Somebody who searches again with a ticket that was counted before."""
        kind = self._kinds.of(ticket)
        return self._appraise(ticket, kind, self.market(ticket.pool).eligible(kind, now))

    def remember(self, tickets: Sequence[Ticket]) -> None:
        """Those who were waiting before a start. Nobody knows how busy it is then: `figures` lets them have anyone."""
        for ticket in tickets:
            self.arrivals.note(ticket.interests, ticket.since)

    def figures(self, ticket: Ticket) -> Appraised:
        """What a search for somebody who waits goes by; they keep the reserve they came with."""
        return self._appraise(ticket, self._kinds.of(ticket), 0.0)

    def _appraise(self, ticket: Ticket, kind: Kind, rate: float) -> Appraised:
        worths = self._weigh(ticket.interests)
        reserve = self._policy.reserve(worths, rate) if rate else 0
        appraised = Appraised(kind, worths, reserve, self._policy.modest(reserve) if reserve else 0)
        if self._related is not None:
            self._look_around(appraised, self._related)
        return appraised

    def _weigh(self, names: Sequence[str]) -> list[Worth]:
        """The rarest first. They are few: each is put where it belongs among those before it."""
        weigh, worths = self.arrivals.weigh, list[Worth]()
        for name in names:
            worth, at = weigh(name), len(worths)
            worths.append(worth)
            while at and worths[at - 1].square < worth.square:
                worths[at] = worths[at - 1]
                at -= 1
            worths[at] = worth
        return worths

    def _look_around(self, appraised: Appraised, related: Related) -> None:
        """Search also for what is close to own interests."""
        near: Near = {}
        squares = appraised.squares
        for own, square in squares.items():
            for other in related(own):
                if other not in squares:
                    both = sqrt(square) * sqrt(self.arrivals.weigh(other).square)
                    near.setdefault(other, []).append((own, int(self._policy.near * both)))
        if not near:
            return
        appraised.near = near
        worth = squares | {other: sum([value for _, value in values]) for other, values in near.items()}
        names = sorted(worth, key=lambda name: (-worth[name], name))
        appraised.search = [Worth(worth[name], name, 0.0, sign_of(name)) for name in names]
        appraised.brings = sum(worth.values())
