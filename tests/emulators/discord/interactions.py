"""Interactions: a command used, a button pressed, a form sent, and what the bot made of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final, TypeVar

from tests.emulators.discord.channels import Channel, Kind, Message
from tests.emulators.discord.objects import Object
from tests.emulators.discord.views import ChatMessage, Modal, modal_view, view
from tests.emulators.discord.world import BotAccount, World
from tests.emulators.signals import Signal

Found = TypeVar("Found")


class InteractionKind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


ALLOWED: Final = {
    InteractionKind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL},
    InteractionKind.COMPONENT: {
        Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE, Callback.UPDATE, Callback.MODAL,
    },
    InteractionKind.AUTOCOMPLETE: {Callback.CHOICES},
    InteractionKind.MODAL: {
        Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE, Callback.UPDATE,
    },
}  # fmt: skip


class Interaction:
    """One interaction, as its person holds it: wait for the answer, read it, or make it too late."""

    def __init__(
        self, world: World, bot: BotAccount, person: int, kind: InteractionKind, channel: Channel, name: str,
        source: Message | None = None, opened_by: Interaction | None = None,
    ) -> None:  # fmt: skip
        self._world = world
        self.id = world.snowflakes.mint()
        self.token = f"aW50ZXJhY3Rpb246{world.random.getrandbits(256):064x}"
        self.bot = bot
        self.person = person
        self.kind = kind
        self.channel = channel
        self.name = name  # the command's, or the custom_id
        self.source = source  # the message whose component was used
        self.opened_by = opened_by  # of a form: the interaction it answered
        self.owners: Object = {}
        self.made = world.monotonic()
        self.callback: Callback | None = None
        self.original: Message | None = None
        self.later: list[Message] = []
        self.form: Object | None = None
        self.suggested: list[Object] | None = None
        self.delivered = False
        self.excused = False  # the bot died with it, or a fault befell its answer
        self.changed = Signal()
        bot.interactions[self.token] = self

    # --- time ---------------------------------------------------------------------------------------------------

    @property
    def late(self) -> bool:
        """Whether the first answer can be given no longer."""
        return self._world.monotonic() - self.made > self._world.settings.answer_within

    @property
    def expired(self) -> bool:
        return self._world.monotonic() - self.made > self._world.settings.token_lifetime

    def too_late(self) -> None:
        """From now on a first answer is refused with 10062."""
        self.made = self._world.monotonic() - self._world.settings.answer_within - 1

    def expire(self) -> None:
        """From now on the token is good for nothing (50027)."""
        self.made = self._world.monotonic() - self._world.settings.token_lifetime - 1

    def bot_died(self) -> None:
        if not self.settled:
            self.excused = True

    @property
    def target(self) -> Message | None:
        """What @original means."""
        if self.original is None and self.callback is Callback.DEFERRED_UPDATE:
            return self.source
        return self.original

    # --- what the bot made of it --------------------------------------------------------------------------------

    @property
    def deferred(self) -> bool:
        """Whether the bot said "thinking…" first."""
        return self.callback is Callback.DEFERRED_MESSAGE

    @property
    def settled(self) -> bool:
        """Whether nothing is left to wait for."""
        return self.callback is not None and not (self.original is not None and self.original.loading)

    @property
    def answer(self) -> ChatMessage | None:
        """The message that answered it, or that it changed; None while there is none or the bot is thinking."""
        message = self.original
        return None if message is None or message.loading else self.view(message)

    @property
    def ephemeral(self) -> bool:
        return self.original is not None and self.original.ephemeral

    @property
    def followups(self) -> list[ChatMessage]:
        return [self.view(message) for message in self.later if message.id in self.channel.messages]

    @property
    def modal(self) -> Modal | None:
        return modal_view(self.form) if self.form is not None else None

    @property
    def choices(self) -> list[tuple[str, Any]] | None:
        """What autocomplete offers: names and values."""
        return None if self.suggested is None else [(each["name"], each["value"]) for each in self.suggested]

    async def acknowledged(self, timeout: float = 5.0) -> Callback:
        """Wait until the bot has answered in any way, "thinking…" included: how it did."""
        return await self._wait(lambda: self.callback, "acknowledged", timeout)

    async def answered(self, part: str = "", timeout: float = 5.0) -> ChatMessage:
        """Wait for the answering message, thinking over, that contains `part`; a follow-up may be it too."""

        def look() -> ChatMessage | None:
            shown = [*([self.answer] if self.answer else []), *self.followups]
            return next((message for message in shown if part in message.text), None)

        return await self._wait(look, f"answered with {part!r}", timeout)

    async def asked(self, timeout: float = 5.0) -> Modal:
        """Wait for the form it opens."""
        return await self._wait(lambda: self.modal, "answered with a form", timeout)

    async def offered(self, timeout: float = 5.0) -> list[tuple[str, Any]]:
        """Wait for what autocomplete offers."""
        return await self._wait(lambda: self.choices, "answered with choices", timeout)

    async def _wait(self, look: Callable[[], Found | None], what: str, timeout: float) -> Found:
        try:
            return await self.changed.until(look, timeout)
        except TimeoutError:
            said = [message.text for message in [self.answer, *self.followups] if message]
            raise AssertionError(
                f"{self.name} was not {what} within {timeout} s: callback {self.callback!r}, shown {said}"
            ) from None

    def view(self, message: Message) -> ChatMessage:
        who = {emoji: tuple(people) for emoji, people in message.reactions.items()}
        return view(message.raw, self._world.files.content, who, from_bot=message.by_bot)

    # --- objects ------------------------------------------------------------------------------------------------

    @property
    def metadata(self) -> Object:
        """interaction_metadata, as messages that answer it carry it."""
        fields: Object = {
            "id": str(self.id),
            "type": int(self.kind),
            "user": self._world.user(self.person),
            "authorizing_integration_owners": self.owners,
        }
        if self.kind is InteractionKind.COMPONENT and self.source is not None:
            fields["interacted_message_id"] = str(self.source.id)
        if self.opened_by is not None:
            fields["triggering_interaction_metadata"] = self.opened_by.metadata
        return fields

    def event(self, data: Object) -> Object:
        """INTERACTION_CREATE."""
        world, channel, account = self._world, self.channel, self._world.people[self.person]
        fields: Object = {
            "id": str(self.id),
            "application_id": str(self.bot.id),
            "type": int(self.kind),
            "token": self.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": world.channel_object(channel),
            "locale": account.locale,
            "app_permissions": "2248473465835073",
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self.owners,
            "attachment_size_limit": 10 * 1024 * 1024,
            "context": {Kind.GUILD: 0, Kind.DM: 1, Kind.PRIVATE: 2}[channel.kind],
        }
        if channel.guild is not None:
            guild = channel.guild
            fields |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
                "guild_locale": guild.locale,
                "member": guild.member(self.person, permissions=guild.permissions(self.person)),
            }
            fields["channel"] = {**fields["channel"], "permissions": str(guild.permissions(self.person))}
        else:
            fields["user"] = account.user
        if self.source is not None:
            fields["message"] = channel.full(self.source, self.bot.id)
        return fields

    def send(self, data: Object) -> None:
        """Give it to the bot's gateway sessions, if there are any."""
        guild = self.channel.guild
        event = self.event(data)
        self._world.check_event("INTERACTION_CREATE", event)
        reached = self._world.sessions.dispatch(
            self.bot.id, "INTERACTION_CREATE", event, guild=guild.id if guild else None
        )
        self.delivered = reached > 0
