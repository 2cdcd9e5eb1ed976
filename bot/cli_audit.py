"""`bauta audit`: whether moderation's log is what was written, and what stands in it."""

import re
from datetime import datetime
from typing import Annotated, Final

import typer

from bot import opening
from bot.cli_books import do, named
from bot.tables import table
from bot.terminal import execute, out, read_settings
from config.database import UnitOfWork
from config.ids import MemberId
from config.keys import KeyRing
from config.settings import Settings
from moderation.audit import Kind, Line
from moderation.personal import AS_ANYBODY
from moderation.service import Moderation
from moderation.stores.audit import Flaw, Head, Verdict
from moderation.team import OPERATOR

audit = typer.Typer(help="The log of everything moderators did and looked at.", no_args_is_help=True)

PAGE: Final = 50
"""Lines shown at once."""

HEAD: Final = re.compile(r"([0-9]{1,18}):([0-9a-fA-F]{64})")

MEANS: Final = {
    Flaw.CHANGED: "It is not what Bauta wrote, or lines before it were taken out: somebody has changed the database by "
    "hand, or it was damaged. What stands before it is whole.",
    Flaw.BEGINNING: "Lines before it were taken out before their time: no line of the log says that they had had it.",
    Flaw.SHORTENED: "It was there and is not there now: lines were cut off at the end, or an older copy of the "
    "database was put back.",
    Flaw.ANOTHER: "It is not the line whose head was kept: the log was written anew from an older copy.",
}
"""What is wrong with the line at which the log breaks."""

NAMED: Final = frozenset({Kind.GRANTED.value, Kind.REVOKED.value})
"""Lines whose note ends in the name of somebody."""


@audit.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A head that was kept elsewhere: SEQ:MAC, as this prints it.", metavar="SEQ:MAC")
    ] = None,
) -> None:
    """Look through the whole log; exit code 0 if every line is what was written, else 1. Changes nothing."""
    kept = None if head is None else _head(head)
    verdict = execute(_verify(read_settings("error"), kept))
    if verdict.flaw is not None:
        out.print(f"The log is broken at line {verdict.broken_at}. {MEANS[verdict.flaw]}", markup=False)
        out.print("What to do: docs/moderation.md, “When the audit log is broken”.", markup=False)
        raise typer.Exit(1)
    if verdict.since is None or verdict.until is None or verdict.last is None:
        out.print("The log is whole: it has no line yet.")
        return
    lines = "1 line" if verdict.lines == 1 else f"{verdict.lines:,} lines, {verdict.first} to {verdict.last}"
    out.print(f"The log is whole: {lines}, {_minute(verdict.since)} to {_minute(verdict.until)} UTC.", markup=False)
    out.print(f"Head {Head(verdict.last, verdict.head)}", markup=False)
    if verdict.forgotten and kept is not None:
        out.print(f"Line {kept.seq} has had its time and is gone: keep this head instead.")
    elif kept is not None:
        out.print(f"Line {kept.seq} is the one whose head was kept.")


def _head(text: str) -> Head:
    found = HEAD.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("a head is a line's number, a colon and 64 digits or letters a to f")
    return Head(int(found[1]), bytes.fromhex(found[2]))


async def _verify(settings: Settings, kept: Head | None) -> Verdict:
    moderation = opening.open_moderation(settings)
    async with opening.looking(settings) as database, database.read() as unit:
        return await moderation.team.verify_log(unit, kept)


@audit.command()
def show(
    case: Annotated[str | None, typer.Option(help="Only what was done about this case.")] = None,
    before: Annotated[int | None, typer.Option(min=1, help="Only lines with a lower number: the page before.")] = None,
) -> None:
    """The latest 50 lines. That they were read is a line, too."""
    number = None if case is None else case.upper()
    lines = do(lambda moderation, unit: _read(moderation, unit, before, number))
    if not lines:
        out.print("No lines.")
        return
    shown = lines[:PAGE]
    about = () if number else ("Case",)
    rows = table("Line", "When (UTC)", "Who", "What", *about, "Details", whole=("Line", "When (UTC)", "What", "Case"))
    for line, who, note in shown:
        row = (str(line.seq), f"{line.at:%Y-%m-%d %H:%M:%S}", who.removeprefix("the "), line.kind)
        rows.add_row(*row, *(line.case or "–" for _ in about), _how(line, note))  # there is room for no more
    out.print(rows)
    if len(lines) > len(shown):
        of_case = f"--case {number} " if number else ""
        out.print(f"Earlier ones: bauta audit show {of_case}--before {shown[-1][0].seq}")


def _how(line: Line, note: str) -> str:
    """From which state to which a case went, where one did, and what is noted."""
    moved = "" if line.before is None or line.after is None else f"{line.before} → {line.after}"
    return ", ".join(part for part in (moved, note) if part) or "–"


async def _read(
    moderation: Moderation, unit: UnitOfWork, before: int | None, case: str | None
) -> list[tuple[Line, str, str]]:
    """The lines, with who it was and the note: moderators by what they are called on cards."""
    lines = await moderation.team.read_log(unit, OPERATOR, before, case, PAGE + 1)
    return [(line, _who(unit.keys, line), _note(unit.keys, line)) for line in lines]


def _who(keys: KeyRing, line: Line) -> str:
    """Who reported or appealed is nobody's to know."""
    return "a member" if line.kind in AS_ANYBODY else named(keys, line.actor)


def _note(keys: KeyRing, line: Line) -> str:
    """Coded words, and who was given a role or lost one."""
    if line.kind not in NAMED:
        return line.note
    role, _, member = line.note.rpartition(" ")
    return f"{role} {named(keys, MemberId(member))}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
