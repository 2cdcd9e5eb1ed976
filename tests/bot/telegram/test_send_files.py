"""Files, albums, polls and quotes before the emulated Telegram: each by its own method, with no more than it needs."""

import io
from typing import Any, Final

import pytest
from PIL import Image

from bot.content import Kind, Poll, Span, Style
from bot.platforms.base import Gone, Rejected, RetryLater, SendKey, Unsure
from bot.posts import Address, Attachment, Label, Post
from tests.bot.telegram.conftest import KEY, Side
from tests.bot.telegram.errands import attached, content, picture
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults
from tests.emulators.telegram.kinds import MP4, OPUS

FILES: Final = {
    Kind.PHOTO: attached(picture(), spoiler=True),
    Kind.VIDEO: attached(MP4, Kind.VIDEO, spoiler=True, seconds=4.6, width=64, height=48),
    Kind.VIDEO_NOTE: attached(MP4, Kind.VIDEO_NOTE, seconds=3.0, width=240, height=240),
    Kind.VOICE: attached(OPUS, Kind.VOICE, seconds=2.4, waveform=bytes(range(16))),
    Kind.AUDIO: attached(b"ID3" + bytes(32), Kind.AUDIO, seconds=180.2),
    Kind.ANIMATION: attached(MP4, Kind.ANIMATION, spoiler=True, seconds=1.0),
    Kind.DOCUMENT: attached(b"%PDF-1.4", Kind.DOCUMENT),
}
TOLD: Final[dict[Kind, tuple[str, dict[str, Any]]]] = {
    Kind.PHOTO: ("sendPhoto", {"has_spoiler": True}),
    Kind.VIDEO: (
        "sendVideo",
        {"has_spoiler": True, "duration": 5, "width": 64, "height": 48, "supports_streaming": True},
    ),
    Kind.VIDEO_NOTE: ("sendVideoNote", {"duration": 3, "length": 240}),
    Kind.VOICE: ("sendVoice", {"duration": 2}),
    Kind.AUDIO: ("sendAudio", {"duration": 180}),
    Kind.ANIMATION: ("sendAnimation", {"has_spoiler": True, "duration": 1}),
    Kind.DOCUMENT: ("sendDocument", {"disable_content_type_detection": True}),
}


@pytest.mark.parametrize("kind", sorted(FILES))
async def test_a_file_of_each_kind_arrives_as_what_it_is(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, kind: Kind
) -> None:
    file = FILES[kind]
    method, told = TOLD[kind]
    (native,) = (await side.platform.send(to_ann, Post(media=(file,)), KEY)).ids
    seen = ann.message(bot, int(native))
    assert seen.kind == kind.value.replace("-", "_")
    assert seen.file is not None
    assert (seen.file.content, seen.file.name, seen.file.mime) == (content(file), file.name, file.mime)
    (sent,) = telegram.ledger.accepted(method)
    about = {"chat_id", kind.value.replace("-", "_")}
    assert {name: value for name, value in sent.parameters.items() if name not in about} == told


def sticker() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (512, 512), (90, 40, 110, 0)).save(out, "WEBP")
    return out.getvalue()


