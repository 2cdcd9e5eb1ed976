"""What each trouble on the way to the emulated Telegram means to the outbox; none of it tells anything it must not."""

from collections import Counter

import pytest

from bot.content import FileRef
from bot.messages import Said
from bot.platforms.base import DeliveryError, Gone, Rejected, RetryLater, Scope, SendKey, Unsure
from bot.posts import Address, Post
from tests.bot.telegram.conftest import KEY, TOKEN, Inside, Side, platform_at
from tests.bot.telegram.errands import everything, fetched, picture
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults

BLOCKED = "Forbidden: bot was blocked by the user"
TROUBLES: list[tuple[faults.Trouble, type[DeliveryError]]] = [
    (faults.error(403, BLOCKED), Gone),
    (faults.error(403, "Forbidden: user is deactivated"), Gone),
    (faults.error(403, "Forbidden: bot can't initiate conversation with a user"), Gone),
    (faults.error(400, "Bad Request: chat not found"), Gone),
    (faults.error(400, "Bad Request: PEER_ID_INVALID"), Gone),
    (faults.rate_limited(7), RetryLater),
    (faults.error(429, "Too Many Requests"), RetryLater),
    (faults.error(401, "Unauthorized"), RetryLater),
    (faults.error(404, "Not Found"), RetryLater),
    (faults.error(409, "Conflict: terminated by other getUpdates request"), RetryLater),
    (faults.error(500, "Internal Server Error"), RetryLater),
    (faults.error(502, "Bad Gateway"), RetryLater),
    (faults.error(400, "Bad Request: message is too long"), Rejected),
    (faults.error(400, "Bad Request: a reason nobody has heard of, a secret"), Rejected),
    (faults.error(413, "Request Entity Too Large"), Rejected),
    (faults.error(500, "Internal Server Error: restart"), Unsure),
    (faults.lost_answer(), Unsure),
    (faults.lost_request(), Unsure),
    (faults.garbage(), Unsure),
]


@pytest.mark.parametrize(("trouble", "expected"), TROUBLES, ids=lambda case: getattr(case, "description", None))
async def test_each_trouble_says_what_to_do_next(
    telegram: TelegramEmulator, side: Side, to_ann: Address, trouble: faults.Trouble, expected: type[DeliveryError]
) -> None:
    telegram.faults.add(kind=trouble, method="sendMessage")
    with pytest.raises(DeliveryError) as error:
        await side.platform.send(to_ann, Post("a secret"), KEY)
    assert type(error.value) is expected
    assert len(telegram.ledger.calls("sendMessage")) == 1, "the client tried again by itself"
    for told in everything(error.value):
        assert "SECRET" not in told
        assert to_ann.chat not in told
    assert "secret" not in str(error.value)


async def test_the_pause_telegram_asks_for_is_passed_on_and_holds_one_lane(
    telegram: TelegramEmulator, side: Side, to_ann: Address
) -> None:
    telegram.faults.add(kind=faults.rate_limited(17), method="sendMessage")
    with pytest.raises(RetryLater) as error:
        await side.platform.send(to_ann, Post("hello"), KEY)
    assert (error.value.seconds, error.value.scope) == (17, Scope.LANE)


async def test_a_refused_token_holds_the_whole_account(telegram: TelegramEmulator, side: Side, to_ann: Address) -> None:
    telegram.faults.add(kind=faults.error(401, "Unauthorized"), method="sendMessage")
    with pytest.raises(RetryLater) as error:
        await side.platform.send(to_ann, Post("hello"), KEY)
    assert error.value.scope is Scope.ACCOUNT


async def test_whoever_blocked_the_bot_is_gone(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    await ann.blocks(bot)
    with pytest.raises(Gone):
        await side.platform.send(to_ann, Post("hello"), KEY)


async def test_when_nobody_listens_nothing_was_sent(telegram: TelegramEmulator, side: Side, to_ann: Address) -> None:
    async with telegram.outage():
        with pytest.raises(RetryLater) as error:
            await side.platform.send(to_ann, Post("hello"), KEY)
        assert not [told for told in everything(error.value) if "SECRET" in told]
    await side.platform.send(to_ann, Post("hello"), KEY)


async def test_a_name_that_cannot_be_found_means_nothing_was_sent(to_ann: Address) -> None:
    async with platform_at("http://nowhere.invalid", Counter()) as platform:
        with pytest.raises(RetryLater):
            await platform.send(to_ann, Post("hello"), KEY)


async def test_after_closing_nothing_is_sent(side: Side, to_ann: Address) -> None:
    await side.platform.close()
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post("hello"), KEY)


