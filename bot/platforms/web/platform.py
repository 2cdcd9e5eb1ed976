"""The web chat behind the platforms' port: one object that receives, sends, and keeps watch over who is here."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from uuid import uuid4

from starlette.routing import BaseRoute, WebSocketRoute

from bot.platforms.base import Accept, Receipt, SendKey, Typing
from bot.platforms.web import render
from bot.platforms.web.door import Door
from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES, Limits, Times
from bot.platforms.web.parcel import Parcel
from bot.platforms.web.receive import Ears
from bot.platforms.web.refresh import Refresh
from bot.platforms.web.send import Sending, delivery_id
from bot.platforms.web.state import Status
from bot.platforms.web.visitors import Visitors
from bot.posts import Address, Post
from bot.web.hosts import Hosts
from bot.web.words import Words


class Web:
    """Platform, Edits, Revises, Deletes, Reacts and ShowsTyping for visitors of our own page.

    `status` looks up what a page shows about its visitor; `on_typing` hears that somebody writes, `on_malformed` counts
    frames that were not understood. A visitor's native user and chat id is their token; the account is "web".
    """

    name = "web"

    def __init__(
        self,
        status: Status,
        *,
        hosts: Hosts,
        words: Words,
        on_typing: Typing,
        on_malformed: Callable[[], None],
        times: Times = USUAL_TIMES,
        limits: Limits = USUAL_LIMITS,
    ) -> None:
        self._words = words
        self._on_typing = on_typing
        self._on_malformed = on_malformed
        self._visitors = Visitors(times, limits)
        self._refresh = Refresh(status, times.refresh_every)
        self._sending = Sending(self._visitors, times)
        self._door = Door(hosts, self._visitors, self._refresh, times, limits)

    @property
    def connections(self) -> int:
        """Open sockets at this moment."""
        return len(self._door)

    def routes(self) -> list[BaseRoute]:
        """What the web application mounts: the socket, at /chat."""
        return [WebSocketRoute("/chat", self._door.visit, name="chat")]

    def expect(self, tokens: Iterable[str]) -> None:
        """These visitors had a place in the line or a room before a restart: their absence counts from now."""
        self._visitors.expect(tokens)

    async def run(self, accept: Accept) -> None:
        """Receive until cancelled; then close every socket with 1001. Not to be run twice."""
        self._door.open(Ears(accept, self._on_typing, self._on_malformed, self._words))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._visitors.watch(accept), name="web.absences")
                group.create_task(self._refresh.keep(self._visitors), name="web.refresh")
        finally:
            self._visitors.stop()
            await self._door.close()

    async def reachable(self, to: Address) -> None:
        """Wait for the visitor to be here. Raises Gone."""
        await self._sending.arrival(to.chat)

    async def send(self, to: Address, item: Post, key: SendKey) -> Receipt:
        """Show a message on the page, now or when it is back. Raises Gone, or Rejected if a file can't be read."""
        delivery = delivery_id(key)
        await self._deliver(to, delivery, render.post(delivery, item), host=item.host)
        return Receipt((delivery,))

    async def edit(self, to: Address, native: str, item: Post, key: SendKey) -> None:
        """Let message `native` read differently; a page that does not have it any more shows it as new. Raises Gone."""
        delivery = delivery_id(key)
        await self._deliver(to, delivery, render.edit(delivery, native, item), host=item.host)

    async def revise(self, to: Address, natives: Sequence[str], item: Post, key: SendKey) -> Receipt:
        """Let what a person said read differently; the page shows it in one piece, however long."""
        delivery = delivery_id(key)
        await self._deliver(to, delivery, render.revision(delivery, natives[0], item), host=False)
        return Receipt(())

    async def delete(self, to: Address, natives: Sequence[str], key: SendKey) -> None:
        """Let messages go from the page; one that was loaded anew meanwhile shows them no more. Raises Gone."""
        delivery = delivery_id(key)
        await self._deliver(to, delivery, render.deletion(delivery, natives), host=False)

    async def react(self, to: Address, native: str, emoji: Sequence[str], gone: Sequence[str]) -> bool:
        """Show how the partner feels about a message: any emoji will do. Raises Gone."""
        delivery = f"reaction:{uuid4().hex}"  # shown twice, it is the same: no attempt needs to know another's name
        await self._deliver(to, delivery, render.reaction(delivery, native, emoji, gone), host=False)
        return True

    async def typing(self, to: Address) -> None:
        """Show for a few seconds that the partner is writing; nothing happens if the page is away or busy."""
        visitor = self._visitors.here(to.chat)
        if visitor and visitor.connection and visitor.connection.idle:
            visitor.connection.say(render.typing())

    async def _deliver(self, to: Address, delivery: str, parcel: Parcel, *, host: bool) -> None:
        visitor = await self._sending.deliver(to.chat, delivery, parcel)
        if host:  # what the host says usually means that something is different now
            await self._refresh.show(visitor)
