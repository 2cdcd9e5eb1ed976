"""`bauta retention`: what is kept, for how long, and whether anything is past its time."""

import time
from typing import Annotated

import typer
from rich.table import Table

from bot import opening
from bot.kept import only_tags
from bot.retention import schedule
from bot.terminal import Refused, execute, out, read_settings
from config.retention import NEVER, Seen, look
from config.settings import Settings
from moderation.casekeys import CaseKeyTrouble


def retention(
    check: Annotated[
        bool, typer.Option("--check", help="Say only what is past its time; exit code 1 if anything is.")
    ] = False,
) -> None:
    """What is kept, for how long, and how much there is of it. Only looks; also while Bauta runs."""
    seen, keys = execute(_look(read_settings("error")))
    over = [each for each in seen if each.over]
    if not check:
        table = Table("What", "Kept", "Then", "Rows", "Oldest (UTC)")
        for each in seen:
            if not each.rows and each.kept.keep == NEVER:
                continue  # of what must not be there only what is there all the same
            oldest = "–" if each.oldest is None else f"{each.oldest:%Y-%m-%d %H:%M}"
            table.add_row(each.kept.what, each.kept.keep, each.kept.then, str(each.rows), oldest)
        out.print(table)
    for each in over:
        out.print(f"{_rows(each.over)} past their time: {each.kept.what} (kept: {each.kept.keep}).", markup=False)
    if keys:
        what = "1 key" if keys == 1 else f"{keys} keys"
        out.print(f"{what} past their time: keys of cases without evidence (kept: {NEVER}).")
    if not over and not keys:
        out.print("Nothing is past its time.")
        return
    out.print(
        "A running Bauta removes them within the hour; if it runs, look for housekeeping.failed and "
        "case_keys.not_removed in its log."
    )
    if check:
        raise typer.Exit(1)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


async def _look(settings: Settings) -> tuple[list[Seen], int]:
    """Every line, and how many keys there are of no case. Raises Refused where that cannot be seen."""
    now = time.time()
    policy = opening.open_policy(settings)
    try:
        async with opening.looking(settings) as database, database.read() as unit:
            keys = await only_tags(settings, lambda: now).left_over(unit)
            return await look(unit, schedule(now, policy), now), keys
    except CaseKeyTrouble as trouble:
        raise Refused(str(trouble)) from None
