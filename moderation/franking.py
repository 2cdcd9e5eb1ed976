"""Tags that tell what was said in a room without keeping it: made as a message goes on, asked when somebody reports it.

    tag = HMAC-SHA-256(key of the day, version | room | number | message | seat | minute | first or changed | length
                       | SHA-256(text) | files | digest of the files | the tag before)[:16]

A tag holds for one message at one place of one room, said by one side in one minute; as each covers the one before,
a stretch of them tells that nothing was left out, put in or moved. Whoever lacks the key can make none, and can learn
nothing from one. Grubbs, Lu, Ristenpart 2017 (message franking); for subsets and order arXiv 2507.19391. Pure.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from config.ids import MemberId, MessageId, RoomId

VERSION: Final = b"bauta/frank/1|"
SIZE: Final = 16
"""Bytes of a tag: half of SHA-256, as RFC 2104 takes for the least. A forger guesses right once in 2^128."""

START: Final = bytes(SIZE)
"""What stands before the first tag of a room."""

NO_FILES: Final = bytes(SIZE)
MINUTES_OF_A_DAY: Final = 1440


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that was said. `size`: bytes, 0 if unknown. `digest` stands for which file it is; never its content.

    `ref`: how whoever relayed it finds it again, sealed by them and meaning nothing here.
    """

    kind: str
    size: int
    digest: bytes
    ref: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said. `slot`: which of the two seats, see `slot_of`. `amended`: message reads so from now on."""

    room: RoomId
    message: MessageId
    slot: int
    text: str = field(repr=False)
    media: tuple[Medium, ...] = ()
    amended: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An utterance at its place: the `seq`th of its room, counted from 0, in that minute since 1970."""

    seq: int
    minute: int
    said: Utterance


@dataclass(frozen=True, slots=True)
class Tag:
    """What is kept of an entry, and tells nothing of its words. `files`: how many, and `media` their digest."""

    room: RoomId
    seq: int
    message: MessageId
    slot: int
    minute: int
    amended: bool
    files: int
    media: bytes
    previous: bytes
    tag: bytes


def slot_of(member: MemberId, other: MemberId) -> int:
    """Which of two seats is the member's: the same answer from both sides, and without asking anybody."""
    return int(member > other)


def normalised(text: str) -> str:
    """What of a text is franked: its words, whatever white space stands between them, in Unicode's form C.

    Any other change of any character is another text.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def digest_of(media: Sequence[Medium]) -> bytes:
    """One digest of all files, in their order."""
    if not media:
        return NO_FILES
    told = hashlib.sha256()
    for each in media:
        told.update(f"{len(each.kind)}:{each.kind}|{each.size}|{len(each.digest)}:".encode() + each.digest)
    return told.digest()[:SIZE]


class Frank:
    """Makes tags and checks them. `key_of` gives the key of a day, counted from 1970."""

    def __init__(self, key_of: Callable[[int], bytes]) -> None:
        self._key_of = key_of
        self._keys: dict[int, bytes] = {}

    def _key(self, minute: int) -> bytes:
        day = minute // MINUTES_OF_A_DAY
        if day not in self._keys:
            if len(self._keys) > 8:  # tags are kept for three days
                self._keys.clear()
            self._keys[day] = self._key_of(day)
        return self._keys[day]

    def tag(self, entry: Entry, previous: bytes) -> Tag:
        """The tag of an entry that follows the one whose tag is `previous`."""
        said = entry.said
        files, media = len(said.media), digest_of(said.media)
        made = self._mac(entry.seq, entry.minute, said, said.text, files, media, previous)
        return Tag(
            said.room, entry.seq, said.message, said.slot, entry.minute, said.amended, files, media, previous, made
        )

    def _mac(
        self, seq: int, minute: int, said: "Utterance | Tag", text: str, files: int, media: bytes, previous: bytes
    ) -> bytes:
        words = normalised(text)
        head = (
            f"{len(said.room)}:{said.room}|{seq}|{len(said.message)}:{said.message}|{said.slot}|{minute}"
            f"|{int(said.amended)}|{len(words)}|{files}|"
        )
        body = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest() + media + previous
        return hmac.digest(self._key(minute), VERSION + head.encode("utf-8", "surrogatepass") + body, "sha256")[:SIZE]

    def holds(self, entry: Entry, tag: Tag) -> bool:
        """Whether just this was said at this place."""
        said = entry.said
        made = self._mac(entry.seq, entry.minute, said, said.text, len(said.media), digest_of(said.media), tag.previous)
        return hmac.compare_digest(made, tag.tag)

    def said(self, text: str, tag: Tag) -> bool:
        """Whether these were the words of the message that the tag is of, whatever files it had."""
        made = self._mac(tag.seq, tag.minute, tag, text, tag.files, tag.media, tag.previous)
        return hmac.compare_digest(made, tag.tag)

    def run(self, entries: Sequence[Entry], tags: Sequence[Tag]) -> bool:
        """Whether just this was said one after the other, nothing left out in between."""
        if not entries or len(entries) != len(tags):
            return False
        joined = all(
            after.seq == before.seq + 1 and hmac.compare_digest(after.previous, before.tag)
            for before, after in pairwise(tags)
        )
        return joined and all(self.holds(*each) for each in zip(entries, tags, strict=True))

    def whole(self, entries: Sequence[Entry], tags: Sequence[Tag]) -> bool:
        """Whether this is all that was said in a room, from its beginning to the last of its tags."""
        return self.run(entries, tags) and tags[0].seq == 0 and hmac.compare_digest(tags[0].previous, START)
