"""Every way to change a transcript: its words, who said them and when, what came before and after, its tags. Pure."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from moderation.franking import Entry, Medium, Tag, Utterance

WORDS: Final = (
    *(
        "hello",
        "you",
        "there",
        "no",
        "not",
        "never",
        "I",
        "will",
        "won't",
        "meet",
        "kill",
        "kiss",
        "your",
        "the",
        "mum",
    ),
    *("schön", "straße", "café", "naïve", "привет", "שלום", "مرحبا", "你好", "안녕", "😀", "👨‍👩‍👧", "👍🏽", "🇩🇪"),
    *("https://a.bc/x?y=z", "@someone", "+49 171 2345678", "12:30", "…", "?!", "e\u0301", "\u1112\u1161\u11ab"),
)
LOOK_ALIKES: Final = str.maketrans("aceiopsxyABCEHKMOPTXhlnrtuwdzv", "асеіорѕхуАВСЕНКМОРТХһⅼոгțսաԁᴢν")
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e\u034f\u2063\ufe0f"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in a room, with its tags."""

    entries: tuple[Entry, ...]
    tags: tuple[Tag, ...]


def file(random: Random) -> Medium:
    """Any file."""
    return Medium(random.choice(("photo", "voice")), random.randrange(1000), random.randbytes(16))


def essence(entry: Entry) -> object:
    """What was said, as far as anybody could mean it."""
    said = entry.said
    media = tuple((each.kind, each.size, each.digest) for each in said.media)
    text = unicodedata.normalize("NFC", said.text).split()
    return said.room, entry.seq, entry.minute, said.message, said.slot, tuple(text), media, said.amended


# --- ways: None where a transcript has nothing to be changed so ---

Way = Callable[[Random, Transcript, Transcript], Transcript | None]


def _said(random: Random, one: Transcript, change: Callable[[Utterance], Utterance]) -> Transcript | None:
    """One message says something else."""
    at = random.randrange(len(one.entries))
    before = one.entries[at]
    after = replace(before, said=change(before.said))
    if essence(after) == essence(before):
        return None
    return replace(one, entries=(*one.entries[:at], after, *one.entries[at + 1 :]))


def _words(change: Callable[[Random, str], str]) -> Way:
    return lambda random, one, other: _said(random, one, lambda said: replace(said, text=change(random, said.text)))


def _at(change: Callable[[Random, list[Entry], Transcript], None]) -> Way:
    """The messages of a transcript change their places, the tags stay."""

    def way(random: Random, one: Transcript, other: Transcript) -> Transcript | None:
        entries = list(one.entries)
        change(random, entries, other)
        return None if tuple(entries) == one.entries else replace(one, entries=tuple(entries))

    return way


def flipped(random: Random, text: str) -> str:
    data = bytearray(text.encode())
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return data.decode("utf-8", "replace")


def swapped(random: Random, entries: list[Entry], _: Transcript) -> None:
    a, b = random.sample(range(len(entries)), 2)
    entries[a], entries[b] = (
        replace(entries[b], seq=entries[a].seq),
        replace(entries[a], seq=entries[b].seq),
    )


def dropped(random: Random, entries: list[Entry], _: Transcript) -> None:
    """One is left out, and those behind it close up."""
    at = random.randrange(len(entries) - 1)
    entries[at:] = [replace(each, seq=each.seq - 1) for each in entries[at + 1 :]]


def doubled(random: Random, entries: list[Entry], _: Transcript) -> None:
    at = random.randrange(len(entries))
    entries.insert(at, entries[at])
    entries[:] = [replace(each, seq=seq) for seq, each in enumerate(entries)]


def spliced(random: Random, entries: list[Entry], other: Transcript) -> None:
    """What was said in another room."""
    taken, at = random.choice(other.entries), random.randrange(len(entries))
    said = replace(taken.said, room=random.choice((taken.said.room, entries[at].said.room)))
    entries[at] = replace(taken, seq=entries[at].seq, said=said)


def shifted(random: Random, entries: list[Entry], _: Transcript) -> None:
    at = random.randrange(len(entries))
    entries[at] = replace(entries[at], minute=entries[at].minute + random.choice((-1440, -60, -1, 1, 60, 1440)))


def _tags(change: Callable[[Random, list[Tag], Transcript], None]) -> Way:
    """Somebody who can write to the database, but lacks the key, changes the tags along with the words."""

    def way(random: Random, one: Transcript, other: Transcript) -> Transcript | None:
        tags = list(one.tags)
        change(random, tags, other)
        return replace(one, tags=tuple(tags))

    return way


