"""Messages of every kind that Telegram has, with markers in all that Telegram tells about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bot.media.samples import sample
from tests.emulators.telegram import kinds
from tests.taint import telegram_fields as made
from tests.taint import telegram_objects as objects
from tests.taint.markers import date, number, said, word
from tests.taint.telegram_fields import Object, Sending
from tests.taint.telegram_objects import around
from tests.taint.telegram_services import services


def thumbnail() -> bytes:
    return sample("JPEG").data


def jpeg() -> bytes:
    """The sample as the emulated Telegram takes a photo: what it says of further pictures is not what it seems."""
    return sample("JPEG").data.replace(b"MPF\0", b"MPX\0")


def document(name: str, ending: str, mime: str, content: bytes = b"") -> kinds.Attachment:
    file = f"{word(f'T {name} file_name')}.{ending}"
    return kinds.document(content or sample(name).data, file_name=file, mime_type=mime, thumbnail=thumbnail())


def films(of: str) -> Object:
    fields = objects.video(of)
    return {name: fields[name] for name in ("cover", "qualities", "start_timestamp")}


def files() -> dict[str, kinds.Attachment]:
    """By what they are called here: everything that is cleaned and goes on."""
    thumb = thumbnail()
    named = {name: word(f"T {name} file_name") for name in ("video", "animation", "audio")}
    faces = {kind: objects.sticker_fields(f"T {kind} sticker") for kind in ("still", "tgs", "webm")}
    premium = sample("tgs").data
    return {
        "photo": kinds.photo(jpeg()),
        "PNG photo": kinds.photo(sample("PNG").data),
        "video": kinds.video(
            sample("MP4").data, file_name=f"{named['video']}.MOV", thumbnail=thumb, **films("T video")
        ),
        "silent video": kinds.video(sample("silent MP4").data, thumbnail=thumb),
        "HEVC video": kinds.video(sample("HEVC").data),
        "video note": kinds.video_note(sample("MP4").data, thumbnail=thumb),
        "voice": kinds.voice(sample("Opus").data),
        "audio": kinds.audio(
            sample("MP3").data, title=word("T audio title"), performer=word("T audio performer"),
            file_name=f"{named['audio']}.mp3", thumbnail=thumb,
        ),
        "M4A audio": kinds.audio(sample("M4A").data, title=word("T M4A title"), performer=word("T M4A performer")),
        "animation": kinds.animation(sample("silent MP4").data, file_name=f"{named['animation']}.mp4", thumbnail=thumb),
        "still sticker": kinds.sticker(content=sample("WebP").data, premium=premium, thumbnail=thumb, **faces["still"]),
        "tgs sticker": kinds.sticker(content=sample("tgs").data, animated=True, thumbnail=thumb, **faces["tgs"]),
        "webm sticker": kinds.sticker(content=sample("WebM sticker").data, video=True, **faces["webm"]),
        "photo as a file": document("JPEG", "jpg", "image/jpeg"),
        "TIFF": document("TIFF", "tiff", "image/tiff"),
        "FLAC": document("FLAC", "flac", "audio/flac"),
        "Matroska": document("Matroska", "mkv", "video/x-matroska"),
        "moving GIF": document("moving GIF", "gif", "image/gif"),
    }  # fmt: skip


def relayed(way: str) -> list[Sending]:
    """What goes on to the partner, with words of its own for each `way` from one to the other."""
    return [
        *_words(way),
        *_files(way),
        *_forwards(way),
        _poll(way),
        *_places(),
        Sending("dice", _with("dice", kinds.dice())),
    ]


def _with(name: str, value: Any) -> Object:
    return {**around(f"T {name}"), name: value}


def _words(way: str) -> list[Sending]:
    text = said(f"{way} text")
    styled = [{"type": kind, "offset": 0, "length": len(text)} for kind in ("bold", "spoiler")]
    told = {"text": text, "entities": [*styled, *made.entities("T text entities")]}
    return [Sending("text", {**around("T text"), **told}, says=(text,))]


def _files(way: str) -> list[Sending]:
    sent = []
    for name, file in files().items():
        bare = file.kind in ("sticker", "video_note")  # Telegram has no words under these
        words = "" if bare else said(f"{way} {name}")
        marks = {} if bare else {"entities": made.quiet_entities(f"T {name} caption_entities")}
        fields = {**around(f"T {name}"), file.kind: file, **marks}
        sent.append(Sending(name, fields, words, (words,) if words else ()))
    covered = said(f"{way} covered photo")
    album = said(f"{way} album")
    secret = said(f"{way} words of a file")
    text = document("text file", "txt", "text/plain", f"{secret}\r\n".encode())
    parts = (kinds.photo(jpeg()), kinds.photo(sample("PNG").data))
    return [
        *sent,
        Sending("covered photo", {"photo": parts[0], "has_media_spoiler": True}, covered, (covered,)),
        Sending("album", around("T album"), album, (album,), album=parts),
        Sending("text file", {**around("T text file"), "document": text}, "", (secret,)),
    ]


def _forwards(way: str) -> list[Sending]:
    sent = []
    for name, origin in made.origins("T forward from").items():
        text = said(f"{way} forward from {name}")
        fields = {**around(f"T forward from {name}"), "text": text, "forward_origin": origin}
        sent.append(Sending(f"forward from {name}", {**fields, "is_automatic_forward": True}, says=(text,)))
    reply = {"external_reply": objects.external_reply("T external_reply", made.origins("T external_reply")["channel"])}
    answer = said(f"{way} external_reply")
    sent.append(Sending("external_reply", {**around("T external_reply"), "text": answer, **reply}, says=(answer,)))
    return sent


def _poll(way: str) -> Sending:
    question, *options = (said(f"{way} poll {part}") for part in ("question", "first", "second"))
    of = "T poll"
    shown = kinds.poll(
        question, options, id=str(number(f"{of}.id")), question_entities=made.quiet_entities(f"{of}.question_entities"),
        explanation=word(f"{of}.explanation"), explanation_entities=made.quiet_entities(f"{of}.explanation_entities"),
        explanation_media=objects.poll_media(f"{of}.explanation_media"), description=word(f"{of}.description"),
        description_entities=made.quiet_entities(f"{of}.description_entities"),
        media=objects.poll_media(f"{of}.media"), close_date=date(f"{of}.close_date"), country_codes=["IT"],
        correct_option_ids=[1], open_period=600,
    )  # fmt: skip
    for place, option in enumerate(shown["options"]):
        option |= {
            "persistent_id": word(f"{of}.options[{place}].persistent_id"),
            "text_entities": made.quiet_entities(f"{of}.options[{place}].text_entities"),
            "media": objects.poll_media(f"{of}.options[{place}].media"),
            "added_by_user": made.user(f"{of}.options[{place}].added_by_user"),
            "added_by_chat": made.chat(f"{of}.options[{place}].added_by_chat"),
            "addition_date": date(f"{of}.options[{place}].addition_date"),
        }
    return Sending("poll", {**around(of), "poll": shown}, says=(question, *options))


def _places() -> list[Sending]:
    """Told to a kilometre, once the sender has said so."""
    return [
        Sending("location", _with("location", made.place("T location")), asked=True),
        Sending("venue", _with("venue", made.venue("T venue")), asked=True),
    ]


def refused() -> list[Sending]:
    """Kinds that are not relayed; whoever sends them is told."""
    alone = {
        "contact": made.contact("T contact"),
        "story": made.story("T story"),
        "game": objects.game("T game"),
        "invoice": objects.invoice("T invoice"),
        "paid_media": objects.paid_media("T paid_media"),
        "giveaway": objects.giveaway("T giveaway"),
        "giveaway_winners": objects.winners("T giveaway_winners"),
        "checklist": objects.checklist("T checklist"),
        "live_photo": objects.live_photo("T live_photo"),
        "rich_message": {"blocks": [{"type": "paragraph", "text": word("T rich_message")}]},
    }
    papers = {
        "PDF": ("pdf", "application/pdf"), "docx": ("docx", "application/msword"), "HEIC": ("heic", "image/heic"),
        "xlsx": ("xlsx", "application/excel"), "odt": ("odt", "application/odt"), "SVG": ("svg", "image/svg+xml"),
        "zip": ("zip", "application/zip"),
    }  # fmt: skip
    documents = [
        Sending(name, {**around(f"T {name}"), "document": document(name, *how)}) for name, how in papers.items()
    ]
    return [*(Sending(name, _with(name, value)) for name, value in alone.items()), *documents]


def everything(way: str) -> Sequence[Sending]:
    return (*relayed(way), *refused(), *services())
