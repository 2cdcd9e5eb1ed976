"""The ledger: every REST request a bot made, what was answered, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.discord.wire import Upload
from tests.emulators.ledger import HasId, Requests, id_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `at`: monotonic seconds (comparable between processes on Linux) when it was carried out or refused.

    `method` is the route's name (`create_message`…), `channel` the channel it was about, be it named in the path or
    through an interaction's token. `status` is the HTTP status, 0 when a fault dropped the request; `answer` the body.
    """

    number: int
    at: float
    bot: int | None  # None for a request with a token nobody has
    method: str
    channel: int | None
    path: Mapping[str, str]
    query: Mapping[str, str]
    parameters: Any  # the JSON body
    files: int
    status: int
    answer: Any
    fault: str | None = None  # the fault that befell it, if any
    uploads: Mapping[int, Upload] = field(default_factory=dict)  # by their number
    payload: bytes | None = field(default=None, repr=False)  # all that was said, if the emulator keeps payloads

    @property
    def accepted(self) -> bool:
        """Whether it was carried out, even when the answer was lost."""
        return 200 <= self.status < 300

    @property
    def code(self) -> int | None:
        """The JSON error code of a refusal."""
        return self.answer.get("code") if self.status >= 400 and isinstance(self.answer, dict) else None

    @property
    def message_id(self) -> int | None:
        """The id of the message it made, changed or removed."""
        if self.accepted and isinstance(self.answer, dict):
            if "author" in self.answer:
                return int(self.answer["id"])
            if response := self.answer.get("interaction", {}).get("response_message_id"):
                return int(response)
        return int(self.path["message_id"]) if "message_id" in self.path else None


class Ledger(Requests[Entry]):
    """Entries in the order they were decided. Channels, people's DMs and bots are given as they are, or by id."""

    def record(self, **what: Any) -> None:
        self.note(Entry(number=self.total, **what), what["method"])

    def calls(
        self, method: str | None = None, *, channel: HasId | int | None = None, bot: HasId | int | None = None
    ) -> list[Entry]:
        """The requests to this route, about this channel, by this bot; refused and dropped ones too."""
        return [entry for entry in self if _fits(entry, method, id_of(channel), id_of(bot))]

    def accepted(
        self, method: str | None = None, *, channel: HasId | int | None = None, bot: HasId | int | None = None
    ) -> list[Entry]:
        """Those that were carried out."""
        return [entry for entry in self.calls(method, channel=channel, bot=bot) if entry.accepted]

    async def reaches(
        self, count: int, method: str, *, channel: HasId | int | None = None, bot: HasId | int | None = None,
        timeout: float = 5.0,
    ) -> list[Entry]:  # fmt: skip
        """Wait until there are `count` such requests; AssertionError after `timeout` seconds."""
        of, by = id_of(channel), id_of(bot)
        return await self.gathers(count, lambda entry: _fits(entry, method, of, by), method, timeout)


def _fits(entry: Entry, method: str | None, channel: int | None, bot: int | None) -> bool:
    return (
        (method is None or entry.method == method)
        and (channel is None or entry.channel == channel)
        and (bot is None or entry.bot == bot)
    )
