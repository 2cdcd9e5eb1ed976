"""Which file a message came with: an edited message says what it holds now, and not whether that is another file."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from bot.platforms.telegram.kinds import FILES

REMEMBERED: Final = 20_000
"""Messages with files. Of others any change counts as one of the file, too: that costs an upload, and misses none."""


class RememberedFiles:
    """By chat and message, as Telegram names files for good."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[int, int], tuple[str, int, bool]] = OrderedDict()

    def changed(self, message: Mapping[str, Any], update: int) -> bool:
        """Whether the raw message holds another file than when it was last seen, as far as is known.

        `update`: by which update it came; one that comes again gets the same answer.
        """
        name = _name(message)
        if name is None:
            return False
        about = (message["chat"]["id"], message["message_id"])
        before, latest, answer = self._seen.pop(about, ("", 0, False))
        if latest != update:
            answer = before != name
        self._seen[about] = (name, update, answer)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return answer


def _name(message: Mapping[str, Any]) -> str | None:
    if sizes := message.get("photo"):
        return str(max(sizes, key=lambda size: size["width"] * size["height"])["file_unique_id"])
    found = next((message[name] for name in FILES if message.get(name)), None)
    return None if found is None else str(found["file_unique_id"])
