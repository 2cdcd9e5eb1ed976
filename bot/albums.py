"""Files that came one by one and belong together: gathered in the lane, sent as one, and told apart again. Pure.

Telegram neither says how many there are nor which is the last. But what comes from one chat comes in order, so whatever
follows in the lane ends an album at once; else a moment without another file does. What comes later still joins the
album where a message takes more files, and else answers it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from bot.journal import Queued
from bot.messages import Relayed
from bot.posts import Attachment

IDLE = 1.2
"""Seconds without another file after which an album counts as whole."""
LONGEST = 12.0
"""Seconds after its first file by which it is sent in any case."""
MOST = 10
"""Files of an album, on both messengers."""
REMEMBERED: Final = 2000
"""Albums whose stragglers are known as such: they come within seconds."""


def leading(rows: Sequence[Queued]) -> list[Queued]:
    """The first row, and those that go with it as one message.

    Only the first of them has words, so that each still stands for its own message when one of them is changed; and
    they have fared alike so far, so that what was perhaps sent is sent again as it was.
    """
    first = rows[0]
    album = _album(first)
    found = [first]
    if album is None:
        return found
    for row in islice(rows, 1, MOST):
        item = row.item
        if (
            _album(row) != album
            or row.doubtful is not first.doubtful
            or (isinstance(item, Relayed) and item.content.text)
        ):
            break
        found.append(row)
    return found


def pause(rows: Sequence[Queued], group: Sequence[Queued], now: float) -> float:
    """Seconds to wait for more files of the album that `group` begins; 0 if nothing more belongs to it.

    `rows`: all that waits in the lane.
    """
    if _album(group[0]) is None or group[0].doubtful or len(rows) > len(group) or len(group) >= MOST:
        return 0.0
    until = min(group[-1].created_at + IDLE, group[0].created_at + LONGEST)
    return min(IDLE, max(0.0, until - now))  # never longer, should the clock have been set back


def joined(group: Sequence[Queued], files: Sequence[Sequence[Attachment]]) -> tuple[Queued, tuple[Attachment, ...]]:
    """All of them in one row, that of the first, and their files: numbered, so that one of them can be found again."""
    if _album(group[0]) is None:
        return group[0], tuple(files[0])
    return group[0], numbered([each for several in files for each in several], 0)


def natives(group: Sequence[Queued], sent: Sequence[str]) -> list[tuple[str, ...]]:
    """How each row is called in the chat, by the ids of the messages that all of them became.

    Where each file is a message these are the first ids, and words that did not fit belong to the first row. Where they
    share one, all but the first have its id with their place: `id#1`…
    """
    if len(group) == 1 or not sent:
        return [tuple(sent)] * len(group)
    if len(sent) >= len(group):
        return [(sent[0], *sent[len(group) :]), *((each,) for each in sent[1 : len(group)])]
    return [tuple(sent), *((f"{sent[0]}#{at}",) for at in range(1, len(group)))]


def place(name: str) -> int | None:
    """Which file of its album it is, from 0, by the name it was sent under; None for any other file."""
    stem, _, number = name.rpartition(".")[0].rpartition("-")
    return int(number) - 1 if stem and number.isdecimal() else None


def numbered(files: Sequence[Attachment], first: int) -> tuple[Attachment, ...]:
    """The files under names that tell their places in the album, from `first` on."""
    return tuple(_numbered(each, at) for at, each in enumerate(files, first))


def _numbered(file: Attachment, at: int) -> Attachment:
    stem, dot, suffix = file.name.rpartition(".")
    plain, _, number = stem.rpartition("-")
    return replace(file, name=f"{plain if number.isdecimal() else stem}-{at + 1}{dot}{suffix}")


@dataclass(frozen=True, slots=True)
class Sent:
    """An album that has arrived: its first message in the reader's chat, and how many files it has."""

    native: str = field(repr=False)
    files: int


class Albums:
    """Those that arrived lately, by what their files have in common."""

    def __init__(self) -> None:
        self._sent: OrderedDict[tuple[object, str, str], Sent] = OrderedDict()

    def earlier(self, row: Queued) -> Sent | None:
        """The album that a row comes too late for."""
        album = _album(row)
        return None if album is None else self._sent.get((*album, row.lane))

    def arrived(self, group: Sequence[Queued], native: str) -> None:
        """These rows are there, the first of them as `native`."""
        album = _album(group[0])
        if album is None:
            return
        name = (*album, group[0].lane)
        before = self._sent.pop(name, Sent(native, 0))
        self._sent[name] = Sent(before.native, before.files + len(group))
        while len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)


def _has_words(row: Queued) -> bool:
    return isinstance(row.item, Relayed) and bool(row.item.content.text)


def _album(row: Queued) -> tuple[object, str] | None:
    item = row.item
    return (item.author, item.content.album) if isinstance(item, Relayed) and item.content.album else None
