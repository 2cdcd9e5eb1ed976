"""`bauta mod`: what operators can do about reports and cases from the machine itself, in an emergency or alone."""

from typing import Annotated

import typer
from rich.markup import escape

from bot import cli_mod_cases, cli_mod_more, cli_mod_people, cli_mod_team
from bot.cli_books import Number, do
from bot.tables import table
from bot.terminal import out
from moderation.model import Measure

moderators = typer.Typer(
    help="See reports and cases and act on them; a running Bauta follows within seconds.", no_args_is_help=True
)
cli_mod_team.add_to(moderators)
cli_mod_cases.add_to(moderators)
cli_mod_more.add_to(moderators)
cli_mod_people.add_to(moderators)


@moderators.command()
def reports() -> None:
    """The reports nobody has decided, the oldest first."""
    found = do(lambda moderation, unit: moderation.read_reports(unit))
    if not found:
        out.print("No open reports.")
        return
    rows = table("Report", "Case", "Since (UTC)", "Reason", "Words", whole=("Report", "Case"))
    for report in found:
        since = f"{report.at:%Y-%m-%d %H:%M}"
        reason = report.reason.value if report.detail is None else f"{report.reason.value}, {report.detail.value}"
        rows.add_row(report.number, report.case, since, reason, escape(report.words) or "–")
    out.print(rows)
    out.print("Act on one: bauta mod ban NUMBER --days 7, or bauta mod dismiss NUMBER")


@moderators.command()
def ban(
    number: Number,
    days: Annotated[
        float | None, typer.Option(min=0.01, max=30, help="For so many days; for ever if left out, which takes two.")
    ] = None,
) -> None:
    """Keep the one a report is about from searching and talking, and decide the case."""
    measure, seconds = (Measure.BAN, None) if days is None else (Measure.PAUSE, days * 86400)
    decided = do(lambda moderation, unit: moderation.settle(unit, number.upper(), measure, seconds))
    if decided.waits:
        held = "Held." if decided.sanction else "Not held: you asked for their ban before, and nobody has agreed."
        out.print(f"{held} A ban takes two: somebody else who may ban has to decide the same, in the chat.")
    elif decided.sanction is not None:
        until = decided.sanction.until
        ends = "for ever" if until is None else f"until {until:%Y-%m-%d %H:%M} UTC"
        out.print(f"Banned {ends} ({decided.sanction.reason.value}). To lift it: bauta mod unban {number.upper()}")


@moderators.command()
def unban(number: Number) -> None:
    """Lift what holds against the one a report is about."""
    lifted = do(lambda moderation, unit: moderation.lift(unit, number.upper()))
    out.print("Lifted." if lifted else "Nothing was in force against them.")


@moderators.command()
def dismiss(number: Number) -> None:
    """Decide that there was no violation."""
    do(lambda moderation, unit: moderation.settle(unit, number.upper(), Measure.NOTHING))
    out.print("Closed without a sanction.")
