"""Telegram behind the port: start, menus, several bots, and the sentences for the operator."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.content import Content
from bot.messages import Said
from bot.platforms.base import Checked, Edits, Fatal, HoldsFiles, Platform, ShowsTyping
from bot.platforms.telegram.platform import Telegram
from bot.posts import Address, Label, Post
from tests.bot.telegram.conftest import KEY, TOKEN, Inside, Side, platform_at
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults

OTHER_TOKEN = "654321:another_SECRET"
MENUS = {
    "": {"find": "Look for somebody", "stop": "End the conversation"},
    "de": {"find": "Jemanden suchen", "stop": "Das Gespräch beenden"},
}


def test_it_fills_the_port_and_all_its_abilities() -> None:
    platform: Platform = Telegram([TOKEN], menus={}, on_skipped=lambda reason: None)
    assert platform.name == "telegram"
    assert isinstance(platform, Edits)
    assert isinstance(platform, ShowsTyping)
    assert isinstance(platform, HoldsFiles)


@pytest.mark.parametrize(
    "tokens", [[], ["the-SECRET"], [":SECRET"], ["1:"], ["1:SEC RET"], ["bot1:SECRET"], ["1:SECRET", "1:SECRET"]]
)
def test_tokens_that_cannot_be_right_are_refused_unsaid(tokens: list[str]) -> None:
    with pytest.raises(ValueError, match="Telegram") as error:
        Telegram(tokens, menus={}, on_skipped=lambda reason: None)
    assert "SEC" not in str(error.value)


async def test_the_menu_is_set_in_every_language(telegram: TelegramEmulator, bot: BotAccount) -> None:
    async with open_side(telegram, menus=MENUS) as side, side.running():
        await telegram.drained(bot)
    shown = {
        language: {each["command"]: each["description"] for each in commands}
        for (_, language), commands in bot.commands.items()
    }
    assert shown == MENUS
    assert {scope for scope, _ in bot.commands} == {'{"type": "all_private_chats"}'}


async def test_who_administers_a_group_finds_there_what_moderators_do_and_nobody_else_does(
    telegram: TelegramEmulator, bot: BotAccount
) -> None:
    async with open_side(telegram, menus=MENUS, group_menus={"": {"mod": "Your cases"}}) as side, side.running():
        await telegram.drained(bot)
    shown = {scope: [each["command"] for each in commands] for (scope, _), commands in bot.commands.items()}
    assert shown['{"type": "all_chat_administrators"}'] == ["mod"]
    assert "mod" not in shown['{"type": "all_private_chats"}']


async def test_a_menu_that_is_refused_keeps_nobody_from_talking(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hello")
    with capture_logs() as logs:
        async with open_side(telegram, menus={"": {"NOT A COMMAND": "x"}}) as side, side.running():
            await side.inside.hears(1)
    assert "telegram.not_prepared" in [entry["event"] for entry in logs]


async def test_a_webhook_is_taken_away_and_what_waited_still_comes(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    await ann.says(bot, "hello")
    async with platform_at(telegram.url, Counter()) as operator:
        await operator._bots[str(bot.id)].set_webhook("https://example.org/hook")
    with capture_logs() as logs:
        async with side.running():
            await side.inside.hears(1)
    assert bot.webhook is None
    assert "telegram.webhook_removed" in [entry["event"] for entry in logs]


async def test_several_bots_share_one_platform(telegram: TelegramEmulator, bot: BotAccount, ann: Person) -> None:
    other = telegram.add_bot(OTHER_TOKEN, username="OtherTestBot")
    bob = telegram.person("Bob")
    async with open_side(telegram, TOKEN, OTHER_TOKEN) as side:
        platform = side.platform
        async with side.running():
            await ann.says(bot, "to the one")
            await bob.says(other, "to the other")
            await side.inside.hears(2)
        by_account = {incoming.sender.account: incoming for incoming in side.inside.all}
        assert by_account[str(bot.id)].what == Said(Content("to the one"))
        assert by_account[str(other.id)].what == Said(Content("to the other"))
        assert by_account[str(bot.id)].key.split(":")[1] == str(bot.id)
        await platform.send(Address("x", "telegram", str(other.id), str(bob.id)), Post("from the other"), KEY)
        assert platform.links == ("https://t.me/BautaTestBot", "https://t.me/OtherTestBot")
    assert bob.heard(other) == ["from the other"]


async def test_a_wrong_token_ends_everything_with_one_sentence(telegram: TelegramEmulator, bot: BotAccount) -> None:
    async with platform_at(telegram.url, Counter(), TOKEN, "777:wrong_SECRET") as platform:
        with pytest.raises(Fatal, match="token of bot 777 is wrong") as error:
            await platform.run(Inside().accept)
    assert "SECRET" not in str(error.value)


async def test_check_tells_each_bots_name_or_what_is_wrong(telegram: TelegramEmulator, bot: BotAccount) -> None:
    async with platform_at(telegram.url, Counter(), TOKEN, "777:wrong_SECRET") as platform:
        good, bad = await platform.check()
        assert good == Checked(str(bot.id), "BautaTestBot")
        assert bad.account == "777"
        assert bad.username is None
        assert bad.wrong
        assert "token of bot 777 is wrong" in (bad.problem or "")
        assert platform.links == ("https://t.me/BautaTestBot",)


async def test_check_says_that_telegram_cannot_be_reached(telegram: TelegramEmulator, bot: BotAccount) -> None:
    async with platform_at(telegram.url, Counter()) as platform, telegram.outage():
        (checked,) = await platform.check()
    assert "cannot be reached at 127.0.0.1" in (checked.problem or "")
    assert not checked.wrong
    assert "SECRET" not in (checked.problem or "")


async def test_stopping_leaves_nothing_behind(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    telegram.faults.add(kind=faults.delay(30), method="answerCallbackQuery", times=None)
    (native,) = (await side.platform.send(to_ann, Post("choose", labels=((Label("Next", "next"),),)), KEY)).ids
    async with side.running():
        await ann.presses(bot, int(native), "Next")
        await side.inside.hears(1)
        await telegram.drained(bot)
        assert "telegram.answer" in {task.get_name() for task in asyncio.all_tasks()}
    assert not [name for task in asyncio.all_tasks() if (name := task.get_name()).startswith("telegram")]
    await side.platform.close()
    await side.platform.close()


@asynccontextmanager
async def open_side(telegram: TelegramEmulator, *tokens: str, **options: object) -> AsyncIterator[Side]:
    """A side with settings of its own."""
    skipped: Counter[str] = Counter()
    async with platform_at(telegram.url, skipped, *tokens, **options) as platform:
        yield Side(platform, Inside(), skipped)
