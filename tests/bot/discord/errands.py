"""Small things several tests need: what came in as texts, and proof that more still does."""

from bot.content import Content
from bot.messages import Said
from tests.bot.discord.conftest import Side
from tests.bot.telegram.conftest import Inside
from tests.emulators.discord import BotAccount, Person


def texts(inside: Inside) -> list[str]:
    return [what.content.text for what in inside.whats if isinstance(what, Said)]


async def still_hears(bot: BotAccount, ann: Person, side: Side, text: str = "still there?") -> None:
    """What is written now arrives, once."""
    before = len(side.inside.all)
    await ann.says(bot, text)
    await side.inside.hears(before + 1)
    assert side.inside.whats[before:] == [Said(Content(text))]
