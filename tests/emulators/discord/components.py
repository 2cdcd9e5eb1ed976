"""Message components and forms: held to Discord's limits, and given back as Discord gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.emulators.discord.errors import Violation, bad_length, choices, invalid, required, too_long
from tests.emulators.discord.objects import Object

ROWS: Final = 5
BUTTONS: Final = 5
OPTIONS: Final = 25
LINK: Final = 5  # the style of a button with an address
ROLES: Final = 6  # types of menus that Discord fills
CHANNELS: Final = 8
Path = tuple[str | int, ...]


def message_rows(given: Any, path: Path) -> list[Object]:
    """The rows as the message will carry them; raises Refused (50035) for what Discord would not take."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise invalid(*path, code="LIST_TYPE_CONVERT", message="Only iterables may be used in a ListType")
    if len(given) > ROWS:
        raise bad_length(*path, low=1, high=ROWS)
    seen: set[str] = set()
    number = _Numbers()
    return [_row(row, (*path, place), seen, number) for place, row in enumerate(given)]


class _Numbers:
    """Component ids: given ones stay, others get the next."""

    def __init__(self) -> None:
        self._last = 0

    def of(self, part: Mapping[str, Any]) -> int:
        self._last += 1
        return int(part.get("id") or self._last)


def _row(row: Any, path: Path, seen: set[str], number: _Numbers) -> Object:
    if not isinstance(row, dict) or row.get("type") != 1:
        raise Violation(f"component {row.get('type') if isinstance(row, dict) else row!r} is not spoken here")
    _only(row, {"type", "id", "components"})
    parts = row.get("components")
    if not isinstance(parts, list) or not parts:
        raise bad_length(*path, "components", low=1, high=BUTTONS)
    made: Object = {"type": 1, "id": number.of(row), "components": []}
    width = 0
    for place, part in enumerate(parts):
        where = (*path, "components", place)
        made["components"].append(_PARTS.get(part.get("type"), _unspoken)(part, where, seen, number))
        width += 1 if part["type"] == 2 else BUTTONS
    if width > BUTTONS:
        raise bad_length(*path, "components", low=1, high=BUTTONS)
    return made


def _unspoken(part: Object, path: Path, seen: set[str], number: _Numbers) -> Object:
    raise Violation(f"component {part.get('type')} is not spoken here")


def _button(part: Object, path: Path, seen: set[str], number: _Numbers) -> Object:
    _only(part, {"type", "id", "style", "label", "emoji", "custom_id", "url", "disabled"})
    style = part.get("style")
    if style not in range(1, LINK + 1):
        raise choices(*path, "style", of="(1, 2, 3, 4, 5, 6)")
    if style == LINK:
        if not part.get("url"):
            raise required(*path, "url")
        if part.get("custom_id"):
            raise invalid(
                *path, code="BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                message="A custom id and url cannot both be specified",
            )  # fmt: skip
        if len(part["url"]) > 512:
            raise too_long(*path, "url", limit=512)
    else:
        _custom_id(part, path, seen)
    label = part.get("label")
    if not label and not part.get("emoji"):
        raise invalid(*path, "label", code="BASE_TYPE_REQUIRED", message="A label or emoji is required")
    if label and len(label) > 80:
        raise too_long(*path, "label", limit=80)
    kept = {key: part[key] for key in ("custom_id", "style", "label", "url") if part.get(key) is not None}
    emoji = {"emoji": _emoji(part["emoji"])} if part.get("emoji") else {}
    return {"type": 2, "id": number.of(part), **kept, **emoji, "disabled": bool(part.get("disabled"))}


def _select(part: Object, path: Path, seen: set[str], number: _Numbers) -> Object:
    _only(
        part, {"type", "id", "custom_id", "options", "placeholder", "min_values", "max_values", "disabled", "required"}
    )
    _custom_id(part, path, seen)
    options = part.get("options")
    if not isinstance(options, list) or not 1 <= len(options) <= OPTIONS:
        raise bad_length(*path, "options", low=1, high=OPTIONS)
    values: set[str] = set()
    for place, option in enumerate(options):
        _only(option, {"label", "value", "description", "emoji", "default"})
        for name in ("label", "value", "description"):
            text = option.get(name)
            if name != "description" and not text:
                raise required(*path, "options", place, name)
            if text and len(text) > 100:
                raise too_long(*path, "options", place, name, limit=100)
        if option["value"] in values:
            raise invalid(
                *path, "options", place, "value", code="SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                message="The specified option value is already used",
            )  # fmt: skip
        values.add(option["value"])
    if len(part.get("placeholder") or "") > 150:
        raise too_long(*path, "placeholder", limit=150)
    least, most = part.get("min_values"), part.get("max_values")
    least, most = 1 if least is None else least, 1 if most is None else most
    if not 0 <= least <= most <= len(options):
        raise invalid(*path, "max_values", code="NUMBER_TYPE_MAX", message="More values than options")
    shown = [
        {key: _emoji(value) if key == "emoji" else value for key, value in option.items() if value is not None}
        for option in options
    ]
    placeholder = {"placeholder": part["placeholder"]} if part.get("placeholder") else {}
    return {
        "type": 3, "id": number.of(part), "custom_id": part["custom_id"], **placeholder, "min_values": least,
        "max_values": most, "options": shown, "disabled": bool(part.get("disabled")),
    }  # fmt: skip


