"""Messages of every kind that Discord has, with markers in all that Discord tells about them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.bot.media.samples import sample
from tests.emulators.discord import DiscordEmulator, kinds
from tests.emulators.discord.files import Attachment
from tests.taint import discord_fields as made
from tests.taint.discord_fields import Object, around
from tests.taint.markers import moment, said, snowflake, word


@dataclass(frozen=True, slots=True)
class Sending:
    """One message, as `Person.sends` takes it. `says`: the words in it that are meant for the partner."""

    name: str
    text: str = ""
    files: tuple[Attachment, ...] = ()
    fields: Object = field(default_factory=dict, repr=False)
    says: tuple[str, ...] = ()


def mentions(of: str) -> str:
    """Everything that stands in a text for a name, and addresses that lead to Discord's own places and files."""
    ids = {
        name: snowflake(f"{of} {name}") for name in ("user", "role", "channel", "command", "emoji", "guide", "sound")
    }
    lower = {name: word(f"{of} {name} of an address") for name in ("file", "message")}
    numbers = [snowflake(f"{of} id {number} of an address") for number in range(6)]
    return " ".join(
        (
            f"<@{ids['user']}> <@!{ids['user']}> <@&{ids['role']}> <#{ids['channel']}>",
            f"</find:{ids['command']}> <a:wave:{ids['emoji']}> <id:linked-roles:{ids['guide']}>",
            f"<sound:0:{ids['sound']}>",
            f"https://cdn.discordapp.com/attachments/{numbers[0]}/{numbers[1]}/{lower['file']}.png?ex=1&is=2&hm=3",
            f"https://media.discordapp.net/attachments/{numbers[2]}/{numbers[3]}/{lower['file']}.png",
            f"https://discord.com/channels/{numbers[4]}/{numbers[5]}/{numbers[0]}",
            f"`<@{ids['user']}>` https://ptb.discord.com/channels/@me/{numbers[1]}",
        )
    )


def file(name: str, content: bytes, ending: str, mime: str, *, named: str = "", **more: Any) -> Attachment:
    of = f"D {name} attachment"
    called = f"{word(f'{of}.filename')}.{ending}"
    description = word(f"{of}.description")
    fields = {**made.attached(of), **more}
    return kinds.file(called, content, description=description, content_type=mime, **fields)


def files() -> dict[str, Attachment]:
    """Everything that is cleaned and goes on."""
    told = {
        "photo": ("JPEG", "jpg", "image/jpeg"),
        "PNG photo": ("PNG", "png", "image/png"),
        "WebP photo": ("WebP", "webp", "image/webp"),
        "video": ("MP4", "mp4", "video/mp4"),
        "WebM video": ("WebM", "webm", "video/webm"),
        "gif": ("moving GIF", "gif", "image/gif"),
        "audio": ("MP3", "mp3", "audio/mpeg"),
        "Vorbis": ("Vorbis", "ogg", "audio/ogg"),
        "WAV": ("WAV", "wav", "audio/wav"),
        "AAC": ("AAC", "aac", "audio/aac"),
        "BMP": ("BMP", "bmp", "image/bmp"),
        "moving WebP": ("moving WebP", "webp", "application/octet-stream"),
        "APNG": ("APNG", "png", "application/octet-stream"),
    }
    return {name: file(name, sample(of).data, ending, mime) for name, (of, ending, mime) in told.items()}


def stickers(discord: DiscordEmulator) -> dict[str, Object]:
    """By format: each with a name of its own, its file where Discord's lie."""
    told = {"PNG sticker": ("PNG", 1), "APNG sticker": ("APNG", 2), "Lottie": ("Lottie", 3), "GIF": ("moving GIF", 4)}
    return {
        name: discord.add_sticker(sample(of).data, name=word(f"D {name} sticker name"), format_type=kind)
        for name, (of, kind) in told.items()
    }


