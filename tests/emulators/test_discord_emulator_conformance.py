"""The checker finds what does not fit the published schema; the emulator without the schema checks nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator, Person, objects
from tests.emulators.discord.routes import ROUTES
from tests.emulators.discord_clients import NOBODY, Rest
from tests.emulators.discord_conformance import SPEC, Conformance, load
from tests.emulators.json_schema import Schemas

needs_schema = pytest.mark.skipif(
    not SPEC.is_file(), reason="the published Discord schema is not beside the repository"
)
ANN = objects.user(5, "ann", "Ann")
MESSAGE = objects.message(7, 6, ANN, 1_700_000_000.0, content="hi")


def checker() -> Conformance:
    loaded = load()
    assert loaded is not None
    return loaded


def without(fields: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


@needs_schema
@pytest.mark.parametrize(
    ("name", "status", "body", "wrong"),
    [
        ("create_message", 200, MESSAGE, []),
        ("create_message", 200, {**MESSAGE, "colour": 1}, ["create_message 200: colour is unknown"]),
        ("create_message", 200, {**MESSAGE, "id": 7}, ["create_message 200.id: is no string"]),
        ("create_message", 200, {**MESSAGE, "id": "seven"}, ["create_message 200.id: has not the form it must have"]),
        ("create_message", 200, {**MESSAGE, "timestamp": "today"}, ["create_message 200.timestamp: is no date-time"]),
        ("create_message", 200, {**MESSAGE, "pinned": 0}, ["create_message 200.pinned: is no boolean"]),
        ("create_message", 200, {**MESSAGE, "flags": True}, ["create_message 200.flags: is no integer"]),
        ("create_message", 200, without(MESSAGE, "tts"), ["create_message 200: tts is missing"]),
        (
            "create_message", 200, {**MESSAGE, "author": without(ANN, "username")},
            ["create_message 200.author: username is missing"],
        ),
        (
            "create_message", 200,
            {**MESSAGE, "components": [{"type": 1, "id": 1, "components": [{"type": 2, "id": 2}]}]},
            ["create_message 200.components[0].components[0]: style is missing"],
        ),
        ("create_message", 201, MESSAGE, ["create_message 201 is no status it has"]),
        ("create_message", 403, {"code": 50007, "message": "no"}, []),
        ("create_message", 403, {"message": "no"}, ["create_message 403: code is missing"]),
        ("list_messages", 200, [MESSAGE, {}], None),
        ("list_messages", 200, {"messages": []}, ["list_messages 200: is no array or null"]),
        ("delete_message", 204, None, []),
        ("delete_message", 204, {}, ["delete_message: a body with 204"]),
    ],
)  # fmt: skip
def test_answers_are_held_against_the_schema(name: str, status: int, body: Any, wrong: list[str] | None) -> None:
    checked = checker()
    found = checked.answer(name, status, body)
    assert found == wrong if wrong is not None else "list_messages 200[1]: author is missing" in found
    assert (checked.requests, checked.answers) == (0, 1)


@needs_schema
@pytest.mark.parametrize(
    ("name", "query", "body", "wrong"),
    [
        ("create_message", {}, {"content": "hi", "tts": False, "nonce": "n", "enforce_nonce": True}, []),
        ("create_message", {}, {"content": 7}, ["create_message.content: is no string or null"]),
        ("create_message", {}, {"colour": "red"}, ["create_message: colour is unknown"]),
        ("create_message", {}, {"message_reference": {"message_id": 7}}, []),  # an integer: as discord.py does
        ("update_message", {}, {"content": "hi", "tts": False}, []),
        ("update_message", {}, {"content": "hi", "nonce": "n"}, ["update_message: nonce is unknown"]),
        ("list_messages", {"limit": "50", "after": "5"}, None, []),
        ("list_messages", {"limit": "500"}, None, ["list_messages?limit: is out of range"]),
        ("list_messages", {"limit": "all"}, None, ["list_messages?limit: is no integer"]),
        ("list_messages", {"colour": "red"}, None, ["list_messages?colour is unknown"]),
        ("create_interaction_response", {"with_response": "1"}, {"type": 5, "data": {"flags": 64}}, []),
        ("create_interaction_response", {}, {"type": 7, "data": {"content": "x", "tts": False}}, []),
        (
            "create_interaction_response", {}, {"type": 4, "data": {"content": "x" * 2001}},
            ["create_interaction_response.data.content: is of a size it cannot have"],
        ),
        (
            "create_interaction_response", {},
            {"type": 9, "data": {"custom_id": "a", "title": "x" * 46, "components": [{"type": 10, "content": "x"}]}},
            ["create_interaction_response.data.title: is of a size it cannot have"],
        ),
        ("bulk_set_application_commands", {}, [{"name": "find", "description": "d", "nsfw": False}], []),
        (
            "bulk_set_application_commands", {}, [{"name": "find", "options": [{"type": 3, "name": "a"}]}],
            ["bulk_set_application_commands[0].options[0]: description is missing"],
        ),
        ("trigger_typing_indicator", {}, {"a": 1}, ["trigger_typing_indicator: a body where none is due"]),
        ("send_rumour", {}, None, ["send_rumour is no operation"]),
    ],
)  # fmt: skip
def test_requests_are_held_against_the_schema(name: str, query: dict[str, str], body: Any, wrong: list[str]) -> None:
    checked = checker()
    assert checked.request(name, query, body) == wrong
    assert (checked.requests, checked.answers) == (1, 0)


@needs_schema
def test_objects_inside_events_are_held_against_the_schema() -> None:
    checked = checker()
    assert checked.event("MESSAGE_CREATE", {**MESSAGE, "channel_type": 1}) == []
    assert checked.event("MESSAGE_UPDATE", {**MESSAGE, "tts": 7}) == ["MESSAGE_UPDATE.tts: is no boolean"]
    assert checked.event("TYPING_START", {"anything": "goes"}) == []
    assert checked.answers == 2


@needs_schema
def test_every_route_spoken_here_is_described_as_it_is_spoken() -> None:
    operations = checker()._operations
    for route in ROUTES.values():
        described = {parameter["name"] for parameter in operations[route.name].get("parameters", ())}
        assert route.query <= described, route.name


@needs_schema
async def test_an_emulator_that_breaks_the_schema_is_caught(
    discord: DiscordEmulator, rest: Rest, app: BotAccount, dora: Person
) -> None:
    await dora.sends(app, sticker_items=[{"name": "Fox"}])
    await rest("GET", f"/channels/{dora.dm(app).id}/messages")
    assert "MESSAGE_CREATE.sticker_items[0]: id is missing" in discord.violations
    assert "list_messages 200[0].sticker_items[0]: id is missing" in discord.violations
    discord.violations.clear()


@needs_schema
async def test_requests_answers_and_events_are_counted(
    discord: DiscordEmulator, rest: Rest, app: BotAccount, dora: Person
) -> None:
    requests, answers = discord.checked()
    await rest("GET", "/users/@me")
    assert discord.checked() == (requests + 1, answers + 1)
    await dora.says(app, "hi")
    assert discord.checked() == (requests + 1, answers + 2)
    await rest("POST", f"/channels/{dora.dm(app).id}/messages", {"content": "hi", **NOBODY})
    assert discord.checked() == (requests + 2, answers + 4)


async def test_without_the_schema_nothing_is_checked(tmp_path: Path) -> None:
    assert load(tmp_path / "discord-openapi.json") is None
    async with DiscordEmulator(check=False) as discord:
        assert discord.checked() == (0, 0)


@pytest.mark.parametrize(
    ("schema", "fine", "wrong"),
    [
        ({"type": ["string", "null"], "minLength": 2}, [None, "ab"], ["a", 1]),
        ({"type": "number", "minimum": 1, "maximum": 2}, [1, 1.5], [0.5, True, "1"]),
        ({"enum": [1, 2]}, [1], [True, 3, "1"]),
        ({"type": "array", "items": {"type": "integer"}, "uniqueItems": True}, [[1, 2]], [[1, 1], ["1"], {}]),
        ({"type": "array", "minItems": 1, "maxItems": 2}, [[1], [1, 1]], [[], [1] * 3]),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, [{}, {"a": 1}], [{"a": "b"}, []]),
        ({"type": "object", "additionalProperties": False, "properties": {}}, [{}], [{"a": 1}]),
        (
            {"allOf": [{"$ref": "#/a"}, {"type": "object", "properties": {"c": {"type": "string"}}}]},
            [{"b": 1, "c": "d"}], [{"c": "d"}, {"b": 1, "e": 2}],
        ),
        ({"oneOf": [{"type": "null"}, {"$ref": "#/a"}]}, [None, {"b": 1}], [{"b": "x"}, {}]),
        ({"type": "string", "format": "date-time"}, ["2026-01-01T00:00:00+00:00"], ["2026-01-01", "soon"]),
        ({"type": "string", "format": "uri"}, ["http://a/b"], ["a"]),
        ({"type": "integer", "format": "int32"}, [2**31 - 1], [2**31]),
        ({"type": "string", "pattern": "^a+$"}, ["aa"], ["ab"]),
    ],
)  # fmt: skip
def test_the_validator_tells_what_fits_from_what_does_not(schema: Any, fine: list[Any], wrong: list[Any]) -> None:
    schemas = Schemas({"a": {"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}})
    check = schemas.check(schema, strict=True)
    assert [check(value, "it") for value in fine] == [[]] * len(fine)
    assert all(check(value, "it") for value in wrong)


def test_a_schema_with_words_nobody_checks_is_refused() -> None:
    with pytest.raises(ValueError, match="no way to check patternProperties"):
        Schemas({}).check({"patternProperties": {}}, strict=True)
