"""A Post as the messages Discord takes: markdown, buttons and menus, limits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from bot.platforms.base import Rejected
from bot.platforms.discord.asked import CHOOSE
from bot.platforms.discord.markdown import parts
from bot.posts import Attachment, Label, Post

TEXT_LIMIT: Final = 2000
FILE_LIMIT: Final = 10_000_000
DATA_LIMIT: Final = 100
LABEL_LIMIT: Final = 80
WIDTH: Final = 5
HEIGHT: Final = 5
CHOICES: Final = 25

ROW, BUTTON, MENU = 1, 2, 3
PRIMARY, SECONDARY, DANGER, LINK = 1, 2, 4, 5
STYLES: Final = {"agree": PRIMARY, "find": PRIMARY, "block": DANGER, "report": DANGER, "delete": DANGER}
CHAT: Final = "chat"
"""The action of the button that leads to the chat with the bot."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of Discord's. `body` holds content and components."""

    body: dict[str, Any] = field(repr=False)
    file: Attachment | None = None

    @property
    def content(self) -> str:
        return str(self.body["content"])


def messages(item: Post, chat: str) -> list[Message]:
    """The messages to send, in order; the first bears the file, the last the buttons.

    Raises Rejected when nothing would be seen, a button holds too much or the file is too large.
    """
    file = _covered(item.photo) if item.photo is not None else item.document
    if file is not None and len(file.data) > FILE_LIMIT:
        raise Rejected("the file is too large")
    texts = parts(item.text, item.spans, TEXT_LIMIT)
    if not texts:
        if file is None:
            raise Rejected("there is nothing to show")
        texts = [""]
    shown = components(item.labels, chat)
    last = len(texts) - 1
    return [
        Message({"content": text, "components": shown if at == last else []}, file if at == 0 else None)
        for at, text in enumerate(texts)
    ]


def _covered(photo: Attachment) -> Attachment:
    """A picture is covered until tapped when its name says so."""
    return replace(photo, name=f"SPOILER_{photo.name}") if photo.spoiler else photo


def components(labels: Sequence[Sequence[Label]], chat: str) -> list[dict[str, Any]]:
    """Buttons, laid out anew where Discord takes no such rows; menus where it takes no so many."""
    if any(len(label.data.encode()) > DATA_LIMIT for label in chain.from_iterable(labels)):
        raise Rejected("a button holds too much")
    labels = [row for row in labels if row]
    if not labels:
        return []
    if len(labels) <= HEIGHT and all(len(row) <= WIDTH for row in labels):
        return [_buttons(row, chat) for row in labels]
    choices, closing = (list(labels[:-1]), [labels[-1]]) if len(labels[-1]) == 1 else (list(labels), [])
    offered = list(chain.from_iterable(choices))
    height = HEIGHT - len(closing)
    width = -(-len(offered) // height)
    if width <= WIDTH:
        rows = [offered[at : at + width] for at in range(0, len(offered), width)]
        return [_buttons(row, chat) for row in (*rows, *closing)]
    menus = [_menu(number, offered[at : at + CHOICES]) for number, at in enumerate(range(0, len(offered), CHOICES))]
    return [*menus[:height], *(_buttons(row, chat) for row in closing)]


def _buttons(row: Sequence[Label], chat: str) -> dict[str, Any]:
    return {"type": ROW, "components": [_button(label, chat) for label in row]}


def _button(label: Label, chat: str) -> dict[str, Any]:
    shown = {"type": BUTTON, "label": _cut(label.text, LABEL_LIMIT)}
    action = label.data.partition(":")[0]
    if action == CHAT:
        return {**shown, "style": LINK, "url": f"https://discord.com/channels/@me/{chat}"}
    return {**shown, "style": STYLES.get(action, SECONDARY), "custom_id": label.data}


def _menu(number: int, offered: Sequence[Label]) -> dict[str, Any]:
    options = [{"label": _cut(label.text, DATA_LIMIT), "value": label.data} for label in offered]
    return {"type": ROW, "components": [{"type": MENU, "custom_id": f"{CHOOSE}:{number}", "options": options}]}


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