def _pick(part: Object, path: Path, seen: set[str], number: _Numbers) -> Object:
    """A menu that Discord fills itself: with roles, or with channels."""
    of_roles = part["type"] == ROLES
    known = {"type", "id", "custom_id", "placeholder", "min_values", "max_values", "disabled", "required"}
    known.add("default_values")
    _only(part, known if of_roles else {*known, "channel_types"})
    _custom_id(part, path, seen)
    if len(part.get("placeholder") or "") > 150:
        raise too_long(*path, "placeholder", limit=150)
    least, most = part.get("min_values"), part.get("max_values")
    least, most = 1 if least is None else least, 1 if most is None else most
    if not 0 <= least <= most <= OPTIONS:
        raise invalid(*path, "max_values", code="NUMBER_TYPE_MAX", message="int value should be less than 26")
    default = part.get("default_values") or []
    if default and not least <= len(default) <= most:
        raise bad_length(*path, "default_values", low=least, high=most)
    for place, each in enumerate(default):
        if each.get("type") != ("role" if of_roles else "channel") or not str(each.get("id")).isdecimal():
            raise choices(*path, "default_values", place, "type", of="('role',)" if of_roles else "('channel',)")
    kept = {key: part[key] for key in ("placeholder", "channel_types") if part.get(key)}
    if default:
        kept["default_values"] = [{"id": str(each["id"]), "type": each["type"]} for each in default]
    return {
        "type": part["type"], "id": number.of(part), "custom_id": part["custom_id"], **kept, "min_values": least,
        "max_values": most, "disabled": bool(part.get("disabled")),
    }  # fmt: skip


_PARTS: Final[Mapping[Any, Callable[[Object, Path, set[str], _Numbers], Object]]] = {
    2: _button,
    3: _select,
    ROLES: _pick,
    CHANNELS: _pick,
}


def _custom_id(part: Object, path: Path, seen: set[str]) -> None:
    custom_id = part.get("custom_id")
    if not custom_id:
        raise required(*path, "custom_id")
    if not isinstance(custom_id, str) or len(custom_id) > 100:
        raise bad_length(*path, "custom_id", low=1, high=100)
    if custom_id in seen:
        raise invalid(
            *path, "custom_id", code="COMPONENT_CUSTOM_ID_DUPLICATED",
            message="Component custom id cannot be duplicated",
        )  # fmt: skip
    seen.add(custom_id)


def _emoji(given: Object) -> Object:
    return {key: given[key] for key in ("id", "name", "animated") if given.get(key) is not None}


def _only(part: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(part) - known):
        raise Violation(f"component with unknown {', '.join(unknown)}")


def modal(data: Any) -> Object:
    """A form as it is shown; raises Refused (50035)."""
    if not isinstance(data, dict):
        raise required("data")
    _only(data, {"custom_id", "title", "components"})
    for name, limit in (("custom_id", 100), ("title", 45)):
        if not 1 <= len(data.get(name) or "") <= limit:
            raise bad_length("data", name, low=1, high=limit)
    rows = data.get("components")
    if not isinstance(rows, list) or not 1 <= len(rows) <= ROWS:
        raise bad_length("data", "components", low=1, high=ROWS)
    seen: set[str] = set()
    for place, row in enumerate(rows):
        path: Path = ("data", "components", place)
        if row.get("type") == 18:
            _only(row, {"type", "id", "label", "description", "component"})
            _label(row.get("label"), (*path, "label"))
            _text_input(row.get("component") or {}, (*path, "component"), seen, labelled=True)
        elif row.get("type") == 1:
            if len(row.get("components") or ()) != 1:
                raise bad_length(*path, "components", low=1, high=1)
            _text_input(row["components"][0], (*path, "components", 0), seen, labelled=False)
        else:
            raise Violation(f"component {row.get('type')} in a modal is not spoken here")
    return data


def _label(label: Any, path: Path) -> None:
    if not isinstance(label, str) or not 1 <= len(label) <= 45:
        raise bad_length(*path, low=1, high=45)


def _text_input(part: Object, path: Path, seen: set[str], *, labelled: bool) -> None:
    if part.get("type") != 4:
        raise Violation(f"component {part.get('type')} in a modal is not spoken here")
    _only(
        part,
        {"type", "id", "custom_id", "style", "label", "value", "placeholder", "required", "min_length", "max_length"},
    )
    _custom_id(part, path, seen)
    if part.get("style") not in (1, 2):
        raise choices(*path, "style", of="(1, 2)")
    if not labelled or part.get("label"):
        _label(part.get("label"), (*path, "label"))
    for name, limit in (("placeholder", 100), ("value", 4000)):
        if len(part.get(name) or "") > limit:
            raise too_long(*path, name, limit=limit)
    least, most = part.get("min_length") or 0, part.get("max_length")
    if not 0 <= least <= 4000 or (most is not None and not 1 <= most <= 4000) or (most is not None and least > most):
        raise invalid(
            *path, "max_length", code="NUMBER_TYPE_MAX", message="int value should be less than or equal to 4000."
        )
