"""What a moderator is shown of a case: gathered at the moment it is sent, for whoever holds the case at that moment."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Protocol

from bot.commands.moderators.measures import measured
from bot.commands.reasons import REASONS
from bot.exhibits import Bundle, Paper, Showing
from bot.messages import Arg, Word
from bot.texts.keys import Text
from config.database import Database, UnitOfWork
from config.ids import MemberId
from moderation.casework import Papers
from moderation.model import Queue, Reason
from moderation.service import Moderation


class Kept(Protocol):
    """What is kept of what was said (moderation/bundle.py). `unreadable`: so many bundles can't be opened."""

    @property
    def bundles(self) -> Sequence[Bundle]: ...

    @property
    def unreadable(self) -> int: ...


View = Callable[[UnitOfWork, str], Awaitable[Kept]]
"""All that is kept of a case; for a unit that only reads."""


class Nothing:
    """Where no evidence is kept."""

    bundles: Sequence[Bundle] = ()
    unreadable = 0


async def nothing(unit: UnitOfWork, case: str) -> Kept:
    return Nothing()


class Showcase:
    """`bot.discretion.Show` over the database. That somebody looked was put on record when they tapped."""

    def __init__(self, database: Database, moderation: Moderation, view: View = nothing) -> None:
        self._database = database
        self._moderation = moderation
        self._view = view

    async def __call__(self, case: str, member: MemberId) -> Showing | None:
        """None for whoever may not look at the case now: their claim or their role may have ended on the way."""
        async with self._database.read() as unit:
            held = await self._moderation.cases.in_sight(unit, member, case)
            if held is None:
                return None
            papers = await self._moderation.cases.written(unit, case)
            kept = await self._view(unit, case)
        reasons = {held.reason, *(report.reason for report in papers.reports)}
        minors = held.queue is Queue.CHILD_SAFETY or Reason.MINOR in reasons
        return Showing(kept.bundles, kept.unreadable, papers=list(_told(papers)), minors=minors)


def _told(papers: Papers) -> Iterator[Paper]:
    """What an appeal is about comes first: the decision, then why it should be another."""
    for each in papers.decisions:
        args: dict[str, Arg] = {
            "measure": measured(each.measure, each.seconds),
            "reason": Word(REASONS[each.reason]),
            "noted": int(bool(each.note)),
        }
        yield Paper(Text.EX_DECISION, args, each.note)
    if papers.appeal is not None:
        yield Paper(Text.EX_APPEAL, {}, papers.appeal.words)
    for asked in papers.asked:
        yield Paper(Text.EX_ASKED, {"noted": int(bool(asked.note))}, asked.note)
    for note in papers.notes:
        yield Paper(Text.EX_NOTE, {}, note.words)
    for report in papers.reports:
        if report.words:
            yield Paper(Text.EX_WORDS, {"report": report.number}, report.words)
