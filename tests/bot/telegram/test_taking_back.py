"""Messages taken back and feelings shown before the emulated Telegram: done twice it is done once."""

import time

import pytest

from bot.content import Kind
from bot.platforms.base import DeliveryError, Gone, Rejected, RetryLater, SendKey
from bot.posts import Address, Post
from tests.bot.telegram.conftest import KEY, Side
from tests.bot.telegram.errands import attached, picture
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults

TWO_DAYS = 48 * 3600 + 1
TROUBLES: list[tuple[faults.Trouble, type[DeliveryError]]] = [
    (faults.error(403, "Forbidden: bot was blocked by the user"), Gone),
    (faults.error(400, "Bad Request: chat not found"), Gone),
    (faults.rate_limited(7), RetryLater),
    (faults.error(502, "Bad Gateway"), RetryLater),
    (faults.lost_answer(), RetryLater),
    (faults.garbage(), RetryLater),
]


async def sent(side: Side, to: Address, post: Post, name: str = "a-send") -> tuple[str, ...]:
    return (await side.platform.send(to, post, SendKey(name))).ids


# --- taken back ---


async def test_all_of_what_was_said_goes(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    (stays,) = await sent(side, to_ann, Post("stays"))
    files = (attached(picture()), attached(picture()), attached(b"%PDF-1.4", Kind.DOCUMENT))
    natives = await sent(side, to_ann, Post("word " * 300, media=files), "another")
    assert len(natives) == 4
    await side.platform.delete(to_ann, natives, KEY)
    assert [str(message.id) for message in ann.chat(bot) if message.from_bot] == [stays]


async def test_what_the_person_wrote_goes_from_their_own_chat_too(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "oops")
    await side.platform.delete(to_ann, [str(said)], KEY)
    assert "oops" not in [message.text for message in ann.chat(bot)]


async def test_what_is_gone_already_counts_as_taken_back(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    natives = await sent(side, to_ann, Post("word " * 1000))
    await ann.deletes(bot, int(natives[0]))
    await side.platform.delete(to_ann, natives, KEY)
    await side.platform.delete(to_ann, natives, KEY)
    assert ann.heard(bot) == []


async def test_of_what_is_too_old_the_rest_still_goes_and_it_is_told(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (old,) = await sent(side, to_ann, Post("old"))
    telegram.world.clock = lambda: time.time() + TWO_DAYS
    (young,) = await sent(side, to_ann, Post("young"), "another")
    with pytest.raises(Rejected):
        await side.platform.delete(to_ann, [old, young], KEY)
    assert ann.heard(bot) == ["old"]


@pytest.mark.parametrize(("trouble", "expected"), TROUBLES)
async def test_trouble_while_taking_back_is_never_a_doubt(
    telegram: TelegramEmulator,
    bot: BotAccount,
    ann: Person,
    side: Side,
    to_ann: Address,
    trouble: faults.Trouble,
    expected: type[DeliveryError],
) -> None:
    natives = await sent(side, to_ann, Post("word " * 1000))
    telegram.faults.add(kind=trouble, method="deleteMessage", after=1)
    with pytest.raises(DeliveryError) as error:
        await side.platform.delete(to_ann, natives, KEY)
    assert type(error.value) is expected
    await side.platform.delete(to_ann, natives, KEY)
    assert ann.heard(bot) == []


# --- felt ---


async def shown(bot: BotAccount, ann: Person, message: int) -> str | None:
    return ann.message(bot, message).reaction


async def test_a_feeling_is_shown_replaced_and_taken_back(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    assert await side.platform.react(to_ann, str(said), ["👍"], [])
    assert await shown(bot, ann, said) == "👍"
    assert await side.platform.react(to_ann, str(said), ["👍"], []), "done twice"
    assert await side.platform.react(to_ann, str(said), ["🎉"], ["👍"])
    assert await shown(bot, ann, said) == "🎉"
    assert await side.platform.react(to_ann, str(said), [], ["🎉"])
    assert await shown(bot, ann, said) is None


async def test_of_several_feelings_the_latest_is_shown_by_the_nearest_sign(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    assert await side.platform.react(to_ann, str(said), ["👍", "😂"], [])
    assert await shown(bot, ann, said) == "🤣"


async def test_a_feeling_without_a_sign_is_left_to_words_and_asks_for_nothing(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    assert not await side.platform.react(to_ann, str(said), ["🪿"], [])
    assert telegram.ledger.calls("setMessageReaction") == []


async def test_the_latest_feeling_is_left_to_words_even_if_an_earlier_one_has_a_sign(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    assert not await side.platform.react(to_ann, str(said), ["👍", "🪿"], [])
    assert await shown(bot, ann, said) == "👍"


async def test_a_sign_that_was_taken_back_goes_even_if_what_is_left_has_none(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    await side.platform.react(to_ann, str(said), ["👍"], [])
    assert not await side.platform.react(to_ann, str(said), ["🪿"], ["👍"])
    assert await shown(bot, ann, said) is None


async def test_a_feeling_about_what_is_gone_is_rejected(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    said = await ann.says(bot, "I did it")
    await ann.deletes(bot, said)
    with pytest.raises(Rejected):
        await side.platform.react(to_ann, str(said), ["👍"], [])


@pytest.mark.parametrize(("trouble", "expected"), TROUBLES)
async def test_trouble_while_feeling_is_never_a_doubt(
    telegram: TelegramEmulator,
    bot: BotAccount,
    ann: Person,
    side: Side,
    to_ann: Address,
    trouble: faults.Trouble,
    expected: type[DeliveryError],
) -> None:
    said = await ann.says(bot, "I did it")
    telegram.faults.add(kind=trouble, method="setMessageReaction")
    with pytest.raises(DeliveryError) as error:
        await side.platform.react(to_ann, str(said), ["👍"], [])
    assert type(error.value) is expected
    assert await side.platform.react(to_ann, str(said), ["👍"], [])
    assert await shown(bot, ann, said) == "👍"


async def test_a_bot_that_is_not_run_here_does_nothing(side: Side, to_ann: Address) -> None:
    elsewhere = Address("x", "telegram", "999", to_ann.chat)
    with pytest.raises(Rejected):
        await side.platform.delete(elsewhere, ["1"], KEY)
    with pytest.raises(Rejected):
        await side.platform.react(elsewhere, "1", ["👍"], [])
