"""A Discord that runs on loopback: REST v10 and gateway v10, strict, with people to play, a ledger and faults.

    async with DiscordEmulator() as discord:
        bot = discord.add_bot(token())
        ann = discord.person("Ann", locale="de")
        find = await ann.uses(bot, "find", {"interests": "chess"})
        await find.answered("Looking")
        await ann.says(bot, "hello")
        await ann.presses(await ann.hears(bot, "Rules"), "I agree")
    assert discord.violations == []

DMs with bots, text channels of guilds with roles, and DMs between people that a bot knows from interactions only.
"""

from tests.emulators.discord import faults, kinds
from tests.emulators.discord.channels import Channel
from tests.emulators.discord.emulator import DiscordEmulator
from tests.emulators.discord.files import Attachment
from tests.emulators.discord.guilds import Role
from tests.emulators.discord.interactions import Callback, Interaction
from tests.emulators.discord.ledger import Entry, Ledger
from tests.emulators.discord.people import Person
from tests.emulators.discord.settings import Settings
from tests.emulators.discord.snowflakes import token
from tests.emulators.discord.views import Button, ChatMessage, Field, File, Modal, Poll, Select
from tests.emulators.discord.world import BotAccount, Guild
from tests.emulators.errors import CannotDo

__all__ = [
    "Attachment",
    "BotAccount",
    "Button",
    "Callback",
    "CannotDo",
    "Channel",
    "ChatMessage",
    "DiscordEmulator",
    "Entry",
    "Field",
    "File",
    "Guild",
    "Interaction",
    "Ledger",
    "Modal",
    "Person",
    "Poll",
    "Role",
    "Select",
    "Settings",
    "faults",
    "kinds",
    "token",
]