async def test_a_sticker_arrives_as_one_and_its_words_after_it(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    data = sticker()
    receipt = await side.platform.send(to_ann, Post("hi", media=(attached(data, Kind.STICKER),)), KEY)
    shown, words = (ann.message(bot, int(native)) for native in receipt.ids)
    assert (shown.kind, shown.file and shown.file.content) == ("sticker", data)
    assert (words.kind, words.text, words.reply_to) == ("text", "hi", shown.id)
    (sent,) = telegram.ledger.accepted("sendSticker")
    assert sent.parameters.keys() == {"chat_id", "sticker"}


async def test_words_and_buttons_stand_under_a_file(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    asked = await ann.says(bot, "sing")
    post = Post(
        "like so",
        (Span(Style.BOLD, 0, 4),),
        (FILES[Kind.VOICE],),
        labels=((Label("Next", "next"),),),
        reply_to=str(asked),
    )
    (native,) = (await side.platform.send(to_ann, post, KEY)).ids
    seen = ann.message(bot, int(native))
    assert (seen.kind, seen.text, seen.reply_to, seen.labels) == ("voice", "like so", asked, ["Next"])
    assert [mark["type"] for mark in seen.entities] == ["bold"]


# --- albums ---


def album(*kinds: Kind) -> tuple[Attachment, ...]:
    return tuple(FILES[kind] for kind in kinds)


@pytest.mark.parametrize("kinds", [(Kind.PHOTO, Kind.VIDEO), (Kind.AUDIO,) * 3, (Kind.DOCUMENT,) * 10])
async def test_files_that_belong_together_arrive_together(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, kinds: tuple[Kind, ...]
) -> None:
    asked = await ann.says(bot, "show me")
    post = Post("all", (Span(Style.ITALIC, 0, 3),), album(*kinds), reply_to=str(asked))
    receipt = await side.platform.send(to_ann, post, KEY)
    seen = [ann.message(bot, int(native)) for native in receipt.ids]
    assert [each.kind for each in seen] == [kind.value for kind in kinds]
    assert [each.file and each.file.content for each in seen] == [content(file) for file in post.media]
    assert [each.text for each in seen] == ["all", *[""] * (len(kinds) - 1)]
    assert [[mark["type"] for mark in each.entities] for each in seen] == [["italic"], *[[]] * (len(kinds) - 1)]
    assert [each.spoiler for each in seen] == [file.spoiler for file in post.media]
    assert {each.reply_to for each in seen} == {asked}
    assert len({each.album for each in seen}) == 1
    assert len(telegram.ledger.calls("sendMediaGroup")) == 1


async def test_buttons_stand_under_the_last_of_what_an_album_cannot_bear(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    kinds = (Kind.PHOTO, Kind.PHOTO, Kind.ANIMATION)
    receipt = await side.platform.send(to_ann, Post(media=album(*kinds), labels=((Label("Next", "next"),),)), KEY)
    seen = [ann.message(bot, int(native)) for native in receipt.ids]
    assert [each.labels for each in seen] == [[], [], ["Next"]]


async def test_a_second_attempt_sends_no_album_again_that_has_arrived(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    post = Post(media=album(Kind.PHOTO, Kind.VIDEO, Kind.ANIMATION, Kind.DOCUMENT, Kind.DOCUMENT))
    telegram.faults.add(kind=faults.rate_limited(1), method="sendAnimation")
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, post, SendKey("album", attempt=1))
    telegram.faults.add(kind=faults.lost_request(), method="sendMediaGroup")
    with pytest.raises(Unsure):
        await side.platform.send(to_ann, post, SendKey("album", attempt=2))
    receipt = await side.platform.send(to_ann, post, SendKey("album", attempt=3))
    shown = [message for message in ann.chat(bot) if message.from_bot]
    assert [each.kind for each in shown] == ["photo", "video", "animation", "document", "document"]
    assert [str(each.id) for each in shown] == list(receipt.ids)


async def test_an_album_telegram_refuses_is_refused_whole(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    post = Post("look", media=(attached(picture()), attached(b"no picture")))
    with pytest.raises(Rejected):
        await side.platform.send(to_ann, post, KEY)
    assert ann.heard(bot) == []


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [(faults.error(403, "Forbidden: bot was blocked by the user"), Gone), (faults.garbage(), Unsure)],
)
async def test_trouble_with_an_album_says_what_to_do_next(
    telegram: TelegramEmulator, side: Side, to_ann: Address, trouble: faults.Trouble, expected: type[Exception]
) -> None:
    telegram.faults.add(kind=trouble, method="sendMediaGroup")
    with pytest.raises(expected):
        await side.platform.send(to_ann, Post(media=album(Kind.PHOTO, Kind.PHOTO)), KEY)


async def test_somebody_who_takes_no_voices_gets_none(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    await ann.forbids_voices()
    for kind in (Kind.VOICE, Kind.VIDEO_NOTE):
        with pytest.raises(Rejected):
            await side.platform.send(to_ann, Post(media=album(kind)), KEY)
    await side.platform.send(to_ann, Post("then so"), KEY)
    assert ann.heard(bot) == ["then so"]


# --- polls and quotes ---


@pytest.mark.parametrize("several", [False, True])
async def test_a_poll_arrives_as_one_of_the_bots_where_nobody_is_named(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address, several: bool
) -> None:
    asked = await ann.says(bot, "ask me")
    post = Post(poll=Poll("Tea?", ("Yes", "No", "Later"), several), reply_to=str(asked))
    (native,) = (await side.platform.send(to_ann, post, KEY)).ids
    seen = ann.message(bot, int(native))
    assert seen.poll is not None
    assert (seen.poll.question, [text for text, _ in seen.poll.options]) == ("Tea?", ["Yes", "No", "Later"])
    assert (seen.poll.anonymous, seen.poll.several, seen.reply_to) == (True, several, asked)


async def test_the_part_that_is_meant_is_quoted(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    asked = await ann.says(bot, "at seven or at eight?")
    (native,) = (await side.platform.send(to_ann, Post("fine", reply_to=str(asked), quote="at eight"), KEY)).ids
    seen = ann.message(bot, int(native))
    assert (seen.reply_to, seen.quote) == (asked, "at eight")


@pytest.mark.parametrize("changed", [True, False])
async def test_a_quote_of_what_reads_differently_by_now_is_left_out(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, changed: bool
) -> None:
    asked = await ann.says(bot, "at seven")
    if not changed:
        await ann.deletes(bot, asked)
    (native,) = (await side.platform.send(to_ann, Post("fine", reply_to=str(asked), quote="at eight"), KEY)).ids
    seen = ann.message(bot, int(native))
    assert (seen.text, seen.reply_to, seen.quote) == ("fine", asked if changed else None, None)
    assert ann.heard(bot) == ["fine"], "it was said twice"


async def test_a_link_is_previewed_where_both_want_it(
    telegram: TelegramEmulator, ann: Person, side: Side, to_ann: Address
) -> None:
    await side.platform.send(to_ann, Post("https://example.org/", previews=True), KEY)
    (sent,) = telegram.ledger.accepted("sendMessage")
    assert "link_preview_options" not in sent.parameters
