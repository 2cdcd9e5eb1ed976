"""The ledgers of both platforms can keep all that bots said, so that tests can search it for what must not leak."""

from __future__ import annotations

import aiohttp
import pytest
from telegram import Bot, InputFile, InputMediaPhoto

from tests.emulators.conftest import TOKEN, connected, picture
from tests.emulators.discord import DiscordEmulator, faults, token
from tests.emulators.discord.remote import RemoteDiscord
from tests.emulators.discord_clients import NOBODY, Rest
from tests.emulators.telegram import Person, TelegramEmulator, kinds
from tests.emulators.telegram import faults as telegram_faults
from tests.emulators.telegram.remote import RemoteTelegram


async def test_what_a_telegram_bot_says_is_searched_in_every_place() -> None:
    async with TelegramEmulator(keep_payloads=True) as telegram:
        bot = telegram.add_bot(TOKEN)
        ann = telegram.person("Ann")
        said = await ann.says(bot, "hi")
        async with connected(telegram, TOKEN) as client:
            await client.send_message(ann.id, "in the TEXT")
            await client.send_document(ann.id, InputFile(b"%PDF in the BYTES", "file.pdf"), caption="in ä CAPTION €")
            wide = InputFile("in the WIDE".encode("utf-16-le"), "file-2.pdf")
            small = InputFile(picture(50, 50), "thumb.jpg", attach=True)
            await client.send_document(ann.id, wide, thumbnail=small)
            album = [
                InputMediaPhoto(InputFile(picture() + each, "photo.jpg", attach=True)) for each in (b"FIRST", b"SECOND")
            ]
            await client.send_media_group(ann.id, album)
            await client.send_poll(ann.id, "a QUESTION", ["an ANSWER", "ünother"])
            await client.set_message_reaction(ann.id, said, "🔥")
        assert len(telegram.ledger.payloads()) == len(telegram.ledger.accepted())
        assert telegram.ledger.leaks("ABSENT", b"\xff\xfe\xfd") == []
        for marker, method in (
            ("TEXT", "sendMessage"), (b"BYTES", "sendDocument"), ("ä CAPTION €", "sendDocument"),
            ("WIDE", "sendDocument"), ("SECOND", "sendMediaGroup"), ("an ANSWER", "sendPoll"),
            ("ünother", "sendPoll"), ("🔥", "setMessageReaction"), ("thumb.jpg", "sendDocument"),
        ):  # fmt: skip
            (found,) = telegram.ledger.leaks(marker)
            assert found.startswith(f"{method} (number ")
            assert found.endswith(f") holds {marker!r}")


async def test_refused_and_lost_requests_are_no_leaks_but_unanswered_ones_are(ann: Person) -> None:
    async with TelegramEmulator(keep_payloads=True) as telegram, aiohttp.ClientSession() as session:
        bot = telegram.add_bot(TOKEN)
        bob = telegram.person("Bob")
        await bob.says(bot, "hi")
        url = f"{telegram.base_url}{TOKEN}/sendMessage"
        await session.post(url, json={"chat_id": 1, "text": "REFUSED"})
        for trouble in (telegram_faults.lost_request(), telegram_faults.lost_answer()):
            telegram.faults.add(kind=trouble)
            with pytest.raises(aiohttp.ClientError):
                await session.post(url, json={"chat_id": bob.id, "text": trouble.name.upper()})
        assert len(telegram.ledger.leaks("REFUSED", "LOST_REQUEST", "LOST_ANSWER")) == 1
        telegram.violations.clear()


async def test_what_a_discord_bot_says_is_searched_in_every_place() -> None:
    async with DiscordEmulator(keep_payloads=True) as discord:
        app, dora = discord.add_bot(token()), discord.person("Dora")
        said = await dora.says(app, "hi")
        path = f"/channels/{dora.dm(app).id}/messages"
        async with Rest(discord.api_url, app.token) as rest:
            await rest("POST", path, {"content": "in ä TEXT €", **NOBODY})
            await rest("POST", path, NOBODY, files={"file.pdf": b"%PDF in the BYTES"})
            await rest("PUT", f"{path}/{said}/reactions/%F0%9F%94%A5/@me")
            discord.faults.add(kind=faults.failed())
            await rest("POST", path, {"content": "LOST", **NOBODY})
        assert len(discord.ledger.payloads()) == 3
        for marker in ("ä TEXT €", b"BYTES", "file.pdf", "🔥", "%F0%9F%94%A5"):
            assert len(discord.ledger.leaks(marker)) == 1
        assert discord.ledger.leaks("LOST", "ABSENT") == []


async def test_ledgers_that_keep_no_payloads_say_so(
    telegram: TelegramEmulator, discord: DiscordEmulator, client: Bot, ann: Person
) -> None:
    assert telegram.ledger.accepted() != []
    with pytest.raises(ValueError, match="keeps no payloads"):
        telegram.ledger.leaks("anything")
    assert discord.ledger.payloads() == [], "nothing was said"


async def test_ledgers_of_other_processes_are_searched_there() -> None:
    async with RemoteTelegram.spawned("--keep-payloads") as telegram:
        bot = await telegram.add_bot(TOKEN)
        ann = await telegram.person("Ann")
        await ann.says(bot, "hi")
        async with Bot(TOKEN, base_url=telegram.base_url) as client:
            await client.send_voice(ann.id, InputFile(kinds.OPUS + b"MARKER", "voice.ogg"))
        (found,) = await telegram.ledger.leaks("MARKER", b"ABSENT")
        assert found.startswith("sendVoice")
        assert any(b"MARKER" in payload for payload in await telegram.ledger.payloads())
    async with RemoteDiscord.spawned("--keep-payloads") as discord:
        app = await discord.add_bot(token())
        dora = await discord.person("Dora")
        await dora.says(app, "hi")
        async with Rest(discord.api_url, app.token) as rest:
            await rest("POST", f"/channels/{(await dora.dm(app)).id}/messages", {"content": "MARKER", **NOBODY})
        assert len(await discord.ledger.leaks("MARKER")) == 1
