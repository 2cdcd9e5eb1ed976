"""Whatever fields a message has, what goes out for it has these fields and no others, on either messenger.

Random messages of Telegram's and Discord's, made of the taint corpus, are read, passed through conversation, journal
and courier, and sent by our platforms; requests are written down where they would leave (tests/bot/outbound.py).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.baggage import Baggage
from bot.messages import Deleted, Incoming, Reacted, Sender
from bot.platforms.base import Rejected
from bot.platforms.discord.parse import Skip, read_edit, read_message
from bot.platforms.telegram.reading import Reader
from tests.bot.allowed import DISCORD, TELEGRAM, wrong
from tests.bot.discord.conftest import NAMES
from tests.bot.discord.messages import message as discord_message
from tests.bot.outbound import Asked, Clean, OnDiscord, OnTelegram
from tests.bot.people import Person
from tests.bot.town import Town
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram.kinds import Attachment
from tests.taint import discord_messages, telegram_messages
from tests.taint.telegram_services import services

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_field_too_many_is_found_at_any_depth() -> None:
    quiet = {"chat_id": 1, "text": "hi", "entities": [{"type": "bold", "offset": 0, "length": 2}]}
    assert wrong([Asked("sendMessage", quiet)]) == []
    assert wrong([Asked("forwardMessage", {})]) == ["forwardMessage is on no list"]
    assert wrong([Asked("sendMessage", {**quiet, "effect_id": "1"})]) == ["sendMessage: effect_id"]
    named = {**quiet, "entities": [{"type": "text_mention", "user": {"id": 1}}]}
    assert wrong([Asked("sendMessage", named)]) == ["sendMessage: entities.user", "sendMessage: entities.user.id"]
    poll = {"poll": {"answers": [{"poll_media": {"text": "a", "emoji": {"id": "1"}}}]}}
    found_ = wrong([Asked("POST /channels/{chat}/messages", poll)])
    assert "POST /channels/{chat}/messages: poll.answers.poll_media.emoji" in found_


# --- what comes in --------------------------------------------------------------------------------------------------

STORED: Final = {"file_id": "f", "file_unique_id": "u"}


def telegram_fields() -> dict[str, Any]:
    """Every field of every message of the corpus; of those that several have, the first."""
    fields: dict[str, Any] = {}
    for each in telegram_messages.everything("A→B"):
        for name, value in each.fields.items():
            if isinstance(value, Attachment):
                made = {**value.fields, **STORED}
                value = [{**made, "width": 9, "height": 9}] if value.kind == "photo" else made
            if name == "entities" and "text" not in each.fields:
                name = "caption_entities"
            fields.setdefault(name, value)
        fields.setdefault("caption", each.caption) if each.caption else None
    return {**fields, "media_group_id": "55"}


def discord_fields() -> dict[str, Any]:
    discord = DiscordEmulator(check=False)
    discord.world.files.origin = "https://cdn.discordapp.com"
    fields: dict[str, Any] = {}
    for each in discord_messages.relayed("A→B", discord):
        if each.files:
            fields.setdefault("attachments", [discord.world.files.add(1, file) for file in each.files])
        for name, value in {"content": each.text, **each.fields}.items():
            if value and name not in ("type", "flags"):
                fields.setdefault(name, value)
    return fields


FROM_TELEGRAM, FROM_DISCORD = telegram_fields(), discord_fields()
FILES: Final = ("photo", "video", "video_note", "voice", "audio", "animation", "sticker", "document")
SAID_THERE: Final = frozenset({*FILES, "text", "caption", "poll", "dice", "location"})
"""Fields of Telegram's that say something; a message has one of them, and whatever else."""

SERVICE: Final = {each.name for each in services()}
BESIDES: Final = set(FROM_TELEGRAM) - SAID_THERE - SERVICE


def some(names: Collection[str]) -> st.SearchStrategy[set[str]]:
    """A few of them, or all but a few."""
    few = st.sets(st.sampled_from(sorted(names)))
    return few | few.map(lambda left_out: set(names) - left_out)


TELEGRAM_MESSAGES: Final = st.builds(
    lambda said, rest: {name: FROM_TELEGRAM[name] for name in {said, *rest}},
    st.sampled_from(sorted(SAID_THERE)),
    some(BESIDES),
)
DISCORD_MESSAGES: Final = some(FROM_DISCORD).map(lambda names: {name: FROM_DISCORD[name] for name in names})


