"""The real client writing to the emulated Telegram: what people see of it."""

import pytest

from bot.content import Kind, Poll, Span, Style
from bot.messages import Said
from bot.platforms.base import Rejected, RetryLater
from bot.posts import Address, Label, Post
from tests.bot.telegram.conftest import KEY, Side
from tests.bot.telegram.errands import attached, content, exported, fetched, picture
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults


async def test_a_text_arrives_with_formatting_reply_and_buttons(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    asked = await ann.says(bot, "tea?")
    spans = (Span(Style.BOLD, 2, 5), Span(Style.SPOILER, 4, 9), Span(Style.LINK, 0, 1, "https://example.org/"))
    labels = ((Label("Next", "next:t1"),), (Label("Stop", "stop"),))
    receipt = await side.platform.send(to_ann, Post("😀 yes, do", spans, labels=labels, reply_to=str(asked)), KEY)
    seen = ann.message(bot, int(receipt.ids[0]))
    assert (seen.text, seen.reply_to, seen.labels) == ("😀 yes, do", asked, ["Next", "Stop"])
    marks = {(mark["type"], mark["offset"], mark["length"]) for mark in seen.entities}
    assert marks == {("bold", 3, 3), ("spoiler", 5, 5), ("text_link", 0, 2)}
    sent = telegram.ledger.accepted("sendMessage")[0].parameters
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in sent


async def test_markup_of_any_kind_arrives_as_plain_text(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    text = "<b>*_`[x](tg://user?id=1)`_*</b> @admin /stop &amp; \\ ${0} %s"
    await side.platform.send(to_ann, Post(text), KEY)
    seen = await ann.hears(bot)
    assert (seen.text, {mark["type"] for mark in seen.entities} & {"bold", "italic", "code", "text_link"}) == (
        text,
        set(),
    )


async def test_a_reply_to_a_message_that_is_gone_arrives_without_it(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    await side.platform.send(to_ann, Post("still here", reply_to="99999"), KEY)
    assert (await ann.hears(bot, "still here")).reply_to is None


@pytest.mark.parametrize("text", ["x" * 4096, "ﷺ" * 4096, "😀" * 2048])
async def test_the_longest_text_is_one_message(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address, text: str
) -> None:
    receipt = await side.platform.send(to_ann, Post(text), KEY)
    assert len(receipt.ids) == 1
    assert ann.heard(bot) == [text]


async def test_a_longer_text_arrives_in_parts_in_order(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    text = " ".join(f"word{number}" for number in range(2000))
    receipt = await side.platform.send(to_ann, Post(text), KEY)
    assert len(receipt.ids) == 5
    assert [str(message.id) for message in ann.chat(bot) if message.from_bot] == list(receipt.ids)
    assert " ".join(ann.heard(bot)) == text


async def test_photos_go_up_and_down_unchanged(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    async with side.running():
        await ann.sends_photo(bot, picture(), caption="look", has_media_spoiler=True)
        (incoming,) = await side.inside.hears(1)
    assert isinstance(incoming.what, Said)
    (photo,) = incoming.what.content.media
    assert (photo.kind, photo.spoiler, photo.file.size) == (Kind.PHOTO, True, len(picture()))
    data = await fetched(side.platform, photo.file, 20_000_000)
    assert data == picture()
    post = Post("look", (Span(Style.BOLD, 0, 4),), (attached(data, spoiler=True),))
    await side.platform.send(to_ann, post, KEY)
    seen = await ann.hears(bot, "look")
    assert (seen.kind, seen.photo, seen.entities[0]["type"]) == ("photo", picture(), "bold")
    assert seen.raw["has_media_spoiler"] is True


async def test_a_long_caption_follows_its_photo_as_a_reply(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    asked = await ann.says(bot, "show me")
    text = "long " * 300
    labels = ((Label("Next", "next"),),)
    post = Post(text, media=(attached(picture()),), reply_to=str(asked), labels=labels)
    receipt = await side.platform.send(to_ann, post, KEY)
    photo, words = (ann.message(bot, int(native)) for native in receipt.ids)
    assert (photo.kind, photo.text, photo.reply_to, photo.labels) == ("photo", "", asked, [])
    assert (words.kind, words.text, words.reply_to, words.labels) == ("text", text.strip(), photo.id, ["Next"])


async def test_a_picture_that_is_no_photo_to_telegram_goes_as_a_document(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    strip = picture(2100, 100)
    await side.platform.send(to_ann, Post("a panorama", media=(attached(strip),)), KEY)
    seen = await ann.hears(bot, "a panorama")
    assert (seen.kind, seen.document, seen.file_name) == ("document", strip, "photo.jpg")


async def test_an_export_arrives_as_a_file(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    export = exported('{"interests": ["שחמט"]}'.encode())
    await side.platform.send(to_ann, Post("◆ All of it.", media=(export,)), KEY)
    seen = await ann.hears(bot, "All of it")
    assert (seen.kind, seen.document, seen.file_name) == ("document", content(export), "bauta-export.json")
    assert telegram.ledger.accepted("sendDocument")[0].parameters["disable_content_type_detection"] is True


async def test_an_edit_changes_words_and_buttons_in_place(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (native,) = (await side.platform.send(to_ann, Post("Looking…", labels=((Label("Stop", "stop"),),)), KEY)).ids
    await side.platform.edit(to_ann, native, Post("Found!", (Span(Style.BOLD, 0, 5),)), KEY)
    seen = ann.message(bot, int(native))
    assert (seen.text, seen.labels, seen.entities[0]["type"]) == ("Found!", [], "bold")


async def test_an_edit_that_changes_nothing_is_a_success(
    telegram: TelegramEmulator, ann: Person, side: Side, to_ann: Address
) -> None:
    (native,) = (await side.platform.send(to_ann, Post("Looking…"), KEY)).ids
    await side.platform.edit(to_ann, native, Post("Looking…"), KEY)
    assert telegram.ledger.calls("editMessageText")[0].status == 400


async def test_an_edit_of_what_is_no_longer_there_is_rejected(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (native,) = (await side.platform.send(to_ann, Post("Looking…"), KEY)).ids
    await ann.deletes(bot, int(native))
    with pytest.raises(Rejected, match="no longer there"):
        await side.platform.edit(to_ann, native, Post("Found!"), KEY)


@pytest.mark.parametrize(
    "item", [Post("word " * 1000), Post("", media=(attached(b"pixels"),)), Post("", poll=Poll("Tea?", ("Yes", "No")))]
)
async def test_an_edit_to_something_that_is_not_one_text_is_rejected(
    telegram: TelegramEmulator, side: Side, to_ann: Address, item: Post
) -> None:
    with pytest.raises(Rejected):
        await side.platform.edit(to_ann, "1", item, KEY)
    assert telegram.ledger.calls("editMessageText") == []


async def test_an_edit_in_doubt_is_simply_done_again(
    telegram: TelegramEmulator, ann: Person, side: Side, to_ann: Address
) -> None:
    (native,) = (await side.platform.send(to_ann, Post("Looking…"), KEY)).ids
    telegram.faults.add(kind=faults.lost_answer(), method="editMessageText")
    with pytest.raises(RetryLater):
        await side.platform.edit(to_ann, native, Post("Found!"), KEY)
    await side.platform.edit(to_ann, native, Post("Found!"), KEY)


async def test_typing_is_shown(telegram: TelegramEmulator, bot: BotAccount, side: Side, to_ann: Address) -> None:
    await side.platform.typing(to_ann)
    (entry,) = telegram.ledger.accepted("sendChatAction")
    assert entry.parameters == {"chat_id": int(to_ann.chat), "action": "typing"}


@pytest.mark.parametrize(
    "trouble",
    [faults.rate_limited(30), faults.lost_answer(), faults.error(403, "Forbidden: bot was blocked by the user")],
)
async def test_typing_that_cannot_be_shown_is_no_trouble(
    telegram: TelegramEmulator, side: Side, to_ann: Address, trouble: faults.Trouble
) -> None:
    telegram.faults.add(kind=trouble, method="sendChatAction")
    await side.platform.typing(to_ann)
    await side.platform.typing(Address("x", "telegram", "999", to_ann.chat))
    assert len(telegram.ledger.calls("sendChatAction")) == 1
