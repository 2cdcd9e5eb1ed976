"""What the commands about moderation share: one unit of work, short names for people, and refusals as sentences."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, TypeVar

import typer

from bot import opening
from bot.pseudonyms import pseudonym
from bot.terminal import Refused, execute, read_settings
from config.database import UnitOfWork
from config.ids import MemberId
from config.keys import KeyRing
from config.settings import Settings
from moderation import cases
from moderation.bench import ALPHABET
from moderation.model import COMMAND_LINE, SYSTEM
from moderation.service import Moderation, NoSuchReport

T = TypeVar("T")
Number = Annotated[str, typer.Argument(help="The number of a report (R-7K2F) or a case (7K2F).", metavar="NUMBER")]
CaseNumber = Annotated[str, typer.Argument(help="The number of a case, e.g. 7K2F, or of a report.", metavar="CASE")]

SENTENCES: dict[type[cases.Refused], str] = {
    cases.NoSuchCase: "There is no such case. `bauta mod cases` lists those that are open.",
    cases.AlreadyThere: "That was done before: nothing has changed.",
    cases.NotNow: "That can't be done with the case as it is: `bauta mod show` says where it stands.",
    cases.Stale: "The case has changed meanwhile: look at it again and repeat the command.",
    cases.TakenBy: "A moderator has the case in hand: wait, or decide it with `bauta mod ban` or `dismiss`.",
    cases.Forbidden: "That takes somebody else: whoever asked can't answer it. A moderator in the chat has to.",
    cases.NeedsWords: "Say why in up to 500 characters, with --why.",
    cases.NotMeasured: "This measure lasts from a minute to 30 days.",
}
"""What an operator is told. Whatever is refused has changed nothing."""


async def within(settings: Settings, work: Callable[[Moderation, UnitOfWork], Awaitable[T]]) -> T:
    """Work in one unit on the database of these settings. Raises Refused, Fatal."""
    moderation = opening.open_moderation(settings)
    database = await opening.open_database(settings, await opening.open_keys(settings))
    try:
        async with database.unit() as unit:
            return await work(moderation, unit)
    except NoSuchReport as error:
        raise Refused(missing(str(error))) from None
    except cases.Refused as error:
        raise Refused(sentence(error)) from None
    finally:
        await database.close()


def missing(number: str) -> str:
    """That there is no such report or case, and where those that there are stand."""
    if number.startswith("R-"):
        return f"There is no report {number}. `bauta mod reports` lists those that are open."
    return f"There is no case {number}. `bauta mod cases` lists those that are open."


def sentence(error: cases.Refused) -> str:
    """Why not, and what to do instead."""
    return next(text for kind, text in SENTENCES.items() if isinstance(error, kind))


def do(work: Callable[[Moderation, UnitOfWork], Awaitable[T]]) -> T:
    """The same for a command."""
    return execute(within(read_settings("error"), work))


def named(keys: KeyRing, member: MemberId) -> str:
    """A moderator as on cards, e.g. M-7K2F; the system and the operator by what they are."""
    return {SYSTEM: "the system", COMMAND_LINE: "the operator"}.get(member) or pseudonym(keys, member)


def short(name: str) -> str:
    """A long random name of a thing as six letters that can be read aloud and typed."""
    digest = hashlib.sha256(name.encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:6])


def meant(typed: str, names: Mapping[str, T], listed_by: str) -> T:
    """What has this short name, in letters of either case. Raises Refused."""
    if typed.upper() not in names:
        raise Refused(f"{typed} is none of them. `{listed_by}` lists them.")
    return names[typed.upper()]
