"""What a message a bot sends or edits says: held to Discord's limits, made into the fields of the message object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.emulators.discord import polls, voices
from tests.emulators.discord.channels import Channel
from tests.emulators.discord.components import message_rows
from tests.emulators.discord.errors import (
    EMPTY_MESSAGE,
    POLL_FIXED,
    TOO_LARGE,
    TOO_MANY_ATTACHMENTS,
    VOICE_FIXED,
    Refused,
    Violation,
    bad_length,
    invalid,
    required,
    too_long,
)
from tests.emulators.discord.files import Attachment
from tests.emulators.discord.objects import IS_VOICE_MESSAGE, LOADING, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, Object
from tests.emulators.discord.wire import Upload
from tests.emulators.discord.world import World

CONTENT_LIMIT: Final = 2000  # characters
FILE_LIMIT: Final = 10 * 1024 * 1024  # bytes
FILES: Final = 10
NONCE_LIMIT: Final = 25
FLAGS: Final = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE
_COMMON: Final = frozenset({"content", "embeds", "allowed_mentions", "components", "flags", "attachments", "tts"})
CREATED: Final = _COMMON | {"message_reference", "nonce", "enforce_nonce", "poll"}
EDITED: Final = _COMMON
HOOKED: Final = _COMMON | {"poll"}


@dataclass(frozen=True, slots=True)
class Said:
    """A message's body as it came, and where its fields stand (callbacks have them under `data`)."""

    body: Mapping[str, Any]
    uploads: Mapping[int, Upload]
    path: tuple[str, ...] = ()

    def check_names(self, known: Iterable[str]) -> None:
        if unknown := sorted(set(self.body) - set(known)):
            raise Violation(f"a message with {', '.join(unknown)}, unknown or not spoken here")


def mention_trouble(body: Mapping[str, Any]) -> str | None:
    """What is wrong with whom the message may notify: nobody is right."""
    allowed = body.get("allowed_mentions")
    if allowed is None:
        says = body.get("content") or body.get("embeds")
        return "content without allowed_mentions: everybody it names would be notified" if says else None
    if allowed.get("parse") != [] or allowed.get("users") or allowed.get("roles"):
        return "allowed_mentions that let somebody be notified"
    return "a reply that notifies whom it answers" if allowed.get("replied_user") else None


def composed(
    world: World, channel: Channel, said: Said, old: Object | None = None, *, ephemeral: bool = False
) -> Object:
    """The fields of the message object that this body makes or changes; raises Refused.

    `old`: the message it edits. Nothing is kept of a body that is refused.
    """
    body, path = said.body, said.path
    fields: Object = {}
    if old is not None:
        _check_changeable(body, old)
    if "content" in body:
        fields["content"] = _content(body["content"], path)
    if "embeds" in body:
        fields["embeds"] = _embeds(body["embeds"] or [], path)
    if "components" in body:
        fields["components"] = message_rows(body["components"], (*path, "components"))
    kept, new = _attachments(said, old)
    if old is None:
        fields["tts"] = bool(body.get("tts"))
        if voices.is_voice(body.get("flags")):
            voices.check(body, new, path)
    if body.get("poll") is not None:
        fields["poll"] = polls.created(body["poll"], world.clock(), path)
    standing = {**(old or {"content": "", "embeds": [], "components": []}), **fields}
    if not (standing["content"] or standing["embeds"] or standing.get("poll") or kept or new):
        raise Refused(*EMPTY_MESSAGE)
    if new or "attachments" in body:
        made = [world.files.add(channel.id, attachment, ephemeral=ephemeral) for attachment in new]
        fields["attachments"] = [*kept, *made]
    return fields


def _check_changeable(body: Mapping[str, Any], old: Object) -> None:
    if voices.is_voice(old["flags"]):
        raise Refused(*VOICE_FIXED)
    if "poll" in old:
        raise Refused(*POLL_FIXED)
    if "poll" in body and not old["flags"] & LOADING:
        raise Violation("a poll in an edit")


def _content(given: Any, path: tuple[str, ...]) -> str:
    if given is None:
        return ""
    if not isinstance(given, str):
        raise invalid(*path, "content", code="STRING_TYPE_CONVERT", message="Could not interpret value as string.")
    content = given.strip()
    if len(content) > CONTENT_LIMIT:
        raise too_long(*path, "content", limit=CONTENT_LIMIT)
    return content


def _embeds(given: Any, path: tuple[str, ...]) -> list[Object]:
    if len(given) > 10:
        raise bad_length(*path, "embeds", low=0, high=10)
    made = []
    total = 0
    for place, embed in enumerate(given):
        for name, limit in (("title", 256), ("description", 4096)):
            if len(embed.get(name) or "") > limit:
                raise too_long(*path, "embeds", place, name, limit=limit)
            total += len(embed.get(name) or "")
        made.append({**{key: value for key, value in embed.items() if value is not None}, "type": "rich"})
    if total > 6000:
        raise invalid(
            *path, "embeds", code="MAX_EMBED_SIZE_EXCEEDED", message="Embed size exceeds maximum size of 6000"
        )
    return made


def _attachments(said: Said, old: Object | None) -> tuple[list[Object], list[Attachment]]:
    """Those of the old message that stay, and the new ones."""
    before = {each["id"]: each for each in old["attachments"]} if old else {}
    named = said.body.get("attachments")
    kept = list(before.values()) if named is None else []
    fields: dict[int, Mapping[str, Any]] = {}
    for place, each in enumerate(named or ()):
        if "id" not in each:
            raise required(*said.path, "attachments", place, "id")
        if str(each["id"]) in before:
            kept.append(before[str(each["id"])])
        elif int(each["id"]) in said.uploads:
            fields[int(each["id"])] = each
        else:
            raise invalid(
                *said.path, "attachments", place, "id", code="ATTACHMENT_NOT_FOUND", message="Attachment not found"
            )
    if len(kept) + len(said.uploads) > FILES:
        raise Refused(*TOO_MANY_ATTACHMENTS)
    if any(len(upload.content) > FILE_LIMIT for upload in said.uploads.values()):
        raise Refused(*TOO_LARGE)
    return kept, [_attachment(upload, fields.get(number, {})) for number, upload in sorted(said.uploads.items())]


def _attachment(upload: Upload, named: Mapping[str, Any]) -> Attachment:
    """A new file. Its content type is what its bytes and name say; what the request says of it does not count."""
    more = tuple((key, named[key]) for key in ("duration_secs", "waveform", "title") if named.get(key) is not None)
    return Attachment(
        filename=named.get("filename") or upload.filename,
        content=upload.content,
        spoiler=bool(named.get("is_spoiler")),
        description=named.get("description"),
        content_type=voices.AUDIO if upload.content[:4] == b"OggS" else None,
        fields=more,
    )


def flags_of(body: Mapping[str, Any], path: tuple[str, ...], allowed: int) -> int:
    """The flags a message may be sent with; others are a violation."""
    flags = body.get("flags") or 0
    if not isinstance(flags, int):
        raise invalid(*path, "flags", code="NUMBER_TYPE_COERCE", message="Value is not int.")
    if flags & ~allowed:
        raise Violation(f"message flags {flags & ~allowed:#x}, unknown or not spoken here")
    return flags