def tag_flipped(random: Random, tags: list[Tag], _: Transcript) -> None:
    at, before = random.randrange(len(tags)), random.random() < 0.5
    data = bytearray(tags[at].previous if before else tags[at].tag)
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    tags[at] = replace(tags[at], previous=bytes(data)) if before else replace(tags[at], tag=bytes(data))


def tag_of_another(random: Random, tags: list[Tag], other: Transcript) -> None:
    taken, at = random.choice(other.tags), random.randrange(len(tags))
    tags[at] = replace(taken, room=tags[at].room, seq=tags[at].seq)


def left_out(random: Random, one: Transcript, _: Transcript) -> Transcript | None:
    """A message and its tag are gone, as if nothing had been said in between."""
    at = random.randrange(len(one.entries) - 1)
    entries = [replace(each, seq=seq) for seq, each in enumerate((*one.entries[:at], *one.entries[at + 1 :]))]
    tags = [replace(each, seq=seq) for seq, each in enumerate((*one.tags[:at], *one.tags[at + 1 :]))]
    return Transcript(tuple(entries), tuple(tags))


def put_in(random: Random, one: Transcript, other: Transcript) -> Transcript | None:
    """A message of another room with the tag it has there."""
    at, taken = random.randrange(len(one.entries)), random.randrange(len(other.entries))
    entries = (*one.entries[:at], other.entries[taken], *one.entries[at:])
    tags = (*one.tags[:at], other.tags[taken], *one.tags[at:])
    room = one.entries[0].said.room
    moved = [replace(each, seq=seq, said=replace(each.said, room=room)) for seq, each in enumerate(entries)]
    return Transcript(tuple(moved), tuple(replace(each, seq=seq, room=room) for seq, each in enumerate(tags)))


def _put(random: Random, text: str, more: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + more + text[at:]


def _looks_alike(random: Random, text: str) -> str:
    places = [at for at, char in enumerate(text) if char.translate(LOOK_ALIKES) != char]
    if not places:
        return text
    at = random.choice(places)
    return text[:at] + text[at].translate(LOOK_ALIKES) + text[at + 1 :]


def _without_word(random: Random, text: str) -> str:
    words = text.split()
    del words[random.randrange(len(words))]
    return " ".join(words)


def _reordered(random: Random, text: str) -> str:
    words = text.split()
    random.shuffle(words)
    return " ".join(words)


WAYS: Final[dict[str, Way]] = {
    "a bit flipped": _words(flipped),
    "words cut off": _words(lambda random, text: text[: random.randrange(len(text))]),
    "a word left out": _words(_without_word),
    "a word put in": _words(lambda random, text: f"{text} {random.choice(WORDS)}"),
    "words in another order": _words(_reordered),
    "a letter that looks alike": _words(_looks_alike),
    "an invisible character": _words(lambda random, text: _put(random, text, random.choice(INVISIBLE))),
    "a word divided": _words(lambda random, text: _put(random, text, " ")),
    "words joined": _words(lambda random, text: text.replace(" ", "", 1)),
    "another case": _words(lambda random, text: text.swapcase()),
    "another's message": lambda random, one, other: _said(random, one, lambda said: replace(said, slot=1 - said.slot)),
    "another name": lambda random, one, other: _said(
        random, one, lambda said: replace(said, message=random.choice(other.entries).said.message)
    ),
    "a change for a message": lambda random, one, other: _said(
        random, one, lambda said: replace(said, amended=not said.amended)
    ),
    "a file put in": lambda random, one, other: _said(
        random, one, lambda said: replace(said, media=(*said.media, file(random)))
    ),
    "a file left out": lambda random, one, other: _said(random, one, lambda said: replace(said, media=said.media[1:])),
    "another file": lambda random, one, other: _said(
        random, one, lambda said: replace(said, media=tuple(file(random) for _ in said.media))
    ),
    "two messages swapped": _at(swapped),
    "a message left out": _at(dropped),
    "a message twice": _at(doubled),
    "a message of another room": _at(spliced),
    "another minute": _at(shifted),
    "a tag's bit flipped": _tags(tag_flipped),
    "a tag of another room": _tags(tag_of_another),
    "a message left out with its tag": left_out,
    "a message put in with its tag": put_in,
}
