"""`bauta mod cases | show | hold | pending | approve | decline`: cases, and what waits for a second person."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer
from rich.markup import escape

from bot.cli_books import CaseNumber, do, meant, named, short
from bot.tables import table
from bot.terminal import out
from config.database import UnitOfWork
from moderation.casework import Sheet
from moderation.model import Measure, Sanction
from moderation.priority import Terms, age_bonus
from moderation.roles import Action
from moderation.service import Moderation
from moderation.stores.rulings import Approval
from moderation.team import OPERATOR

Request = Annotated[str, typer.Argument(help="As `bauta mod pending` shows it.", metavar="REQUEST")]


def add_to(commands: typer.Typer) -> None:
    """Put these commands beside the others."""
    for command in (cases, show, hold, pending, approve, decline):
        commands.command()(command)


def cases() -> None:
    """All that is to be decided, the most pressing first."""
    found = do(lambda moderation, unit: moderation.cases.undecided(unit, OPERATOR))
    if not found:
        out.print("No open cases.")
        return
    now = datetime.now(UTC)
    rows = table(
        "Case", "Queue", "Reason", "Rank", "Due (UTC)", "By", "State", whole=("Case", "Queue", "Reason", "Rank")
    )
    for case in found:
        priority = case.rank + age_bonus(case.created_at, case.due_at, now)
        late = " late" if case.due_at < now else ""
        state = f"{case.state.value}, on hold" if case.legal_hold else case.state.value
        due = f"{case.due_at:%Y-%m-%d %H:%M}{late}"
        row = (case.id, case.queue.value, case.reason.value, f"{priority:.0f}", due, str(case.reporters), state)
        rows.add_row(*row)
    out.print(rows)
    out.print("Look at one: bauta mod show CASE")


def show(number: CaseNumber) -> None:
    """What is known of a case, without what was said and without who anybody is."""
    sheet = do(lambda moderation, unit: _sheet(moderation, unit, number.upper()))
    rows = table("", f"Case {sheet.case.id}", whole=("",))
    for what, told in _rows(sheet):
        rows.add_row(what, escape(told))
    out.print(rows)


async def _sheet(moderation: Moderation, unit: UnitOfWork, number: str) -> Sheet:
    case = await moderation.case_of(unit, number)
    return await moderation.cases.looked_at(unit, OPERATOR, case.id)


def _rows(sheet: Sheet) -> list[tuple[str, str]]:
    case, terms, step = sheet.case, sheet.terms, sheet.step
    told = ", ".join(f"{detail.value} ×{count}" for detail, count in sheet.details)
    lasting = "" if step.seconds is None else f" for {_long(step.seconds)}"
    rows = [
        ("Reason", f"{case.reason.value}{f' ({told})' if told else ''}"),
        ("Queue, state", f"{case.queue.value}, {case.state.value}"),
        ("Began, due (UTC)", f"{case.created_at:%Y-%m-%d %H:%M}, {case.due_at:%Y-%m-%d %H:%M}"),
        (
            "Priority",
            f"{_total(terms)} = {terms.base:.0f} of its kind + {terms.reporters:.0f} for {_reporters(case.reporters)} "
            f"+ {terms.strikes:.0f} for strikes + {terms.age:.0f} for its age",
        ),
        ("Strikes, 90 days", str(sheet.strikes)),
        ("The ladder says", f"{step.measure.value}{lasting}"),
        ("On record", ", ".join(_recorded(*each) for each in sheet.past) or "nothing"),
        ("Legal hold", "on: nothing of it goes" if case.legal_hold else "off"),
    ]
    if case.decided_at is not None and case.outcome is not None:
        rows.append(("Decided (UTC)", f"{case.decided_at:%Y-%m-%d %H:%M}, {case.outcome.value}"))
    if case.purge_at is not None:
        rows.append(("Kept until (UTC)", f"{case.purge_at:%Y-%m-%d %H:%M}"))
    return rows


def _total(terms: Terms) -> str:
    """What the terms come to; they may add up to more than there is."""
    cut = terms.base + terms.reporters + terms.strikes + terms.age > terms.total
    return f"{terms.total:.0f} (at most)" if cut else f"{terms.total:.0f}"


def _reporters(count: int) -> str:
    return "1 reporter" if count == 1 else f"{count} reporters"


def _long(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:g} h" if hours <= 72 else f"{hours / 24:g} days"


def _recorded(sanction: Sanction, lifted: datetime | None) -> str:
    return f"{sanction.measure.value} {sanction.since:%Y-%m-%d}{'' if lifted is None else ' (lifted)'}"


def hold(
    number: CaseNumber,
    state: Annotated[Literal["on", "off"], typer.Argument(metavar="on|off")],
) -> None:
    """Put a legal hold on a case, or take it off: under it nothing of the case is erased."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> str:
        case = await moderation.case_of(unit, number.upper())
        return (await moderation.handover.hold(unit, OPERATOR, case.id, on=state == "on")).id

    case = do(work)
    if state == "on":
        out.print(f"On hold: nothing of case {case} is erased until `bauta mod hold {case} off`.")
    else:
        out.print(f"The hold on case {case} is off: what is past its time is erased within the hour.")


# --- a second person ---


def pending() -> None:
    """What waits for a second person: bans, and requests to unmask somebody or to export a case."""
    found = do(_pending)
    if not found:
        out.print("Nothing waits for a second person.")
        return
    rows = table("Request", "Case", "For", "Asked by", "Since (UTC)", "Why", whole=("Request", "Case"))
    for each, by in found:
        since = f"{each.at:%Y-%m-%d %H:%M}"
        rows.add_row(short(each.id), each.case, each.action, by, since, escape(each.note) or "–")
    out.print(rows)
    out.print("Agree or not: bauta mod approve REQUEST, bauta mod decline REQUEST. What you asked for is for others.")


async def _pending(moderation: Moderation, unit: UnitOfWork) -> list[tuple[Approval, str]]:
    """What waits, and what those who asked are called."""
    return [(each, named(unit.keys, each.asked_by)) for each in await moderation.team.pending(unit, OPERATOR)]


async def _request(moderation: Moderation, unit: UnitOfWork, typed: str) -> Approval:
    found = {short(each.id): each for each in await moderation.team.pending(unit, OPERATOR)}
    return meant(typed, found, "bauta mod pending")


def approve(request: Request) -> None:
    """Agree, as the second person, to what a moderator asked for."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> Approval:
        asked = await _request(moderation, unit, request)
        if asked.action == Action.BAN.value:
            await moderation.settle(unit, asked.case, Measure.BAN)
            return asked
        return await moderation.team.answer(unit, OPERATOR, asked.id, granted=True)

    asked = do(work)
    if asked.action == Action.BAN.value:
        out.print(f"Banned for ever, and case {asked.case} is decided. To lift it: bauta mod unban {asked.case}")
    else:
        out.print(f"Agreed. Whoever asked can {asked.action} case {asked.case} once, within seven days of asking.")


def decline(request: Request) -> None:
    """Refuse what a moderator asked for."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> Approval:
        asked = await _request(moderation, unit, request)
        return await moderation.team.answer(unit, OPERATOR, asked.id, granted=False)

    asked = do(work)
    out.print(f"Declined. Case {asked.case} waits for another decision." if asked.action == "ban" else "Declined.")
