"""Everything people can send and do on Discord: each kind parses in the real client and keeps to the schema."""

from __future__ import annotations

from typing import Any

import aiohttp
import discord as library
import pytest

from tests.emulators.discord import Attachment, BotAccount, CannotDo, DiscordEmulator, Person, kinds
from tests.emulators.discord_clients import NOBODY, Client, Rest, running

LOTTIE = b'{"v": "5.5.2", "fr": 60, "ip": 0, "op": 60, "w": 320, "h": 320, "layers": []}'
FILES: dict[str, Attachment] = {
    "photo": kinds.photo(kinds.picture(), description="a cat", placeholder="AAAA", placeholder_version=1),
    "covered photo": kinds.photo(spoiler=True),
    "film": kinds.video(duration_secs=4.5),
    "music": kinds.audio(),
    "gif": kinds.gif(kinds.picture(40, 40, "GIF")),
    "pdf": kinds.file("CV Jane Doe.pdf", title="CV Jane Doe"),
    "clip": kinds.clip(participants=[]),
    "voice": kinds.voice()[0],
}


@pytest.mark.parametrize("kind", FILES)
async def test_every_kind_of_file_arrives_with_its_bytes_and_fields(
    discord: DiscordEmulator, app: BotAccount, dora: Person, kind: str
) -> None:
    sent = FILES[kind]
    async with running(discord, app, Client()) as client:
        assert isinstance(client, Client)
        await dora.sends(app, sent)
        (attachment,) = (await client.told("message")).attachments
        assert await attachment.read() == sent.content
        assert attachment.is_spoiler() == sent.spoiler
        (shown,) = dora.chat(app)[0].attachments
        assert dict(sent.fields).items() <= shown.raw.items()
        assert attachment.id in discord.fetched()