async def test_a_bot_that_is_not_run_here_sends_nothing(side: Side, to_ann: Address) -> None:
    elsewhere = Address("x", "telegram", "999", to_ann.chat)
    with pytest.raises(Rejected):
        await side.platform.send(elsewhere, Post("hello"), KEY)


@pytest.mark.parametrize("trouble", [faults.rate_limited(1), faults.lost_request()])
async def test_a_second_attempt_goes_on_where_the_first_stopped(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, trouble: faults.Trouble
) -> None:
    text = " ".join(f"word{number}" for number in range(2000))
    telegram.faults.add(kind=trouble, method="sendMessage", after=2)
    with pytest.raises((RetryLater, Unsure)):
        await side.platform.send(to_ann, Post(text), SendKey("long", attempt=1))
    receipt = await side.platform.send(to_ann, Post(text), SendKey("long", attempt=2))
    assert " ".join(ann.heard(bot)) == text
    assert [str(message.id) for message in ann.chat(bot) if message.from_bot] == list(receipt.ids)
    anew = await side.platform.send(to_ann, Post(text), SendKey("long", attempt=3))
    assert len(anew.ids) == len(receipt.ids)
    assert not set(anew.ids) & set(receipt.ids), "a finished send was remembered"


async def test_an_attempt_to_send_something_else_begins_at_its_beginning(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    telegram.faults.add(kind=faults.rate_limited(1), method="sendMessage", after=1)
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post("word " * 1000), SendKey("long"))
    await side.platform.send(to_ann, Post("short"), SendKey("another"))
    assert ann.heard(bot)[-1] == "short"


@pytest.fixture
async def file(bot: BotAccount, ann: Person, side: Side) -> FileRef:
    await ann.sends_photo(bot, picture())
    async with side.running():
        (incoming,) = await side.inside.hears(1)
    assert isinstance(incoming.what, Said)
    return incoming.what.content.media[0].file


async def test_a_file_beyond_the_limit_is_not_fetched(telegram: TelegramEmulator, side: Side, file: FileRef) -> None:
    with pytest.raises(Rejected, match="too large"):
        await fetched(side.platform, file, file.size - 1)
    assert telegram.ledger.calls("getFile") == []
    unknown = FileRef(file.platform, file.account, file.id)
    with pytest.raises(Rejected, match="too large"):
        await fetched(side.platform, unknown, file.size - 1)


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (faults.error(400, "Bad Request: file is too big"), Rejected),
        (faults.error(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), Rejected),
        (faults.rate_limited(3), RetryLater),
        (faults.lost_answer(), RetryLater),
        (faults.garbage(), RetryLater),
    ],
)
async def test_trouble_with_a_file(
    telegram: TelegramEmulator, side: Side, file: FileRef, trouble: faults.Trouble, expected: type[DeliveryError]
) -> None:
    telegram.faults.add(kind=trouble, method="getFile")
    with pytest.raises(expected) as error:
        await fetched(side.platform, file, 20_000_000)
    assert not [told for told in everything(error.value) if "SECRET" in told or file.id in told]


async def test_a_file_of_another_bot_is_no_longer_there(side: Side, file: FileRef) -> None:
    with pytest.raises(Rejected):
        await fetched(side.platform, FileRef("telegram", "999", file.id), 20_000_000)
    with pytest.raises(Rejected):
        await fetched(side.platform, FileRef("telegram", file.account, "another"), 20_000_000)


async def test_no_log_of_the_library_tells_anything(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, caplog: pytest.LogCaptureFixture, to_ann: Address
) -> None:
    caplog.set_level(0)
    inside = Inside()
    async with platform_at(telegram.url, Counter()) as platform:
        side = Side(platform, inside, Counter())
        telegram.faults.add(kind=faults.garbage(), method="sendMessage")
        async with side.running():
            await ann.says(bot, "a secret")
            await inside.hears(1)
            with pytest.raises(Unsure):
                await platform.send(to_ann, Post("a secret"), KEY)
            await platform.send(to_ann, Post("a secret"), KEY)
    assert "SECRET" not in caplog.text
    assert "a secret" not in caplog.text
    assert to_ann.chat not in caplog.text
    assert TOKEN not in repr(platform._bots)
