"""Inline keyboards as bots may send them."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.telegram.errors import Violation, bad_request
from tests.emulators.telegram.texts import check_url

MOST_BUTTONS: Final = 100
LONGEST_DATA: Final = 64  # bytes
_ACTIONS: Final = frozenset({"callback_data", "url", "copy_text"})
_STYLES: Final = frozenset({"danger", "success", "primary"})
_PARSE: Final = "can't parse inline keyboard button:"


def inline_keyboard(markup: Any) -> dict[str, Any] | None:
    """The keyboard a message gets, None for one without buttons; raises Refused for what Telegram refuses."""
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        raise Violation("only inline keyboards are spoken here")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("can't parse inline keyboard: expected an Array of Array of InlineKeyboardButton")
        for button in row:
            _check(button)
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": rows} if rows else None


def _check(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request(f"{_PARSE} expected an Object")
    if "text" not in button:
        raise bad_request(f'{_PARSE} Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad_request(f'{_PARSE} Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text is empty")
    actions = [name for name in button if name not in ("text", "style", "icon_custom_emoji_id")]
    if unknown := [name for name in actions if name not in _ACTIONS]:
        raise Violation(f"inline keyboard buttons with {', '.join(sorted(unknown))} are not spoken here")
    if not any(button[name] for name in actions):
        raise bad_request(f"{_PARSE} Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise Violation(f"an inline keyboard button with {len(actions)} actions")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")
    _check_action(button)


def _check_action(button: dict[str, Any]) -> None:
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str):
            raise bad_request(f'{_PARSE} Field "callback_data" must be of type String')
        if not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        check_url(button["url"], "inline keyboard button URL")
    else:
        copied = button["copy_text"]
        if not isinstance(copied, dict) or not 1 <= len(copied.get("text", "")) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
