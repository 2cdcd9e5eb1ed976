"""Channels and what stands in them: a bot's DMs, a guild's text channel, and DMs the bot is not part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from tests.emulators.discord.objects import EPHEMERAL, LOADING, REPLY, Object
from tests.emulators.signals import Signal

if TYPE_CHECKING:
    from tests.emulators.discord.world import BotAccount, Guild


class Kind(Enum):
    DM = auto()  # a bot's with a person
    GUILD = auto()
    PRIVATE = auto()  # people's own, which the bot knows only from interactions


@dataclass(slots=True, eq=False, repr=False)
class Message:
    """A message as it stands. `raw` is replaced, never changed; what depends on others is added by `Channel.full`."""

    id: int
    author: int
    by_bot: bool
    raw: Object
    seen_by: int | None = None  # the one person who sees it, if it is ephemeral
    edits: int = 0
    reactions: dict[str, list[int]] = field(default_factory=dict)  # by emoji: who
    votes: dict[int, list[int]] = field(default_factory=dict)  # by answer of its poll: who

    @property
    def ephemeral(self) -> bool:
        return self.seen_by is not None

    @property
    def loading(self) -> bool:
        return bool(self.raw["flags"] & LOADING)


@dataclass(slots=True, eq=False, repr=False)
class Channel:
    """One channel. Ephemeral messages stand in it too, but nobody but their person comes across them."""

    id: int
    kind: Kind
    bot: BotAccount | None = None  # of a DM
    people: list[int] = field(default_factory=list)  # of a DM or private channel
    guild: Guild | None = None
    nsfw: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    heard: list[tuple[Message, Object]] = field(default_factory=list)  # what bots sent or edited, as it was then
    consumed: int = 0  # how much of `heard` the person's `hears` has passed
    typed: int = 0  # how often the bot began to type
    last_message: int | None = None
    changed: Signal = field(default_factory=Signal)

    def history(self) -> Iterator[Message]:
        """What bots can read, oldest first."""
        return (message for message in self.messages.values() if not message.ephemeral)

    def public(self, message_id: int) -> Message | None:
        """The message, if it is there for everybody."""
        found = self.messages.get(message_id)
        return None if found is None or found.ephemeral else found

    def full(self, message: Message, viewer: int | None = None) -> Object:
        """The message object as the API gives it to `viewer`, with what it answers and its reactions."""
        raw = message.raw
        if message.reactions:
            raw = {**raw, "reactions": [_reaction(emoji, who, viewer) for emoji, who in message.reactions.items()]}
        if message.votes:
            raw = {**raw, "poll": counted(raw["poll"], message.votes, viewer)}
        if raw["type"] == REPLY:
            answered = self.messages.get(int(raw["message_reference"]["message_id"]))
            raw = {**raw, "referenced_message": _quoted(answered) if answered else None}
        return raw

    def add(self, message: Message) -> None:
        self.messages[message.id] = message
        if not message.ephemeral:
            self.last_message = message.id
        if message.by_bot:
            self.noted(message)

    def noted(self, message: Message) -> None:
        """A bot's message came or changed: who listens for it may look."""
        self.heard.append((message, self.full(message)))
        self.changed.notify()


def _quoted(answered: Message) -> Object:
    """A message as it stands in an answer: without what it answers itself, and what is felt about it."""
    left_out = ("referenced_message", "reactions", "member")
    return {name: value for name, value in answered.raw.items() if name not in left_out}


def _reaction(emoji: str, who: list[int], viewer: int | None) -> Object:
    return {
        "emoji": emoji_object(emoji),
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me_burst": False,
        "me": viewer in who,
    }


def counted(poll: Object, votes: Mapping[int, Sequence[int]], viewer: int | None) -> Object:
    """The poll with what was chosen so far, as `viewer` sees it."""
    counts = [
        {"id": answer, "count": len(who), "me_voted": viewer in who} for answer, who in sorted(votes.items()) if who
    ]
    return {**poll, "results": {**poll["results"], "answer_counts": counts}}


def emoji_object(emoji: str) -> Object:
    """An emoji as given: itself, `name:id` for a guild's own, `a:name:id` for one that moves."""
    *moves, name, emoji_id = emoji.split(":") if ":" in emoji else (emoji, "")
    return {"id": emoji_id or None, "name": name, **({"animated": True} if moves else {})}


def ephemeral_flags(flags: int) -> int:
    return flags | EPHEMERAL
