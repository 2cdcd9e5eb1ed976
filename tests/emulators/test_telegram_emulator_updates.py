"""Updates: long polls block, offsets confirm, kinds are chosen, one poller at a time, webhooks stand in the way."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from telegram import Bot
from telegram.error import Conflict

from tests.emulators.conftest import TOKEN, connected
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator


async def test_updates_come_again_until_a_higher_offset_confirms_them(
    client: Bot, bot: BotAccount, ann: Person
) -> None:
    for text in ("one", "two", "three"):
        await ann.says(bot, text)
    first = await client.get_updates(limit=2)
    again = await client.get_updates(limit=2)
    assert [update.update_id for update in first] == [update.update_id for update in again]
    assert first[1].update_id == first[0].update_id + 1

    rest = await client.get_updates(offset=first[-1].update_id + 1)
    assert [update.effective_message.text for update in rest if update.effective_message] == ["three"]


async def test_a_negative_offset_forgets_all_but_the_last_updates(client: Bot, bot: BotAccount, ann: Person) -> None:
    for text in ("one", "two", "three"):
        await ann.says(bot, text)
    last = await client.get_updates(offset=-1)
    assert [update.effective_message.text for update in last if update.effective_message] == ["three"]
    assert len(await client.get_updates()) == 1


async def test_a_long_poll_blocks_until_something_happens(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    polling = asyncio.create_task(client.get_updates(timeout=30))
    await telegram.drained(bot)
    assert not polling.done()
    await ann.says(bot, "hello")
    async with asyncio.timeout(2):
        assert len(await polling) == 1


async def test_a_long_poll_ends_empty_when_its_time_is_up(client: Bot) -> None:
    began = time.monotonic()
    assert await client.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 3


async def test_the_newer_of_two_pollers_wins(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    older = asyncio.create_task(client.get_updates(timeout=30))
    await telegram.drained(bot)
    newer = asyncio.create_task(client.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot"):
        await older
    await ann.says(bot, "hello")
    assert len(await newer) == 1


async def test_a_poller_that_died_takes_nothing_with_it(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    async with connected(telegram, TOKEN) as dying:
        polling = asyncio.create_task(dying.get_updates(timeout=30))
        await telegram.drained(bot)
        polling.cancel()
    await ann.says(bot, "are you there?")
    assert len(await client.get_updates(timeout=5)) == 1


async def test_only_the_kinds_asked_for_arise(client: Bot, bot: BotAccount, ann: Person) -> None:
    message = await ann.says(bot, "one")
    await ann.reacts(bot, message, "👍")  # not by default
    await client.get_updates(allowed_updates=["message_reaction"])
    await ann.says(bot, "two")
    await ann.reacts(bot, message, "🔥")
    updates = await client.get_updates()
    assert [update.message_reaction is not None for update in updates] == [False, True]
    reaction = updates[1].message_reaction
    assert reaction is not None
    assert [each.to_dict()["emoji"] for each in (*reaction.old_reaction, *reaction.new_reaction)] == ["👍", "🔥"]


async def test_polling_is_refused_while_a_webhook_is_set(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hello")
    assert await client.set_webhook("https://example.org/hook", secret_token="s3cret", max_connections=7)
    info = await client.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == ("https://example.org/hook", 1, 7)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await client.get_updates()
    await client.delete_webhook(drop_pending_updates=True)
    assert await client.get_updates() == ()


async def test_setting_a_webhook_ends_the_waiting_poll(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount
) -> None:
    polling = asyncio.create_task(client.get_updates(timeout=30))
    await telegram.drained(bot)
    await client.set_webhook("https://example.org/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await polling


async def test_bots_do_not_see_each_others_chats(telegram: TelegramEmulator, client: Bot, ann: Person) -> None:
    other = telegram.add_bot("654321:OTHER")
    await ann.says(other, "only for you")
    assert await client.get_updates() == ()
    async with connected(telegram, other.token) as second:
        assert len(await second.get_updates()) == 1


async def test_an_outage_keeps_what_was_there(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "before")
    polled = await client.get_updates()
    polling = asyncio.create_task(client.get_updates(offset=polled[-1].update_id + 1, timeout=30))
    await telegram.drained(bot)
    async with telegram.outage():
        await asyncio.wait([polling])
        await ann.says(bot, "meanwhile")
    polling.exception()  # cut off or empty, either is right
    assert [update.effective_message.text for update in await client.get_updates() if update.effective_message] in (
        ["meanwhile"],
        ["before", "meanwhile"],
    )


async def test_malformed_updates_are_passed_on_as_they_are(telegram: TelegramEmulator, bot: BotAccount) -> None:
    first = telegram.feed_raw(bot, {"message": {"message_id": "not a number"}, "future_kind": {}})
    telegram.feed_raw(bot, "no object at all", stamped=False)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{telegram.base_url}{bot.token}/getUpdates") as response,
    ):
        result = (await response.json())["result"]
    assert result == [
        {"message": {"message_id": "not a number"}, "future_kind": {}, "update_id": first},
        "no object at all",
    ]
