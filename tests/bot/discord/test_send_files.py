"""Files, voices, polls, feelings and what is taken back, before the emulated Discord: what people see of it."""

from contextlib import suppress
from dataclasses import replace

import pytest

from bot.content import Kind, Poll
from bot.platforms.base import Gone, Rejected, RetryLater, SendKey
from bot.posts import Address, Post
from tests.bot.discord.conftest import KEY, Side
from tests.bot.telegram.errands import attached, content, picture
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults
from tests.emulators.discord.kinds import MP4, OPUS


async def sent(side: Side, to: Address, post: Post, name: str = "a-send") -> tuple[str, ...]:
    return (await side.platform.send(to, post, SendKey(name, begun=side.clock()))).ids


# --- files ---


async def test_files_of_every_kind_arrive_in_one_message_in_order(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    asked = await ann.says(bot, "show me")
    media = (
        attached(picture(), spoiler=True),
        attached(MP4, Kind.VIDEO, width=64, height=48, seconds=3.0),
        attached(b"ID3", Kind.AUDIO, seconds=180.0),
        attached(b"%PDF", Kind.DOCUMENT),
        attached(b"RIFF", Kind.STICKER),
    )
    (native,) = await sent(side, to_ann, Post("all", media=media, reply_to=str(asked)))
    seen = ann.message(bot, int(native))
    assert (seen.text, seen.reply_to) == ("all", asked)
    assert [file.content for file in seen.attachments] == [content(file) for file in media]
    assert [file.spoiler for file in seen.attachments] == [True, False, False, False, False]
    names = ["photo.jpg", "video.mp4", "audio.mp3", "document.pdf", "sticker.webp"]
    assert [file.filename.removeprefix("SPOILER_") for file in seen.attachments] == names


async def test_a_voice_arrives_as_one_and_its_words_after_it(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    asked = await ann.says(bot, "sing")
    voice = attached(OPUS, Kind.VOICE, seconds=2.4, waveform=bytes(range(256)))
    natives = await sent(side, to_ann, Post("la la", media=(voice,), reply_to=str(asked)))
    sung, words = (ann.message(bot, int(native)) for native in natives)
    assert (sung.voice, sung.text, sung.reply_to) == (True, "", asked)
    assert [(file.content, file.seconds, file.waveform) for file in sung.attachments] == [
        (OPUS, 2.4, bytes(range(256)))
    ]
    assert (words.voice, words.text, words.reply_to) == (False, "la la", None)


async def test_a_poll_arrives_as_one(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    (native,) = await sent(side, to_ann, Post(poll=Poll("Tea?", ("Yes", "No"), several=True)))
    poll = ann.message(bot, int(native)).poll
    assert poll is not None
    assert (poll.question, [text for text, _ in poll.answers], poll.several) == ("Tea?", ["Yes", "No"], True)


@pytest.mark.parametrize(
    "post",
    [
        Post("hi", media=(attached(OPUS, Kind.VOICE, seconds=1.0),)),
        Post("hi", poll=Poll("Tea?", ("Yes", "No"))),
        Post("hi", media=tuple(attached(picture()) for _ in range(11))),
    ],
)
async def test_what_takes_several_messages_goes_on_where_it_stopped(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, post: Post
) -> None:
    discord.faults.add(kind=faults.lost_request(), method="create_message", after=1)
    with pytest.raises(RetryLater):
        await sent(side, to_ann, post)
    natives = await sent(side, to_ann, post)
    shown = [each for each in ann.chat(bot) if each.from_bot]
    assert [str(each.id) for each in shown] == list(natives)
    assert len(shown) == 2


# --- taken back ---


async def test_all_of_what_was_said_goes_and_what_is_gone_counts_as_gone(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (stays,) = await sent(side, to_ann, Post("stays"))
    natives = await sent(side, to_ann, Post("word " * 1000), "another")
    assert len(natives) > 1
    await side.platform.delete(to_ann, natives, KEY)
    await side.platform.delete(to_ann, natives, KEY)
    assert [str(each.id) for each in ann.chat(bot) if each.from_bot] == [stays]


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (faults.rate_limited(0.01), RetryLater),
        (faults.failed(503), RetryLater),
        (faults.error(50007, "Cannot send messages to this user", status=403), Gone),
        (faults.error(50003, "Cannot execute action on a DM channel", status=403), Rejected),
    ],
)
async def test_trouble_while_taking_back_says_what_to_do_next(
    discord: DiscordEmulator,
    bot: BotAccount,
    ann: Person,
    side: Side,
    to_ann: Address,
    trouble: faults.Trouble,
    expected: type[Exception],
) -> None:
    natives = await sent(side, to_ann, Post("oops"))
    discord.faults.add(kind=trouble, method="delete_message")
    with pytest.raises(expected):
        await side.platform.delete(to_ann, natives, KEY)


async def test_one_file_of_an_album_goes_and_the_others_stay(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    media = tuple(replace(attached(b"%d" % at), name=f"photo-{at}.jpg") for at in (1, 2, 3))
    (native,) = await sent(side, to_ann, Post("three", media=media))

    def left() -> tuple[str, list[bytes]]:
        seen = ann.message(bot, int(native))
        return seen.text, [file.content for file in seen.attachments]

    for _ in range(2):  # done twice it is done once
        await side.platform.delete(to_ann, [f"{native}#1"], KEY)
        assert left() == ("three", [b"1", b"3"])
    await side.platform.delete(to_ann, [native], KEY)
    assert left() == ("", [b"3"]), "the words were the first one's"
    await side.platform.delete(to_ann, [f"{native}#2"], KEY)
    assert [each for each in ann.chat(bot) if each.from_bot] == []


# --- felt ---


def shown(bot: BotAccount, ann: Person, message: int) -> list[str]:
    return ann.message(bot, message).reacted(bot)


async def test_feelings_are_shown_and_taken_back(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    said = await ann.says(bot, "I did it")
    for _ in range(2):
        assert await side.platform.react(to_ann, str(said), ["👍"], [])
        assert shown(bot, ann, said) == ["👍"]
    assert await side.platform.react(to_ann, str(said), ["👍", "❤️"], [])
    assert shown(bot, ann, said) == ["👍", "❤️"]
    for _ in range(2):
        assert await side.platform.react(to_ann, str(said), ["❤️"], ["👍"])
        assert shown(bot, ann, said) == ["❤️"]
    assert await side.platform.react(to_ann, str(said), [], ["❤️"])
    assert shown(bot, ann, said) == []


async def test_a_feeling_about_one_file_of_an_album_shows_at_its_message(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "three pictures")
    assert await side.platform.react(to_ann, f"{said}#2", ["👍"], [])
    assert shown(bot, ann, said) == ["👍"]


async def test_an_emoji_of_somebodys_own_is_left_to_words(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    assert not await side.platform.react(to_ann, str(said), [":blobwave:"], [])
    assert await side.platform.react(to_ann, str(said), [], [":blobwave:"])
    assert discord.ledger.calls("add_my_message_reaction") == []
    assert discord.ledger.calls("delete_my_message_reaction") == []


async def test_what_counts_is_whether_the_latest_feeling_can_be_shown(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    assert await side.platform.react(to_ann, str(said), [":blobwave:", "👍"], [])
    assert not await side.platform.react(to_ann, str(said), ["👍", ":blobwave:"], [])
    assert shown(bot, ann, said) == ["👍"]


async def test_an_emoji_discord_does_not_know_is_left_to_words(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    assert not await side.platform.react(to_ann, str(said), ["no emoji"], [])
    assert await side.platform.react(to_ann, str(said), [], ["no emoji"]), "what was never shown need not be taken away"


async def test_where_twenty_signs_stand_already_it_is_left_to_words(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    for number in range(20):
        await ann.reacts(bot, said, chr(0x1F600 + number))
    assert not await side.platform.react(to_ann, str(said), ["🎉"], [])


async def test_a_feeling_about_what_is_gone_is_rejected(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    await ann.deletes(bot, said)
    with pytest.raises(Rejected, match="no longer there"):
        await side.platform.react(to_ann, str(said), ["👍"], [])
    await side.platform.react(to_ann, str(said), [], ["👍"])


@pytest.mark.parametrize("trouble", [faults.rate_limited(0.01), faults.failed(503)])
async def test_trouble_while_feeling_is_tried_again(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, trouble: faults.Trouble
) -> None:
    said = await ann.says(bot, "I did it")
    discord.faults.add(kind=trouble, method="add_my_message_reaction")
    with pytest.raises(RetryLater):
        await side.platform.react(to_ann, str(said), ["👍"], [])


@pytest.mark.parametrize("deed", ["taken back", "felt"])
async def test_whose_answer_was_lost_is_done_again(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, deed: str
) -> None:
    (native,) = await sent(side, to_ann, Post("oops"))
    method = "delete_message" if deed == "taken back" else "add_my_message_reaction"
    discord.faults.add(kind=faults.lost_answer(), method=method)
    for _ in range(2):
        with suppress(RetryLater):  # the client asks once more by itself where it used a connection before
            if deed == "taken back":
                await side.platform.delete(to_ann, [native], KEY)
            else:
                await side.platform.react(to_ann, native, ["👍"], [])
    there = [each for each in ann.chat(bot) if each.from_bot]
    assert [each.reacted(bot) for each in there] == ([] if deed == "taken back" else [["👍"]])
