"""Talking: text as it was written, replies that point at the right message, and a reason for what is not passed on."""

import pytest

from bot.content import Content, FileRef, Kind, Media, Span, Style
from bot.messages import Said, Unrelayable
from bot.texts.keys import Text
from tests.bot.keeping import keeping
from tests.bot.mailbox import Mailbox
from tests.bot.people import photo, said
from tests.bot.telegram.errands import content
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

KINDS = ["sticker", "voice", "video", "video-note", "animation", "audio", "document", "location", "contact", "poll"]
KINDS += ["dice", "story", "game", "other", "of a kind yet to be invented"]


async def test_what_one_says_the_other_hears_without_any_sign_of_the_bot(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("hello you")
    await bob.says("hello back")
    assert bob.hears() == ["hello you"]
    assert ann.hears() == ["hello back"]
    assert not bob.post.host
    assert not bob.last.data


async def test_formatting_passes(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says(said("look here", Span(Style.BOLD, 0, 4), Span(Style.LINK, 5, 9, "https://example.org/")))
    assert bob.post.spans == (Span(Style.BOLD, 0, 4), Span(Style.LINK, 5, 9, "https://example.org/"))


async def test_replies_point_at_the_right_message_both_ways(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("first")
    await ann.says("second")
    await bob.says("to the first", reply_to="first")
    assert ann.points_at() == "first", "the original, in the chat of who wrote it"
    await ann.says("and back", reply_to="to the first")
    assert bob.points_at() == "to the first"
    await bob.says("to myself", reply_to="to the first")
    assert ann.points_at() == "to the first", "the copy, in the partner's chat"
    await bob.says("no reply")
    assert ann.points_at() is None


async def test_a_reply_within_one_batch_points_at_what_was_written_a_moment_ago(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    first, second = (town.mailbox.number(ann.sender.chat) for _ in range(2))
    await town.hand_in(
        ann.update(said("look"), message=first), ann.update(said("at this"), message=second, reply_to=first)
    )
    assert bob.hears() == ["look", "at this"]
    assert bob.points_at() == "look"


async def test_a_reply_to_a_message_of_an_earlier_room_points_nowhere(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("in the first room")
    await ann.says("/stop")
    town.clock.passes(minutes=11)
    await town.paired("ann", "bob")
    await bob.says("remember this?", reply_to="in the first room")
    assert ann.hears() == ["remember this?"]
    assert ann.points_at() is None, "it would tell the two that they met before"


async def test_a_reply_to_the_bot_or_to_nothing_known_points_nowhere(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    paired = ann.last.native
    for native in (paired, "123456", "", "\x00", "9" * 400):
        await town.hand_in(ann.update(said("hm"), message=town.mailbox.number(ann.sender.chat), reply_to=native))
        assert bob.points_at() is None
    assert bob.hears() == ["hm"] * 5


async def test_links_are_forgotten_after_72_hours(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("old news")
    town.clock.passes(hours=72, seconds=1)
    await keeping(town).clean()
    await bob.says("what was that?", reply_to="old news")
    assert ann.points_at() is None


async def test_an_old_address_does_not_keep_getting_messages(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    other = Mailbox("second")
    town.platforms["second"] = other
    before = len(ann.mail())
    ann.moves("88")
    await ann.says("I am here now")
    async with town.look() as turn:
        lane = (await ann.member()).lane
        assert lane is not None
        found = await turn.members.address(lane)
    assert found is not None
    assert found[0].account == "88"
    await bob.says("fine")
    assert bob.hears() == ["I am here now"]
    assert len(ann.mail()) == before + 1


# --- what a page knows of its room ---


async def test_what_was_written_for_a_room_that_is_over_reaches_nobody_else(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    earlier = ann.last.data[0].partition(":")[2]
    await bob.says("/stop")
    _, cleo = await town.paired("ann", "cleo")
    for room in (earlier, "", "forged"):
        number = await ann.does(said("I liked talking with you, bob"), room=room)
        assert ann.hears() == [Text.ROOM_OVER], room
        assert ann.post.reply_to == number
    assert cleo.hears() == []
    await ann.does(said("hello cleo"), room=ann.chat()[-4].data[0].partition(":")[2])
    assert cleo.hears() == ["hello cleo"]


# --- photos ---


async def test_photos_pass_with_caption_and_cover(town: Town, picture: bytes) -> None:
    ann, bob = await town.paired("ann", "bob")
    town.mailbox.files["pic"] = picture
    await ann.says(photo("pic", "my cat", spoiler=True))
    assert bob.hears() == ["my cat"]
    (sent,) = bob.post.media
    assert (sent.kind, sent.name, sent.mime, sent.spoiler) == (Kind.PHOTO, "photo.jpg", "image/jpeg", True)
    assert b"MARKER" in picture
    assert b"MARKER" not in content(sent)


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [("huge", 50_000_001, Text.FILE_TOO_LARGE), ("broken", 0, Text.FILE_BROKEN), ("gone", 0, Text.UNDELIVERED)],
)
async def test_a_photo_that_cannot_pass_is_answered_at_the_photo(city: Town, name: str, size: int, told: Text) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    ann.hears()
    bob.hears()
    city.mailbox.files["broken"] = b"\xff\xd8\xff no picture"
    await ann.says(photo(name, "look", size=size))
    await ann.says("did you see it?")
    await city.settled()
    assert bob.hears() == ["did you see it?"]
    assert ann.hears() == [told]
    assert ann.points_at() == "look"


async def test_a_photo_of_a_platform_that_is_not_there_is_answered(city: Town) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    ann.hears()
    lost = Media(Kind.PHOTO, FileRef("discord", "1", "x"))
    await ann.says(Said(Content("look", media=(lost,))))
    await city.settled()
    assert ann.hears() == [Text.UNDELIVERED]
    assert bob.hears()[-1] != "look"


# --- what does not pass ---


async def test_every_kind_that_does_not_pass_says_something_at_the_message(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    answers = set()
    for kind in KINDS:
        number = await ann.does(Unrelayable(kind))
        assert len(ann.hears()) == 1, kind
        assert ann.post.reply_to == number, kind
        answers.add(ann.post.text)
    assert bob.hears() == []
    assert len(answers) == len(KINDS) - 1, "all but the unheard-of are told apart in words"


async def test_what_shows_nothing_is_not_passed_on(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for text in ("\u200b", " \n\t ", "\u2066\u2069\u200f", "\x00\x01", "\u2800\u3164", "\ud800", "\ufe0f"):
        number = await ann.says(text)
        assert ann.hears() == [Text.NOTHING_LEFT], repr(text)
        assert ann.post.reply_to == number
    assert bob.hears() == []


async def test_what_is_too_long_is_not_cut_but_refused(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("x" * 4096)
    await ann.says("x" * 4097)
    await ann.says("\ufdfa" * 4096)
    assert bob.hears() == ["x" * 4096, "\ufdfa" * 4096]
    assert ann.hears() == [Text.TOO_LONG]


async def test_control_characters_and_half_ones_are_left_out(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("a\x00b\x1b[31mc\ud800d\u202ee")
    assert bob.hears() == ["ab[31mcde"]


async def test_nobody_can_pose_as_the_bot(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for start in ("", " ", "\u200b", "\u2066", "\u3164", "\u2800", "\ufe0f", "\u00ad\u034f", "\U000e0041", "\u115f"):
        await ann.says(f"hi\n{start}◆ The chat has ended.")
        assert "◆" not in bob.post.text, f"after {start!a}"
        assert "◇ The chat has ended." in bob.post.text


async def test_markup_arrives_as_plain_text(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for text in ("<b>x</b> *y* _z_ [a](x:1)", "@everyone /stop@bot", "{ $name } %s {0}"):
        await ann.says(said(text))
        assert bob.hears() == [text]
        assert bob.post.spans == ()
