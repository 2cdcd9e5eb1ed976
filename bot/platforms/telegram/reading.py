"""What an update says, whichever way it came; one that says nothing to us is counted, and the reason is logged."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from bot.messages import Edited, Incoming, Pressed
from bot.platforms.telegram.parse import read
from bot.platforms.telegram.remembered import RememberedFiles
from bot.platforms.telegram.skips import Skip

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Read:
    """An update that says something.

    `query`: the id of a button's press that wants the little clock on it ended; others are answered with words.
    """

    incoming: Incoming
    query: str | None = field(default=None, repr=False)


class Reader:
    """Reads the updates of one bot. `skipped` is told the reason whenever one is passed over; it must not block.

    `username`: what the bot is called, as far as is known. `clock`: epoch seconds.
    """

    def __init__(
        self,
        account: str,
        skipped: Callable[[str], None],
        username: Callable[[], str] = lambda: "",
        clock: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._account = account
        self._skipped = skipped
        self._username = username
        self._clock = clock
        self._files = RememberedFiles()
        self._log = log.bind(bot=account)

    def read(self, raw: Any) -> Read | None:
        """None for one that is passed over. Never raises, whatever `raw` is."""
        try:
            found = self._compared(raw, read(raw, self._account, self._username(), self._clock()))
        except Exception as error:  # see there
            self.skip(Skip.MALFORMED, type(error).__name__)
            return None
        if isinstance(found, Skip):
            self.skip(found)
            return None
        pressed = isinstance(found.what, Pressed) and found.via is None
        return Read(found, str(raw["callback_query"]["id"]) if pressed else None)

    def _compared(self, raw: Any, found: Incoming | Skip) -> Incoming | Skip:
        """The same, knowing whether an edited message has another file than before."""
        message = raw.get("message") or raw.get("edited_message")
        if isinstance(found, Skip) or message is None:
            return found
        changed = self._files.changed(message, raw["update_id"])
        return replace(found, what=replace(found.what, replaced=changed)) if isinstance(found.what, Edited) else found

    def skip(self, reason: Skip, error: str | None = None) -> None:
        """Pass an update over that did not even get as far as `read`."""
        write = self._log.warning if reason is Skip.MALFORMED else self._log.debug
        write("telegram.update_skipped", reason=reason.value, error=error)
        self._skipped(reason.value)
