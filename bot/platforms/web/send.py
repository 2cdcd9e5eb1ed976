"""Sends to a visitor until their page has shown it: over whatever connection they have, waiting while they have none.

The delivery's id is the same at every try and the page shows an id once, so trying again is always safe.
"""

import asyncio

from bot.platforms.base import Gone, Rejected, SendKey
from bot.platforms.web.connection import Unreadable
from bot.platforms.web.limits import Times
from bot.platforms.web.parcel import Parcel
from bot.platforms.web.visitors import Visitor, Visitors


def delivery_id(key: SendKey) -> str:
    """What a delivery is called between us and the page: the same at every attempt."""
    return f"{key.id}.{key.part}" if key.part else key.id


ARRIVAL = ""
"""Stands for no delivery: somebody is awaited, not a message. No page can acknowledge an empty name."""


class Sending:
    """Delivers frames to visitors. Whoever needs an order waits for one to be shown before asking for the next."""

    def __init__(self, visitors: Visitors, times: Times) -> None:
        self._visitors = visitors
        self._times = times

    async def arrival(self, token: str) -> None:
        """Return once the visitor is connected. Raises Gone after `gone_after` seconds."""
        if self._visitors.here(token):
            return
        with self._visitors.awaited(token, ARRIVAL) as (visitor, _):
            try:
                async with asyncio.timeout(self._times.gone_after):
                    await visitor.arrived.wait()
            except TimeoutError as error:
                raise Gone("the visitor has been away for too long") from error

    async def deliver(self, token: str, delivery: str, parcel: Parcel) -> Visitor:
        """Return once the page has acknowledged `delivery`.

        Raises Gone after `gone_after` seconds, Rejected if a file can't be read.
        """
        with self._visitors.awaited(token, delivery) as (visitor, shown):
            try:
                async with asyncio.timeout(self._times.gone_after):
                    while not shown.done():
                        await visitor.arrived.wait()
                        await self._try(visitor, parcel, shown)
                shown.result()
            except TimeoutError as error:
                raise Gone("the visitor has been away for too long") from error
            except Unreadable as error:
                raise Rejected("a file can't be read") from error
            return visitor

    async def _try(self, visitor: Visitor, parcel: Parcel, shown: asyncio.Future[None]) -> None:
        """Send on the present connection, and again, until it is shown or the connection is over."""
        connection = visitor.connection
        pause = self._times.ack_within
        first = True
        while connection and not (shown.done() or connection.over.done()):
            if first or connection.idle:  # else the last copy is still on its way to a slow page
                connection.bring(parcel, shown)
            first = False
            await asyncio.wait({shown, connection.over}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            pause = min(2 * pause, self._times.ack_at_most)
