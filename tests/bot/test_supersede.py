"""What later rows make of earlier ones: much need not be sent, and what is seen in the end is the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content, FileRef, Kind, Media, Span, Style
from bot.journal import Queued
from bot.messages import Amended, Export, Notice, Outgoing, Reaction, Relayed, Retracted, Reworded, Via
from bot.supersede import as_it_reads, outdated
from bot.texts.keys import Text
from config.ids import MemberId, MessageId, RoomId

ANN, BOB, ROOM = MemberId("ann"), MemberId("bob"), RoomId("room")


def content(text: str, file: int = 0) -> Content:
    media = (Media(Kind.PHOTO, FileRef("telegram", "77", f"file {file}")),) if file else ()
    return Content(text, media=media)


def said(of: str, text: str, file: int = 0) -> Relayed:
    return Relayed(BOB, content(text, file), MessageId(of), ROOM, ANN)


def amended(of: str, text: str, file: int = 0, *, replaced: bool = False) -> Amended:
    return Amended(BOB, content(text, file), MessageId(of), ROOM, ANN, replaced)


def gone(of: str) -> Retracted:
    return Retracted(BOB, MessageId(of), ROOM, ANN)


def felt(of: str, *emoji: str, gone: tuple[str, ...] = (), by: MemberId = ANN) -> Reaction:
    return Reaction(BOB, MessageId(of), ROOM, by, emoji, gone)


def reworded(of: str, *, via: Via | None = None) -> Reworded:
    return Reworded(BOB, MessageId(of), Text.SEARCH_DONE, via=via)


def rows(*items: Outgoing, doubts: int = 0) -> list[Queued]:
    """As they wait in a lane; the first of them has so many doubts."""
    made = [Queued(f"q{number}", "lane", item, float(number)) for number, item in enumerate(items)]
    return [replace(made[0], doubts=doubts), *made[1:]]


RULES: list[tuple[str, list[Outgoing], int, bool]] = [
    ("a change that is changed", [amended("m", "1"), amended("m", "2")], 0, True),
    ("a change that may have been made", [amended("m", "1"), amended("m", "2")], 1, True),
    ("a change to something taken back", [amended("m", "1"), gone("m")], 0, True),
    ("a change and one to another message", [amended("m", "1"), amended("n", "2")], 0, False),
    ("a change and another message gone", [amended("m", "1"), gone("n")], 0, False),
    ("another file, and then words", [amended("m", "1", 1, replaced=True), amended("m", "2", 1)], 0, False),
    ("another file, and yet another",
     [amended("m", "1", 1, replaced=True), amended("m", "2", 2, replaced=True)], 0, True),
    ("a notice reworded again", [reworded("m"), reworded("m")], 0, True),
    ("a notice that answers directly", [reworded("m", via=Via("token", 1.0)), reworded("m")], 0, False),
    ("a message taken back", [said("m", "1"), felt("m", "👍"), gone("m")], 0, True),
    ("a message that may have arrived", [said("m", "1"), gone("m")], 1, False),
    ("a message of another name", [said("m", "1"), gone("n")], 0, False),
    ("a message that is changed", [said("m", "1"), amended("m", "2")], 0, False),
    ("a feeling with more to it", [felt("m", "👍"), felt("m", "👍", "🔥")], 0, True),
    ("a feeling taken back", [felt("m", "👍"), felt("m", gone=("👍",))], 0, True),
    ("a feeling of which nothing is heard again", [felt("m", "👍"), felt("m", "🔥")], 0, False),
    ("one gone that stays gone", [felt("m", gone=("👍",)), felt("m", "🔥")], 0, False),
    ("a feeling about another message", [felt("m", "👍"), felt("n", "👍", "🔥")], 0, False),
    ("the feeling of another", [felt("m", "👍"), felt("m", "👍", "🔥", by=BOB)], 0, False),
    ("a deletion", [gone("m"), gone("m")], 0, False),
    ("a notice", [Notice(BOB, Text.RULES), Notice(BOB, Text.RULES)], 0, False),
    ("an export", [Export(BOB), Export(BOB)], 0, False),
    ("the last", [amended("m", "1")], 0, False),
]  # fmt: skip


@pytest.mark.parametrize(("items", "doubts", "skipped"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_what_need_not_be_sent(items: list[Outgoing], doubts: int, skipped: bool) -> None:
    first, *later = rows(*items, doubts=doubts)
    assert outdated(first, later) is skipped


def test_a_message_goes_out_as_it_reads_by_now_with_all_else_of_it_kept() -> None:
    first = Relayed(
        BOB, replace(content("one", 1), quote="part", album="55", forwarded=True), MessageId("m"), ROOM, ANN,
        MessageId("answered"),
    )  # fmt: skip
    bold = replace(amended("m", "three", 1), content=replace(content("three", 1), spans=(Span(Style.BOLD, 0, 5),)))
    waiting = rows(first, amended("m", "two"), amended("n", "other"), bold)
    shown, made = as_it_reads(waiting[0], waiting[1:])
    assert made == ["q1", "q3"]
    assert isinstance(shown.item, Relayed)
    assert shown.item == replace(first, content=replace(first.content, text="three", spans=(Span(Style.BOLD, 0, 5),)))


def test_files_that_were_replaced_go_out_in_place_of_the_first() -> None:
    waiting = rows(said("m", "one", 1), amended("m", "two", 2, replaced=True), amended("m", "three", 2))
    shown, made = as_it_reads(waiting[0], waiting[1:])
    assert made == ["q1", "q2"]
    assert shown.item == said("m", "three", 2)


@pytest.mark.parametrize(
    "waiting",
    [
        rows(said("m", "one"), amended("m", "two"), doubts=1),
        rows(said("m", "one"), amended("n", "two")),
        rows(said("m", "one")),
        rows(amended("m", "one"), amended("m", "two")),
        rows(Notice(BOB, Text.RULES, id=MessageId("m")), reworded("m")),
    ],
)
def test_what_may_have_arrived_or_is_none_of_theirs_stays_as_it_is(waiting: list[Queued]) -> None:
    assert as_it_reads(waiting[0], waiting[1:]) == (waiting[0], [])


# --- whatever somebody does ---


@dataclass
class Chat:
    """What a reader sees, in order: words, file, and the partner's signs, kept as Discord keeps them."""

    messages: dict[str, tuple[str, int]] = field(default_factory=dict)
    signs: dict[str, set[str]] = field(default_factory=dict)

    def take(self, item: Outgoing) -> None:
        match item:
            case Relayed():
                self.messages[item.of] = (item.content.text, _file(item.content))
                self.signs[item.of] = set()
            case Amended() if item.of in self.messages:
                file = _file(item.content) if item.replaced else self.messages[item.of][1]
                self.messages[item.of] = (item.content.text, file)
            case Retracted():
                self.messages.pop(item.of, None)
                self.signs.pop(item.of, None)
            case Reaction() if item.of in self.messages:
                self.signs[item.of] -= set(item.gone)
                self.signs[item.of] |= set(item.emoji)

    def seen(self) -> tuple[list[tuple[str, tuple[str, int]]], dict[str, set[str]]]:
        return list(self.messages.items()), self.signs


