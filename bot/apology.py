"""What becomes of an event whose turn failed by a mistake of ours: it is answered once, and never tried again."""

from pydantic import ValidationError

from bot.answers import directed
from bot.jobs import Deed
from bot.messages import Incoming, Notice, Outgoing
from bot.texts.keys import Text
from bot.turn import Turn
from config.keys import Unsealable


def apology(incoming: Incoming) -> Deed:
    """Remember the event, and tell its author that it had no effect."""

    async def apologise(turn: Turn) -> list[Outgoing]:
        await turn.journal.remember([incoming.key], turn.now)
        try:
            member = await turn.members.known(incoming.sender)
        except (Unsealable, ValidationError):  # their row itself is what went wrong
            return []
        if member is None:
            return []
        return directed([Notice(member.id, Text.WENT_WRONG)], incoming.via, member.id)

    return apologise


def oblivion(incoming: Incoming) -> Deed:
    """Only remember it: not even the apology passed."""

    async def forget(turn: Turn) -> list[Outgoing]:
        await turn.journal.remember([incoming.key], turn.now)
        return []

    return forget
