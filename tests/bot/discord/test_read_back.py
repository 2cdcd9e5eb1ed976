"""Long after a doubtful send the chat is read: what stands there is taken for this message only if it is this one."""

import pytest

from bot.platforms.base import RetryLater, SendKey
from bot.posts import Address, Label, Post
from tests.bot.discord.conftest import Side
from tests.bot.telegram.errands import attached, picture
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults

WORDS = "◆ You are talking with a stranger."


def notice(room: str, *more: Label) -> Post:
    """The same words for every room, with buttons that name it."""
    return Post(WORDS, labels=((Label("Next", f"next:{room}"), Label("Stop", f"stop:{room}"), *more),), host=True)


async def doubtful(
    discord: DiscordEmulator, side: Side, to: Address, item: Post, *, arrives: bool, restarted: bool = True
) -> tuple[str, ...]:
    """Send something whose arrival is in doubt, and once more when its nonce is forgotten."""
    key = SendKey("row", begun=side.clock())
    trouble = faults.lost_answer() if arrives else faults.lost_request()
    discord.faults.add(kind=trouble, method="create_message")
    with pytest.raises(RetryLater):
        await side.platform.send(to, item, key)
    side.clock.ahead += 90
    discord.settings.nonce_window = -1.0
    if restarted:
        side.platform._sending._finished.clear()
    return (await side.platform.send(to, item, SendKey("row", attempt=2, begun=key.begun))).ids


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_notice_with_the_same_words_and_other_buttons_is_another(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, restarted: bool
) -> None:
    await side.platform.send(to_ann, notice("first"), SendKey("before"))
    await doubtful(discord, side, to_ann, notice("second"), arrives=False, restarted=restarted)
    offered = [[button.custom_id for button in each.buttons] for each in ann.chat(bot) if each.from_bot]
    assert offered == [["next:first", "stop:first"], ["next:second", "stop:second"]]


async def test_a_notice_that_arrived_is_found_by_its_words_and_buttons(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    await side.platform.send(to_ann, notice("first"), SendKey("before"))
    ids = await doubtful(discord, side, to_ann, notice("second", Label("Open", "chat")), arrives=True)
    assert ann.heard(bot) == [WORDS, WORDS]
    assert ids == (str(ann.chat(bot)[-1].id),)


async def test_a_menu_that_arrived_is_found_too(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    choices = tuple((Label(f"Choice {number}", f"set:age.{number}"),) for number in range(40))
    await doubtful(discord, side, to_ann, Post("◆ How old?", labels=choices, host=True), arrives=True)
    assert ann.heard(bot) == ["◆ How old?"]


async def test_words_without_a_picture_are_not_taken_for_those_with_one(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    await side.platform.send(to_ann, Post("look"), SendKey("before"))
    await doubtful(discord, side, to_ann, Post("look", media=(attached(picture()),)), arrives=False)
    assert [len(each.attachments) for each in ann.chat(bot) if each.from_bot] == [0, 1]