def _file(said: Content) -> int:
    return int(said.media[0].file.id.split()[1]) if said.media else 0


class Author:
    """Somebody who says, changes, takes back and feels; and the rows that follow from it."""

    def __init__(self) -> None:
        self.chat: dict[str, tuple[str, int]] = {}
        self.felt: dict[str, tuple[str, ...]] = {}
        self.items: list[Outgoing] = []

    def does(self, deed: str, which: int, detail: int) -> None:
        if deed == "say" or not self.chat:
            name = f"m{len(self.items)}"
            self.chat[name] = (f"said {detail}", detail % 2)
            self.items.append(said(name, *self.chat[name]))
            return
        name = sorted(self.chat)[which % len(self.chat)]
        text, file = self.chat[name]
        match deed:
            case "edit":
                self.chat[name] = (f"edit {detail}", file)
                self.items.append(amended(name, *self.chat[name]))
            case "replace" if file:
                self.chat[name] = (text, file + 1)
                self.items.append(amended(name, *self.chat[name], replaced=True))
            case "take back":
                del self.chat[name]
                self.items.append(gone(name))
            case "feel":
                emoji = "👍🔥🎉"[detail % 3]
                before = self.felt.get(name, ())
                others = tuple(each for each in before if each != emoji)
                on = emoji not in before
                self.felt[name] = (*others, emoji) if on else others
                self.items.append(felt(name, *self.felt[name], gone=() if on else (emoji,)))


def delivered(chat: Chat, waiting: Sequence[Queued]) -> int:
    """Deliver as a lane does; how many requests that took."""
    made: set[str] = set()
    requests = 0
    for at, row in enumerate(waiting):
        later = waiting[at + 1 :]
        if row.id in made or outdated(row, later):
            continue
        shown, changes = as_it_reads(row, later)
        made |= set(changes)
        chat.take(shown.item)
        requests += 1
    return requests


deeds = st.tuples(
    st.sampled_from(["say", "edit", "edit", "replace", "take back", "feel", "feel", "feel"]),
    st.integers(0, 3),
    st.integers(0, 5),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(deeds, max_size=8), st.lists(deeds, min_size=1, max_size=16), st.integers(0, 2))
def test_what_is_seen_in_the_end_is_the_same_as_if_all_had_been_sent(
    before: list[tuple[str, int, int]], waiting: list[tuple[str, int, int]], doubts: int
) -> None:
    author, whole, brief = Author(), Chat(), Chat()
    for deed in before:
        author.does(*deed)
    for item in author.items:
        whole.take(item)
        brief.take(item)
    arrived = len(author.items)
    for deed in waiting:
        author.does(*deed)
    left = author.items[arrived:]
    if not left:
        return
    for item in left:
        whole.take(item)
    requests = delivered(brief, rows(*left, doubts=doubts))
    assert requests <= len(left)
    assert brief.seen() == whole.seen()
    assert dict(brief.messages) == author.chat, "the reader does not see what the author wrote last"
    assert all(brief.signs[name] == set(author.felt.get(name, ())) for name in author.chat)
