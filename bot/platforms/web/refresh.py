"""Keeps what pages show about their visitors' situation true."""

import asyncio

import structlog

from bot.messages import Sender
from bot.platforms.web import render
from bot.platforms.web.connection import Connection
from bot.platforms.web.state import At, Status
from bot.platforms.web.visitors import Visitor, Visitors
from config.trouble import in_trouble

log = structlog.get_logger()


class Refresh:
    """Looks a visitor's state up and tells their page, if it has changed."""

    def __init__(self, status: Status, every: float) -> None:
        self._status = status
        self._every = every

    async def ready(self, connection: Connection, sender: Sender) -> None:
        """Answer a hello. Raises what the look-up raises."""
        connection.state = await self._status(sender)
        connection.say(render.ready(connection.state))

    async def show(self, visitor: Visitor) -> None:
        """Tell the page how things are now. A look-up that fails is left to the next occasion."""
        connection = visitor.connection
        if connection is None:
            return
        async with connection.state_lock:  # or an older answer could overtake a newer one
            try:
                state = await self._status(visitor.sender)
            except Exception as error:
                if not in_trouble(error):
                    log.exception("web.state_unknown")
                return
            if state != connection.state:
                connection.state = state
                connection.say(render.state(state))

    async def keep(self, visitors: Visitors) -> None:
        """Show those who wait how many others do, until cancelled."""
        while True:
            await asyncio.sleep(self._every)
            for visitor in visitors:
                if visitor.connection and visitor.connection.state and visitor.connection.state.at is At.WAITING:
                    await self.show(visitor)
