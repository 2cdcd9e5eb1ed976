"""Methods about the bot itself and whom it talks to: getMe, the command menu, descriptions, getChat."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from tests.emulators.telegram.errors import bad_request
from tests.emulators.telegram.methods.base import Asked, Method, array, chat_of
from tests.emulators.telegram.wire import Wire

MOST_COMMANDS: Final = 100
LONGEST_COMMAND_DESCRIPTION: Final = 256
LONGEST_DESCRIPTION: Final = 512
LONGEST_SHORT_DESCRIPTION: Final = 120
_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"(?:[a-z]{2})?")


def get_me(asked: Asked) -> dict[str, Any]:
    return {
        **asked.bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(asked: Asked) -> bool:
    """An empty list takes the menu away."""
    commands = array(asked, "commands", "BotCommand")
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not isinstance(each, dict):
            raise bad_request("expected an Object")
        if not isinstance(command := each.get("command"), str) or not _COMMAND.fullmatch(command.removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(each.get("description", ""))) <= LONGEST_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    asked.bot.commands[_menu(asked)] = [{**each, "command": each["command"].removeprefix("/")} for each in commands]
    return True


def get_my_commands(asked: Asked) -> list[dict[str, str]]:
    return asked.bot.commands.get(_menu(asked), [])


def delete_my_commands(asked: Asked) -> bool:
    asked.bot.commands.pop(_menu(asked), None)
    return True


def set_my_description(asked: Asked) -> bool:
    return _describe(asked, asked.bot.descriptions, "description", LONGEST_DESCRIPTION)


def set_my_short_description(asked: Asked) -> bool:
    return _describe(asked, asked.bot.short_descriptions, "short_description", LONGEST_SHORT_DESCRIPTION)


def get_chat(asked: Asked) -> dict[str, Any]:
    return {
        **chat_of(asked).fields,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
        ),
    }


def _describe(asked: Asked, descriptions: dict[str, str], name: str, limit: int) -> bool:
    text = asked.get(name, "")
    if len(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    descriptions[_language(asked)] = text
    return True


def _menu(asked: Asked) -> tuple[str, str]:
    return json.dumps(asked.get("scope", {"type": "default"}), sort_keys=True), _language(asked)


def _language(asked: Asked) -> str:
    language = str(asked.get("language_code", ""))
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


_SCOPE: Final = {"scope": Wire.JSON, "language_code": Wire.STRING}

METHODS: Final = (
    Method("getMe", {}, get_me),
    Method("setMyCommands", {**_SCOPE, "commands": Wire.JSON}, set_my_commands),
    Method("getMyCommands", _SCOPE, get_my_commands),
    Method("deleteMyCommands", _SCOPE, delete_my_commands),
    Method("setMyDescription", {"description": Wire.STRING, "language_code": Wire.STRING}, set_my_description),
    Method(
        "setMyShortDescription",
        {"short_description": Wire.STRING, "language_code": Wire.STRING},
        set_my_short_description,
    ),
    Method("getChat", {"chat_id": Wire.CHAT}, get_chat),
)
