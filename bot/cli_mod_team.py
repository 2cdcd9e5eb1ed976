"""`bauta mod add | list | remove`: who moderates. The first one comes this way."""

from datetime import datetime
from typing import Annotated, Literal

import typer
from rich.table import Table

from bot.cli_books import do, meant, named
from bot.messages import Sender
from bot.stores.members import SqlMembers
from bot.terminal import Refused, out
from config.database import UnitOfWork
from config.ids import MemberId
from moderation.roles import Role
from moderation.service import Moderation
from moderation.team import INVITED_FOR, OPERATOR

Givable = Literal["triage", "moderator", "senior", "child-safety", "admin", "auditor"]
"""A server's moderators have their role from Discord."""

RoleName = Annotated[Givable, typer.Option("--role", help="What they are to be.")]


def add_to(commands: typer.Typer) -> None:
    """Put these commands beside the others."""
    commands.command("add")(add)
    commands.command("list")(listed)
    commands.command("remove")(remove)


def add(
    role: RoleName,
    telegram: Annotated[str | None, typer.Option(help="The Telegram user id of somebody who knows the bot.")] = None,
    discord: Annotated[str | None, typer.Option(help="The Discord user id of somebody who knows the bot.")] = None,
) -> None:
    """Give somebody a role: whoever sends the code that this prints to the bot, or whoever has this account."""
    accounts = [(platform, user) for platform, user in (("telegram", telegram), ("discord", discord)) if user]
    if len(accounts) > 1:
        raise typer.BadParameter("name one account, or none for a code")
    chosen = Role(role)
    if accounts:
        do(lambda moderation, unit: _grant(moderation, unit, chosen, *accounts[0]))
        out.print(f"They are {role} now. They see it with /mod in the bot.")
        return
    code = do(lambda moderation, unit: moderation.team.invite(unit, OPERATOR, chosen))
    minutes = round(INVITED_FOR.total_seconds() / 60)
    out.print(f"Whoever sends this to the bot first, in the private chat with it, is {role}:")
    out.print(f"\n/mod {code}\n", markup=False)
    out.print(f"It works once, for {minutes} minutes. Give it to nobody else.")


async def _grant(moderation: Moderation, unit: UnitOfWork, role: Role, platform: str, user: str) -> None:
    known = await SqlMembers(unit).known(Sender(platform, "", user.strip(), ""))
    if known is None:
        raise Refused(
            f"Nobody with this {platform.capitalize()} id has written to the bot. Ask them to send /start to it first, "
            f"or give them a code: bauta mod add --role {role.value}"
        )
    await moderation.team.grant(unit, OPERATOR, known.id, role)


def listed() -> None:
    """Who moderates, by what they are called on cards; nobody has another name here."""
    found = do(_roster)
    if not found:
        out.print("Nobody moderates yet. Bring the first one: bauta mod add --role admin")
        return
    table = Table("Moderator", "Roles", "Since (UTC)")
    for name, (_, roles, since) in found.items():
        table.add_row(name, ", ".join(sorted(each.value for each in roles)), f"{since:%Y-%m-%d %H:%M}")
    out.print(table)


async def _roster(moderation: Moderation, unit: UnitOfWork) -> dict[str, tuple[MemberId, frozenset[Role], datetime]]:
    """Everybody who moderates, by what they are called."""
    return {named(unit.keys, row[0]): row for row in await moderation.team.roster(unit, OPERATOR)}


def remove(
    moderator: Annotated[str, typer.Argument(help="As `bauta mod list` shows them.", metavar="MODERATOR")],
    role: Annotated[Givable | None, typer.Option("--role", help="Only this role; all if left out.")] = None,
) -> None:
    """Take roles from somebody, at once. What they have in hand goes back to the others."""
    taken = do(lambda moderation, unit: _remove(moderation, unit, moderator, None if role is None else Role(role)))
    out.print(f"Taken: {', '.join(taken)}. What they did is in the log: bauta audit show")


async def _remove(moderation: Moderation, unit: UnitOfWork, typed: str, role: Role | None) -> list[str]:
    member, roles, _ = meant(typed, await _roster(moderation, unit), "bauta mod list")
    going = roles if role is None else roles & {role}
    if not going:
        raise Refused(f"They are not {role}: nothing has changed.")
    for each in going:
        await moderation.team.revoke(unit, OPERATOR, member, each)
    return sorted(each.value for each in going)
