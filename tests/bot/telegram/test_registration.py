"""The webhook at Telegram: set once we listen, looked after, left there at the end, and never fought over for ever."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.content import Content
from bot.messages import Said
from bot.platforms.base import Fatal
from tests.bot.telegram.conftest import TOKEN, Inside, Side, platform_at
from tests.bot.telegram.hooked import Hooked, hooked
from tests.bot.town import until
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults
from tests.emulators.telegram.world import Webhook

THEIRS = Webhook("https://example.org/theirs")


@pytest.fixture
async def side(telegram: TelegramEmulator, bot: BotAccount) -> AsyncIterator[Hooked]:
    async with hooked(telegram) as side:
        yield side


def events(logs: Iterable[Mapping[str, Any]]) -> list[str]:
    return [entry["event"] for entry in logs]


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_is_set_with_all_it_needs_and_nothing_that_waits_is_dropped(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    await ann.says(bot, "hello")
    async with side.running():
        await side.inside.hears(1)
    (entry,) = telegram.ledger.accepted("setWebhook")
    assert entry.parameters == {
        "url": side.hook().url,
        "secret_token": side.hook().secret,
        "max_connections": 40,
        "allowed_updates": ["message", "edited_message", "message_reaction", "callback_query", "my_chat_member"],
        "drop_pending_updates": False,
    }
    assert telegram.ledger.counts["deleteWebhook"] == 0, "it stays when we stop"
    assert bot.webhook is not None


@pytest.mark.parametrize("method", ["getWebhookInfo", "setWebhook", "getMe"])
@pytest.mark.parametrize(
    "trouble",
    [faults.error(500, "Internal Server Error"), faults.garbage(), faults.lost_answer(), faults.rate_limited(0)],
    ids=lambda trouble: trouble.name,
)
async def test_trouble_on_the_line_is_waited_out(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked, method: str, trouble: faults.Trouble
) -> None:
    telegram.faults.add(kind=trouble, method=method, times=3)
    with capture_logs() as logs:
        async with side.running():
            await ann.says(bot, "hello")
            await side.inside.hears(1)
    assert side.inside.whats == [Said(Content("hello"))]
    for secret in (TOKEN, side.hook().url, side.hook().secret):
        assert secret not in str(logs)


async def test_telegram_being_away_at_the_start_is_waited_out(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    await ann.says(bot, "hello")
    assert "telegram.unreachable" in await side.starts_without(telegram)


@pytest.mark.parametrize("method", ["getMe", "getWebhookInfo", "setWebhook"])
async def test_a_token_that_is_refused_is_fatal(
    telegram: TelegramEmulator, bot: BotAccount, side: Hooked, method: str
) -> None:
    telegram.faults.add(kind=faults.error(401, "Unauthorized"), method=method, times=None)
    with pytest.raises(Fatal, match="token of bot 123456 is wrong") as fatal:
        await side.platform.run(side.inside.accept)
    assert "SECRET" not in str(fatal.value)


async def test_a_token_revoked_meanwhile_is_fatal(telegram: TelegramEmulator, bot: BotAccount, side: Hooked) -> None:
    telegram.faults.add(kind=faults.error(401, "Unauthorized"), method="getWebhookInfo", after=3, times=None)
    with pytest.raises(Fatal, match="token of bot 123456 is wrong"):
        await side.platform.run(side.inside.accept)
    assert telegram.ledger.counts["setWebhook"] == 1


async def test_an_address_that_is_refused_for_a_while_is_asked_for_again(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    refusal = faults.error(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known")
    telegram.faults.add(kind=refusal, method="setWebhook", times=9)
    await ann.says(bot, "hello")
    with capture_logs() as logs:
        async with side.running():
            await side.inside.hears(1)
    told = [entry for entry in logs if entry["event"] == "telegram.webhook_not_set"]
    assert len(told) == 9
    assert "failed to resolve host" in told[0]["reason"]


async def test_an_address_that_is_refused_again_and_again_is_fatal_and_the_reason_is_told(
    telegram: TelegramEmulator, bot: BotAccount, side: Hooked
) -> None:
    refusal = faults.error(400, f"Bad Request: bad webhook: IP address 10.0.0.1 is reserved at {side.hook().url}")
    telegram.faults.add(kind=refusal, method="setWebhook", times=None)
    with pytest.raises(Fatal, match=r"ip address 10\.0\.0\.1 is reserved.*BAUTA_TELEGRAM_WEBHOOK_URL") as fatal:
        await side.platform.run(side.inside.accept)
    assert side.hook().name not in str(fatal.value)
    assert telegram.ledger.counts["setWebhook"] == 10


@pytest.mark.parametrize("thief", [THEIRS, None], ids=["replaced", "removed"])
async def test_a_webhook_that_somebody_took_is_set_again(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked, thief: Webhook | None
) -> None:
    with capture_logs() as logs:
        async with side.running():
            await until(lambda: bot.webhook is not None)
            bot.webhook = thief
            await ann.says(bot, "hello")
            await side.inside.hears(1)
    assert bot.webhook is not None
    assert bot.webhook.url == side.hook().url
    assert "telegram.webhook_taken_away" in events(logs)
    assert "example.org" not in str(logs)


@pytest.mark.parametrize(("thief", "how"), [(THEIRS, "replacing"), (None, "removing")])
async def test_somebody_who_keeps_taking_it_is_fatal_and_said_in_plain_words(
    telegram: TelegramEmulator, bot: BotAccount, side: Hooked, thief: Webhook | None, how: str
) -> None:
    follower, unfollow = telegram.ledger.follow()

    async def steal() -> None:
        while True:
            if (await follower.get()).method == "setWebhook":
                bot.webhook = thief

    with pytest.raises(Fatal, match=f"keeps {how} the webhook of Telegram bot 123456"):
        async with meanwhile(steal()):
            await side.platform.run(side.inside.accept)
    unfollow()
    assert telegram.ledger.counts["setWebhook"] == 4


async def test_two_with_addresses_of_their_own_find_each_other_out(
    telegram: TelegramEmulator, bot: BotAccount, side: Hooked
) -> None:
    async with hooked(telegram) as other:
        runs = [asyncio.create_task(each.platform.run(each.inside.accept)) for each in (side, other)]
        async with asyncio.timeout(5):
            await asyncio.wait(runs, return_when=asyncio.FIRST_COMPLETED)
        for run in runs:
            run.cancel()
        outcomes = await asyncio.gather(*runs, return_exceptions=True)
    (fatal, *_) = [outcome for outcome in outcomes if isinstance(outcome, Fatal)]
    assert "keeps replacing the webhook" in str(fatal)


async def test_thefts_that_lie_far_apart_are_forgiven(
    telegram: TelegramEmulator, bot: BotAccount, side: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.telegram.registration.THEFT_MEMORY", 2)
    async with side.running():
        for number in range(6):
            await telegram.ledger.reaches(number + 1, "setWebhook")
            await telegram.ledger.reaches(telegram.ledger.counts["getWebhookInfo"] + 2, "getWebhookInfo")
            bot.webhook = None
        await telegram.ledger.reaches(7, "setWebhook")


async def test_trouble_that_telegram_has_with_us_is_told_once_with_what_waits_and_without_the_address(
    telegram: TelegramEmulator, bot: BotAccount, side: Hooked
) -> None:
    with capture_logs() as logs:
        async with side.running():
            await until(lambda: bot.webhook is not None)
            bot.webhook_error = (1, f"SSL error at {side.hook().url}: certificate verify failed")
            looks = telegram.ledger.counts["getWebhookInfo"]
            await telegram.ledger.reaches(looks + 4, "getWebhookInfo")
            bot.webhook_error = (2, "Connection timed out")
            await telegram.ledger.reaches(looks + 8, "getWebhookInfo")
    told = [entry for entry in logs if entry["event"] == "telegram.webhook_trouble"]
    assert [entry["reason"] for entry in told] == ["SSL error at …: certificate verify failed", "Connection timed out"]
    assert [entry["waiting"] for entry in told] == [0, 0]
    assert side.hook().name not in str(logs)


async def test_trouble_from_before_the_start_is_not_told(
    telegram: TelegramEmulator, bot: BotAccount, side: Hooked
) -> None:
    bot.webhook = Webhook(side.hook().url, side.hook().secret, 40)
    bot.webhook_error = (1, "Connection refused")
    with capture_logs() as logs:
        async with side.running():
            await telegram.ledger.reaches(4, "getWebhookInfo")
    assert "telegram.webhook_trouble" not in events(logs)


async def test_a_webhook_of_somebody_else_is_replaced_at_the_start_and_told(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    bot.webhook = THEIRS
    await ann.says(bot, "hello")
    with capture_logs() as logs:
        async with side.running():
            await side.inside.hears(1)
    assert "telegram.webhook_replaced" in events(logs)


async def test_back_to_polling_the_webhook_goes_and_what_waits_stays_whatever_happens_on_the_line(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    async with side.running():
        await until(lambda: bot.webhook is not None)
    await ann.says(bot, "hello")
    telegram.faults.add(kind=faults.lost_request(), method="getWebhookInfo")
    telegram.faults.add(kind=faults.lost_request(), method="deleteWebhook")
    async with platform_at(telegram.url, Counter()) as polling:
        back = Side(polling, Inside(), Counter())
        async with back.running():
            await back.inside.hears(1)
            await telegram.drained(bot)
    assert back.inside.whats == [Said(Content("hello"))]
    assert bot.webhook is None


async def test_a_menu_is_set_for_webhooks_too(telegram: TelegramEmulator, bot: BotAccount) -> None:
    async with hooked(telegram, menus={"": {"find": "Look for somebody"}}) as side, side.running():
        await until(lambda: bot.webhook is not None)
        assert side.platform.links == ("https://t.me/BautaTestBot",)
    assert [[each["command"] for each in menu] for menu in bot.commands.values()] == [["find"]]


async def test_a_spelling_of_telegrams_own_is_no_theft(
    telegram: TelegramEmulator, bot: BotAccount, side: Hooked
) -> None:
    async with side.running():
        await until(lambda: bot.webhook is not None)
        bot.webhook = Webhook(side.hook().url.replace("http:", "HTTP:") + "/", side.hook().secret, 40)
        await telegram.ledger.reaches(telegram.ledger.counts["getWebhookInfo"] + 3, "getWebhookInfo")
    assert telegram.ledger.counts["setWebhook"] == 1
