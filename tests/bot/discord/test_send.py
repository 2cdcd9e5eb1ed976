"""The real requests writing to the emulated Discord: what people see of it."""

import pytest

from bot.content import Span, Style
from bot.platforms.base import Gone, Rejected, RetryLater, SendKey
from bot.platforms.discord.send import nonce
from bot.posts import Address, Label, Post
from tests.bot.discord.conftest import KEY, Side
from tests.bot.telegram.errands import attached, exported, picture
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults

LONG = " ".join(f"word{number}" for number in range(700))


def again(key: SendKey, attempt: int = 2) -> SendKey:
    return SendKey(key.id, attempt=attempt, begun=key.begun)


# --- what arrives ---


async def test_a_text_arrives_with_formatting_reply_and_buttons(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    asked = await ann.says(bot, "tea?")
    labels = ((Label("Next", "next:t1"),), (Label("Stop", "stop"),))
    receipt = await side.platform.send(
        to_ann, Post("yes, do", (Span(Style.BOLD, 0, 3),), labels=labels, reply_to=str(asked)), KEY
    )
    seen = ann.message(bot, int(receipt.ids[0]))
    assert (seen.text, seen.reply_to, seen.labels) == ("**yes**, do", asked, ["Next", "Stop"])
    (sent,) = discord.ledger.accepted("create_message")
    assert sent.parameters["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert sent.parameters["enforce_nonce"] is True
    assert sent.parameters["flags"] == 4, "a preview of a link was not turned off"


async def test_a_reply_to_a_message_that_is_gone_arrives_without_it(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    asked = await ann.says(bot, "tea?")
    await ann.deletes(bot, asked)
    receipt = await side.platform.send(to_ann, Post("yes", reply_to=str(asked)), KEY)
    assert ann.message(bot, int(receipt.ids[0])).reply_to is None


async def test_a_reply_to_one_of_several_pictures_points_at_their_message(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    asked = await ann.says(bot, "three pictures")
    receipt = await side.platform.send(to_ann, Post("nice", reply_to=f"{asked}#2"), KEY)
    assert ann.message(bot, int(receipt.ids[0])).reply_to == asked


async def test_a_long_text_arrives_in_parts_with_buttons_under_the_last(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    labels = ((Label("Next", "next"),),)
    receipt = await side.platform.send(to_ann, Post(LONG, labels=labels), KEY)
    shown = [ann.message(bot, int(native)) for native in receipt.ids]
    assert len(shown) > 1
    assert " ".join(each.text for each in shown) == LONG
    assert [each.labels for each in shown] == [[]] * (len(shown) - 1) + [["Next"]]


async def test_a_picture_arrives_with_its_words_and_its_cover(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    data = picture()
    await side.platform.send(to_ann, Post("look", media=(attached(data, spoiler=True),)), KEY)
    (file,) = (await ann.hears(bot, "look")).attachments
    assert (file.content, file.spoiler) == (data, True)
    await side.platform.send(to_ann, Post("open", media=(attached(data),)), SendKey("another"))
    (file,) = (await ann.hears(bot, "open")).attachments
    assert (file.filename, file.spoiler) == ("photo.jpg", False)


async def test_a_picture_without_words_arrives(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    (native,) = (await side.platform.send(to_ann, Post(media=(attached(picture()),)), KEY)).ids
    assert len(ann.message(bot, int(native)).attachments) == 1


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(
    discord: DiscordEmulator, side: Side, to_ann: Address
) -> None:
    huge = exported(bytes(10_000_001))
    with pytest.raises(Rejected, match="too large"):
        await side.platform.send(to_ann, Post("all of it", media=(huge,)), KEY)
    assert discord.ledger.calls("create_message") == []


async def test_an_edit_changes_words_and_buttons_in_place(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (native,) = (await side.platform.send(to_ann, Post("Looking…", labels=((Label("Stop", "stop"),),)), KEY)).ids
    await side.platform.edit(to_ann, native, Post("Found!", (Span(Style.BOLD, 0, 5),)), KEY)
    seen = ann.message(bot, int(native))
    assert (seen.text, seen.labels) == ("**Found**!", [])
    assert discord.ledger.accepted("update_message")[0].parameters["allowed_mentions"]["parse"] == []


async def test_an_edit_of_something_that_is_gone_is_rejected(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    with pytest.raises(Rejected, match="no longer there"):
        await side.platform.edit(to_ann, "1234567890", Post("new"), KEY)
    with pytest.raises(Rejected):
        await side.platform.edit(to_ann, "1234567890", Post(LONG), KEY)


# --- nothing shows twice ---


def test_a_nonce_is_the_same_at_every_attempt_and_another_for_everything_else() -> None:
    key = SendKey("row", part=0, attempt=1, begun=5.0)
    assert nonce(key, 0) == nonce(SendKey("row", part=0, attempt=9, begun=7.0), 0)
    others = [nonce(key, 1), nonce(SendKey("row", part=1), 0), nonce(SendKey("row2"), 0), nonce(SendKey("ro"), 20)]
    assert len({nonce(key, 0), *others}) == 5
    assert all(len(each) <= 25 for each in others)


@pytest.mark.parametrize("file", [False, True])
async def test_a_send_whose_answer_was_lost_shows_once(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, file: bool
) -> None:
    post = Post("hello", media=(attached(picture()),) if file else ())
    key = SendKey("row", begun=side.clock())
    discord.faults.add(kind=faults.lost_answer(), method="create_message")
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, post, key)
    receipt = await side.platform.send(to_ann, post, again(key))
    assert ann.heard(bot) == ["hello"]
    assert receipt.ids == (str(ann.chat(bot)[-1].id),)
    assert discord.ledger.calls("list_messages") == [], "a chat is read without need"


@pytest.mark.parametrize("trouble", [faults.rate_limited(0.01), faults.lost_answer(), faults.failed(503)])
async def test_a_long_text_goes_on_where_it_stopped(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, trouble: faults.Trouble
) -> None:
    key = SendKey("row", begun=side.clock())
    discord.faults.add(kind=trouble, method="create_message", after=1)
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post(LONG), key)
    before = len(discord.ledger.calls("create_message"))
    await _paused(side, to_ann)
    receipt = await side.platform.send(to_ann, Post(LONG), again(key))
    assert " ".join(ann.heard(bot)) == LONG
    assert receipt.ids == tuple(str(each.id) for each in ann.chat(bot) if each.from_bot)
    assert len(discord.ledger.calls("create_message")) == before + len(receipt.ids) - 1, "the first was sent again"


async def test_after_a_restart_a_long_text_is_repeated_and_shows_once(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    key = SendKey("row", begun=side.clock())
    discord.faults.add(kind=faults.lost_request(), method="create_message", after=1)
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post(LONG), key)
    side.platform._sending._unfinished.clear()  # as a new process has it
    await side.platform.send(to_ann, Post(LONG), again(key))
    assert " ".join(ann.heard(bot)) == LONG


async def test_a_message_that_arrived_and_was_deleted_is_not_sent_again(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    key = SendKey("row", begun=side.clock())
    discord.faults.add(kind=faults.lost_answer(), method="create_message")
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post("hello"), key)
    channel = ann.dm(bot)
    discord.world.remove(channel, list(channel.messages.values())[-1])
    receipt = await side.platform.send(to_ann, Post("hello"), again(key))
    assert receipt.ids == ()
    assert ann.heard(bot) == []


async def _paused(side: Side, to: Address) -> None:
    """Wait out what Discord asked for, as a lane does."""
    import asyncio

    while (pause := side.platform.pause(to)) > 0:  # noqa: ASYNC110 - the pause is the platform's own
        await asyncio.sleep(pause)


# --- long after: the nonce is forgotten, the chat is read ---


async def late(discord: DiscordEmulator, side: Side) -> None:
    """More than a minute passes; Discord has forgotten all nonces."""
    side.clock.ahead += 90
    discord.settings.nonce_window = -1.0


async def test_long_after_what_arrived_is_found_and_not_sent_again(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    key = SendKey("row", begun=side.clock())
    discord.faults.add(kind=faults.lost_answer(), method="create_message")
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post(" hello "), key)
    await late(discord, side)
    receipt = await side.platform.send(to_ann, Post(" hello "), again(key))
    assert ann.heard(bot) == ["hello"]
    assert receipt.ids == (str(ann.chat(bot)[-1].id),)


async def test_long_after_what_did_not_arrive_is_sent(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    key = SendKey("row", begun=side.clock())
    await ann.says(bot, "hello")  # of hers, not ours
    discord.faults.add(kind=faults.lost_request(), method="create_message")
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post("hello"), key)
    await late(discord, side)
    await side.platform.send(to_ann, Post("hello"), again(key))
    assert ann.heard(bot) == ["hello"]


@pytest.mark.parametrize("restarted", [False, True])
async def test_the_same_words_said_before_are_not_taken_for_these(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, restarted: bool
) -> None:
    key = SendKey("row", begun=side.clock())
    (earlier,) = (await side.platform.send(to_ann, Post("ok"), SendKey("before"))).ids
    if restarted:
        side.platform._sending._finished.clear()
        side.world.stand_for_something.add(earlier)  # as the database has it
    discord.faults.add(kind=faults.lost_request(), method="create_message")
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post("ok"), key)
    await late(discord, side)
    receipt = await side.platform.send(to_ann, Post("ok"), again(key))
    assert ann.heard(bot) == ["ok", "ok"]
    assert receipt.ids != (earlier,)


async def test_long_after_only_the_parts_that_are_missing_are_sent(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    key = SendKey("row", begun=side.clock())
    discord.faults.add(kind=faults.lost_request(), method="create_message", after=1)
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post(LONG), key)
    side.platform._sending._unfinished.clear()
    await late(discord, side)
    receipt = await side.platform.send(to_ann, Post(LONG), again(key))
    assert " ".join(ann.heard(bot)) == LONG
    assert receipt.ids == tuple(str(each.id) for each in ann.chat(bot) if each.from_bot)


async def test_what_arrived_is_found_however_much_was_said_since(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    key = SendKey("row", begun=side.clock())
    for number in range(130):
        await ann.says(bot, f"{number}")
    discord.faults.add(kind=faults.lost_answer(), method="create_message")
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post("hello"), key)
    await late(discord, side)
    await side.platform.send(to_ann, Post("hello"), again(key))
    assert ann.heard(bot) == ["hello"]


async def test_somebody_who_closed_their_messages_is_gone(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    await ann.closes_dms()
    with pytest.raises(Gone):
        await side.platform.send(to_ann, Post("hello"), KEY)
    await ann.opens_dms()
    await ann.uninstalls(bot)
    with pytest.raises(Gone):
        await side.platform.send(to_ann, Post("hello"), KEY)