@pytest.mark.parametrize(
    ("format_type", "content", "ending", "mime"),
    [
        (1, kinds.picture(), "png", "image/png"),
        (2, kinds.picture(), "png", "image/png"),
        (3, LOTTIE, "json", "application/json"),
        (4, kinds.picture(20, 20, "GIF"), "gif", "image/gif"),
    ],
    ids=["png", "apng", "lottie", "gif"],
)
async def test_stickers_are_fetched_from_where_the_client_looks(
    discord: DiscordEmulator, session: aiohttp.ClientSession, app: BotAccount, dora: Person,
    monkeypatch: pytest.MonkeyPatch, format_type: int, content: bytes, ending: str, mime: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(library.Asset, "BASE", discord.url)
    async with running(discord, app, Client()) as client:
        assert isinstance(client, Client)
        await dora.sends(app, **discord.add_sticker(content, name="Fox", format_type=format_type))
        (sticker,) = (await client.told("message")).stickers
        assert (sticker.name, sticker.format.value) == ("Fox", format_type)
        async with session.get(f"{discord.url}/stickers/{sticker.id}.{ending}") as answer:
            assert (answer.status, answer.content_type, await answer.read()) == (200, mime, content)
        if format_type < 3:  # the client reads no Lottie, and looks for GIFs elsewhere
            assert await sticker.read() == content
        async with session.get(f"{discord.url}/stickers/{sticker.id}.webp") as answer:
            assert answer.status == 404
        assert sticker.id in discord.fetched()
    assert discord.violations == []


async def test_whatever_else_a_message_may_hold_can_be_planted(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    user = discord.person("Emil")
    metadata = {
        "id": "5", "type": 2, "user": discord.world.user(user.id), "authorizing_integration_owners": {},
    }  # fmt: skip
    planted: list[dict[str, Any]] = [
        kinds.link("https://a.example/me", author={"name": "MARKER"}, provider={"name": "P"}),
        {"activity": {"type": 3, "party_id": "spotify:MARKER"}, "application_id": "77"},
        {"interaction_metadata": metadata},
        {"components": [{"type": 1, "id": 1, "components": []}]},
        kinds.forwarded("words", embeds=[{"type": "rich", "title": "MARKER"}]),
        kinds.poll_result("Tea?", poll=1, channel=2, winner="Yes", votes=3),
        kinds.poll(),
        {"mentions": [discord.world.user(user.id)]},
    ]
    async with running(discord, app, Client()) as client:
        assert isinstance(client, Client)
        for fields in planted:
            await dora.sends(app, text="look", **fields)
            assert (await client.told("message")).content == "look"
            assert fields.items() <= dora.chat(app)[-1].raw.items()


async def test_vanishing_is_told_one_by_one_or_all_at_once(
    discord: DiscordEmulator, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, Client()) as client:
        assert isinstance(client, Client)
        numbers = [await dora.says(app, text) for text in ("one", "two", "three")]
        await dora.deletes(app, numbers[0])
        assert (await client.told("delete")).message_id == numbers[0]
        await dora.deletes_all(app, *numbers[1:])
        assert (await client.told("bulk_delete")).message_ids == set(numbers[1:])
        assert dora.chat(app) == []
        with pytest.raises(CannotDo, match="sees no message"):
            await dora.deletes_all(app, numbers[0])


async def test_reactions_of_all_kinds_come_and_go(
    discord: DiscordEmulator, rest: Rest, app: BotAccount, dora: Person
) -> None:
    async with running(discord, app, Client()) as client:
        assert isinstance(client, Client)
        said = await dora.says(app, "hi")
        for emoji, burst in (("👍", False), ("wave:123", False), ("a:dance:456", True)):
            await dora.reacts(app, said, emoji, burst=burst)
            told = await client.told("reacted")
            assert (told.emoji.name, told.emoji.animated, told.burst) == (
                emoji.removeprefix("a:").partition(":")[0], emoji.startswith("a:"), burst,
            )  # fmt: skip
        await dora.unreacts(app, said, "wave:123")
        assert (await client.told("unreacted")).emoji.id == 123
        at = f"/channels/{dora.dm(app).id}/messages/{said}/reactions"
        assert (await rest("PUT", f"{at}/🔥/@me"))[0] == 204
        assert (await rest("PUT", f"{at}/a:dance:456/@me"))[0] == 204, "a bot may join in"
        assert await rest.code("PUT", f"{at}/wave:123/@me") == (400, 10014)
        assert await rest.code("PUT", f"{at}/é/@me") == (400, 10014)
        now = dora.message(app, said)
        assert (now.reacted(app), now.reacted(dora)) == (["a:dance:456", "🔥"], ["👍", "a:dance:456"])
        assert (await rest("DELETE", f"{at}/🔥/@me"))[0] == 204
        assert dora.message(app, said).reacted(app) == ["a:dance:456"]


async def test_only_answers_of_a_poll_can_be_chosen(rest: Rest, app: BotAccount, dora: Person) -> None:
    said = await dora.says(app, "hi")
    asked = await dora.sends(app, **kinds.poll())
    for message, answers, expected in (
        (said, ["Yes"], "is no poll"),
        (asked, ["Never"], r"no such answer, only \['Yes', 'No'\]"),
        (asked, [3], "no such answer"),
        (asked, ["Yes", "No"], "takes one answer only"),
    ):
        with pytest.raises(CannotDo, match=expected):
            await dora.votes(app, message, *answers)
    await dora.votes(app, asked, "Yes")
    await dora.votes(app, asked)
    shown = dora.message(app, asked).poll
    assert shown is not None
    assert shown.answers == (("Yes", 0), ("No", 0))


async def test_names_that_tell_of_their_maker_are_violations(
    discord: DiscordEmulator, rest: Rest, app: BotAccount, dora: Person
) -> None:
    await dora.says(app, "hi")
    path = f"/channels/{dora.dm(app).id}/messages"
    neutral = ("photo.jpg", "voice-message.ogg", "video-12.mp4", "file-1f2e3d4c.pdf", "bauta-export.json", "a.txt")
    for name in (*neutral, "SPOILER_photo.png"):
        assert (await rest("POST", path, NOBODY, files={name: b"x"}))[0] == 200
    assert discord.violations == []
    for name in ("IMG_0001.png", "CV Jane Doe.pdf", "jane.jpg", "Screenshot 2026-01-01.png", "photo-of-me.jpg"):
        await rest("POST", path, NOBODY, files={name: b"x"})
        assert discord.violations.pop() == f"create_message: a file is called {name!r}, no neutral name"
