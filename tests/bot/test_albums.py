"""Albums: files that come one by one go on as one, whatever happens between them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot import albums
from bot.content import Content, FileRef, Kind, Media
from bot.journal import Queued
from bot.messages import Amended, Relayed, Retracted, Said
from bot.platforms.base import Receipt, Rejected
from bot.posts import Address, Attachment, Bytes
from config.ids import MemberId, MessageId, RoomId
from tests.bot.mailbox import Mailbox
from tests.bot.people import Person
from tests.bot.town import Town

SESSION = pytest.mark.asyncio(loop_scope="session")


def row(number: int, *, text: str = "", album: str = "a", at: float = 0.0, doubts: int = 0, by: str = "ann") -> Queued:
    media = (Media(Kind.PHOTO, FileRef("telegram", "77", f"f{number}")),)
    item = Relayed(
        MemberId("bob"), Content(text, media=media, album=album), MessageId(f"m{number}"), RoomId("r"), MemberId(by)
    )
    return Queued(f"q{number}", "lane", item, at, doubts=doubts)


def ids(rows: list[Queued]) -> list[str]:
    return [each.id for each in rows]


def test_files_of_one_album_go_together_and_no_others() -> None:
    assert ids(albums.leading([row(1, text="look"), row(2), row(3)])) == ["q1", "q2", "q3"]
    assert ids(albums.leading([row(1), row(2, album="b")])) == ["q1"]
    assert ids(albums.leading([row(1), row(2, by="eve")])) == ["q1"]
    assert ids(albums.leading([row(1, album=""), row(2, album="")])) == ["q1"]
    assert len(albums.leading([row(number) for number in range(15)])) == 10


def test_each_file_with_words_begins_an_album_so_that_they_can_be_changed() -> None:
    assert ids(albums.leading([row(1, text="one"), row(2), row(3, text="two"), row(4)])) == ["q1", "q2"]


def test_what_was_perhaps_sent_is_sent_again_as_it_was() -> None:
    assert ids(albums.leading([row(1, doubts=1), row(2, doubts=1), row(3)])) == ["q1", "q2"]
    assert albums.pause([row(1, doubts=1)], [row(1, doubts=1)], 0.0) == 0.0


def test_an_album_is_waited_for_until_something_else_follows_or_nothing_does() -> None:
    group = [row(1, at=10.0), row(2, at=10.5)]
    assert albums.pause(group, group, 10.5) == pytest.approx(1.2)
    assert albums.pause(group, group, 11.0) == pytest.approx(0.7)
    assert albums.pause(group, group, 12.0) == 0.0
    assert albums.pause([*group, row(3, album="")], group, 10.5) == 0.0
    slow = [row(number, at=10.0 + number) for number in range(9)]
    assert albums.pause(slow, slow, 21.9) == 0.0, "the last came long ago"
    assert albums.pause([row(1, at=10.0), row(2, at=21.5)], [row(1, at=10.0), row(2, at=21.5)], 21.5) == pytest.approx(
        0.5
    )
    assert albums.pause(group, group, -9_999.0) == pytest.approx(1.2), "a clock set back holds nobody up"


def test_each_row_is_known_by_its_own_name_afterwards() -> None:
    three = [row(1), row(2), row(3)]
    assert albums.natives(three, ["7", "8", "9"]) == [("7",), ("8",), ("9",)]
    assert albums.natives(three, ["7", "8", "9", "10"]) == [("7", "10"), ("8",), ("9",)]
    assert albums.natives(three, ["7"]) == [("7",), ("7#1",), ("7#2",)]
    assert albums.natives([row(1)], ["7", "8"]) == [("7", "8")]
    assert albums.natives(three, []) == [(), (), ()]


def test_files_of_an_album_bear_their_numbers() -> None:
    photo = Attachment(Kind.PHOTO, "photo.jpg", "image/jpeg", Bytes(b"1"))
    _, files = albums.joined([row(1), row(2)], [(photo,), (photo,)])
    assert [file.name for file in files] == ["photo-1.jpg", "photo-2.jpg"]
    assert [albums.place(f"SPOILER_{file.name}") for file in files] == [0, 1]
    assert albums.place("photo.jpg") is None
    _, alone = albums.joined([row(1, album="")], [(photo,)])
    assert alone == (photo,)
    _, first = albums.joined([row(1)], [(photo,)])
    assert [file.name for file in first] == ["photo-1.jpg"], "others may follow"
    assert [file.name for file in albums.numbered(files, 4)] == ["photo-5.jpg", "photo-6.jpg"]


def test_what_comes_late_is_known_by_its_album_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    known = albums.Albums()
    known.arrived([row(1), row(2)], "7")
    assert known.earlier(row(3)) == albums.Sent("7", 2)
    assert known.earlier(row(3, album="b")) is None
    assert known.earlier(row(3, by="eve")) is None
    known.arrived([row(3)], "9")
    assert known.earlier(row(4)) == albums.Sent("7", 3), "it is still the first message that counts"
    known.arrived([row(5, album="")], "10")
    assert known.earlier(row(6, album="")) is None
    monkeypatch.setattr("bot.albums.REMEMBERED", 1)
    known.arrived([row(7, album="b")], "11")
    assert known.earlier(row(4)) is None


# --- in a city --------------------------------------------------------------------------------------------------------


def part(name: str, caption: str = "", album: str = "77") -> Said:
    return Said(Content(caption, media=(Media(Kind.PHOTO, FileRef("telegram", "77", name)),), album=album))


@pytest.fixture
def shelf(city: Town, picture: bytes) -> Town:
    city.mailbox.files |= dict.fromkeys(("one", "two", "three"), picture)
    return city


@SESSION
async def test_an_album_arrives_as_one_message_as_soon_as_something_follows(
    shelf: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    await shelf.hand_in(*ann.lines(part("one", "our cats"), part("two"), part("three"), "that was it"))
    await shelf.settled()
    assert bob.hears() == ["our cats", "that was it"]
    assert len(bob.chat()[-2].post.media) == 3


@SESSION
async def test_an_album_nothing_follows_arrives_after_a_moment(
    shelf: Town, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.albums.IDLE", 0.05)
    ann, bob = talking
    for each in (part("one", "our cats"), part("two")):
        await ann.says(each)
    await shelf.settled()
    assert bob.hears() == ["our cats"]
    assert len(bob.post.media) == 2


@SESSION
async def test_a_file_that_comes_late_answers_its_album(shelf: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    await shelf.hand_in(*ann.lines(part("one", "our cats"), part("two"), "that was it"))
    await shelf.settled()
    await shelf.hand_in(*ann.lines(part("three"), "no, this one"))
    await shelf.settled()
    assert bob.hears() == ["our cats", "that was it", "", "no, this one"]
    late = bob.chat()[-2]
    assert [file.name for file in late.post.media] == ["photo-3.jpg"]
    assert late.post.reply_to == bob.number_of("our cats")


@SESSION
async def test_a_file_that_comes_late_joins_its_album_where_a_message_takes_more(
    shelf: Town, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = talking
    added: list[tuple[str, str]] = []

    async def append(self: Mailbox, to: Address, native: str, files: Sequence[Attachment]) -> Receipt:
        if len(added) == 1:
            raise Rejected("the message is full")
        added.extend((native, file.name) for file in files)
        return Receipt(tuple(f"{native}#{number}" for number, _ in enumerate(files, 2)))

    monkeypatch.setattr(Mailbox, "append", append, raising=False)
    await shelf.hand_in(*ann.lines(part("one", "our cats"), part("two"), "that was it"))
    await shelf.settled()
    number = await ann.says(part("three"))
    await ann.says("and")
    await shelf.settled()
    assert added == [(bob.number_of("our cats"), "photo-3.jpg")]
    await ann.takes_back(number)
    await ann.says(part("one"))
    await ann.says("more")
    await shelf.settled()
    assert shelf.mailbox.deleted == [(bob.sender.chat, f"{added[0][0]}#2")]
    assert bob.hears() == ["our cats", "that was it", "and", "", "more"], "the last one did not fit any more"


@SESSION
async def test_one_file_that_does_not_pass_keeps_no_other_back(shelf: Town, talking: tuple[Person, Person]) -> None:
    ann, bob = talking
    shelf.mailbox.files["two"] = b"no picture"
    await shelf.hand_in(*ann.lines(part("one", "our cats"), part("two"), part("three"), "that was it"))
    await shelf.settled()
    assert bob.hears() == ["our cats", "that was it"]
    assert len(bob.chat()[-2].post.media) == 2
    assert [str(each) for each in ann.hears()] == ["file-broken"]


@SESSION
async def test_a_file_taken_back_before_its_album_went_is_not_in_it(
    shelf: Town, talking: tuple[Person, Person]
) -> None:
    ann, bob = talking
    shelf.mailbox.hold(bob.sender.chat)
    await ann.says("first")
    number = await ann.says(part("one", "our cats"))
    second = await ann.says(part("two"))
    await ann.takes_back(second)
    await ann.says("that was it")
    shelf.mailbox.let_go(bob.sender.chat)
    await shelf.settled()
    assert bob.hears() == ["first", "our cats", "that was it"]
    assert len(bob.chat()[-2].post.media) == 1
    assert number != second


def test_rows_of_other_kinds_are_left_alone() -> None:
    change = Amended(MemberId("bob"), Content("x", album="a"), MessageId("m1"), RoomId("r"), MemberId("ann"))
    gone = Retracted(MemberId("bob"), MessageId("m1"), RoomId("r"), MemberId("ann"))
    for item in (change, gone):
        assert ids(albums.leading([replace(row(1), item=item), row(2)])) == ["q1"]
