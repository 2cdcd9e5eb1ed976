"""What has no end is looked at again: moderators are asked from time to time whether a ban or exclusion stands."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

from config.database import UnitOfWork
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import AlreadyThere, Case, Forbidden, Involved, NoSuchCase, Refused
from moderation.model import Queue, Sanction
from moderation.questions import Answer, ShowReview
from moderation.roles import Action, Actor
from moderation.stores.news import About, Item
from moderation.stores.sanctions import Review

AGAIN: Final = timedelta(days=30)
"""After which it is asked again where nobody answered."""

A_DAY: Final = 5
"""Sanctions asked about within a day at most, so that years of bans do not bury the cases."""


class Reviews:
    """Methods for moderators raise a `Refused` where it cannot be done, and then have changed nothing."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    # --- by itself ---

    async def due(self, unit: UnitOfWork) -> bool:
        """Whether `ask` would find anything."""
        books = Books(unit)
        return await books.sanctions.any_review(self._bench.now()) and await self._room(books) > 0

    async def ask(self, unit: UnitOfWork) -> int:
        """Have it asked of those whose time has come, the earliest first; of each again after 30 days. How many."""
        books, now = Books(unit), self._bench.now()
        found = await books.sanctions.reviews(now, max(0, await self._room(books)))
        for each in found:
            await books.sanctions.review_again(each.id, now + AGAIN, now)
            await books.news.add(Item(About.REVIEW, each.id, None), now)
        return len(found)

    async def _room(self, books: Books) -> int:
        """How many more can be asked about today."""
        return A_DAY - await books.sanctions.asked_since(self._bench.now() - timedelta(days=1))

    async def shown(self, unit: UnitOfWork, name: str) -> ShowReview | None:
        """What moderators are to see of it now; None where there is no such sanction any more."""
        found = await Books(unit).sanctions.review(name)
        if found is None:
            return None
        if found.lifted:
            return ShowReview(found.sanction, Answer.DECLINED)
        return ShowReview(found.sanction, Answer.AGREED if found.asked_at is None else Answer.OPEN)

    # --- for moderators ---

    async def waiting(self, unit: UnitOfWork, actor: Actor) -> Sequence[Review]:
        """What this moderator is asked about and may answer, the longest asked first."""
        return [
            each for each in await Books(unit).sanctions.asked() if await self.may_answer(unit, actor, each.sanction.id)
        ]

    async def may_answer(self, unit: UnitOfWork, actor: Actor, name: str) -> bool:
        """Whether this moderator is asked, and may answer."""
        with suppress(Refused):
            await self.review(unit, actor, name)
            return True
        return False

    async def review(self, unit: UnitOfWork, actor: Actor, name: str) -> Review:
        """The sanction that moderators are asked about, for one who may answer.

        It takes the right to lift in the queue of its case; that of seniors where the case is not on record any more.
        Raises NoSuchCase, Forbidden, Involved, AlreadyThere where nobody is asked (any more).
        """
        books = Books(unit)
        found = await books.sanctions.review(name)
        if found is None:
            raise NoSuchCase
        await self._allowed(books, actor, found.sanction)
        if found.lifted or found.asked_at is None:
            raise AlreadyThere
        return found

    async def reviewed(self, unit: UnitOfWork, actor: Actor, name: str, *, keep: bool) -> Sanction:
        """The sanction stands, and is looked at again after the policy's time; or it is lifted, which the member hears.

        Raises as `review`.
        """
        books, now = Books(unit), self._bench.now()
        sanction = (await self.review(unit, actor, name)).sanction
        if keep:
            again = now + timedelta(days=self._bench.policy.ladder.review_days)
            await books.sanctions.review_again(name, again, None)
            await books.news.add(Item(About.REVIEW, name, None), now)
        else:
            await books.lift([name], now)
        kind = Kind.REVIEWED if keep else Kind.LIFTED
        await books.audit.append(now, actor.member, kind, sanction.case, note=sanction.measure.value)
        return sanction

    async def _allowed(self, books: Books, actor: Actor, sanction: Sanction) -> None:
        case = await self._case(books, sanction)
        if case is not None:
            await self._bench.allowed(books, actor, case, Action.LIFT)
        elif not actor.may(Action.LIFT, Queue.SENIOR):
            raise Forbidden if actor.may_somewhere(Action.LIFT) else NoSuchCase
        # A purged case names nobody any more, the sanction does.
        if sanction.member in {actor.member, *await self._bench.apart(books.unit, actor.member)}:
            raise Involved

    async def _case(self, books: Books, sanction: Sanction) -> Case | None:
        return None if sanction.case is None else await books.cases.get(sanction.case)
