"""Who changes a message changes it for the other, too, wherever the two are."""

from __future__ import annotations

from itertools import product

import pytest

from tests.e2e.anybody import Anybody, Heard, OnDiscord, OnTelegram, admitted, all_heard, paired, words
from tests.e2e.conftest import Everywhere
from tests.e2e.strangers import PAIRED
from tests.e2e.test_pairings import photograph
from tests.emulators import discord as discords

WAYS = list(product(("telegram", "discord"), ("telegram", "discord", "web")))
LONG = "\n\n".join(f"paragraph {number}: {'and so on ' * 20}".strip() for number in range(18))
"""Fits into one message of Telegram's, and not into one of Discord's."""


async def says(who: Anybody, text: str, reply_to: Heard | None = None) -> int:
    """The id of what was said, in their own chat."""
    native = reply_to.native if reply_to else None
    if isinstance(who, OnTelegram):
        return await who.stranger.says(text, reply_to=native)
    assert isinstance(who, OnDiscord)
    return await who.person.says(who.bot, text, reply_to=native)


async def shows(who: Anybody, picture: bytes, caption: str) -> int:
    if isinstance(who, OnTelegram):
        return await who.stranger.sends_photo(picture, caption=caption)
    assert isinstance(who, OnDiscord)
    return await who.person.sends(who.bot, discords.kinds.photo(picture), text=caption)


async def edits(who: Anybody, message: int, text: str) -> None:
    """Returns when it is committed."""
    if isinstance(who, OnTelegram):
        await who.stranger.person.edits(who.stranger.bot, message, text)
    elif isinstance(who, OnDiscord):
        await who.person.edits(who.bot, message, text)
    await all_heard(who)


async def two(everywhere: Everywhere, here: str, there: str) -> tuple[Anybody, Anybody]:
    ann, bob = await everywhere.comes(here, "Ann"), await everywhere.comes(there, "Bob")
    await paired(ann, bob)
    return ann, bob


async def read(who: Anybody) -> list[str]:
    """What the partner said, once all of it has arrived, as it reads now."""
    await all_heard(who)
    return words(who)


@pytest.mark.parametrize(("here", "there"), WAYS)
async def test_a_changed_message_reads_so_for_the_other(everywhere: Everywhere, here: str, there: str) -> None:
    ann, bob = await two(everywhere, here, there)
    message = await says(ann, "at seven")
    heard = await bob.hears("at seven")
    await says(ann, "or not")
    await bob.hears("or not")
    await edits(ann, message, "at *eight*")
    assert [text.replace("\\", "").replace("*", "") for text in await read(bob)] == ["at eight", "or not"]
    await bob.says("fine", reply_to=heard)
    answer = await ann.hears("fine")
    assert "eight" in answer.answers, "it is the same message still"
    await edits(ann, message, "at nine")
    assert await read(bob) == ["at nine", "or not"]
    assert len(await read(ann)) == 1, "nobody is told anything about it"


@pytest.mark.parametrize(("here", "there"), WAYS)
async def test_a_message_that_grows_and_shrinks_does_so_for_the_other(
    everywhere: Everywhere, here: str, there: str
) -> None:
    ann, bob = await two(everywhere, here, there)
    message = await says(ann, "short")
    await bob.hears("short")
    await edits(ann, message, LONG)
    grown = await read(bob)
    assert "\n\n".join(grown) == LONG
    assert (len(grown) > 1) == (there == "discord")
    await edits(ann, message, "short again")
    assert await read(bob) == ["short again"]
    await edits(ann, message, LONG)
    assert "\n\n".join(await read(bob)) == LONG


@pytest.mark.parametrize(("here", "there"), WAYS)
async def test_the_words_under_a_picture_change_and_the_picture_stays(
    everywhere: Everywhere, here: str, there: str
) -> None:
    ann, bob = await two(everywhere, here, there)
    message = await shows(ann, photograph(b"MARKER"), "my cat")
    heard = await bob.hears("my cat")
    assert heard.picture is not None
    await edits(ann, message, "my dog")
    assert await read(bob) == ["my dog"]
    if isinstance(bob, OnTelegram):
        assert bob.stranger.sees(heard.native).photo is not None
    elif isinstance(bob, OnDiscord):
        assert bob.person.message(bob.bot, heard.native).attachments


async def test_what_was_said_to_an_earlier_partner_changes_for_nobody(everywhere: Everywhere) -> None:
    ann, bob = await two(everywhere, "telegram", "telegram")
    message = await says(ann, "to bob")
    await bob.hears("to bob")
    await ann.asks("stop")
    await bob.hears("Your partner left")
    cleo = await everywhere.comes("discord", "Cleo")
    await ann.asks("find")
    await admitted(cleo, "find")
    await cleo.hears(PAIRED)
    await edits(ann, message, "to whom?")
    assert await read(bob) == ["to bob"]
    assert await read(cleo) == []
    assert await read(ann) == []


async def test_an_edit_of_nothing_that_was_passed_on_is_passed_over(everywhere: Everywhere) -> None:
    ann = await everywhere.comes("telegram", "Ann")
    message = await says(ann, "hello?")
    await ann.hears("18 or older")
    await edits(ann, message, "anybody?")
    assert words(ann) == []
