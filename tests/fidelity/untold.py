"""That people of a platform can't do a thing, or that it does not tell bots: one proof for each of those."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from inspect import signature
from typing import Any, Final

from telegram import Update
from telegram.constants import ReactionEmoji

from bot.fidelity import DISCORD, PLATFORMS, TELEGRAM, WEB, Thing, Way, cell
from bot.platforms.web.frames import Edit, Say
from bot.platforms.web.parse import READERS
from tests.emulators.discord.files import STICKERS
from tests.emulators.discord.people import Person
from tests.fidelity import samples
from tests.fidelity.house import House
from tests.fidelity.on_discord import OnDiscord
from tests.fidelity.on_web import OnWeb

Proof = Callable[[House], Awaitable[None]]


async def no_such_sign(house: House) -> None:
    assert "🫠" not in [each.value for each in ReactionEmoji]


def _no_update(*words: str) -> Proof:
    """None of the updates that Telegram has for bots is about that."""

    async def proof(house: House) -> None:
        assert not [kind for kind in Update.ALL_TYPES for word in words if word in kind]

    return proof


def _no_field(*names: str) -> Proof:
    """No message of Discord's has such a field; the emulator's are held to the schema that Discord publishes."""

    async def proof(house: House) -> None:
        sender = house.scene(DISCORD, DISCORD).sender
        assert isinstance(sender, OnDiscord)
        message = await sender.says("plain")
        raw = sender.person.message(sender.bot, message).raw
        assert "content" in raw
        assert not _keys(raw) & set(names)

    return proof


def _keys(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return {str(key) for key in value} | {key for each in value.values() for key in _keys(each)}
    return {key for each in value for key in _keys(each)} if isinstance(value, list | tuple) else set()


async def no_films_as_stickers(house: House) -> None:
    assert [ending for ending, _ in STICKERS.values()] == ["png", "png", "json", "gif"]


async def edits_are_words(house: House) -> None:
    assert not {"attachment", "attachments", "files"} & set(signature(Person.edits).parameters)


def _no_frame(*names: str) -> Proof:
    """The page has no such thing to say, and the server would not understand it."""

    async def proof(house: House) -> None:
        assert not set(names) & set(READERS)

    return proof


def _no_kind(kind: str, data: Callable[[], bytes]) -> Proof:
    """Not even a page that was tampered with gets it through."""

    async def proof(house: House) -> None:
        sender = house.scene(WEB, TELEGRAM).sender
        assert isinstance(sender, OnWeb)
        name = await sender.visitor.sends(kind, data())
        await sender.visitor.accepted_all()
        assert name in [refused for refused, _ in sender.visitor.refused]

    return proof


def _no_emoji(emoji: str) -> Proof:
    async def proof(house: House) -> None:
        scene = house.scene(WEB, TELEGRAM)
        assert isinstance(scene.sender, OnWeb)
        message = await scene.reader.says(scene.words)
        there = await scene.heard(scene.sender, scene.words)
        name = await scene.sender.visitor.reacts(there.id, emoji)
        await scene.sender.visitor.accepted_all()
        assert name in [refused for refused, _ in scene.sender.visitor.refused]
        assert scene.reader.felt(message) == ()

    return proof


def _literally(text: str) -> Proof:
    """What has a meaning elsewhere is just words on the page."""

    async def proof(house: House) -> None:
        scene = house.scene(WEB, TELEGRAM)
        await scene.sender.says(f"{scene.words} {text}")
        arrived = await scene.heard(scene.reader, f"{scene.words} {text}")
        assert (arrived.marks, arrived.extra, arrived.forwarded) == (frozenset(), frozenset(), False)

    return proof


def _not_in(frame: type, *names: str) -> Proof:
    async def proof(house: House) -> None:
        assert not {each.name for each in fields(frame)} & set(names)

    return proof


async def no_polls_from_the_page(house: House) -> None:
    """There is none that somebody could vote in."""
    assert {cell(WEB, target, Thing.POLL).way for target in PLATFORMS} == {Way.UNTOLD}


PROOFS: Final[Mapping[tuple[str, Thing], Proof]] = {
    (TELEGRAM, Thing.RARE_REACTION): no_such_sign,
    (TELEGRAM, Thing.TYPING): _no_update("typing", "chat_action"),
    (TELEGRAM, Thing.VOTE): no_polls_from_the_page,
    (DISCORD, Thing.VIDEO_NOTE): _no_field("video_note"),
    (DISCORD, Thing.VIDEO_STICKER): no_films_as_stickers,
    (DISCORD, Thing.DICE): _no_field("dice"),
    (DISCORD, Thing.LOCATION): _no_field("location", "venue", "latitude"),
    (DISCORD, Thing.CONTACT): _no_field("contact", "phone_number"),
    (DISCORD, Thing.QUOTE): _no_field("quote"),
    (DISCORD, Thing.OTHER_PHOTO): edits_are_words,
    (DISCORD, Thing.VOTE): no_polls_from_the_page,
    (WEB, Thing.FORMATTING): _literally("**strong** <b>strong</b> `coded`"),
    (WEB, Thing.COVERED_TEXT): _literally("||hidden||"),
    (WEB, Thing.CUSTOM_EMOJI): _literally("<:wave:53>"),
    (WEB, Thing.MENTION): _literally("<@53>"),
    (WEB, Thing.FORWARD): _no_frame("forward"),
    (WEB, Thing.VIDEO_NOTE): _no_kind("video-note", samples.round_video),
    (WEB, Thing.STICKER): _no_kind("sticker", samples.still_sticker),
    (WEB, Thing.ANIMATED_STICKER): _no_kind("sticker", samples.tgs),
    (WEB, Thing.VIDEO_STICKER): _no_kind("sticker", samples.video_sticker),
    (WEB, Thing.POLL): _no_frame("poll"),
    (WEB, Thing.VOTE): _no_frame("vote"),
    (WEB, Thing.DICE): _no_frame("dice"),
    (WEB, Thing.LOCATION): _no_frame("location", "place"),
    (WEB, Thing.CONTACT): _no_frame("contact"),
    (WEB, Thing.UNKNOWN): _no_kind("hologram", samples.photo),
    (WEB, Thing.QUOTE): _not_in(Say, "quote"),
    (WEB, Thing.OTHER_PHOTO): _not_in(Edit, "size", "data", "file"),
    (WEB, Thing.RARE_REACTION): _no_emoji("🫠"),
    (WEB, Thing.CUSTOM_REACTION): _no_emoji(":emoji:"),
}
"""By who can't do it, and what."""
