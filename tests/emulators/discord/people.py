"""People: what somebody with the Discord app can do to a bot, and what they see of it."""

from __future__ import annotations

import re
from typing import Any, Final

from tests.emulators.discord import objects
from tests.emulators.discord.channels import Channel, Kind, Message
from tests.emulators.discord.files import Attachment
from tests.emulators.discord.objects import Object
from tests.emulators.discord.picking import Picking
from tests.emulators.discord.polls import vote
from tests.emulators.discord.routes.channels import react
from tests.emulators.discord.views import ChatMessage
from tests.emulators.discord.world import Account, BotAccount, Guild, World
from tests.emulators.errors import CannotDo

Wanted = int | ChatMessage  # a message, by its id or as seen

LONGEST: Final = 4000  # characters a subscriber can write; others 2000
_MENTION: Final = re.compile(r"<@!?(\d+)>")


class Person(Picking):
    """One account. Message ids are Discord's; methods that send return the new message's id.

    `place` is None for the DM with the bot, or a guild for its first text channel, or another of its channels.
    """

    def __init__(self, world: World, account: Account) -> None:
        super().__init__(world, account)
        self.id = account.id

    @property
    def name(self) -> str:
        return str(self._account.user["global_name"])

    # --- writing ------------------------------------------------------------------------------------------------

    async def says(
        self, bot: BotAccount, text: str, *, reply_to: Wanted | None = None, place: Guild | Channel | None = None
    ) -> int:
        return self.writes(bot, text, reply_to=reply_to, place=place)

    def writes(
        self, bot: BotAccount, text: str, *, reply_to: Wanted | None = None, place: Guild | Channel | None = None
    ) -> int:
        """`says` for callers that cannot await."""
        text = text.strip()
        if not text:
            raise CannotDo("no app sends an empty message")
        return self._send(bot, {"content": text}, reply_to, place)

    async def sends(
        self, bot: BotAccount, *attachments: Attachment, text: str = "", reply_to: Wanted | None = None,
        place: Guild | Channel | None = None, **fields: Any,
    ) -> int:  # fmt: skip
        """Any message: files, and further fields of the message object as `kinds` makes them.

        `sends(bot, kinds.photo(), text="look")`, `sends(bot, **kinds.sticker())`, `sends(bot, **kinds.forwarded("a"))`;
        without anything it is a message in which a bot finds nothing.
        """
        if len(attachments) > 10:
            raise CannotDo("no app sends more than 10 files in one message")
        channel = self._channel(bot, place, begin=True)
        stored = [self._world.files.add(channel.id, each) for each in attachments]
        return self._send(bot, {"content": text.strip(), "attachments": stored, **fields}, reply_to, place)

    async def edits(self, bot: BotAccount, message: Wanted, text: str, *, place: Guild | Channel | None = None) -> None:
        """Change the text of one's own message."""
        channel, own = self._own(bot, message, place)
        own.edits += 1
        fields = {"content": self._text(text.strip()), "edited_timestamp": objects.moment(self._world.clock())}
        self._world.change(channel, own, **fields)

    async def unfurls(self, bot: BotAccount, message: Wanted, **embed: Any) -> None:
        """Discord shows a preview of a link in one's message: MESSAGE_UPDATE without an edit."""
        channel, own = self._own(bot, message, None)
        self._world.change(channel, own, embeds=[*own.raw["embeds"], {"type": "link", **embed}])

    async def deletes(self, bot: BotAccount, message: Wanted, *, place: Guild | Channel | None = None) -> None:
        """Delete one's own message for everybody."""
        self._world.remove(*self._own(bot, message, place))

    async def deletes_all(self, bot: BotAccount, *messages: Wanted, place: Guild | Channel | None = None) -> None:
        """Several messages of one's own vanish at once, as if a moderator had cleaned up: MESSAGE_DELETE_BULK.

        The real service does so in servers only; a bot that hears of it in a DM should understand it all the same.
        """
        owned = [self._own(bot, message, place) for message in messages]
        self._world.remove_all(self._channel(bot, place), [message for _, message in owned])

    async def votes(
        self, bot: BotAccount, message: Wanted, *answers: str | int, place: Guild | Channel | None = None
    ) -> None:
        """Choose answers of a poll, by text or answer id; none takes one's vote back."""
        channel, seen = self._seen(bot, message, place)
        vote(self._world, channel, seen, self.id, answers)

    async def types(self, bot: BotAccount, *, place: Guild | Channel | None = None) -> None:
        channel = self._channel(bot, place, begin=True)
        event: Object = {"channel_id": str(channel.id), "user_id": str(self.id), "timestamp": int(self._world.clock())}
        if channel.guild is not None:
            event |= {"member": channel.guild.member(self.id)}
        self._world.dispatch(channel, "TYPING_START", event)

    async def reacts(
        self, bot: BotAccount, message: Wanted, emoji: str, *, burst: bool = False, place: Guild | Channel | None = None
    ) -> None:
        """Add a reaction: an emoji, `name:id` for a guild's own, `a:name:id` for one that moves.

        `burst`: a super reaction, as subscribers have them.
        """
        channel, seen = self._seen(bot, message, place)
        react(self._world, channel, seen, emoji, self.id, add=True, burst=burst)

    async def unreacts(
        self, bot: BotAccount, message: Wanted, emoji: str, *, place: Guild | Channel | None = None
    ) -> None:
        channel, seen = self._seen(bot, message, place)
        react(self._world, channel, seen, emoji, self.id, add=False)

    # --- coming and going ---------------------------------------------------------------------------------------

    async def closes_dms(self) -> None:
        """Take no messages from the people and bots of one's servers: bots get 50007."""
        self._account.open_dms = False

    async def opens_dms(self) -> None:
        self._account.open_dms = True

    async def blocks(self, bot: BotAccount) -> None:
        bot.blocked_by.add(self.id)

    async def unblocks(self, bot: BotAccount) -> None:
        bot.blocked_by.discard(self.id)

    async def installs(self, bot: BotAccount) -> None:
        """Add the app to one's account: reachable without a mutual guild, commands everywhere."""
        bot.installed_by.add(self.id)

    async def uninstalls(self, bot: BotAccount) -> None:
        bot.installed_by.discard(self.id)

    # --- reading ------------------------------------------------------------------------------------------------

    def dm(self, bot: BotAccount) -> Channel:
        """The DM with the bot: its `id` is what the ledger and faults know it by. It is begun if need be."""
        return self._world.dm(bot, self.id)

    def chat(self, bot: BotAccount, *, place: Guild | Channel | None = None) -> list[ChatMessage]:
        """The DM as it stands, both directions, oldest first, with what only this person sees."""
        channel = self._channel(bot, place)
        return [
            self._view(channel, message) for message in channel.messages.values() if message.seen_by in (None, self.id)
        ]

    def message(self, bot: BotAccount, message: Wanted, *, place: Guild | Channel | None = None) -> ChatMessage:
        """One message as it stands now; CannotDo when it is gone."""
        return self._view(*self._seen(bot, message, place))

    def heard(self, bot: BotAccount) -> list[str]:
        """The bot's texts as they stand, oldest first."""
        return [message.text for message in self.chat(bot) if message.from_bot]

    async def hears(
        self, bot: BotAccount, part: str = "", *, timeout: float = 5.0, place: Guild | Channel | None = None
    ) -> ChatMessage:
        """Wait for the next thing from the bot, sent or edited, that contains `part`; what comes before is passed over.

        Each call goes on after the one before. AssertionError after `timeout` seconds, with what was heard instead.
        """
        channel = self._channel(bot, place, begin=True)
        looked = start = channel.consumed

        def look() -> tuple[Message, Object] | None:
            nonlocal looked
            looked = max(looked, channel.consumed)
            while looked < len(channel.heard):
                message, raw = channel.heard[looked]
                looked += 1
                thinking = bool(raw["flags"] & objects.LOADING)
                if message.seen_by in (None, self.id) and part in raw["content"] and not thinking:
                    channel.consumed = looked
                    return message, raw
            return None

        try:
            message, raw = await channel.changed.until(look, timeout)
        except TimeoutError:
            instead = [raw["content"] for _, raw in channel.heard[start:]]
            raise AssertionError(f"{self.name} did not hear {part!r} within {timeout} s but {instead}") from None
        return self._view(channel, message, raw)

    async def sees_typing(self, bot: BotAccount, times: int = 1, *, timeout: float = 5.0) -> None:
        """Wait until the bot has typed in the DM so many times in all; AssertionError after `timeout` seconds."""
        channel = self._world.dm(bot, self.id)
        try:
            await channel.changed.until(lambda: True if channel.typed >= times else None, timeout)
        except TimeoutError:
            raise AssertionError(
                f"{self.name} saw typing {channel.typed} of {times} times within {timeout} s"
            ) from None

    # --- within -------------------------------------------------------------------------------------------------

    def _send(self, bot: BotAccount, fields: Object, reply_to: Wanted | None, place: Guild | Channel | None) -> int:
        channel, world = self._channel(bot, place, begin=True), self._world
        if place is None:
            bot.acquainted.add(self.id)
        if reply_to is not None:
            answered = self._seen(bot, reply_to, place)[1]
            link = {"type": 0, "channel_id": str(channel.id), "message_id": str(answered.id)}
            fields = {"type": objects.REPLY, "message_reference": link, **fields}
        self._text(fields["content"])
        mentioned = [int(found) for found in _MENTION.findall(fields["content"])]
        users = [world.user(one) for one in mentioned if one in world.people or world.bot(one)]
        message_id = world.snowflakes.mint()
        fields = {"mentions": users, **fields}
        raw = objects.message(message_id, channel.id, self._account.user, world.clock(), **fields)
        world.post(channel, Message(message_id, self.id, False, raw), nonce=str(world.random.getrandbits(63)))
        return message_id

    def _text(self, text: str) -> str:
        if len(text) > LONGEST:
            raise CannotDo(f"no app sends {len(text)} characters in one message, the limit is {LONGEST}")
        return text

    def _channel(self, bot: BotAccount, place: Guild | Channel | None, *, begin: bool = False) -> Channel:
        """The DM (begun by her, if she `begin`s), or the guild's channel."""
        if place is not None:
            found = place.channel if isinstance(place, Guild) else place
            if found.guild is None or self.id not in found.guild.people:
                raise CannotDo(f"{self.name} is not there")
            return found
        if begin:
            if self.id in bot.blocked_by:
                raise CannotDo(f"{self.name} has blocked {bot.name}")
            if self.id not in bot.dms and not self._world.reachable(bot, self.id):
                bot.installed_by.add(self.id)  # the way to a bot's DM without a server
        return self._world.dm(bot, self.id)

    def _seen(self, bot: BotAccount, message: Wanted, place: Guild | Channel | None) -> tuple[Channel, Message]:
        channel = self._channel(bot, place)
        wanted = message.id if isinstance(message, ChatMessage) else message
        found = channel.messages.get(wanted)
        if found is None or found.seen_by not in (None, self.id):
            where = "the DM" if channel.kind is Kind.DM else "the channel"
            raise CannotDo(f"{self.name} sees no message {wanted} in {where} with {bot.name}")
        return channel, found

    def _own(self, bot: BotAccount, message: Wanted, place: Guild | Channel | None) -> tuple[Channel, Message]:
        channel, seen = self._seen(bot, message, place)
        if seen.author != self.id:
            raise CannotDo(f"{self.name} cannot change what somebody else wrote")
        return channel, seen
