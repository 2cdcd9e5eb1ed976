"""The ledger: every request a bot made, what was answered, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.ledger import HasId, Requests, id_of
from tests.emulators.telegram.wire import Upload


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `at`: monotonic seconds (comparable between processes on Linux) when it was carried out or refused.

    `status` is the HTTP status, 0 when a fault dropped the request; `answer` the result or the error's description.
    `files`: every upload, by the name of its part. `payload`: all that was said, if the emulator keeps payloads.
    """

    number: int
    at: float
    bot: int
    method: str
    chat: int | None
    parameters: Mapping[str, Any]
    status: int
    answer: Any
    fault: str | None = None  # the fault that befell it, if any
    files: Mapping[str, Upload] = field(default_factory=dict)
    payload: bytes | None = field(default=None, repr=False)

    @property
    def accepted(self) -> bool:
        """Whether it was carried out, even when the answer was lost."""
        return self.status == 200

    @property
    def message_id(self) -> int | None:
        """The id of the message it made or changed; of an album the first."""
        return next(iter(self.message_ids), None)

    @property
    def message_ids(self) -> list[int]:
        """Those of all messages it made or changed."""
        if isinstance(self.answer, list):
            return [each["message_id"] for each in self.answer if isinstance(each, dict) and "message_id" in each]
        number = self._only_one()
        return [] if number is None else [number]

    def _only_one(self) -> int | None:
        if isinstance(self.answer, dict):
            return self.answer.get("message_id")
        return self.parameters.get("message_id")


class Ledger(Requests[Entry]):
    """Entries in the order they were decided."""

    def record(
        self, *, at: float, bot: int, method: str, chat: int | None, parameters: Mapping[str, Any], status: int,
        answer: Any, fault: str | None = None, files: Mapping[str, Upload] | None = None, payload: bytes | None = None,
    ) -> None:  # fmt: skip
        entry = Entry(
            self.total, at, bot, method, chat, parameters, status, answer, fault, files or {}, payload
        )  # fmt: skip
        self.note(entry, method)

    def calls(
        self, method: str | None = None, *, chat: HasId | int | None = None, bot: HasId | int | None = None
    ) -> list[Entry]:
        """The requests of this method, to this chat, by this bot; refused and dropped ones too."""
        return [entry for entry in self if _fits(entry, method, id_of(chat), id_of(bot))]

    def accepted(
        self, method: str | None = None, *, chat: HasId | int | None = None, bot: HasId | int | None = None
    ) -> list[Entry]:
        """Those that were carried out."""
        return [entry for entry in self.calls(method, chat=chat, bot=bot) if entry.accepted]

    async def reaches(
        self, count: int, method: str, *, chat: HasId | int | None = None, bot: HasId | int | None = None,
        timeout: float = 5.0,
    ) -> list[Entry]:  # fmt: skip
        """Wait until there are `count` such requests; AssertionError after `timeout` seconds."""
        return await self.gathers(count, lambda entry: _fits(entry, method, id_of(chat), id_of(bot)), method, timeout)


def _fits(entry: Entry, method: str | None, chat: int | None, bot: int | None) -> bool:
    return (
        (method is None or entry.method == method)
        and (chat is None or entry.chat == chat)
        and (bot is None or entry.bot == bot)
    )
