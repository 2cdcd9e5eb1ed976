"""The way in: long polls, one batch after another, and the offset moves only when a batch is committed."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.messages import Incoming
from bot.platforms.base import Accept, Fatal
from bot.platforms.telegram.account import Account
from bot.platforms.telegram.reading import Reader
from bot.platforms.telegram.request import TooFast
from config.failpoints import failpoint
from config.trouble import AGAIN_SECONDS, in_trouble

log = structlog.get_logger()

CONFLICTS: Final = 3
"""How often in a row somebody else's poll may end ours: a predecessor that is just going down does it once or twice."""
CONFLICT_MEMORY: Final = 30.0
"""Seconds after which a conflict no longer counts. Two pollers that fight let each other get an answer now and then."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before asking again, in seconds."""

    first: float = 0.5
    """After the first failure; doubled with each further one,"""
    most: float = 15.0
    """up to this."""
    conflict: float = 1.0
    """When somebody else polled with the same token."""
    watch: float = 60.0
    """Between two looks whether our webhook is still there."""

    def after(self, failures: int) -> float:
        return min(self.first * float(2 ** min(failures - 1, 16)), self.most)


@dataclass(slots=True)
class Batch:
    """What one answer to getUpdates held."""

    incoming: list[Incoming] = field(default_factory=list)
    queries: list[str] = field(default_factory=list, repr=False)
    """The button presses among them, which want an answer of their own."""
    next_offset: int | None = None


class Poller:
    """Receives for one account until it is cancelled.

    `pressed` gets the id of each callback query once the press is committed; it must not block.
    """

    def __init__(
        self,
        account: Account,
        reader: Reader,
        *,
        timeout: float,
        patience: Patience,
        pressed: Callable[[str], None],
    ) -> None:
        self._account = account
        self._reader = reader
        self._timeout = timeout
        self._patience = patience
        self._pressed = pressed
        self._log = log.bind(bot=account.account)

    async def run(self, accept: Accept) -> NoReturn:
        """Raises Fatal when the token is refused or somebody else keeps polling with it; nothing else."""
        conflicts: deque[float] = deque(maxlen=CONFLICTS)
        offset: int | None = None
        failures = 0
        while True:
            try:
                updates = await self._account.updates(offset, self._timeout)
            except InvalidToken:
                raise Fatal(wrong_token(self._account)) from None
            except Conflict as error:
                now = asyncio.get_running_loop().time()
                webhook = "webhook" in error.message.lower()
                if len(conflicts) == CONFLICTS and now - conflicts[0] < CONFLICT_MEMORY:
                    raise Fatal(second_poller(self._account, webhook=webhook)) from None
                conflicts.append(now)
                self._log.warning("telegram.conflict")
                if webhook:  # our own of an earlier run, which could not be taken away before, or somebody else's
                    with suppress(TelegramError):
                        await self._account.delete_webhook(drop_pending_updates=False)
                await asyncio.sleep(self._patience.conflict)
                continue
            except TelegramError as error:
                failures += 1
                seconds = pause_after(error, failures, self._patience)
                self._log.warning("telegram.poll_failed", error=type(error).__name__, retry_in=seconds)
                await asyncio.sleep(seconds)
                continue
            batch = self._read(updates)
            if batch.incoming:
                try:
                    failpoint("telegram.before_accept")
                    await accept(batch.incoming)
                    failpoint("telegram.before_confirm")
                except Exception as error:  # whatever it was, nothing may be acknowledged
                    failures += 1
                    seconds = self._patience.after(failures)
                    if in_trouble(error):  # that is told of by itself, and may be over at any moment
                        seconds = min(seconds, AGAIN_SECONDS)
                    else:
                        self._log.warning("telegram.not_accepted", error=type(error).__name__, retry_in=seconds)
                    await asyncio.sleep(seconds)
                    continue
                for query in batch.queries:
                    self._pressed(query)
            if updates and batch.next_offset in (None, offset):
                # Without a (sensible) number nothing can be acknowledged and it would come again at once, for ever.
                failures += 1
                seconds = self._patience.after(failures)
                self._log.warning("telegram.cannot_confirm", retry_in=seconds)
                await asyncio.sleep(seconds)
                continue
            failures = 0
            # Not the highest ever seen: after a week of silence Telegram begins its numbers anew, perhaps lower.
            offset = batch.next_offset or offset

    def _read(self, updates: Sequence[Any]) -> Batch:
        """Each update on its own: one that cannot be read keeps none of the others back."""
        batch = Batch()
        for raw in updates:
            number = raw.get("update_id") if isinstance(raw, dict) else None
            if isinstance(number, int):
                batch.next_offset = max(batch.next_offset or 0, number + 1)
            found = self._reader.read(raw)
            if found is None:
                continue
            batch.incoming.append(found.incoming)
            if found.query is not None:
                batch.queries.append(found.query)
        return batch


def pause_after(error: TelegramError, failures: int, patience: Patience) -> float:
    """Seconds to wait after the last of so many failures in a row: what Telegram asks for, if that is more."""
    return max(patience.after(failures), error.seconds if isinstance(error, TooFast) else 0.0)


def wrong_token(account: Account) -> str:
    """The sentence for the operator."""
    return (
        f"The Telegram token of bot {account.account} is wrong or was revoked: ask @BotFather for the current one and "
        "put it into BAUTA_TELEGRAM_TOKEN."
    )


def second_poller(account: Account, *, webhook: bool) -> str:
    """The sentence for the operator."""
    if webhook:
        return (
            f"Somebody keeps setting a webhook for Telegram bot {account.account}, which takes its messages away from "
            "here: stop the other program, then start again."
        )
    return (
        f"Another program receives the messages of Telegram bot {account.account} with the same token: stop it, then "
        "start again."
    )
