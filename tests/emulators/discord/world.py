"""The emulated Discord: bots, people, guilds, and the channels between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.emulators.discord import intents, objects
from tests.emulators.discord.accounts import Account as Account
from tests.emulators.discord.accounts import BotAccount as BotAccount
from tests.emulators.discord.channels import Channel, Kind, Message
from tests.emulators.discord.files import Files
from tests.emulators.discord.guilds import Guild as Guild
from tests.emulators.discord.objects import Object
from tests.emulators.discord.sessions import Sessions
from tests.emulators.discord.settings import Settings
from tests.emulators.discord.snowflakes import Snowflakes, bot_id_of


class World:
    """Everything there is, and the clocks and chance it runs on. `clock`: epoch seconds; `monotonic`: any seconds."""

    def __init__(
        self, clock: Callable[[], float], monotonic: Callable[[], float], random: Random, settings: Settings
    ) -> None:
        self.clock = clock
        self.monotonic = monotonic
        self.random = random
        self.settings = settings
        self.snowflakes = Snowflakes(clock)
        self.files = Files(clock, self.snowflakes.mint)
        self.sessions = Sessions()
        self.bots: dict[str, BotAccount] = {}
        self.people: dict[int, Account] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.gateway_url = ""
        self.check_event: Callable[[str, Object], None] = lambda event, data: None

    # --- who and what there is ----------------------------------------------------------------------------------

    def add_bot(self, token: str, name: str, privileged: int) -> BotAccount:
        if token not in self.bots:
            bot_id = bot_id_of(token)
            user = objects.user(bot_id, name, None, bot=True)
            self.bots[token] = BotAccount(bot_id, token, name, user, privileged)
        return self.bots[token]

    def bot(self, bot_id: int) -> BotAccount | None:
        return next((bot for bot in self.bots.values() if bot.id == bot_id), None)

    def add_person(self, name: str, locale: str, fields: Object) -> Account:
        """A new account, some years old."""
        while (user_id := self.random.randrange(10**17, 10**18)) in self.people:
            pass
        username = "".join(letter for letter in name.lower() if letter.isalnum()) or "somebody"
        user = objects.user(user_id, f"{username}.{user_id % 10_000}", name) | fields
        self.people[user_id] = Account(user_id, user, locale)
        return self.people[user_id]

    def user(self, user_id: int) -> Object:
        """The User object of a person or bot."""
        account = self.people.get(user_id)
        if account is not None:
            return account.user
        bot = self.bot(user_id)
        assert bot is not None
        return bot.user

    def add_guild(self, name: str, locale: str) -> Guild:
        channel = self._channel(Kind.GUILD)
        guild = Guild(self, self.snowflakes.mint(), name, channel, self.clock(), locale)
        channel.guild = guild
        self.guilds[guild.id] = guild
        return guild

    def guild_channel(self, guild: Guild) -> Channel:
        """A further text channel of a guild. Bots hear of it where it matters: in interactions."""
        channel = self._channel(Kind.GUILD)
        channel.guild = guild
        return channel

    def dm(self, bot: BotAccount, person: int) -> Channel:
        """The DM of these two, begun if need be."""
        channel = bot.dms.get(person)
        if channel is None:
            channel = bot.dms[person] = self._channel(Kind.DM)
            channel.bot = bot
            channel.people = [person]
            if self.settings.dm_channel_create:
                fields = self.channel_object(channel)
                self.sessions.dispatch(bot.id, "CHANNEL_CREATE", fields, intent=intents.DIRECT_MESSAGES)
        return channel

    def private(self, account: Account) -> Channel:
        """A DM of this person with somebody who is no bot."""
        if account.private is None:
            other = self.add_person("Somebody Else", "en-US", {})
            account.private = self._channel(Kind.PRIVATE)
            account.private.people = [account.id, other.id]
        return account.private

    def _channel(self, kind: Kind) -> Channel:
        channel = Channel(self.snowflakes.mint(), kind)
        self.channels[channel.id] = channel
        return channel

    # --- who may reach whom -------------------------------------------------------------------------------------

    def mutual(self, bot: BotAccount, person: int) -> bool:
        return any(bot in guild.bots and person in guild.people for guild in self.guilds.values())

    def reachable(self, bot: BotAccount, person: int) -> bool:
        return person in bot.installed_by or self.mutual(bot, person)

    # --- objects and events -------------------------------------------------------------------------------------

    def channel_object(self, channel: Channel) -> Object:
        if channel.guild is not None:
            name = channel.guild.name_of(channel)
            return objects.text_channel(channel.id, channel.guild.id, name, channel.last_message, nsfw=channel.nsfw)
        return objects.private_channel(channel.id, [self.user(one) for one in channel.people], channel.last_message)

    def guild_object(self, guild: Guild, bot: BotAccount) -> Object:
        """As GUILD_CREATE gives it."""
        role = {
            "id": str(guild.id), "name": "@everyone", "color": 0, "hoist": False, "icon": None, "unicode_emoji": None,
            "position": 0, "permissions": "2147483648", "managed": False, "mentionable": False, "flags": 0,
        }  # fmt: skip
        others = [
            {**role, "id": str(each.id), "name": each.name, "permissions": str(each.permissions), "position": place}
            for place, each in enumerate(guild.roles.values(), 1)
        ]
        return {
            "id": str(guild.id), "name": guild.name, "icon": None, "splash": None, "discovery_splash": None,
            "owner_id": str(guild.owner or next(iter(guild.people), bot.id)), "afk_channel_id": None,
            "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
            "explicit_content_filter": 0, "roles": [role, *others], "emojis": [], "features": [], "mfa_level": 0,
            "application_id": None, "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None,
            "vanity_url_code": None, "description": None, "banner": None, "premium_tier": 0,
            "preferred_locale": guild.locale, "public_updates_channel_id": None, "nsfw_level": 0, "stickers": [],
            "premium_progress_bar_enabled": False, "safety_alerts_channel_id": None, "unavailable": False,
            "joined_at": objects.moment(guild.created), "large": False,
            "member_count": len(guild.people) + len(guild.bots), "voice_states": [], "threads": [], "presences": [],
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
            "members": [guild.member(bot.id)],
            "channels": [self.channel_object(each) for each in (guild.channel, *guild.channels.values())],
        }  # fmt: skip

    def tell_guild(self, guild: Guild, bot: BotAccount) -> None:
        """GUILD_CREATE for a bot that comes in; `unavailable` is there only after READY."""
        fields = {key: value for key, value in self.guild_object(guild, bot).items() if key != "unavailable"}
        self.sessions.dispatch(bot.id, "GUILD_CREATE", fields, intent=intents.GUILDS, guild=guild.id)

    def dispatch(self, channel: Channel, event: str, data: Object, author: int | None = None) -> None:
        """Tell the bots of a channel; `author` is whose message it is, for bots that may not read everybody's."""
        self.check_event(event, data)
        if channel.bot is not None:
            data = {**data, "channel_type": 1} if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") else data
            self.sessions.dispatch(channel.bot.id, event, data, intent=intents.IN_DMS[event])
        elif channel.guild is not None:
            guild = channel.guild
            for bot in guild.bots:
                shown = {**data, "guild_id": str(guild.id)}
                if author is not None:
                    shown["member"] = {key: value for key, value in guild.member(author).items() if key != "user"}
                for session in self.sessions.of(bot.id):
                    if (guild.id >> 22) % session.shard[1] != session.shard[0]:
                        continue
                    if session.intents & intents.IN_GUILDS[event]:
                        unread = author not in (None, bot.id) and not session.intents & intents.MESSAGE_CONTENT
                        session.dispatch(event, _unread(shown) if unread else shown)

    def post(self, channel: Channel, message: Message, nonce: str | int | None = None) -> None:
        """Put a new message into the channel and tell the bots of it."""
        channel.add(message)
        if message.ephemeral:
            return
        data = channel.full(message)
        if nonce is not None:
            data = {**data, "nonce": nonce}
        self.dispatch(channel, "MESSAGE_CREATE", data, message.author)

    def change(self, channel: Channel, message: Message, **fields: Any) -> None:
        """Change a message and tell the bots of it."""
        message.raw = {**message.raw, **fields}
        if message.by_bot:
            channel.noted(message)
        if not message.ephemeral:
            self.dispatch(channel, "MESSAGE_UPDATE", channel.full(message), message.author)

    def remove(self, channel: Channel, message: Message) -> None:
        del channel.messages[message.id]
        channel.changed.notify()
        if not message.ephemeral:
            self.dispatch(channel, "MESSAGE_DELETE", {"id": str(message.id), "channel_id": str(channel.id)})

    def remove_all(self, channel: Channel, messages: Sequence[Message]) -> None:
        """Take several messages away at once: one event tells of all of them."""
        for message in messages:
            del channel.messages[message.id]
        channel.changed.notify()
        ids = [str(message.id) for message in messages]
        self.dispatch(channel, "MESSAGE_DELETE_BULK", {"ids": ids, "channel_id": str(channel.id)})


def _unread(message: Object) -> Object:
    """A message as a bot without the message content intent gets it."""
    return {**message, "content": "", "embeds": [], "attachments": [], "components": []}
