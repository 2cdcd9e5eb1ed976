"""What is done when something will never arrive, or not yet: whoever wrote it is told, at the message itself."""

import asyncio
from itertools import chain, repeat

import structlog
from sqlalchemy.exc import DBAPIError

from bot.baggage import NotPassed
from bot.conversation import Conversation
from bot.desks import DISCLOSED_FOR
from bot.jobs import Deed
from bot.journal import Delivered, Queued
from bot.messages import Amended, Disclosed, Notice, Outgoing, Relayed, Retracted
from bot.texts.keys import Text
from bot.turn import Turn
from bot.turns import Turns
from config.ids import MemberId
from config.trouble import AGAIN_SECONDS, in_trouble

log = structlog.get_logger()


class Regrets:
    """Turns that follow from what could not be sent."""

    def __init__(self, turns: Turns, conversation: Conversation) -> None:
        self._turns = turns
        self._conversation = conversation

    async def failed(self, row: Queued, error: Exception) -> None:
        """A row will never arrive: it goes in the very turn that tells whoever wrote it, at the message itself."""
        item = row.item

        async def tell(turn: Turn) -> list[Outgoing]:
            await turn.journal.done([Delivered(row)], turn.now)
            if isinstance(item, Disclosed):
                return [Notice(item.to, Text.MOD_OPEN_AGAIN, {"case": item.case})]
            if not isinstance(item, Relayed | Amended | Retracted) or item.to == item.author:
                return []  # what stays in the own chat its author sees there
            text, args = (error.text, error.args_of_text) if isinstance(error, NotPassed) else (_lost(item), {})
            return [Notice(item.author, text, dict(args), reply_to=item.of)]

        await self._insist(tell)

    async def late(self, row: Queued) -> None:
        """What somebody said has been on its way for long: they are told at the message, unless it has arrived."""
        item = row.item
        if not isinstance(item, Relayed):
            return

        async def tell(turn: Turn) -> list[Outgoing]:
            waits = await turn.journal.waits(row.id)
            return [Notice(item.author, Text.NOT_YET_DELIVERED, reply_to=item.of)] if waits else []

        await self._insist(tell)

    async def gone(self, member: MemberId, lane: str) -> None:
        """Nothing can be sent to this address any more: if it is the member's latest, their room and search end."""
        await self._insist(lambda turn: self._conversation.unreachable(member, lane, turn))

    async def noted(self, item: Disclosed, lane: str, native: str) -> None:
        """A part of what was disclosed stands there: when its time is over it is taken away, whatever happens until
        then."""

        async def note(turn: Turn) -> list[Outgoing]:
            await turn.desks.note(item.to, item.id, lane, native, turn.now + DISCLOSED_FOR)
            return []

        await self._insist(note)

    async def moved(self, lane: str, chat: str) -> None:
        """A group is called otherwise now."""

        async def lead(turn: Turn) -> list[Outgoing]:
            await turn.desks.led(lane, chat)
            return []

        await self._insist(lead)

    async def abandoned(self, lane: str) -> None:
        """A lane whose address was erased."""

        async def empty(turn: Turn) -> list[Outgoing]:
            await turn.journal.empty(lane)
            return []

        await self._insist(empty)

    async def _insist(self, deed: Deed) -> None:
        """Carry out a deed, however long the database is in trouble."""
        for wait in chain((0.2, 1.0), repeat(AGAIN_SECONDS)):
            try:
                await self._turns.act(deed)
            except DBAPIError as error:
                if not in_trouble(error):
                    log.error("courier.deed_lost", exc_info=error)
                    return
                await asyncio.sleep(wait)
            else:
                return


def _lost(item: Relayed | Amended | Retracted) -> Text:
    match item:
        case Relayed():
            return Text.UNDELIVERED
        case Amended():
            return Text.EDIT_NOT_PASSED
        case Retracted():
            return Text.DELETE_NOT_PASSED
