"""Transcripts that were never said: every way to change one, tried against the tags of what was said.

A transcript counts as caught when neither the whole of it, nor a stretch in which something was changed, nor any single
message that was not said just so, is taken for real.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from random import Random
from typing import Final

from config.ids import MessageId, RoomId
from moderation.franking import START, Entry, Frank, Medium, Tag, Utterance, normalised

FRANK: Final = Frank(lambda day: b"the key of day %09d, of 32 bytes" % day)
MINUTE: Final = 28_333_333

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """`transcripts` that were changed, by how; `messages` of them asked one by one."""

    transcripts: int = 0
    messages: int = 0
    ways: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: "Outcome") -> "Outcome":
        both, more = asdict(self), asdict(other)
        ways = dict(Counter(self.ways) + Counter(other.ways))
        return Outcome(both["transcripts"] + more["transcripts"], both["messages"] + more["messages"], ways)

    def __str__(self) -> str:
        least = min(self.ways.values(), default=0)
        return (
            f"{self.transcripts:,} changed transcripts, in {len(self.ways)} ways, each at least {least:,} times, and"
            f" {self.messages:,} messages of theirs that were not said so: 0 verified"
        )


def forged(seed: int, count: int) -> Outcome:
    """Change so many transcripts. Raises AssertionError for whatever is taken for real."""
    random = Random(seed)
    ways = list(WAYS.items())
    tried: Counter[str] = Counter()
    asked = 0
    while tried.total() < count:
        one, other = spoken(random), spoken(random)
        for name, way in ways:
            changed = way(random, one, other)
            if changed is None or tried.total() >= count:
                continue
            tried[name] += 1
            asked += caught(one, changed, name)
    return Outcome(tried.total(), asked, dict(tried))


def spoken(random: Random) -> Transcript:
    """A short conversation as it is franked."""
    room = RoomId(f"room {random.getrandbits(64):x}")
    previous, minute = START, MINUTE + random.randrange(3000)
    entries, tags = list[Entry](), list[Tag]()
    for seq in range(random.randint(2, 9)):
        minute += random.choice((0, 0, 1, 7))
        said = Utterance(
            room,
            MessageId(f"{seq} {random.getrandbits(48):x}"),
            random.randrange(2),
            " ".join(random.choice(WORDS) for _ in range(random.randint(1, 12))),
            tuple(_file(random) for _ in range(random.choice((0, 0, 0, 1, 2)))),
            random.random() < 0.1,
        )
        entry = Entry(seq, minute, said)
        tag = FRANK.tag(entry, previous)
        previous = tag.tag
        entries.append(entry)
        tags.append(tag)
    genuine = Transcript(tuple(entries), tuple(tags))
    assert FRANK.whole(genuine.entries, genuine.tags), "what was said is taken for real"
    return genuine


def _file(random: Random) -> Medium:
    return Medium(random.choice(("photo", "voice")), random.randrange(1000), random.randbytes(16))


def caught(genuine: Transcript, changed: Transcript, name: str) -> int:
    """Raises AssertionError if anything of it that was not said is verified. How many messages were asked."""
    assert not FRANK.whole(changed.entries, changed.tags), name
    if len(changed.entries) == len(changed.tags):
        _stretches(genuine, changed, name)
    kept = {tag.seq: tag for tag in changed.tags}
    said = {_essence(entry) for entry in genuine.entries}
    asked = 0
    for entry in changed.entries:
        tag = kept.get(entry.seq)
        if tag is None or (_essence(entry) in said and tag in genuine.tags):
            continue
        asked += 1
        assert not FRANK.holds(entry, tag), name
        if normalised(entry.said.text) != normalised(genuine.entries[min(tag.seq, len(said) - 1)].said.text):
            assert not FRANK.said(entry.said.text, tag), name
    return asked


def _stretches(genuine: Transcript, changed: Transcript, name: str) -> None:
    """A run that verifies is a run of what was said."""
    pairs = list(zip(changed.entries, changed.tags, strict=True))
    for first in range(len(pairs)):
        for last in range(first + 1, len(pairs) + 1):
            entries, tags = [each[0] for each in pairs[first:last]], [each[1] for each in pairs[first:last]]
            if FRANK.run(entries, tags):
                at = tags[0].seq
                assert [_essence(each) for each in entries] == [
                    _essence(each) for each in genuine.entries[at : at + len(entries)]
                ], name


def _essence(entry: Entry) -> object:
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
    if _essence(after) == _essence(before):
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
    at, name = random.randrange(len(tags)), random.choice(("tag", "previous"))
    data = bytearray(getattr(tags[at], name))
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    tags[at] = replace(tags[at], **{name: bytes(data)})


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
        random, one, lambda said: replace(said, media=(*said.media, _file(random)))
    ),
    "a file left out": lambda random, one, other: _said(random, one, lambda said: replace(said, media=said.media[1:])),
    "another file": lambda random, one, other: _said(
        random, one, lambda said: replace(said, media=tuple(_file(random) for _ in said.media))
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
