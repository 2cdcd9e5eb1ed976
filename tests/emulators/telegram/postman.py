"""Posts updates to the bots' webhooks as Telegram does: in order within a chat, side by side otherwise, until they are
taken.

As in telegram-bot-api's WebhookActor: of each queue only the first update is on its way; a failed one is tried again at
once, then after pauses that double up to two minutes, or after what Retry-After says. Only addresses on 127.0.0.1 are
called; updates for others wait. (That updates expire after 24 hours is left out.)
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from tests.emulators.ledger import Entries, HasId, id_of
from tests.emulators.telegram.faults import Faults, Trouble
from tests.emulators.telegram.parcels import Parcel, Parcels, chat_of, hung_up
from tests.emulators.telegram.server import Server
from tests.emulators.telegram.world import LOCAL, BotAccount, Webhook

METHOD: Final = "webhook"
"""What the faults call a post."""
ANSWER_WITHIN: Final = 60.0  # seconds that Telegram waits for an answer
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class Post:
    """One call of a webhook. `status` is 0 when there was no answer, or none was waited for. `at`: ledger's seconds."""

    number: int
    at: float
    bot: int
    update_id: int
    chat: int | None
    status: int
    fault: str | None = None


class Posts(Entries[Post]):
    """In the order in which they were answered or given up."""

    async def reaches(
        self, count: int, *, status: int | None = None, chat: HasId | int | None = None, timeout: float = 5.0
    ) -> list[Post]:
        """Wait until there are `count` such posts; AssertionError after `timeout` seconds."""
        wanted = id_of(chat)
        return await self.gathers(
            count,
            lambda post: status in (None, post.status) and wanted in (None, post.chat),
            f"posts ({status or 'any'})",
            timeout,
        )


@dataclass(slots=True)
class Round:
    """What is on its way to one webhook."""

    webhook: Webhook
    session: aiohttp.ClientSession
    parcels: Parcels = field(default_factory=Parcels)
    posting: dict[Parcel, asyncio.Task[None]] = field(default_factory=dict)

    async def end(self) -> None:
        tasks = list(self.posting.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.session.close()


class Postman:
    """Serves all bots that have a webhook. `second`: how long one of Telegram's seconds of patience lasts here."""

    def __init__(self, server: Server, second: float) -> None:
        self._server = server
        self._world = server.world
        self._second = second
        self._rounds: dict[int, Round] = {}
        self._running: asyncio.Task[None] | None = None
        self.posts = Posts(None)
        self.faults = Faults()

    def start(self) -> None:
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """What is on its way is cut off, and goes on its way again after the next start."""
        if self._running is not None:
            self._running.cancel()
            (outcome,) = await asyncio.gather(self._running, return_exceptions=True)
            if isinstance(outcome, Exception):
                raise outcome
        for each in self._rounds.values():
            await each.end()
        self._rounds.clear()

    async def _run(self) -> None:
        while True:
            self._world.stirred.clear()
            pauses = [await self._serve(bot) for bot in list(self._world.bots.values())]
            pause = min((each for each in pauses if each is not None), default=None)
            try:
                async with asyncio.timeout(pause):
                    await self._world.stirred.wait()
            except TimeoutError:
                continue

    async def _serve(self, bot: BotAccount) -> float | None:
        """Send what may go; seconds until there may be more by itself."""
        going = self._rounds.get(bot.id)
        if going is not None and going.webhook is not bot.webhook:
            await self._rounds.pop(bot.id).end()
        if bot.webhook is None or not bot.webhook.url.startswith(LOCAL):
            return None
        going = self._rounds.get(bot.id)
        if going is None:
            connector = aiohttp.TCPConnector(limit=bot.webhook.max_connections)
            timeout = aiohttp.ClientTimeout(ANSWER_WITHIN)
            session = aiohttp.ClientSession(connector=connector, timeout=timeout)
            going = self._rounds[bot.id] = Round(bot.webhook, session)
        now = asyncio.get_running_loop().time()
        room = going.webhook.max_connections - len(going.posting)
        for parcel in going.parcels.ready(bot.updates.waiting, going.posting, now)[:room]:
            going.posting[parcel] = asyncio.create_task(self._post(bot, going, parcel))
        return going.parcels.pause(bot.updates.waiting, going.posting, now)

    async def _post(self, bot: BotAccount, going: Round, parcel: Parcel) -> None:
        pending = parcel.pending
        trouble = self.faults.take(METHOD, chat_of(pending.body), bot.id)
        try:
            if trouble is not None and trouble.name == "overtaken":
                parcel.held = True
                return
            if trouble is not None and trouble.name == "delay":
                await asyncio.sleep(trouble.seconds)
            if not pending.raw and parcel.fails == 0 and self._server.conformance is not None:
                self._server.violations += self._server.conformance.answer("getUpdates", [pending.body])
            copies = 2 if trouble is not None and trouble.name == "doubled" else 1
            results = await asyncio.gather(*[self._sent(going, pending.body, trouble) for _ in range(copies)])
            self._settle(bot, going, parcel, results, trouble)
        except Exception as failure:  # a bug of the emulator: the test must fail
            self._server.violations.append(f"{METHOD}: the emulator failed: {failure!r}")
            raise
        finally:
            del going.posting[parcel]
            self._world.stirred.set()

    def _settle(
        self, bot: BotAccount, going: Round, parcel: Parcel, results: list[tuple[int, int, str]],
        trouble: Trouble | None,
    ) -> None:  # fmt: skip
        pending, at, name = parcel.pending, self._server.monotonic(), trouble.name if trouble else None
        if any(200 <= status < 300 for status, _, _ in results):
            going.parcels.let_go(parcel)
            if name != "repeated":
                bot.updates.taken(pending)
                going.parcels.forget(parcel)
        else:
            _, retry_after, error = results[0]
            bot.webhook_error = (self._world.now(), error)
            parcel.failed(retry_after, self._second, asyncio.get_running_loop().time(), self._world.random)
        for status, _, _ in results:
            chat = chat_of(pending.body)
            self.posts.note(Post(self.posts.total, at, bot.id, pending.id, chat, status, name), METHOD)

    async def _sent(self, going: Round, body: Any, trouble: Trouble | None) -> tuple[int, int, str]:
        """One post: its status, the seconds its answer asks for, and how getWebhookInfo would word its failure."""
        webhook = going.webhook
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        name = trouble.name if trouble else None
        if name == "hung_up":
            await hung_up(webhook.url, body, headers)
        if name in ("hung_up", "lost_request"):
            return 0, 0, "Webhook connection closed"
        try:
            async with going.session.post(webhook.url, json=body, headers=headers, allow_redirects=False) as response:
                said = await response.read()
                if said and response.ok:  # Telegram would carry out a method that is named there
                    self._server.violations.append("a webhook was answered with a body")
                asked = response.headers.get("Retry-After", "")
                error = f"Wrong response from the webhook: {response.status} {response.reason}"
                return response.status, int(asked) if asked.isdigit() else 0, error
        except aiohttp.ClientConnectorError:
            return 0, 0, "Connection refused"
        except (aiohttp.ClientError, OSError):
            return 0, 0, "Webhook connection closed"
        except TimeoutError:
            return 0, 0, "Read timeout expired"
