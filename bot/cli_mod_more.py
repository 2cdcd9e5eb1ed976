"""`bauta mod reviews | merge | reopen | preserve | lift`: what else can be done with a case from the machine itself."""

from typing import Annotated

import typer

from bot.cli_books import CaseNumber, do
from bot.tables import table
from bot.terminal import Refused, out
from config.database import UnitOfWork
from moderation.cases import Case
from moderation.model import Queue
from moderation.service import Moderation
from moderation.team import OPERATOR

Into = Annotated[str, typer.Argument(help="The case it goes on in.", metavar="INTO")]
Note = Annotated[
    str, typer.Option("--note", "--why", help="Why, for other moderators; not where its words are erased.")
]


def add_to(commands: typer.Typer) -> None:
    """Put these commands beside the others."""
    for command in (reviews, merge, reopen, preserve, lift):
        commands.command()(command)


def reviews() -> None:
    """Bans and exclusions without an end that moderators are asked about: does it still stand?"""
    found = do(lambda moderation, unit: moderation.reviews.waiting(unit, OPERATOR))
    if not found:
        out.print("Nothing is to be looked at again.")
        return
    heads = ("Case", "Measure", "Reason", "Since (UTC)", "Asked since (UTC)")
    rows = table(*heads, whole=heads)
    for each in found:
        of = each.sanction
        asked = "–" if each.asked_at is None else f"{each.asked_at:%Y-%m-%d}"
        rows.add_row(of.case or "–", of.measure.value, of.reason.value, f"{of.since:%Y-%m-%d}", asked)
    out.print(rows)
    out.print("Seniors answer in the chat, under /mod: It stands, or Lift. From here: bauta mod lift CASE")


def merge(number: CaseNumber, into: Into) -> None:
    """Two open cases about the same person become one: what was reported goes on in the second."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> tuple[Case, Case]:
        case, target = await moderation.case_of(unit, number.upper()), await moderation.case_of(unit, into.upper())
        case = await moderation.taken(unit, case)
        return await moderation.handover.merge(unit, OPERATOR, case.id, case.fence, target.id), target

    gone, target = do(work)
    out.print(f"Case {gone.id} goes on in {target.id}, with all that was reported.")


def reopen(number: CaseNumber, note: Note = "") -> None:
    """Look again at a case that is decided. What holds goes on until it is decided anew."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> Case:
        case = await moderation.case_of(unit, number.upper())
        return await moderation.handover.reopen(unit, OPERATOR, case.id, note)

    case = do(work)
    out.print(f"Case {case.id} waits again, in the queue {case.queue.value}. What holds goes on meanwhile.")


def preserve(number: CaseNumber) -> None:
    """Keep an open case of child safety's for the authorities, for a year at least, whatever is decided."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> Case:
        case = await moderation.case_of(unit, number.upper())
        if case.queue is not Queue.CHILD_SAFETY:
            raise Refused(f"This is for cases of child safety's. Any other is kept with: bauta mod hold {case.id} on")
        case = await moderation.taken(unit, case)
        return await moderation.handover.preserve(unit, OPERATOR, case.id, case.fence)

    case = do(work)
    until = "" if case.preserved_until is None else f" until {case.preserved_until:%Y-%m-%d}"
    out.print(
        f"Case {case.id} is kept{until}, on hold: `bauta mod hold {case.id} off` ends that. Decide it all the same."
    )


def lift(number: CaseNumber, note: Note = "") -> None:
    """End what a case led to before its time; `unban` ends all that holds against the one it is about."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> Case:
        case = await moderation.case_of(unit, number.upper())
        await moderation.verdicts.lift(unit, OPERATOR, case.id, note)
        return case

    out.print(f"Lifted: what case {do(work).id} led to. The person hears of it.")
