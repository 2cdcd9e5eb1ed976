"""Transcripts that were never said: every way to change one, tried against the tags of what was said.

A transcript counts as caught when neither the whole of it, nor a stretch in which something was changed, nor any single
message that was not said just so, is taken for real.
"""

from collections import Counter
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Final

from config.ids import MessageId, RoomId
from moderation.franking import START, Entry, Frank, Tag, Utterance, normalised
from tests.moderation.ways import WAYS, WORDS, Transcript, essence, file

FRANK: Final = Frank(lambda day: b"the key of day %09d, of 32 bytes" % day)
MINUTE: Final = 28_333_333


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
            tuple(file(random) for _ in range(random.choice((0, 0, 0, 1, 2)))),
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


def caught(genuine: Transcript, changed: Transcript, name: str) -> int:
    """Raises AssertionError if anything of it that was not said is verified. How many messages were asked."""
    assert not FRANK.whole(changed.entries, changed.tags), name
    if len(changed.entries) == len(changed.tags):
        _stretches(genuine, changed, name)
    kept = {tag.seq: tag for tag in changed.tags}
    said = {essence(entry) for entry in genuine.entries}
    asked = 0
    for entry in changed.entries:
        tag = kept.get(entry.seq)
        if tag is None or (essence(entry) in said and tag in genuine.tags):
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
                assert [essence(each) for each in entries] == [
                    essence(each) for each in genuine.entries[at : at + len(entries)]
                ], name
