"""Registering commands: what Discord takes, what it refuses, what it keeps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator
from tests.emulators.discord_clients import Rest


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ({"name": "Find"}, ["0", "name"]),
        ({"name": "find me"}, ["0", "name"]),
        ({"name": "f" * 33}, ["0", "name"]),
        ({"description": ""}, ["0", "description"]),
        ({"description": "d" * 101}, ["0", "description"]),
        ({"description_localizations": {"xx": "d"}}, ["0", "description_localizations"]),
        ({"description_localizations": {"de": "d" * 101}}, ["0", "description_localizations", "de"]),
        ({"name_localizations": {"de": "Finde"}}, ["0", "name_localizations", "de"]),
        ({"contexts": [0, 3]}, ["0", "contexts"]),
        ({"contexts": []}, ["0", "contexts"]),
        ({"integration_types": [2]}, ["0", "integration_types"]),
        ({"options": [{"type": 99, "name": "a", "description": "d"}]}, ["0", "options", "0", "type"]),
        ({"options": [{"type": 3, "name": f"o{n}", "description": "d"} for n in range(26)]}, ["0", "options"]),
        (
            {"options": [{"type": 3, "name": "a", "description": "d", "choices": [{"name": "n", "value": "v"}] * 26}]},
            ["0", "options", "0", "choices"],
        ),
        (
            {
                "options": [
                    {"type": 3, "name": "a", "description": "d"},
                    {"type": 3, "name": "b", "description": "d", "required": True},
                ]
            },
            ["0", "options", "1"],
        ),
    ],
)
async def test_commands_have_rules(
    discord: DiscordEmulator, rest: Rest, app: BotAccount, command: dict[str, Any], path: list[str]
) -> None:
    fine = {"name": "find", "description": "d", "type": 1}
    assert (await rest("PUT", f"/applications/{app.id}/commands", [fine]))[0] == 200
    errors: Any = await rest.errors("PUT", f"/applications/{app.id}/commands", [{**fine, **command}])
    for step in path:
        assert list(errors) == [step]
        errors = errors[step]
    assert errors["_errors"]
    assert [each["name"] for each in app.commands] == ["find"], "a refused overwrite changes nothing"
    discord.violations.clear()  # the schema says so too


async def test_commands_keep_their_ids_and_are_listed(rest: Rest, app: BotAccount) -> None:
    path = f"/applications/{app.id}/commands"
    find = {
        "name": "find", "description": "Find somebody", "name_localizations": {"de": "finde", "hi": "खोजो"},
        "contexts": [0, 1, 2], "integration_types": [0, 1],
    }  # fmt: skip
    _, first = await rest("PUT", path, [find])
    _, second = await rest("PUT", path, [{**find, "description": "d"}, {"name": "stop", "description": "d"}])
    assert (second[0]["id"], [each["name"] for each in second]) == (first[0]["id"], ["find", "stop"])
    assert (await rest("GET", path))[1] == second
