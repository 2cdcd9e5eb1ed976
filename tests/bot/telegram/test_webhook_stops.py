"""Between two runs, while one begins or ends, and when the way in is changed: nothing is lost or has two keys."""

import asyncio
from collections import Counter

import pytest

from bot.content import Content
from bot.messages import Said, What
from tests.bot.telegram.conftest import Inside, Side, platform_at
from tests.bot.telegram.hooked import Slow, hooked
from tests.bot.town import until
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator
from tests.ports import free_port


def said(text: str) -> Said:
    return Said(Content(text))


def once(inside: Inside) -> list[What]:
    """What came, copies left out: setting the webhook anew cuts off what is on its way, and that comes again."""
    return list({incoming.key: incoming.what for incoming in inside.all}.values())


async def test_between_two_runs_updates_wait_at_telegram_and_the_webhook_stays(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    port, inside = free_port(), Inside()
    async with hooked(telegram, port=port, inside=inside) as side, side.running():
        await ann.says(bot, "one")
        await inside.hears(1)
        await telegram.drained(bot)
    webhook = bot.webhook
    assert webhook is not None
    await ann.says(bot, "two")
    await telegram.postman.posts.reaches(1, status=0)
    assert len(bot.updates) == 1
    async with hooked(telegram, port=port, inside=inside) as side, side.running():
        await inside.hears(2)
        await telegram.drained(bot)
        assert bot.webhook == webhook, "the same address and secret, though nothing was stored"
    assert once(inside) == [said("one"), said("two")]


async def test_after_a_long_absence_telegram_is_not_waited_for(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    """Its pauses have grown to minutes by then."""
    port = free_port()
    async with hooked(telegram, port=port) as side, side.running():
        await until(lambda: bot.webhook is not None)
    telegram.postman._second = 1000.0
    await ann.says(bot, "hello")
    await telegram.postman.posts.reaches(2, status=0)
    async with hooked(telegram, port=port) as side, side.running():
        await side.inside.hears(1)


async def test_before_it_receives_and_after_it_stopped_callers_are_asked_to_come_again(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    port = free_port()
    async with hooked(telegram, port=port) as side, side.running():
        await until(lambda: bot.webhook is not None)
    await ann.says(bot, "hello")
    async with hooked(telegram, port=port) as side:
        await telegram.postman.posts.reaches(2, status=503)
        assert side.refused["away"] >= 2
        assert side.inside.all == []
        async with side.running():
            await side.inside.hears(1)
            await telegram.drained(bot)
        await ann.says(bot, "too late")
        before = len([post for post in telegram.postman.posts if post.status == 503])
        await telegram.postman.posts.reaches(before + 2, status=503)
        assert once(side.inside) == [said("hello")]


async def test_a_stop_waits_a_moment_for_what_has_come_and_refuses_what_takes_longer(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, stuck = Slow(), Slow()
    async with hooked(telegram, inside=inside) as side:
        async with side.running():
            await ann.says(bot, "in time")
            await until(lambda: len(inside.asked) == 1)
            asyncio.get_running_loop().call_later(0.05, inside.open.set)
        assert inside.whats == [said("in time")]
        await telegram.drained(bot)
        monkeypatch.setattr("bot.platforms.telegram.intake.LAST_SECONDS", 0.01)
        side.inside = stuck
        async with side.running():
            await ann.says(bot, "never done")
            await until(lambda: len(stuck.asked) == 1)
        await telegram.postman.posts.reaches(1, status=503)
    assert len(bot.updates) == 1
    assert stuck.all == []
    assert not [name for task in asyncio.all_tasks() if (name := task.get_name()).startswith("telegram")]


async def test_the_key_is_the_same_whichever_way_an_update_comes(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    inside = Inside()
    inside.refusals = 10**9
    await ann.says(bot, "hello")
    async with platform_at(telegram.url, Counter()) as polling, Side(polling, inside, Counter()).running():
        await until(lambda: len(inside.refused) > 0)
    async with hooked(telegram, inside=inside) as side, side.running():
        seen = len(inside.refused)
        await until(lambda: len(inside.refused) > seen)
        inside.refusals = 0
        await telegram.drained(bot)
    async with platform_at(telegram.url, Counter()) as polling, Side(polling, inside, Counter()).running():
        await ann.says(bot, "and again")
        await inside.hears(2)
        await telegram.drained(bot)
    assert bot.webhook is None
    assert {batch[0].key for batch in inside.refused} == {inside.all[0].key}
    assert inside.whats == [said("hello"), said("and again")]
