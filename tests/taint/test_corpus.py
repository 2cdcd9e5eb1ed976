"""The corpus leaves nothing out: every field of every object that a messenger describes stands in some message of it.

Held against the published descriptions where they are at hand (tests/emulators/conformance.py says where).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.emulators import conformance, discord_conformance
from tests.emulators.discord import DiscordEmulator, objects
from tests.emulators.telegram.kinds import Attachment
from tests.taint import discord_fields, discord_messages, telegram_fields, telegram_messages

Seen = dict[str, set[str]]

BY_THE_EMULATOR: Final = {"Message": {"reply_to_message", "edit_date", "media_group_id"}}
"""What messages get when people do something: answer, change, send an album (evening.py)."""

OF_NO_USE: Final = {"InlineKeyboardButton": {"style", "callback_game"}, "MessageEntity": {"language"}}
"""How a button looks, an empty object, and the language of code, which is content."""


def whole(value: Any) -> Any:
    """A file as it stands in a message."""
    if not isinstance(value, Attachment):
        return value
    stored = {"file_id": "f", "file_unique_id": "u", "file_size": 1}
    small = {**stored, "width": 1, "height": 1}
    parts = {part: {**stored, "file_path": "p"} for part in value.parts}
    made = {**value.fields, **stored, **parts, **({"thumbnail": small} if value.thumbnail else {})}
    return [{**small, **made}] if value.kind == "photo" else made


class Telegram:
    """Notes which fields objects of Telegram's have, by type."""

    def __init__(self, spec: conformance.Conformance) -> None:
        self._spec = spec
        self.types: Mapping[str, Any] = spec._types
        self.seen: Seen = {}

    def note(self, kind: str, value: Any) -> None:
        if kind.startswith("Array of "):
            for each in value:
                self.note(kind.removeprefix("Array of "), each)
            return
        described = self.types.get(kind)
        if described is None or not isinstance(value, dict):
            return
        if subtypes := described.get("subtypes"):
            kind = next(each for each in subtypes if not self._spec._check(each)(value, ""))
            described = self.types[kind]
        self.seen.setdefault(kind, set()).update(value)
        for field in described.get("fields", ()):
            if field["name"] in value:
                self.note(field["types"][0], value[field["name"]])

    def missing(self, kind: str) -> set[str]:
        """Fields that could hold anything but yes or no."""
        telling = {each["name"] for each in self.types[kind].get("fields", ()) if each["types"] != ["Boolean"]}
        return telling - self.seen[kind] - BY_THE_EMULATOR.get(kind, set()) - OF_NO_USE.get(kind, set())


def test_every_field_of_telegrams_objects_is_in_the_corpus() -> None:
    spec = conformance.load()
    if spec is None:
        pytest.skip("the published description is not there")
    corpus = Telegram(spec)
    ann = {"id": 1, "is_bot": False, "first_name": "Ann", "language_code": "en", **telegram_fields.names("Ann")}
    for each in telegram_messages.everything("corpus"):
        fields = {name: whole(value) for name, value in each.fields.items()}
        if "text" not in fields and "entities" in fields:
            fields["caption_entities"] = fields.pop("entities")
        if each.caption:
            fields["caption"] = each.caption
        chat = {"id": 1, "type": "private"}
        message = {"message_id": 1, "date": 1, "chat": chat, "from": ann, **fields}
        assert spec._check("Message")(message, each.name) == []
        corpus.note("Message", message)
    assert {kind: missing for kind in corpus.seen if (missing := corpus.missing(kind))} == {}
    assert len(corpus.seen) > 70


ELSEWHERE: Final = {"purchase_notification", "thread", "shared_client_theme", "nonce", "webhook_id", "edited_timestamp"}
LEFT_OUT: Final = {
    "MessageResponse": ELSEWHERE,
    "BasicMessageResponse": {*ELSEWHERE, "message_snapshots", "message_reference", "poll"},
    "ResolvedObjectsResponse": {"roles", "members", "channels"},
    "ApplicationResponse": {"install_params", "integration_types_config"},
    "MessageEmbedResponse": {"components"},
}
"""Of servers and of purchases there, of looks alone, or what a sending of its own has (discord_messages.py)."""


class Discord:
    """The same of Discord's objects."""

    def __init__(self, spec: discord_conformance.Conformance) -> None:
        self._schemas = spec._schemas
        self.seen: Seen = {}
        self.described: dict[str, Mapping[str, Any]] = {}

    def note(self, schema: Mapping[str, Any], value: Any, name: str = "") -> None:
        if "$ref" in schema:
            self.note(self._schemas.resolve(schema["$ref"]), value, schema["$ref"].rpartition("/")[2])
            return
        for choice in ("oneOf", "anyOf"):
            if choice in schema and isinstance(value, dict | list):
                fits = [each for each in schema[choice] if not self._schemas.check(each, strict=True)(value, "")]
                if fits:
                    self.note(fits[0], value, name)
                return
        if isinstance(value, list) and "items" in schema:
            for each in value:
                self.note(schema["items"], each)
        elif isinstance(value, dict) and "properties" in schema:
            self.described[name] = schema["properties"]
            self.seen.setdefault(name, set()).update(value)
            for field, inner in schema["properties"].items():
                if field in value:
                    self.note(inner, value[field])

    def missing(self, name: str) -> set[str]:
        texts = {field for field, schema in self.described[name].items() if self._tells(schema)}
        return texts - self.seen[name] - LEFT_OUT.get(name, set())

    def _tells(self, schema: Mapping[str, Any]) -> bool:
        """Whether it may hold words, an id or another object."""
        if "$ref" in schema:
            return self._tells(self._schemas.resolve(schema["$ref"]))
        inner = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
        if inner and "type" not in schema:
            return any(self._tells(each) for each in inner)
        kinds = {schema.get("type")} if isinstance(schema.get("type"), str) else set(schema.get("type", ()))
        return bool(kinds & {"string", "object", "array"})


async def test_every_field_of_discords_objects_is_in_the_corpus() -> None:
    spec = discord_conformance.load()
    if spec is None:
        pytest.skip("the published description is not there")
    corpus = Discord(spec)
    async with DiscordEmulator() as discord:
        for each in discord_messages.everything("corpus", discord):
            files = {"attachments": [discord.world.files.add(1, file) for file in each.files]} if each.files else {}
            author = {**discord_fields.user("Ann")}
            fields = {**each.fields, **files, "content": each.text}
            message = objects.message(1, 1, author, 1.0, **{**fields, "embeds": each.fields.get("embeds", [])})
            assert spec.event("MESSAGE_CREATE", message) == [], each.name
            corpus.note({"$ref": "#/components/schemas/MessageResponse"}, message)
        assert {name: missing for name in corpus.seen if (missing := corpus.missing(name))} == {}
        assert len(corpus.seen) > 25
