"""A Telegram Bot API that runs on loopback: real protocol, strict, with people to play, a ledger and faults.

    async with TelegramEmulator() as telegram:
        bot = telegram.add_bot("123456:TOKEN")
        ann = telegram.person("Ann", language="de")
        await ann.says(bot, "/start")
        welcome = await ann.hears(bot, "Welcome")
        await ann.presses(bot, welcome, "Yes")
        assert telegram.violations == []

Private chats, and groups that have a bot; updates by getUpdates, or posted to a webhook on 127.0.0.1.
"""

from tests.emulators.errors import CannotDo
from tests.emulators.telegram import faults, kinds
from tests.emulators.telegram.emulator import TelegramEmulator
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.ledger import Entry, Ledger
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.postman import Post, Postman
from tests.emulators.telegram.views import Button, ChatMessage, File, Poll
from tests.emulators.telegram.world import BotAccount, Press, PressAnswer

__all__ = [
    "BotAccount",
    "Button",
    "CannotDo",
    "ChatMessage",
    "Entry",
    "File",
    "Group",
    "Ledger",
    "Person",
    "Poll",
    "Post",
    "Postman",
    "Press",
    "PressAnswer",
    "TelegramEmulator",
    "faults",
    "kinds",
]
