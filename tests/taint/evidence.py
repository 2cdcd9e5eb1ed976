"""What can be seen of Bauta from outside, place by place, and what must not be in which of them.

    place                             what is looked for
    requests to Telegram, to Discord  markers; tokens; ids of anybody and anything but of the chat that is written to;
                                      words that were meant for somebody else. Addresses, fields, file names and types,
                                      and the files, unfolded and as programs see them
    frames to pages                   the same; no id at all but those that the page itself made up
    log lines, metrics                markers; words that were meant for anybody; tokens; every id
    database, other files, spool      the same; ids in binary as well

Telegram numbers the messages of an account from one on: as words these numbers tell nothing, so each request is asked
which messages it is about, and those are to be of the chat that it is about. Of requests everything is looked at that
the emulators keep, refused ones too: addresses and bodies. Headers are aiohttp's own, and hold the token.

An id that a request names to fetch or acknowledge what its own sender sent (`ERRANDS`) reaches nobody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.emulators.discord.ledger import Entry as DiscordEntry
from tests.emulators.telegram.ledger import Entry as TelegramEntry
from tests.taint.markers import FAMILIES, SAID, numbers, spoken
from tests.taint.search import Ids, found, found_in_file, sentences

ERRANDS: Final = frozenset({"getUpdates", "getFile", "answerCallbackQuery", "create_dm"})
"""Methods that are about what one person sent, and bring nothing to anybody: the ids in them are that person's."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `owner`: the chat it is about, as `Natives` names it; None for none."""

    what: str
    owner: str | None
    payload: bytes = field(repr=False)
    files: tuple[bytes, ...] = field(default=(), repr=False)
    about: tuple[int, ...] = ()
    """Messages of Telegram's, by their numbers."""


def telegram_request(entry: TelegramEntry) -> Request:
    files = tuple(upload.content for upload in entry.files.values())
    owner = None if entry.chat is None else f"telegram {entry.chat}"
    answers = entry.parameters.get("reply_parameters") or {}
    about = tuple(each["message_id"] for each in (entry.parameters, answers) if "message_id" in each)
    return Request(entry.method, owner, entry.payload or b"", files, about)


def discord_request(entry: DiscordEntry) -> Request:
    files = tuple(upload.content for upload in entry.uploads.values())
    owner = None if entry.channel is None else f"discord {entry.channel}"
    return Request(entry.method, owner, entry.payload or b"", files)


@dataclass(slots=True)
class Natives:
    """Ids and tokens of the messengers' and of the page's own. `of`: by the chat that they belong to.

    `messages`: the chat that each of Telegram's is in. `nobody`: those that are to be in no request to any chat;
    `tokens`: those that are to be in no request at all.
    """

    of: dict[str, set[str]] = field(default_factory=dict)
    messages: dict[int, str] = field(default_factory=dict)
    nobody: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)

    def add(self, owner: str, *ids: object) -> None:
        self.of.setdefault(owner, set()).update(map(str, ids))

    def foreign(self, owner: str | None) -> set[str]:
        """All that have no place in a request about this chat."""
        others = [ids for each, ids in self.of.items() if each != owner]
        return self.nobody.union(self.tokens, *others) - self.of.get(owner or "", set())

    @property
    def all(self) -> set[str]:
        return self.nobody.union(self.tokens, *self.of.values())


class Search:
    """Looks for what must not be there. `meant`: for whom words were meant, by marker: the chats they may come to."""

    def __init__(self, natives: Natives, meant: Mapping[str, Collection[str]] | None = None) -> None:
        self._natives = natives
        self._meant = meant or {}
        self._tokens = Ids(natives.tokens)
        self._all = Ids({*natives.all, *map(str, numbers())})
        self._foreign: dict[str | None, Ids] = {}
        self._asked: dict[bytes, list[str]] = {}
        self.arrived: dict[str, set[str]] = {}
        """The words that came, by the chat they came to."""

    def in_request(self, request: Request) -> list[str]:
        told = found(request.payload, FAMILIES)
        for file in request.files:
            told += self._in_file(file)
        kept = self._tokens if request.what in ERRANDS else self._kept_from(request.owner)
        told += sorted(kept.read_in(request.payload))
        whose = self._natives.messages
        told += [f"message {each}" for each in request.about if whose.get(each, request.owner) != request.owner]
        told += self._misled(found(request.payload, (SAID,)), request.owner)
        return sentences(f"{request.what} to {(request.owner or 'nobody').split()[0]}", told)

    def in_frame(self, frame: bytes, owner: str) -> list[str]:
        told = found(frame, FAMILIES) if frame.startswith(b"{") else self._in_file(frame)
        told += sorted(self._kept_from(owner).read_in(frame))
        return sentences("a frame to a page", told + self._misled(found(frame, (SAID,)), owner))

    def in_words(self, text: str, place: str) -> list[str]:
        data = text.encode()
        return sentences(place, found(data, (*FAMILIES, SAID)) + sorted(self._all.read_in(data)))

    def in_bytes(self, data: bytes, place: str) -> list[str]:
        """What lies on a disk, page by page."""
        told = found(data, (*FAMILIES, SAID)) + sorted(self._all.read_in(data))
        return sentences(place, told + [f"{each} in binary" for each in sorted(self._all.written_in(data))])

    def _kept_from(self, owner: str | None) -> Ids:
        if owner not in self._foreign:
            self._foreign[owner] = Ids(self._natives.foreign(owner))
        return self._foreign[owner]

    def _in_file(self, file: bytes) -> list[str]:
        """What programs find in it, asked once for each file."""
        name = hashlib.sha256(file).digest()
        if name not in self._asked:
            self._asked[name] = found_in_file(file, FAMILIES)
        return self._asked[name]

    def _misled(self, words: Sequence[str], owner: str | None) -> list[str]:
        """Words that came to somebody they were not meant for; all that came are remembered."""
        self.arrived.setdefault(owner or "", set()).update(words)
        markers = spoken()
        return [
            f"words meant for another: {each}"
            for each in words
            if owner not in self._meant.get(markers.get(each, ""), ())
        ]


def all_of(pieces: Iterable[list[str]]) -> list[str]:
    return [each for piece in pieces for each in piece]
