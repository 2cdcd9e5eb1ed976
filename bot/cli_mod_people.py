"""`bauta mod export | unmask`: what leaves the house, or tells who somebody is, takes a second person first."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.cli_books import CaseNumber, do, named, short, within
from bot.handout import Handout
from bot.kept import only_tags
from bot.posts import Address
from bot.stores.members import SqlMembers
from bot.terminal import Refused, execute, out, read_settings
from config.database import UnitOfWork
from config.settings import Settings
from moderation.dossier import Dossier
from moderation.roles import TABLE, Action
from moderation.service import Moderation
from moderation.stores.rulings import Approval
from moderation.team import OPERATOR

Why = Annotated[str, typer.Option("--why", help="The reason, for the second person and the record.")]


def add_to(commands: typer.Typer) -> None:
    """Put these commands beside the others."""
    commands.command()(export)
    commands.command()(unmask)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for just now, and who may agree to it."""

    request: Approval
    by: str


async def _granted(moderation: Moderation, unit: UnitOfWork, number: str, action: Action, why: str) -> str | Asked:
    """The name of a request that was agreed to; or one that is made now and waits."""
    case = await moderation.case_of(unit, number)
    seconds = " or ".join(sorted(role.value for role, rights in TABLE.items() if (action, case.queue) in rights))
    found = await moderation.team.own(unit, OPERATOR, case.id, action)
    if found is not None and found.granted:
        return found.id
    if found is not None and found.granted is None:
        raise Refused(
            f"Asked for on {found.at:%Y-%m-%d %H:%M} UTC, and nobody has answered yet: somebody who is {seconds} "
            "has to agree within seven days, in the chat, under /mod. Then run this again."
        )
    again = f"bauta mod {action.value} {number} --why …"
    if found is not None and not why.strip():
        who = "somebody" if found.answered_by is None else named(unit.keys, found.answered_by)
        raise Refused(f"{who} declined. Talk with them, or ask again with a better reason: {again}")
    if not why.strip():
        raise Refused(f"It takes a second person. Ask for it with a reason: {again}")
    return Asked(await moderation.team.ask(unit, OPERATOR, case.id, action, why), seconds)


def _waits(asked: Asked, again: str) -> None:
    request = asked.request
    out.print(f"Asked (request {short(request.id)}). Somebody who is {asked.by} has to agree within seven days, in the")
    out.print("chat: it stands where moderators' cards go, and under /mod.")
    out.print(f"Then run this again: {again}")


def export(
    number: CaseNumber,
    why: Why = "",
    to: Annotated[Path | None, typer.Option(help="The file to write; case-NUMBER.json if left out.")] = None,
) -> None:
    """Write all that is kept of a case into a file, once a second person has agreed."""
    file = Handout(to or Path(f"case-{number.upper().removeprefix('R-')}.json"))
    done = execute(_exported(read_settings("error"), number.upper(), why, file))
    if isinstance(done, Asked):
        _waits(done, f"bauta mod export {number.upper()}")
        return
    out.print(f"Written to {file.path}, readable by you alone. Hand it over encrypted, and delete it afterwards.")
    out.print(f"SHA-256 {done.sha256}, also in the audit log.")


async def _exported(settings: Settings, number: str, why: str, file: Handout) -> Asked | Dossier:
    """The case in its file, or what was asked for and waits."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> Asked | Dossier:
        file.check()
        asked = await _granted(moderation, unit, number, Action.EXPORT, why)
        if isinstance(asked, Asked):
            return asked
        made = await moderation.export(unit, OPERATOR, asked, only_tags(settings, time.time).view)
        file.make_room(made.text)
        unit.after_rollback.append(given_up)
        return made

    async def given_up() -> None:
        file.give_up()

    done = await within(settings, work)
    if isinstance(done, Dossier):
        file.fill(done.text)
    return done


def unmask(number: CaseNumber, why: Why = "") -> None:
    """Tell whose account a case is about, once a second person has agreed. For authorities with a right to know."""

    async def work(moderation: Moderation, unit: UnitOfWork) -> Asked | list[Address]:
        asked = await _granted(moderation, unit, number.upper(), Action.UNMASK, why)
        if isinstance(asked, Asked):
            return asked
        granted = await moderation.team.use(unit, OPERATOR, asked)
        return [] if granted.subject is None else list(await SqlMembers(unit).places(granted.subject))

    found = do(work)
    if isinstance(found, Asked):
        _waits(found, f"bauta mod unmask {number.upper()}")
        return
    if not found:
        out.print("Nothing leads to an account any more: it was erased.")
        return
    table = Table("Platform", "Bot", "What is known")
    for place in found:
        table.add_row(place.platform, place.account, _told(place))
    out.print(table)
    out.print("It is on record that this was shown.")


def _told(place: Address) -> str:
    match place.platform:
        case "telegram":
            return f"user id {place.chat}"
        case "discord":
            return f"direct messages, channel id {place.chat}: Discord knows whose"
        case _:
            return "a visitor of the page: no account"