def relayed(way: str, discord: DiscordEmulator) -> list[Sending]:
    text, album, covered, secret = (said(f"{way} {name}") for name in ("text", "album", "covered", "words of a file"))
    sent = [Sending("text", f"{text} {mentions('D text')}", (), around("D text"), (text,))]
    for name, each in files().items():
        words = said(f"{way} {name}")
        sent.append(Sending(name, words, (each,), around(f"D {name}"), (words,)))
    parts = tuple(file(f"album {name}", sample(name).data, "png", "image/png") for name in ("JPEG", "PNG", "GIF"))
    sent.append(Sending("album", album, parts, around("D album"), (album,)))
    hidden = kinds.photo(sample("JPEG").data, f"SPOILER_{word('D covered filename')}.jpg", spoiler=True)
    sent.append(Sending("covered", covered, (hidden,), around("D covered"), (covered,)))
    clip = file("clip", sample("MP4").data, "mp4", "video/mp4")
    sent.append(Sending("clip", said(f"{way} clip"), (clip,), around("D clip"), (said(f"{way} clip"),)))
    note = file("text file", f"\ufeff{secret}\r\n".encode(), "txt", "text/plain")
    sent.append(Sending("text file", "", (note,), around("D text file"), (secret,)))
    spoken, fields = kinds.voice(sample("Opus").data, **made.attached("D voice attachment"))
    loud = base64.b64encode(bytes(range(0, 256, 4))).decode()
    sent.append(Sending("voice", "", (spoken,), {**around("D voice"), **fields}, ()))
    assert ("waveform", loud) in spoken.fields
    sent += [Sending(name, "", (), {**around(f"D {name}"), **each}) for name, each in stickers(discord).items()]
    return [*sent, _poll(way), _forward(way, discord)]


def _poll(way: str) -> Sending:
    words = tuple(said(f"{way} poll {part}") for part in ("question", "first", "second"))
    shown = kinds.poll(words[0], words[1:])
    for place, answer in enumerate(shown["poll"]["answers"]):
        answer["poll_media"]["emoji"] = made.emoji(f"D poll answer {place}")
    return Sending("poll", "", (), {**around("D poll"), **shown}, words)


def _forward(way: str, discord: DiscordEmulator) -> Sending:
    """A forward of something that somebody else wrote elsewhere, with a picture."""
    words = said(f"{way} forward")
    picture = discord.world.files.add(1, file("forward", sample("JPEG").data, "jpg", "image/jpeg"))
    waving = discord.add_sticker(sample("PNG").data, name=word("D snapshot sticker name"))
    told = {**made.written("D snapshot"), "attachments": [picture], **waving}
    fields = kinds.forwarded(
        f"{words} {mentions('D snapshot')}", **{**told, "content": f"{words} {mentions('D snapshot')}"}
    )
    fields["message_reference"] = {
        "type": 1,
        "channel_id": snowflake("D forward reference.channel_id"),
        "message_id": snowflake("D forward reference.message_id"),
        "guild_id": snowflake("D forward reference.guild_id"),
    }
    return Sending("forward", "", (), {**around("D forward"), **fields}, (words,))


def refused() -> list[Sending]:
    """What is not relayed, be its sender told or not."""
    papers = {
        "PDF": ("pdf", "application/pdf"), "docx": ("docx", "application/msword"), "HEIC": ("heic", "image/heic"),
        "xlsx": ("xlsx", "application/excel"), "odt": ("odt", "application/odt"), "SVG": ("svg", "image/svg+xml"),
        "zip": ("zip", "application/zip"),
    }  # fmt: skip
    documents = [
        Sending(name, "", (file(name, sample(name).data, *how),), around(f"D {name}")) for name, how in papers.items()
    ]
    hook = {**around("D webhook"), "webhook_id": snowflake("D webhook_id")}
    result = kinds.poll_result(word("D poll_result question"), poll=1, channel=1, winner=word("D poll_result winner"))
    result["message_reference"] = {
        "type": 0, "channel_id": snowflake("D poll_result channel"), "message_id": snowflake("D poll_result message"),
    }  # fmt: skip
    return [
        *documents,
        Sending("nothing but what Discord adds", "", (), around("D nothing")),
        Sending("webhook", word("D webhook text"), (), hook),
        Sending("poll_result", "", (), result),
    ]


def everything(way: str, discord: DiscordEmulator) -> Sequence[Sending]:
    return (*relayed(way, discord), *refused())


def server_message(author: Object) -> Object:
    """What somebody wrote in a server, as the gateway would tell of it."""
    said_there = {**made.answered("D server message"), "author": author, "member": made.member("D server member")}
    return {**said_there, "guild_id": snowflake("D server id"), "timestamp": moment("D server timestamp")}
