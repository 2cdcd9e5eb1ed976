"""Application commands: held to Discord's rules when a bot registers them, and what people give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.emulators.discord.errors import Violation, bad_length, choices, invalid, required
from tests.emulators.discord.objects import Object

LOCALES: Final = frozenset(
    {
        "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu",
        "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN",
        "zh-TW",
    }
)  # fmt: skip
SUBCOMMAND: Final = 1
SUBCOMMAND_GROUP: Final = 2
STRING: Final = 3
INTEGER: Final = 4
BOOLEAN: Final = 5
NUMBER: Final = 10
MOST_COMMANDS: Final = 100  # of the chat input kind
MOST_MENU_ENTRIES: Final = 15  # of the menu of messages
CHAT_INPUT: Final = 1
MESSAGE: Final = 3

_COMMAND_FIELDS: Final = frozenset(
    {
        "name", "name_localizations", "description", "description_localizations", "options",
        "default_member_permissions", "dm_permission", "contexts", "integration_types", "type", "id", "nsfw",
    }
)  # fmt: skip
_OPTION_FIELDS: Final = frozenset(
    {
        "type", "name", "name_localizations", "description", "description_localizations", "required", "choices",
        "options", "channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete",
    }
)  # fmt: skip
Path = tuple[str | int, ...]


def registered(given: Any, application: int, mint: Callable[[], int], old: list[Object]) -> list[Object]:
    """What a bulk overwrite makes of the commands given; raises Refused (50035). Known names keep their ids."""
    if not isinstance(given, list):
        raise invalid(code="LIST_TYPE_CONVERT", message="Only iterables may be used in a ListType")
    if sum(_kind(command) != MESSAGE for command in given) > MOST_COMMANDS:
        raise bad_length(low=0, high=MOST_COMMANDS)
    ids = {(command["type"], command["name"]): command["id"] for command in old}
    if sum(_kind(command) == MESSAGE for command in given) > MOST_MENU_ENTRIES:
        raise bad_length(low=0, high=MOST_MENU_ENTRIES)
    names: set[tuple[int, str]] = set()
    made = []
    for place, command in enumerate(given):
        path: Path = (place,)
        _known(command, _COMMAND_FIELDS, "command")
        kind = command.get("type") or CHAT_INPUT
        if kind not in (CHAT_INPUT, MESSAGE):
            raise Violation(f"commands of type {kind} are not spoken here")
        if kind == CHAT_INPUT:
            _texts(command, path)
        else:
            _menu_entry(command, path)
        if (kind, command["name"]) in names:
            raise invalid(
                *path, code="APPLICATION_COMMANDS_DUPLICATE_NAME", message="Application command names must be unique"
            )
        names.add((kind, command["name"]))
        options = command.get("options") or []
        _options(options, (*path, "options"), depth=0)
        contexts = _numbers(command.get("contexts"), {0, 1, 2}, (*path, "contexts"))
        types = _numbers(command.get("integration_types"), {0, 1}, (*path, "integration_types"))
        permissions = command.get("default_member_permissions")
        made.append(
            {
                "id": ids.get((kind, command["name"])) or str(mint()),
                "application_id": str(application),
                "version": str(mint()),
                "type": kind,
                "name": command["name"],
                "name_localizations": command.get("name_localizations"),
                "description": command.get("description") or "",
                "description_localizations": command.get("description_localizations"),
                "default_member_permissions": None if permissions is None else str(permissions),
                "dm_permission": command.get("dm_permission", True) is not False,
                "contexts": contexts,
                "integration_types": types or [0],
                "nsfw": bool(command.get("nsfw")),
                **({"options": [_option_object(option) for option in options]} if options else {}),
            }
        )
    return made


def _kind(command: Any) -> Any:
    return command.get("type") if isinstance(command, dict) else None


def _menu_entry(command: Object, path: Path) -> None:
    """A command in the menu of messages: a name as people read it, and nothing else."""
    for field in ("description", "description_localizations", "options"):
        if command.get(field):
            raise invalid(
                *path, field, code="APPLICATION_COMMAND_CONTEXT_MENU_NO_DESCRIPTION",
                message="Context menu commands cannot have description",
            )  # fmt: skip
    _label(command.get("name"), (*path, "name"))
    for locale, text in (command.get("name_localizations") or {}).items():
        if locale not in LOCALES:
            raise choices(*path, "name_localizations", of=sorted(LOCALES))
        _label(text, (*path, "name_localizations", locale))


def _label(name: Any, path: Path) -> None:
    """1 to 32 characters, with blanks and capitals."""
    if not isinstance(name, str) or not name.strip():
        raise required(*path)
    if len(name) > 32:
        raise bad_length(*path, low=1, high=32)


def _option_object(option: Object) -> Object:
    kept = {key: value for key, value in option.items() if value is not None}
    if "options" in kept:
        kept["options"] = [_option_object(inner) for inner in kept["options"]]
    return kept


def _known(part: Any, known: frozenset[str], what: str) -> None:
    if not isinstance(part, dict):
        raise invalid(code="DICT_TYPE_CONVERT", message="Only dictionaries may be used in a DictType")
    if unknown := sorted(set(part) - known):
        raise Violation(f"a {what} with unknown {', '.join(unknown)}")


def _texts(part: Object, path: Path) -> None:
    _name(part.get("name"), (*path, "name"))
    _description(part.get("description"), (*path, "description"))
    for field, check in (("name", _name), ("description", _description)):
        for locale, text in (part.get(f"{field}_localizations") or {}).items():
            where = (*path, f"{field}_localizations", locale)
            if locale not in LOCALES:
                raise choices(*where[:-1], of=sorted(LOCALES))
            check(text, where)


def _name(name: Any, path: Path) -> None:
    """1 to 32 letters, digits, _ or - of any script, in lower case where the script has cases."""
    if not isinstance(name, str) or not name:
        raise required(*path)
    if len(name) > 32:
        raise bad_length(*path, low=1, high=32)
    fits = all(sign in "-_'" or sign.isalnum() or sign in _DEVANAGARI_AND_THAI for sign in name)
    if not fits or name != name.lower():
        raise invalid(*path, code="APPLICATION_COMMAND_INVALID_NAME", message="Command name is invalid")


_DEVANAGARI_AND_THAI: Final = frozenset(chr(code) for block in (0x0900, 0x0E00) for code in range(block, block + 0x80))


def _description(text: Any, path: Path) -> None:
    if not isinstance(text, str) or not text:
        raise required(*path)
    if len(text) > 100:
        raise bad_length(*path, low=1, high=100)


def _numbers(given: Any, known: set[int], path: Path) -> list[int] | None:
    if given is None:
        return None
    if not isinstance(given, list) or not given or len(set(given)) != len(given):
        raise bad_length(*path, low=1, high=len(known))
    if not set(given) <= known:
        raise choices(*path, of=sorted(known))
    return sorted(given)


def _options(options: Any, path: Path, depth: int) -> None:
    if not isinstance(options, list) or len(options) > 25:
        raise bad_length(*path, low=0, high=25)
    names: set[str] = set()
    optional = False
    for place, option in enumerate(options):
        where = (*path, place)
        _known(option, _OPTION_FIELDS, "command option")
        _texts(option, where)
        if option["name"] in names:
            raise invalid(
                *where, code="APPLICATION_COMMAND_OPTIONS_NAME_INVALID", message="Option names must be unique"
            )
        names.add(option["name"])
        kind = option.get("type")
        if kind in (SUBCOMMAND, SUBCOMMAND_GROUP):
            if depth >= kind:
                raise invalid(*where, code="APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message="Sub-commands nest once")
            _options(option.get("options") or [], (*where, "options"), depth=3 - kind)
            continue
        if kind not in (STRING, INTEGER, BOOLEAN, NUMBER):
            if kind in (6, 7, 8, 9, 11):
                raise Violation(f"command options of type {kind} are not spoken here")
            raise choices(*where, "type", of=tuple(range(1, 12)))
        if option.get("required"):
            if optional:
                raise invalid(
                    *where, code="APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    message="Required options must be placed before non-required options",
                )  # fmt: skip
        else:
            optional = True
        _given_choices(option, where)


def _given_choices(option: Object, path: Path) -> None:
    offered = option.get("choices") or []
    if len(offered) > 25:
        raise bad_length(*path, "choices", low=0, high=25)
    if offered and option.get("autocomplete"):
        raise invalid(
            *path, "autocomplete", code="APPLICATION_COMMAND_AUTOCOMPLETE_INVALID",
            message="Autocomplete cannot be set to true if choices are present",
        )  # fmt: skip
    for place, choice in enumerate(offered):
        if not 1 <= len(choice.get("name") or "") <= 100:
            raise bad_length(*path, "choices", place, "name", low=1, high=100)
        if isinstance(choice.get("value"), str) and len(choice["value"]) > 100:
            raise bad_length(*path, "choices", place, "value", low=1, high=100)
        _localised_choice(choice, (*path, "choices", place))


def _localised_choice(choice: Mapping[str, Any], path: Path) -> None:
    for locale, text in (choice.get("name_localizations") or {}).items():
        if locale not in LOCALES:
            raise choices(*path, "name_localizations", of=sorted(LOCALES))
        if not 1 <= len(text) <= 100:
            raise bad_length(*path, "name_localizations", locale, low=1, high=100)


def suggestions(data: Any) -> list[Object]:
    """What an autocomplete answer offers; raises Refused (50035)."""
    offered = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(offered, list) or len(offered) > 25:
        raise bad_length("data", "choices", low=0, high=25)
    for place, choice in enumerate(offered):
        path: Path = ("data", "choices", place)
        if not 1 <= len(choice.get("name") or "") <= 100:
            raise bad_length(*path, "name", low=1, high=100)
        if isinstance(choice.get("value"), str) and not 1 <= len(choice["value"]) <= 100:
            raise bad_length(*path, "value", low=1, high=100)
    return offered
