"""`bauta mod`: what operators can do about reports until moderation has a place of its own."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from rich.markup import escape
from rich.table import Table

from bot import opening
from bot.terminal import Refused, execute, out, read_settings
from config.database import UnitOfWork
from config.settings import Settings
from moderation.model import Measure
from moderation.service import Moderation, NoSuchReport

moderators = typer.Typer(
    help="See reports and act on them; a running Bauta follows within seconds.", no_args_is_help=True
)

T = TypeVar("T")
Number = Annotated[str, typer.Argument(help="The report's number, e.g. R-7K2F.", metavar="NUMBER")]


async def _within(settings: Settings, work: Callable[[Moderation, UnitOfWork], Awaitable[T]]) -> T:
    moderation = Moderation(lambda: datetime.now(UTC).timestamp())
    database = await opening.open_database(settings, await opening.open_keys(settings))
    try:
        async with database.unit() as unit:
            return await work(moderation, unit)
    except NoSuchReport as error:
        raise Refused(f"There is no report {error}. `bauta mod reports` lists them.") from None
    finally:
        await database.close()


def _do(work: Callable[[Moderation, UnitOfWork], Awaitable[T]]) -> T:
    return execute(_within(read_settings("error"), work))


@moderators.command()
def reports() -> None:
    """The reports nobody has decided, the oldest first."""
    found = _do(lambda moderation, unit: moderation.open_reports(unit))
    if not found:
        out.print("No open reports.")
        return
    table = Table("Report", "Since (UTC)", "Reason", "Words")
    for report in found:
        table.add_row(report.number, f"{report.at:%Y-%m-%d %H:%M}", report.reason.value, escape(report.words) or "–")
    out.print(table)
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
    decided = _do(lambda moderation, unit: moderation.settle(unit, number.upper(), measure, seconds))
    if decided.waits:
        out.print("Held. A ban takes two: somebody else who may ban has to decide the same.")
    elif decided.sanction is not None:
        until = decided.sanction.until
        ends = "for ever" if until is None else f"until {until:%Y-%m-%d %H:%M} UTC"
        out.print(f"Banned {ends} ({decided.sanction.reason.value}). To lift it: bauta mod unban {number.upper()}")


@moderators.command()
def unban(number: Number) -> None:
    """Lift what holds against the one a report is about."""
    lifted = _do(lambda moderation, unit: moderation.lift(unit, number.upper()))
    out.print("Lifted." if lifted else "Nothing was in force against them.")


@moderators.command()
def dismiss(number: Number) -> None:
    """Decide that there was no violation."""
    _do(lambda moderation, unit: moderation.settle(unit, number.upper(), Measure.NOTHING))
    out.print("Closed without a sanction.")