class Pair:
    """A writer and a reader, and what the reader's messenger is asked."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.telegram, self.discord = OnTelegram(), OnDiscord()
        town.platforms |= {"telegram": self.telegram, "discord": self.discord}
        parts = (town.database, town.open_turn, town.courier._baggage._spool, Clean(), town.clock)
        town.courier._baggage = Baggage(town.platforms, *parts)
        self._reader = Reader("77", lambda _: None)
        self._updates = 0

    async def meet(self, writer: str, reader: str) -> tuple[Sender, Sender]:
        """Two who talk, each on a messenger."""
        people = self.town.people
        names = []
        for place in (writer, reader):
            name = f"{place} {len(people)}"
            people[name] = Person(self.town, name, self._sender(place, len(people)), self.town.mailbox)
            names.append(name)
        one, other = await self.town.paired(*names)
        self._one = one.sender
        return one.sender, other.sender

    def _sender(self, place: str, number: int) -> Sender:
        if place == "telegram":
            return Sender("telegram", "77", str(4_000 + number), str(4_000 + number), "en")
        user, chat = str(2 * 10**17 + number), str(119 * 10**16 + number)
        return Sender("discord", self.discord.account.id, user, chat, "en")

    def read(self, fields: Mapping[str, Any], *, edited: bool = False) -> Sequence[Incoming]:
        """What a message of the writer's with these fields says; nothing if it is passed over."""
        self._updates += 1
        user, chat = int(self._one.user), int(self._one.chat)
        if self._one.platform == "telegram":
            who = {"id": user, "is_bot": False, "first_name": "Ann"}
            place = {"id": chat, "type": "private"}
            raw = {"message_id": 7_000_000, "date": 1_700_000_000, "chat": place, "from": who, **fields}
            update = {"update_id": chat * 10 + self._updates, "edited_message" if edited else "message": raw}
            read = self._reader.read(update)
            return [] if read is None else [read.incoming]
        ours = {"id": str(chat + 5), "channel_id": str(chat), "author": {"id": str(user), "username": "ann"}}
        raw = {**discord_message(), "content": "", **fields, **ours}
        if edited:
            change = read_edit({**raw, "edited_timestamp": str(self._updates)}, self.discord.account.id, NAMES)
            return [] if isinstance(change, Skip) else [change]
        told = read_message(raw, self.discord.account.id, NAMES, ())
        return [] if isinstance(told, Skip) else told


async def goes_through(
    town: Town, writer: str, reader: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """A message, its change, a feeling about it, and that it is taken back; what that led to, by its methods."""
    pair = Pair(town)
    one, _ = await pair.meet(writer, reader)
    first = pair.read(before)
    native = first[0].message if first else "1"
    for deeds in (
        first,
        pair.read(after, edited=True),
        [Incoming(f"{one.chat} felt", one, Reacted(("🔥",)), native)],
        [Incoming(f"{one.chat} felt no more", one, Reacted((), ("🔥",)), native)],
        [Incoming(f"{one.chat} took back", one, Deleted(), native)],
    ):
        with suppress(Rejected):  # the outbox would tell whoever wrote it
            await town.hand_in(*deeds)
    asked = [*pair.telegram.asked, *pair.discord.asked]
    assert wrong(asked) == []
    return [each.what for each in asked]


HOW: Final = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("reader", ["telegram", "discord"])
@HOW
@given(TELEGRAM_MESSAGES, TELEGRAM_MESSAGES)
async def test_whatever_a_message_on_telegram_holds(
    town: Town, reader: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    await goes_through(town, "telegram", reader, before, after)


@pytest.mark.parametrize("reader", ["telegram", "discord"])
@HOW
@given(DISCORD_MESSAGES, DISCORD_MESSAGES)
async def test_whatever_a_message_on_discord_holds(
    town: Town, reader: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    await goes_through(town, "discord", reader, before, after)


def other(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same message with another file."""
    return json.loads(json.dumps(fields).replace('"file_unique_id": "u"', '"file_unique_id": "v"'))  # type: ignore[no-any-return]


async def test_all_that_may_go_out_does_so_in_these_stories(town: Town) -> None:
    """A list that nothing is ever held against would prove nothing."""
    seen = set[str]()
    words = {"text": FROM_TELEGRAM["text"]}
    for reader in ("telegram", "discord"):
        for name in SAID_THERE:
            fields = {name: FROM_TELEGRAM[name]}
            full = {each: FROM_TELEGRAM[each] for each in (*BESIDES, name)}
            seen.update(await goes_through(town, "telegram", reader, full, full))
            seen.update(await goes_through(town, "telegram", reader, fields, {**other(fields), "caption": "words"}))
        seen.update(await goes_through(town, "telegram", reader, words, {"text": "other words"}))
        for fields in (FROM_DISCORD, {"content": "words"}, {"attachments": FROM_DISCORD["attachments"] * 3}):
            seen.update(await goes_through(town, "discord", reader, fields, {**fields, "content": "other words"}))
    assert {*TELEGRAM, *DISCORD} - seen == set()
